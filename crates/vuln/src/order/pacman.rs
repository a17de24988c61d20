//! Arch Linux (<https://man.archlinux.org/man/vercmp.8>): epoch, version and release. A run of letters comes before the end
//! where nothing divides it from what stands before, and after the end otherwise.
//!
//! `vercmp` takes no notice of a release that the other one lacks. Then equality would not carry over from one pair to the
//! next, so here a version without a release comes before the same one with any.

use std::cmp::Ordering;

use super::Version;
use super::tokens::{Digits, compare_padded, split_release, take, take_digits, take_letters};

pub(super) struct Pacman<'a> {
    epoch: Digits<'a>,
    version: &'a [u8],
    release: Option<&'a [u8]>,
}

impl<'a> Version<'a> for Pacman<'a> {
    fn parse(text: &'a str) -> Option<Self> {
        let (epoch, version, release) = split_release(text);
        Some(Self { epoch, version, release })
    }

    fn compare(&self, other: &Self) -> Ordering {
        let compare = |left, right| compare_padded(Tokens(left), Tokens(right), Token::default());
        let releases = || match (self.release, other.release) {
            (Some(left), Some(right)) => compare(left, right),
            (left, right) => left.is_some().cmp(&right.is_some()),
        };
        self.epoch.cmp(&other.epoch).then_with(|| compare(self.version, other.version)).then_with(releases)
    }
}

/// More bytes that divide come later, then what they divide counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Token<'a> {
    divided_by: usize,
    run: Run<'a>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Run<'a> {
    Word(&'a [u8]),
    #[default]
    End,
    Number(Digits<'a>),
}

struct Tokens<'a>(&'a [u8]);

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        if self.0.is_empty() {
            return None;
        }
        let (divider, rest) = take(self.0, |byte| !byte.is_ascii_alphanumeric());
        let (digits, after_digits) = take_digits(rest);
        let (letters, after_letters) = take_letters(rest);
        let (run, rest) = match (digits, letters) {
            ([], []) => (Run::End, rest),
            ([], letters) => (Run::Word(letters), after_letters),
            (digits, _) => (Run::Number(Digits::new(digits)), after_digits),
        };
        self.0 = rest;
        Some(Token { divided_by: divider.len(), run })
    }
}
