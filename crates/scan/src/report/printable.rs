//! Text from outside, made harmless for a terminal.

/// Replaces what could move the cursor, change colours or reorder a line, one character for one, so that columns stay.
///
/// # Source
/// "Trojan Source" (CVE-2021-42574) for the bidirectional controls.
pub fn printable(text: &str) -> String {
    text.chars().map(|c| if is_harmless(c) { c } else { char::REPLACEMENT_CHARACTER }).collect()
}

fn is_harmless(c: char) -> bool {
    let reorders = matches!(c,
        '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    (!c.is_control() || c == '\t') && !reorders
}

#[cfg(test)]
mod tests {
    use super::printable;

    #[test]
    fn takes_the_power_from_escapes_and_leaves_the_rest() {
        assert_eq!(
            printable("a\u{1b}[31mb\r\n\u{202e}c 日本語\t"),
            "a\u{fffd}[31mb\u{fffd}\u{fffd}\u{fffd}c 日本語\t"
        );
    }
}
