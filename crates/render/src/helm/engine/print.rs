//! What Go's `fmt` prints where no format is given.

use std::fmt::Write as _;

use super::printf::Printer;
use crate::helm::value::Value;
use crate::{Budget, Fault};

/// Returns what `%v` prints.
///
/// # Errors
/// [`Fault::Bound`] where the value holds itself, or printing it costs too much.
pub(crate) fn display(value: &Value, budget: &Budget<'_>) -> Result<String, Fault> {
    match value {
        Value::Text(text) => Ok(text.text.to_string()),
        Value::Bool(value) => Ok(value.to_string()),
        Value::Int(number) | Value::Int64(number) => Ok(number.to_string()),
        Value::Float(number) => Ok(general(*number, None)),
        value => {
            let mut printer = Printer::new(budget);
            printer.value(value, 'v')?;
            Ok(printer.finish())
        }
    }
}

/// Returns what `fmt.Sprint` gives: blanks stand only between two values that are no texts.
///
/// # Errors
/// As [`display`].
pub(super) fn sprint(values: &[Value], budget: &Budget<'_>) -> Result<String, Fault> {
    let mut all = String::new();
    let mut is_text = true;
    for (index, value) in values.iter().enumerate() {
        let was_text = std::mem::replace(&mut is_text, matches!(value, Value::Text(_)));
        if index > 0 && !was_text && !is_text {
            all.push(' ');
        }
        append(&mut all, value, budget)?;
    }
    Ok(all)
}

/// Appends what `%v` prints, with a byte for what is between two values.
///
/// # Errors
/// As [`display`].
pub(super) fn append(all: &mut String, value: &Value, budget: &Budget<'_>) -> Result<(), Fault> {
    if let Value::Text(text) = value {
        budget.make(text.text.len().saturating_add(1))?;
        all.push_str(&text.text);
        return Ok(());
    }
    let text = display(value, budget)?;
    budget.make(text.len().saturating_add(1))?;
    all.push_str(&text);
    Ok(())
}

/// Returns the name of the Go type, as `%T` prints it.
pub(crate) fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Nil => "<nil>",
        Value::Bool(_) => "bool",
        Value::Int(_) => "int",
        Value::Int64(_) => "int64",
        Value::Float(_) => "float64",
        Value::Text(_) => "string",
        Value::List(_) => "[]interface {}",
        Value::Map(_) => "map[string]interface {}",
        Value::Object(object) => object.type_name(),
    }
}

/// Returns what `strconv.FormatFloat(number, 'g', precision, 64)` gives, the shortest exact form without a precision.
pub(crate) fn general(number: f64, precision: Option<usize>) -> String {
    if let Some(text) = special(number) {
        return text.to_owned();
    }
    let precision = precision.map(|precision| precision.max(1));
    let written = match precision {
        Some(precision) => format!("{:.*e}", precision.saturating_sub(1), number),
        None => format!("{number:e}"),
    };
    let (mantissa, exponent) = written.split_once('e').unwrap_or((&written, "0"));
    let exponent: i32 = exponent.parse().unwrap_or_default();
    let mantissa =
        if mantissa.contains('.') { mantissa.trim_end_matches('0').trim_end_matches('.') } else { mantissa };
    let digits = i32::try_from(mantissa.bytes().filter(u8::is_ascii_digit).count()).unwrap_or(i32::MAX);
    let threshold = match precision {
        None => 6,
        Some(precision) => {
            let precision = i32::try_from(precision).unwrap_or(i32::MAX);
            // strconv: fewer digits than asked for do not need an exponent sooner than these.
            if precision > digits && digits > exponent { digits } else { precision }
        }
    };
    if exponent < -4 || exponent >= threshold {
        return scientific(mantissa, exponent);
    }
    let decimals = digits.saturating_sub(1).saturating_sub(exponent).max(0);
    let decimals = usize::try_from(decimals).unwrap_or_default();
    // The rounding of the mantissa counts, not that of the number.
    let rounded: f64 = written.parse().unwrap_or(number);
    format!("{rounded:.decimals$}")
}

/// Returns what `strconv.FormatFloat(number, 'e', precision, 64)` gives.
pub(crate) fn exponential(number: f64, precision: usize) -> String {
    if let Some(text) = special(number) {
        return text.to_owned();
    }
    let written = format!("{number:.precision$e}");
    let (mantissa, exponent) = written.split_once('e').unwrap_or((&written, "0"));
    scientific(mantissa, exponent.parse().unwrap_or_default())
}

/// Returns what `strconv.FormatFloat(number, 'f', precision, 64)` gives, the shortest exact form without a precision.
pub(crate) fn fixed(number: f64, precision: Option<usize>) -> String {
    match (special(number), precision) {
        (Some(text), _) => text.to_owned(),
        (None, Some(precision)) => format!("{number:.precision$}"),
        (None, None) => format!("{number}"),
    }
}

/// Returns what `strconv.FormatFloat(number, 'x', -1, 64)` gives.
pub(super) fn hexadecimal(number: f64) -> String {
    if let Some(text) = special(number) {
        return text.to_owned();
    }
    let sign = if number.is_sign_negative() { "-" } else { "" };
    if number == 0.0 {
        return format!("{sign}0x0p+00");
    }
    // A subnormal is made normal first; 2^64 is exact.
    let (number, shift) =
        if number.is_normal() { (number, 0) } else { (number * 18_446_744_073_709_551_616.0, 64) };
    let bits = number.to_bits();
    let exponent = i32::try_from((bits >> 52) & 0x7ff).unwrap_or_default();
    let exponent = exponent.saturating_sub(1023).saturating_sub(shift);
    let fraction = format!("{:013x}", bits & 0xf_ffff_ffff_ffff);
    let fraction = fraction.trim_end_matches('0');
    let point = if fraction.is_empty() { "" } else { "." };
    let direction = if exponent < 0 { '-' } else { '+' };
    format!("{sign}0x1{point}{fraction}p{direction}{:02}", exponent.unsigned_abs())
}

fn special(number: f64) -> Option<&'static str> {
    if number.is_nan() {
        return Some("NaN");
    }
    number.is_infinite().then_some(if number > 0.0 { "+Inf" } else { "-Inf" })
}

fn scientific(mantissa: &str, exponent: i32) -> String {
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{mantissa}e{sign}{:02}", exponent.unsigned_abs())
}

/// Returns what `strconv.Quote` gives.
pub(crate) fn quote(text: &str) -> String {
    quote_with(text, '"', false)
}

/// Quotes with a mark; `ascii` escapes all that is not ASCII, as `%+q` does.
pub(super) fn quote_with(text: &str, mark: char, ascii: bool) -> String {
    let mut quoted = String::with_capacity(text.len().saturating_add(2));
    quoted.push(mark);
    for character in text.chars() {
        let number = u32::from(character);
        match character {
            '\x07' => quoted.push_str("\\a"),
            '\x08' => quoted.push_str("\\b"),
            '\x0c' => quoted.push_str("\\f"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            '\x0b' => quoted.push_str("\\v"),
            '\\' => quoted.push_str("\\\\"),
            _ if character == mark => {
                quoted.push('\\');
                quoted.push(mark);
            }
            ' '..='~' => quoted.push(character),
            _ if !ascii && is_printable(character) => quoted.push(character),
            _ => {
                let _ = match number {
                    0..0x80 => write!(quoted, "\\x{number:02x}"),
                    0x80..0x1_0000 => write!(quoted, "\\u{number:04x}"),
                    _ => write!(quoted, "\\U{number:08x}"),
                };
            }
        }
    }
    quoted.push(mark);
    quoted
}

/// Tells whether Go's `strconv.IsPrint` holds: no control, no formatting, no space but the ASCII one, none for private use.
fn is_printable(character: char) -> bool {
    !(character.is_control()
        || (character.is_whitespace() && character != ' ')
        || matches!(
            character,
            '\u{ad}'
                | '\u{600}'..='\u{605}'
                | '\u{61c}'
                | '\u{6dd}'
                | '\u{70f}'
                | '\u{180e}'
                | '\u{200b}'..='\u{200f}'
                | '\u{202a}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{e000}'..='\u{f8ff}'
                | '\u{feff}'
                | '\u{fff0}'..='\u{fffb}'
                | '\u{fffe}'..='\u{ffff}'
                | '\u{e0000}'..='\u{e007f}'
                | '\u{f0000}'..
        ))
}
