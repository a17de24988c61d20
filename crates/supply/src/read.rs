//! The one way in which bytes are taken in: never more than the limit.

use std::io::{self, Read};

/// Reads all of `reader`, or returns `None` as soon as it has more than `limit_bytes`.
///
/// # Errors
/// What the reader says.
pub fn read_capped(mut reader: impl Read, limit_bytes: u64, size_hint: u64) -> io::Result<Option<Vec<u8>>> {
    let bytes = read_more(&mut reader, limit_bytes, size_hint)?;
    Ok((bytes.len() as u64 <= limit_bytes).then_some(bytes))
}

/// Reads all of `reader`, or one byte more than `limit_bytes`, which tells that there is more.
///
/// # Errors
/// What the reader says.
#[expect(clippy::disallowed_methods, reason = "this is the capped wrapper")]
pub(crate) fn read_more(reader: &mut impl Read, limit_bytes: u64, size_hint: u64) -> io::Result<Vec<u8>> {
    let expected = size_hint.min(limit_bytes);
    let mut bytes = Vec::with_capacity(usize::try_from(expected).unwrap_or(0));
    reader.take(limit_bytes.saturating_add(1)).read_to_end(&mut bytes)?;
    Ok(bytes)
}
