//! Whether a pattern can run: for those of a user, and for the tests of the catalog.

use sekimori_catalog::{Form, Rule};

use crate::pattern::{compile, parse};
use crate::prefilter::LEAST;
use crate::shape::Shape;
use crate::tests_of_values;
use crate::{Error, LONGEST};

/// Checks a pattern of credentials whole, its regular expression too; a rule that is none is valid.
///
/// # Errors
/// [`Error`] names the rule and what is wrong with it.
pub fn validate(rule: &Rule) -> Result<(), Error> {
    let Some(credential) = rule.credential() else { return Ok(()) };
    let form = &credential.form;
    let id = || rule.id.to_owned();
    if form.keywords().is_empty() && !matches!(form, Form::Structure { .. }) {
        return Err(Error::NoKeyword { rule: id() });
    }
    if let Some(keyword) = form.keywords().iter().find(|keyword| keyword.len() < LEAST) {
        return Err(Error::Keyword { rule: id(), keyword: (*keyword).to_owned(), least: LEAST });
    }
    if let Some(name) = credential.test.filter(|name| tests_of_values::find(name).is_none()) {
        return Err(Error::Test { rule: id(), name: name.to_owned() });
    }
    let Some(hir) = parse(rule.id, form)? else { return Ok(()) };
    let least = hir.properties().minimum_len();
    if least == Some(0) {
        return Err(Error::Empty { rule: id() });
    }
    if least.is_none_or(|least| least > LONGEST) {
        return Err(Error::Long { rule: id(), most: LONGEST });
    }
    if let Form::Token { keywords, offsets, .. } = form {
        let shape = Shape::of(&hir);
        let stands = |keyword: &&&str| {
            offsets.iter().any(|offset| shape.may_have(keyword.as_bytes(), usize::from(*offset)))
        };
        if let Some(keyword) = keywords.iter().find(|keyword| !stands(keyword)) {
            return Err(Error::Elsewhere { rule: id(), keyword: (*keyword).to_owned() });
        }
    }
    compile(rule.id, &hir).map(|_| ())
}
