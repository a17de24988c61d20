//! Values that are assigned to a name, in every language that has a way to do so.
//!
//! A reader of one language would need its whole grammar, and would fail in the strings, logs and notebooks that hold
//! other languages. This one reads what all have in common: a name, marks that close it, one sign that joins it to a value,
//! marks that open the value. It begins at a word of the name and looks at no more than [`NEAR`] bytes around it.

mod joint;
mod literal;

use std::ops::Range;

/// Words of which the name of a secret has one, in lower case.
pub(crate) const NAMES: &[&str] = &[
    "pass",
    "pwd",
    "pswd",
    "secret",
    "token",
    "cred",
    "_key",
    "-key",
    ".key",
    "apikey",
    "accesskey",
    "authkey",
    "appkey",
    "privatekey",
    "masterkey",
    "encryptionkey",
    "signingkey",
    "accountkey",
    "sharedkey",
    "secretkey",
    "jwtkey",
    "sessionkey",
    "servicekey",
    "licensekey",
    "clientkey",
    "cryptkey",
    "cipherkey",
    "aeskey",
    "hmackey",
    "storagekey",
    "adminkey",
    "decryptionkey",
    "authorization",
    "connection_string",
    "connectionstring",
    "connection-string",
    "_auth",
    "identified by",
    // Alone it says nothing, but what it stands in may.
    " key:",
    "\"key\"",
    "\nkey =",
    "\nkey=",
];

/// A name and what is assigned to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Assignment {
    pub(crate) name: Range<usize>,
    pub(crate) value: Range<usize>,
    /// Whether the value stands in quotes.
    pub(crate) quoted: bool,
    pub(crate) joint: Joint,
    /// The word that says how a header's value is to be used, such as `Bearer`, was left out before the value.
    pub(crate) scheme: bool,
}

/// How a name and its value are joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Joint {
    /// `name = value`, `name: value`, `name => value`, and with a type between them.
    Sign,
    /// `name == value`.
    Comparison,
    /// `("name", "value")`.
    Comma,
    /// `name("value")`.
    Call,
    /// `--name value`, `ENV name value`, `IDENTIFIED BY 'value'`.
    Space,
    /// `<name>value</name>`.
    Element,
    /// `name: name` and `value: value` beside it.
    Pair,
    /// `variable "name" { default = "value" }`.
    Block,
}

/// The most bytes of a name, and of what may stand between it and its value.
const NEAR: usize = 120;

/// Reads the assignment whose name has a word at `at`, and adds to `work` what was read of a value that is none.
pub(crate) fn read(bytes: &[u8], at: usize, work: &mut u64) -> Option<Assignment> {
    let name = name(bytes, at)?;
    let (joint, from) = joint::read(bytes, &name)?;
    let from = match joint {
        Joint::Sign => joint::after_look_up(bytes, from, work)
            .or_else(|| joint::after_condition(bytes, from, work))
            .unwrap_or(from),
        _ => from,
    };
    let inner = joint::after_variable(bytes, from);
    let (mut value, mut quoted) = literal::read(bytes, inner, joint, is_in_query(bytes, &name), work)?;
    if inner > from {
        // What stands in the variable's place is a text, whatever stands around it.
        let end = bytes.get(value.clone())?.iter().position(|byte| *byte == b'}');
        value.end = end.map_or(value.end, |end| value.start + end);
        quoted = true;
    } else if joint == Joint::Space && !quoted && bytes.get(value.clone())?.ends_with(b"]") {
        // The end of a list without quotes.
        value.end -= 1;
    }
    if quoted && let Some(inner) = in_escaped_quotes(bytes.get(value.clone())?) {
        value = value.start + inner.start..value.start + inner.end;
    }
    let (value, scheme) = without_scheme(bytes, value, quoted);
    (!value.is_empty()).then_some(Assignment { name, value, quoted, joint, scheme })
}

/// The name around a word of it.
fn name(bytes: &[u8], at: usize) -> Option<Range<usize>> {
    const SQL: &[u8] = b"identified by";
    if bytes.get(at..at + SQL.len()).is_some_and(|here| here.eq_ignore_ascii_case(SQL)) {
        return Some(at..at + SQL.len());
    }
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
    // A word that is a whole name begins with what stands before it.
    let at = at + usize::from(matches!(bytes.get(at), Some(b' ' | b'"' | b'\n')));
    let low = at.saturating_sub(NEAR);
    let start =
        bytes.get(low..at)?.iter().rposition(|byte| !is_name(byte)).map_or(low, |found| low + found + 1);
    let high = bytes.len().min(at.saturating_add(NEAR));
    let end = bytes.get(at..high)?.iter().position(|byte| !is_name(byte)).map_or(high, |found| at + found);
    // A run that goes on is no name but data in which the word happens to be.
    let is_whole = (start > low || low == 0) && (end < high || high == bytes.len());
    // The letter of an escape belongs to no name: `\npassword`.
    let escaped = start.checked_sub(1).and_then(|before| bytes.get(before)) == Some(&b'\\');
    let start = if escaped && start < at && matches!(bytes.get(start), Some(b'n' | b't' | b'r')) {
        start + 1
    } else {
        start
    };
    is_whole.then_some(start..end)
}

/// What stands in quotes of its own in a text, as programs that write programs have it: `"\"value\""`.
fn in_escaped_quotes(text: &[u8]) -> Option<Range<usize>> {
    const QUOTE: &[u8] = b"\\\"";
    let inner = text.strip_prefix(QUOTE)?.strip_suffix(QUOTE)?;
    Some(QUOTE.len()..QUOTE.len() + inner.len())
}

/// Tells whether a name is one of an address: `?name=value&`.
fn is_in_query(bytes: &[u8], name: &Range<usize>) -> bool {
    name.start
        .checked_sub(1)
        .and_then(|before| bytes.get(before))
        .is_some_and(|byte| matches!(byte, b'?' | b'&'))
}

/// Leaves out the word that says how a header's value is to be used.
fn without_scheme(bytes: &[u8], value: Range<usize>, quoted: bool) -> (Range<usize>, bool) {
    const SCHEMES: &[&[u8]] = &[b"bearer", b"token", b"basic", b"apikey", b"key", b"api-key", b"digest"];
    let text = bytes.get(value.clone()).unwrap_or_default();
    let is_scheme = |word: &[u8]| SCHEMES.iter().any(|scheme| word.eq_ignore_ascii_case(scheme));
    let space = |text: &[u8]| text.iter().position(|byte| *byte == b' ');
    if let Some(at) = space(text).filter(|at| text.get(..*at).is_some_and(is_scheme)) {
        return (value.start + at + 1..value.end, true);
    }
    if !quoted && is_scheme(text) && bytes.get(value.end) == Some(&b' ') {
        let from = value.end + 1;
        let rest = bytes.get(from..bytes.len().min(from + crate::LONGEST)).unwrap_or_default();
        return (from..from + literal::bare(rest, false), true);
    }
    (value, false)
}

#[cfg(test)]
mod tests;
