//! Floats as Go writes them.

/// Returns the digits of the shortest decimal for a finite float, without a point, and the exponent of the first.
fn digits(number: f64) -> (String, i32) {
    let text = format!("{:e}", number.abs());
    let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    (digits.replace('.', ""), exponent.parse().unwrap_or(0))
}

/// Writes the digits with an exponent of two digits at least.
fn scientific(digits: &str, exponent: i32) -> String {
    let (first, rest) = digits.split_at_checked(1).unwrap_or((digits, ""));
    let point = if rest.is_empty() { "" } else { "." };
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{first}{point}{rest}e{sign}{:02}", exponent.unsigned_abs())
}

/// Writes a float as `strconv` does with the verb `g`: with an exponent from a million on.
pub(super) fn shortest(number: f64) -> String {
    if number.is_nan() {
        return ".nan".to_owned();
    }
    if number.is_infinite() {
        return if number > 0.0 { "+.inf" } else { "-.inf" }.to_owned();
    }
    let (digits, exponent) = digits(number);
    if number != 0.0 && !(-4..6).contains(&exponent) {
        let sign = if number.is_sign_negative() { "-" } else { "" };
        return format!("{sign}{}", scientific(&digits, exponent));
    }
    format!("{number}")
}

/// Writes a float as JSON of Go: with an exponent where there are more than 21 digits, or six noughts behind the point.
pub(super) fn json(number: f64) -> String {
    let (digits, exponent) = digits(number);
    if number == 0.0 || (-6..21).contains(&exponent) {
        return format!("{number}");
    }
    let sign = if number.is_sign_negative() { "-" } else { "" };
    format!("{sign}{}", scientific(&digits, exponent).replace("e-0", "e-"))
}
