//! As much of JSON as finds the strings of an object, in text that may be cut off.

use std::ops::Range;

/// The object around a place, by its braces; at most so far to either side.
pub(super) fn object(bytes: &[u8], at: usize, most: usize) -> Range<usize> {
    let low = at.saturating_sub(most);
    let mut depth = 0_u32;
    let before = bytes.get(low..at).unwrap_or_default();
    let open = before.iter().rposition(|byte| match byte {
        b'}' => {
            depth += 1;
            false
        }
        b'{' if depth == 0 => true,
        b'{' => {
            depth -= 1;
            false
        }
        _ => false,
    });
    let mut depth = 0_u32;
    let high = bytes.len().min(at.saturating_add(most));
    let after = bytes.get(at..high).unwrap_or_default();
    let close = after.iter().position(|byte| match byte {
        b'{' => {
            depth += 1;
            false
        }
        b'}' if depth == 0 => true,
        b'}' => {
            depth -= 1;
            false
        }
        _ => false,
    });
    open.map_or(low, |open| low + open)..close.map_or(high, |close| at + close)
}

/// The names of a stretch that have a string as their value, and where both stand, at any depth.
pub(super) fn pairs(
    bytes: &[u8],
    stretch: Range<usize>,
) -> impl Iterator<Item = (Range<usize>, Range<usize>)> + '_ {
    let mut at = stretch.start;
    let mut name: Option<Range<usize>> = None;
    std::iter::from_fn(move || {
        loop {
            let rest = bytes.get(at..stretch.end)?;
            at += rest.iter().position(|byte| *byte == b'"')?;
            let text = string(bytes, at, stretch.end)?;
            at = text.end + 1;
            let after = bytes.get(at..stretch.end).unwrap_or_default();
            let colon = after.iter().take(16).position(|byte| !byte.is_ascii_whitespace());
            let colon = colon.filter(|colon| after.get(*colon) == Some(&b':'));
            let Some(colon) = colon else {
                if let Some(name) = name.take() {
                    return Some((name, text));
                }
                continue;
            };
            // A name: it counts where a string is its value.
            at += colon + 1;
            let value = bytes.get(at..stretch.end).unwrap_or_default();
            let is_string = value.iter().take(16).find(|byte| !byte.is_ascii_whitespace()) == Some(&b'"');
            name = is_string.then_some(text);
        }
    })
}

/// The inside of the string that opens at `at`.
fn string(bytes: &[u8], at: usize, end: usize) -> Option<Range<usize>> {
    let mut place = at + 1;
    while let Some(byte) = bytes.get(place).filter(|_| place < end) {
        match byte {
            b'"' => return Some(at + 1..place),
            b'\\' => place += 2,
            _ => place += 1,
        }
    }
    None
}
