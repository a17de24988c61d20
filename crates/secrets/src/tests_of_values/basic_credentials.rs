//! The value of a header for HTTP's basic authentication: a name and a password, joined by a colon and encoded.
//!
//! # Source
//! RFC 7617, section 2.

use data_encoding::{BASE64, BASE64_NOPAD};

use super::url_password;
use crate::words::is_random;

/// Names of the examples in RFC 7617 (and 2617) and RFC 6749, which documentation repeats.
const EXAMPLES: &[&str] = &["Aladdin", "Mufasa", "s6BhdRkqt3"];

/// The fewest bytes of a name without a password, which is then a key.
const KEY: usize = 16;

pub(super) fn test(value: &[u8]) -> bool {
    let decoded = BASE64.decode(value).or_else(|_| BASE64_NOPAD.decode(value));
    let Some(text) = decoded.ok().and_then(|bytes| String::from_utf8(bytes).ok()) else { return false };
    let Some((name, password)) = text.split_once(':') else { return false };
    if EXAMPLES.contains(&name) {
        return false;
    }
    let is_printable = !text.chars().any(char::is_control);
    let is_key = password.is_empty() && name.len() >= KEY && is_random(name.as_bytes());
    is_printable && (is_key || password.len() >= 3 && url_password::test(password.as_bytes()))
}

#[cfg(test)]
mod tests {
    use data_encoding::BASE64;

    use super::test;

    #[test]
    fn words_and_placeholders_are_none() {
        for text in [
            "user:password",
            "user:${PASSWORD}",
            "no colon at all",
            "user:\u{7}bell-Xq3",
            "Aladdin:open sesame",
            "gateway-challenging-client:",
        ] {
            assert!(!test(BASE64.encode(text.as_bytes()).as_bytes()), "{text}");
        }
        for word in ["authentication", "information", "Operations12", "usage"] {
            assert!(!test(word.as_bytes()), "{word}");
        }
    }

    #[test]
    fn a_name_and_a_password_are() {
        assert!(test(BASE64.encode(["deploy:", "Tz4kWq9-L"].concat().as_bytes()).as_bytes()));
        assert!(test(BASE64.encode(["k2v9sLq04mZx", "81TyPo:"].concat().as_bytes()).as_bytes()));
    }
}
