//! What can be said of a pattern without its automaton: which bytes may stand at each of its first places.
//!
//! Most tokens are a prefix and so many characters of a class. Of those the shape tells everything, and no automaton is
//! ever made; of the others it turns nearly all places away.

use std::ops::Range;

use regex_syntax::hir::{Class, Hir, HirKind, Look, Repetition};

/// A set of bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Bytes([u64; 4]);

impl Bytes {
    fn has(&self, byte: u8) -> bool {
        self.0.get(usize::from(byte >> 6)).is_some_and(|word| word >> (byte & 63) & 1 != 0)
    }

    fn add(&mut self, byte: u8) {
        if let Some(word) = self.0.get_mut(usize::from(byte >> 6)) {
            *word |= 1 << (byte & 63);
        }
    }

    fn join(&mut self, other: Self) {
        for (word, more) in self.0.iter_mut().zip(other.0) {
            *word |= more;
        }
    }
}

/// So many places at which one of a set of bytes stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Run {
    bytes: Bytes,
    count: usize,
}

/// The most places that a shape knows, and the most runs of them.
const PLACES: usize = 4096;
const RUNS: usize = 256;

/// The first places of every match.
#[derive(Debug, Default)]
pub(crate) struct Shape {
    runs: Vec<Run>,
    places: usize,
    /// Bytes that follow the places, as many as there are up to a limit.
    tail: Option<Run>,
    /// Whether the places, the tail and the end are all that the expression says.
    whole: bool,
    /// Whether a match ends where the bytes do.
    ends: bool,
    /// What the group `secret` begins with and ends before, in places; its end is that of the match where there is none.
    group: Option<(usize, Option<usize>)>,
    /// The most bytes of a match, where there is such a number.
    pub(crate) most: Option<usize>,
}

/// What a shape says of a place.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// There is no match.
    No,
    /// The match, and the value in it.
    Match(Range<usize>, Range<usize>),
    /// Ask the automaton.
    Perhaps,
}

impl Shape {
    /// Reads the shape off an expression.
    pub(crate) fn of(hir: &Hir) -> Self {
        let mut shape = Self { whole: true, most: hir.properties().maximum_len(), ..Self::default() };
        let is_read = match hir.kind() {
            HirKind::Concat(parts)
                if matches!(parts.last().map(Hir::kind), Some(HirKind::Look(Look::End))) =>
            {
                shape.ends = true;
                shape.read_all(parts.get(..parts.len() - 1).unwrap_or_default())
            }
            _ => shape.read(hir),
        };
        shape.whole &= is_read;
        shape
    }

    /// Looks at the bytes from `at` on; a match does not pass `limit`.
    pub(crate) fn look(&self, bytes: &[u8], at: usize, limit: usize) -> Verdict {
        let within = bytes.get(at..limit).unwrap_or_default();
        let Some((places, after)) = within.split_at_checked(self.places) else { return Verdict::No };
        let mut rest = places;
        for run in &self.runs {
            let (these, more) = rest.split_at_checked(run.count).unwrap_or((rest, &[]));
            if !these.iter().all(|byte| run.bytes.has(*byte)) {
                return Verdict::No;
            }
            rest = more;
        }
        if !self.whole {
            return Verdict::Perhaps;
        }
        let more = self.tail.map_or(0, |tail| {
            after.iter().take(tail.count).take_while(|byte| tail.bytes.has(**byte)).count()
        });
        let end = at + self.places + more;
        if self.ends && end != bytes.len() {
            return Verdict::No;
        }
        let value = self.group.map_or(at..end, |(start, to)| at + start..to.map_or(end, |to| at + to));
        Verdict::Match(at..end, value)
    }

    /// Tells whether a match can begin with these bytes, as far as the places go.
    pub(crate) fn may_have(&self, word: &[u8], offset: usize) -> bool {
        let sets = self.runs.iter().flat_map(|run| std::iter::repeat_n(run.bytes, run.count));
        sets.skip(offset).zip(word).all(|(bytes, byte)| bytes.has(*byte))
    }

    /// Adds what an expression begins with; tells whether that is all of it, so that what follows it can be added too.
    fn read(&mut self, hir: &Hir) -> bool {
        match hir.kind() {
            HirKind::Empty => true,
            HirKind::Literal(literal) => literal.0.iter().all(|byte| {
                let mut bytes = Bytes::default();
                bytes.add(*byte);
                self.push(bytes, 1)
            }),
            HirKind::Class(class) => set(class).is_some_and(|bytes| self.push(bytes, 1)),
            // It takes no place, but may say no.
            HirKind::Look(_) => {
                self.whole = false;
                true
            }
            HirKind::Repetition(repetition) => self.repeat(repetition),
            HirKind::Capture(capture) => {
                let is_secret = capture.name.as_deref() == Some("secret");
                let start = self.places;
                let is_read = self.read(&capture.sub);
                if is_secret {
                    // A second one, or one within a repetition, is left to the automaton.
                    self.whole &= self.group.is_none();
                    self.group =
                        Some((start, is_read.then_some(self.places).filter(|_| self.tail.is_none())));
                }
                is_read
            }
            HirKind::Concat(parts) => self.read_all(parts),
            HirKind::Alternation(parts) => self.either(parts),
        }
    }

    fn read_all(&mut self, parts: &[Hir]) -> bool {
        let count = parts.len();
        parts.iter().enumerate().all(|(index, part)| {
            // A tail is the last thing, or else what follows would not stand where its place says.
            self.read(part) && (self.tail.is_none() || index + 1 == count)
        })
    }

    fn repeat(&mut self, repetition: &Repetition) -> bool {
        let least = usize::try_from(repetition.min).unwrap_or(PLACES);
        let more = repetition.max.map(|max| usize::try_from(max).unwrap_or(PLACES).saturating_sub(least));
        if let HirKind::Class(class) = repetition.sub.kind()
            && let Some(bytes) = set(class)
        {
            if !self.push(bytes, least) {
                return false;
            }
            match more {
                Some(0) => {}
                _ if !repetition.greedy => return false,
                more => self.tail = Some(Run { bytes, count: more.unwrap_or(usize::MAX) }),
            }
            return true;
        }
        let before = self.group;
        let is_read =
            (0..least).all(|_| self.read(&repetition.sub) && self.tail.is_none()) && more == Some(0);
        self.whole &= self.group == before && is_read;
        is_read
    }

    /// Adds what all of several expressions can begin with.
    fn either(&mut self, parts: &[Hir]) -> bool {
        self.whole = false;
        let parts: Vec<(Self, bool)> = parts
            .iter()
            .map(|part| {
                let mut shape = Self { whole: true, ..Self::default() };
                let is_read = shape.read(part) && shape.tail.is_none();
                (shape, is_read)
            })
            .collect();
        let least = parts.iter().map(|(shape, _)| shape.places).min().unwrap_or(0);
        let mut places = vec![Bytes::default(); least];
        for (shape, _) in &parts {
            let sets = shape.runs.iter().flat_map(|run| std::iter::repeat_n(run.bytes, run.count));
            for (place, bytes) in places.iter_mut().zip(sets) {
                place.join(bytes);
            }
        }
        places.into_iter().all(|bytes| self.push(bytes, 1))
            && parts.iter().all(|(shape, is_read)| *is_read && shape.places == least)
    }

    fn push(&mut self, bytes: Bytes, count: usize) -> bool {
        if self.places + count > PLACES || self.runs.len() >= RUNS {
            return false;
        }
        self.places += count;
        match self.runs.last_mut() {
            Some(last) if last.bytes == bytes => last.count += count,
            _ => self.runs.push(Run { bytes, count }),
        }
        true
    }
}

/// The bytes of a class; none where it is of characters beyond bytes.
fn set(class: &Class) -> Option<Bytes> {
    let Class::Bytes(class) = class else { return None };
    let mut bytes = Bytes::default();
    for range in class.ranges() {
        for byte in range.start()..=range.end() {
            bytes.add(byte);
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use regex_automata::{Anchored, Input};

    use super::*;
    use crate::pattern::compile;

    fn parsed(expression: &str) -> Hir {
        let mut parser = regex_syntax::ParserBuilder::new();
        parser.unicode(false).utf8(false).build().parse(expression).expect("an expression")
    }

    #[test]
    fn what_most_tokens_look_like_needs_no_automaton() {
        let text = b"key_ab12-x9.zz";
        for (expression, wanted) in [
            ("key_[a-z0-9]{4}", Verdict::Match(0..8, 0..8)),
            ("key_[a-z0-9]{3,40}", Verdict::Match(0..8, 0..8)),
            ("key_(?P<secret>[a-z0-9]{2})1", Verdict::Match(0..7, 4..6)),
            ("key_(?P<secret>[a-z0-9]+)", Verdict::Match(0..8, 4..8)),
            ("key_[a-z0-9]{4}-[a-z0-9]{2}\\.[a-z]{2}\\z", Verdict::Match(0..14, 0..14)),
            ("key_[a-z0-9]+\\z", Verdict::No),
            ("key_[0-9]+", Verdict::No),
            ("key_[a-z0-9]{4}(?:-x9|-y8)", Verdict::Perhaps),
            ("key_[a-z0-9]{4}(?:-y9|-z8)", Verdict::No),
            ("key_[a-z0-9]+-x", Verdict::Perhaps),
        ] {
            assert_eq!(Shape::of(&parsed(expression)).look(text, 0, text.len()), wanted, "{expression}");
        }
    }

    fn expression() -> impl Strategy<Value = String> {
        let leaf =
            prop_oneof!["[abc]{1,2}", Just("[ab]".to_owned()), Just("[^a]".to_owned()), Just(".".to_owned())];
        leaf.prop_recursive(4, 24, 4, |inner| {
            prop_oneof![
                (inner.clone(), 0_u32..3, 0_u32..3)
                    .prop_map(|(one, min, more)| format!("(?:{one}){{{min},{}}}", min + more)),
                (inner.clone(), 0_u32..4).prop_map(|(one, times)| format!("(?:{one}){{{times}}}")),
                inner.clone().prop_map(|one| format!("(?:{one})+?")),
                inner.clone().prop_map(|one| format!("(?:{one})*")),
                inner.clone().prop_map(|one| format!("({one})")),
                prop::collection::vec(inner.clone(), 1..4).prop_map(|all| all.concat()),
                prop::collection::vec(inner, 1..4).prop_map(|all| format!("(?:{})", all.join("|"))),
            ]
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn a_shape_says_what_the_automaton_says(
            before in expression(), secret in expression(), after in expression(), kind in 0..4,
            text in "[abcd]{0,14}",
        ) {
            let whole = match kind {
                0 => format!("{before}(?P<secret>{secret}){after}"),
                1 => format!("{before}(?P<secret>{secret})"),
                2 => format!("(?:{before}{after})\\z"),
                _ => format!("(?:{before}|{after})"),
            };
            let hir = parsed(&whole);
            let verdict = Shape::of(&hir).look(text.as_bytes(), 0, text.len());
            let regex = compile("test", &hir).expect("small");
            let mut captures = regex.create_captures();
            regex.search_captures(&Input::new(text.as_bytes()).anchored(Anchored::Yes), &mut captures);
            let wanted = captures.get_match().map(|found| {
                let value = captures.get_group_by_name("secret").map_or(found.range(), |span| span.range());
                (found.range(), value)
            });
            match verdict {
                Verdict::Perhaps => {}
                Verdict::No => prop_assert_eq!(wanted, None, "{}", whole),
                Verdict::Match(found, value) => prop_assert_eq!(wanted, Some((found, value)), "{}", whole),
            }
        }
    }
}
