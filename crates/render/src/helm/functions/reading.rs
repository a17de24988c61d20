//! Times read by layouts.

use jiff::civil::{Date, DateTime, Time};

use super::layout::{Piece, pieces};
use super::moment::{MONTHS, Moment, WEEKDAYS};
use crate::helm::engine::quote as go_quote;

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
            // Without the rest: a part of a value is not known for one.
            format!("{}: cannot parse its rest as {}", head(), go_quote(wanted))
        })?;
    }
    if !rest.is_empty() {
        return Err(format!("parsing time {}: extra text", go_quote(text)));
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
            (Some(offset), Some(zone)) => Moment::in_zone(civil, offset, zone),
            (None, Some(zone)) => Moment::local(civil, &zone),
            (None, None) => Moment::utc(civil),
        })
    }
}
