//! Decimal arithmetic, so that a tenth and two tenths are three tenths.

/// A number: `digits` times ten to the power of `exponent`.
#[derive(Clone, Copy)]
pub(super) struct Decimal {
    digits: i128,
    exponent: i32,
}

/// The places behind the point that a division gives.
const PLACES: i32 = 16;

impl Decimal {
    /// Takes the shortest decimal that stands for the float; none for what is no number, or out of range.
    pub(super) fn of(number: f64) -> Option<Self> {
        let text = format!("{number:e}");
        let (digits, exponent) = text.split_once('e')?;
        let (whole, behind) = digits.split_once('.').unwrap_or((digits, ""));
        let places = i32::try_from(behind.len()).ok()?;
        let digits = format!("{whole}{behind}").parse().ok()?;
        Some(Self { digits, exponent: exponent.parse::<i32>().ok()?.checked_sub(places)? })
    }

    /// Returns the nearest float.
    pub(super) fn to_float(self) -> f64 {
        format!("{}e{}", self.digits, self.exponent).parse().unwrap_or(f64::NAN)
    }

    /// Brings both to the lower exponent.
    fn aligned(self, other: Self) -> Option<(i128, i128, i32)> {
        let exponent = self.exponent.min(other.exponent);
        let lift = |number: Self| -> Option<i128> {
            let power = u32::try_from(number.exponent.checked_sub(exponent)?).ok()?;
            number.digits.checked_mul(10_i128.checked_pow(power)?)
        };
        Some((lift(self)?, lift(other)?, exponent))
    }

    /// Adds; none where the digits do not fit.
    pub(super) fn add(self, other: Self) -> Option<Self> {
        let (left, right, exponent) = self.aligned(other)?;
        Some(Self { digits: left.checked_add(right)?, exponent })
    }

    /// Subtracts.
    pub(super) fn sub(self, other: Self) -> Option<Self> {
        self.add(Self { digits: other.digits.checked_neg()?, ..other })
    }

    /// Multiplies.
    pub(super) fn mul(self, other: Self) -> Option<Self> {
        let exponent = self.exponent.checked_add(other.exponent)?;
        Some(Self { digits: self.digits.checked_mul(other.digits)?, exponent })
    }

    /// Divides, rounding half away from nought at the last of 16 places.
    pub(super) fn div(self, other: Self) -> Option<Self> {
        let lift = self.exponent.checked_sub(other.exponent)?.checked_add(PLACES)?;
        let power = 10_i128.checked_pow(lift.unsigned_abs())?;
        let (upper, lower) = if lift >= 0 {
            (self.digits.checked_mul(power)?, other.digits)
        } else {
            (self.digits, other.digits.checked_mul(power)?)
        };
        let (whole, rest) = (upper.checked_div(lower)?, upper.checked_rem(lower)?);
        let is_more = rest.checked_mul(2)?.unsigned_abs() >= lower.unsigned_abs();
        let away = if (upper < 0) == (lower < 0) { 1 } else { -1 };
        let digits = if is_more { whole.checked_add(away)? } else { whole };
        Some(Self { digits, exponent: PLACES.checked_neg()? })
    }
}
