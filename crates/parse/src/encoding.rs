//! Bytes to text: UTF-8, or UTF-16 where a byte order mark says so.

use std::borrow::Cow;

use sekimori_model::{NotAnalysed, Span};

use crate::Failure;

/// The text of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text<'a> {
    /// The text, without byte order mark.
    pub text: Cow<'a, str>,
    /// Bytes of the file before the text: 3 after a UTF-8 byte order mark, else 0.
    pub offset: u32,
}

/// Decodes a file.
///
/// # Errors
/// [`NotAnalysed::NotText`] with the offset of the first byte that is not text.
///
/// # Source
/// YAML 1.2.2, section 5.2 (character encodings); the parser of kubectl detects the same marks. UTF-32 is left
/// out: no editor writes it.
pub fn decode(bytes: &[u8]) -> Result<Text<'_>, Failure> {
    match bytes {
        [0xEF, 0xBB, 0xBF, rest @ ..] => Ok(Text { text: utf8(rest, 3)?, offset: 3 }),
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes),
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes),
        _ => Ok(Text { text: utf8(bytes, 0)?, offset: 0 }),
    }
}

fn utf8(bytes: &[u8], offset: usize) -> Result<Cow<'_, str>, Failure> {
    std::str::from_utf8(bytes).map(Cow::Borrowed).map_err(|error| {
        let good = bytes.get(..error.valid_up_to()).unwrap_or_default();
        not_text(good, offset.saturating_add(error.valid_up_to()))
    })
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<Text<'_>, Failure> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let text: Result<String, _> = char::decode_utf16(pairs.iter().copied().map(unit)).collect();
    match text {
        Ok(text) if rest.is_empty() => Ok(Text { text: Cow::Owned(text), offset: 0 }),
        _ => Err(Failure::of_file(
            NotAnalysed::NotText,
            "a lone surrogate or an odd number of bytes in UTF-16",
        )),
    }
}

fn not_text(good: &[u8], byte: usize) -> Failure {
    let line = good.split(|b| *b == b'\n').count().max(1);
    let line = u32::try_from(line).unwrap_or(u32::MAX);
    let start = good.iter().rposition(|b| *b == b'\n').map_or(0, |at| at.saturating_add(1));
    let last = good.get(start..).unwrap_or_default();
    let column = String::from_utf8_lossy(last).chars().count().saturating_add(1);
    let column = u32::try_from(column).unwrap_or(u32::MAX);
    let at = u32::try_from(byte).unwrap_or(u32::MAX);
    Failure {
        reason: NotAnalysed::NotText,
        span: Span { line, column, end_line: line, end_column: column, byte_start: at, byte_end: at },
        detail: format!("byte {byte} is not UTF-8"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_marks_of_utf8_and_utf16() {
        let plain = decode(b"kind: Pod").map(|t| t.text.into_owned());
        assert_eq!(plain.as_deref(), Ok("kind: Pod"));
        let marked = decode(b"\xEF\xBB\xBFkind: Pod").map(|t| (t.text.into_owned(), t.offset));
        assert_eq!(marked, Ok(("kind: Pod".to_owned(), 3)));
        let wide: Vec<u8> = "\u{FEFF}種: Pod".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(decode(&wide).map(|t| t.text.into_owned()).as_deref(), Ok("種: Pod"));
    }

    #[test]
    fn says_where_the_text_ends() {
        let Err(failure) = decode(b"a: 1\nb: \xff") else { panic!("taken for text") };
        assert_eq!((failure.span.line, failure.span.column, failure.span.byte_start), (2, 4, 8));
        assert_eq!(failure.reason, NotAnalysed::NotText);
    }
}
