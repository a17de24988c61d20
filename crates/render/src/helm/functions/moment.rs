//! Times: Go's `time.Time`, written and read by layouts.

use std::any::Any;
use std::rc::Rc;

use jiff::SignedDuration;
use jiff::civil::{Date, DateTime, Time, Weekday};

use super::args::int;
use super::cast::to_int;
use super::layout::{Piece, pieces};
use crate::Fault;
use crate::helm::engine::quote as go_quote;
use crate::helm::value::{Object, Text, Value};

/// A time at some distance from UTC.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Moment {
    civil: DateTime,
    /// Seconds east of UTC.
    offset: i64,
    zone: Option<String>,
    /// Whether it is the placeholder of a clock.
    pub(super) is_unknown: bool,
}

pub(super) const LATEST_UNIX: i64 = 253_402_300_799;

impl Moment {
    pub(super) fn utc(civil: DateTime) -> Self {
        Self { civil, offset: 0, zone: Some("UTC".to_owned()), is_unknown: false }
    }

    /// A date and a time that have no zone.
    pub(super) fn local(civil: DateTime, zone: &str) -> Self {
        Self { zone: Some(zone.to_owned()), ..Self::utc(civil) }
    }

    /// A time at a distance.
    pub(super) fn at(civil: DateTime, offset: i64) -> Self {
        Self { offset, zone: (offset == 0).then(|| "UTC".to_owned()), ..Self::utc(civil) }
    }

    /// What stands for the time of a clock.
    pub(super) fn now() -> Self {
        Self { is_unknown: true, ..Self::utc(DateTime::constant(2000, 1, 1, 0, 0, 0, 0)) }
    }

    /// Go's time before all others.
    pub(super) fn zero() -> Self {
        Self::utc(DateTime::constant(1, 1, 1, 0, 0, 0, 0))
    }

    /// The time so many seconds after 1970.
    pub(super) fn of_unix(seconds: i64) -> Option<Self> {
        let epoch = DateTime::constant(1970, 1, 1, 0, 0, 0, 0);
        epoch.checked_add(SignedDuration::from_secs(seconds)).ok().map(Self::utc)
    }

    pub(super) fn unix(&self) -> i64 {
        let epoch = DateTime::constant(1970, 1, 1, 0, 0, 0, 0);
        let since = self.civil.duration_since(epoch);
        // Whole seconds below: what is left is never negative in Go.
        let whole = since.as_secs().saturating_sub(i64::from(since.subsec_nanos() < 0));
        whole.saturating_sub(self.offset)
    }

    fn nanoseconds(&self) -> i128 {
        let fraction = i128::from(self.civil.subsec_nanosecond());
        i128::from(self.unix()).saturating_mul(1_000_000_000).saturating_add(fraction)
    }

    /// Returns the same time in UTC.
    pub(super) fn to_utc(&self) -> Self {
        let civil = self.civil.checked_sub(SignedDuration::from_secs(self.offset)).unwrap_or(self.civil);
        Self { is_unknown: self.is_unknown, ..Self::utc(civil) }
    }

    /// Returns the time some nanoseconds later; itself where that is out of range.
    pub(super) fn plus(&self, nanoseconds: i64) -> Self {
        let civil = self.civil.checked_add(SignedDuration::from_nanos(nanoseconds)).unwrap_or(self.civil);
        Self { civil, ..self.clone() }
    }

    pub(super) fn nanoseconds_since(&self, other: &Self) -> i64 {
        let distance = self.nanoseconds().saturating_sub(other.nanoseconds());
        i64::try_from(distance).unwrap_or(if distance < 0 { i64::MIN } else { i64::MAX })
    }

    fn offset_text(&self, colon: &str, seconds: bool) -> String {
        let sign = if self.offset < 0 { '-' } else { '+' };
        let all = self.offset.unsigned_abs();
        let (hours, minutes, rest) = (all / 3600, all / 60 % 60, all % 60);
        let tail = if seconds { format!("{colon}{rest:02}") } else { String::new() };
        format!("{sign}{hours:02}{colon}{minutes:02}{tail}")
    }

    /// Writes the time as a layout says.
    pub(super) fn format(&self, layout: &str) -> String {
        let mut made = String::new();
        for piece in pieces(layout) {
            match piece {
                Piece::Literal(text) => made.push_str(text),
                Piece::Part(part) => made.push_str(&self.part(part)),
            }
        }
        made
    }

    fn part(&self, part: &str) -> String {
        let time = self.civil;
        let (hour, year) = (time.hour(), i32::from(time.year()));
        let twelve = match hour % 12 {
            0 => 12,
            hour => hour,
        };
        let short = |name: &str| name.get(..3).unwrap_or(name).to_owned();
        match part {
            "January" => month(time.month()).to_owned(),
            "Jan" => short(month(time.month())),
            "1" => time.month().to_string(),
            "01" => format!("{:02}", time.month()),
            "Monday" => weekday(time.weekday()).to_owned(),
            "Mon" => short(weekday(time.weekday())),
            "2" => time.day().to_string(),
            "_2" => format!("{:2}", time.day()),
            "02" => format!("{:02}", time.day()),
            "__2" => format!("{:3}", time.day_of_year()),
            "002" => format!("{:03}", time.day_of_year()),
            "15" => format!("{hour:02}"),
            "3" => twelve.to_string(),
            "03" => format!("{twelve:02}"),
            "4" => time.minute().to_string(),
            "04" => format!("{:02}", time.minute()),
            "5" => time.second().to_string(),
            "05" => format!("{:02}", time.second()),
            "06" => format!("{:02}", year.rem_euclid(100)),
            "2006" => format!("{year:04}"),
            "PM" => if hour >= 12 { "PM" } else { "AM" }.to_owned(),
            "pm" => if hour >= 12 { "pm" } else { "am" }.to_owned(),
            "MST" => self.zone.clone().unwrap_or_else(|| self.offset_text("", false)),
            part if part.starts_with('Z') && self.offset == 0 => "Z".to_owned(),
            "Z07" | "-07" => self.offset_text("", false).get(..3).unwrap_or_default().to_owned(),
            "Z0700" | "-0700" => self.offset_text("", false),
            "Z07:00" | "-07:00" => self.offset_text(":", false),
            "Z070000" | "-070000" => self.offset_text("", true),
            "Z07:00:00" | "-07:00:00" => self.offset_text(":", true),
            fraction => self.fraction(fraction),
        }
    }

    /// Writes a fraction of a second, of as many digits as the layout has; noughts stay, nines leave them out.
    fn fraction(&self, part: &str) -> String {
        let all = format!("{:09}", self.civil.subsec_nanosecond());
        let (mark, digits) = part.split_at_checked(1).unwrap_or(("", part));
        let kept = all.get(..digits.len().min(9)).unwrap_or(&all);
        if digits.starts_with('0') {
            return format!("{mark}{kept}");
        }
        match kept.trim_end_matches('0') {
            "" => String::new(),
            kept => format!("{mark}{kept}"),
        }
    }

    fn text(&self, text: String) -> Value {
        Value::Text(Text { unknown: self.is_unknown, ..Text::new(text) })
    }
}

pub(super) const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

pub(super) const WEEKDAYS: [&str; 7] =
    ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

fn month(number: i8) -> &'static str {
    let index = usize::try_from(number).unwrap_or(1).saturating_sub(1);
    MONTHS.get(index).copied().unwrap_or_default()
}

fn weekday(day: Weekday) -> &'static str {
    let index = usize::try_from(day.to_monday_zero_offset()).unwrap_or(0);
    WEEKDAYS.get(index).copied().unwrap_or_default()
}

/// Takes a time.
pub(super) fn moment(value: &Value) -> Option<&Moment> {
    let Value::Object(object) = value else {
        return None;
    };
    object.as_any()?.downcast_ref()
}

fn other(args: &[Value]) -> Result<&Moment, Fault> {
    args.first().and_then(moment).ok_or_else(|| Fault::refused("wrong type for value; expected time.Time"))
}

impl Object for Moment {
    fn type_name(&self) -> &'static str {
        "time.Time"
    }

    fn field(&self, name: &str) -> Option<Value> {
        self.call(name, &[]).and_then(Result::ok)
    }

    fn call(&self, name: &str, args: &[Value]) -> Option<Result<Value, Fault>> {
        let time = self.civil;
        let whole = |number: i64| Ok(Value::Int(number));
        Some(match name {
            "Year" => whole(time.year().into()),
            "Month" => Ok(self.text(month(time.month()).to_owned())),
            "Weekday" => Ok(self.text(weekday(time.weekday()).to_owned())),
            "Day" => whole(time.day().into()),
            "Hour" => whole(time.hour().into()),
            "Minute" => whole(time.minute().into()),
            "Second" => whole(time.second().into()),
            "Nanosecond" => whole(time.subsec_nanosecond().into()),
            "YearDay" => whole(time.day_of_year().into()),
            "Unix" => Ok(Value::Int64(self.unix())),
            "UnixMilli" => {
                Ok(Value::Int64(i64::try_from(self.nanoseconds().div_euclid(1_000_000)).unwrap_or(0)))
            }
            "UnixMicro" => Ok(Value::Int64(i64::try_from(self.nanoseconds().div_euclid(1_000)).unwrap_or(0))),
            "UnixNano" => Ok(Value::Int64(i64::try_from(self.nanoseconds()).unwrap_or(0))),
            "IsZero" => Ok(Value::Bool(self.unix() == Self::zero().unix())),
            "UTC" | "Local" => Ok(Value::Object(Rc::new(self.to_utc()))),
            "Location" => Ok(self.text(self.zone.clone().unwrap_or_default())),
            "String" => Ok(self.text(self.print())),
            "MarshalText" => Ok(self.text(self.format("2006-01-02T15:04:05.999999999Z07:00"))),
            "Format" => args.first().and_then(Value::as_str).map_or_else(
                || Err(Fault::refused("wrong number of args for Format: want 1 got 0")),
                |layout| Ok(self.text(self.format(layout))),
            ),
            "Add" => Ok(Value::Object(Rc::new(self.plus(args.first().map_or(0, to_int))))),
            "AddDate" => self.add_date(args),
            "Sub" => other(args).map(|other| {
                let text = super::durations::print(self.nanoseconds_since(other));
                let unknown = self.is_unknown || other.is_unknown;
                Value::Text(Text { unknown, ..Text::new(text) })
            }),
            "Before" => other(args).map(|other| Value::Bool(self.nanoseconds() < other.nanoseconds())),
            "After" => other(args).map(|other| Value::Bool(self.nanoseconds() > other.nanoseconds())),
            "Equal" => other(args).map(|other| Value::Bool(self.nanoseconds() == other.nanoseconds())),
            _ => return None,
        })
    }

    fn print(&self) -> String {
        self.format("2006-01-02 15:04:05.999999999 -0700 MST")
    }

    fn is_unknown(&self) -> bool {
        self.is_unknown
    }

    fn as_any(&self) -> Option<&dyn Any> {
        Some(self)
    }
}

impl Moment {
    /// Adds years, months and days; a day that a month does not have is one of the next month.
    fn add_date(&self, args: &[Value]) -> Result<Value, Fault> {
        let [years, months, days] = args else {
            return Err(Fault::refused(format!(
                "wrong number of args for AddDate: want 3 got {}",
                args.len()
            )));
        };
        let (years, months, days) = (int(years)?, int(months)?, int(days)?);
        let added = || -> Option<DateTime> {
            let months = months.checked_add(i64::from(self.civil.month()))?.checked_sub(1)?;
            let year = i64::from(self.civil.year()).checked_add(years)?.checked_add(months.div_euclid(12))?;
            let month = months.rem_euclid(12).checked_add(1)?;
            let first = Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, 1).ok()?;
            let days = days.checked_add(i64::from(self.civil.day()))?.checked_sub(1)?;
            let date = first.checked_add(SignedDuration::from_secs(days.checked_mul(86_400)?)).ok()?;
            Some(DateTime::from_parts(date, self.civil.time()))
        };
        let civil = added().unwrap_or(self.civil);
        Ok(Value::Object(Rc::new(Self { civil, ..self.clone() })))
    }
}

/// What has been read of a time.
struct Reading {
    year: i16,
    month: Option<i8>,
    day: Option<i8>,
    day_of_year: Option<i16>,
    hour: i8,
    minute: i8,
    second: i8,
    nanosecond: i32,
    is_afternoon: Option<bool>,
    offset: Option<i64>,
    zone: Option<String>,
}

/// Reads a time as a layout says.
///
/// # Errors
/// What could not be read, as Go says it.
pub(super) fn parse(layout: &str, text: &str) -> Result<Moment, String> {
    let mut reading = Reading {
        year: 0,
        month: None,
        day: None,
        day_of_year: None,
        hour: 0,
        minute: 0,
        second: 0,
        nanosecond: 0,
        is_afternoon: None,
        offset: None,
        zone: None,
    };
    let mut rest = text;
    let head = || format!("parsing time {} as {}", go_quote(text), go_quote(layout));
    let pieces = pieces(layout);
    for (number, piece) in pieces.iter().enumerate() {
        let next = pieces.get(number.saturating_add(1));
        let has_fraction = matches!(next, Some(Piece::Part(part)) if part.starts_with(['.', ',']));
        rest = match piece {
            Piece::Literal(literal) => skip(literal, rest),
            Piece::Part(part) => reading.read(part, rest, has_fraction),
        }
        .ok_or_else(|| {
            let (Piece::Literal(wanted) | Piece::Part(wanted)) = piece;
            format!("{}: cannot parse {} as {}", head(), go_quote(rest), go_quote(wanted))
        })?;
    }
    if !rest.is_empty() {
        return Err(format!("parsing time {}: extra text: {}", go_quote(text), go_quote(rest)));
    }
    reading.finish().map_err(|what| format!("parsing time {}: {what} out of range", go_quote(text)))
}

/// Reads what stands as it is; a space stands for any number of them.
fn skip<'t>(literal: &str, text: &'t str) -> Option<&'t str> {
    let mut rest = text;
    for char in literal.chars() {
        rest = if char == ' ' {
            let after = rest.trim_start_matches(' ');
            if after.len() == rest.len() && !rest.is_empty() {
                return None;
            }
            after
        } else {
            rest.strip_prefix(char)?
        };
    }
    Some(rest)
}

/// Reads a number of some digits.
fn digits(text: &str, least: usize, most: usize) -> Option<(i32, &str)> {
    let count = text.bytes().take(most).take_while(u8::is_ascii_digit).count();
    if count < least {
        return None;
    }
    let (digits, rest) = text.split_at_checked(count)?;
    Some((digits.parse().ok()?, rest))
}

/// Reads a name, in whatever case.
fn name<'t>(text: &'t str, names: &[&str], is_short: bool) -> Option<(i8, &'t str)> {
    names.iter().enumerate().find_map(|(number, name)| {
        let name = if is_short { name.get(..3)? } else { name };
        let (head, rest) = text.split_at_checked(name.len())?;
        head.eq_ignore_ascii_case(name).then_some((i8::try_from(number).ok()?, rest))
    })
}

impl Reading {
    fn read<'t>(&mut self, part: &str, text: &'t str, has_fraction: bool) -> Option<&'t str> {
        let small = |(number, rest): (i32, &'t str)| Some((i8::try_from(number).ok()?, rest));
        match part {
            "2006" => {
                let (year, rest) = digits(text, 4, 4)?;
                self.year = i16::try_from(year).ok()?;
                Some(rest)
            }
            "06" => {
                let (year, rest) = digits(text, 2, 2)?;
                let century = if year >= 69 { 1900 } else { 2000 };
                self.year = i16::try_from(year.checked_add(century)?).ok()?;
                Some(rest)
            }
            "January" | "Jan" => {
                let (month, rest) = name(text, &MONTHS, part == "Jan")?;
                self.month = Some(month.checked_add(1)?);
                Some(rest)
            }
            "Monday" | "Mon" => name(text, &WEEKDAYS, part == "Mon").map(|(_, rest)| rest),
            "1" | "01" => {
                let (month, rest) = small(digits(text, part.len(), 2)?)?;
                self.month = Some(month);
                Some(rest)
            }
            "2" | "_2" | "02" => {
                let text = if part == "_2" { text.strip_prefix(' ').unwrap_or(text) } else { text };
                let (day, rest) = small(digits(text, if part == "02" { 2 } else { 1 }, 2)?)?;
                self.day = Some(day);
                Some(rest)
            }
            "002" | "__2" => {
                let text = if part == "__2" { text.trim_start_matches(' ') } else { text };
                let (day, rest) = digits(text, if part == "002" { 3 } else { 1 }, 3)?;
                self.day_of_year = Some(i16::try_from(day).ok()?);
                Some(rest)
            }
            "15" | "3" | "03" => {
                let (hour, rest) = small(digits(text, if part == "3" { 1 } else { 2 }, 2)?)?;
                self.hour = hour;
                Some(rest)
            }
            "4" | "04" => {
                let (minute, rest) = small(digits(text, part.len(), 2)?)?;
                self.minute = minute;
                Some(rest)
            }
            "5" | "05" => {
                let (second, rest) = small(digits(text, part.len(), 2)?)?;
                self.second = second;
                // A fraction is read even where the layout has none.
                if has_fraction { Some(rest) } else { self.fraction(rest).or(Some(rest)) }
            }
            "PM" | "pm" => {
                let (half, rest) = text.split_at_checked(2)?;
                self.is_afternoon = Some(match half {
                    "PM" | "pm" => true,
                    "AM" | "am" => false,
                    _ => return None,
                });
                Some(rest)
            }
            "MST" => {
                let count = text.bytes().take_while(u8::is_ascii_uppercase).count();
                let (zone, rest) =
                    text.split_at_checked(count).filter(|(zone, _)| (3..=5).contains(&zone.len()))?;
                self.zone = Some(zone.to_owned());
                Some(rest)
            }
            part if part.starts_with(['.', ',']) => {
                let read = self.fraction(text);
                if part.contains('9') { read.or(Some(text)) } else { read }
            }
            part => {
                if let (true, Some(rest)) = (part.starts_with('Z'), text.strip_prefix('Z')) {
                    self.offset = Some(0);
                    return Some(rest);
                }
                self.distance(part.get(1..)?, text)
            }
        }
    }

    fn fraction<'t>(&mut self, text: &'t str) -> Option<&'t str> {
        let digits = text.strip_prefix(['.', ','])?;
        let count = digits.bytes().take_while(u8::is_ascii_digit).count();
        let (digits, rest) = digits.split_at_checked(count).filter(|(digits, _)| !digits.is_empty())?;
        self.nanosecond = format!("{:0<9}", digits.get(..9).unwrap_or(digits)).parse().ok()?;
        Some(rest)
    }

    /// Reads a distance from UTC of the shape `07`, `0700`, `07:00` and so on.
    fn distance<'t>(&mut self, shape: &str, text: &'t str) -> Option<&'t str> {
        let sign = match text.chars().next()? {
            '+' => 1,
            '-' => -1,
            _ => return None,
        };
        let mut rest = text.get(1..)?;
        let mut seconds = 0_i64;
        for (number, unit) in [3600_i64, 60, 1].into_iter().take(shape.replace(':', "").len() / 2).enumerate()
        {
            if number > 0 && shape.contains(':') {
                rest = rest.strip_prefix(':')?;
            }
            let (number, after) = digits(rest, 2, 2)?;
            seconds = seconds.checked_add(i64::from(number).checked_mul(unit)?)?;
            rest = after;
        }
        self.offset = seconds.checked_mul(sign);
        Some(rest)
    }

    fn finish(self) -> Result<Moment, &'static str> {
        let hour = match (self.is_afternoon, self.hour) {
            (Some(false), 12) => 0,
            (Some(true), hour) if hour < 12 => hour.saturating_add(12),
            (_, hour) => hour,
        };
        let month = self.month.unwrap_or(1);
        if !(1..=12).contains(&month) {
            return Err("month");
        }
        let date = match (self.day_of_year, self.month, self.day) {
            (Some(day), None, None) => {
                let first = Date::new(self.year, 1, 1).map_err(|_| "year")?;
                first.with().day_of_year(day).build().map_err(|_| "day-of-year")?
            }
            (_, _, day) => Date::new(self.year, month, day.unwrap_or(1)).map_err(|_| "day")?,
        };
        if !(0..24).contains(&hour) {
            return Err("hour");
        }
        if !(0..60).contains(&self.minute) {
            return Err("minute");
        }
        let time = Time::new(hour, self.minute, self.second, self.nanosecond).map_err(|_| "second")?;
        let civil = DateTime::from_parts(date, time);
        Ok(match (self.offset, self.zone) {
            (Some(offset), None) => Moment::at(civil, offset),
            (Some(offset), Some(zone)) => Moment { zone: Some(zone), ..Moment::at(civil, offset) },
            (None, Some(zone)) => Moment::local(civil, &zone),
            (None, None) => Moment::utc(civil),
        })
    }
}
