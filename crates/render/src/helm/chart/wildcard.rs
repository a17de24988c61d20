//! File patterns: those of `.helmignore`, and those of `.Files.Glob`. Both become regular expressions of linear time.

use regex::{Regex, RegexBuilder};

/// Compiles a pattern of Go's `path.Match`: `*` and `?` stop at a slash, `[^a-z]` is a class, `\` takes the next
/// character as it is. None where the pattern is malformed.
pub(super) fn of_match(pattern: &str) -> Option<Regex> {
    compile(pattern, Dialect::Match)
}

/// Compiles a pattern of `.Files.Glob`: as above, with `**` that passes slashes, `[!a-z]` and `{a,b}`. None where the
/// pattern is malformed.
pub(super) fn of_glob(pattern: &str) -> Option<Regex> {
    compile(pattern, Dialect::Glob)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Dialect {
    Match,
    Glob,
}

/// 4 KiB: no pattern of a person is longer.
const MOST_BYTES: usize = 4096;

/// Bytes that a compiled pattern may take: 256 KiB are hundreds of `?`.
const LARGEST: usize = 256 << 10;

/// Returns the steps that it takes to compile a pattern.
pub(super) fn cost(pattern: &str) -> u64 {
    (pattern.len() as u64).saturating_add(1).saturating_mul(64)
}

fn compile(pattern: &str, dialect: Dialect) -> Option<Regex> {
    if pattern.len() > MOST_BYTES {
        return None;
    }
    let mut expression = String::from("(?s)^");
    let mut groups = 0_u32;
    let mut characters = pattern.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '*' if dialect == Dialect::Glob && characters.peek() == Some(&'*') => {
                while characters.next_if_eq(&'*').is_some() {}
                expression.push_str(".*");
            }
            '*' => expression.push_str("[^/]*"),
            '?' => expression.push_str("[^/]"),
            '[' => class(&mut characters, dialect, &mut expression)?,
            '\\' => push(&mut expression, characters.next()?),
            '{' if dialect == Dialect::Glob => {
                groups = groups.checked_add(1)?;
                expression.push_str("(?:");
            }
            ',' if groups > 0 => expression.push('|'),
            '}' if dialect == Dialect::Glob => {
                groups = groups.checked_sub(1)?;
                expression.push(')');
            }
            other => push(&mut expression, other),
        }
    }
    if groups > 0 {
        return None;
    }
    expression.push('$');
    RegexBuilder::new(&expression).size_limit(LARGEST).dfa_size_limit(LARGEST).build().ok()
}

fn class(
    characters: &mut std::iter::Peekable<std::str::Chars<'_>>,
    dialect: Dialect,
    expression: &mut String,
) -> Option<()> {
    expression.push('[');
    let negation = if dialect == Dialect::Glob { '!' } else { '^' };
    if characters.next_if_eq(&negation).is_some() {
        // A class never takes a slash, whatever it leaves out.
        expression.push_str("^/");
    }
    let mut is_empty = true;
    loop {
        match characters.next()? {
            ']' if !is_empty => break,
            '-' if !is_empty => expression.push('-'),
            '\\' => push(expression, characters.next()?),
            other => push(expression, other),
        }
        is_empty = false;
    }
    expression.push(']');
    Some(())
}

fn push(expression: &mut String, character: char) {
    let mut bytes = [0; 4];
    expression.push_str(&regex::escape(character.encode_utf8(&mut bytes)));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(regex: Option<Regex>, text: &str) -> bool {
        regex.is_some_and(|regex| regex.is_match(text))
    }

    #[test]
    fn a_star_stops_at_a_slash_and_two_do_not() {
        assert!(matches(of_glob("conf/*"), "conf/a.txt"));
        assert!(!matches(of_glob("conf/*"), "conf/d/a.txt"));
        assert!(matches(of_glob("conf/**"), "conf/d/a.txt"));
        assert!(matches(of_match("templates/.?*"), "templates/.hidden"));
    }

    #[test]
    fn knows_classes_and_alternatives() {
        assert!(matches(of_glob("{a,b}.[!x-z]xt"), "b.txt"));
        assert!(!matches(of_glob("{a,b}.[!t]xt"), "b.txt"));
        assert!(matches(of_match("[^a]b"), "cb"));
        assert!(of_glob("[").is_none());
        assert!(of_glob("{a").is_none());
    }
}
