//! `eq`, `ne`, `lt`, `le`, `gt` and `ge`.

use std::cmp::Ordering;
use std::rc::Rc;

use super::print::type_name;
use crate::Fault;
use crate::helm::functions::Call;
use crate::helm::value::Value;

/// What of a value can be compared.
enum Basic<'v> {
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(&'v str),
}

fn basic(value: &Value) -> Option<Basic<'_>> {
    match value {
        Value::Bool(value) => Some(Basic::Bool(*value)),
        Value::Int(number) | Value::Int64(number) => Some(Basic::Int(*number)),
        Value::Float(number) => Some(Basic::Float(*number)),
        Value::Text(text) => Some(Basic::Text(&text.text)),
        _ => None,
    }
}

fn incompatible(left: &Value, right: &Value) -> Fault {
    let (left, right) = (type_name(left), type_name(right));
    Fault::refused(format!("incompatible types for comparison: {left} and {right}"))
}

fn is_equal(left: &Value, right: &Value) -> Result<bool, Fault> {
    #[expect(clippy::float_cmp, reason = "Go compares so")]
    Ok(match (basic(left), basic(right)) {
        (Some(Basic::Bool(left)), Some(Basic::Bool(right))) => left == right,
        (Some(Basic::Int(left)), Some(Basic::Int(right))) => left == right,
        (Some(Basic::Float(left)), Some(Basic::Float(right))) => left == right,
        (Some(Basic::Text(left)), Some(Basic::Text(right))) => left == right,
        (None, None) => match (left, right) {
            (Value::Nil, Value::Nil) => true,
            (Value::Nil, _) | (_, Value::Nil) => false,
            (Value::Object(left), Value::Object(right)) => Rc::ptr_eq(left, right),
            (left, _) => {
                return Err(Fault::refused(format!("non-comparable type {}", type_name(left))));
            }
        },
        _ if matches!(left, Value::Nil) || matches!(right, Value::Nil) => false,
        _ => return Err(incompatible(left, right)),
    })
}

fn order(left: &Value, right: &Value) -> Result<Option<Ordering>, Fault> {
    match (basic(left), basic(right)) {
        (None, _) | (_, None) | (Some(Basic::Bool(_)), Some(Basic::Bool(_))) => {
            Err(Fault::refused("invalid type for comparison"))
        }
        (Some(Basic::Int(left)), Some(Basic::Int(right))) => Ok(Some(left.cmp(&right))),
        (Some(Basic::Float(left)), Some(Basic::Float(right))) => Ok(left.partial_cmp(&right)),
        (Some(Basic::Text(left)), Some(Basic::Text(right))) => Ok(Some(left.cmp(right))),
        _ => Err(incompatible(left, right)),
    }
}

/// `eq`: whether the first is equal to any of the others.
pub(super) fn equal(call: &Call<'_>, values: &[Value]) -> Result<Value, Fault> {
    let Some((first, others)) = values.split_first() else {
        return Err(Fault::refused(format!("wrong number of args for {}: want at least 1 got 0", call.name)));
    };
    if others.is_empty() {
        return Err(Fault::refused("missing argument for comparison"));
    }
    for other in others {
        if is_equal(first, other)? {
            return Ok(Value::Bool(true));
        }
    }
    Ok(Value::Bool(false))
}

/// `ne`
pub(super) fn not_equal(call: &Call<'_>, values: &[Value]) -> Result<Value, Fault> {
    let [left, right] = two(call, values)?;
    Ok(Value::Bool(!is_equal(left, right)?))
}

/// `lt`, `le`, `gt` and `ge`, by name.
pub(super) fn ordered(call: &Call<'_>, values: &[Value]) -> Result<Value, Fault> {
    let [left, right] = two(call, values)?;
    let order = order(left, right)?;
    let is_less = order == Some(Ordering::Less);
    let is_equal = order == Some(Ordering::Equal);
    // Go makes the last two of the first two, also for what is no number.
    Ok(Value::Bool(match call.name {
        "lt" => is_less,
        "le" => is_less || is_equal,
        "gt" => !(is_less || is_equal),
        _ => !is_less,
    }))
}

fn two<'v>(call: &Call<'_>, values: &'v [Value]) -> Result<[&'v Value; 2], Fault> {
    match values {
        [left, right] => Ok([left, right]),
        _ => Err(super::builtin::arity(call, 2, values)),
    }
}
