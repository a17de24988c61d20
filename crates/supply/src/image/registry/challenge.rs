//! What a registry asks for before it answers.
//!
//! # Source
//! RFC 9110, section 11.6.1; RFC 6750, section 3.

/// A way in that a registry offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Challenge {
    /// User and password.
    Basic,
    /// A token of the server at `realm`.
    Bearer { realm: String, service: String, scope: String },
}

/// Reads a header `WWW-Authenticate`; the first way in that is known, of those that stand one behind the other.
pub(super) fn parse(header: &str) -> Option<Challenge> {
    let mut is_quoted = false;
    let is_end = |c: char| {
        is_quoted ^= c == '"';
        c == ',' && !is_quoted
    };
    let ends: Vec<usize> = header.match_indices(is_end).map(|(at, _)| at.saturating_add(1)).collect();
    [0].into_iter().chain(ends).find_map(|at| one(header.get(at..)?))
}

fn one(text: &str) -> Option<Challenge> {
    let text = text.trim();
    let (scheme, rest) = text.split_once([' ', ',']).unwrap_or((text, ""));
    if scheme.eq_ignore_ascii_case("basic") {
        return Some(Challenge::Basic);
    }
    if !scheme.eq_ignore_ascii_case("bearer") {
        return None;
    }
    let (mut realm, mut service, mut scope) = (None, String::new(), String::new());
    for (key, value) in parameters(rest) {
        match key.to_ascii_lowercase().as_str() {
            "realm" => realm = Some(value),
            "service" => service = value,
            "scope" => scope = value,
            _ => {}
        }
    }
    Some(Challenge::Bearer { realm: realm?, service, scope })
}

/// Splits `key="value", key=value`; a backslash takes the next character as it is.
fn parameters(text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((key, after)) = rest.split_once('=') {
        let mut value = String::new();
        let mut end = after.len();
        let mut is_quoted = false;
        let mut chars = after.char_indices();
        while let Some((at, c)) = chars.next() {
            match c {
                '"' => is_quoted = !is_quoted,
                '\\' if is_quoted => value.extend(chars.next().map(|(_, c)| c)),
                ',' if !is_quoted => {
                    end = at + 1;
                    break;
                }
                c => value.push(c),
            }
        }
        found.push((key.trim_matches([' ', ',']).to_owned(), value.trim().to_owned()));
        rest = after.get(end..).unwrap_or_default();
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{Challenge, parse};

    #[test]
    fn challenges_are_read() {
        let bearer = |realm: &str, service: &str, scope: &str| {
            Some(Challenge::Bearer { realm: realm.into(), service: service.into(), scope: scope.into() })
        };
        let text = r#"Bearer realm="https://a.example/t",service="r",scope="repository:a/b:pull,push""#;
        assert_eq!(parse(text), bearer("https://a.example/t", "r", "repository:a/b:pull,push"));
        assert_eq!(parse("bearer realm=x, error=\"a\\\"b\""), bearer("x", "", ""));
        assert_eq!(parse("Basic realm=\"r\""), Some(Challenge::Basic));
        for several in [
            "Negotiate, Basic realm=\"r\"",
            "NTLM,basic",
            "Digest realm=\"a, Bearer b\", qop=x, Basic realm=r",
        ] {
            assert_eq!(parse(several), Some(Challenge::Basic), "{several}");
        }
        for text in ["", "Negotiate", "Bearer", "Bearer service=\"r\"", "Bearer =", "Bearer realm"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
