//! Numbers in a row.

use super::args::int;
use super::{Call, Table};
use crate::Fault;
use crate::helm::value::Value;

pub(super) const TABLE: Table = &[("seq", seq), ("until", until), ("untilStep", until_step)];

/// Returns the numbers from `start` to before `end`; none where the step leads away, or nowhere.
fn numbers(call: &Call<'_>, start: i64, end: i64, step: i64) -> Result<Vec<i64>, Fault> {
    let distance = i128::from(end).saturating_sub(i128::from(start));
    if step == 0 || distance == 0 || (distance < 0) != (step < 0) {
        return Ok(Vec::new());
    }
    let step = i128::from(step);
    let count = distance.unsigned_abs().div_ceil(step.unsigned_abs());
    call.weigh(usize::try_from(count).unwrap_or(usize::MAX))?;
    let mut made = Vec::new();
    let mut next = Some(start);
    for _ in 0..count {
        let Some(number) = next else { break };
        made.push(number);
        next = i64::try_from(i128::from(number).saturating_add(step)).ok();
    }
    Ok(made)
}

fn list(numbers: Vec<i64>) -> Value {
    Value::list(numbers.into_iter().map(Value::Int).collect())
}

fn until(call: &Call<'_>, args: &[Value]) -> Result<Value, Fault> {
    let [end] = call.exactly(args)?;
    let end = int(end)?;
    numbers(call, 0, end, if end < 0 { -1 } else { 1 }).map(list)
}

fn until_step(call: &Call<'_>, args: &[Value]) -> Result<Value, Fault> {
    let [start, end, step] = call.exactly(args)?;
    numbers(call, int(start)?, int(end)?, int(step)?).map(list)
}

/// Writes numbers up to and with the last, as the program `seq` does.
fn seq(call: &Call<'_>, args: &[Value]) -> Result<Value, Fault> {
    let given: Result<Vec<i64>, Fault> = args.iter().map(int).collect();
    let (start, step, end) = match given?.as_slice() {
        [end] => (1, None, *end),
        [start, end] => (*start, None, *end),
        [start, step, end] => (*start, Some(*step), *end),
        _ => return Ok(Value::text("")),
    };
    let towards = if end < start { -1 } else { 1 };
    let numbers = numbers(call, start, end.saturating_add(towards), step.unwrap_or(towards))?;
    let mut text = String::new();
    for (at, number) in numbers.iter().enumerate() {
        // As many digits as a number can have, a sign and a blank.
        call.budget.make(21)?;
        text.push_str(if at > 0 { " " } else { "" });
        text.push_str(&number.to_string());
    }
    Ok(Value::text(text))
}
