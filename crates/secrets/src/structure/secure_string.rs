//! A text that `PowerShell` pipes into what makes a secure string of it: `'value' | ConvertTo-SecureString`.
//!
//! # Source
//! `PowerShell` documentation, "`ConvertTo-SecureString`": the parameter `String` accepts pipeline input.

use super::Site;
use crate::tests_of_values::{OF_URL, find};

/// The most bytes of a text.
const LONGEST: usize = 256;

pub(super) fn piped(site: &mut Site<'_>) {
    let low = site.at.saturating_sub(LONGEST);
    let before = site.bytes.get(low..site.at).unwrap_or_default().trim_ascii_end();
    site.work += before.len() as u64;
    let Some((quote @ (b'"' | b'\''), inner)) = before.split_last() else { return };
    let Some(open) = inner.iter().rposition(|byte| byte == quote) else { return };
    let text = inner.get(open + 1..).unwrap_or_default();
    let is_plain = !text.iter().any(|byte| matches!(byte, b'\r' | b'\n' | b'$' | b'{' | b'<'));
    if text.len() >= 6 && is_plain && find(OF_URL).is_some_and(|is_real| is_real(text)) {
        site.see(low + open + 1..low + inner.len(), None);
    }
}
