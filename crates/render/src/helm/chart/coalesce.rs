//! How values of several places become one: those of the parent over those of the child, the user's over all.
//!
//! # Source
//! Helm 4.2.3. A null removes what the chart says by default; a null that the chart itself says is as good as nothing.

use super::tree::Live;
use crate::helm::value::{Map, Value};
use crate::{Budget, Fault};

/// Where the values stand that every chart sees.
pub(super) const GLOBAL: &str = "global";

/// What becomes of nulls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Nulls {
    /// They remove what they are laid over.
    Remove,
    /// They are kept, because all is laid over one another once more.
    Keep,
}

/// Lays `values` over those of a chart and of all inside it; changes neither.
///
/// # Errors
/// [`Fault::Refused`] where the values of a chart inside are no table.
pub(super) fn values(live: &Live<'_>, values: &Map, nulls: Nulls, budget: &Budget<'_>) -> Result<Map, Fault> {
    let copied = copy_map(values, budget)?;
    chart(live, &copied, nulls, budget)?;
    Ok(copied)
}

fn chart(live: &Live<'_>, over: &Map, nulls: Nulls, budget: &Budget<'_>) -> Result<(), Fault> {
    let _level = budget.deeper()?;
    own(live, over, nulls, budget)?;
    for inner in &live.inner {
        let table = match over.get(&inner.metadata.name) {
            Some(Value::Map(table)) => table,
            None => {
                let table = Map::default();
                over.set(inner.metadata.name.as_str(), Value::Map(table.clone()));
                table
            }
            Some(_) => {
                let name = &inner.metadata.name;
                return Err(Fault::refused(format!("the values of the chart {name} are no table")));
            }
        };
        globals(&table, over, budget)?;
        chart(inner, &table, nulls, budget)?;
    }
    Ok(())
}

/// Lays `over` over the values of one chart, in `over`.
fn own(live: &Live<'_>, over: &Map, nulls: Nulls, budget: &Budget<'_>) -> Result<(), Fault> {
    for (key, default) in copy_map(&live.values, budget)?.entries() {
        match over.get(&key) {
            Some(Value::Nil) if nulls == Nulls::Remove => {
                over.borrow_mut().remove(&key);
            }
            Some(Value::Map(table)) => {
                if let Value::Map(default) = default {
                    let is_chart = live.inner.iter().any(|inner| inner.metadata.name == *key);
                    let nulls = if is_chart { Nulls::Keep } else { nulls };
                    if nulls == Nulls::Remove {
                        remove_nulls(&default, budget)?;
                    }
                    tables(&table, &default, nulls, budget)?;
                }
            }
            Some(_) => {}
            None => {
                if nulls == Nulls::Remove {
                    match &default {
                        Value::Nil => continue,
                        Value::Map(table) => remove_nulls(table, budget)?,
                        _ => {}
                    }
                }
                over.set(key, default);
            }
        }
    }
    Ok(())
}

/// Gives a chart the global values of its parent.
fn globals(child: &Map, parent: &Map, budget: &Budget<'_>) -> Result<(), Fault> {
    let table = |map: &Map| match map.get(GLOBAL) {
        None => Some(Map::default()),
        Some(Value::Map(table)) => Some(table),
        Some(_) => None,
    };
    let (Some(to), Some(from)) = (table(child), table(parent)) else { return Ok(()) };
    for (key, value) in from.entries() {
        budget.step(1)?;
        match (value, to.get(&key)) {
            (Value::Map(theirs), had) => {
                budget.map()?;
                budget.make(theirs.borrow().len().saturating_mul(size_of::<Value>()))?;
                let shallow: Map = theirs.entries().into_iter().collect();
                match had {
                    None => to.set(key, Value::Map(shallow)),
                    Some(Value::Map(had)) => {
                        tables(&shallow, &had, Nulls::Keep, budget)?;
                        to.set(key, Value::Map(shallow));
                    }
                    Some(_) => {}
                }
            }
            (_, Some(Value::Map(_))) => {}
            (value, _) => to.set(key, value),
        }
    }
    child.set(GLOBAL, Value::Map(to));
    Ok(())
}

/// Lays the table `over` over the table `under`, in `over`.
pub(super) fn tables(over: &Map, under: &Map, nulls: Nulls, budget: &Budget<'_>) -> Result<(), Fault> {
    if over.is(under) {
        return Ok(());
    }
    let _level = budget.deeper()?;
    for (key, below) in under.entries() {
        budget.step(1)?;
        match (over.get(&key), below) {
            (None, below) => {
                budget.hold(0)?;
                over.set(key, below);
            }
            (Some(Value::Nil), below) if nulls == Nulls::Remove && !matches!(below, Value::Nil) => {
                over.borrow_mut().remove(&key);
            }
            (Some(Value::Map(above)), Value::Map(below)) => tables(&above, &below, nulls, budget)?,
            // A table and what is none do not mix: what lies above counts.
            (Some(_), _) => {}
        }
    }
    Ok(())
}

fn remove_nulls(map: &Map, budget: &Budget<'_>) -> Result<(), Fault> {
    let _level = budget.deeper()?;
    for (key, value) in map.entries() {
        budget.step(1)?;
        match value {
            Value::Nil => {
                map.borrow_mut().remove(&key);
            }
            Value::Map(inner) => remove_nulls(&inner, budget)?,
            _ => {}
        }
    }
    Ok(())
}

/// Copies a table with all that is in it.
pub(super) fn copy_map(map: &Map, budget: &Budget<'_>) -> Result<Map, Fault> {
    let _level = budget.deeper()?;
    budget.map()?;
    let copied = Map::default();
    for (key, value) in map.entries() {
        budget.hold(0)?;
        copied.set(key, copy(&value, budget)?);
    }
    Ok(copied)
}

fn copy(value: &Value, budget: &Budget<'_>) -> Result<Value, Fault> {
    budget.step(1)?;
    budget.hold(0)?;
    Ok(match value {
        Value::Map(map) => Value::Map(copy_map(map, budget)?),
        Value::List(items) => {
            let _level = budget.deeper()?;
            let items: Result<Vec<Value>, Fault> = items.iter().map(|item| copy(item, budget)).collect();
            Value::list(items?)
        }
        other => other.clone(),
    })
}

/// Finds the table at a path of keys with dots between them.
pub(super) fn table_at(map: &Map, path: &str) -> Option<Map> {
    let mut table = map.clone();
    for key in path.split('.') {
        let Some(Value::Map(inner)) = table.get(key) else { return None };
        table = inner;
    }
    Some(table)
}
