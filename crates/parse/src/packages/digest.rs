//! Digests as lockfiles write them.

use data_encoding::{BASE64, HEXLOWER};
use sekimori_model::{DigestAlgorithm, PackageDigest};

/// Reads Subresource Integrity: `sha512-BASE64`, several with spaces between them.
///
/// # Source
/// W3C, Subresource Integrity, section 3.5.
pub(super) fn of_integrity(text: &str) -> Vec<PackageDigest> {
    let mut all: Vec<_> = text
        .split_ascii_whitespace()
        .filter_map(|one| {
            let (algorithm, value) = one.split_once('-')?;
            let value = value.split('?').next().unwrap_or_default();
            // 88 characters are 64 bytes, the longest.
            let bytes = BASE64.decode(value.get(..88).unwrap_or(value).as_bytes()).ok()?;
            of_hex(algorithm, &HEXLOWER.encode(&bytes))
        })
        .take(8)
        .collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// Reads `ALGORITHM:HEX`.
pub(super) fn of_marked(text: &str) -> Option<PackageDigest> {
    let (algorithm, hex) = text.split_once(':')?;
    of_hex(algorithm, hex)
}

/// Reads hexadecimal digits, as many as the algorithm gives.
pub(super) fn of_hex(algorithm: &str, hex: &str) -> Option<PackageDigest> {
    let (algorithm, digits) = match algorithm {
        "md5" => (DigestAlgorithm::Md5, 32),
        "sha1" => (DigestAlgorithm::Sha1, 40),
        "sha256" => (DigestAlgorithm::Sha256, 64),
        "sha384" => (DigestAlgorithm::Sha384, 96),
        "sha512" => (DigestAlgorithm::Sha512, 128),
        _ => return None,
    };
    let is_one = hex.len() == digits && hex.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_one.then(|| PackageDigest { algorithm, value: hex.to_ascii_lowercase().into() })
}

#[cfg(test)]
mod tests {
    use super::{of_hex, of_integrity, of_marked};

    #[test]
    fn digests_are_read_in_hexadecimal() {
        let all = of_integrity("sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk= sha1-x nonsense md5-");
        let values: Vec<_> = all.iter().map(|digest| &*digest.value).collect();
        assert_eq!(values, ["da39a3ee5e6b4b0d3255bfef95601890afd80709"]);
        assert!(of_hex("sha1", "DA39A3EE5E6B4B0D3255BFEF95601890AFD80709").is_some());
        assert!(of_marked("sha256:00").is_none() && of_marked("").is_none());
    }
}
