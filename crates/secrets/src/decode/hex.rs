//! Hexadecimal digits, in one line or in many.

use std::ops::Range;

use super::{MOST, Piece, Places, base64, is_promising, runs};

/// The fewest digits: half as many bytes do not hold more than a password.
const LEAST: usize = 32;

/// The digits that tell whether the rest is worth decoding.
const GLANCE: usize = 24;

/// Decodes a run of letters that are all digits; returns it where it can hold something.
pub(crate) fn read(bytes: &[u8], run: &Range<usize>) -> Option<Piece> {
    let letters = bytes.get(run.clone())?;
    let lead = if letters.starts_with(b"0x") || letters.starts_with(b"0X") { 2 } else { 0 };
    let digits = letters.get(lead..)?;
    if digits.len() < LEAST || !digits.len().is_multiple_of(2) || !runs::is_hex(digits.get(..GLANCE)?) {
        return None;
    }
    if !is_promising(&decode(digits.get(..GLANCE)?)) || !runs::is_hex(digits) {
        return None;
    }
    let decoded = decode(digits.get(..digits.len().min(MOST))?);
    is_promising(&decoded).then(|| Piece {
        step: "hex",
        span: run.start + lead..run.end,
        bytes: decoded,
        places: Places::Whole,
    })
}

/// The digits of several lines that tell whether the rest is worth decoding: all of what tells what bytes are, so that what
/// begins like text on each line is not decoded to its end for each.
const LOOK: usize = 4 << 10;

/// Decodes digits that go on in the lines behind them, all but the last as long as the first, as `xxd -p` writes them; none
/// where they stand in one line.
pub(crate) fn read_lines(bytes: &[u8], run: &Range<usize>) -> Option<Piece> {
    let first = bytes.get(run.clone())?;
    if first.len() < LEAST || !runs::is_hex(first) || !is_promising(&decode(first.get(..GLANCE)?)) {
        return None;
    }
    let (head, end) = lines(bytes, run, LOOK);
    if end == run.end || !is_promising(&decode(&head)) {
        return None;
    }
    let (digits, end) = lines(bytes, run, 2 * MOST);
    if !digits.len().is_multiple_of(2) {
        return None;
    }
    let decoded = decode(&digits);
    is_promising(&decoded).then_some(Piece {
        step: "hex",
        span: run.start..end,
        bytes: decoded,
        places: Places::Whole,
    })
}

/// The digits of the lines from a first one on, about as many as `most`, and the place behind them.
fn lines(bytes: &[u8], first: &Range<usize>, most: usize) -> (Vec<u8>, usize) {
    let (mut digits, mut end) = (bytes.get(first.clone()).unwrap_or_default().to_vec(), first.end);
    while digits.len() < most
        && let Some(from) = base64::next_line(bytes, end)
    {
        let rest = bytes.get(from..).unwrap_or_default();
        let length = rest.iter().take(first.len() + 1).take_while(|byte| runs::is_letter(**byte)).count();
        let line = rest.get(..length).unwrap_or_default();
        // Another letter, or a longer line, is of something else.
        if length == 0 || length > first.len() || !runs::is_hex(line) {
            break;
        }
        digits.extend_from_slice(line);
        end = from + length;
        if length < first.len() {
            break;
        }
    }
    (digits, end)
}

fn decode(digits: &[u8]) -> Vec<u8> {
    let pairs = digits.chunks_exact(2);
    pairs.filter_map(|pair| <&[u8; 2]>::try_from(pair).ok().and_then(|pair| byte(*pair))).collect()
}

/// The byte that two digits say.
pub(crate) fn byte([high, low]: [u8; 2]) -> Option<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    Some(digit(high)? << 4 | digit(low)?)
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;

    /// What `xxd -p` makes of a text.
    fn dump(text: &str, columns: usize, end: &str) -> String {
        let digits = text.bytes().fold(String::new(), |mut digits, byte| {
            let _ = write!(digits, "{byte:02x}");
            digits
        });
        let lines: Vec<&str> =
            digits.as_bytes().chunks(columns).map(|line| std::str::from_utf8(line).unwrap()).collect();
        lines.join(end)
    }

    fn read_at_start(text: &str) -> Option<String> {
        let run = runs::next(text.as_bytes(), 0, runs::LEAST)?;
        let piece = read_lines(text.as_bytes(), &run)?;
        Some(String::from_utf8_lossy(&piece.bytes).into_owned())
    }

    #[test]
    fn digits_over_lines_are_one() {
        let text = "a text of some words, which is longer than one line of digits is, and than two of them";
        for end in ["\n", "\r\n", "\n    ", "\\n"] {
            let dumped = dump(text, 60, end);
            assert_eq!(read_at_start(&format!("{dumped}\n")).as_deref(), Some(text), "{dumped}");
            assert_eq!(read_at_start(&format!("{dumped}\nend of it\n")).as_deref(), Some(text), "{dumped}");
        }
    }

    #[test]
    fn what_is_no_text_in_one_line_or_of_another_length_is_not_joined() {
        let noise = "8f1ce90d5ab37744fe0b9a8cd1e2f30455aa97c6e1d8b20f63d4c5b6a7988f01\n".repeat(4);
        let one = dump("only one line of it", 60, "\n");
        let longer = format!("{}\n{}\n", dump("a text of some words", 60, ""), "6".repeat(60));
        for text in [&noise, &one, &longer] {
            assert_eq!(read_at_start(text), None, "{text}");
        }
    }

    #[test]
    fn what_begins_like_text_on_every_line_is_not_decoded_to_its_end_each_time() {
        let line = format!("{}{}\n", dump("eighteen of text!!", 60, ""), "ff".repeat(12));
        let text = line.repeat((1 << 20) / line.len());
        let (mut from, mut found) = (0, 0);
        while let Some(run) = runs::next(text.as_bytes(), from, runs::LEAST) {
            from = run.end;
            found += usize::from(read_lines(text.as_bytes(), &run).is_some());
        }
        assert_eq!(found, 0);
    }
}
