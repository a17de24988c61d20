//! Maps. They are shared: `set` and `unset` change them for all who hold them.

use super::args::{map, text, type_name};
use super::{Call, Table};
use crate::Fault;
use crate::helm::value::{Map, Value};

pub(super) const TABLE: Table = &[
    ("deepCopy", deep_copy),
    ("dict", dict),
    ("dig", dig),
    ("get", |call, args| {
        let [dict, key] = call.exactly(args)?;
        Ok(map(dict)?.get(text(key)?).unwrap_or_else(|| Value::text("")))
    }),
    ("hasKey", |call, args| {
        let [dict, key] = call.exactly(args)?;
        Ok(Value::Bool(map(dict)?.borrow().contains_key(text(key)?)))
    }),
    ("keys", keys),
    ("mustDeepCopy", deep_copy),
    ("omit", omit),
    ("pick", pick),
    ("pluck", pluck),
    ("set", set),
    ("unset", |call, args| {
        let [dict, key] = call.exactly(args)?;
        map(dict)?.borrow_mut().remove(text(key)?);
        Ok(dict.clone())
    }),
    ("values", values),
];

fn dict(call: &Call<'_>, args: &[Value]) -> Result<Value, Fault> {
    let made = call.map(args.len())?;
    for pair in args.chunks(2) {
        let [key, rest @ ..] = pair else { break };
        made.set(call.print(key)?, rest.first().cloned().unwrap_or_else(|| Value::text("")));
    }
    Ok(Value::Map(made))
}

fn set(call: &Call<'_>, args: &[Value]) -> Result<Value, Fault> {
    let [dict, key, value] = call.exactly(args)?;
    if let Value::Nil = dict {
        return call.refuse("assignment to entry in nil map");
    }
    let key = text(key)?;
    call.budget.hold(key.len())?;
    map(dict)?.set(key, value.clone());
    Ok(dict.clone())
}

fn keys(call: &Call<'_>, args: &[Value]) -> Result<Value, Fault> {
    let mut all = Vec::new();
    for dict in args {
        let map = map(dict)?;
        let map = map.borrow();
        call.weigh(map.len())?;
        all.extend(map.keys().map(|key| Value::text(std::rc::Rc::clone(key))));
    }
    Ok(Value::list(all))
}

fn values(call: &Call<'_>, args: &[Value]) -> Result<Value, Fault> {
    let [dict] = call.exactly(args)?;
    let map = map(dict)?;
    let map = map.borrow();
    call.weigh(map.len())?;
    Ok(Value::list(map.values().cloned().collect()))
}

fn pick(call: &Call<'_>, args: &[Value]) -> Result<Value, Fault> {
    let ([dict], keys) = call.at_least(args)?;
    let from = map(dict)?;
    let made = call.map(keys.len())?;
    for key in keys {
        let key = text(key)?;
        if let Some(value) = from.get(key) {
            call.budget.make(key.len())?;
            made.set(key, value);
        }
    }
    Ok(Value::Map(made))
}

fn omit(call: &Call<'_>, args: &[Value]) -> Result<Value, Fault> {
    let ([dict], keys) = call.at_least(args)?;
    let from = map(dict)?;
    call.map(from.borrow().len().saturating_mul(2).saturating_add(keys.len()))?;
    let made: Map = from.entries().into_iter().collect();
    for key in keys {
        made.borrow_mut().remove(text(key)?);
    }
    Ok(Value::Map(made))
}

fn pluck(call: &Call<'_>, args: &[Value]) -> Result<Value, Fault> {
    let ([key], dicts) = call.at_least(args)?;
    let key = text(key)?;
    call.weigh(dicts.len())?;
    let mut found = Vec::new();
    for dict in dicts {
        found.extend(map(dict)?.get(key));
    }
    Ok(Value::list(found))
}

/// Follows keys into maps in maps. What is missing is the default, but what is there has to be a map.
fn dig(call: &Call<'_>, args: &[Value]) -> Result<Value, Fault> {
    let [keys @ .., default, dict] = args else {
        return call.refuse("dig needs at least three arguments");
    };
    if keys.is_empty() {
        return call.refuse("dig needs at least three arguments");
    }
    let mut here = dict.clone();
    for key in keys {
        let Value::Map(map) = &here else {
            return convert(call, &here, "map[string]interface {}");
        };
        let Value::Text(key) = key else {
            return convert(call, key, "string");
        };
        let Some(next) = map.get(&key.text) else {
            return Ok(default.clone());
        };
        here = next;
    }
    Ok(here)
}

fn convert<T>(call: &Call<'_>, value: &Value, wanted: &str) -> Result<T, Fault> {
    let is = if let Value::Nil = value { "nil" } else { type_name(value) };
    call.refuse(format_args!("interface conversion: interface {{}} is {is}, not {wanted}"))
}

fn deep_copy(call: &Call<'_>, args: &[Value]) -> Result<Value, Fault> {
    let [value] = call.exactly(args)?;
    match value {
        Value::Nil => call.refuse("reflect: call of reflect.Value.Type on zero Value"),
        value => copied(call, value),
    }
}

/// Copies maps and lists and what they hold.
///
/// # Errors
/// [`Fault::Bound`] where a map holds itself.
pub(super) fn copied(call: &Call<'_>, value: &Value) -> Result<Value, Fault> {
    call.budget.step(1)?;
    call.budget.hold(0)?;
    let _level = call.budget.deeper()?;
    Ok(match value {
        Value::Map(map) => {
            let made = call.map(map.borrow().len())?;
            for (key, value) in map.entries() {
                made.set(key, copied(call, &value)?);
            }
            Value::Map(made)
        }
        Value::List(items) => {
            call.weigh(items.len())?;
            let items: Result<Vec<Value>, Fault> = items.iter().map(|item| copied(call, item)).collect();
            Value::list(items?)
        }
        other => other.clone(),
    })
}
