//! What to take where there is nothing.

use super::args::bool;
use super::{Call, Table};
use crate::Fault;
use crate::helm::value::Value;

pub(super) const TABLE: Table = &[
    ("all", |_, args| Ok(Value::Bool(!args.iter().any(is_empty)))),
    ("any", |_, args| Ok(Value::Bool(!args.iter().all(is_empty)))),
    ("coalesce", |_, args| Ok(args.iter().find(|value| !is_empty(value)).cloned().unwrap_or(Value::Nil))),
    ("default", default),
    ("empty", |call, args| {
        let [value] = call.exactly(args)?;
        Ok(Value::Bool(is_empty(value)))
    }),
    ("ternary", ternary),
];

/// Tells whether there is nothing in a value: what counts as false in a condition.
pub(super) fn is_empty(value: &Value) -> bool {
    !value.is_true()
}

fn default(call: &Call<'_>, args: &[Value]) -> Result<Value, Fault> {
    let ([default], given) = call.at_least(args)?;
    Ok(given.first().filter(|value| !is_empty(value)).unwrap_or(default).clone())
}

fn ternary(call: &Call<'_>, args: &[Value]) -> Result<Value, Fault> {
    let [yes, no, which] = call.exactly(args)?;
    Ok(if bool(which)? { yes.clone() } else { no.clone() })
}
