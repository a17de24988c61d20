//! Ruby's `Gem::Version` (<https://docs.ruby-lang.org/en/master/Gem/Version.html>): numbers and words in turn, a word comes
//! before a number, a hyphen is `.pre.`, and zeros at the end, or before the first word, do not count.

use std::cmp::Ordering;

use super::Version;
use super::tokens::{Digits, compare_padded, take, take_digits, take_letters};

pub(super) struct RubyGems<'a> {
    /// Numbers up to the first word, without the zeros at their end.
    numbers: &'a [u8],
    rest: &'a [u8],
}

impl<'a> Version<'a> for RubyGems<'a> {
    fn parse(text: &'a str) -> Option<Self> {
        let bytes = text.as_bytes();
        let is_known = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-');
        if !bytes.iter().all(is_known) || !bytes.iter().any(u8::is_ascii_alphanumeric) {
            return None;
        }
        let (numbers, rest) = take(bytes, |byte| byte.is_ascii_digit() || byte == b'.');
        Some(Self { numbers: without_last_zeros(numbers), rest })
    }

    fn compare(&self, other: &Self) -> Ordering {
        let segments = |version: &Self| Segments(version.numbers).chain(Segments(version.rest));
        compare_padded(segments(self), segments(other), Segment::Number(Digits::ZERO))
    }
}

fn without_last_zeros(mut numbers: &[u8]) -> &[u8] {
    loop {
        let start = numbers.iter().rposition(|&byte| byte == b'.').map_or(0, |dot| dot + 1);
        let (before, last) = numbers.split_at(start);
        if last.iter().any(|&byte| byte != b'0') || before.is_empty() {
            return if last.iter().all(|&byte| byte == b'0') { before } else { numbers };
        }
        numbers = before.strip_suffix(b".").unwrap_or(before);
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Segment<'a> {
    Word(&'a [u8]),
    Number(Digits<'a>),
}

struct Segments<'a>(&'a [u8]);

impl<'a> Iterator for Segments<'a> {
    type Item = Segment<'a>;

    fn next(&mut self) -> Option<Segment<'a>> {
        let (_, rest) = take(self.0, |byte| byte == b'.');
        let (segment, rest) = match rest {
            [] => return None,
            [b'-', after @ ..] => (Segment::Word(b"pre"), after),
            [first, ..] if first.is_ascii_digit() => {
                let (digits, after) = take_digits(rest);
                (Segment::Number(Digits::new(digits)), after)
            }
            _ => {
                let (letters, after) = take_letters(rest);
                // Texts are of letters, digits, dots and hyphens alone, or this would not move on.
                (Segment::Word(letters), if letters.is_empty() { &[] } else { after })
            }
        };
        self.0 = rest;
        Some(segment)
    }
}
