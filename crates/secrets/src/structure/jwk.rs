//! Private keys as JSON web keys.
//!
//! # Source
//! RFC 7517, RFC 7518 (6), RFC 8037.

use super::{Site, json};
use crate::words::is_random;

/// How far around its type a key is read: one of RSA with 4096 bits has 4 KB.
const AROUND: usize = 8 << 10;

pub(super) fn look(site: &mut Site<'_>) {
    let bytes = site.bytes;
    let object = json::object(bytes, site.at, AROUND);
    site.work += 2 * object.len() as u64;
    let pairs: Vec<_> = json::pairs(bytes, object).collect();
    let get = |key: &str| {
        let is = |range: &std::ops::Range<usize>| bytes.get(range.clone()) == Some(key.as_bytes());
        pairs.iter().find(|(name, _)| is(name)).map(|(_, value)| value.clone())
    };
    let Some(kind) = get("kty").and_then(|kind| bytes.get(kind)) else { return };
    let member = match kind {
        b"RSA" | b"EC" | b"OKP" => "d",
        b"oct" => "k",
        _ => return,
    };
    let Some(value) = get(member) else { return };
    let text = bytes.get(value.clone()).unwrap_or_default();
    let is_digit = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'=');
    if text.len() >= 40 && text.iter().all(is_digit) && is_random(text) {
        site.see(value, None);
    }
}
