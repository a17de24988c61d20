//! Alpine's versions, as apk-package(5) tells them (<https://gitlab.alpinelinux.org/alpine/apk-tools/-/blob/master/doc/apk-package.5.scd>):
//! numbers, a letter, suffixes with numbers, a hash of a commit, a revision.
//!
//! `apk version` also compares what is no such version, and so do we: it is read as far as it goes, what comes then is
//! [`Token::Invalid`], and nothing after that counts.

use std::cmp::Ordering;

use super::Version;
use super::tokens::{Digits, compare_padded, take, take_digits, take_letters};

pub(super) struct Alpine<'a>(&'a [u8]);

impl<'a> Version<'a> for Alpine<'a> {
    fn parse(text: &'a str) -> Option<Self> {
        let is_known = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic());
        is_known.then_some(Self(text.as_bytes()))
    }

    fn compare(&self, other: &Self) -> Ordering {
        let tokens = |version: &Self| Tokens { rest: version.0, state: State::Start };
        compare_padded(tokens(self), tokens(other), Token::End)
    }
}

/// The order of the variants is the order of versions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Token<'a> {
    Invalid,
    /// Suffixes of what comes before a release: alpha, beta, pre, rc.
    Before(u8),
    End,
    Revision(Digits<'a>),
    Commit(&'a [u8]),
    /// The number of a suffix or of a letter.
    SuffixNumber(Digits<'a>),
    /// Suffixes of what comes after a release: cvs, svn, git, hg, p.
    After(u8),
    /// A dot without a number.
    NoNumber,
    Letter(u8),
    /// A number that begins with zero is compared as a text, but for the first one.
    Fraction(&'a [u8]),
    Number(Digits<'a>),
}

const BEFORE: [&[u8]; 4] = [b"alpha", b"beta", b"pre", b"rc"];
const AFTER: [&[u8]; 5] = [b"cvs", b"svn", b"git", b"hg", b"p"];

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum State {
    Start,
    Numbers,
    /// A number may follow at once.
    LetterOrSuffix,
    Suffixes,
    Commit,
    Revision,
}

struct Tokens<'a> {
    rest: &'a [u8],
    state: State,
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        if self.rest.is_empty() && self.state != State::Start {
            return None;
        }
        let (token, rest, state) = self.read().unwrap_or((Token::Invalid, &[], State::Revision));
        (self.rest, self.state) = (rest, state);
        Some(token)
    }
}

impl<'a> Tokens<'a> {
    /// Reads the next token; tells what follows it, and where that is.
    fn read(&self) -> Option<(Token<'a>, &'a [u8], State)> {
        let (digits, after_digits) = take_digits(self.rest);
        match (self.state, self.rest) {
            (State::Start, _) if digits.is_empty() => Some((Token::NoNumber, self.rest, State::Numbers)),
            (State::Start, _) => Some((Token::Number(Digits::new(digits)), after_digits, State::Numbers)),
            (State::Numbers, [b'.', rest @ ..]) => {
                let (digits, rest) = take_digits(rest);
                let token = match digits {
                    [] => Token::NoNumber,
                    [b'0', ..] => Token::Fraction(digits),
                    _ => Token::Number(Digits::new(digits)),
                };
                Some((token, rest, State::Numbers))
            }
            (State::Numbers, [letter, rest @ ..]) if letter.is_ascii_alphabetic() => {
                Some((Token::Letter(*letter), rest, State::LetterOrSuffix))
            }
            (State::LetterOrSuffix, _) if !digits.is_empty() => {
                Some((Token::SuffixNumber(Digits::new(digits)), after_digits, State::Suffixes))
            }
            (State::Numbers | State::LetterOrSuffix | State::Suffixes, [b'_', rest @ ..]) => {
                let (word, rest) = take_letters(rest);
                Some((suffix(word)?, rest, State::LetterOrSuffix))
            }
            (State::Numbers | State::LetterOrSuffix | State::Suffixes, [b'~', rest @ ..]) => {
                let (hash, rest) = take(rest, |byte| byte.is_ascii_hexdigit());
                (!hash.is_empty()).then_some((Token::Commit(hash), rest, State::Commit))
            }
            (state, [b'-', b'r', rest @ ..]) if state < State::Revision => {
                let (digits, rest) = take_digits(rest);
                // A word that begins with r is no revision.
                let is_word = rest.first().is_some_and(u8::is_ascii_alphabetic);
                (!is_word).then_some((Token::Revision(Digits::new(digits)), rest, State::Revision))
            }
            _ => None,
        }
    }
}

fn suffix(word: &[u8]) -> Option<Token<'static>> {
    let place =
        |list: &[&[u8]]| list.iter().position(|known| *known == word).and_then(|at| u8::try_from(at).ok());
    place(&BEFORE).map(Token::Before).or_else(|| place(&AFTER).map(Token::After))
}
