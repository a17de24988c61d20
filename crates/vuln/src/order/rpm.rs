//! RPM (<https://rpm-software-management.github.io/rpm/manual/dependencies.html>, and the manual page rpm-version(7)): epoch,
//! version and release, each cut into runs of digits and of letters.

use std::cmp::Ordering;

use super::Version;
use super::tokens::{Digits, compare_padded, split_release, take, take_digits, take_letters};

pub(super) struct Rpm<'a> {
    epoch: Digits<'a>,
    version: &'a [u8],
    /// None comes before an empty one.
    release: Option<&'a [u8]>,
}

impl<'a> Version<'a> for Rpm<'a> {
    fn parse(text: &'a str) -> Option<Self> {
        let (epoch, version, release) = split_release(text);
        Some(Self { epoch, version, release })
    }

    fn compare(&self, other: &Self) -> Ordering {
        let versions = || compare_padded(Tokens(self.version), Tokens(other.version), Token::End);
        let releases = || match (self.release, other.release) {
            (Some(left), Some(right)) => compare_padded(Tokens(left), Tokens(right), Token::End),
            (left, right) => left.is_some().cmp(&right.is_some()),
        };
        self.epoch.cmp(&other.epoch).then_with(versions).then_with(releases)
    }
}

/// The order of the variants is the order of versions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Token<'a> {
    /// `~`: before everything, the end too.
    Tilde,
    End,
    /// `^`: after the end, before everything else.
    Caret,
    Word(&'a [u8]),
    Number(Digits<'a>),
}

/// Whatever is neither a letter, a digit, a tilde nor a caret divides, and does not count.
struct Tokens<'a>(&'a [u8]);

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        let (_, rest) = take(self.0, |byte| !byte.is_ascii_alphanumeric() && !matches!(byte, b'~' | b'^'));
        let (token, rest) = match rest {
            [] => return None,
            [b'~', after @ ..] => (Token::Tilde, after),
            [b'^', after @ ..] => (Token::Caret, after),
            [first, ..] if first.is_ascii_digit() => {
                let (digits, after) = take_digits(rest);
                (Token::Number(Digits::new(digits)), after)
            }
            _ => {
                let (letters, after) = take_letters(rest);
                (Token::Word(letters), after)
            }
        };
        self.0 = rest;
        Some(token)
    }
}
