//! Values that are assigned to a name.

use std::ops::Range;

/// Words of which the name of a secret has one, in lower case.
pub(crate) const NAMES: &[&str] = &[
    "password",
    "passwd",
    "passphrase",
    "pwd",
    "secret",
    "token",
    "api_key",
    "apikey",
    "api-key",
    "access_key",
    "accesskey",
    "access-key",
    "private_key",
    "privatekey",
    "auth",
    "credential",
    "encryption_key",
    "signing_key",
    "account_key",
    "accountkey",
    "shared_key",
    "sharedkey",
    "connection_string",
    "connectionstring",
    "license_key",
];

/// A name and what is assigned to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Assignment {
    pub(crate) name: Range<usize>,
    pub(crate) value: Range<usize>,
    /// Whether the value stands in quotes.
    pub(crate) quoted: bool,
}

/// The most bytes of a name, and of what may stand between it and its value.
const NEAR: usize = 120;

/// Reads the assignment whose name has a word at `at`.
pub(crate) fn read(bytes: &[u8], at: usize) -> Option<Assignment> {
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
    let low = at.saturating_sub(NEAR);
    let start =
        bytes.get(low..at)?.iter().rposition(|byte| !is_name(byte)).map_or(low, |found| low + found + 1);
    let high = bytes.len().min(at.saturating_add(NEAR));
    let end = bytes.get(at..high)?.iter().position(|byte| !is_name(byte)).map_or(high, |found| at + found);
    let mut here = end;
    let mut operators = 0;
    let mut quote = None;
    while here < high {
        match bytes.get(here)? {
            b' ' | b'\t' | b']' | b')' => quote = quote.filter(|_| operators > 0),
            byte @ (b'"' | b'\'' | b'`') if operators > 0 => {
                quote = Some(*byte);
                here += 1;
                break;
            }
            b'"' | b'\'' | b'`' => {}
            b'=' | b':' | b'>' | b',' if operators < 3 => operators += 1,
            _ => break,
        }
        here += 1;
    }
    if operators == 0 {
        return None;
    }
    let rest = bytes.get(here..bytes.len().min(here + crate::LONGEST))?;
    let is_end = |byte: &u8| match quote {
        Some(quote) => *byte == quote || matches!(byte, b'\n' | b'\r'),
        None => {
            byte.is_ascii_whitespace()
                || matches!(byte, b'"' | b'\'' | b'`' | b';' | b',' | b'<' | b')' | b'}')
        }
    };
    let length = rest.iter().position(is_end).unwrap_or(rest.len());
    (length > 0).then(|| Assignment { name: start..end, value: here..here + length, quoted: quote.is_some() })
}
