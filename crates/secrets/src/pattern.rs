//! A rule of the catalog, ready to run.

use std::sync::OnceLock;

use regex_automata::meta::{Config, Regex};
use regex_automata::util::syntax;
use regex_automata::{Anchored, Input, MatchKind};
use sekimori_catalog::{Credential, Form, Rule};

use crate::Error;
use crate::tests_of_values::{self, Test};

/// The most bytes that one match of a pattern can have. It keeps the work linear: an automaton that starts at every
/// keyword of a file reads at most this much each time.
pub const LONGEST: usize = 16 << 10;

/// A pattern, whose automaton is made when it is first needed: most never are.
pub(crate) struct Pattern {
    pub(crate) rule: &'static Rule,
    pub(crate) credential: &'static Credential,
    pub(crate) test: Option<Test>,
    regex: OnceLock<Option<Regex>>,
}

impl Pattern {
    pub(crate) fn new(rule: &'static Rule, credential: &'static Credential) -> Result<Self, Error> {
        let test = match credential.test {
            Some(name) => Some(
                tests_of_values::find(name)
                    .ok_or_else(|| Error::Test { rule: rule.id.to_owned(), name: name.to_owned() })?,
            ),
            None => None,
        };
        Ok(Self { rule, credential, test, regex: OnceLock::new() })
    }

    /// The automaton; none where the pattern has no regular expression, or one that was not validated.
    pub(crate) fn regex(&self) -> Option<&Regex> {
        self.regex.get_or_init(|| compile(self.rule.id, &self.credential.form).ok().flatten()).as_ref()
    }

    /// Matches from `at` on; returns the ends of the match and of its value.
    pub(crate) fn match_at(&self, bytes: &[u8], at: usize) -> Option<(Span, Span)> {
        let regex = self.regex()?;
        let end = bytes.len().min(at.saturating_add(LONGEST));
        let input = Input::new(bytes).range(at..end).anchored(Anchored::Yes);
        if regex.captures_len() == 1 {
            let whole = regex.search(&input)?.range();
            return Some((whole.clone(), whole));
        }
        let mut captures = regex.create_captures();
        regex.search_captures(&input, &mut captures);
        let whole = captures.get_match()?.range();
        let value = captures.get_group_by_name("secret").map_or_else(|| whole.clone(), |span| span.range());
        Some((whole, value))
    }

    /// Tells whether a value is one of the pattern, whole.
    pub(crate) fn is_value(&self, value: &[u8]) -> bool {
        let found = self.match_at(value, 0);
        found.is_some_and(|(whole, _)| whole.end == value.len())
    }
}

type Span = std::ops::Range<usize>;

/// Compiles the regular expression of a form, on bytes and without Unicode classes.
///
/// # Errors
/// [`Error::Regex`] where it does not parse or would need more than a megabyte.
pub(crate) fn compile(rule: &str, form: &Form) -> Result<Option<Regex>, Error> {
    let (text, ignore_case) = match form {
        Form::Token { regex, ignore_case, .. } => ((*regex).to_owned(), *ignore_case),
        // Longest alternatives are tried against the end of the value.
        Form::Assigned { value, .. } => (format!("(?:{value})\\z"), false),
        Form::Structure { .. } => return Ok(None),
    };
    let syntax = syntax::Config::new().unicode(false).utf8(false).case_insensitive(ignore_case);
    let config = Config::new()
        .match_kind(MatchKind::LeftmostFirst)
        .utf8_empty(false)
        .nfa_size_limit(Some(1 << 20))
        .onepass_size_limit(Some(1 << 18))
        .hybrid_cache_capacity(1 << 18);
    let regex = Regex::builder().syntax(syntax).configure(config).build(&text);
    regex.map(Some).map_err(|cause| Error::Regex { rule: rule.to_owned(), cause: cause.to_string() })
}
