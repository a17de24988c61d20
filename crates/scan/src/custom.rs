//! Patterns of credentials that the configuration brings.

use sekimori_catalog::{Check, Credential, Form, Rule, Text, find};
use sekimori_model::config::OwnPattern;
use sekimori_secrets::validate;

use crate::Error;

/// The rule that findings of all own patterns are reported under; which one it is, their subject and title say.
pub(crate) const RULE: &str = "credential/custom-pattern";

/// What the ids of own patterns begin with.
const PREFIX: &str = "custom/";

/// Tells whether a hit's rule is an own pattern.
pub(crate) fn is_own(rule: &Rule) -> bool {
    rule.id.starts_with(PREFIX)
}

/// Makes rules of the configuration's patterns.
///
/// They live as long as the process, which has one configuration: the engine takes rules of the catalog, which do too.
///
/// # Errors
/// [`Error::Pattern`] where one cannot run, [`Error::PatternTwice`] where two have one name.
pub(crate) fn rules(patterns: &[OwnPattern]) -> Result<Vec<&'static Rule>, Error> {
    let base = find(RULE).expect("the catalog has the rule of own patterns");
    let mut rules: Vec<&'static Rule> = Vec::new();
    for (index, pattern) in patterns.iter().enumerate() {
        let path = || vec!["secrets".to_owned(), "patterns".to_owned(), index.to_string()];
        let is_word = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if pattern.id.is_empty() || !pattern.id.chars().all(is_word) {
            return Err(Error::PatternForm { id: pattern.id.clone(), path: path() });
        }
        let id = leaked(&format!("{PREFIX}{}", pattern.id));
        if rules.iter().any(|known| known.id == id) {
            return Err(Error::PatternTwice { id: pattern.id.clone(), path: path() });
        }
        let words: Vec<&str> = pattern.keywords.iter().map(|word| leaked(word)).collect();
        let keywords = words.leak();
        let form = match (&pattern.regex, &pattern.value) {
            (Some(regex), None) => Form::Token {
                keywords,
                offsets: &[0],
                ignore_case: pattern.ignore_case,
                regex: leaked(regex),
                within_word: false,
            },
            (None, Some(value)) => Form::Assigned { keywords, names: &[], value: leaked(value) },
            _ => return Err(Error::PatternForm { id: pattern.id.clone(), path: path() }),
        };
        let min_entropy = pattern.min_entropy.unwrap_or(0);
        // Who writes a configuration decides nowhere where a secret is sent.
        let verify = None;
        let credential = Credential { form, test: None, min_entropy, samples: &[], verify };
        let credential = Box::leak(Box::new(credential));
        let title = leaked(pattern.title.as_deref().unwrap_or(&pattern.id));
        let rule = Rule {
            id,
            title: Text { en: title, ja: title },
            severity: pattern.severity.unwrap_or(base.severity),
            check: Check::Secret(credential),
            ..*base
        };
        validate(&rule).map_err(|cause| Error::Pattern {
            id: pattern.id.clone(),
            cause: Box::new(cause),
            path: path(),
        })?;
        rules.push(Box::leak(Box::new(rule)));
    }
    Ok(rules)
}

fn leaked(text: &str) -> &'static str {
    Box::leak(text.into())
}
