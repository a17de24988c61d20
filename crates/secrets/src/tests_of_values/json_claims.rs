//! What the JSON in a token says of it.

use data_encoding::{BASE64_NOPAD, BASE64URL_NOPAD};

/// A Supabase key of the old kind is a JWT; the one whose role is `service_role` passes row level security, the other is
/// public.
///
/// # Source
/// supabase.com, "Understanding API keys": legacy JWT keys, `anon` and `service_role`.
pub(super) fn supabase_service_role(value: &[u8]) -> bool {
    let payload = value.split(|byte| *byte == b'.').nth(1).unwrap_or_default();
    let claims = BASE64URL_NOPAD.decode(payload).unwrap_or_default();
    holds(&claims, "\"supabase") && holds(&claims, "\"service_role\"")
}

/// A Sentry organization token holds its facts in JSON between its prefix and its secret.
///
/// # Source
/// github.com/getsentry/rfcs, 0091-ci-upload-tokens: `sntrys_`, base64 of JSON with `iat`, `url`, `org`, `_`, secret.
pub(super) fn sentry_org_token(value: &[u8]) -> bool {
    let facts = value.split(|byte| *byte == b'_').nth(1).unwrap_or_default();
    let end = facts.iter().rposition(|byte| *byte != b'=').map_or(0, |at| at + 1);
    let json = facts.get(..end).and_then(|facts| BASE64_NOPAD.decode(facts).ok()).unwrap_or_default();
    holds(&json, "\"iat\"") && holds(&json, "\"org\"")
}

fn holds(json: &[u8], part: &str) -> bool {
    json.windows(part.len()).any(|here| here == part.as_bytes())
}
