//! Words, commas, braces and line ends, each with its place.

use std::iter::Peekable;
use std::str::CharIndices;

use sekimori_model::{NotAnalysed, Span};

use crate::Failure;

/// One piece of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token<'t> {
    pub(super) kind: Kind,
    /// As written; without the quotes of a quoted word.
    pub(super) text: &'t str,
    pub(super) span: Span,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Word,
    Quoted,
    /// A list in parentheses, the parentheses included: `(complain, audit)`.
    List,
    Comma,
    Open,
    Close,
    /// The end of a line, which ends includes and assignments and nothing else.
    Line,
}

pub(super) struct Lexer<'t> {
    text: &'t str,
    chars: Peekable<CharIndices<'t>>,
    at: Mark,
    /// Bytes of the file before the text.
    offset: u32,
}

#[derive(Debug, Clone, Copy)]
struct Mark {
    byte: usize,
    line: u32,
    column: u32,
}

impl<'t> Lexer<'t> {
    pub(super) fn new(text: &'t str, offset: u32) -> Self {
        Self { text, chars: text.char_indices().peekable(), at: Mark { byte: 0, line: 1, column: 1 }, offset }
    }

    fn peek(&mut self) -> Option<char> {
        self.chars.peek().map(|(_, c)| *c)
    }

    fn bump(&mut self) -> Option<char> {
        let (byte, c) = self.chars.next()?;
        self.at.byte = byte.saturating_add(c.len_utf8());
        if c == '\n' {
            self.at.line = self.at.line.saturating_add(1);
            self.at.column = 1;
        } else {
            self.at.column = self.at.column.saturating_add(1);
        }
        Some(c)
    }

    fn second(&self) -> Option<char> {
        let mut ahead = self.chars.clone();
        ahead.next();
        ahead.next().map(|(_, c)| c)
    }

    fn from(&self, start: Mark) -> &'t str {
        self.text.get(start.byte..self.at.byte).unwrap_or_default()
    }

    fn span(&self, start: Mark) -> Span {
        let byte = |at: usize| u32::try_from(at).unwrap_or(u32::MAX).saturating_add(self.offset);
        Span {
            line: start.line,
            column: start.column,
            end_line: self.at.line,
            end_column: self.at.column,
            byte_start: byte(start.byte),
            byte_end: byte(self.at.byte),
        }
    }

    /// Returns the next piece; none at the end of the file.
    pub(super) fn next(&mut self) -> Result<Option<Token<'t>>, Failure> {
        loop {
            let start = self.at;
            let Some(c) = self.peek() else { return Ok(None) };
            let kind = match c {
                '\n' => self.one(Kind::Line),
                '\\' if matches!(self.second(), Some('\n' | '\r')) => {
                    // A line that goes on.
                    self.bump();
                    while matches!(self.peek(), Some('\r' | '\n')) && self.bump() != Some('\n') {}
                    continue;
                }
                c if c.is_whitespace() => {
                    self.bump();
                    continue;
                }
                '#' if !self.is_include() => {
                    while self.peek().is_some_and(|c| c != '\n') {
                        self.bump();
                    }
                    continue;
                }
                ',' => self.one(Kind::Comma),
                '{' => self.one(Kind::Open),
                '}' => self.one(Kind::Close),
                '"' => return self.quoted(start).map(Some),
                '(' => {
                    self.list(start)?;
                    Kind::List
                }
                _ => {
                    self.word(start)?;
                    Kind::Word
                }
            };
            return Ok(Some(Token { kind, text: self.from(start), span: self.span(start) }));
        }
    }

    fn one(&mut self, kind: Kind) -> Kind {
        self.bump();
        kind
    }

    fn is_include(&self) -> bool {
        let rest = self.text.get(self.at.byte..).unwrap_or_default();
        rest.strip_prefix("#include").is_some_and(|rest| rest.starts_with(char::is_whitespace))
    }

    fn quoted(&mut self, start: Mark) -> Result<Token<'t>, Failure> {
        self.through_quote(start)?;
        let inner = self.from(start);
        let text = inner.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(inner);
        Ok(Token { kind: Kind::Quoted, text, span: self.span(start) })
    }

    /// Goes on behind the quote that closes the one here.
    fn through_quote(&mut self, start: Mark) -> Result<(), Failure> {
        self.bump();
        while let Some(c) = self.bump() {
            match c {
                '"' => return Ok(()),
                '\n' => break,
                '\\' => {
                    self.bump();
                }
                _ => {}
            }
        }
        Err(self.failure(start, "the quote is not closed on its line"))
    }

    /// Goes on behind the parenthesis that closes the one here.
    fn list(&mut self, start: Mark) -> Result<(), Failure> {
        self.bump();
        while let Some(c) = self.peek() {
            match c {
                ')' => {
                    self.bump();
                    return Ok(());
                }
                // No list holds a list or a block: the parenthesis was forgotten.
                '(' => break,
                '"' => {
                    let quote = self.at;
                    self.through_quote(quote)?;
                }
                _ => {
                    self.bump();
                }
            }
        }
        Err(self.failure(start, "the parenthesis is not closed"))
    }

    /// Goes to the end of a word. Braces in a word are alternatives of a path or a variable, not blocks.
    fn word(&mut self, start: Mark) -> Result<(), Failure> {
        let mut open = 0_u32;
        while let Some(c) = self.peek() {
            match c {
                '\\' => {
                    if matches!(self.second(), Some('\n' | '\r') | None) {
                        break;
                    }
                    self.bump();
                }
                '{' => open = open.saturating_add(1),
                '}' if open == 0 => break,
                '}' => open = open.saturating_sub(1),
                '"' => {
                    let quote = self.at;
                    self.through_quote(quote)?;
                    continue;
                }
                // `flags=(...)` and `peer=(...)`
                '(' if self.from(start).ends_with('=') => {
                    let list = self.at;
                    self.list(list)?;
                    break;
                }
                // A comma inside a word is part of it, as in /a,b and {a,b}; before a space it ends the rule.
                ',' if open == 0
                    && self.second().is_none_or(|next| next.is_whitespace() || "#}\",".contains(next)) =>
                {
                    break;
                }
                c if c.is_whitespace() => break,
                _ => {}
            }
            self.bump();
        }
        if open > 0 {
            return Err(self.failure(start, "the word has a brace that is not closed"));
        }
        Ok(())
    }

    fn failure(&self, start: Mark, detail: &str) -> Failure {
        Failure { reason: NotAnalysed::Malformed, span: self.span(start), detail: detail.to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use super::{Kind, Lexer, Token};

    fn all(text: &str) -> Vec<Token<'_>> {
        let mut lexer = Lexer::new(text, 0);
        std::iter::from_fn(|| lexer.next().unwrap()).collect()
    }

    fn words(text: &str) -> Vec<&str> {
        all(text).iter().map(|token| token.text).collect()
    }

    #[test]
    fn a_comma_belongs_to_a_word_unless_a_space_follows() {
        assert_eq!(words("/usr/{bin,sbin}/a,b r, #c\n"), ["/usr/{bin,sbin}/a,b", "r", ",", "\n"]);
        assert_eq!(words("file,}"), ["file", ",", "}"]);
        assert_eq!(words("@{PROC}/*/a#b w,"), ["@{PROC}/*/a#b", "w", ","]);
        assert_eq!(words(r#""/a b" r,"#), ["/a b", "r", ","]);
        assert_eq!(words(r"/a\ b\, r,"), [r"/a\ b\,", "r", ","]);
        assert_eq!(words("flags=(a, b) {"), ["flags=(a, b)", "{"]);
        assert_eq!(
            words("signal (send, receive) set=(term),"),
            ["signal", "(send, receive)", "set=(term)", ","]
        );
        assert_eq!(words("@{A} = b \\\n c\n"), ["@{A}", "=", "b", "c", "\n"]);
        assert_eq!(words("#include <a>\n# b\n"), ["#include", "<a>", "\n", "\n"]);
    }

    #[test]
    fn every_piece_knows_its_place() {
        let tokens = all("profile é {\n  /x r,\n}\n");
        let open = tokens.iter().find(|token| token.kind == Kind::Open).unwrap();
        assert_eq!((open.span.line, open.span.column, open.span.byte_start), (1, 11, 11));
        let path = tokens.iter().find(|token| token.text == "/x").unwrap();
        assert_eq!((path.span.line, path.span.column, path.span.end_column), (2, 3, 5));
    }

    #[test]
    fn what_is_not_closed_is_told_with_its_place() {
        for (text, place) in [("a\n \"b\n", (2, 2)), ("a (b\n", (1, 3)), ("/{a r,\n", (1, 1))] {
            let mut lexer = Lexer::new(text, 0);
            let failure = loop {
                match lexer.next() {
                    Ok(Some(_)) => {}
                    Ok(None) => panic!("{text:?} was read"),
                    Err(failure) => break failure,
                }
            };
            assert_eq!((failure.span.line, failure.span.column), place, "{text:?}");
        }
    }
}
