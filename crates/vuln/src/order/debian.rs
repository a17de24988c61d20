//! Debian Policy 5.6.12 (<https://www.debian.org/doc/debian-policy/ch-controlfields.html#version>): an epoch, what upstream
//! calls it, and a revision after the last hyphen. A missing epoch or revision is zero.

use std::cmp::Ordering;

use super::Version;
use super::tokens::{Digits, take, take_digits};

pub(super) struct Debian<'a> {
    epoch: Digits<'a>,
    upstream: &'a [u8],
    revision: &'a [u8],
}

impl<'a> Version<'a> for Debian<'a> {
    fn parse(text: &'a str) -> Option<Self> {
        if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return None;
        }
        let (epoch, rest) = match text.split_once(':') {
            Some((epoch, rest)) => (Digits::parse(epoch.as_bytes())?, rest),
            None => (Digits::ZERO, text),
        };
        let (upstream, revision) = rest.rsplit_once('-').unwrap_or((rest, ""));
        let version = Self { epoch, upstream: upstream.as_bytes(), revision: revision.as_bytes() };
        (!upstream.is_empty()).then_some(version)
    }

    fn compare(&self, other: &Self) -> Ordering {
        let upstream = || compare_part(self.upstream, other.upstream);
        let revision = || compare_part(self.revision, other.revision);
        self.epoch.cmp(&other.epoch).then_with(upstream).then_with(revision)
    }
}

/// Compares what is no number, then what is one, in turn.
fn compare_part(mut left: &[u8], mut right: &[u8]) -> Ordering {
    while !left.is_empty() || !right.is_empty() {
        let (left_words, left_rest) = take(left, |byte| !byte.is_ascii_digit());
        let (right_words, right_rest) = take(right, |byte| !byte.is_ascii_digit());
        let words = compare_words(left_words, right_words);
        let (left_digits, left_rest) = take_digits(left_rest);
        let (right_digits, right_rest) = take_digits(right_rest);
        let ordering = words.then_with(|| Digits::new(left_digits).cmp(&Digits::new(right_digits)));
        if ordering.is_ne() {
            return ordering;
        }
        (left, right) = (left_rest, right_rest);
    }
    Ordering::Equal
}

/// A tilde comes even before the end, and letters come before all else.
fn compare_words(left: &[u8], right: &[u8]) -> Ordering {
    let weight = |byte: Option<&u8>| match byte {
        Some(b'~') => (0, 0),
        None => (1, 0),
        Some(&letter) if letter.is_ascii_alphabetic() => (2, letter),
        Some(&other) => (3, other),
    };
    let longer = left.len().max(right.len());
    let weights = |word: &[u8], at: usize| weight(word.get(at));
    (0..longer)
        .map(|at| weights(left, at).cmp(&weights(right, at)))
        .find(|o| o.is_ne())
        .unwrap_or(Ordering::Equal)
}
