//! Tokens that are the Base64 of something that can be read.
//!
//! # Source
//! 1Password developer documentation on service accounts (`ops_` and a JSON object); Grafana, pkg/components/apikeygen and
//! the Grafana Cloud access policy tokens (a JSON object with `k`, `n`, `o` or `id`); `JFrog` documentation on reference
//! tokens (`reftkn:`, a version, a time, a random part); Elasticsearch documentation on API keys (an id, a colon, a key);
//! Discord developer documentation on bot tokens (the number of the bot's user, a time, a signature).

use data_encoding::{BASE64_NOPAD, BASE64URL_NOPAD};

/// A JSON object, after a prefix that ends in `_`.
pub(super) fn json(value: &[u8]) -> bool {
    let prefix = value.iter().take(6).position(|byte| *byte == b'_').map_or(0, |at| at + 1);
    let decoded = value.get(prefix..).and_then(decode).unwrap_or_default();
    let end = decoded.iter().rposition(|byte| !byte.is_ascii_whitespace());
    decoded.starts_with(b"{\"") && end.is_some_and(|end| decoded.get(end) == Some(&b'}'))
}

/// `reftkn:`, two digits of a version, the time when it ends, the random part.
pub(super) fn jfrog_reference_token(value: &[u8]) -> bool {
    let decoded = decode(value).unwrap_or_default();
    let mut parts = decoded.split(|byte| *byte == b':');
    let is_number = |part: Option<&[u8]>| part.is_some_and(|part| part.iter().all(u8::is_ascii_digit));
    parts.next() == Some(b"reftkn")
        && is_number(parts.next())
        && is_number(parts.next())
        && parts.next().is_some()
}

/// An id of 20 characters, a colon and a key of 22.
pub(super) fn elastic_api_key(value: &[u8]) -> bool {
    let decoded = decode(value).unwrap_or_default();
    let (id, rest) = decoded.split_at_checked(20).unwrap_or_default();
    let is_word =
        |part: &[u8]| part.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
    rest.first() == Some(&b':') && rest.len() == 23 && is_word(id) && rest.get(1..).is_some_and(is_word)
}

/// The first of three parts is a user's number, of 17 to 20 digits.
pub(super) fn discord_bot_token(value: &[u8]) -> bool {
    let user = value.split(|byte| *byte == b'.').next().and_then(decode).unwrap_or_default();
    (17..=20).contains(&user.len()) && user.iter().all(u8::is_ascii_digit)
}

/// Decodes either alphabet, with or without padding.
fn decode(value: &[u8]) -> Option<Vec<u8>> {
    let padding = value.iter().rev().take_while(|byte| **byte == b'=').count();
    let bare = value.get(..value.len() - padding)?;
    let alphabet =
        if bare.iter().any(|byte| matches!(byte, b'+' | b'/')) { &BASE64_NOPAD } else { &BASE64URL_NOPAD };
    alphabet.decode(bare).ok()
}
