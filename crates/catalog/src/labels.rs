//! What names, labels and annotations may look like.
//!
//! # Source
//! Kubernetes, "Object Names and IDs" (RFC 1123, RFC 1035) and "Labels and Selectors", "Syntax and character set".

/// Tells whether `text` is a label of RFC 1123: at most 63 lower-case letters, digits and `-`.
pub(crate) fn is_dns_label(text: &str) -> bool {
    let is_word = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    text.len() <= 63
        && text.starts_with(is_word)
        && text.ends_with(is_word)
        && text.chars().all(|c| is_word(c) || c == '-')
}

/// Tells whether `text` is a subdomain of RFC 1123: such labels, with dots between them, at most 253 characters.
///
/// Kubernetes bounds the whole, not each label.
pub(crate) fn is_dns_subdomain(text: &str) -> bool {
    let is_word = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let is_part = |part: &str| {
        part.starts_with(is_word) && part.ends_with(is_word) && part.chars().all(|c| is_word(c) || c == '-')
    };
    text.len() <= 253 && text.split('.').all(is_part)
}

/// Tells whether `text` is the key of a label or an annotation: a name, maybe with a subdomain and `/` before it.
pub(crate) fn is_key(text: &str) -> bool {
    let (prefix, name) = match text.split_once('/') {
        Some((prefix, name)) => (Some(prefix), name),
        None => (None, text),
    };
    !name.is_empty() && is_value(name) && prefix.is_none_or(is_dns_subdomain)
}

/// Tells whether `text` is the value of a label.
pub(crate) fn is_value(text: &str) -> bool {
    let is_word = |c: char| c.is_ascii_alphanumeric();
    text.is_empty()
        || text.len() <= 63
            && text.starts_with(is_word)
            && text.ends_with(is_word)
            && text.chars().all(|c| is_word(c) || matches!(c, '-' | '_' | '.'))
}

/// Tells whether a tool is to fill in the text before it gets to the cluster: envsubst, Azure Pipelines, Helm.
pub(crate) fn is_filled_in_later(text: &str) -> bool {
    ["${", "$(", "{{"].iter().any(|mark| text.contains(mark))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn judges_as_the_api_server_does() {
        assert!(is_dns_label("web-1") && !is_dns_label("Web") && !is_dns_label("-a") && !is_dns_label("a.b"));
        assert!(is_dns_subdomain("a.b-c.d") && !is_dns_subdomain("a..b") && !is_dns_subdomain("a_b"));
        assert!(is_key("app.kubernetes.io/name") && is_key("A_b.c") && !is_key("") && !is_key("a/b/c"));
        assert!(!is_key("UPPER.io/x") && !is_key("/x") && !is_key("x/"));
        assert!(is_value("") && is_value("v1.2_3") && !is_value("a b") && !is_value("-a"));
        assert!(is_value(&"a".repeat(63)) && !is_value(&"a".repeat(64)));
    }
}
