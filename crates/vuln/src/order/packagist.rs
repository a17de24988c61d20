//! Composer compares with PHP's `version_compare` (<https://www.php.net/manual/function.version-compare.php>): parts between
//! `.`, `-`, `_`, `+` and between digits and all else; of the words a beginning is known, `dev` to `p`.
//!
//! To PHP the word `#` equals each number, which are not equal themselves. Here it equals the end, which makes an order.

use std::borrow::Cow;
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

/// What Composer puts for whatever a branch will have there.
const LAST: &str = "9999999";

/// A version as ranges have it. A branch such as `1.x-dev` is what comes last of 1; one that has a name alone stands in no
/// order, which PHP does not know.
///
/// # Source
/// getcomposer.org, "Versions and constraints", "Branches".
pub(super) fn in_ranges(version: &str) -> Option<Cow<'_, str>> {
    let text = version.trim_ascii();
    let text = text.strip_prefix(['v', 'V']).unwrap_or(text);
    let begins =
        |text: &str, start: &str| text.get(..start.len()).is_some_and(|own| own.eq_ignore_ascii_case(start));
    if begins(text, "dev-") {
        return None;
    }
    let name = text.split_at_checked(text.len().saturating_sub("-dev".len()));
    let Some((name, _)) = name.filter(|(_, end)| begins(end, "-dev")) else { return Some(version.into()) };
    let is_wild = |part: &str| matches!(part, "x" | "X" | "*");
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let mut parts: Vec<&str> = name.split('.').take(5).collect();
    let is_branch = parts.len() <= 4
        && parts.first().is_some_and(|first| is_number(first))
        && parts.iter().all(|part| is_number(part) || is_wild(part))
        && parts.iter().any(|part| is_wild(part));
    if !is_branch {
        return Some(version.into());
    }
    parts.resize(4, "x");
    let parts: Vec<&str> = parts.into_iter().map(|part| if is_wild(part) { LAST } else { part }).collect();
    Some(format!("{}-dev", parts.join(".")).into())
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
