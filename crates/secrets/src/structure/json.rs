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

/// The members of the object that opens at the start of a stretch, by the insides of their names and where their values
/// stand; of an array its elements, with empty names. Neither looks within a value. What is cut off ends with the stretch.
pub(super) fn members(
    bytes: &[u8],
    stretch: Range<usize>,
) -> impl Iterator<Item = (Range<usize>, Range<usize>)> + '_ {
    let end = stretch.end;
    let is_object = bytes.get(stretch.start) == Some(&b'{');
    let is_array = bytes.get(stretch.start) == Some(&b'[');
    let mut at = if is_object || is_array { stretch.start + 1 } else { end };
    let skip = move |mut at: usize, mark: u8| {
        while at < end && bytes.get(at).is_some_and(|byte| byte.is_ascii_whitespace() || *byte == mark) {
            at += 1;
        }
        at
    };
    std::iter::from_fn(move || {
        at = skip(at, b',');
        if at >= end || matches!(bytes.get(at), None | Some(b'}' | b']')) {
            return None;
        }
        let mut name = at..at;
        if is_object {
            name = string(bytes, at, end).filter(|_| bytes.get(at) == Some(&b'"'))?;
            at = skip(name.end + 1, b':');
        }
        let value = at..value_end(bytes, at, end);
        at = value.end;
        // What is neither a value nor the end of one would be read for ever.
        (!value.is_empty()).then_some((name, value))
    })
}

/// The insides of all strings in a value, but for names, with the name that each is the value of.
pub(super) fn strings(bytes: &[u8], value: Range<usize>) -> Vec<(Option<Range<usize>>, Range<usize>)> {
    let (mut found, mut name, mut at) = (Vec::new(), None, value.start);
    while let Some(open) = bytes.get(at..value.end).and_then(|rest| memchr::memchr(b'"', rest)) {
        let Some(text) = string(bytes, at + open, value.end) else { break };
        at = text.end + 1;
        let after = bytes.get(at..value.end).unwrap_or_default();
        if after.iter().take(16).find(|byte| !byte.is_ascii_whitespace()) == Some(&b':') {
            name = Some(text);
        } else {
            found.push((name.clone(), text));
        }
    }
    found
}

/// Where the value that begins at `at` ends.
fn value_end(bytes: &[u8], at: usize, end: usize) -> usize {
    let (mut place, mut depth) = (at, 0_usize);
    while let Some(byte) = bytes.get(place).filter(|_| place < end) {
        match byte {
            b'"' => {
                let Some(text) = string(bytes, place, end) else { return end };
                place = text.end;
                if depth == 0 {
                    return place + 1;
                }
            }
            b'{' | b'[' => depth += 1,
            b'}' | b']' if depth <= 1 => return if depth == 0 { place } else { place + 1 },
            b'}' | b']' => depth -= 1,
            b',' if depth == 0 => return place,
            _ => {}
        }
        place += 1;
    }
    end
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
