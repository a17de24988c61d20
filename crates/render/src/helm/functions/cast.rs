//! Values to numbers, as leniently as Sprig does it: what is no number is nought.

use crate::helm::value::Value;

/// Returns the `int64` of a value: of a text with Go's prefixes, so that `010` is 8 and `0x10` is 16.
pub(crate) fn to_int(value: &Value) -> i64 {
    match value {
        Value::Bool(value) => i64::from(*value),
        Value::Int(number) | Value::Int64(number) => *number,
        Value::Float(number) => float_to_int(*number),
        Value::Text(text) => parse(without_zero_decimals(&text.text)).unwrap_or(0),
        Value::Nil | Value::List(_) | Value::Map(_) | Value::Object(_) => 0,
    }
}

/// Cuts as the processors do that Go is run on: what does not fit is the least number.
#[expect(clippy::cast_possible_truncation, reason = "the bounds are checked")]
pub(crate) fn float_to_int(number: f64) -> i64 {
    // 2^63 is the first that does not fit.
    if (-9_223_372_036_854_775_808.0..9_223_372_036_854_775_808.0).contains(&number) {
        number as i64
    } else {
        i64::MIN
    }
}

#[expect(clippy::cast_precision_loss, reason = "as Go converts")]
pub(crate) fn int_to_float(number: i64) -> f64 {
    number as f64
}

/// Cuts `.0`, `.00` and so on off.
fn without_zero_decimals(text: &str) -> &str {
    let whole = text.trim_end_matches('0');
    if whole.len() < text.len() { whole.strip_suffix('.').unwrap_or(text) } else { text }
}

/// Parses a whole number as Go does without a given base.
fn parse(text: &str) -> Option<i64> {
    let (is_negative, digits) = match text.strip_prefix(['-', '+']) {
        Some(digits) => (text.starts_with('-'), digits),
        None => (false, text),
    };
    let lower = digits.to_ascii_lowercase();
    let (base, rest) = match lower.as_bytes() {
        [b'0', b'x', ..] => (16, lower.get(2..)?),
        [b'0', b'b', ..] => (2, lower.get(2..)?),
        [b'0', b'o', ..] => (8, lower.get(2..)?),
        [b'0', _, ..] => (8, lower.get(1..)?),
        _ => (10, lower.as_str()),
    };
    let has_prefix = rest.len() < lower.len();
    // Underscores stand between digits, or after a prefix.
    let is_spaced = rest.ends_with('_') || rest.contains("__") || rest.starts_with('_') && !has_prefix;
    if is_spaced || rest.starts_with(['+', '-']) {
        return None;
    }
    let digits = rest.replace('_', "");
    i64::from_str_radix(&if is_negative { format!("-{digits}") } else { digits }, base).ok()
}

/// Returns the `float64` of a value.
pub(crate) fn to_float(value: &Value) -> f64 {
    match value {
        Value::Bool(value) => f64::from(u8::from(*value)),
        Value::Int(number) | Value::Int64(number) => int_to_float(*number),
        Value::Float(number) => *number,
        Value::Text(text) => parse_float(&text.text).unwrap_or(0.0),
        Value::Nil | Value::List(_) | Value::Map(_) | Value::Object(_) => 0.0,
    }
}

/// Parses a `float64` as Go does; what does not fit is refused.
fn parse_float(text: &str) -> Option<f64> {
    let is_spaced = text.starts_with('_')
        || text.ends_with('_')
        || text.contains("__")
        || text.contains("_.")
        || text.contains("._");
    if is_spaced {
        return None;
    }
    let number = text.replace('_', "").parse::<f64>().ok()?;
    let is_named = text.contains(['n', 'N']);
    (is_named || number.is_finite()).then_some(number)
}
