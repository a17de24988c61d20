//! Durations as Go writes them.

/// Returns the whole seconds of a duration such as `1h30m`, `300s` or `0`.
///
/// # Source
/// Go, `time.ParseDuration`: numbers with a unit, in any order; `0` needs none.
pub(crate) fn seconds(text: &str) -> Option<u64> {
    if text == "0" {
        return Some(0);
    }
    let mut total = 0_u64;
    let mut rest = text;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit())?;
        let number: u64 = rest.get(..digits)?.parse().ok()?;
        rest = rest.get(digits..)?;
        let end = rest.find(|c: char| c.is_ascii_digit()).unwrap_or(rest.len());
        let seconds = match rest.get(..end)? {
            "h" => number.checked_mul(3_600)?,
            "m" => number.checked_mul(60)?,
            "s" => number,
            // Less than a second is not nothing.
            "ms" | "us" | "µs" | "ns" => number.div_ceil(1_000_000_000),
            _ => return None,
        };
        total = total.checked_add(seconds)?;
        rest = rest.get(end..)?;
    }
    (!text.is_empty()).then_some(total)
}

#[cfg(test)]
mod tests {
    use super::seconds;

    #[test]
    fn reads_what_go_reads() {
        assert_eq!(seconds("1h30m"), Some(5_400));
        assert_eq!(seconds("0s"), Some(0));
        assert_eq!(seconds("0"), Some(0));
        assert_eq!(seconds("500ms"), Some(1));
        assert_eq!(seconds("90"), None);
        assert_eq!(seconds("soon"), None);
        assert_eq!(seconds("99999999999999999999h"), None);
        assert_eq!(seconds(""), None);
    }
}
