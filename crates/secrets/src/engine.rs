//! From bytes to secrets.

use std::collections::BTreeSet;
use std::fmt;
use std::ops::Range;

use sekimori_catalog::{Form, Rule};

use crate::assigned::{self, Assignment};
use crate::carrier::Carrier;
use crate::generic::{self, Sort};
use crate::hit::{Bounds, Found, Hit};
use crate::pattern::Pattern;
use crate::prefilter::{Hint, LEAST, Prefilter};
use crate::structure::{self, Look};
use crate::{Error, Value, context, lookalike, token};

/// Patterns, ready to look at bytes from any thread.
pub struct Engine {
    patterns: Vec<Pattern>,
    prefilter: Prefilter,
    /// What to do where a keyword is found, by the keyword's index.
    uses: Vec<Vec<Use>>,
    /// The patterns of what no provider's pattern knows.
    generic: Vec<(Sort, usize)>,
}

/// What a keyword is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Use {
    /// A token of this pattern may begin here.
    Token(usize),
    /// This pattern's values may be assigned near here.
    Near(usize),
    /// This structure may be here.
    Structure(Look),
    /// The name of an assignment is here.
    Name,
}

/// A stretch that a pattern matches.
#[derive(Debug, Clone)]
pub(crate) struct Candidate {
    pub(crate) pattern: usize,
    pub(crate) whole: Range<usize>,
    pub(crate) value: Range<usize>,
    pub(crate) name: Option<Range<usize>>,
}

/// How far before a name the keyword of a provider may stand.
const NEAR: usize = 160;

impl Engine {
    /// Takes the rules that run; those that are no patterns of credentials are passed over.
    ///
    /// # Errors
    /// Where a keyword is too short or a test does not exist. Regular expressions are compiled when they are needed;
    /// those of a user are to be checked first.
    pub fn new(rules: impl IntoIterator<Item = &'static Rule>) -> Result<Self, Error> {
        let mut patterns = Vec::new();
        for rule in rules {
            let Some(credential) = rule.credential() else { continue };
            for keyword in credential.form.keywords().iter().filter(|keyword| keyword.len() < LEAST) {
                let (rule, keyword) = (rule.id.to_owned(), (*keyword).to_owned());
                return Err(Error::Keyword { rule, keyword, least: LEAST });
            }
            patterns.push(Pattern::new(rule, credential)?);
        }
        let of_patterns = patterns.iter().flat_map(|pattern| pattern.credential.form.keywords());
        let prefilter = Prefilter::new(of_patterns.chain(assigned::NAMES).map(|word| (*word).to_owned()));
        let mut uses: Vec<Vec<Use>> = Vec::new();
        let mut add = |keyword: &str, of: Use| {
            let Some(index) = prefilter.index(keyword) else { return };
            if uses.len() <= index {
                uses.resize_with(index + 1, Vec::new);
            }
            if let Some(known) = uses.get_mut(index)
                && !known.contains(&of)
            {
                known.push(of);
            }
        };
        for name in assigned::NAMES {
            add(name, Use::Name);
        }
        for (index, pattern) in patterns.iter().enumerate() {
            for keyword in pattern.credential.form.keywords() {
                match pattern.credential.form {
                    Form::Token { .. } => add(keyword, Use::Token(index)),
                    Form::Assigned { .. } => {
                        add(keyword, Use::Name);
                        add(keyword, Use::Near(index));
                    }
                    Form::Structure { .. } => {
                        if let Some(look) = structure::find(pattern.rule.id) {
                            add(keyword, Use::Structure(look));
                        }
                    }
                }
            }
        }
        let of_sort = |(id, sort): (&str, Sort)| {
            patterns.iter().position(|pattern| pattern.rule.id == id).map(|index| (sort, index))
        };
        let generic = generic::RULES.into_iter().filter_map(of_sort).collect();
        Ok(Self { patterns, prefilter, uses, generic })
    }

    /// Looks for secrets in the bytes of one file. `path` is its name, which tells some formats.
    pub fn scan(&self, path: &str, bytes: &[u8], bounds: &Bounds) -> Found {
        let mut candidates = Vec::new();
        self.look(bytes, Carrier::of(path), &mut candidates);
        let candidates = self.best(candidates);
        let values: Vec<Range<usize>> = candidates.iter().map(|candidate| candidate.value.clone()).collect();
        let hits = candidates.into_iter().take(bounds.hits).filter_map(|candidate| {
            let pattern = self.patterns.get(candidate.pattern)?;
            let value = Value::new(bytes.get(candidate.value.clone())?);
            let redacted = redact(pattern, &value);
            let context = context::of(bytes, candidate.name.as_ref(), &candidate.value, &values);
            let span = candidate.value;
            Some(Hit { rule: pattern.rule, value, span, through: Vec::new(), context, redacted })
        });
        Found { hits: hits.collect(), gaps: Vec::new() }
    }

    fn look(&self, bytes: &[u8], carrier: Carrier, candidates: &mut Vec<Candidate>) {
        let mut hints = Vec::new();
        self.prefilter.hints(bytes, &mut hints);
        let mut read = BTreeSet::new();
        for hint in &hints {
            for of in self.uses.get(hint.keyword).into_iter().flatten() {
                match of {
                    Use::Token(index) => {
                        let pattern = self.patterns.get(*index);
                        let found = pattern.and_then(|pattern| token::look(pattern, *index, bytes, hint.at));
                        candidates.extend(found.filter(|found| self.holds(found, bytes)));
                    }
                    Use::Structure(look) => look(bytes, hint.at, candidates),
                    Use::Name => {
                        let assignment = assigned::read(bytes, hint.at);
                        if let Some(assignment) = assignment.filter(|found| read.insert(found.value.start)) {
                            // The provider's word may also stand further on in the name, as in `API_KEY_OF_...`.
                            let end = hints.partition_point(|hint| hint.at < assignment.name.end);
                            let near = hints.get(..end).unwrap_or_default();
                            self.judge(&assignment, near, bytes, carrier, candidates);
                        }
                    }
                    Use::Near(_) => {}
                }
            }
        }
    }

    /// Finds the patterns that an assigned value can be of.
    fn judge(
        &self,
        assignment: &Assignment,
        before: &[Hint],
        bytes: &[u8],
        carrier: Carrier,
        candidates: &mut Vec<Candidate>,
    ) {
        let known = candidates.len();
        let name = bytes.get(assignment.name.clone()).unwrap_or_default().to_ascii_lowercase();
        let from = assignment.name.start.saturating_sub(NEAR);
        let mut seen = BTreeSet::new();
        for hint in before.iter().rev().take_while(|hint| hint.at >= from) {
            for of in self.uses.get(hint.keyword).into_iter().flatten() {
                let Use::Near(index) = of else { continue };
                let Some(pattern) = self.patterns.get(*index).filter(|_| seen.insert(*index)) else {
                    continue;
                };
                let Form::Assigned { names, .. } = pattern.credential.form else { continue };
                let is_named = |word: &&str| name.windows(word.len()).any(|part| part == word.as_bytes());
                let value = bytes.get(assignment.value.clone()).unwrap_or_default();
                if (names.is_empty() || names.iter().any(|word| is_named(&word))) && pattern.is_value(value) {
                    let (whole, value) =
                        (assignment.name.start..assignment.value.end, assignment.value.clone());
                    let found =
                        Candidate { pattern: *index, whole, value, name: Some(assignment.name.clone()) };
                    candidates.extend(Some(found).filter(|found| self.holds(found, bytes)));
                }
            }
        }
        if candidates.len() == known {
            candidates.extend(self.generic(assignment, bytes, carrier));
        }
    }

    /// Takes an assignment for a secret by its name and the look of its value, where no provider's pattern took it.
    fn generic(&self, assignment: &Assignment, bytes: &[u8], carrier: Carrier) -> Option<Candidate> {
        let (sort, value) = generic::judge(assignment, bytes, carrier)?;
        let (_, pattern) = self.generic.iter().find(|(known, _)| *known == sort)?;
        let whole = assignment.name.start..value.end;
        Some(Candidate { pattern: *pattern, whole, value, name: Some(assignment.name.clone()) })
    }

    /// Tells whether the value of a candidate satisfies its pattern's test and is random enough.
    fn holds(&self, candidate: &Candidate, bytes: &[u8]) -> bool {
        let Some(pattern) = self.patterns.get(candidate.pattern) else { return false };
        let value = bytes.get(candidate.value.clone()).unwrap_or_default();
        !lookalike::is_placeholder(value)
            && pattern.test.is_none_or(|test| test(value))
            && entropy(value) * 10.0 >= f64::from(pattern.credential.min_entropy)
    }

    /// Sorts by place, and of those that overlap keeps the surest: the first by form, then the longest.
    fn best(&self, mut candidates: Vec<Candidate>) -> Vec<Candidate> {
        let rank = |candidate: &Candidate| {
            let form = self.patterns.get(candidate.pattern).map(|pattern| &pattern.credential.form);
            match form {
                Some(Form::Token { .. }) => 0,
                Some(Form::Assigned { .. }) => 1,
                // What the generic patterns take, they take by the name: anything else is surer.
                Some(Form::Structure { keywords: [] }) | None => 2,
                Some(Form::Structure { .. }) => 0,
            }
        };
        candidates.sort_by_key(|one| (rank(one), usize::MAX - one.value.len(), one.value.start, one.pattern));
        let mut kept: Vec<Candidate> = Vec::new();
        for candidate in candidates {
            let overlaps = |other: &Candidate| {
                other.value.start < candidate.value.end && candidate.value.start < other.value.end
            };
            if !kept.iter().any(overlaps) {
                kept.push(candidate);
            }
        }
        kept.sort_by_key(|one| (one.value.start, one.pattern));
        kept
    }
}

impl fmt::Debug for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Engine").field("patterns", &self.patterns.len()).finish_non_exhaustive()
    }
}

/// Shannon's entropy of the bytes, in bits for each.
pub(crate) fn entropy(bytes: &[u8]) -> f64 {
    let mut counts = [0_u32; 256];
    for byte in bytes {
        if let Some(count) = counts.get_mut(usize::from(*byte)) {
            *count += 1;
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "a value is far shorter than 2^52 bytes")]
    let all = bytes.len() as f64;
    let parts = counts.iter().filter(|count| **count > 0).map(|count| f64::from(*count) / all);
    parts.map(|part| -part * part.log2()).sum()
}

/// What may be shown of a value: the keyword that every token of the pattern begins with, and the length.
fn redact(pattern: &Pattern, value: &Value) -> String {
    let bytes = value.expose();
    let is_token = matches!(pattern.credential.form, Form::Token { .. });
    let known = pattern.credential.form.keywords().iter().find(|word| bytes.starts_with(word.as_bytes()));
    let shown = known.filter(|word| is_token && word.len() * 2 < bytes.len()).copied().unwrap_or_default();
    format!("{shown}… ({})", bytes.len())
}
