//! Statements, blocks and profiles.

use sekimori_model::{Limits, NotAnalysed, Span};

use super::lexer::{Kind, Lexer, Token};
use super::rules;
use super::tree::{File, Profile, Qualifiers, Rule, RuleKind};
use crate::{Failure, Text};

/// Tells whether a text has the head of a profile, so that it is policy and not something else of that name.
///
/// A file of rules alone, such as an abstraction, is not told from other text and is read where it is included.
pub fn looks_like(text: &str) -> bool {
    text.lines().any(|line| {
        let line = line.trim();
        let Some(head) = line.strip_suffix('{').filter(|head| head.ends_with([' ', '\t', ')'])) else {
            return false;
        };
        let mut words = head.split_whitespace();
        match (words.next(), words.next()) {
            (Some("profile"), Some(_)) => true,
            // A script of a shell may define the function /x, but not with flags or nothing behind its name.
            (Some(path), None) => path.starts_with('/') && !path.ends_with("()"),
            (Some(path), Some(flags)) => path.starts_with('/') && flags.starts_with("flags="),
            _ => false,
        }
    })
}

/// Reads a file of policy.
///
/// # Errors
/// [`NotAnalysed::Malformed`] with the place where the text is not policy, [`NotAnalysed::Template`] where the braces of
/// a template are the likely cause, [`NotAnalysed::TooDeep`] and [`NotAnalysed::TooManyNodes`] past the limits.
pub fn parse<'t>(text: &'t Text<'_>, limits: &Limits) -> Result<File<'t>, Failure> {
    parse_str(&text.text, text.offset, limits)
}

fn parse_str<'t>(text: &'t str, offset: u32, limits: &Limits) -> Result<File<'t>, Failure> {
    let parser =
        Parser { text, offset, limits: *limits, taken: 0, file: File::default(), blocks: Vec::new() };
    parser.run().map_err(|mut failure| {
        if failure.reason == NotAnalysed::Malformed && text.contains("{{") {
            failure.reason = NotAnalysed::Template;
        }
        failure
    })
}

/// A block that is open.
enum Block {
    /// Of the profile with that index.
    Profile(usize),
    /// Of qualifiers such as `audit deny {`, or of a condition: what holds in it.
    Inside(Qualifiers),
}

struct Parser<'t> {
    text: &'t str,
    offset: u32,
    limits: Limits,
    taken: u32,
    file: File<'t>,
    blocks: Vec<Block>,
}

impl<'t> Parser<'t> {
    fn run(mut self) -> Result<File<'t>, Failure> {
        let mut lexer = Lexer::new(self.text, self.offset);
        let mut statement: Vec<Token<'t>> = Vec::new();
        while let Some(token) = lexer.next()? {
            self.count(token.span)?;
            match token.kind {
                Kind::Line if is_line_statement(&statement) => self.line(&mut statement),
                Kind::Line => {}
                Kind::Comma => self.rule(&mut statement, token.span)?,
                Kind::Open => self.open(&mut statement, token.span)?,
                Kind::Close => self.close(&mut statement, token.span)?,
                Kind::Word | Kind::Quoted | Kind::List => statement.push(token),
            }
        }
        if is_line_statement(&statement) {
            self.line(&mut statement);
        }
        if let Some(first) = statement.first() {
            return Err(malformed(first.span, "the file ends in the middle of this"));
        }
        let open = self.blocks.iter().rev().find_map(|block| match block {
            Block::Profile(index) => self.file.profiles.get(*index),
            Block::Inside(_) => None,
        });
        match open {
            Some(profile) => Err(malformed(profile.span, "the profile is not closed: a `}` is missing")),
            None => Ok(self.file),
        }
    }

    fn count(&mut self, span: Span) -> Result<(), Failure> {
        self.taken = self.taken.saturating_add(1);
        if self.taken <= self.limits.nodes {
            return Ok(());
        }
        let detail = format!("has more than {} words", self.limits.nodes);
        Err(Failure { reason: NotAnalysed::TooManyNodes, span, detail })
    }

    /// The profile whose rules are being read.
    fn current(&mut self) -> Option<&mut Profile<'t>> {
        let index = self.current_index()?;
        self.file.profiles.get_mut(index)
    }

    fn current_index(&self) -> Option<usize> {
        self.blocks.iter().rev().find_map(|block| match block {
            Block::Profile(index) => Some(*index),
            Block::Inside(_) => None,
        })
    }

    fn around(&self) -> Qualifiers {
        match self.blocks.last() {
            Some(Block::Inside(qualifiers)) => *qualifiers,
            Some(Block::Profile(_)) | None => Qualifiers::default(),
        }
    }

    /// An include or an assignment, which a line ends.
    fn line(&mut self, statement: &mut Vec<Token<'t>>) {
        let span = whole(statement);
        let text = self.slice(span);
        let file = statement.last().map(|token| token.text).filter(|_| is_include(statement));
        statement.clear();
        let Some(file) = file else { return };
        match self.current() {
            Some(profile) => profile.rules.push(Rule {
                span,
                text,
                qualifiers: Qualifiers::default(),
                kind: RuleKind::Include(file),
            }),
            None => self.file.includes.push(file),
        }
    }

    fn rule(&mut self, statement: &mut Vec<Token<'t>>, comma: Span) -> Result<(), Failure> {
        if is_line_statement(statement) {
            self.line(statement);
            return Ok(());
        }
        if statement.is_empty() {
            return Err(malformed(comma, "the comma ends nothing"));
        }
        let span = whole(statement);
        let text = self.slice(span);
        let (qualifiers, words) = rules::qualifiers(statement, self.around());
        let kind = rules::kind(words, text);
        let in_preamble = statement.first().is_some_and(|first| matches!(first.text, "abi" | "alias"));
        statement.clear();
        match self.current() {
            Some(profile) => profile.rules.push(Rule { span, text, qualifiers, kind }),
            None if in_preamble => {}
            None => return Err(malformed(span, "the rule stands outside of a profile")),
        }
        Ok(())
    }

    fn open(&mut self, statement: &mut Vec<Token<'t>>, brace: Span) -> Result<(), Failure> {
        if self.blocks.len() >= usize::try_from(self.limits.depth).unwrap_or(usize::MAX) {
            let detail = format!("nests deeper than {} levels", self.limits.depth);
            return Err(Failure { reason: NotAnalysed::TooDeep, span: brace, detail });
        }
        let block = match statement.first() {
            None => return Err(malformed(brace, "the block has no head")),
            Some(first) if matches!(first.text, "if" | "else") => Block::Inside(self.around()),
            Some(_) => {
                let (qualifiers, rest) = rules::qualifiers(statement, self.around());
                if rest.is_empty() {
                    Block::Inside(qualifiers)
                } else {
                    let profile = self.head(statement)?;
                    self.file.profiles.push(profile);
                    Block::Profile(self.file.profiles.len().saturating_sub(1))
                }
            }
        };
        statement.clear();
        self.blocks.push(block);
        Ok(())
    }

    fn close(&mut self, statement: &mut Vec<Token<'t>>, brace: Span) -> Result<(), Failure> {
        if is_line_statement(statement) {
            self.line(statement);
        }
        if !statement.is_empty() {
            return Err(malformed(whole(statement), "the rule does not end in a comma"));
        }
        match self.blocks.pop() {
            Some(_) => Ok(()),
            None => Err(malformed(brace, "the `}` closes nothing")),
        }
    }

    /// `profile NAME [ATTACHMENT] [FLAGS]`, `PATH [FLAGS]`, `hat NAME [FLAGS]` or `^NAME [FLAGS]`.
    fn head(&self, statement: &[Token<'t>]) -> Result<Profile<'t>, Failure> {
        let span = whole(statement);
        let mut names: Vec<&'t str> = Vec::new();
        let mut flags = Vec::new();
        for token in statement {
            match token.kind {
                Kind::List => flags.extend(list(token.text)),
                Kind::Word if token.text.starts_with("flags=") => {
                    flags.extend(list(token.text.strip_prefix("flags=").unwrap_or_default()));
                }
                // Conditions on the attributes of the program, and the sign between `flags` and its list.
                Kind::Word if token.text.starts_with("xattrs=") || matches!(token.text, "flags" | "=") => {}
                _ => names.push(token.text),
            }
        }
        let hat = |name| (name, None, true);
        let (name, attachment, is_hat) = match names.as_slice() {
            ["hat", name] => hat(*name),
            ["profile", name] => (*name, None, false),
            ["profile", name, attachment] => (*name, Some(*attachment), false),
            [name] => match name.strip_prefix('^') {
                Some(name) => hat(name),
                None if name.starts_with(['/', '@', '{', '*', ':'])
                    || statement.first().is_some_and(is_quoted) =>
                {
                    (*name, Some(*name), false)
                }
                None => {
                    return Err(malformed(
                        span,
                        "the block is no profile: its head has one word that is no path",
                    ));
                }
            },
            _ => return Err(malformed(span, "the head of the block is not that of a profile")),
        };
        Ok(Profile {
            name,
            attachment,
            flags,
            parent: self.current_index(),
            hat: is_hat,
            span,
            rules: Vec::new(),
        })
    }

    fn slice(&self, span: Span) -> &'t str {
        let at = |byte: u32| usize::try_from(byte.saturating_sub(self.offset)).unwrap_or(usize::MAX);
        self.text.get(at(span.byte_start)..at(span.byte_end)).unwrap_or_default()
    }
}

fn is_quoted(token: &Token<'_>) -> bool {
    token.kind == Kind::Quoted
}

fn is_include(statement: &[Token<'_>]) -> bool {
    statement.first().is_some_and(|first| matches!(first.text, "include" | "#include"))
}

/// An include, or the assignment of a variable: `@{X} = a b`, `@{X} += c`, `$x = true`.
fn is_line_statement(statement: &[Token<'_>]) -> bool {
    if is_include(statement) {
        return statement.len() > 1;
    }
    let [first, rest @ ..] = statement else { return false };
    let sign = |text: &str| text.starts_with('=') || text.starts_with("+=");
    let is_variable = first.text.starts_with("@{") || first.text.starts_with('$');
    let name_end = first.text.find('}').and_then(|at| first.text.get(at.saturating_add(1)..));
    is_variable
        && (rest.first().is_some_and(|second| sign(second.text))
            || name_end.is_some_and(sign)
            || (first.text.starts_with('$') && first.text.contains('=')))
}

/// The words of a list in parentheses, or of one word without them.
fn list(text: &str) -> impl Iterator<Item = &str> {
    let inner = text.strip_prefix('(').and_then(|text| text.strip_suffix(')')).unwrap_or(text);
    inner.split(|c: char| c == ',' || c.is_whitespace()).filter(|word| !word.is_empty())
}

/// From the start of the first piece to the end of the last.
fn whole(tokens: &[Token<'_>]) -> Span {
    match (tokens.first(), tokens.last()) {
        (Some(first), Some(last)) => Span {
            end_line: last.span.end_line,
            end_column: last.span.end_column,
            byte_end: last.span.byte_end,
            ..first.span
        },
        _ => Span::FILE_START,
    }
}

fn malformed(span: Span, detail: &str) -> Failure {
    Failure { reason: NotAnalysed::Malformed, span, detail: detail.to_owned() }
}
