//! Users and passwords of registries, as `docker login` writes them.

use data_encoding::BASE64;

use super::{Site, json};
use crate::lookalike::is_made_up;

/// How far before a password the `auths` may stand.
const BEFORE: usize = 8 << 10;

const AUTHS: &[u8] = b"auths";

pub(super) fn look(site: &mut Site<'_>) {
    let bytes = site.bytes;
    let low = site.at.saturating_sub(BEFORE);
    let before = bytes.get(low..site.at).unwrap_or_default();
    // What is none is read as well.
    site.work += before.len() as u64;
    if !before.windows(AUTHS.len()).any(|part| part == AUTHS) {
        return;
    }
    let ahead = site.ahead(4 << 10);
    let Some((name, value)) = json::pairs(bytes, site.at..site.at + ahead.len()).next() else { return };
    if name.start != site.at + 1 {
        return;
    }
    let decoded = bytes.get(value.clone()).and_then(|text| BASE64.decode(text).ok()).unwrap_or_default();
    let colon = decoded.iter().position(|byte| *byte == b':');
    let password = colon.and_then(|colon| decoded.get(colon + 1..)).unwrap_or_default();
    let is_text = std::str::from_utf8(&decoded).is_ok_and(|text| !text.chars().any(char::is_control));
    if is_text && password.len() >= 4 && !is_made_up(password) {
        site.see(value, Some(name));
    }
}
