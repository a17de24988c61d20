//! Semantic Versioning 2.0.0 (<https://semver.org/spec/v2.0.0.html>), read loosely: `v` or `=` in front, any count of
//! numbers, and a pre-release that no hyphen begins. What is missing is zero.

use std::cmp::Ordering;

use super::Version;
use super::tokens::{Digits, Folded, compare_padded, take, take_digits, take_letters};

/// Semantic Versioning: Cargo, npm, Hex, Swift and others. Builds do not count.
pub(super) struct SemVer<'a>(Parts<'a>);

impl<'a> Version<'a> for SemVer<'a> {
    fn parse(text: &'a str) -> Option<Self> {
        Parts::parse(text).map(Self)
    }

    fn compare(&self, other: &Self) -> Ordering {
        self.0.compare_numbers(&other.0).then_with(|| self.0.compare_labels(&other.0, by_word))
    }
}

/// Go's modules (<https://go.dev/ref/mod#versions>) and toolchains (<https://go.dev/doc/toolchain#version>). `go1.21rc2`
/// is what its advisories call `1.21.0-rc.2`; what follows a space tells how the toolchain was built.
pub(super) struct Go<'a>(Parts<'a>);

impl<'a> Version<'a> for Go<'a> {
    fn parse(text: &'a str) -> Option<Self> {
        let toolchain = text.strip_prefix("go").map(|rest| rest.split(' ').next().unwrap_or(rest));
        let parts = Parts::parse(toolchain.unwrap_or(text))?;
        let has_hyphen = parts.label.is_some_and(|_| text.contains('-'));
        Some(Self(Parts { has_runs: !has_hyphen, ..parts }))
    }

    fn compare(&self, other: &Self) -> Ordering {
        self.0.compare_numbers(&other.0).then_with(|| self.0.compare_labels(&other.0, by_word))
    }
}

/// Dart's pub (<https://dart.dev/tools/pub/versioning>): builds count, and one with a build is newer.
pub(super) struct Pub<'a>(Parts<'a>);

impl<'a> Version<'a> for Pub<'a> {
    fn parse(text: &'a str) -> Option<Self> {
        Parts::parse(text).map(Self)
    }

    fn compare(&self, other: &Self) -> Ordering {
        let builds = || match (self.0.build, other.0.build) {
            (Some(left), Some(right)) => {
                let left = Identifiers { rest: Some(left), are_runs: false };
                left.compare(Identifiers { rest: Some(right), are_runs: false }, by_word)
            }
            (left, right) => left.is_some().cmp(&right.is_some()),
        };
        let labels = || self.0.compare_labels(&other.0, by_word);
        self.0.compare_numbers(&other.0).then_with(labels).then_with(builds)
    }
}

/// `NuGet` (<https://learn.microsoft.com/nuget/concepts/package-versioning>): a fourth number, and labels without regard to
/// case.
pub(super) struct NuGet<'a>(Parts<'a>);

impl<'a> Version<'a> for NuGet<'a> {
    fn parse(text: &'a str) -> Option<Self> {
        Parts::parse(text).map(Self)
    }

    fn compare(&self, other: &Self) -> Ordering {
        self.0.compare_numbers(&other.0).then_with(|| self.0.compare_labels(&other.0, by_folded_word))
    }
}

struct Parts<'a> {
    /// Numbers with dots between them.
    numbers: &'a [u8],
    label: Option<&'a [u8]>,
    /// Whether letters and digits of the label are divided.
    has_runs: bool,
    build: Option<&'a [u8]>,
}

impl<'a> Parts<'a> {
    fn parse(text: &'a str) -> Option<Self> {
        let text = text.strip_prefix('=').unwrap_or(text);
        let bytes = text.strip_prefix(['v', 'V']).unwrap_or(text).as_bytes();
        // A commit is no version, whatever digits it begins with.
        let is_commit = bytes.len() == 40 && bytes.iter().all(u8::is_ascii_hexdigit);
        if is_commit || !bytes.iter().all(u8::is_ascii_graphic) {
            return None;
        }
        let (numbers, rest) = take(bytes, |byte| byte.is_ascii_digit() || byte == b'.');
        if !numbers.split(|&byte| byte == b'.').all(|number| !number.is_empty()) {
            return None;
        }
        let (before, plus) = take(rest, |byte| byte != b'+');
        let label = match before {
            [] => None,
            [b'-', label @ ..] => Some(label),
            [first, ..] if first.is_ascii_alphabetic() => Some(before),
            _ => return None,
        };
        Some(Self { numbers, label, has_runs: false, build: plus.split_first().map(|(_, build)| build) })
    }

    fn compare_numbers(&self, other: &Self) -> Ordering {
        let numbers = |parts: &Self| parts.numbers.split(|&byte| byte == b'.').map(Digits::new);
        compare_padded(numbers(self), numbers(other), Digits::ZERO)
    }

    /// What has a label comes before what has none.
    fn compare_labels(&self, other: &Self, words: Words) -> Ordering {
        match (self.label, other.label) {
            (Some(left), Some(right)) => {
                let left = Identifiers { rest: Some(left), are_runs: self.has_runs };
                left.compare(Identifiers { rest: Some(right), are_runs: other.has_runs }, words)
            }
            (left, right) => right.is_some().cmp(&left.is_some()),
        }
    }
}

/// How two words of a label compare.
type Words = fn(&[u8], &[u8]) -> Ordering;

fn by_folded_word(left: &[u8], right: &[u8]) -> Ordering {
    Folded(left).cmp(&Folded(right))
}

fn by_word(left: &[u8], right: &[u8]) -> Ordering {
    left.cmp(right)
}

/// What dots divide.
struct Identifiers<'a> {
    rest: Option<&'a [u8]>,
    /// Whether letters and digits are divided, too.
    are_runs: bool,
}

impl Identifiers<'_> {
    /// Numbers come before words, and what ends comes first.
    fn compare(mut self, mut other: Self, words: Words) -> Ordering {
        loop {
            let (left, right) = match (self.next(), other.next()) {
                (Some(left), Some(right)) => (left, right),
                (left, right) => return left.is_some().cmp(&right.is_some()),
            };
            let ordering = match (Digits::parse(left), Digits::parse(right)) {
                (Some(left), Some(right)) => left.cmp(&right),
                (None, None) => words(left, right),
                (left, right) => right.is_some().cmp(&left.is_some()),
            };
            if ordering.is_ne() {
                return ordering;
            }
        }
    }
}

impl<'a> Iterator for Identifiers<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        let rest = self.rest?;
        if self.are_runs {
            let (letters, after) = take_letters(rest);
            if !letters.is_empty() && after.first().is_some_and(u8::is_ascii_digit) {
                self.rest = Some(after);
                return Some(letters);
            }
            let (digits, after) = take_digits(rest);
            if !digits.is_empty() && after.first().is_some_and(u8::is_ascii_alphabetic) {
                self.rest = Some(after);
                return Some(digits);
            }
        }
        let (head, dot) = take(rest, |byte| byte != b'.');
        self.rest = dot.split_first().map(|(_, after)| after);
        Some(head)
    }
}
