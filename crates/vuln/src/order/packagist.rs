//! Composer compares with PHP's `version_compare` (<https://www.php.net/manual/function.version-compare.php>): parts between
//! `.`, `-`, `_`, `+` and between digits and all else; of the words a beginning is known, `dev` to `p`.
//!
//! To PHP the word `#` equals each number, which are not equal themselves. Here it equals the end, which makes an order.

use std::cmp::Ordering;

use super::Version;
use super::tokens::{Digits, compare_padded, take, take_digits};

pub(super) struct Packagist<'a>(&'a [u8]);

impl<'a> Version<'a> for Packagist<'a> {
    fn parse(text: &'a str) -> Option<Self> {
        let text = text.strip_prefix(['v', 'V']).unwrap_or(text);
        let is_known = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic());
        is_known.then_some(Self(text.as_bytes()))
    }

    fn compare(&self, other: &Self) -> Ordering {
        compare_padded(Parts(self.0), Parts(other.0), Part::End)
    }
}

/// The order of the variants is the order of versions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Part<'a> {
    UnknownWord,
    Dev,
    Alpha,
    Beta,
    Candidate,
    End,
    Number(Digits<'a>),
    Patch,
}

impl Part<'_> {
    /// The manual's words, each a beginning; case counts.
    fn of_word(word: &[u8]) -> Self {
        match word {
            [b'd', b'e', b'v', ..] => Self::Dev,
            [b'a', ..] => Self::Alpha,
            [b'b', ..] => Self::Beta,
            [b'R', b'C', ..] | [b'r', b'c', ..] => Self::Candidate,
            [b'#', ..] => Self::End,
            [b'p', ..] => Self::Patch,
            _ => Self::UnknownWord,
        }
    }
}

struct Parts<'a>(&'a [u8]);

impl<'a> Iterator for Parts<'a> {
    type Item = Part<'a>;

    fn next(&mut self) -> Option<Part<'a>> {
        let divides = |byte: u8| matches!(byte, b'.' | b'-' | b'_' | b'+');
        let (_, rest) = take(self.0, divides);
        if rest.is_empty() {
            return None;
        }
        let (digits, after) = take_digits(rest);
        if !digits.is_empty() {
            self.0 = after;
            return Some(Part::Number(Digits::new(digits)));
        }
        let (word, after) = take(rest, |byte| !divides(byte) && !byte.is_ascii_digit());
        self.0 = after;
        Some(Part::of_word(word))
    }
}
