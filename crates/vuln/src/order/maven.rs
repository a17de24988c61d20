//! Maven's order (the Version Order Specification of its POM reference): tokens between dots, hyphens and ends of
//! numbers, each with what stands before it. Tokens that say nothing (zero, `final`, `ga`, `release`) go where a hyphen or
//! the end follows them; then sequences are compared, and the shorter one goes on with tokens that say nothing.

use std::cmp::Ordering;

use super::Version;
use super::tokens::{Digits, Folded, compare_padded, take, take_digits};

pub(super) struct Maven<'a>(&'a [u8]);

impl<'a> Version<'a> for Maven<'a> {
    fn parse(text: &'a str) -> Option<Self> {
        let is_known = !text.is_empty() && !text.bytes().any(|byte| byte.is_ascii_control());
        is_known.then_some(Self(text.as_bytes()))
    }

    fn compare(&self, other: &Self) -> Ordering {
        compare_padded(Tokens::new(self.0), Tokens::new(other.0), Token::NOTHING)
    }
}

/// The order of the variants is the order of versions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Token<'a> {
    Word(Word<'a>),
    AfterHyphen(Digits<'a>),
    AfterDot(Digits<'a>),
}

impl Token<'_> {
    const NOTHING: Self = Self::Word(Word::Release);

    fn says_nothing(&self) -> bool {
        match self {
            Self::Word(word) => *word == Word::Release,
            Self::AfterHyphen(digits) | Self::AfterDot(digits) => *digits == Digits::ZERO,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Word<'a> {
    Alpha,
    Beta,
    Milestone,
    Candidate,
    Snapshot,
    Release,
    ServicePack,
    Other(Folded<'a>),
}

impl<'a> Word<'a> {
    fn new(word: &'a [u8], before_digit: bool) -> Self {
        let is = |known: &str| word.eq_ignore_ascii_case(known.as_bytes());
        match () {
            () if is("alpha") || before_digit && is("a") => Self::Alpha,
            () if is("beta") || before_digit && is("b") => Self::Beta,
            () if is("milestone") || before_digit && is("m") => Self::Milestone,
            () if is("rc") || is("cr") => Self::Candidate,
            () if is("snapshot") => Self::Snapshot,
            () if is("final") || is("ga") || is("release") => Self::Release,
            () if is("sp") => Self::ServicePack,
            () => Self::Other(Folded(word)),
        }
    }
}

/// A token, and whether what stands before it takes away those that say nothing.
#[derive(Clone, Copy)]
struct Piece<'a> {
    token: Token<'a>,
    cuts: bool,
}

#[derive(Clone)]
struct Pieces<'a> {
    rest: Option<&'a [u8]>,
    after_hyphen: bool,
}

impl<'a> Iterator for Pieces<'a> {
    type Item = Piece<'a>;

    fn next(&mut self) -> Option<Piece<'a>> {
        let rest = self.rest?;
        let after_hyphen = self.after_hyphen;
        let (digits, after_digits) = take_digits(rest);
        let (word, after_word) = take(rest, |byte| !byte.is_ascii_digit() && !matches!(byte, b'.' | b'-'));
        let (token, after) = if word.is_empty() {
            // No token at all is zero.
            let number = Digits::new(digits);
            let token = if after_hyphen { Token::AfterHyphen(number) } else { Token::AfterDot(number) };
            (token, after_digits)
        } else {
            let before_digit = after_word.first().is_some_and(u8::is_ascii_digit);
            (Token::Word(Word::new(word, before_digit)), after_word)
        };
        (self.rest, self.after_hyphen) = match after {
            [] => (None, false),
            [b'.', after @ ..] => (Some(after), false),
            [b'-', after @ ..] => (Some(after), true),
            // From digits to letters and back is like a hyphen.
            _ => (Some(after), true),
        };
        // A word after a dot is like one after a hyphen.
        Some(Piece { token, cuts: after_hyphen || matches!(token, Token::Word(_)) })
    }
}

struct Tokens<'a> {
    pieces: Pieces<'a>,
    /// How many of the next pieces say nothing and stay: so that none is looked at twice.
    kept: usize,
}

impl<'a> Tokens<'a> {
    fn new(text: &'a [u8]) -> Self {
        Self { pieces: Pieces { rest: Some(text), after_hyphen: false }, kept: 0 }
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            let piece = self.pieces.next()?;
            if !piece.token.says_nothing() {
                return Some(piece.token);
            }
            if self.kept > 0 {
                self.kept -= 1;
                return Some(piece.token);
            }
            let mut ahead = self.pieces.clone();
            let mut nothings = 0;
            let stays = loop {
                match ahead.next() {
                    Some(next) if next.cuts => break false,
                    Some(next) if next.token.says_nothing() => nothings += 1,
                    Some(_) => break true,
                    None => break false,
                }
            };
            if stays {
                self.kept = nothings;
                return Some(piece.token);
            }
            for _ in 0..nothings {
                self.pieces.next();
            }
        }
    }
}
