//! Times: Go's `time.Time`, written by layouts.

use std::any::Any;
use std::rc::Rc;

use jiff::SignedDuration;
use jiff::civil::{Date, DateTime, Weekday};

use super::Call;
use super::args::int;
use super::cast::to_int;
use super::layout::{Piece, pieces};
use crate::Fault;
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

    /// A time at a distance, in a zone of that name.
    pub(super) fn in_zone(civil: DateTime, offset: i64, zone: String) -> Self {
        Self { offset, zone: Some(zone), ..Self::utc(civil) }
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

    fn field(&self, _name: &str) -> Option<Value> {
        None
    }

    fn call(&self, call: &Call<'_>, args: &[Value]) -> Option<Result<Value, Fault>> {
        let name = call.name;
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
                |layout| {
                    // As for `date`.
                    call.budget.make(layout.len().saturating_mul(9))?;
                    Ok(self.text(self.format(layout)))
                },
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
