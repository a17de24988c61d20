//! Texts without their ends.

use super::args::{text, whole};
use super::indentation::kept;
use super::{Call, Table, made};
use crate::Fault;
use crate::helm::value::Value;

pub(super) const TABLE: Table = &[
    made!("trim", trim),
    made!("trimAll", trim_all),
    made!("trimall", trim_all),
    made!("trimPrefix", trim_prefix),
    made!("trimSuffix", trim_suffix),
    made!("nospace", nospace),
];

/// Cuts the stretch `rest` out of a text, with the origins of its lines.
fn cut(call: &Call<'_>, value: &Value, rest: impl Fn(&str) -> &str) -> Result<Value, Fault> {
    let text = whole(value)?;
    let rest = rest(&text.text);
    if rest.len() == text.text.len() {
        return Ok(value.clone());
    }
    call.budget.make(rest.len())?;
    // What is cut away in front, in lines.
    let start = (rest.as_ptr() as usize).saturating_sub(text.text.as_ptr() as usize);
    let gone = text.text.get(..start).map_or(0, |gone| gone.matches('\n').count());
    kept(call, text, rest.to_owned(), gone, 0).map(Value::Text)
}

fn trim(call: &Call<'_>, args: &[Value]) -> Result<Value, Fault> {
    let [value] = call.exactly(args)?;
    cut(call, value, str::trim)
}

fn trim_all(call: &Call<'_>, args: &[Value]) -> Result<Value, Fault> {
    let [set, value] = call.exactly(args)?;
    let set = text(set)?;
    // Each character of the text is looked for in the set.
    let reads = (whole(value)?.text.len() as u64).saturating_mul(set.len() as u64);
    call.budget.step((reads >> 6).saturating_add(1))?;
    cut(call, value, |text| text.trim_matches(|char| set.contains(char)))
}

fn trim_prefix(call: &Call<'_>, args: &[Value]) -> Result<Value, Fault> {
    let [prefix, value] = call.exactly(args)?;
    let prefix = text(prefix)?;
    cut(call, value, |text| text.strip_prefix(prefix).unwrap_or(text))
}

fn trim_suffix(call: &Call<'_>, args: &[Value]) -> Result<Value, Fault> {
    let [suffix, value] = call.exactly(args)?;
    let suffix = text(suffix)?;
    cut(call, value, |text| text.strip_suffix(suffix).unwrap_or(text))
}

fn nospace(call: &Call<'_>, args: &[Value]) -> Result<Value, Fault> {
    let [value] = call.exactly(args)?;
    // Sprig's library takes each byte for a character.
    let bytes = text(value)?.bytes().filter(|byte| !matches!(byte, b'\t'..=b'\r' | b' ' | 0x85 | 0xa0));
    call.at_most(text(value)?.len().saturating_mul(2), || bytes.map(char::from).collect())
}
