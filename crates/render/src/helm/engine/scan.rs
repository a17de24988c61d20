//! Templates to tokens, as Go's `text/template/parse` scans them.

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Text outside of actions, trimmed.
    Text,
    /// `{{`
    Open,
    /// `}}`
    Close,
    Space,
    Bool,
    /// `'a'`
    Char,
    Comma,
    Assign,
    Declare,
    Dot,
    Field,
    Identifier,
    Variable,
    Nil,
    Number,
    Quoted,
    Raw,
    Pipe,
    OpenParen,
    CloseParen,
    Block,
    Break,
    Continue,
    Define,
    Else,
    End,
    If,
    Range,
    Template,
    With,
    /// A printable character that means nothing.
    Other,
    Eof,
}

/// A stretch of a template.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token<'s> {
    pub(super) kind: Kind,
    pub(super) text: &'s str,
    /// The line it starts on.
    pub(super) line: u32,
}

/// What is wrong with a template, and on which line.
#[derive(Debug)]
pub(super) struct Refusal {
    pub(super) line: u32,
    pub(super) message: String,
}

struct Scanner<'s> {
    source: &'s str,
    at: usize,
    line: u32,
    tokens: Vec<Token<'s>>,
}

/// Scans a whole template.
pub(super) fn scan(source: &str) -> Result<Vec<Token<'_>>, Refusal> {
    let mut scanner = Scanner { source, at: 0, line: 1, tokens: Vec::with_capacity(source.len() / 8) };
    let mut trims = false;
    while scanner.text(trims) {
        trims = match scanner.comment()? {
            Some(trims) => trims,
            None => scanner.action()?,
        };
    }
    scanner.emit(Kind::Eof, 0);
    Ok(scanner.tokens)
}

/// Tells what Go's templates take for a blank.
fn is_space(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\r' | '\n')
}

fn is_word(character: char) -> bool {
    character == '_' || character.is_alphanumeric()
}

/// Tells whether a text starts with `- `, the mark that trims what stands before.
fn trims_before(text: &str) -> bool {
    text.strip_prefix('-').is_some_and(|rest| rest.starts_with(is_space))
}

/// Tells whether a text starts with ` -}}`.
fn trims_after(text: &str) -> bool {
    text.strip_prefix(is_space).is_some_and(|rest| rest.starts_with("-}}"))
}

impl<'s> Scanner<'s> {
    fn rest(&self) -> &'s str {
        self.source.get(self.at..).unwrap_or_default()
    }

    fn refuse<T>(&self, message: impl Into<String>) -> Result<T, Refusal> {
        Err(Refusal { line: self.line, message: message.into() })
    }

    fn skip(&mut self, length: usize) {
        let skipped = self.rest().get(..length).unwrap_or_default();
        let newlines = skipped.bytes().filter(|byte| *byte == b'\n').count();
        self.line = self.line.saturating_add(u32::try_from(newlines).unwrap_or(u32::MAX));
        self.at = self.at.saturating_add(length);
    }

    fn emit(&mut self, kind: Kind, length: usize) {
        let text = self.rest().get(..length).unwrap_or_default();
        self.tokens.push(Token { kind, text, line: self.line });
        self.skip(length);
    }

    /// Takes the text up to the next action; false where there is none.
    fn text(&mut self, trims: bool) -> bool {
        let rest = self.rest();
        let (whole, action) = match rest.find("{{") {
            Some(at) => rest.split_at_checked(at).unwrap_or((rest, "")),
            None => (rest, ""),
        };
        let mut text = whole;
        if trims {
            text = text.trim_start_matches(is_space);
            self.skip(whole.len().saturating_sub(text.len()));
        }
        let length = text.len();
        if action.get(2..).is_some_and(trims_before) {
            text = text.trim_end_matches(is_space);
        }
        if !text.is_empty() {
            self.emit(Kind::Text, text.len());
        }
        self.skip(length.saturating_sub(text.len()));
        !action.is_empty()
    }

    /// Takes a comment, delimiters and all; tells whether it trims what follows.
    fn comment(&mut self) -> Result<Option<bool>, Refusal> {
        let inside = self.rest().get(2..).unwrap_or_default();
        let mark = if trims_before(inside) { 2 } else { 0 };
        let Some(comment) = inside.get(mark..).and_then(|inside| inside.strip_prefix("/*")) else {
            return Ok(None);
        };
        let Some((comment, after)) = comment.split_once("*/") else {
            return self.refuse("unclosed comment");
        };
        let (trims, end) = if trims_after(after) {
            (true, 4)
        } else if after.starts_with("}}") {
            (false, 2)
        } else {
            return self.refuse("comment ends before closing delimiter");
        };
        self.skip(comment.len().saturating_add(mark).saturating_add(end).saturating_add(6));
        Ok(Some(trims))
    }

    /// Takes an action; tells whether it trims what follows.
    fn action(&mut self) -> Result<bool, Refusal> {
        self.emit(Kind::Open, 2);
        if trims_before(self.rest()) {
            self.skip(2);
        }
        let mut open = 0_u32;
        loop {
            let rest = self.rest();
            let trims = trims_after(rest);
            if trims || rest.starts_with("}}") {
                if open > 0 {
                    return self.refuse("unclosed left paren");
                }
                if trims {
                    self.skip(2);
                }
                self.emit(Kind::Close, 2);
                return Ok(trims);
            }
            let Some(first) = rest.chars().next() else {
                return self.refuse("unclosed action");
            };
            match first {
                _ if is_space(first) => self.space(),
                '=' => self.emit(Kind::Assign, 1),
                ':' if rest.starts_with(":=") => self.emit(Kind::Declare, 2),
                ':' => return self.refuse("expected :="),
                '|' => self.emit(Kind::Pipe, 1),
                ',' => self.emit(Kind::Comma, 1),
                '"' => self.quoted('"', Kind::Quoted, "unterminated quoted string")?,
                '\'' => self.quoted('\'', Kind::Char, "unterminated character constant")?,
                '`' => {
                    let Some(length) = rest.get(1..).and_then(|rest| rest.find('`')) else {
                        return self.refuse("unterminated raw quoted string");
                    };
                    self.emit(Kind::Raw, length.saturating_add(2));
                }
                '$' => self.word(Kind::Variable, Kind::Variable)?,
                '.' if !rest.get(1..).unwrap_or_default().starts_with(|next: char| next.is_ascii_digit()) => {
                    self.word(Kind::Field, Kind::Dot)?;
                }
                '.' | '+' | '-' | '0'..='9' => self.number()?,
                '(' => {
                    open = open.saturating_add(1);
                    self.emit(Kind::OpenParen, 1);
                }
                ')' if open == 0 => return self.refuse("unexpected right paren"),
                ')' => {
                    open = open.saturating_sub(1);
                    self.emit(Kind::CloseParen, 1);
                }
                _ if is_word(first) => self.identifier()?,
                ' '..='~' => self.emit(Kind::Other, 1),
                _ => return self.refuse(format!("unrecognized character in action: {}", point(first))),
            }
        }
    }

    /// Takes blanks, but not the one that belongs to a mark.
    fn space(&mut self) {
        let rest = self.rest();
        let length = rest.len().saturating_sub(rest.trim_start_matches(is_space).len());
        let last = length.saturating_sub(1);
        self.emit(Kind::Space, if rest.get(last..).is_some_and(trims_after) { last } else { length });
    }

    /// Takes a text in quotation marks, as it is written.
    fn quoted(&mut self, mark: char, kind: Kind, complaint: &str) -> Result<(), Refusal> {
        let rest = self.rest();
        let mut escaped = false;
        for (at, character) in rest.char_indices().skip(1) {
            match character {
                '\n' => break,
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                _ if character == mark => {
                    self.emit(kind, at.saturating_add(1));
                    return Ok(());
                }
                _ => {}
            }
        }
        self.refuse(complaint)
    }

    /// Takes `.name` or `$name`; `bare` is what the sign alone is.
    fn word(&mut self, kind: Kind, bare: Kind) -> Result<(), Refusal> {
        let rest = self.rest().get(1..).unwrap_or_default();
        let length = rest.len().saturating_sub(rest.trim_start_matches(is_word).len());
        self.ends(rest.get(length..).unwrap_or_default())?;
        self.emit(if length == 0 { bare } else { kind }, length.saturating_add(1));
        Ok(())
    }

    fn identifier(&mut self) -> Result<(), Refusal> {
        let rest = self.rest();
        let after = rest.trim_start_matches(is_word);
        let length = rest.len().saturating_sub(after.len());
        self.ends(after)?;
        let kind = match rest.get(..length).unwrap_or_default() {
            "true" | "false" => Kind::Bool,
            "nil" => Kind::Nil,
            "block" => Kind::Block,
            "break" => Kind::Break,
            "continue" => Kind::Continue,
            "define" => Kind::Define,
            "else" => Kind::Else,
            "end" => Kind::End,
            "if" => Kind::If,
            "range" => Kind::Range,
            "template" => Kind::Template,
            "with" => Kind::With,
            _ => Kind::Identifier,
        };
        self.emit(kind, length);
        Ok(())
    }

    /// Refuses what cannot follow a word.
    fn ends(&self, after: &str) -> Result<(), Refusal> {
        let Some(next) = after.chars().next() else { return Ok(()) };
        if is_space(next) || matches!(next, '.' | ',' | '|' | ':' | ')' | '(') || after.starts_with("}}") {
            return Ok(());
        }
        self.refuse(format!("bad character {}", point(next)))
    }

    fn number(&mut self) -> Result<(), Refusal> {
        let rest = self.rest();
        let mut length = usize::from(rest.starts_with(['+', '-']));
        let digits = |from: usize, allowed: fn(char) -> bool| {
            let rest = rest.get(from..).unwrap_or_default();
            rest.len().saturating_sub(rest.trim_start_matches(|c| allowed(c) || c == '_').len())
        };
        let at = |from: usize| rest.get(from..).unwrap_or_default();
        let (prefix, allowed, exponent): (usize, fn(char) -> bool, [char; 2]) =
            match at(length).get(..2).unwrap_or_default() {
                "0x" | "0X" => (2, |c| c.is_ascii_hexdigit(), ['p', 'P']),
                "0o" | "0O" => (2, |c| matches!(c, '0'..='7'), ['_', '_']),
                "0b" | "0B" => (2, |c| matches!(c, '0' | '1'), ['_', '_']),
                _ => (0, |c| c.is_ascii_digit(), ['e', 'E']),
            };
        length = length.saturating_add(prefix);
        length = length.saturating_add(digits(length, allowed));
        if at(length).starts_with('.') {
            length = length.saturating_add(1);
            length = length.saturating_add(digits(length, allowed));
        }
        if at(length).starts_with(exponent) {
            length = length.saturating_add(1);
            length = length.saturating_add(usize::from(at(length).starts_with(['+', '-'])));
            length = length.saturating_add(digits(length, |c| c.is_ascii_digit()));
        }
        if at(length).starts_with(|next| is_word(next) || next == '+' || next == '-') {
            return self.refuse("bad number syntax");
        }
        self.emit(Kind::Number, length);
        Ok(())
    }
}

/// Writes a character as Go's `%#U` does.
fn point(character: char) -> String {
    format!("U+{:04X} '{character}'", u32::from(character))
}
