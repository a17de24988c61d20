//! Arithmetic of whole numbers and of floats.

use super::args::{int, text};
use super::cast::{to_float, to_int};
use super::decimal::Decimal;
use super::{Call, Table};
use crate::Fault;
use crate::helm::value::{Text, Value};

pub(super) const TABLE: Table = &[
    ("add", |call, args| whole(call, args, 0, Some(0), |sum, next| Ok(sum.wrapping_add(next)))),
    ("add1", |call, args| {
        let [value] = call.exactly(args)?;
        Ok(Value::Int64(to_int(value).wrapping_add(1)))
    }),
    ("sub", |call, args| {
        let [left, right] = call.exactly(args)?;
        Ok(Value::Int64(to_int(left).wrapping_sub(to_int(right))))
    }),
    ("div", |call, args| divided(call, args, i64::wrapping_div)),
    ("mod", |call, args| divided(call, args, i64::wrapping_rem)),
    ("mul", |call, args| whole(call, args, 1, None, |product, next| Ok(product.wrapping_mul(next)))),
    ("max", |call, args| whole(call, args, 1, None, |most, next| Ok(most.max(next)))),
    ("biggest", |call, args| whole(call, args, 1, None, |most, next| Ok(most.max(next)))),
    ("min", |call, args| whole(call, args, 1, None, |least, next| Ok(least.min(next)))),
    ("addf", |call, args| decimals(call, args, 0, Some(0.0), Decimal::add, |left, right| left + right)),
    ("add1f", |call, args| {
        let [value] = call.exactly(args)?;
        decimals(call, &[value.clone(), Value::Int(1)], 1, None, Decimal::add, |left, right| left + right)
    }),
    ("subf", |call, args| decimals(call, args, 1, None, Decimal::sub, |left, right| left - right)),
    ("mulf", |call, args| decimals(call, args, 1, None, Decimal::mul, |left, right| left * right)),
    ("divf", divided_floats),
    ("maxf", |call, args| floats(call, args, |most, next| if next.is_nan() { next } else { most.max(next) })),
    ("minf", |call, args| {
        floats(call, args, |least, next| if next.is_nan() { next } else { least.min(next) })
    }),
    ("floor", |call, args| float(call, args, f64::floor)),
    ("ceil", |call, args| float(call, args, f64::ceil)),
    ("round", round),
    ("int", |call, args| {
        let [value] = call.exactly(args)?;
        Ok(Value::Int(to_int(value)))
    }),
    ("int64", |call, args| {
        let [value] = call.exactly(args)?;
        Ok(Value::Int64(to_int(value)))
    }),
    ("float64", |call, args| float(call, args, |number| number)),
    ("atoi", atoi),
    ("toDecimal", to_decimal),
    ("randInt", random),
];

/// Folds whole numbers into one, `least` or more of them; from `start`, or from the first.
fn whole(
    call: &Call<'_>,
    args: &[Value],
    least: usize,
    start: Option<i64>,
    step: impl Fn(i64, i64) -> Result<i64, Fault>,
) -> Result<Value, Fault> {
    call.budget.step(args.len() as u64)?;
    let mut numbers = args.iter().map(to_int);
    let first = match start {
        Some(start) => start,
        None => numbers.next().map_or_else(|| call.at_least::<1>(args).map(|_| 0), Ok)?,
    };
    debug_assert!(least <= args.len() || start.is_some(), "the first was there");
    numbers.try_fold(first, step).map(Value::Int64)
}

fn divided(call: &Call<'_>, args: &[Value], by: fn(i64, i64) -> i64) -> Result<Value, Fault> {
    let [left, right] = call.exactly(args)?;
    match to_int(right) {
        0 => call.refuse("runtime error: integer divide by zero"),
        right => Ok(Value::Int64(by(to_int(left), right))),
    }
}

/// Folds floats as decimals, or as floats where they do not fit.
fn decimals(
    call: &Call<'_>,
    args: &[Value],
    least: usize,
    start: Option<f64>,
    exact: fn(Decimal, Decimal) -> Option<Decimal>,
    near: fn(f64, f64) -> f64,
) -> Result<Value, Fault> {
    call.budget.step(args.len() as u64)?;
    if args.len() < least {
        call.at_least::<1>(args)?;
    }
    let numbers = || start.into_iter().chain(args.iter().map(to_float));
    let decimals: Option<Vec<Decimal>> = numbers().map(Decimal::of).collect();
    let folded = decimals.and_then(|decimals| {
        let (first, rest) = decimals.split_first()?;
        rest.iter().try_fold(*first, |sum, next| exact(sum, *next))
    });
    Ok(Value::Float(match folded {
        Some(folded) => folded.to_float(),
        None => numbers().reduce(near).unwrap_or_default(),
    }))
}

fn divided_floats(call: &Call<'_>, args: &[Value]) -> Result<Value, Fault> {
    let ([_], divisors) = call.at_least(args)?;
    if divisors.iter().any(|divisor| to_float(divisor) == 0.0) {
        return call.refuse("decimal division by 0");
    }
    decimals(call, args, 1, None, Decimal::div, |left, right| left / right)
}

fn floats(call: &Call<'_>, args: &[Value], step: fn(f64, f64) -> f64) -> Result<Value, Fault> {
    let ([first], rest) = call.at_least(args)?;
    Ok(Value::Float(rest.iter().map(to_float).fold(to_float(first), step)))
}

fn float(call: &Call<'_>, args: &[Value], step: fn(f64) -> f64) -> Result<Value, Fault> {
    let [value] = call.exactly(args)?;
    Ok(Value::Float(step(to_float(value))))
}

/// Rounds at a place; up where what is behind it is `0.5` or the third argument. Below nought it is always down.
fn round(call: &Call<'_>, args: &[Value]) -> Result<Value, Fault> {
    let ([value, places], rest) = call.at_least(args)?;
    let places = i32::try_from(int(places)?).unwrap_or(i32::MAX);
    let up = rest.first().map_or(0.5, to_float);
    let power = 10_f64.powi(places);
    let moved = to_float(value) * power;
    let whole = if moved.fract() >= up { moved.ceil() } else { moved.floor() };
    Ok(Value::Float(whole / power))
}

/// Parses digits; what does not fit is the number next to it, and what is no number is nought.
fn atoi(call: &Call<'_>, args: &[Value]) -> Result<Value, Fault> {
    let [value] = call.exactly(args)?;
    Ok(Value::Int(digits(text(value)?, 10)))
}

fn digits(text: &str, base: u32) -> i64 {
    match i64::from_str_radix(text, base) {
        Ok(number) => number,
        Err(error) => match error.kind() {
            std::num::IntErrorKind::PosOverflow => i64::MAX,
            std::num::IntErrorKind::NegOverflow => i64::MIN,
            _ => 0,
        },
    }
}

/// Reads an octal number.
fn to_decimal(call: &Call<'_>, args: &[Value]) -> Result<Value, Fault> {
    let [value] = call.exactly(args)?;
    let text = call.print(value)?;
    // Unlike `atoi`, what does not fit is nought here.
    Ok(Value::Int64(i64::from_str_radix(&text, 8).unwrap_or(0)))
}

/// The least of the numbers, as a text: a number cannot be marked unknown, and arithmetic takes texts.
fn random(call: &Call<'_>, args: &[Value]) -> Result<Value, Fault> {
    let [least, end] = call.exactly(args)?;
    let (least, end) = (int(least)?, int(end)?);
    if least >= end {
        return call.refuse("invalid argument to Intn");
    }
    Ok(Value::Text(Text::unknown(least.to_string())))
}
