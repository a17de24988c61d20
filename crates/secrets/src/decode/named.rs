//! The name that an encoded value is assigned to: it says what the value is, which the encoding hides.

use std::ops::Range;

/// The most bytes of a name, and of what may stand between it and its value.
const NEAR: usize = 160;

/// How often a word is looked at before a file counts as no manifest.
const WORDS: usize = 64;

/// Tells whether there is a manifest of a Secret in the bytes, whose values are all encoded in base64.
pub(crate) fn is_secret_manifest(bytes: &[u8]) -> bool {
    memchr::memmem::find_iter(bytes, b"Secret").take(WORDS).any(|at| {
        let after = bytes.get(at + b"Secret".len());
        let before = bytes.get(at.saturating_sub(16)..at).unwrap_or_default();
        let is_between = |byte: &u8| matches!(byte, b' ' | b'\t' | b':' | b'"' | b'\'' | b'\\');
        let end = before.iter().rposition(|byte| !is_between(byte)).map_or(0, |last| last + 1);
        !after.is_some_and(u8::is_ascii_alphanumeric)
            && before.get(..end).unwrap_or_default().ends_with(b"kind")
            && before.get(end..).unwrap_or_default().contains(&b':')
    })
}

/// The name before a value that begins at `at`, where a sign joins them: `name: value`, `"name":"value"`, `name=value`,
/// and YAML's blocks.
pub(crate) fn name_before(bytes: &[u8], at: usize) -> Option<Range<usize>> {
    let low = at.saturating_sub(NEAR);
    let back = |from: usize, is: fn(&u8) -> bool| {
        let before = bytes.get(low..from).unwrap_or_default();
        before.iter().rposition(|byte| !is(byte)).map_or(low, |last| low + last + 1)
    };
    let is_quote = |byte: &u8| matches!(byte, b'"' | b'\'' | b'`' | b'\\');
    let is_blank = |byte: &u8| matches!(byte, b' ' | b'\t');
    let is_space = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r');
    // `- |` and the like, of a block.
    let opens = |byte: &u8| matches!(byte, b'|' | b'>' | b'-' | b'+' | b'0'..=b'9');
    let mut here = back(back(at, is_quote), is_blank);
    if matches!(here.checked_sub(1).and_then(|at| bytes.get(at)), Some(b'\n')) {
        here = back(here, is_space);
        let block = back(here, opens);
        if block == here {
            return None;
        }
        here = back(block, is_blank);
    }
    let sign = here.checked_sub(1)?;
    if !matches!(bytes.get(sign)?, b':' | b'=') {
        return None;
    }
    let end = back(back(sign, is_blank), is_quote);
    let start = back(end, |byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.'));
    (start < end && start > low || start == 0 && end > 0).then_some(start..end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_before_values() {
        for (text, wanted) in [
            ("a: 1\n  db.password: @", Some("db.password")),
            ("{\"token\": \"@", Some("token")),
            ("{\\\"token\\\":\\\"@", Some("token")),
            ("export API_KEY='@", Some("API_KEY")),
            ("  tls.key: |-\n    @", Some("tls.key")),
            ("  - @", None),
            ("words before @", None),
            ("a: b\n  @", None),
            ("@", None),
        ] {
            let at = text.find('@').expect("a place");
            let name = name_before(text.as_bytes(), at).map(|name| &text[name]);
            assert_eq!(name, wanted, "{text}");
        }
    }

    #[test]
    fn manifests_of_secrets_are_known() {
        for (text, wanted) in [
            ("apiVersion: v1\nkind: Secret\n", true),
            ("{\"kind\":\"Secret\",", true),
            ("{\\\"kind\\\": \\\"Secret\\\"}", true),
            ("kind: SealedSecret", false),
            ("kind: SecretStore", false),
            ("a kind Secret", false),
            ("Secret", false),
        ] {
            assert_eq!(is_secret_manifest(text.as_bytes()), wanted, "{text}");
        }
    }
}
