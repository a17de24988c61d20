//! Lists. Those with `must` differ in Sprig by how they fail; here both refuse.

use super::args::{int, type_name};
use super::cast::to_int;
use super::defaults::is_empty;
use super::reflection::{is_deeply_equal, kind};
use super::{Call, Table};
use crate::Fault;
use crate::helm::value::Value;

pub(super) const TABLE: Table = &[
    ("append", append),
    ("chunk", chunk),
    ("compact", compact),
    ("concat", concat),
    ("first", first),
    ("has", has),
    ("initial", initial),
    ("last", last),
    ("list", list),
    ("mustAppend", append),
    ("mustChunk", chunk),
    ("mustCompact", compact),
    ("mustFirst", first),
    ("mustHas", has),
    ("mustInitial", initial),
    ("mustLast", last),
    ("mustPrepend", prepend),
    ("mustPush", append),
    ("mustRest", rest),
    ("mustReverse", reverse),
    ("mustSlice", slice),
    ("mustUniq", uniq),
    ("mustWithout", without),
    ("prepend", prepend),
    ("push", append),
    ("rest", rest),
    ("reverse", reverse),
    ("slice", slice),
    ("tuple", list),
    ("uniq", uniq),
    ("without", without),
];

/// Takes the items of a list, or says what cannot be done on another type.
fn items<'v>(call: &Call<'_>, value: &'v Value, what: &str) -> Result<&'v [Value], Fault> {
    match value {
        Value::List(items) => Ok(items),
        Value::Nil => call.refuse("runtime error: invalid memory address or nil pointer dereference"),
        other => call.refuse(format_args!("{what} {}", kind(other))),
    }
}

/// Makes a list.
fn made<'v>(call: &Call<'_>, items: impl IntoIterator<Item = &'v Value>) -> Result<Value, Fault> {
    let mut made = Vec::new();
    call.budget.hold(0)?;
    for item in items {
        call.weigh(1)?;
        made.push(item.clone());
    }
    Ok(Value::list(made))
}

fn list(call: &Call<'_>, args: &[Value]) -> Result<Value, Fault> {
    made(call, args)
}

fn append(call: &Call<'_>, args: &[Value]) -> Result<Value, Fault> {
    let [list, value] = call.exactly(args)?;
    made(call, items(call, list, "Cannot push on type")?.iter().chain([value]))
}

fn prepend(call: &Call<'_>, args: &[Value]) -> Result<Value, Fault> {
    let [list, value] = call.exactly(args)?;
    made(call, [value].into_iter().chain(items(call, list, "Cannot prepend on type")?))
}

fn concat(call: &Call<'_>, args: &[Value]) -> Result<Value, Fault> {
    let mut all = Vec::new();
    for list in args {
        let Value::List(items) = list else {
            items(call, list, "")?;
            return call.refuse(format_args!("Cannot concat type {} as list", kind(list)));
        };
        call.budget.make(items.len().saturating_mul(size_of::<&Value>()))?;
        all.extend(items.iter());
    }
    made(call, all)
}

fn chunk(call: &Call<'_>, args: &[Value]) -> Result<Value, Fault> {
    let [size, list] = call.exactly(args)?;
    let (size, items) = (int(size)?, items(call, list, "Cannot chunk type")?);
    if size < 1 {
        return call.refuse("runtime error: integer divide by zero");
    }
    let chunks = items.chunks(usize::try_from(size).unwrap_or(usize::MAX));
    // Each chunk is a list of its own.
    call.weigh(chunks.len().saturating_mul(3).saturating_add(items.len()))?;
    Ok(Value::list(chunks.map(|chunk| Value::list(chunk.to_vec())).collect()))
}

fn compact(call: &Call<'_>, args: &[Value]) -> Result<Value, Fault> {
    let [list] = call.exactly(args)?;
    made(call, items(call, list, "Cannot compact on type")?.iter().filter(|item| !is_empty(item)))
}

fn first(call: &Call<'_>, args: &[Value]) -> Result<Value, Fault> {
    let [list] = call.exactly(args)?;
    Ok(items(call, list, "Cannot find first on type")?.first().cloned().unwrap_or(Value::Nil))
}

fn last(call: &Call<'_>, args: &[Value]) -> Result<Value, Fault> {
    let [list] = call.exactly(args)?;
    Ok(items(call, list, "Cannot find last on type")?.last().cloned().unwrap_or(Value::Nil))
}

fn rest(call: &Call<'_>, args: &[Value]) -> Result<Value, Fault> {
    let [list] = call.exactly(args)?;
    made(call, items(call, list, "Cannot find rest on type")?.iter().skip(1))
}

fn initial(call: &Call<'_>, args: &[Value]) -> Result<Value, Fault> {
    let [list] = call.exactly(args)?;
    let items = items(call, list, "Cannot find initial on type")?;
    made(call, items.iter().take(items.len().saturating_sub(1)))
}

fn reverse(call: &Call<'_>, args: &[Value]) -> Result<Value, Fault> {
    let [list] = call.exactly(args)?;
    made(call, items(call, list, "Cannot find reverse on type")?.iter().rev())
}

/// Tells whether a value is among others.
fn is_among(call: &Call<'_>, value: &Value, others: &[Value]) -> Result<bool, Fault> {
    for other in others {
        if is_deeply_equal(call, value, other)? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn uniq(call: &Call<'_>, args: &[Value]) -> Result<Value, Fault> {
    let [list] = call.exactly(args)?;
    let mut some: Vec<Value> = Vec::new();
    for item in items(call, list, "Cannot find uniq on type")? {
        if !is_among(call, item, &some)? {
            call.weigh(1)?;
            some.push(item.clone());
        }
    }
    made(call, &some)
}

fn without(call: &Call<'_>, args: &[Value]) -> Result<Value, Fault> {
    let ([list], unwanted) = call.at_least(args)?;
    let mut some = Vec::new();
    for item in items(call, list, "Cannot find without on type")? {
        if !is_among(call, item, unwanted)? {
            some.push(item);
        }
    }
    made(call, some)
}

fn has(call: &Call<'_>, args: &[Value]) -> Result<Value, Fault> {
    let [needle, list] = call.exactly(args)?;
    if let Value::Nil = list {
        return Ok(Value::Bool(false));
    }
    is_among(call, needle, items(call, list, "Cannot find has on type")?).map(Value::Bool)
}

fn slice(call: &Call<'_>, args: &[Value]) -> Result<Value, Fault> {
    let ([list], bounds) = call.at_least(args)?;
    let Value::List(items) = list else {
        return call.refuse(format_args!("list should be type of slice or array but {}", type_name(list)));
    };
    if items.is_empty() {
        return Ok(Value::Nil);
    }
    let bound =
        |number: usize| bounds.get(number).map(|bound| usize::try_from(to_int(bound)).unwrap_or(usize::MAX));
    let (start, end) = (bound(0).unwrap_or(0), bound(1).unwrap_or(items.len()));
    match items.get(start..end) {
        Some(items) => made(call, items),
        None => call.refuse("reflect.Value.Slice: slice index out of bounds"),
    }
}
