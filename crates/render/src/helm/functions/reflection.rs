//! Types, kinds and deep equality.

use super::args::{text, type_name};
use super::{Call, Table};
use crate::Fault;
use crate::helm::value::Value;

pub(super) const TABLE: Table = &[
    ("deepEqual", |call, args| {
        let [left, right] = call.exactly(args)?;
        is_deeply_equal(call, left, right).map(Value::Bool)
    }),
    ("kindIs", |call, args| {
        let [name, value] = call.exactly(args)?;
        Ok(Value::Bool(text(name)? == kind(value)))
    }),
    ("kindOf", |call, args| {
        let [value] = call.exactly(args)?;
        Ok(Value::text(kind(value)))
    }),
    ("typeIs", |call, args| {
        let [name, value] = call.exactly(args)?;
        Ok(Value::Bool(text(name)? == type_name(value)))
    }),
    ("typeIsLike", |call, args| {
        let [name, value] = call.exactly(args)?;
        let (name, is) = (text(name)?, type_name(value));
        Ok(Value::Bool(name == is || is.strip_prefix('*') == Some(name)))
    }),
    ("typeOf", |call, args| {
        let [value] = call.exactly(args)?;
        Ok(Value::text(type_name(value)))
    }),
];

/// Returns the name of the kind of a value.
pub(super) fn kind(value: &Value) -> &'static str {
    match value {
        Value::Nil => "invalid",
        Value::List(_) => "slice",
        Value::Map(_) => "map",
        Value::Object(object) => match object.type_name() {
            "engine.files" | "common.Values" | "chartutil.Values" => "map",
            "common.VersionSet" | "chartutil.VersionSet" => "slice",
            name if name.starts_with('*') => "ptr",
            _ => "struct",
        },
        other => type_name(other),
    }
}

/// Tells whether both are of the same types and hold the same.
///
/// # Errors
/// [`Fault::Bound`] where they hold themselves.
pub(super) fn is_deeply_equal(call: &Call<'_>, left: &Value, right: &Value) -> Result<bool, Fault> {
    call.budget.step(1)?;
    let _level = call.budget.deeper()?;
    Ok(match (left, right) {
        (Value::Nil, Value::Nil) => true,
        (Value::Bool(left), Value::Bool(right)) => left == right,
        (Value::Int(left), Value::Int(right)) | (Value::Int64(left), Value::Int64(right)) => left == right,
        #[expect(clippy::float_cmp, reason = "as Go compares")]
        (Value::Float(left), Value::Float(right)) => left == right,
        (Value::Text(left), Value::Text(right)) => {
            if left.text.len() != right.text.len() {
                return Ok(false);
            }
            call.budget.scan(left.text.len())?;
            left.text == right.text
        }
        (Value::List(left), Value::List(right)) => {
            if left.len() != right.len() {
                return Ok(false);
            }
            for (left, right) in left.iter().zip(right.iter()) {
                if !is_deeply_equal(call, left, right)? {
                    return Ok(false);
                }
            }
            true
        }
        (Value::Map(left), Value::Map(right)) => {
            if left.is(right) {
                return Ok(true);
            }
            if left.borrow().len() != right.borrow().len() {
                return Ok(false);
            }
            call.budget.step(left.borrow().len() as u64)?;
            let (left, right) = (left.entries(), right.entries());
            for ((left_key, left), (right_key, right)) in left.iter().zip(&right) {
                if left_key != right_key || !is_deeply_equal(call, left, right)? {
                    return Ok(false);
                }
            }
            true
        }
        (Value::Object(left), Value::Object(right)) => {
            left.type_name() == right.type_name() && left.print() == right.print()
        }
        _ => false,
    })
}
