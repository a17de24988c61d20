//! From bytes to secrets.

use std::collections::BTreeSet;
use std::fmt;
use std::io::Read;
use std::ops::Range;

use sekimori_catalog::{Form, Rule};
use sekimori_model::{Confidence, NotAnalysed};
use sekimori_parse::archive::bounded::Left;

use crate::assigned::{self, Assignment};
use crate::budget::{Budget, is_own};
use crate::carrier::Carrier;
use crate::decode::is_binary;
use crate::generic::{self, Sort};
use crate::hit::{Bounds, Found, Gap, Hit, Part};
use crate::layers::Layers;
use crate::pattern::Pattern;
use crate::prefilter::{Hint, Keyword, LEAST, Prefilter};
use crate::spelling::{says, spellings};
use crate::structure::{self, Seen, Site};
use crate::words::is_random;
use crate::{Error, Scratch, Value, best, context, lookalike, tests_of_values, token};

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
    /// A token of this pattern may be here.
    Token(usize),
    /// This pattern's values may be assigned near here.
    Near(usize),
    /// What this pattern's structure is known by may be here.
    Structure(usize),
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

/// How many bytes are searched for keywords before what was found there is looked at.
const BLOCK: usize = 64 << 10;

/// The most candidates of a layer, for each hit that may be kept of it.
const CANDIDATES: usize = 16;

impl Engine {
    /// Takes the rules that run; those that are no patterns of credentials are passed over.
    ///
    /// # Errors
    /// Where a keyword is too short or a test does not exist. Regular expressions are compiled when they are needed;
    /// those of a user are to be checked first, by [`validate`](crate::validate).
    pub fn new(rules: impl IntoIterator<Item = &'static Rule>) -> Result<Self, Error> {
        let mut patterns = Vec::new();
        for rule in rules {
            let Some(credential) = rule.credential() else { continue };
            let mut keywords = credential.form.keywords().iter();
            if let Some(keyword) = keywords.find(|keyword| keyword.len() < LEAST) {
                let (rule, keyword) = (rule.id.to_owned(), (*keyword).to_owned());
                return Err(Error::Keyword { rule, keyword, least: LEAST });
            }
            patterns.push(Pattern::new(rule, credential)?);
        }
        let mut wanted: Vec<(Keyword, Use)> =
            assigned::NAMES.iter().map(|name| (Keyword::new(name, false), Use::Name)).collect();
        for (index, pattern) in patterns.iter().enumerate() {
            let form = &pattern.credential.form;
            for keyword in form.keywords() {
                match form {
                    Form::Token { ignore_case, .. } => {
                        wanted.push((Keyword::new(keyword, !ignore_case), Use::Token(index)));
                    }
                    Form::Assigned { .. } => {
                        for keyword in spellings(keyword) {
                            wanted.push((Keyword::new(&keyword, false), Use::Name));
                            wanted.push((Keyword::new(&keyword, false), Use::Near(index)));
                        }
                    }
                    Form::Structure { .. } => {
                        wanted.push((Keyword::new(keyword, true), Use::Structure(index)));
                    }
                }
            }
        }
        let prefilter = Prefilter::new(wanted.iter().map(|(keyword, _)| keyword.clone()));
        let mut uses: Vec<Vec<Use>> = Vec::new();
        for (keyword, of) in wanted {
            let Some(index) = prefilter.index(&keyword) else { continue };
            if uses.len() <= index {
                uses.resize_with(index + 1, Vec::new);
            }
            if let Some(known) = uses.get_mut(index).filter(|known| !known.contains(&of)) {
                known.push(of);
            }
        }
        let of_sort = |(id, sort): (&str, Sort)| {
            patterns.iter().position(|pattern| pattern.rule.id == id).map(|index| (sort, index))
        };
        let generic = generic::RULES.into_iter().filter_map(of_sort).collect();
        Ok(Self { patterns, prefilter, uses, generic })
    }

    /// Returns the rules whose patterns it has, in the order in which they were given.
    pub fn rules(&self) -> impl Iterator<Item = &'static Rule> + '_ {
        self.patterns.iter().map(|pattern| pattern.rule)
    }

    /// Looks for secrets in the bytes of one file. `path` is its name, which tells some formats.
    pub fn scan(&self, path: &str, bytes: &[u8], bounds: &Bounds) -> Found {
        self.scan_with(&mut Scratch::default(), path, bytes, bounds)
    }

    /// Does the same with the buffers of this thread.
    pub fn scan_with(&self, scratch: &mut Scratch, path: &str, bytes: &[u8], bounds: &Bounds) -> Found {
        let (unpacked, members) = (Left::new(bounds.unpacked_bytes), Left::new(bounds.members));
        let mut layers = Layers::new(self, scratch, bounds, &unpacked, &members);
        let mut hits = layers.explore(path, bytes);
        hits.sort_by(|a, b| {
            let key = |hit: &Hit| (hit.span.start, hit.span.end, hit.rule.id);
            key(a).cmp(&key(b)).then_with(|| a.through.cmp(&b.through))
        });
        Found { hits, gaps: layers.gaps }
    }

    /// Looks for secrets in a file that is too large to be held, from its start to its end, within a few megabytes of
    /// memory. `take` gets what is found, in the order of the places; returned is what was not looked into.
    pub fn scan_stream(
        &self,
        path: &str,
        source: &mut dyn Read,
        bounds: &Bounds,
        take: &mut dyn FnMut(Part<'_>),
    ) -> Vec<Gap> {
        let mut scratch = Scratch::default();
        let (unpacked, members) = (Left::new(bounds.unpacked_bytes), Left::new(bounds.members));
        let mut layers = Layers::new(self, &mut scratch, bounds, &unpacked, &members);
        layers.explore_stream(path, source, take);
        layers.gaps
    }

    /// Looks at one layer: the bytes as they are, without decoding.
    pub(crate) fn layer(&self, scratch: &mut Scratch, path: &str, bytes: &[u8], bounds: &Bounds) -> Found {
        let mut found = Found::default();
        let (mut gap, steps) = self.look(scratch, path, bytes, bounds);
        found.gaps.extend(steps);
        let candidates = &mut scratch.candidates;
        let beside = self.take_beside(candidates);
        best::of(candidates, |candidate| self.rank(candidate), |candidate| self.known(candidate, bytes));
        if !beside.is_empty() {
            let told: BTreeSet<usize> = candidates.iter().map(|one| one.value.start).collect();
            let is_kept = |one: &Candidate| told.contains(&one.value.start);
            let kept: Vec<Candidate> = beside.into_iter().filter(is_kept).collect();
            candidates.extend(kept);
            candidates.sort_by_key(|one| (one.value.start, one.pattern));
        }
        if candidates.len() > bounds.hits {
            candidates.truncate(bounds.hits);
            gap.get_or_insert_with(|| too_many(bounds));
        }
        found.gaps.extend(gap);
        let values: Vec<Range<usize>> = candidates.iter().map(|candidate| candidate.value.clone()).collect();
        found.hits.extend(candidates.drain(..).filter_map(|candidate| {
            let pattern = self.patterns.get(candidate.pattern)?;
            let value = Value::new(bytes.get(candidate.value.clone())?);
            let redacted = redact(pattern, &value);
            let context = context::of(bytes, candidate.name.as_ref(), &candidate.value, &values);
            let span = candidate.value;
            let certificate = structure::told(pattern.rule.id, value.expose());
            let value = structure::normal(pattern.rule.id, bytes, &span).map_or(value, Value::new);
            let through = Vec::new();
            Some(Hit { rule: pattern.rule, value, span, through, context, redacted, certificate })
        }));
        found
    }

    /// Takes out the certificates that end soon and lie beside their private key: both are to be told, though they are found
    /// at one place.
    fn take_beside(&self, candidates: &mut Vec<Candidate>) -> Vec<Candidate> {
        let is = |one: &Candidate, rule: &str| {
            self.patterns.get(one.pattern).is_some_and(|pattern| pattern.rule.id == rule)
        };
        let ending: BTreeSet<usize> =
            candidates.iter().filter(|one| is(one, structure::EXPIRING)).map(|one| one.value.start).collect();
        let is_told_twice =
            |one: &mut Candidate| is(one, structure::WITH_KEY) && ending.contains(&one.value.start);
        if ending.is_empty() { Vec::new() } else { candidates.extract_if(.., is_told_twice).collect() }
    }

    /// Collects the candidates of a layer; returns a gap where it was not looked at to its end, and what was given up on the
    /// way.
    fn look(
        &self,
        scratch: &mut Scratch,
        path: &str,
        bytes: &[u8],
        bounds: &Bounds,
    ) -> (Option<Gap>, Vec<Gap>) {
        let carrier = Carrier::of(path);
        scratch.begin(self.patterns.len());
        let mut hints = std::mem::take(&mut scratch.hints);
        let mut budget = Budget::new(bytes.len());
        let most_candidates = bounds.hits.saturating_add(1).saturating_mul(CANDIDATES);
        // Names that happen to stand in a binary have no values.
        let is_binary = is_binary(bytes);
        let mut last_value = None;
        let mut gap = None;
        let (mut from, mut searched) = (0, 0);
        while from < bytes.len() && gap.is_none() {
            let to = bytes.len().min(from + BLOCK);
            // A little ahead, because a name that begins in this block may end behind it.
            let ahead = bytes.len().min(to + NEAR);
            self.prefilter.hints(bytes, searched..ahead, &mut hints);
            searched = ahead;
            let first = hints.partition_point(|hint| hint.at < from);
            for (place, hint) in hints.iter().enumerate().skip(first).take_while(|(_, hint)| hint.at < to) {
                for of in self.uses.get(hint.keyword).into_iter().flatten() {
                    match of {
                        Use::Token(index) => {
                            let Some(pattern) = self.patterns.get(*index) else { continue };
                            if !budget.may_match(scratch, *index, pattern.rule.id, hint.at) {
                                continue;
                            }
                            let before = scratch.work;
                            let found = token::look(pattern, *index, bytes, hint.at, scratch);
                            budget.matched(scratch, *index, scratch.work - before);
                            let in_program = scratch.is_program;
                            scratch.candidates.extend(found.filter(|found| {
                                self.holds(found, bytes) && !(in_program && self.is_of_texts(found, bytes))
                            }));
                        }
                        Use::Structure(index) => {
                            let Some(pattern) = self.patterns.get(*index) else { continue };
                            let Some(look) = pattern.look else { continue };
                            if !budget.may_match(scratch, *index, pattern.rule.id, hint.at) {
                                continue;
                            }
                            let mut site = Site::new(bytes, hint.at, path, bounds);
                            site.is_program = scratch.is_program;
                            look(&mut site);
                            scratch.work += site.work;
                            budget.matched(scratch, *index, site.work);
                            scratch.candidates.extend(site.found.into_iter().map(|seen| {
                                let Seen { whole, value, name } = seen;
                                Candidate { pattern: *index, whole, value, name }
                            }));
                        }
                        Use::Name if is_binary => {}
                        Use::Name => {
                            if !budget.may_read(bytes, hint.at) {
                                continue;
                            }
                            let before = scratch.work;
                            if let Some(assignment) = assigned::read(bytes, hint.at, &mut scratch.work) {
                                scratch.work += assignment.value.end.saturating_sub(hint.at) as u64;
                                // Several words of one name lead to one value, one after the other.
                                if last_value.replace(assignment.value.start) != Some(assignment.value.start)
                                {
                                    // Statistics and shapes read a value several times.
                                    scratch.work += assignment.value.len() as u64 * 15;
                                    let near = near(&hints, place, &assignment.name);
                                    self.judge(&assignment, near, bytes, carrier, scratch);
                                }
                            }
                            budget.read(scratch.work - before);
                        }
                        Use::Near(_) => {}
                    }
                }
                if scratch.candidates.len() > most_candidates {
                    gap = Some(too_many(bounds));
                    break;
                }
            }
            from = to;
            let old = hints.partition_point(|hint| hint.at + 2 * NEAR < from);
            hints.drain(..old);
        }
        scratch.hints = hints;
        (gap, budget.gaps())
    }

    /// Finds the patterns that an assigned value can be of.
    fn judge(
        &self,
        assignment: &Assignment,
        near: &[Hint],
        bytes: &[u8],
        carrier: Carrier,
        scratch: &mut Scratch,
    ) {
        let known = scratch.candidates.len();
        let Some(value) = bytes.get(assignment.value.clone()) else { return };
        if lookalike::is_checksum_of_file(bytes, &assignment.name, value) {
            return;
        }
        let name = bytes.get(assignment.name.clone()).unwrap_or_default();
        scratch.next_assignment();
        for hint in near {
            for of in self.uses.get(hint.keyword).into_iter().flatten() {
                let Use::Near(index) = of else { continue };
                let Some(pattern) = self.patterns.get(*index).filter(|_| scratch.is_new(*index)) else {
                    continue;
                };
                let Form::Assigned { names, .. } = pattern.credential.form else { continue };
                scratch.work += 1;
                // The value first: its shape turns most away at once.
                if !pattern.is_value(value, &mut scratch.work) {
                    continue;
                }
                scratch.work += (name.len() * names.len()) as u64;
                if names.is_empty() || names.iter().any(|word| says(name, word.as_bytes())) {
                    let (whole, value) =
                        (assignment.name.start..assignment.value.end, assignment.value.clone());
                    let found =
                        Candidate { pattern: *index, whole, value, name: Some(assignment.name.clone()) };
                    scratch.candidates.extend(Some(found).filter(|found| self.holds(found, bytes)));
                }
            }
        }
        if scratch.candidates.len() == known {
            let found = self.generic(assignment, bytes, carrier, &mut scratch.work);
            scratch.candidates.extend(found);
        }
    }

    /// Takes an assignment for a secret by its name and the look of its value, where no provider's pattern took it.
    fn generic(
        &self,
        assignment: &Assignment,
        bytes: &[u8],
        carrier: Carrier,
        work: &mut u64,
    ) -> Option<Candidate> {
        let (sort, value) = generic::judge(assignment, bytes, carrier, work)?;
        let (_, pattern) = self.generic.iter().find(|(known, _)| *known == sort)?;
        let whole = assignment.name.start..value.end;
        Some(Candidate { pattern: *pattern, whole, value, name: Some(assignment.name.clone()) })
    }

    /// Tells whether the value of a candidate satisfies its pattern's test and is random enough.
    fn holds(&self, candidate: &Candidate, bytes: &[u8]) -> bool {
        let Some(pattern) = self.patterns.get(candidate.pattern) else { return false };
        let value = bytes.get(candidate.value.clone()).unwrap_or_default();
        let least = pattern.credential.min_entropy;
        let is_token = matches!(pattern.credential.form, Form::Token { .. });
        let is_query = pattern.credential.test == Some(tests_of_values::OF_URL);
        let is_own_shape = is_token && candidate.value.start == candidate.whole.start;
        // Who writes a pattern of their own knows what a credential of theirs looks like.
        let looks_alike = !is_own(pattern.rule.id)
            && (lookalike::is_placeholder(value)
                || is_own_shape && (lookalike::is_words(value) || lists_keywords(pattern, value)))
            || is_query && is_without_host(bytes, candidate.whole.start);
        !looks_alike
            && pattern.test.is_none_or(|test| test(value))
            && !(is_query
                && tests_of_values::is_shown_in_url(
                    value,
                    bytes.get(candidate.value.end..).unwrap_or_default(),
                ))
            && (least == 0 || entropy(value) * 10.0 >= f64::from(least))
    }

    /// Tells whether what was found in a program is of its texts, which stand there without a gap: a token that begins within
    /// a word, the password of a URL that a person made up for its help.
    fn is_of_texts(&self, candidate: &Candidate, bytes: &[u8]) -> bool {
        let Some(pattern) = self.patterns.get(candidate.pattern).filter(|one| !is_own(one.rule.id)) else {
            return false;
        };
        let before = candidate.whole.start.checked_sub(1).and_then(|before| bytes.get(before));
        let value = bytes.get(candidate.value.clone()).unwrap_or_default();
        let is_token = candidate.value.start == candidate.whole.start;
        is_token && before == Some(&b'_')
            || pattern.credential.test == Some(tests_of_values::OF_URL) && !is_random(value)
    }

    /// How sure it is whose credential a candidate is; the least is the surest. A shape that several providers share, such
    /// as that of a JSON web token, says less than a name.
    fn rank(&self, candidate: &Candidate) -> u8 {
        let Some(pattern) = self.patterns.get(candidate.pattern) else { return u8::MAX };
        match (pattern.credential.form, pattern.rule.confidence) {
            // The generic patterns go by the name alone.
            (Form::Structure { keywords: [] }, _) => 4,
            (_, Confidence::Low) => 3,
            (Form::Assigned { .. }, _) => 1,
            (Form::Token { .. } | Form::Structure { .. }, Confidence::Medium) => 2,
            (Form::Token { .. } | Form::Structure { .. }, Confidence::High) => 0,
        }
    }

    /// How much a candidate's pattern knows of what is around or in it: the bytes of its keyword at least, or of the word
    /// that it has of the name, where `PRIVATE_KEY` says more than `KEY`.
    fn known(&self, candidate: &Candidate, bytes: &[u8]) -> usize {
        let Some(pattern) = self.patterns.get(candidate.pattern) else { return 0 };
        let name = candidate.name.as_ref().and_then(|name| bytes.get(name.clone()));
        match (pattern.credential.form, name) {
            (Form::Assigned { names, .. }, Some(name)) => {
                let words = names.iter().filter(|word| says(name, word.as_bytes()));
                words.map(|word| word.len()).max().unwrap_or_default()
            }
            (form, _) => form.keywords().iter().map(|word| word.len()).min().unwrap_or_default(),
        }
    }
}

/// Tells whether a value that begins with a keyword of its pattern has one once more, as a list of prefixes has:
/// `abc_abd_abe_`. Only one that ends with a mark, and is long enough, does not happen in a random value.
fn lists_keywords(pattern: &Pattern, value: &[u8]) -> bool {
    let keywords = pattern.credential.form.keywords();
    let Some(body) = keywords.iter().find_map(|word| value.strip_prefix(word.as_bytes())) else {
        return false;
    };
    let is_telling = |word: &&&str| word.len() > 4 && word.ends_with(['_', '-', '.']);
    keywords.iter().filter(is_telling).any(|word| memchr::memmem::find(body, word.as_bytes()).is_some())
}

/// Tells whether a query stands behind `://`, where the host of a URL belongs.
fn is_without_host(bytes: &[u8], query: usize) -> bool {
    bytes.get(..query).is_some_and(|before| before.ends_with(b"://"))
}

/// The hints in a name and close before it; `place` is one of them.
fn near<'h>(hints: &'h [Hint], place: usize, name: &Range<usize>) -> &'h [Hint] {
    let (before, after) = hints.split_at_checked(place).unwrap_or((hints, &[]));
    let from = name.start.saturating_sub(NEAR);
    let start = before.iter().rposition(|hint| hint.at < from).map_or(0, |at| at + 1);
    let more = after.iter().position(|hint| hint.at >= name.end).unwrap_or(after.len());
    hints.get(start..place + more).unwrap_or_default()
}

/// Says that there are more secrets than are told of one file.
fn too_many(bounds: &Bounds) -> Gap {
    let detail = format!("more than {} secrets in one file; the rest was not looked at", bounds.hits);
    Gap { through: Vec::new(), reason: NotAnalysed::TooManyFindings, detail }
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
