//! The functions of Go's `text/template` itself.

use std::fmt::Write as _;
use std::rc::Rc;

use super::compare::{equal, not_equal, ordered};
use super::print::{display, sprint, type_name};
use super::printf::sprintf;
use super::writer::MISSING;
use crate::Fault;
use crate::helm::functions::{Call, Function};
use crate::helm::value::Value;

/// Finds a function of Go itself.
pub(super) fn find(name: &str) -> Option<Function> {
    Some(match name {
        "call" => call_function,
        "eq" => equal,
        "ge" | "gt" | "le" | "lt" => ordered,
        "html" => html,
        "index" => index,
        "js" => javascript,
        "len" => length,
        "ne" => not_equal,
        "not" => not,
        "print" => print,
        "printf" => printf,
        "println" => println,
        "slice" => slice,
        "urlquery" => urlquery,
        _ => return None,
    })
}

/// Says that a function was given another number of arguments than it takes.
pub(super) fn arity(call: &Call<'_>, wants: usize, values: &[Value]) -> Fault {
    Fault::refused(format!("wrong number of args for {}: want {wants} got {}", call.name, values.len()))
}

fn at_least<'v>(call: &Call<'_>, values: &'v [Value]) -> Result<(&'v Value, &'v [Value]), Fault> {
    let wrong = || format!("wrong number of args for {}: want at least 1 got 0", call.name);
    values.split_first().ok_or_else(|| Fault::refused(wrong()))
}

fn call_function(call: &Call<'_>, values: &[Value]) -> Result<Value, Fault> {
    match at_least(call, values)? {
        (Value::Nil, _) => Err(Fault::refused("call of nil")),
        (other, _) => Err(Fault::refused(format!("non-function of type {}", type_name(other)))),
    }
}

fn not(call: &Call<'_>, values: &[Value]) -> Result<Value, Fault> {
    match values {
        [value] => Ok(Value::Bool(!value.is_true())),
        _ => Err(arity(call, 1, values)),
    }
}

fn length(call: &Call<'_>, values: &[Value]) -> Result<Value, Fault> {
    let [value] = values else { return Err(arity(call, 1, values)) };
    let count = match value.clone().underneath() {
        Value::Text(text) => text.text.len(),
        Value::List(items) => items.len(),
        Value::Map(map) => map.borrow().len(),
        Value::Nil => return Err(Fault::refused("len of nil pointer")),
        other => return Err(Fault::refused(format!("len of type {}", type_name(&other)))),
    };
    Ok(Value::Int(i64::try_from(count).unwrap_or(i64::MAX)))
}

/// Reads an index that may be as large as `most`.
fn position(value: &Value, most: usize) -> Result<usize, Fault> {
    match value {
        Value::Int(number) | Value::Int64(number) => usize::try_from(*number)
            .ok()
            .filter(|index| *index <= most)
            .ok_or_else(|| Fault::refused(format!("index out of range: {number}"))),
        Value::Nil => Err(Fault::refused("cannot index slice/array with nil")),
        other => Err(Fault::refused(format!("cannot index slice/array with type {}", type_name(other)))),
    }
}

fn index(call: &Call<'_>, values: &[Value]) -> Result<Value, Fault> {
    let (first, indexes) = at_least(call, values)?;
    if matches!(first, Value::Nil) {
        return Err(Fault::refused("index of untyped nil"));
    }
    let mut item = first.clone();
    for index in indexes {
        item = match &item.underneath() {
            Value::List(items) => {
                let at = position(index, items.len())?;
                items.get(at).cloned().ok_or_else(|| Fault::refused("reflect: slice index out of range"))?
            }
            Value::Text(text) => {
                let at = position(index, text.text.len())?;
                let byte = text.text.as_bytes().get(at).copied();
                Value::Int(
                    byte.map(i64::from)
                        .ok_or_else(|| Fault::refused("reflect: string index out of range"))?,
                )
            }
            Value::Map(map) => match index {
                Value::Text(key) => map.get(&key.text).unwrap_or(Value::Nil),
                Value::Nil => return Err(Fault::refused("value is nil; should be of type string")),
                other => {
                    let kind = type_name(other);
                    return Err(Fault::refused(format!("value has type {kind}; should be string")));
                }
            },
            Value::Nil => return Err(Fault::refused("index of nil pointer")),
            other => return Err(Fault::refused(format!("can't index item of type {}", type_name(other)))),
        };
    }
    Ok(item)
}

fn slice(call: &Call<'_>, values: &[Value]) -> Result<Value, Fault> {
    let (item, indexes) = at_least(call, values)?;
    let (length, most) = match item {
        Value::Text(_) if indexes.len() == 3 => {
            return Err(Fault::refused("cannot 3-index slice a string"));
        }
        Value::Text(text) => (text.text.len(), 2),
        Value::List(items) => (items.len(), 3),
        Value::Nil => return Err(Fault::refused("slice of untyped nil")),
        other => return Err(Fault::refused(format!("can't slice item of type {}", type_name(other)))),
    };
    if indexes.len() > most {
        return Err(Fault::refused(format!("too many slice indexes: {}", indexes.len())));
    }
    let mut bounds = [0, length, length];
    for (bound, index) in bounds.iter_mut().zip(indexes) {
        *bound = position(index, length)?;
    }
    let [from, to, cap] = bounds;
    for (low, high) in [(from, to), (to, cap)] {
        if low > high {
            return Err(Fault::refused(format!("invalid slice index: {low} > {high}")));
        }
    }
    Ok(match item {
        Value::Text(text) => {
            let bytes = text.text.as_bytes().get(from..to).unwrap_or_default();
            Value::text(String::from_utf8_lossy(bytes).as_ref())
        }
        Value::List(items) => Value::list(items.get(from..to).unwrap_or_default().to_vec()),
        _ => Value::Nil,
    })
}

fn print(call: &Call<'_>, values: &[Value]) -> Result<Value, Fault> {
    let text = sprint(values, call.budget)?;
    call.budget.make(text.len())?;
    Ok(Value::text(text))
}

fn println(call: &Call<'_>, values: &[Value]) -> Result<Value, Fault> {
    let mut line = String::new();
    for (index, value) in values.iter().enumerate() {
        if index > 0 {
            line.push(' ');
        }
        line.push_str(&display(value, call.budget)?);
    }
    line.push('\n');
    call.budget.make(line.len())?;
    Ok(Value::text(line))
}

fn printf(call: &Call<'_>, values: &[Value]) -> Result<Value, Fault> {
    match at_least(call, values)? {
        (Value::Text(format), values) => Ok(Value::text(sprintf(&format.text, values, call.budget)?)),
        (other, _) => {
            let kind = type_name(other);
            Err(Fault::refused(format!("wrong type for value; expected string; got {kind}")))
        }
    }
}

/// Prints the arguments of an escaper: what is missing as such.
fn joined(call: &Call<'_>, values: &[Value]) -> Result<Rc<str>, Fault> {
    if let [Value::Text(text)] = values {
        return Ok(Rc::clone(&text.text));
    }
    let missing = |value: &Value| match value {
        Value::Nil => Value::text(MISSING),
        value => value.clone(),
    };
    let text = sprint(&values.iter().map(missing).collect::<Vec<_>>(), call.budget)?;
    call.budget.make(text.len().saturating_mul(6))?;
    Ok(text.into())
}

fn html(call: &Call<'_>, values: &[Value]) -> Result<Value, Fault> {
    let mut escaped = String::new();
    for character in joined(call, values)?.chars() {
        match character {
            '\0' => escaped.push('\u{fffd}'),
            '"' => escaped.push_str("&#34;"),
            '\'' => escaped.push_str("&#39;"),
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            _ => escaped.push(character),
        }
    }
    Ok(Value::text(escaped))
}

fn javascript(call: &Call<'_>, values: &[Value]) -> Result<Value, Fault> {
    let mut escaped = String::new();
    for character in joined(call, values)?.chars() {
        match character {
            '\\' => escaped.push_str("\\\\"),
            '\'' => escaped.push_str("\\'"),
            '"' => escaped.push_str("\\\""),
            '<' | '>' | '&' | '=' | '\0'..='\x1f' => {
                let _ = write!(escaped, "\\u{:04X}", u32::from(character));
            }
            _ => escaped.push(character),
        }
    }
    Ok(Value::text(escaped))
}

fn urlquery(call: &Call<'_>, values: &[Value]) -> Result<Value, Fault> {
    let mut escaped = String::new();
    for byte in joined(call, values)?.bytes() {
        match byte {
            b' ' => escaped.push('+'),
            b'-' | b'_' | b'.' | b'~' | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' => {
                escaped.push(char::from(byte));
            }
            _ => {
                let _ = write!(escaped, "%{byte:02X}");
            }
        }
    }
    Ok(Value::text(escaped))
}
