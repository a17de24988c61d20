//! The password file of `PostgreSQL`.
//!
//! # Source
//! `PostgreSQL` documentation, "The Password File": `hostname:port:database:username:password`.

use super::Site;
use crate::lookalike::is_made_up;

/// The most bytes of a line.
const LONGEST: usize = 1 << 10;

/// Tells whether a path is that of a password file.
pub(crate) fn is_pgpass(path: &str) -> bool {
    let name = path.rsplit(['/', '!']).next().unwrap_or_default();
    matches!(name, ".pgpass" | "pgpass" | "pgpass.conf")
}

pub(super) fn look(site: &mut Site<'_>) {
    if !is_pgpass(site.path) {
        return;
    }
    let bytes = site.bytes;
    let low = site.at.saturating_sub(LONGEST);
    let before = bytes.get(low..site.at).unwrap_or_default();
    let start = before.iter().rposition(|byte| *byte == b'\n').map_or(low, |found| low + found + 1);
    let ahead = site.ahead(LONGEST);
    let end = ahead.iter().position(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(ahead.len());
    let line = bytes.get(start..site.at + end).unwrap_or_default();
    // A colon or backslash in a field has a backslash before it.
    let mut colons = line.iter().enumerate().filter(|(at, byte)| {
        **byte == b':' && at.checked_sub(1).and_then(|before| line.get(before)) != Some(&b'\\')
    });
    let Some((last, _)) = colons.nth(3) else { return };
    let value = start + last + 1..start + line.len();
    let text = bytes.get(value.clone()).unwrap_or_default();
    if !line.starts_with(b"#") && text.len() >= 4 && !is_made_up(text) {
        site.see(value, None);
    }
}
