//! The parts of a signed JSON web token.
//!
//! # Source
//! RFC 7515, sections 3.1 and 4.1.1: three parts in base64url, of which the first is a JSON object that names an algorithm;
//! RFC 7519, section 3: the second is a JSON object of claims. kubernetes.io, "Managing Service Accounts": claims of a
//! service account's token.

use data_encoding::BASE64URL_NOPAD;

/// Claims of which a token that somebody accepts has one (RFC 7519, section 4.1); those in the documentation of libraries,
/// such as `{"some": "payload"}`, have none.
const REGISTERED: [&[u8]; 7] =
    [b"\"iss\"", b"\"sub\"", b"\"aud\"", b"\"exp\"", b"\"nbf\"", b"\"iat\"", b"\"jti\""];

/// Who the token of the debugger at jwt.io is made for, which half of all documentation took over; and the word that AWS
/// puts into whatever it only shows.
const SHOWN: [&[u8]; 2] = [b"\"John Doe\"", b"EXAMPLE"];

/// A signed token of any issuer but Kubernetes, whose tokens have a pattern of their own.
pub(super) fn signed(value: &[u8]) -> bool {
    claims(value).is_some_and(|claims| {
        let is_accepted = REGISTERED.iter().any(|claim| contains(&claims, claim));
        is_accepted && !SHOWN.iter().any(|word| contains(&claims, word)) && !is_kubernetes(&claims)
    })
}

/// A token of a service account of Kubernetes.
pub(super) fn kubernetes(value: &[u8]) -> bool {
    claims(value).is_some_and(|claims| is_kubernetes(&claims))
}

fn is_kubernetes(claims: &[u8]) -> bool {
    contains(claims, b"kubernetes.io") || contains(claims, b"system:serviceaccount:")
}

/// The claims, where the header names an algorithm other than none.
fn claims(value: &[u8]) -> Option<Vec<u8>> {
    let mut parts = value.split(|byte| *byte == b'.');
    let header = decoded(parts.next()?)?;
    let claims = decoded(parts.next()?)?;
    let is_signed = parts.next().is_some_and(|signature| !signature.is_empty()) && parts.next().is_none();
    let names_algorithm = contains(&header, b"\"alg\"") && !contains(&header, b"\"none\"");
    (is_signed && names_algorithm && claims.starts_with(b"{")).then_some(claims)
}

/// What a part says, whatever its last bits are, which say nothing.
fn decoded(part: &[u8]) -> Option<Vec<u8>> {
    let mut whole = part.to_vec();
    whole.resize(part.len().next_multiple_of(4), b'A');
    let mut output = BASE64URL_NOPAD.decode(&whole).ok()?;
    output.truncate(part.len() * 3 / 4);
    Some(output)
}

fn contains(bytes: &[u8], word: &[u8]) -> bool {
    bytes.windows(word.len()).any(|part| part == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(header: &str, claims: &str) -> Vec<u8> {
        let encode = |text: &str| BASE64URL_NOPAD.encode(text.as_bytes());
        [encode(header), encode(claims), "c2lnbmF0dXJl".to_owned()].join(".").into_bytes()
    }

    #[test]
    fn a_token_is_known_by_its_header_and_its_issuer_by_its_claims() {
        let plain = token(r#"{"alg":"HS256"}"#, r#"{"sub":"somebody"}"#);
        assert!(signed(&plain) && !kubernetes(&plain));
        let of_cluster = token(r#"{"alg":"RS256"}"#, r#"{"sub":"system:serviceaccount:shop:default"}"#);
        assert!(kubernetes(&of_cluster) && !signed(&of_cluster));
        let shown = r#"{"sub":"EXAMPLEIDENTITY"}"#;
        for claims in [r#"{"some":"payload"}"#, r#"{"sub":"1234567890","name":"John Doe"}"#, shown] {
            assert!(!signed(&token(r#"{"alg":"HS256"}"#, claims)), "{claims}");
        }
        for header in [r#"{"typ":"JWT"}"#, r#"{"alg":"none"}"#] {
            assert!(!signed(&token(header, r#"{"sub":"somebody"}"#)), "{header}");
        }
    }
}
