//! Names that say what they are only together with what they stand in: `key` of `jwt`.

use crate::names::Kind;

/// Bytes that are looked back at.
const FAR: usize = 400;

/// What a `key` is a secret of.
const PARENTS: &[&[u8]] = &[
    b"api",
    b"jwt",
    b"secret",
    b"encryption",
    b"signing",
    b"hmac",
    b"aes",
    b"auth",
    b"access",
    b"session",
    b"cookie",
    b"crypto",
    b"webhook",
    b"private",
];

/// Returns what is kept under a name that says nothing alone; `before` is all that stands before it.
pub(super) fn kind(name: &[u8], before: &[u8]) -> Option<Kind> {
    if !name.eq_ignore_ascii_case(b"key") {
        return None;
    }
    let before = before.get(before.len().saturating_sub(FAR)..)?;
    let line = before.rsplit(|byte| *byte == b'\n').next()?;
    let is_bare = line.iter().all(|byte| byte.is_ascii_whitespace() || matches!(byte, b'"' | b'\''));
    let parent = of_braces(before).or_else(|| of_lines(before, line).filter(|_| is_bare))?;
    let is_known = PARENTS.iter().any(|known| known.eq_ignore_ascii_case(last_word(parent)));
    is_known.then_some(Kind::Secret)
}

/// The name of the object that is open: `"Jwt": {`, `jwt = {`.
fn of_braces(before: &[u8]) -> Option<&[u8]> {
    let mut depth = 0_usize;
    let open = before.iter().rposition(|byte| match byte {
        b'}' => {
            depth += 1;
            false
        }
        b'{' if depth == 0 => true,
        b'{' => {
            depth -= 1;
            false
        }
        _ => false,
    })?;
    let own = before.get(..open)?.trim_ascii_end();
    own.strip_suffix(b":").or_else(|| own.strip_suffix(b"="))
}

/// The name of the block or the section that a line is in: `jwt:`, `[api]`.
fn of_lines<'b>(before: &'b [u8], line: &[u8]) -> Option<&'b [u8]> {
    let indent = |line: &[u8]| line.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    let own = indent(line);
    let mut above = before.rsplit(|byte| *byte == b'\n').skip(1);
    above.find_map(|line| {
        let text = line.trim_ascii();
        if let Some(section) = text.strip_prefix(b"[").and_then(|rest| rest.strip_suffix(b"]")) {
            return Some(Some(section));
        }
        // A block ends where something stands further to the left.
        let is_outer = !text.is_empty() && !text.starts_with(b"#") && indent(line) < own;
        is_outer.then(|| text.strip_suffix(b":"))
    })?
}

/// The last word of a name: `Api` of `myApi`, `jwt` of `app.jwt`.
fn last_word(name: &[u8]) -> &[u8] {
    let name = name.trim_ascii_end();
    let name = name.strip_suffix(b"\"").or_else(|| name.strip_suffix(b"'")).unwrap_or(name);
    let begin = name.iter().rposition(|byte| !byte.is_ascii_alphabetic()).map_or(0, |at| at + 1);
    let word = name.get(begin..).unwrap_or_default();
    let hump = word.iter().rposition(u8::is_ascii_uppercase);
    let is_camel = hump
        .is_some_and(|at| word.get(at..).is_some_and(|rest| rest.iter().skip(1).any(u8::is_ascii_lowercase)));
    hump.filter(|_| is_camel).and_then(|at| word.get(at..)).unwrap_or(word)
}
