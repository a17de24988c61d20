//! Texts: looked at, cut, put together.

use super::args::{count, int, text, whole};
use super::indentation::kept;
use super::splitting::strings;
use super::{Call, Table, made};
use crate::Fault;
use crate::helm::engine::{display, quote as go_quote};
use crate::helm::value::{Text, Value};

pub(super) const TABLE: Table = &[
    made!("abbrev", abbrev),
    made!("abbrevboth", abbrev_both),
    made!("cat", cat),
    made!("initials", initials),
    made!("join", join),
    made!("plural", plural),
    made!("quote", quote),
    made!("repeat", repeat),
    made!("replace", replace),
    made!("squote", single_quote),
    made!("substr", substr),
    made!("toString", to_string),
    made!("trunc", trunc),
    ("contains", contains),
    ("hasPrefix", has_prefix),
    ("hasSuffix", has_suffix),
];

/// Returns the bytes, paid for, from `start` to `end` as Go slices a `string`; half a character is what Go prints for it.
pub(super) fn bytes(call: &Call<'_>, text: &str, start: i64, end: i64) -> Result<String, Fault> {
    let range = usize::try_from(start).ok().zip(usize::try_from(end).ok());
    match range.and_then(|(start, end)| text.as_bytes().get(start..end)) {
        Some(bytes) => {
            call.budget.make(bytes.len().saturating_add(6))?;
            Ok(String::from_utf8_lossy(bytes).into_owned())
        }
        None => {
            call.refuse(format_args!("slice bounds out of range [{start}:{end}] with length {}", text.len()))
        }
    }
}

/// Returns the length of a text in bytes.
pub(super) fn length(text: &str) -> i64 {
    i64::try_from(text.len()).unwrap_or(i64::MAX)
}

fn substr(call: &Call<'_>, args: &[Value]) -> Result<Value, Fault> {
    let [start, end, value] = call.exactly(args)?;
    let (start, end, text) = (int(start)?, int(end)?, text(value)?);
    let end = if start >= 0 && (end < 0 || end > length(text)) { length(text) } else { end };
    bytes(call, text, start.max(0), end).map(Value::text)
}

fn trunc(call: &Call<'_>, args: &[Value]) -> Result<Value, Fault> {
    let [width, value] = call.exactly(args)?;
    let (width, text) = (int(width)?, whole(value)?);
    let length = length(&text.text);
    let (start, end) = match width {
        ..0 => (length.saturating_add(width).max(0), length),
        _ => (0, width.min(length)),
    };
    // Where a negative width is more than there is, all of it stays.
    if start == 0 && end == length {
        return Ok(value.clone());
    }
    let gone =
        text.text.bytes().take(usize::try_from(start).unwrap_or(0)).filter(|byte| *byte == b'\n').count();
    let part = bytes(call, &text.text, start, end)?;
    kept(call, text, part, gone, 0).map(Value::Text)
}

fn abbrev(call: &Call<'_>, args: &[Value]) -> Result<Value, Fault> {
    let [width, value] = call.exactly(args)?;
    let (width, text) = (int(width)?, text(value)?);
    if width < 4 {
        return Ok(value.clone());
    }
    let short = abbreviated(call, text, 0, width)?;
    call.text(short)
}

fn abbrev_both(call: &Call<'_>, args: &[Value]) -> Result<Value, Fault> {
    let [left, right, value] = call.exactly(args)?;
    let (left, right, text) = (int(left)?, int(right)?, text(value)?);
    if right < 4 || left > 0 && right < 7 {
        return Ok(value.clone());
    }
    let short = abbreviated(call, text, left, right)?;
    call.text(short)
}

/// Shows `width` bytes of a text with dots for what is missing, so that the byte at `offset` is seen.
fn abbreviated(call: &Call<'_>, text: &str, offset: i64, width: i64) -> Result<String, Fault> {
    let length = length(text);
    if length <= width {
        call.budget.make(text.len())?;
        return Ok(text.to_owned());
    }
    let room = width.saturating_sub(3);
    let offset = offset.min(length.saturating_sub(room));
    if offset <= 4 {
        return Ok(bytes(call, text, 0, room)? + "...");
    }
    if offset.saturating_add(room) < length {
        let rest = bytes(call, text, offset, length)?;
        return Ok(format!("...{}", abbreviated(call, &rest, 0, room)?));
    }
    Ok(format!("...{}", bytes(call, text, length.saturating_sub(room), length)?))
}

fn initials(call: &Call<'_>, args: &[Value]) -> Result<Value, Fault> {
    let [value] = call.exactly(args)?;
    let text = text(value)?;
    call.at_most(text.len(), || text.split_whitespace().filter_map(|word| word.chars().next()).collect())
}

fn plural(call: &Call<'_>, args: &[Value]) -> Result<Value, Fault> {
    let [one, many, count] = call.exactly(args)?;
    let (_, _) = (text(one)?, text(many)?);
    Ok(if int(count)? == 1 { one.clone() } else { many.clone() })
}

fn repeat(call: &Call<'_>, args: &[Value]) -> Result<Value, Fault> {
    let [times, value] = call.exactly(args)?;
    let (times, text) = (count(times)?, text(value)?);
    let Some(times) = times else {
        return call.refuse("strings: negative Repeat count");
    };
    call.budget.make(text.len().saturating_mul(times))?;
    Ok(Value::text(if text.is_empty() { String::new() } else { text.repeat(times) }))
}

fn replace(call: &Call<'_>, args: &[Value]) -> Result<Value, Fault> {
    let [old, new, value] = call.exactly(args)?;
    let (old, new, from) = (text(old)?, text(new)?, whole(value)?);
    let count =
        if old.is_empty() { from.text.len().saturating_add(1) } else { from.text.matches(old).count() };
    if count == 0 {
        return Ok(value.clone());
    }
    call.budget.make(count.saturating_mul(new.len()).saturating_add(from.text.len()))?;
    let made = from.text.replace(old, new);
    Ok(Value::Text(if old.contains('\n') || new.contains('\n') {
        Text::new(made)
    } else {
        kept(call, from, made, 0, 0)?
    }))
}

fn join(call: &Call<'_>, args: &[Value]) -> Result<Value, Fault> {
    let [separator, value] = call.exactly(args)?;
    let (parts, unknown) = strings(call, value)?;
    let separator = text(separator)?;
    let length: usize = parts.iter().map(String::len).sum();
    call.budget.make(length.saturating_add(separator.len().saturating_mul(parts.len())))?;
    let made = parts.join(separator);
    Ok(Value::Text(Text { unknown, ..Text::new(made) }))
}

/// Writes the arguments that are something one after the other.
fn words(
    call: &Call<'_>,
    args: &[Value],
    word: impl Fn(&Value) -> Result<String, Fault>,
) -> Result<Value, Fault> {
    let mut made = String::new();
    let some = args.iter().filter(|value| !matches!(value, Value::Nil));
    for (index, value) in some.enumerate() {
        let word = word(value)?;
        call.budget.make(word.len().saturating_add(1))?;
        made.push_str(if index == 0 { "" } else { " " });
        made.push_str(&word);
    }
    Ok(Value::text(made))
}

fn cat(call: &Call<'_>, args: &[Value]) -> Result<Value, Fault> {
    words(call, args, |value| call.print(value))
}

fn quote(call: &Call<'_>, args: &[Value]) -> Result<Value, Fault> {
    words(call, args, |value| {
        let text = call.print(value)?;
        // A byte becomes four at most.
        call.budget.make(text.len().saturating_mul(3))?;
        Ok(go_quote(&text))
    })
}

fn single_quote(call: &Call<'_>, args: &[Value]) -> Result<Value, Fault> {
    words(call, args, |value| Ok(format!("'{}'", call.print(value)?)))
}

fn to_string(call: &Call<'_>, args: &[Value]) -> Result<Value, Fault> {
    let [value] = call.exactly(args)?;
    if let Value::Text(_) = value {
        return Ok(value.clone());
    }
    call.text(display(value, call.budget)?)
}

fn contains(call: &Call<'_>, args: &[Value]) -> Result<Value, Fault> {
    let [part, value] = call.exactly(args)?;
    Ok(Value::Bool(text(value)?.contains(text(part)?)))
}

fn has_prefix(call: &Call<'_>, args: &[Value]) -> Result<Value, Fault> {
    let [part, value] = call.exactly(args)?;
    Ok(Value::Bool(text(value)?.starts_with(text(part)?)))
}

fn has_suffix(call: &Call<'_>, args: &[Value]) -> Result<Value, Fault> {
    let [part, value] = call.exactly(args)?;
    Ok(Value::Bool(text(value)?.ends_with(text(part)?)))
}
