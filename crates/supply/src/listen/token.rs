//! What who sends something has to know.

use std::fmt;

use data_encoding::BASE64;
use sha2::{Digest as _, Sha256};

/// A shorter token can be tried out.
const MIN_BYTES: usize = 16;

/// A token: only a digest of it is held.
#[derive(Clone)]
pub struct Token([u8; 32]);

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(***)")
    }
}

impl Token {
    /// The fewest bytes of a token.
    pub const MIN_BYTES: usize = MIN_BYTES;

    /// Takes a token; none where it is too short to be one.
    pub fn new(bytes: &[u8]) -> Option<Self> {
        (bytes.len() >= MIN_BYTES).then(|| Self(Sha256::digest(bytes).into()))
    }

    /// Tells whether a header has it: as a bearer's, or as a password of anybody. It takes as long wherever they differ.
    pub(super) fn is_in(&self, header: &[u8]) -> bool {
        let space = header.iter().position(|byte| *byte == b' ').unwrap_or(header.len());
        let Some((scheme, said)) = header.split_at_checked(space) else { return false };
        let said = said.trim_ascii();
        if scheme.eq_ignore_ascii_case(b"bearer") {
            return self.is(said);
        }
        if !scheme.eq_ignore_ascii_case(b"basic") {
            return false;
        }
        let Ok(decoded) = BASE64.decode(said) else { return false };
        let password = decoded.iter().position(|byte| *byte == b':').and_then(|at| decoded.get(at + 1..));
        password.is_some_and(|password| self.is(password))
    }

    /// Digests are compared whole, so that the time tells nothing of the token.
    fn is(&self, said: &[u8]) -> bool {
        let other: [u8; 32] = Sha256::digest(said).into();
        let differing =
            self.0.iter().zip(other).fold(0, |differing, (left, right)| differing | (left ^ right));
        std::hint::black_box(differing) == 0
    }
}

#[cfg(test)]
mod tests {
    use data_encoding::BASE64;

    use super::Token;

    #[test]
    fn a_token_is_a_bearers_or_a_password() {
        let word = "0123456789abcdef";
        let token = Token::new(word.as_bytes()).expect("it is long enough");
        let basic = |text: &str| format!("Basic {}", BASE64.encode(text.as_bytes()));
        for right in [
            format!("Bearer {word}"),
            format!("bearer  {word}"),
            basic(&format!("registry:{word}")),
            basic(&format!(":{word}")),
        ] {
            assert!(token.is_in(right.as_bytes()), "{right}");
        }
        for wrong in [
            String::new(),
            word.to_owned(),
            "Bearer".to_owned(),
            format!("Bearer {word}0"),
            basic(word),
            basic(&format!("{word}:x")),
            "Basic ???".to_owned(),
            format!("Digest {word}"),
        ] {
            assert!(!token.is_in(wrong.as_bytes()), "{wrong}");
        }
        assert!(Token::new(b"short").is_none());
        assert!(!format!("{token:?}").contains(word));
    }
}
