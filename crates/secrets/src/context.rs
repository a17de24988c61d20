//! What a secret is known by beside its path: the words that lead to it, without any value.

use std::ops::Range;

/// The most bytes of a context.
const LONGEST: usize = 80;

/// Returns the name that a value is assigned to, else the words that stand before it on its line.
///
/// `values` are all values of the layer, sorted: none of them is in the context of another.
pub(crate) fn of(
    bytes: &[u8],
    name: Option<&Range<usize>>,
    value: &Range<usize>,
    values: &[Range<usize>],
) -> String {
    if let Some(name) = name {
        return words(bytes.get(name.clone()).unwrap_or_default());
    }
    let low = value.start.saturating_sub(LONGEST);
    let before = bytes.get(low..value.start).unwrap_or_default();
    let line = before.iter().rposition(|byte| matches!(byte, b'\n' | b'\r')).map_or(low, |at| low + at + 1);
    // None of them overlap, so that the one before in order ends last.
    let others = values.partition_point(|other| other.end <= value.start);
    let other = others.checked_sub(1).and_then(|last| values.get(last));
    let from = other.map_or(0, |other| other.end).max(line);
    words(bytes.get(from..value.start).unwrap_or_default())
}

/// The words of a stretch, of letters and the marks of names; what else could be a secret, a long word with digits, is cut
/// out.
fn words(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let parts = text.split(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-' | '.')));
    let shown = parts.filter(|part| !part.is_empty()).map(|part| {
        let is_opaque = part.len() > 24 && part.bytes().any(|byte| byte.is_ascii_digit());
        if is_opaque { "…" } else { part }
    });
    shown.collect::<Vec<_>>().join(" ")
}
