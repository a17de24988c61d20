//! Go's durations: counts of nanoseconds.

/// Nanoseconds in the units, longest first.
const UNITS: &[(&str, i128)] = &[
    ("h", 3_600_000_000_000),
    ("ms", 1_000_000),
    ("us", 1_000),
    ("µs", 1_000),
    ("μs", 1_000),
    ("ns", 1),
    ("m", 60_000_000_000),
    ("s", 1_000_000_000),
];

/// Parses such as `1h15m30.5s`.
pub(super) fn parse(text: &str) -> Option<i64> {
    let (is_negative, mut rest) = match text.strip_prefix(['-', '+']) {
        Some(rest) => (text.starts_with('-'), rest),
        None => (false, text),
    };
    if rest == "0" {
        return Some(0);
    }
    if rest.is_empty() {
        return None;
    }
    let mut total = 0_i128;
    while !rest.is_empty() {
        let end = rest.find(|char: char| !(char.is_ascii_digit() || char == '.'))?;
        let (number, after) = rest.split_at_checked(end)?;
        let (whole, behind) = number.split_once('.').unwrap_or((number, ""));
        if whole.is_empty() && behind.is_empty() || behind.contains('.') || whole.len() > 19 {
            return None;
        }
        let (unit, length) =
            UNITS.iter().find(|(unit, _)| after.starts_with(unit)).map(|(unit, length)| (unit, *length))?;
        rest = after.get(unit.len()..)?;
        // A unit ends where digits or a point begin.
        if rest.starts_with(|char: char| !(char.is_ascii_digit() || char == '.')) {
            return None;
        }
        let whole: i128 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
        let behind = behind.get(..behind.len().min(18))?;
        let part: i128 = if behind.is_empty() { 0 } else { behind.parse().ok()? };
        let scale = 10_i128.checked_pow(u32::try_from(behind.len()).ok()?)?;
        let part = part.checked_mul(length)?.checked_div(scale)?;
        total = total.checked_add(whole.checked_mul(length)?)?.checked_add(part)?;
    }
    i64::try_from(if is_negative { total.checked_neg()? } else { total }).ok()
}

/// Writes such as `1h15m30.5s`.
pub(super) fn print(nanoseconds: i64) -> String {
    if nanoseconds == 0 {
        return "0s".to_owned();
    }
    let sign = if nanoseconds < 0 { "-" } else { "" };
    let all = nanoseconds.unsigned_abs();
    let with = |unit: u64, name: &str| {
        let whole = all.checked_div(unit).unwrap_or(0);
        let rest = all.checked_rem(unit).unwrap_or(0);
        let width = unit.ilog10() as usize;
        format!("{sign}{whole}{}{name}", behind(rest, width))
    };
    match all {
        ..1_000 => format!("{sign}{all}ns"),
        1_000..1_000_000 => with(1_000, "µs"),
        1_000_000..1_000_000_000 => with(1_000_000, "ms"),
        _ => {
            let (seconds, rest) = (all / 1_000_000_000, all % 1_000_000_000);
            let (hours, minutes, seconds) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
            let seconds = format!("{seconds}{}s", behind(rest, 9));
            match (hours, minutes) {
                (0, 0) => format!("{sign}{seconds}"),
                (0, _) => format!("{sign}{minutes}m{seconds}"),
                _ => format!("{sign}{hours}h{minutes}m{seconds}"),
            }
        }
    }
}

/// Writes digits behind a point, without noughts at the end.
fn behind(rest: u64, width: usize) -> String {
    if rest == 0 { String::new() } else { format!(".{}", format!("{rest:0width$}").trim_end_matches('0')) }
}

/// Rounds to the largest unit, as people say how old something is.
pub(super) fn round(nanoseconds: i64) -> String {
    const HOUR: u64 = 3_600_000_000_000;
    let all = nanoseconds.unsigned_abs();
    let units = [
        (HOUR.saturating_mul(24 * 365), "y"),
        (HOUR.saturating_mul(24 * 30), "mo"),
        (HOUR.saturating_mul(24), "d"),
        (HOUR, "h"),
        (60_000_000_000, "m"),
        (1_000_000_000, "s"),
    ];
    units.iter().find(|(unit, _)| all > *unit).map_or_else(
        || "0s".to_owned(),
        |(unit, name)| format!("{}{name}", all.checked_div(*unit).unwrap_or(0)),
    )
}
