//! What plain scalars mean to Kustomize: YAML 1.2 words, the numbers of both versions, and dates.
//!
//! # Source
//! go-yaml v3, with which Kustomize reads and which differs from the parser of the cluster: `yes` is a text.

use std::rc::Rc;

use super::tree::Kind;

/// Returns what a plain scalar means.
pub(super) fn plain(text: &str) -> Kind {
    match text {
        "" => return Kind::Null { explicit: false },
        "~" | "null" | "Null" | "NULL" => return Kind::Null { explicit: true },
        "true" | "True" | "TRUE" => return Kind::Bool(true),
        "false" | "False" | "FALSE" => return Kind::Bool(false),
        _ => {}
    }
    let shown = if text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '.')) {
        whole(text).or_else(|| fraction(text)).or_else(|| date(text).map(|date| format!("\"{date}\"")))
    } else {
        None
    };
    match shown {
        Some(shown) => Kind::Typed { raw: text.into(), shown: shown.into() },
        None => Kind::Text(text.into()),
    }
}

/// Returns a date as it is printed, where a plain scalar is one.
pub(super) fn stamp(text: &str) -> Option<Kind> {
    let shown: Rc<str> = format!("\"{}\"", date(text)?).into();
    Some(Kind::Typed { raw: text.into(), shown })
}

/// Returns the truth value that YAML 1.1 takes a plain word for.
pub(super) fn word(text: &str) -> Option<bool> {
    match text {
        "y" | "Y" | "yes" | "Yes" | "YES" | "on" | "On" | "ON" => Some(true),
        "n" | "N" | "no" | "No" | "NO" | "off" | "Off" | "OFF" => Some(false),
        _ => None,
    }
}

fn whole(text: &str) -> Option<String> {
    let plain = text.replace('_', "");
    let digits = plain.strip_prefix(['+', '-']).unwrap_or(&plain);
    let (radix, body) = match digits.as_bytes() {
        [b'0', b'x' | b'X', ..] => (16, digits.get(2..)?),
        [b'0', b'b' | b'B', ..] => (2, digits.get(2..)?),
        [b'0', b'o' | b'O', ..] => (8, digits.get(2..)?),
        [b'0', _, ..] => (8, digits.get(1..)?),
        _ => (10, digits),
    };
    if body.is_empty() || !body.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return None;
    }
    let number = i128::from_str_radix(body, radix).ok()?;
    let number = if plain.starts_with('-') { number.checked_neg()? } else { number };
    (i128::from(i64::MIN)..=i128::from(u64::MAX)).contains(&number).then(|| number.to_string())
}

fn fraction(text: &str) -> Option<String> {
    let plain = text.replace('_', "");
    let looks = plain.bytes().any(|b| b.is_ascii_digit())
        && plain.bytes().all(|b| b.is_ascii_digit() || b"+-.eE".contains(&b));
    let number: f64 = plain.strip_prefix('+').unwrap_or(&plain).parse().ok().filter(|_| looks)?;
    if !number.is_finite() {
        return None;
    }
    if number == 0.0 {
        return Some("0".to_owned());
    }
    // Where Go begins to write exponents.
    let large = number.abs() >= 1e21 || number.abs() < 1e-6;
    Some(if large { format!("{number:e}") } else { number.to_string() })
}

/// A date without a time is midnight of it; with a time it stays as it is.
fn date(text: &str) -> Option<String> {
    let (day, rest) = text.split_at_checked(10)?;
    let has_form = |(place, byte): (usize, u8)| match place {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    };
    if !day.bytes().enumerate().all(has_form) {
        return None;
    }
    let month: u32 = day.get(5..7)?.parse().ok()?;
    let number: u32 = day.get(8..10)?.parse().ok()?;
    let days = match month {
        2 => 29,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    ((1..=days).contains(&number) && rest.is_empty()).then(|| format!("{day}T00:00:00Z"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_words_mean_what_kustomize_takes_them_for() {
        let shown = |text: &str| match plain(text) {
            Kind::Typed { shown, .. } => shown.to_string(),
            Kind::Text(text) => format!("text {text}"),
            other => format!("{other:?}"),
        };
        assert_eq!(shown("0777"), "511");
        assert_eq!(shown("1.0"), "1");
        assert_eq!(shown("1e3"), "1000");
        assert_eq!(shown("-0x10"), "-16");
        assert_eq!(shown("yes"), "text yes");
        assert_eq!(shown("1.2.3"), "text 1.2.3");
        assert_eq!(shown("2020-01-01"), "\"2020-01-01T00:00:00Z\"");
        assert_eq!(shown("2020-13-01"), "text 2020-13-01");
    }
}
