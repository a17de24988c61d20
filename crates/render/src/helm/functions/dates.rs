//! Dates and durations. There is no clock: `now` is a placeholder, and what is made of it is unknown.

use std::rc::Rc;

use jiff::civil::{Date, DateTime, Time};

use super::args::text;
use super::moment::{LATEST_UNIX, Moment, moment};
use super::reading::parse;
use super::{Call, Table, durations, made};
use crate::Fault;
use crate::helm::engine::quote as go_quote;
use crate::helm::value::{Text, Value};

pub(super) const TABLE: Table = &[
    ("ago", ago),
    ("date", |call, args| {
        let [layout, time] = call.exactly(args)?;
        formatted(call, text(layout)?, &time_of(time), "Local")
    }),
    ("dateInZone", in_zone),
    ("dateModify", |call, args| modify(call, args, false)),
    ("date_in_zone", in_zone),
    ("date_modify", |call, args| modify(call, args, false)),
    made!("duration", duration),
    ("durationRound", round),
    ("htmlDate", |call, args| {
        let [time] = call.exactly(args)?;
        formatted(call, "2006-01-02", &time_of(time), "Local")
    }),
    ("htmlDateInZone", |call, args| {
        let [time, zone] = call.exactly(args)?;
        formatted(call, "2006-01-02", &time_of(time), text(zone)?)
    }),
    ("mustDateModify", |call, args| modify(call, args, true)),
    ("mustToDate", |call, args| to_date(call, args, true)),
    ("must_date_modify", |call, args| modify(call, args, true)),
    ("now", |call, args| {
        let [] = call.exactly(args)?;
        Ok(object(Moment::now()))
    }),
    ("toDate", |call, args| to_date(call, args, false)),
    ("unixEpoch", unix_epoch),
];

fn object(moment: Moment) -> Value {
    Value::Object(Rc::new(moment))
}

/// Makes the time of a TOML text.
pub(super) fn of_toml(read: toml::value::Datetime) -> Value {
    let date = read.date.and_then(|date| {
        Date::new(
            i16::try_from(date.year).ok()?,
            i8::try_from(date.month).ok()?,
            i8::try_from(date.day).ok()?,
        )
        .ok()
    });
    let time = read.time.and_then(|time| {
        let small = |part: u8| i8::try_from(part).ok();
        let (second, nanosecond) = (time.second.unwrap_or(0), time.nanosecond.unwrap_or(0));
        Time::new(small(time.hour)?, small(time.minute)?, small(second)?, i32::try_from(nanosecond).ok()?)
            .ok()
    });
    let civil =
        DateTime::from_parts(date.unwrap_or(Date::constant(0, 1, 1)), time.unwrap_or_else(Time::midnight));
    object(match (read.offset, read.date, read.time) {
        (Some(toml::value::Offset::Custom { minutes }), ..) => {
            Moment::at(civil, i64::from(minutes).saturating_mul(60))
        }
        (Some(toml::value::Offset::Z), ..) => Moment::utc(civil),
        (None, Some(_), Some(_)) => Moment::local(civil, "datetime-local"),
        (None, Some(_), None) => Moment::local(civil, "date-local"),
        (None, None, _) => Moment::local(civil, "time-local"),
    })
}

/// Returns the time that a value stands for: a whole number counts seconds, and what is no time is now.
fn time_of(value: &Value) -> Moment {
    match value {
        Value::Int(seconds) | Value::Int64(seconds) if (-62_167_219_200..=LATEST_UNIX).contains(seconds) => {
            Moment::of_unix(*seconds).unwrap_or_else(Moment::now)
        }
        value => moment(value).cloned().unwrap_or_else(Moment::now),
    }
}

/// Writes a time in a zone. None is known beside UTC, which stands for that of the machine as well.
fn formatted(call: &Call<'_>, layout: &str, time: &Moment, zone: &str) -> Result<Value, Fault> {
    // Each byte of a layout is a part at most, and a part has nine letters at most.
    call.budget.make(layout.len().saturating_mul(9))?;
    let made = time.to_utc().format(layout);
    let is_known = matches!(zone, "" | "UTC" | "Local" | "GMT" | "Etc/UTC");
    Ok(Value::Text(Text { unknown: time.is_unknown || !is_known, ..Text::new(made) }))
}

fn in_zone(call: &Call<'_>, args: &[Value]) -> Result<Value, Fault> {
    let [layout, time, zone] = call.exactly(args)?;
    formatted(call, text(layout)?, &time_of(time), text(zone)?)
}

fn wanted(value: &Value) -> Result<&Moment, Fault> {
    moment(value).ok_or_else(|| Fault::refused("wrong type for value; expected time.Time"))
}

fn modify(call: &Call<'_>, args: &[Value], is_strict: bool) -> Result<Value, Fault> {
    let [by, time] = call.exactly(args)?;
    let (by, time) = (text(by)?, wanted(time)?);
    match durations::parse(by) {
        Some(by) => Ok(object(time.plus(by))),
        None if is_strict => call.refuse(format_args!("time: invalid duration {}", go_quote(by))),
        None => Ok(object(time.clone())),
    }
}

fn to_date(call: &Call<'_>, args: &[Value], is_strict: bool) -> Result<Value, Fault> {
    let [layout, value] = call.exactly(args)?;
    let (layout, text) = (text(layout)?, text(value)?);
    call.budget.step((layout.len() as u64).saturating_add(text.len() as u64))?;
    let read = match parse(layout, text) {
        Ok(read) => read,
        Err(why) if is_strict => return call.refuse(why),
        Err(_) => Moment::zero(),
    };
    let mut made = read;
    made.is_unknown = value.is_unknown();
    Ok(object(made))
}

fn unix_epoch(call: &Call<'_>, args: &[Value]) -> Result<Value, Fault> {
    let [time] = call.exactly(args)?;
    let time = wanted(time)?;
    Ok(Value::Text(Text { unknown: time.is_unknown, ..Text::new(time.unix().to_string()) }))
}

/// How long ago something was, only a clock knows; but without a clock nothing is.
fn ago(call: &Call<'_>, args: &[Value]) -> Result<Value, Fault> {
    let [_] = call.exactly(args)?;
    Ok(Value::Text(Text::unknown("0s")))
}

fn duration(call: &Call<'_>, args: &[Value]) -> Result<Value, Fault> {
    let [value] = call.exactly(args)?;
    let seconds = match value {
        Value::Text(text) => text.text.parse().unwrap_or(0),
        Value::Int64(seconds) => *seconds,
        _ => 0,
    };
    call.text(durations::print(seconds.saturating_mul(1_000_000_000)))
}

fn round(call: &Call<'_>, args: &[Value]) -> Result<Value, Fault> {
    let [value] = call.exactly(args)?;
    let nanoseconds = match value {
        Value::Text(text) => durations::parse(&text.text).unwrap_or(0),
        Value::Int64(nanoseconds) => *nanoseconds,
        Value::Object(_) => return Ok(Value::Text(Text::unknown("0s"))),
        _ => 0,
    };
    let made = durations::round(nanoseconds);
    Ok(Value::Text(Text { unknown: value.is_unknown(), ..Text::new(made) }))
}
