//! Characters that are written as escapes: `%3D`, `\u003d`, `\x3d`, `\u{3d}`, `&#61;`, `&#x3d;`.

use std::ops::Range;

use super::{Piece, Places, hex};

/// How far before an escape a stretch begins at most, and how long it is.
const BEFORE: usize = 1 << 10;
const LONGEST: usize = 16 << 10;

/// Finds the next stretch with an escape that stands for a character of a secret, from `from` on, and decodes it: it is
/// a line, or a part of a long one.
pub(crate) fn next(bytes: &[u8], from: usize) -> Option<Piece> {
    let mut at = from;
    loop {
        at += memchr::memchr3(b'%', b'\\', b'&', bytes.get(at..)?)?;
        if escape(bytes, at).is_some_and(|escape| escape.tells) {
            break;
        }
        at += 1;
    }
    let low = at.saturating_sub(BEFORE).max(from);
    let is_end = |byte: &u8| matches!(byte, b'\n' | b'\r');
    let start = bytes.get(low..at)?.iter().rposition(is_end).map_or(low, |end| low + end + 1);
    let high = bytes.len().min(at.saturating_add(LONGEST));
    let end = memchr::memchr2(b'\n', b'\r', bytes.get(at..high)?).map_or(high, |end| at + end);
    decode(bytes, &(start..end))
}

/// Decodes a stretch: what is no escape stays as it is.
fn decode(bytes: &[u8], span: &Range<usize>) -> Option<Piece> {
    let mut decoded: Vec<u8> = Vec::with_capacity(span.len());
    let mut steps = Vec::new();
    let mut step = None;
    let mut here = span.start;
    while here < span.end {
        let rest = bytes.get(here..span.end)?;
        let plain = memchr::memchr3(b'%', b'\\', b'&', rest).unwrap_or(rest.len());
        decoded.extend_from_slice(rest.get(..plain)?);
        here += plain;
        if here >= span.end {
            break;
        }
        if let Some(escape) = escape(bytes, here).filter(|escape| escape.end <= span.end) {
            steps.push((decoded.len(), here));
            decoded.extend(escape.text.as_slice());
            here = escape.end;
            steps.push((decoded.len(), here));
            step = step.or(Some(escape.step));
        } else {
            decoded.extend(bytes.get(here));
            here += 1;
        }
    }
    let step = step?;
    Some(Piece { step, span: span.clone(), bytes: decoded, places: Places::Steps(steps) })
}

/// An escape.
struct Escape {
    step: &'static str,
    /// What it stands for, in UTF-8.
    text: Text,
    end: usize,
    /// Whether it stands for a character that secrets and what is around them are written in.
    tells: bool,
}

/// Up to four bytes.
struct Text([u8; 4], usize);

impl Text {
    fn of(character: char) -> Self {
        let mut bytes = [0; 4];
        let length = character.encode_utf8(&mut bytes).len();
        Self(bytes, length)
    }

    fn as_slice(&self) -> &[u8] {
        self.0.get(..self.1).unwrap_or_default()
    }
}

fn escape(bytes: &[u8], at: usize) -> Option<Escape> {
    let pair = |at: usize| bytes.get(at..)?.first_chunk::<2>().and_then(|pair| hex::byte(*pair));
    let made = |step, text: Text, end| {
        let tells = matches!(text.as_slice(), [0x21..=0x7E]);
        Some(Escape { step, text, end, tells })
    };
    let of_number = |step, number: u32, end| made(step, Text::of(char::from_u32(number)?), end);
    if *bytes.get(at)? == b'%' {
        return made("percent", Text([pair(at + 1)?, 0, 0, 0], 1), at + 3);
    }
    if *bytes.get(at)? == b'&' {
        let (digits, radix) = match bytes.get(at + 1..at + 3)? {
            [b'#', b'x' | b'X'] => (at + 3, 16),
            [b'#', _] => (at + 2, 10),
            _ => return None,
        };
        let (number, end) = number(bytes, digits, radix)?;
        return of_number("html-entity", number, end + usize::from(bytes.get(end) == Some(&b';')));
    }
    // In a string within a string each backslash is escaped itself.
    let more = bytes.get(at..)?.iter().take(8).take_while(|byte| **byte == b'\\').count();
    let mark = at + more;
    match bytes.get(mark)? {
        b'x' => made("unicode-escape", Text([pair(mark + 1)?, 0, 0, 0], 1), mark + 3),
        b'u' if bytes.get(mark + 1) == Some(&b'{') => {
            let (number, end) = number(bytes, mark + 2, 16)?;
            (bytes.get(end) == Some(&b'}')).then_some(())?;
            of_number("unicode-escape", number, end + 1)
        }
        b'u' => {
            let (high, low) = (pair(mark + 1)?, pair(mark + 3)?);
            of_number("unicode-escape", u32::from(high) << 8 | u32::from(low), mark + 5)
        }
        _ => None,
    }
}

/// A number of up to seven digits, and the place behind it.
fn number(bytes: &[u8], at: usize, radix: u32) -> Option<(u32, usize)> {
    let digits = bytes.get(at..)?.iter().take(7).map_while(|byte| char::from(*byte).to_digit(radix));
    let (number, count) = digits.fold((0, 0), |(number, count), digit| (number * radix + digit, count + 1));
    (count > 0).then_some((number, at + count))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Every way to write a character.
    fn written(character: char, way: usize) -> String {
        let number = u32::from(character);
        match way {
            0 => format!("%{number:02X}"),
            1 => format!("\\u{number:04x}"),
            2 => format!("\\x{number:02x}"),
            3 => format!("\\u{{{number:x}}}"),
            4 => format!("&#{number};"),
            5 => format!("&#x{number:X};"),
            6 => format!("\\\\u{number:04X}"),
            _ => character.to_string(),
        }
    }

    #[test]
    fn every_way_to_write_a_character_is_read() {
        for way in 0..7 {
            let text: String = "key=aB3".chars().map(|character| written(character, way)).collect();
            let piece = next(format!("one\ntwo {text} three\nfour").as_bytes(), 0).expect("an escape");
            assert_eq!(String::from_utf8_lossy(&piece.bytes), "two key=aB3 three", "{text}");
        }
    }

    #[test]
    fn escapes_of_other_characters_begin_nothing() {
        for text in ["\\u00e9\\u3042", "\\x1b[0m", "100%", "%0A", "\\n\\t\\\\", "&amp;&&", "a & b", "\\u{}"] {
            assert!(next(text.as_bytes(), 0).is_none(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn places_lead_back(ways in prop::collection::vec(("[a-z=]", 0_usize..12), 1..40)) {
            let texts: Vec<String> = ways.iter().map(|(c, way)| written(c.chars().next().unwrap_or('a'), *way)).collect();
            let text = texts.concat();
            let plain: String = ways.iter().map(|(c, _)| c.as_str()).collect();
            let Some(piece) = decode(text.as_bytes(), &(0..text.len())) else { return Ok(()) };
            prop_assert_eq!(String::from_utf8_lossy(&piece.bytes), plain);
            let mut at = 0;
            for (index, one) in texts.iter().enumerate() {
                let mut stretch = index..index + 1;
                piece.places.translate(&piece.bytes, &piece.span, std::iter::once(&mut stretch));
                prop_assert_eq!(stretch, at..at + one.len());
                at += one.len();
            }
        }
    }
}
