//! Keys that providers print in their documentation or build into emulators: whoever holds them holds nothing.
//!
//! # Source
//! docs.aws.amazon.com, "Access keys for IAM users": the word in its examples; learn.microsoft.com, "Connect to Azurite with
//! SDKs and tools" and "Develop locally using the Azure Cosmos DB emulator": the well-known keys, of which the first
//! characters are enough.

/// How the well-known keys of the storage and Cosmos DB emulators begin.
const EMULATORS: [&[u8]; 2] = [b"Eby8vdM02xNO", b"C2y6yDjf5/R+"];

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
    }
}
