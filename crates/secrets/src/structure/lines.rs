//! Lines of a stretch of text, with what stands before them.

use std::ops::Range;

/// The lines of a stretch, each without its end.
pub(super) fn of(bytes: &[u8], stretch: Range<usize>) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut at = stretch.start;
    std::iter::from_fn(move || {
        let rest = bytes.get(at..stretch.end).filter(|rest| !rest.is_empty())?;
        let length = rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len());
        let start = at;
        at = start + length + 1;
        let is_dos = length > 0 && rest.get(length - 1) == Some(&b'\r');
        Some(start..start + length - usize::from(is_dos))
    })
}

/// How many blanks a line begins with.
pub(super) fn indent(line: &[u8]) -> usize {
    line.iter().take_while(|byte| **byte == b' ').count()
}

/// A `key: value` of a line: where both stand, without quotes.
pub(super) fn pair(bytes: &[u8], line: &Range<usize>) -> Option<(Range<usize>, Range<usize>)> {
    let text = bytes.get(line.clone())?;
    let dash = text.iter().position(|byte| !matches!(byte, b' ' | b'-')).unwrap_or(text.len());
    let body = text.get(dash..)?;
    let colon = body.iter().position(|byte| *byte == b':')?;
    let key = line.start + dash..line.start + dash + colon;
    let after = body.get(colon + 1..)?;
    if !after.is_empty() && !after.starts_with(b" ") {
        return None;
    }
    let end = after.windows(2).position(|part| part == b" #").unwrap_or(after.len());
    let after = after.get(..end)?;
    let blanks = after.iter().take_while(|byte| **byte == b' ').count();
    let start = key.end + 1 + blanks;
    let value = start..start + after.get(blanks..)?.trim_ascii_end().len();
    Some((bare(bytes, key), bare(bytes, value)))
}

/// A stretch without the quotes around it.
pub(super) fn bare(bytes: &[u8], stretch: Range<usize>) -> Range<usize> {
    let text = bytes.get(stretch.clone()).unwrap_or_default();
    match (text.first(), text.last()) {
        (Some(b'"'), Some(b'"')) | (Some(b'\''), Some(b'\'')) if text.len() >= 2 => {
            stretch.start + 1..stretch.end - 1
        }
        _ => stretch,
    }
}

/// The document of YAML around a place: what stands between two lines of three dashes, at most so far away.
pub(super) fn document(bytes: &[u8], at: usize, most: usize) -> Range<usize> {
    const MARK: &[u8] = b"\n---";
    let low = at.saturating_sub(most);
    let before = bytes.get(low..at).unwrap_or_default();
    let start =
        before.windows(MARK.len()).rposition(|part| part == MARK).map_or(low, |found| low + found + 1);
    let high = bytes.len().min(at.saturating_add(most));
    let after = bytes.get(at..high).unwrap_or_default();
    let end = after.windows(MARK.len()).position(|part| part == MARK).map_or(high, |found| at + found + 1);
    start..end
}
