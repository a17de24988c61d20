//! Regular expressions that stand in the configuration, compiled once for each thread.

use std::cell::RefCell;
use std::collections::BTreeMap;

use regex::{Regex, RegexBuilder};

/// As many patterns are kept compiled. 1,000: more than a configuration lists by hand.
const MAX_KEPT: usize = 1_000;
/// What a compiled pattern may take. 1 MiB: `(a{1,1000}){1,1000}` takes more, what people write some kilobytes.
const MAX_BYTES: usize = 1 << 20;

thread_local! {
    static COMPILED: RefCell<BTreeMap<String, Option<Regex>>> = const { RefCell::new(BTreeMap::new()) };
}

/// Tells whether `pattern` is found in `text`; one that is not a regular expression is found nowhere.
pub(crate) fn is_found(pattern: &str, text: &str) -> bool {
    COMPILED.with_borrow_mut(|compiled| {
        if !compiled.contains_key(pattern) && compiled.len() >= MAX_KEPT {
            compiled.clear();
        }
        let regex = compiled.entry(pattern.to_owned()).or_insert_with(|| {
            let mut builder = RegexBuilder::new(pattern);
            builder.size_limit(MAX_BYTES).dfa_size_limit(MAX_BYTES).build().ok()
        });
        regex.as_ref().is_some_and(|regex| regex.is_match(text))
    })
}

/// Tells whether `pattern` describes the whole of `text`.
pub(crate) fn is_all(pattern: &str, text: &str) -> bool {
    is_found(&format!("^(?:{pattern})$"), text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_patterns_and_takes_broken_ones_for_no_match() {
        assert!(is_found("^ghcr\\.io/", "ghcr.io/a/b") && !is_found("^ghcr\\.io/", "evil/ghcr.io/a"));
        assert!(is_all("a|b", "b") && !is_all("a|b", "bc"));
        assert!(!is_found("(", "("));
        assert!(!is_found("(a{1,1000}){1,1000}", "a"));
    }
}
