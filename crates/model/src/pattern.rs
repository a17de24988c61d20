//! Patterns of the configuration.

use wildmatch::WildMatch;

/// Tells whether `text` is what `pattern` says: `*` stands for any run of characters, slashes included, `?` for one.
pub(crate) fn matches(pattern: &str, text: &str) -> bool {
    pattern == text || WildMatch::new(pattern).matches(text)
}
