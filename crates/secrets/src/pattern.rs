//! A rule of the catalog, ready to run.

use std::sync::OnceLock;

use regex_automata::meta::{Config, Regex};
use regex_automata::{Anchored, Input, MatchKind};
use regex_syntax::hir::Hir;
use sekimori_catalog::{Credential, Form, Rule};

use crate::Error;
use crate::shape::{Shape, Verdict};
use crate::structure::{self, Look};
use crate::tests_of_values::{self, Test};

/// The most bytes that one match of a pattern can have. It keeps the work linear: an automaton that starts at every
/// keyword of a file reads at most this much each time.
pub const LONGEST: usize = 16 << 10;

/// A pattern. Its expression is parsed when one of its keywords is first found, and its automaton is made when it is
/// first needed: most never are.
pub(crate) struct Pattern {
    pub(crate) rule: &'static Rule,
    pub(crate) credential: &'static Credential,
    pub(crate) test: Option<Test>,
    /// The code that finds it, where its form is a structure.
    pub(crate) look: Option<Look>,
    parsed: OnceLock<Option<Parsed>>,
}

/// An expression.
struct Parsed {
    hir: Hir,
    shape: Shape,
    regex: OnceLock<Option<Regex>>,
}

/// A match.
pub(crate) struct Match {
    pub(crate) whole: Span,
    pub(crate) value: Span,
}

type Span = std::ops::Range<usize>;

impl Pattern {
    pub(crate) fn new(rule: &'static Rule, credential: &'static Credential) -> Result<Self, Error> {
        let test = match credential.test {
            Some(name) => Some(
                tests_of_values::find(name)
                    .ok_or_else(|| Error::Test { rule: rule.id.to_owned(), name: name.to_owned() })?,
            ),
            None => None,
        };
        let look = structure::find(rule.id);
        Ok(Self { rule, credential, test, look, parsed: OnceLock::new() })
    }

    /// The expression; none where the pattern has no one, or one that was not validated.
    fn parsed(&self) -> Option<&Parsed> {
        let parse = || {
            let hir = parse(self.rule.id, &self.credential.form).ok().flatten()?;
            Some(Parsed { shape: Shape::of(&hir), hir, regex: OnceLock::new() })
        };
        self.parsed.get_or_init(parse).as_ref()
    }

    /// Matches from `at` on, and adds to `work` how many bytes that may have read beyond a glance.
    pub(crate) fn match_at(&self, bytes: &[u8], at: usize, work: &mut u64) -> Option<Match> {
        let parsed = self.parsed()?;
        let most = parsed.shape.most.unwrap_or(LONGEST).min(LONGEST);
        let end = bytes.len().min(at.saturating_add(most));
        match parsed.shape.look(bytes, at, end) {
            Verdict::No => return None,
            Verdict::Match(whole, value) => {
                *work += whole.len() as u64;
                return Some(Match { whole, value });
            }
            Verdict::Perhaps => {}
        }
        *work += end.saturating_sub(at) as u64;
        let regex = parsed.regex.get_or_init(|| compile(self.rule.id, &parsed.hir).ok()).as_ref()?;
        let input = Input::new(bytes).range(at..end).anchored(Anchored::Yes);
        if regex.captures_len() == 1 {
            let whole = regex.search(&input)?.range();
            return Some(Match { value: whole.clone(), whole });
        }
        let mut captures = regex.create_captures();
        regex.search_captures(&input, &mut captures);
        let whole = captures.get_match()?.range();
        let value = captures.get_group_by_name("secret").map_or_else(|| whole.clone(), |span| span.range());
        Some(Match { whole, value })
    }

    /// Tells whether a value is one of the pattern, whole.
    pub(crate) fn is_value(&self, value: &[u8], work: &mut u64) -> bool {
        self.match_at(value, 0, work).is_some_and(|found| found.whole.end == value.len())
    }
}

/// Parses the expression of a form, on bytes and without Unicode classes.
///
/// # Errors
/// [`Error::Regex`] where it is not one.
pub(crate) fn parse(rule: &str, form: &Form) -> Result<Option<Hir>, Error> {
    let (text, ignore_case) = match form {
        Form::Token { regex, ignore_case, .. } => ((*regex).to_owned(), *ignore_case),
        // Alternatives are tried until one reaches the end of the value.
        Form::Assigned { value, .. } => (format!("(?:{value})\\z"), false),
        Form::Structure { .. } => return Ok(None),
    };
    let mut parser = regex_syntax::ParserBuilder::new();
    parser.unicode(false).utf8(false).case_insensitive(ignore_case).nest_limit(64);
    let refused =
        |cause: regex_syntax::Error| Error::Regex { rule: rule.to_owned(), cause: cause.to_string() };
    parser.build().parse(&text).map(Some).map_err(refused)
}

/// Makes the automaton of an expression.
///
/// # Errors
/// [`Error::Regex`] where it would need more than a megabyte.
pub(crate) fn compile(rule: &str, hir: &Hir) -> Result<Regex, Error> {
    let config = Config::new()
        .match_kind(MatchKind::LeftmostFirst)
        .utf8_empty(false)
        .auto_prefilter(false)
        .nfa_size_limit(Some(1 << 20))
        .onepass_size_limit(Some(1 << 18))
        .hybrid_cache_capacity(1 << 18);
    Regex::builder().configure(config).build_from_hir(hir).map_err(|error| {
        let cause = match error.size_limit() {
            Some(limit) => format!("its automaton is above the size limit of {limit} bytes"),
            None => error.to_string(),
        };
        Error::Regex { rule: rule.to_owned(), cause }
    })
}
