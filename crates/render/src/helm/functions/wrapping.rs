//! Texts broken into lines of a width.

use super::args::{int, text};
use super::strings::length;
use super::{Call, Table, made};
use crate::Fault;
use crate::helm::value::Value;

pub(super) const TABLE: Table = &[made!("wrap", wrap), made!("wrapWith", wrap_with)];

fn wrap(call: &Call<'_>, args: &[Value]) -> Result<Value, Fault> {
    let [width, value] = call.exactly(args)?;
    wrapped(call, text(value)?, int(width)?, "\n", false)
}

fn wrap_with(call: &Call<'_>, args: &[Value]) -> Result<Value, Fault> {
    let [width, separator, value] = call.exactly(args)?;
    let separator = match text(separator)? {
        "" => "\n",
        separator => separator,
    };
    wrapped(call, text(value)?, int(width)?, separator, true)
}

/// Breaks at the last space that leaves no more than `width` bytes; a longer word is broken only if `hard`.
fn wrapped(call: &Call<'_>, text: &str, width: i64, separator: &str, hard: bool) -> Result<Value, Fault> {
    // No line is longer than the text, and none is shorter than a byte.
    let width = usize::try_from(width.clamp(1, length(text).max(1))).unwrap_or(1);
    let mut made: Vec<u8> = Vec::new();
    let mut rest = text.as_bytes();
    while rest.len() > width {
        call.budget.step(1)?;
        if let Some(after) = rest.strip_prefix(b" ") {
            rest = after;
            continue;
        }
        let window = rest.get(..=width).unwrap_or(rest);
        let space = window.iter().rposition(|byte| *byte == b' ');
        let (end, skipped) = match space {
            Some(space) => (space, 1),
            None if hard => (width, 0),
            None => match rest.iter().skip(width).position(|byte| *byte == b' ') {
                Some(space) => (width.saturating_add(space), 1),
                None => break,
            },
        };
        call.budget.make(end.saturating_add(separator.len()))?;
        made.extend(rest.iter().take(end));
        made.extend(separator.as_bytes());
        rest = rest.get(end.saturating_add(skipped)..).unwrap_or_default();
    }
    // Where a character is broken in two, each part becomes three bytes.
    let broken = if text.is_ascii() { 1 } else { 3 };
    call.budget.make(rest.len().saturating_add(made.len().saturating_mul(broken)))?;
    made.extend(rest);
    Ok(Value::text(String::from_utf8_lossy(&made).into_owned()))
}
