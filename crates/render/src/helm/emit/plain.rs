//! Which texts YAML would take for something else, as Go's reader of YAML 1.1 does.

/// Words that are no texts; beside them are numbers, times and the sexagesimals of old.
const WORDS: &[&str] = &[
    "", "~", "null", "Null", "NULL", "true", "True", "TRUE", "false", "False", "FALSE", "y", "Y", "yes",
    "Yes", "YES", "n", "N", "no", "No", "NO", "on", "On", "ON", "off", "Off", "OFF", ".nan", ".NaN", ".NAN",
    ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF", "-.inf", "-.Inf", "-.INF",
];

/// Tells whether a reader takes an unquoted text for something else than a text.
pub(super) fn is_something_else(text: &str) -> bool {
    WORDS.contains(&text)
        || text.starts_with(|char: char| char.is_ascii_digit() || matches!(char, '+' | '-' | '.'))
            && (is_number(&text.replace('_', "")) || is_time(text) || is_sexagesimal(text))
}

fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let is_of = |digits: &str, base: u32| {
        !digits.is_empty()
            && u128::from_str_radix(digits, base).is_ok_and(|number| number <= u128::from(u64::MAX))
            && !digits.starts_with('+')
    };
    match digits.as_bytes() {
        [b'0', b'x' | b'X', ..] => digits.get(2..).is_some_and(|digits| is_of(digits, 16)),
        [b'0', b'o' | b'O', ..] => digits.get(2..).is_some_and(|digits| is_of(digits, 8)),
        [b'0', b'b' | b'B', ..] => digits.get(2..).is_some_and(|digits| is_of(digits, 2)),
        _ => is_float(digits) && text.parse::<f64>().is_ok_and(f64::is_finite),
    }
}

/// Tells whether digits, with a point or not, and an exponent or not, are all there is.
fn is_float(text: &str) -> bool {
    let (number, exponent) = match text.split_once(['e', 'E']) {
        Some((number, exponent)) => (number, Some(exponent.strip_prefix(['+', '-']).unwrap_or(exponent))),
        None => (text, None),
    };
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, behind) = number.split_once('.').unwrap_or((number, ""));
    is_digits(whole)
        && is_digits(behind)
        && !(whole.is_empty() && behind.is_empty())
        && exponent.is_none_or(|exponent| !exponent.is_empty() && is_digits(exponent))
}

/// Tells whether minutes and seconds below sixty follow a number.
fn is_sexagesimal(text: &str) -> bool {
    let text = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (text, behind) = text.split_once('.').unwrap_or((text, ""));
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'_');
    let mut parts = text.split(':');
    let is_first = parts
        .next()
        .is_some_and(|part| part.starts_with(|char: char| char.is_ascii_digit()) && is_digits(part));
    let mut count = 0_u32;
    let is_rest = parts.all(|part| {
        count = count.saturating_add(1);
        (1..=2).contains(&part.len())
            && part.bytes().all(|byte| byte.is_ascii_digit())
            && (part.len() == 1 || part < "6")
    });
    is_first && is_rest && count > 0 && is_digits(behind)
}

/// Tells whether it is a date, or a date and a time.
fn is_time(text: &str) -> bool {
    let (date, time) = match text.find(['T', 't', ' ']) {
        Some(at) => (text.get(..at).unwrap_or_default(), text.get(at..)),
        None => (text, None),
    };
    let mut parts = date.split('-');
    let (Some(year), Some(month), Some(day), None) = (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return false;
    };
    let is_date =
        year.len() == 4 && number(year).is_some_and(|_| is_day(number(year), number(month), number(day)));
    is_date && time.is_none_or(is_time_of_day)
}

/// Returns a number of up to four digits.
fn number(text: &str) -> Option<u32> {
    let is_digits = !text.is_empty() && text.len() <= 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_digits { text.parse().ok() } else { None }
}

fn is_day(year: Option<u32>, month: Option<u32>, day: Option<u32>) -> bool {
    let date = || -> Option<jiff::civil::Date> {
        let (year, month, day) =
            (i16::try_from(year?).ok()?, i8::try_from(month?).ok()?, i8::try_from(day?).ok()?);
        jiff::civil::Date::new(year, month, day).ok()
    };
    date().is_some()
}

/// Reads ` 15:4:5.9` or `T15:4:5.9Z`: only after a `T` there is a zone.
fn is_time_of_day(text: &str) -> bool {
    let Some((lead, rest)) = text.split_at_checked(1) else {
        return false;
    };
    let clock = if lead == " " {
        Some(rest)
    } else if let Some(clock) = rest.strip_suffix('Z') {
        Some(clock)
    } else {
        rest.len().checked_sub(6).and_then(|at| rest.split_at_checked(at)).and_then(|(clock, zone)| {
            let (hours, minutes) = zone.strip_prefix(['+', '-'])?.split_once(':')?;
            (number(hours)? <= 24 && number(minutes)? < 60).then_some(clock)
        })
    };
    let Some(clock) = clock else {
        return false;
    };
    let (clock, behind) = clock.split_once('.').unwrap_or((clock, "0"));
    let parts: Vec<Option<u32>> =
        clock.split(':').map(|part| number(part).filter(|_| part.len() <= 2)).collect();
    let is_digits = !behind.is_empty() && behind.bytes().all(|byte| byte.is_ascii_digit());
    is_digits && matches!(parts.as_slice(), [Some(0..=23), Some(0..=59), Some(0..=59)])
}
