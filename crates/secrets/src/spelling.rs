//! The same name in the spellings of languages: `api_key`, `api-key`, `apiKey`.

/// The shortest keyword of which spellings are made: shorter ones happen within other words.
const LEAST: usize = 5;

/// The spellings of a keyword whose words are joined by `_` or `-`; the keyword itself is the first.
///
/// A mark at its end says that a word ends there, and stays as it is.
pub(crate) fn spellings(keyword: &str) -> Vec<String> {
    let mut all = vec![keyword.to_owned()];
    let inner = keyword.trim_matches(is_joint);
    if inner.len() == keyword.len() && inner.contains(is_joint) {
        for joint in ["_", "-", ""] {
            let other = inner.split(is_joint).collect::<Vec<_>>().join(joint);
            if other.len() >= LEAST && !all.contains(&other) {
                all.push(other);
            }
        }
    }
    all
}

fn is_joint(c: char) -> bool {
    matches!(c, '_' | '-')
}

/// Tells whether a name has a word, in any spelling and case.
pub(crate) fn says(name: &[u8], word: &[u8]) -> bool {
    contains(name, word) || word.contains(&b'_') && contains(&plain(name), &plain(word))
}

fn contains(name: &[u8], word: &[u8]) -> bool {
    name.windows(word.len().max(1)).any(|part| part.eq_ignore_ascii_case(word))
}

/// A name without what joins its words.
fn plain(name: &[u8]) -> Vec<u8> {
    name.iter().copied().filter(|byte| !matches!(byte, b'_' | b'-' | b'.')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keywords_are_known_in_every_spelling_but_short_and_open_ones_in_one() {
        assert_eq!(spellings("wise_api"), ["wise_api", "wise-api", "wiseapi"]);
        assert_eq!(spellings("x-cmc-key"), ["x-cmc-key", "x_cmc_key", "xcmckey"]);
        assert_eq!(spellings("x_cg"), ["x_cg"]);
        assert_eq!(spellings("oci_"), ["oci_"]);
        assert_eq!(spellings("mailjet"), ["mailjet"]);
    }

    #[test]
    fn a_name_says_a_word_however_it_is_written() {
        for name in ["OCI_AUTH_TOKEN", "ociAuthToken", "oci.auth-token"] {
            assert!(says(name.as_bytes(), b"auth_token"), "{name}");
        }
        assert!(!says(b"oauth_to_ken_a", b"auth_token_x"));
    }
}
