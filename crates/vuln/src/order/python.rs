//! PEP 440, now the version specifiers of `PyPA`
//! (<https://packaging.python.org/specifications/version-specifiers/>): epoch, release, pre, post, dev and local, in all the
//! spellings that are taken.
//!
//! The index still has versions from before it. As the tools of that time did, we put them before all others, and compare
//! them number by number and word by word.

use std::cmp::Ordering;

use super::Version;
use super::tokens::{Digits, Folded, compare_padded, take, take_digits};

pub(super) enum Python<'a> {
    Legacy(&'a [u8]),
    Known(Known<'a>),
}

impl<'a> Version<'a> for Python<'a> {
    fn parse(text: &'a str) -> Option<Self> {
        if text.is_empty() || text.bytes().any(|byte| byte.is_ascii_control()) {
            return None;
        }
        Some(Known::parse(text.as_bytes()).map_or(Self::Legacy(text.as_bytes()), Self::Known))
    }

    fn compare(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Known(left), Self::Known(right)) => left.compare(right),
            (Self::Legacy(left), Self::Legacy(right)) => Segments(left).cmp(Segments(right)),
            (Self::Legacy(_), Self::Known(_)) => Ordering::Less,
            (Self::Known(_), Self::Legacy(_)) => Ordering::Greater,
        }
    }
}

pub(super) struct Known<'a> {
    epoch: Digits<'a>,
    release: &'a [u8],
    pre: Pre<'a>,
    post: Option<Digits<'a>>,
    dev: Dev<'a>,
    local: Option<&'a [u8]>,
}

/// The order of the variants is the order of versions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Pre<'a> {
    /// No pre-release but a development one, which comes before all of them.
    OnlyDev,
    Alpha(Digits<'a>),
    Beta(Digits<'a>),
    Candidate(Digits<'a>),
    None,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Dev<'a> {
    Number(Digits<'a>),
    None,
}

impl<'a> Known<'a> {
    fn parse(text: &'a [u8]) -> Option<Self> {
        let text = text.strip_prefix(b"v").or_else(|| text.strip_prefix(b"V")).unwrap_or(text);
        let (epoch, text) = match take_digits(text) {
            (digits, [b'!', rest @ ..]) => (Digits::parse(digits)?, rest),
            _ => (Digits::ZERO, text),
        };
        let (release, rest) = take_release(text)?;
        let (pre, rest) = take_pre(rest);
        let (post, rest) = take_post(rest);
        let (dev, rest) = match take_labelled(rest, &[b"dev"]) {
            Some((number, rest)) => (Dev::Number(number), rest),
            None => (Dev::None, rest),
        };
        let pre = match (pre, post, dev) {
            (Pre::None, None, Dev::Number(_)) => Pre::OnlyDev,
            (pre, ..) => pre,
        };
        let local = match rest {
            [] => None,
            [b'+', local @ ..] if is_local(local) => Some(local),
            _ => return None,
        };
        Some(Self { epoch, release, pre, post, dev, local })
    }

    fn compare(&self, other: &Self) -> Ordering {
        let numbers = |version: &Self| version.release.split(|&byte| byte == b'.').map(Digits::new);
        let release = || compare_padded(numbers(self), numbers(other), Digits::ZERO);
        let marks = || (self.pre, self.post, self.dev).cmp(&(other.pre, other.post, other.dev));
        let locals = || match (self.local, other.local) {
            (Some(left), Some(right)) => Segments(left).cmp(Segments(right)),
            (left, right) => left.is_some().cmp(&right.is_some()),
        };
        self.epoch.cmp(&other.epoch).then_with(release).then_with(marks).then_with(locals)
    }
}

/// Splits after numbers with dots between them; a dot that no digit follows begins what comes then.
fn take_release(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let (first, mut rest) = take_digits(text);
    if first.is_empty() {
        return None;
    }
    while let [b'.', after @ ..] = rest {
        let (digits, after) = take_digits(after);
        if digits.is_empty() {
            break;
        }
        rest = after;
    }
    let length = text.len().checked_sub(rest.len())?;
    Some(text.split_at(length))
}

fn take_pre(text: &[u8]) -> (Pre<'_>, &[u8]) {
    if let Some((number, rest)) = take_labelled(text, &[b"alpha", b"a"]) {
        (Pre::Alpha(number), rest)
    } else if let Some((number, rest)) = take_labelled(text, &[b"beta", b"b"]) {
        (Pre::Beta(number), rest)
    } else if let Some((number, rest)) = take_labelled(text, &[b"preview", b"pre", b"c", b"rc"]) {
        (Pre::Candidate(number), rest)
    } else {
        (Pre::None, text)
    }
}

fn take_post(text: &[u8]) -> (Option<Digits<'_>>, &[u8]) {
    if let [b'-', rest @ ..] = text {
        let (digits, after) = take_digits(rest);
        if !digits.is_empty() {
            return (Some(Digits::new(digits)), after);
        }
    }
    match take_labelled(text, &[b"post", b"rev", b"r"]) {
        Some((number, rest)) => (Some(number), rest),
        None => (None, text),
    }
}

/// Takes one of the words, longer ones first, with what may stand before and after it, and its number or zero.
fn take_labelled<'a>(text: &'a [u8], words: &[&[u8]]) -> Option<(Digits<'a>, &'a [u8])> {
    let text = without_divider(text);
    let begins = |word: &&[u8]| text.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word));
    let word = words.iter().copied().find(begins)?;
    let (digits, rest) = take_digits(without_divider(text.get(word.len()..)?));
    Some((Digits::new(digits), rest))
}

fn without_divider(text: &[u8]) -> &[u8] {
    match text {
        [b'.' | b'-' | b'_', rest @ ..] => rest,
        _ => text,
    }
}

fn is_divider(byte: u8) -> bool {
    matches!(byte, b'.' | b'-' | b'_')
}

fn is_local(text: &[u8]) -> bool {
    let is_part = |part: &[u8]| !part.is_empty() && part.iter().all(u8::is_ascii_alphanumeric);
    text.split(|&byte| is_divider(byte)).all(is_part)
}

/// A part of a local version, or of one from before the PEP: words come before numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Segment<'a> {
    Word(Folded<'a>),
    Number(Digits<'a>),
}

struct Segments<'a>(&'a [u8]);

impl<'a> Iterator for Segments<'a> {
    type Item = Segment<'a>;

    fn next(&mut self) -> Option<Segment<'a>> {
        let (_, rest) = take(self.0, is_divider);
        if rest.is_empty() {
            return None;
        }
        let (part, after) = take(rest, |byte| !is_divider(byte));
        self.0 = after;
        Some(Digits::parse(part).map_or(Segment::Word(Folded(part)), Segment::Number))
    }
}
