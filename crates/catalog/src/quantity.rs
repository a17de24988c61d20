//! Amounts of resources, as Kubernetes writes them.
//!
//! # Source
//! Kubernetes v1.37, `apimachinery/pkg/api/resource/quantity.go`: the grammar, the suffixes, rounding up below a nano,
//! and the cap at 2^63-1.

use sekimori_parse::kubernetes::Field;

/// An amount, counted in billionths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Quantity(i128);

const NANOS: i128 = 1_000_000_000;
const MAX: i128 = i64::MAX as i128 * NANOS;
/// No quantity that is meant is longer; Kubernetes itself has no bound.
const MAX_BYTES: usize = 128;

impl Quantity {
    pub(crate) const ZERO: Self = Self(0);
    pub(crate) const MEBIBYTE: Self = Self(1_048_576 * NANOS);

    /// Reads `1.5Gi`, `250m`, `1e3`; none where the text is no quantity.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        if text.len() > MAX_BYTES {
            return None;
        }
        let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
        let end = unsigned.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(unsigned.len());
        let (number, suffix) = unsigned.split_at(end);
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        if whole.len() + fraction.len() == 0 || fraction.contains('.') {
            return None;
        }
        let (factor, exponent) = factor(suffix)?;
        let digits = format!("{whole}{fraction}");
        let digits = digits.trim_start_matches('0');
        // 19 digits fit beside the largest factor, 2^60; what is cut off rounds up like all that is too small.
        let (kept, cut) = digits.split_at(digits.len().min(19));
        let mantissa: u128 = if kept.is_empty() { 0 } else { kept.parse().ok()? };
        let mantissa = mantissa + u128::from(cut.bytes().any(|digit| digit != b'0'));
        let places = |text: &str| i32::try_from(text.len()).ok();
        let power = exponent + places(cut)? - places(fraction)? + 9;
        let nanos = i128::try_from(scaled(mantissa * factor, power)).map_or(MAX, |nanos| nanos.min(MAX));
        Some(Self(if text.starts_with('-') { -nanos } else { nanos }))
    }

    /// Reads what stands at a field; none where nothing does, or no quantity.
    pub(crate) fn of(field: &Field<'_>) -> Option<Self> {
        Self::parse(field.text()?)
    }

    /// Tells whether it counts whole things, as bytes are.
    pub(crate) fn is_whole(self) -> bool {
        self.0 % NANOS == 0
    }
}

/// Returns `value` times ten to the `power`, rounded up.
fn scaled(value: u128, power: i32) -> u128 {
    let ten = 10_u128.checked_pow(power.unsigned_abs());
    match (value, power >= 0, ten) {
        (0, ..) => 0,
        (_, true, None) => u128::MAX,
        (_, true, Some(ten)) => value.saturating_mul(ten),
        (_, false, None) => 1,
        (_, false, Some(ten)) => value.div_ceil(ten),
    }
}

/// Returns the factor and the power of ten that a suffix stands for.
fn factor(suffix: &str) -> Option<(u128, i32)> {
    Some(match suffix {
        "" => (1, 0),
        "n" => (1, -9),
        "u" => (1, -6),
        "m" => (1, -3),
        "k" => (1, 3),
        "M" => (1, 6),
        "G" => (1, 9),
        "T" => (1, 12),
        "P" => (1, 15),
        "E" => (1, 18),
        "Ki" => (1 << 10, 0),
        "Mi" => (1 << 20, 0),
        "Gi" => (1 << 30, 0),
        "Ti" => (1 << 40, 0),
        "Pi" => (1 << 50, 0),
        "Ei" => (1 << 60, 0),
        exponent => {
            let digits = exponent.strip_prefix(['e', 'E'])?;
            let unsigned = digits.strip_prefix(['+', '-']).unwrap_or(digits);
            if unsigned.is_empty() || !unsigned.bytes().all(|byte| byte.is_ascii_digit()) {
                return None;
            }
            // Beyond 999 all is the cap or the smallest step.
            let size: i32 = unsigned.parse().map_or(999, |size: i32| size.min(999));
            (1, if digits.starts_with('-') { -size } else { size })
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<i128> {
        Quantity::parse(text).map(|quantity| quantity.0)
    }

    #[test]
    fn reads_what_kubernetes_reads() {
        for (text, nanos) in [
            ("0", 0),
            ("1", NANOS),
            ("+1.", NANOS),
            (".5", NANOS / 2),
            ("0.100", NANOS / 10),
            ("100m", NANOS / 10),
            ("-1", -NANOS),
            ("1n", 1),
            ("0.1n", 1),
            ("1k", 1_000 * NANOS),
            ("1e3", 1_000 * NANOS),
            ("1E-3", NANOS / 1_000),
            ("1Ki", 1_024 * NANOS),
            ("1.5Gi", 1_610_612_736 * NANOS),
            ("1E", 1_000_000_000_000_000_000 * NANOS),
            ("7Ei", (7 << 60) * NANOS),
            ("9Ei", MAX),
            ("1e999999999999", MAX),
            ("0e999", 0),
            ("1e-999", 1),
            ("99999999999999999999999999", MAX),
            ("0.00000000000000000000000000001", 1),
        ] {
            assert_eq!(read(text), Some(nanos), "{text}");
        }
        assert_eq!(read("0.1"), read("100m"));
        assert!(Quantity::parse("500m").is_some_and(|half| !half.is_whole()));
    }

    #[test]
    fn refuses_what_is_no_quantity() {
        let words =
            ["", "m", "-", ".", "1.2.3", "1 Gi", "1GB", "1gi", "512K", "1e", "1e+", "0x10", "true", "½"];
        for text in words {
            assert_eq!(read(text), None, "{text:?}");
        }
        assert_eq!(read(&"1".repeat(129)), None);
    }
}
