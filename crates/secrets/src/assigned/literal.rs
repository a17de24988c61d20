//! The value of an assignment, in quotes or not.

use std::ops::Range;

use super::Joint;
use crate::LONGEST;

/// Reads the value that begins at `from`, in the query of an address to its next part; tells whether it is in quotes. What was
/// read in vain is added to `work`.
pub(super) fn read(
    bytes: &[u8],
    from: usize,
    joint: Joint,
    in_query: bool,
    work: &mut u64,
) -> Option<(Range<usize>, bool)> {
    let window = bytes.get(from..bytes.len().min(from.saturating_add(LONGEST)))?;
    let opened = opening(window);
    if let Some((start, quote)) = opened {
        let inner = window.get(start..)?;
        let Some(length) = quoted(inner, &quote) else {
            let line = inner.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
            *work += line.filter(|_| !quote.triple).unwrap_or(inner.len()) as u64;
            return None;
        };
        return Some((from + start..from + start + length, true));
    }
    match joint {
        // Without quotes these join expressions.
        Joint::Comparison | Joint::Comma | Joint::Call | Joint::Block => None,
        Joint::Element => {
            let length = window.iter().position(|byte| matches!(byte, b'<' | b'\n' | b'\r' | b']'));
            let Some(length) = length else {
                *work += window.len() as u64;
                return None;
            };
            let text = window.get(..length)?.trim_ascii_end();
            Some((from..from + text.len(), true))
        }
        Joint::Sign | Joint::Space | Joint::Pair => Some((from..from + bare(window, in_query), false)),
    }
}

/// What closes a value.
struct Quote {
    byte: u8,
    /// How many backslashes stand before it, where the whole is a text in a text.
    escapes: usize,
    triple: bool,
}

/// Passes what may stand before a text in quotes and its quote.
fn opening(window: &[u8]) -> Option<(usize, Quote)> {
    let mut at = 0;
    let byte = |at: usize| window.get(at).copied().unwrap_or_default();
    let is_quote = |byte: u8| matches!(byte, b'"' | b'\'' | b'`');
    if !is_quote(byte(0)) && byte(0) != b'\\' {
        // A letter or two that say what text it is.
        let prefix = window
            .iter()
            .take(3)
            .take_while(|byte| {
                matches!(
                    byte,
                    b'b' | b'B' | b'r' | b'R' | b'u' | b'U' | b'f' | b'L' | b'N' | b'@' | b'$' | b'c'
                )
            })
            .count();
        if is_quote(byte(prefix)) {
            at = prefix;
        } else {
            at = wrapper(window)?;
            let prefix = window
                .get(at..)?
                .iter()
                .take(2)
                .take_while(|byte| matches!(byte, b'b' | b'r' | b'u' | b'@'))
                .count();
            at += if is_quote(byte(at + prefix)) { prefix } else { 0 };
        }
    }
    let escapes = window.get(at..)?.iter().take_while(|byte| **byte == b'\\').count();
    at += escapes;
    let quote = byte(at);
    if !is_quote(quote) || escapes > 7 {
        return None;
    }
    let triple = escapes == 0 && byte(at + 1) == quote && byte(at + 2) == quote;
    at += if triple { 3 } else { 1 };
    Some((at, Quote { byte: quote, escapes, triple }))
}

/// Passes the call of something that only wraps a text: `String::from(`, `ConvertTo-SecureString -String `.
fn wrapper(window: &[u8]) -> Option<usize> {
    const CALLS: &[&[u8]] = &[
        b"String::from",
        b"String",
        b"new String",
        b"Some",
        b"Some(String::from",
        b"SecretString::from",
        b"SecretString::new",
        b"SecretStr",
        b"Secret::new",
        b"Secret",
        b"pydantic.SecretStr",
        b"Buffer.from",
        b"std::string",
        b"string",
        b"str",
        b"bytes",
        b"[]byte",
        b"aws.String",
        b"pulumi.String",
        b"to.Ptr",
        b"pointer.String",
        b"ptr.To",
        b"Pointer.String",
        b"NSString",
        b"TEXT",
        b"_T",
        b"wxT",
        b"QString",
        b"QStringLiteral",
        b"cdk.SecretValue.unsafePlainText",
        b"SecretValue.unsafePlainText",
        b"Uint8List.fromList",
        b"Literal",
        b"Output.secret",
        b"pulumi.secret",
    ];
    for call in CALLS {
        if window.starts_with(call) && window.get(call.len()) == Some(&b'(') {
            return Some(call.len() + 1);
        }
    }
    let secure = b"ConvertTo-SecureString";
    let open = usize::from(window.first() == Some(&b'('));
    let rest = window.get(open..)?;
    if rest.get(..secure.len()).is_some_and(|start| start.eq_ignore_ascii_case(secure)) {
        let line = rest.get(secure.len()..)?.split(|byte| *byte == b'\n').next()?;
        let quote = line.iter().take(60).position(|byte| matches!(byte, b'"' | b'\''))?;
        return Some(open + secure.len() + quote);
    }
    None
}

/// The length of what stands before the closing quote.
fn quoted(rest: &[u8], quote: &Quote) -> Option<usize> {
    let mut at = 0;
    while let Some(byte) = rest.get(at) {
        match byte {
            b'\\' => {
                let escapes = rest.get(at..)?.iter().take_while(|byte| **byte == b'\\').count();
                if rest.get(at + escapes) == Some(&quote.byte) && escapes <= quote.escapes {
                    return Some(at);
                }
                at += escapes + 1;
            }
            byte if *byte == quote.byte => {
                let is_end = !quote.triple || rest.get(at + 1..at + 3) == Some(&[quote.byte, quote.byte][..]);
                if is_end {
                    return Some(at);
                }
                at += 1;
            }
            b'\n' | b'\r' if !quote.triple => return None,
            _ => at += 1,
        }
    }
    // What was cut off is a value all the same.
    (at >= 8 && quote.escapes == 0).then_some(rest.len())
}

/// The length of a value without quotes.
pub(super) fn bare(rest: &[u8], in_query: bool) -> usize {
    let is_end = |byte: &u8| {
        byte.is_ascii_whitespace()
            || matches!(byte, b'"' | b'\'' | b'`' | b';' | b',' | b'<' | b'>' | b')' | b'}' | 0)
            || *byte == b'&' && in_query
    };
    let mut backslash = None;
    for (at, byte) in rest.iter().enumerate() {
        if is_end(byte) {
            // The stop of a sentence is no part.
            return backslash.filter(|first| first + 1 == at).unwrap_or(at);
        }
        if *byte == b'\\' {
            // A text in a text ends where its line does: `password=x\n`. No further is read, because the next may begin here.
            if matches!(rest.get(at + 1), Some(b'n' | b'r' | b't')) {
                return at;
            }
            backslash.get_or_insert(at);
        }
    }
    backslash.filter(|first| first + 1 == rest.len()).unwrap_or(rest.len())
}
