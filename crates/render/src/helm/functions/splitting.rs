//! Texts to lists of texts, and back.

use super::args::{int, text};
use super::{Call, Table, made};
use crate::Fault;
use crate::helm::value::{Map, Value};

pub(super) const TABLE: Table = &[
    made!("split", split),
    made!("splitList", split_list),
    made!("splitn", split_n),
    ("sortAlpha", sort_alpha),
    ("toStrings", to_strings),
];

/// Returns the texts of a list, without what is nil; anything else is a list of one. True where one is a placeholder.
pub(super) fn strings(call: &Call<'_>, value: &Value) -> Result<(Vec<String>, bool), Fault> {
    let items = match value {
        Value::Nil => &[],
        Value::List(items) => items.as_slice(),
        other => std::slice::from_ref(other),
    };
    call.weigh(items.len())?;
    let some = items.iter().filter(|item| !matches!(item, Value::Nil));
    let texts: Result<Vec<String>, Fault> = some.map(|item| call.print(item)).collect();
    Ok((texts?, items.iter().any(Value::is_unknown)))
}

/// Splits as Go does: without a separator into characters, and no further than into `limit` pieces.
fn pieces<'t>(text: &'t str, separator: &'t str, limit: usize) -> Box<dyn Iterator<Item = &'t str> + 't> {
    if !separator.is_empty() {
        return Box::new(text.splitn(limit, separator));
    }
    let mut rest = text;
    let mut left = limit;
    Box::new(std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        left = left.saturating_sub(1);
        let (piece, after) = if left == 0 { (rest, "") } else { rest.split_at_checked(first.len_utf8())? };
        rest = after;
        Some(piece)
    }))
}

fn split_list(call: &Call<'_>, args: &[Value]) -> Result<Value, Fault> {
    let [separator, value] = call.exactly(args)?;
    call.texts(pieces(text(value)?, text(separator)?, usize::MAX))
}

fn split(call: &Call<'_>, args: &[Value]) -> Result<Value, Fault> {
    let [separator, value] = call.exactly(args)?;
    numbered(call, pieces(text(value)?, text(separator)?, usize::MAX))
}

fn split_n(call: &Call<'_>, args: &[Value]) -> Result<Value, Fault> {
    let [separator, limit, value] = call.exactly(args)?;
    let (separator, limit, text) = (text(separator)?, int(limit)?, text(value)?);
    match limit {
        0 => Ok(Value::Map(Map::default())),
        _ => numbered(call, pieces(text, separator, usize::try_from(limit).unwrap_or(usize::MAX))),
    }
}

/// Makes a map of `_0`, `_1` and so on.
fn numbered<'t>(call: &Call<'_>, pieces: impl Iterator<Item = &'t str>) -> Result<Value, Fault> {
    let map = call.map(0)?;
    for (number, piece) in pieces.enumerate() {
        call.budget.step(1)?;
        call.budget.hold(piece.len().saturating_add(32))?;
        map.set(format!("_{number}"), Value::text(piece));
    }
    Ok(Value::Map(map))
}

fn sort_alpha(call: &Call<'_>, args: &[Value]) -> Result<Value, Fault> {
    let [value] = call.exactly(args)?;
    if let Value::Nil = value {
        return call.texts(std::iter::once("<nil>"));
    }
    let (mut texts, _) = strings(call, value)?;
    // The comparisons of a sort.
    call.budget.step((texts.len() as u64).saturating_mul(8))?;
    texts.sort();
    call.texts(texts.iter().map(String::as_str))
}

fn to_strings(call: &Call<'_>, args: &[Value]) -> Result<Value, Fault> {
    let [value] = call.exactly(args)?;
    let (texts, _) = strings(call, value)?;
    call.texts(texts.iter().map(String::as_str))
}
