//! Regular expressions of paths as selectors of waivers, where both say the same.
//!
//! The expression is read, never run. It becomes the list of selectors that together select what it matches: an
//! alternative each. A class or a repetition of anything but "any character" has no such list, nor has a word without
//! regard to case, and then there is none. One thing is let go: a dot matches no line break, `?` and `*` do.

use std::iter::Peekable;
use std::str::Chars;

/// The selectors for an expression that is looked for anywhere in a path, as Go's `MatchString` does.
pub(super) fn globs(expression: &str) -> Option<Vec<String>> {
    if expression.len() > MAX_LENGTH {
        return None;
    }
    let mut reader = Reader { rest: expression.chars().peekable() };
    let all = reader.alternatives(0)?;
    if reader.rest.next().is_some() {
        return None;
    }
    let mut globs: Vec<String> = Vec::new();
    for one in all {
        let glob = written(&one)?;
        if !globs.contains(&glob) {
            globs.push(glob);
        }
    }
    Some(globs)
}

/// Bytes of an expression. The longest of gitleaks' own configuration has 400.
const MAX_LENGTH: usize = 2_000;
/// Selectors of one expression; a person who meant more would not list them in a waiver.
const MAX_GLOBS: usize = 64;
/// Groups in groups.
const MAX_DEPTH: u32 = 20;

#[derive(Clone, Copy, PartialEq)]
enum Piece {
    Char(char),
    /// Any one character.
    Any,
    /// Any characters, or none.
    Run,
    Start,
    End,
}

/// Ways to match, each a row of pieces.
type Ways = Vec<Vec<Piece>>;

struct Reader<'e> {
    rest: Peekable<Chars<'e>>,
}

impl Reader<'_> {
    fn alternatives(&mut self, depth: u32) -> Option<Ways> {
        let mut all = self.row(depth)?;
        while self.rest.next_if_eq(&'|').is_some() {
            all.extend(self.row(depth)?);
            if all.len() > MAX_GLOBS {
                return None;
            }
        }
        Some(all)
    }

    fn row(&mut self, depth: u32) -> Option<Ways> {
        let mut all: Ways = vec![Vec::new()];
        while self.rest.peek().is_some_and(|next| !matches!(next, '|' | ')')) {
            let one = self.atom(depth)?;
            let one = self.repeated(one)?;
            if all.len().saturating_mul(one.len()) > MAX_GLOBS {
                return None;
            }
            all =
                all.iter().flat_map(|before| one.iter().map(|after| [&before[..], after].concat())).collect();
        }
        Some(all)
    }

    fn atom(&mut self, depth: u32) -> Option<Ways> {
        let piece = match self.rest.next()? {
            '(' => return self.group(depth),
            '[' => return self.class(),
            '.' => Piece::Any,
            '^' => Piece::Start,
            '$' => Piece::End,
            '\\' => self.escaped()?,
            '*' | '+' | '?' | '{' | '}' | ']' => return None,
            other => Piece::Char(other),
        };
        Some(vec![vec![piece]])
    }

    fn group(&mut self, depth: u32) -> Option<Ways> {
        if depth == MAX_DEPTH {
            return None;
        }
        if self.rest.next_if_eq(&'?').is_some() {
            // Flags change what the letters behind them mean.
            match self.rest.next()? {
                ':' => {}
                'P' if self.rest.next() == Some('<') => self.name()?,
                '<' => self.name()?,
                _ => return None,
            }
        }
        let all = self.alternatives(depth.saturating_add(1))?;
        (self.rest.next() == Some(')')).then_some(all)
    }

    fn name(&mut self) -> Option<()> {
        let is_name = |one: &char| one.is_ascii_alphanumeric() || *one == '_';
        while self.rest.next_if(is_name).is_some() {}
        (self.rest.next() == Some('>')).then_some(())
    }

    fn escaped(&mut self) -> Option<Piece> {
        match self.rest.next()? {
            'A' => Some(Piece::Start),
            'z' => Some(Piece::End),
            other => sign(other).filter(|_| other.is_ascii_punctuation()),
        }
    }

    /// A list of characters, and of stretches of them.
    fn class(&mut self) -> Option<Ways> {
        let mut signs = Vec::new();
        loop {
            let from = match self.rest.next()? {
                ']' if !signs.is_empty() => break,
                '^' | '[' | ']' if signs.is_empty() => return None,
                '[' => return None,
                '\\' => self.escaped()?,
                other => sign(other)?,
            };
            let Piece::Char(from) = from else { return None };
            let (mut to, mut has_dash) = (from, false);
            if self.rest.next_if_eq(&'-').is_some() {
                match self.rest.peek() {
                    Some(']') => has_dash = true,
                    Some('\\' | '[') | None => return None,
                    Some(_) => to = self.rest.next()?,
                }
            }
            signs.extend((from..=to).take(MAX_GLOBS.saturating_add(1)));
            signs.extend(has_dash.then_some('-'));
            if from > to || signs.len() > MAX_GLOBS {
                return None;
            }
        }
        signs.into_iter().map(|one| Some(vec![sign(one)?])).collect()
    }

    fn repeated(&mut self, one: Ways) -> Option<Ways> {
        let Some(mark) = self.rest.next_if(|next| matches!(next, '*' | '+' | '?' | '{')) else {
            return Some(one);
        };
        // How little of it is taken changes where a match ends, not whether there is one.
        let _ = self.rest.next_if_eq(&'?');
        let is_again = self.rest.peek().is_some_and(|next| matches!(next, '*' | '+' | '?' | '{'));
        let is_any = matches!(one.as_slice(), [way] if *way == [Piece::Any]);
        // What may begin with anything is the same once and several times.
        let is_open = matches!(one.as_slice(), [way] if way.first() == Some(&Piece::Run) && is_plain(way));
        match mark {
            _ if is_again => None,
            '?' => Some([vec![Vec::new()], one].concat()),
            '*' if is_any => Some(vec![vec![Piece::Run]]),
            '+' if is_any => Some(vec![vec![Piece::Any, Piece::Run]]),
            '*' if is_open => Some([vec![Vec::new()], one].concat()),
            '+' if is_open => Some(one),
            _ => None,
        }
    }
}

fn is_plain(way: &[Piece]) -> bool {
    !way.iter().any(|piece| matches!(piece, Piece::Start | Piece::End))
}

/// A character that selectors have no sign for.
fn sign(one: char) -> Option<Piece> {
    (!matches!(one, '*' | '?') && !one.is_control()).then_some(Piece::Char(one))
}

fn written(way: &[Piece]) -> Option<String> {
    let starts = way.iter().take_while(|piece| **piece == Piece::Start).count();
    let ends = way.iter().rev().take_while(|piece| **piece == Piece::End).count();
    let inner = way.get(starts..way.len().checked_sub(ends)?).unwrap_or_default();
    let open = |is_open: bool| is_open.then_some(Piece::Run);
    let pieces = open(starts == 0).into_iter().chain(inner.iter().copied()).chain(open(ends == 0));
    let mut glob = String::new();
    for piece in pieces {
        match piece {
            Piece::Char(one) => match sign(one)? {
                Piece::Char(one) => glob.push(one),
                _ => return None,
            },
            Piece::Any => glob.push('?'),
            Piece::Run if glob.ends_with('*') => {}
            Piece::Run => glob.push('*'),
            Piece::Start | Piece::End => return None,
        }
    }
    Some(glob)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|text| (*text).to_owned()).collect()
    }

    #[test]
    fn says_what_the_expression_says() {
        for (expression, expected) in [
            ("node_modules", &["*node_modules*"][..]),
            (r"^tests/fixtures/", &["tests/fixtures/*"]),
            (r"\.pem$", &["*.pem"]),
            (r"go.mod", &["*go?mod*"]),
            (r"^docs\/.*\.md$", &["docs/*.md"]),
            (r"(.*?)(jpg|gif)$", &["*jpg", "*gif"]),
            (r"(^|/)vendor/", &["vendor/*", "*/vendor/*"]),
            (r"(?:a|b)/c[._-]d", &["*a/c.d*", "*a/c_d*", "*a/c-d*", "*b/c.d*", "*b/c_d*", "*b/c-d*"]),
            (r"jpe?g$", &["*jpg", "*jpeg"]),
            (r"a.+b", &["*a?*b*"]),
            (r"^(.*/)*id_rsa$", &["id_rsa", "*/id_rsa"]),
            (r"\Av[0-2]\z", &["v0", "v1", "v2"]),
            (r"(?P<dir>x)y|z$", &["*xy*", "*z"]),
            (r"", &["*"]),
            (r"^$", &[""]),
        ] {
            assert_eq!(globs(expression), Some(all(expected)), "{expression}");
        }
    }

    #[test]
    fn has_none_where_a_selector_would_say_more() {
        let expressions = [
            r"(?i)readme",
            r"[^/]+\.go$",
            r"\w+",
            r"\d",
            r"a*",
            r"(ab)+",
            r"x{3}",
            r".{2,}",
            r"\bkey\b",
            r"a\*b",
            r"a\?b",
            r"[*]",
            r"[[:alpha:]]",
            r"a^b",
            r"a$b",
            r".*^a",
            r"\Qa\E",
            r"(?s)a",
            r"[a-z][a-z]",
            r"(a",
            r"a)",
            r"[",
            r"[b-a]",
            r"*a",
            r"a**",
            r"\",
            "a\u{7}",
        ];
        for expression in expressions {
            assert_eq!(globs(expression), None, "{expression}");
        }
    }

    #[test]
    fn a_bomb_costs_nothing() {
        for bomb in [
            "(a|b)".repeat(300),
            "(".repeat(2_000),
            "a?".repeat(900),
            "a|".repeat(900),
            "((.*)*)*".repeat(200),
            "[\u{0}-\u{10ffff}]".to_owned(),
            "a".repeat(1_000_000),
        ] {
            assert_eq!(globs(&bomb), None, "{bomb:.20}");
        }
        assert_eq!(globs(&".*".repeat(900)), Some(all(&["*"])));
    }
}
