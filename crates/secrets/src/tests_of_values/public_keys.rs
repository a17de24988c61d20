//! Keys that providers print in their documentation or build into emulators: whoever holds them holds nothing.
//!
//! # Source
//! docs.aws.amazon.com, "Access keys for IAM users": the word in its examples; learn.microsoft.com, "Connect to Azurite with
//! SDKs and tools" and "Develop locally using the Azure Cosmos DB emulator": the well-known keys, of which the first
//! characters are enough; RFC 5849, sections 1.2 and 3.1, RFC 6749, sections 2.3.1, 4.1 and 5.1, and RFC 6750, section 2: the
//! tokens, codes and secrets of the examples of OAuth, which the documentation of most programs repeats.

/// How the well-known keys of the storage and Cosmos DB emulators begin.
const EMULATORS: [&[u8]; 2] = [b"Eby8vdM02xNO", b"C2y6yDjf5/R+"];

/// What the examples of OAuth hold, and the Base64 of a client and its secret.
const OAUTH: [&[u8]; 14] = [
    b"dpf43f3p2l4k3l03",
    b"kd94hf93k423kf44",
    b"hh5s93j4hdidpola",
    b"nnch734d00sl2jdk",
    b"9djdj82h48djs9d2",
    b"kkk9d7dh3k39sjv7",
    b"2YotnFZFEjr1zCsicMWpAA",
    b"tGzv3JOkF0XG5Qx2TlKWIA",
    b"SplxlOBeZQQYbYS6WxSbIA",
    b"7Fjfp0ZBr1KtDRbnfVdmIw",
    b"czZCaGRSa3F0MzpnWDFmQmF0M2JW",
    b"czZCaGRSa3F0Mzo3RmpmcDBaQnIxS3REUmJuZlZkbUl3",
    b"gX1fBat3bV",
    b"mF_9.B5f-4.1JqM",
];

/// Tells whether everybody has read a value in a standard.
pub(super) fn is_of_oauth(value: &[u8]) -> bool {
    OAUTH.contains(&value)
}

/// A key or token of AWS that is not one of the documentation's, all of which say so.
pub(super) fn aws_key(value: &[u8]) -> bool {
    const SAID: &[u8] = b"EXAMPLE";
    !value.windows(SAID.len()).any(|part| part == SAID)
}

/// An account key of Azure that is not an emulator's.
pub(super) fn azure_account_key(value: &[u8]) -> bool {
    !EMULATORS.iter().any(|start| value.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_keys_of_documentation_and_emulators_are_none() {
        assert!(!aws_key(["AKIA", "IOSFODNN7", "EXAMPLE"].concat().as_bytes()));
        assert!(aws_key(["AKIA", "IOSFODNN7", "EXAMPLF"].concat().as_bytes()));
        assert!(!azure_account_key(b"Eby8vdM02xNOcqFl"));
        assert!(azure_account_key(b"Fby8vdM02xNOcqFl"));
        assert!(is_of_oauth(b"2YotnFZFEjr1zCsicMWpAA"));
        assert!(!is_of_oauth(b"2YotnFZFEjr1zCsicMWpAB"));
    }
}
