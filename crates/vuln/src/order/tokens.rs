//! What versions are made of: numbers without bound, words without case, and sequences that end in nothing.

use std::cmp::Ordering;

/// A number as its digits, so that none is too long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Digits<'a>(&'a [u8]);

impl<'a> Digits<'a> {
    /// Zero, and what stands for a number that is not there.
    pub(super) const ZERO: Self = Self(&[]);

    /// Takes decimal digits; zeros before the others do not count.
    pub(super) fn new(digits: &'a [u8]) -> Self {
        Self(take(digits, |byte| byte == b'0').1)
    }

    /// Takes a text of digits alone, at least one.
    pub(super) fn parse(text: &'a [u8]) -> Option<Self> {
        (!text.is_empty() && text.iter().all(u8::is_ascii_digit)).then(|| Self::new(text))
    }
}

impl Ord for Digits<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.len().cmp(&other.0.len()).then_with(|| self.0.cmp(other.0))
    }
}

impl PartialOrd for Digits<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// A word in which the case of ASCII letters does not count.
#[derive(Debug, Clone, Copy)]
pub(super) struct Folded<'a>(pub(super) &'a [u8]);

impl Ord for Folded<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.iter().map(u8::to_ascii_lowercase).cmp(other.0.iter().map(u8::to_ascii_lowercase))
    }
}

impl PartialOrd for Folded<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Folded<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.0.eq_ignore_ascii_case(other.0)
    }
}

impl Eq for Folded<'_> {}

/// Splits after the bytes that are wanted.
pub(super) fn take(bytes: &[u8], wanted: impl Fn(u8) -> bool) -> (&[u8], &[u8]) {
    let end = bytes.iter().position(|&byte| !wanted(byte)).unwrap_or(bytes.len());
    bytes.split_at(end)
}

/// Splits after the digits.
pub(super) fn take_digits(bytes: &[u8]) -> (&[u8], &[u8]) {
    take(bytes, |byte| byte.is_ascii_digit())
}

/// Splits after the letters.
pub(super) fn take_letters(bytes: &[u8]) -> (&[u8], &[u8]) {
    take(bytes, |byte| byte.is_ascii_alphabetic())
}

/// Splits off an epoch: the digits before the first colon.
pub(super) fn take_epoch(bytes: &[u8]) -> (Option<Digits<'_>>, &[u8]) {
    match take_digits(bytes) {
        (digits, [b':', rest @ ..]) if !digits.is_empty() => (Some(Digits::new(digits)), rest),
        _ => (None, bytes),
    }
}

/// Compares token by token; where one sequence ends, `padding` goes on for ever.
pub(super) fn compare_padded<T: Ord + Copy>(
    mut left: impl Iterator<Item = T>,
    mut right: impl Iterator<Item = T>,
    padding: T,
) -> Ordering {
    loop {
        let ordering = match (left.next(), right.next()) {
            (None, None) => return Ordering::Equal,
            (left, right) => left.unwrap_or(padding).cmp(&right.unwrap_or(padding)),
        };
        if ordering.is_ne() {
            return ordering;
        }
    }
}

/// Splits `EPOCH:VERSION-RELEASE`, where the last dash divides; no epoch is zero.
pub(super) fn split_release(text: &str) -> (Digits<'_>, &[u8], Option<&[u8]>) {
    let (epoch, rest) = take_epoch(text.as_bytes());
    let dash = rest.iter().rposition(|byte| *byte == b'-');
    let parts = dash.and_then(|dash| Some((rest.get(..dash)?, rest.get(dash + 1..)?)));
    let (version, release) = parts.map_or((rest, None), |(version, release)| (version, Some(release)));
    (epoch.unwrap_or(Digits::ZERO), version, release)
}
