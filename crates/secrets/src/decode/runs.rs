//! Runs of the letters that base64 and hexadecimal are written in.

use std::ops::Range;

/// The fewest letters of a run that can hold a secret: what is decoded of fewer is too short for any keyword and value.
pub(crate) const LEAST: usize = 20;

/// Both alphabets of base64.
const LETTER: u8 = 1;
/// Digits of hexadecimal numbers.
const DIGIT: u8 = 2;
/// Only in the standard alphabet, and only in that of URLs.
const STANDARD: u8 = 4;
const URL: u8 = 8;

static CLASSES: [u8; 256] = classes();

const fn classes() -> [u8; 256] {
    let mut table = [0_u8; 256];
    let mut byte = 0_u8;
    loop {
        table[byte as usize] = match byte {
            b'0'..=b'9' | b'a'..=b'f' | b'A'..=b'F' => LETTER | DIGIT,
            b'g'..=b'z' | b'G'..=b'Z' => LETTER,
            b'+' | b'/' => LETTER | STANDARD,
            b'-' | b'_' => LETTER | URL,
            _ => 0,
        };
        if byte == u8::MAX {
            return table;
        }
        byte += 1;
    }
}

fn class(byte: u8) -> u8 {
    CLASSES.get(usize::from(byte)).copied().unwrap_or(0)
}

/// Tells whether a byte is of either alphabet of base64.
pub(crate) fn is_letter(byte: u8) -> bool {
    class(byte) & LETTER != 0
}

/// Tells whether all bytes are digits of hexadecimal numbers.
pub(crate) fn is_hex(bytes: &[u8]) -> bool {
    bytes.iter().all(|byte| class(*byte) & DIGIT != 0)
}

/// Tells whether a run has letters that are in one alphabet only, of both.
pub(crate) fn is_mixed(run: &[u8]) -> bool {
    let all = run.iter().fold(0, |all, byte| all | class(*byte));
    all & STANDARD != 0 && all & URL != 0
}

/// Finds the next run of at least `least` letters that begins at `from` or behind it.
///
/// The last byte of a window is looked at first: where it is no letter, all windows with it are passed over, so that few
/// bytes of a text are looked at.
pub(crate) fn next(bytes: &[u8], from: usize, least: usize) -> Option<Range<usize>> {
    let mut start = from;
    loop {
        let window = bytes.get(start..start.checked_add(least)?)?;
        if let Some(at) = window.iter().rposition(|byte| !is_letter(*byte)) {
            start += at + 1;
        } else {
            let rest = bytes.get(start + least..).unwrap_or_default();
            let more = rest.iter().position(|byte| !is_letter(*byte)).unwrap_or(rest.len());
            return Some(start..start + least + more);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_run_is_found_and_nothing_else(text in "[ab/_ .]{0,200}", least in 1_usize..8) {
            let bytes = text.as_bytes();
            let (mut from, mut found) = (0, Vec::new());
            while let Some(run) = next(bytes, from, least) {
                from = run.end;
                found.push(&bytes[run]);
            }
            let wanted: Vec<&[u8]> =
                bytes.split(|byte| !is_letter(*byte)).filter(|run| run.len() >= least).collect();
            prop_assert_eq!(found, wanted);
        }
    }
}
