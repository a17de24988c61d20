//! What a scalar means to kubectl: the YAML 1.1 words that its parser still knows.
//!
//! # Source
//! sigs.k8s.io/yaml, which kubectl and every controller use, resolves plain scalars as go-yaml v2 does: `yes`, `on`
//! and `y` are true, `0777` and `0o777` are octal. A scanner that took `privileged: yes` for a text would be
//! blind.

/// How a scalar was written, as far as it decides its type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// Without quotes.
    Plain,
    /// Quoted, or a block scalar.
    Quoted,
    /// Tagged as a text, or with a tag that nobody knows.
    Text,
    /// Tagged `!!bool`, `!!int` or `!!float`: quotes do not matter.
    Tagged,
}

/// The value of a scalar.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Scalar<'a> {
    /// Nothing.
    Null,
    /// A truth value.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A number that is not whole, or not in the range of 64 bits.
    Float(f64),
    /// A text.
    Str(&'a str),
}

pub(super) fn resolve(text: &str, style: Style) -> Scalar<'_> {
    if matches!(style, Style::Quoted | Style::Text) {
        return Scalar::Str(text);
    }
    // Most plain scalars are words; the first byte tells which of them can be anything else.
    match text.as_bytes().first() {
        None | Some(b'~' | b'n' | b'N' | b'y' | b'Y' | b't' | b'T' | b'f' | b'F' | b'o' | b'O') => word(text),
        Some(b'0'..=b'9' | b'+' | b'-' | b'.') => number(text),
        Some(_) => Scalar::Str(text),
    }
}

/// Tells whether a plain scalar means nothing.
pub(crate) fn is_null_word(text: &str) -> bool {
    resolve(text, Style::Plain) == Scalar::Null
}

/// Tells whether a plain scalar is a text.
pub(crate) fn is_plain_text(text: &str) -> bool {
    matches!(resolve(text, Style::Plain), Scalar::Str(_))
}

fn word(text: &str) -> Scalar<'_> {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Scalar::Null,
        "y" | "Y" | "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "on" | "On" | "ON" => {
            Scalar::Bool(true)
        }
        "n" | "N" | "no" | "No" | "NO" | "false" | "False" | "FALSE" | "off" | "Off" | "OFF" => {
            Scalar::Bool(false)
        }
        _ => Scalar::Str(text),
    }
}

fn number(text: &str) -> Scalar<'_> {
    let (negative, digits) = match text.as_bytes().first() {
        Some(b'-') => (true, text.get(1..).unwrap_or_default()),
        Some(b'+') => (false, text.get(1..).unwrap_or_default()),
        _ => (false, text),
    };
    let plain: String = digits.chars().filter(|c| *c != '_').collect();
    let (radix, body) = match plain.get(..2) {
        Some("0x" | "0X") => (16, plain.get(2..).unwrap_or_default()),
        Some("0b" | "0B") => (2, plain.get(2..).unwrap_or_default()),
        Some("0o" | "0O") => (8, plain.get(2..).unwrap_or_default()),
        Some(two) if two.starts_with('0') && two.as_bytes().get(1).is_some_and(u8::is_ascii_digit) => {
            (8, plain.get(1..).unwrap_or_default())
        }
        _ => (10, plain.as_str()),
    };
    if body.bytes().all(|b| b.is_ascii_alphanumeric())
        && let Ok(value) = i128::from_str_radix(body, radix)
    {
        let value = if negative { value.saturating_neg() } else { value };
        if let Ok(value) = i64::try_from(value) {
            return Scalar::Int(value);
        }
    }
    let looks_like_a_float = text.bytes().all(|b| b.is_ascii_digit() || b"+-._eE".contains(&b))
        && text.bytes().any(|b| b.is_ascii_digit());
    match plain.parse::<f64>() {
        Ok(value) if looks_like_a_float => float(if negative { -value } else { value }),
        _ => Scalar::Str(text),
    }
}

/// A whole number in a float's clothes is one: kubectl writes `0.0` as `0` when it makes JSON of it.
#[expect(clippy::cast_possible_truncation, reason = "the range is asked for first")]
fn float<'a>(value: f64) -> Scalar<'a> {
    // 2^53: beyond it a float cannot tell whole numbers apart.
    let is_whole = value.fract() == 0.0 && value.abs() <= 9_007_199_254_740_992.0;
    if is_whole { Scalar::Int(value as i64) } else { Scalar::Float(value) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_words_mean_what_kubectl_takes_them_for() {
        let cases = [
            ("yes", Scalar::Bool(true)),
            ("On", Scalar::Bool(true)),
            ("n", Scalar::Bool(false)),
            ("true", Scalar::Bool(true)),
            ("tRue", Scalar::Str("tRue")),
            ("", Scalar::Null),
            ("~", Scalar::Null),
            ("0", Scalar::Int(0)),
            ("-0", Scalar::Int(0)),
            ("00", Scalar::Int(0)),
            ("0x0", Scalar::Int(0)),
            ("0o17", Scalar::Int(15)),
            ("0400", Scalar::Int(256)),
            ("1_000", Scalar::Int(1000)),
            ("+5", Scalar::Int(5)),
            ("0.0", Scalar::Int(0)),
            ("-0.0", Scalar::Int(0)),
            (".0", Scalar::Int(0)),
            ("8e1", Scalar::Int(80)),
            ("0.5", Scalar::Float(0.5)),
            ("1e3", Scalar::Int(1000)),
            ("1.2.3", Scalar::Str("1.2.3")),
            ("-", Scalar::Str("-")),
            ("10Mi", Scalar::Str("10Mi")),
            ("host", Scalar::Str("host")),
        ];
        for (text, expected) in cases {
            assert_eq!(resolve(text, Style::Plain), expected, "{text}");
        }
    }

    #[test]
    fn quotes_make_a_text_and_tags_undo_them() {
        assert_eq!(resolve("true", Style::Text), Scalar::Str("true"));
        assert_eq!(resolve("true", Style::Tagged), Scalar::Bool(true));
    }
}
