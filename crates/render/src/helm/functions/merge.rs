//! Maps merged into the first of them.

use super::args::map;
use super::defaults::is_empty;
use super::{Call, Table};
use crate::Fault;
use crate::helm::value::{Map, Value};

pub(super) const TABLE: Table = &[
    ("merge", |call, args| merge(call, args, false)),
    ("mergeOverwrite", |call, args| merge(call, args, true)),
    ("mustMerge", |call, args| merge(call, args, false)),
    ("mustMergeOverwrite", |call, args| merge(call, args, true)),
];

fn merge(call: &Call<'_>, args: &[Value], is_over: bool) -> Result<Value, Fault> {
    let ([first], rest) = call.at_least(args)?;
    let into = map(first)?;
    for from in rest {
        merge_into(call, &into, &map(from)?, is_over)?;
    }
    Ok(Value::Map(into))
}

/// Sets what is missing or empty, or everything; maps in both are merged, and what is taken over is shared.
fn merge_into(call: &Call<'_>, into: &Map, from: &Map, is_over: bool) -> Result<(), Fault> {
    let _level = call.budget.deeper()?;
    if into.is(from) {
        return Ok(());
    }
    call.weigh(from.borrow().len())?;
    for (key, value) in from.entries() {
        let before = into.get(&key);
        match (before, &value) {
            (Some(Value::Map(before)), Value::Map(value)) => merge_into(call, &before, value, is_over)?,
            (_, Value::Nil) if !is_over => {}
            (Some(before), _) if !is_over && !is_empty(&before) => {}
            _ => {
                call.budget.hold(0)?;
                into.set(key, value);
            }
        }
    }
    Ok(())
}
