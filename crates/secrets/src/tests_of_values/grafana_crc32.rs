//! The last eight digits of a Grafana service account token are the CRC-32 of what stands before them.
//!
//! # Source
//! Grafana, pkg/components/satokengen/tokengen.go: CRC-32 (IEEE) of `gl`, the service, `_` and the secret; its four bytes
//! in hexadecimal, the lowest first.

use data_encoding::HEXLOWER;

use super::github_crc32::crc32;

/// The checksum's number of characters.
const LENGTH: usize = 8;

pub(super) fn test(value: &[u8]) -> bool {
    let Some((before, checksum)) = value.split_last_chunk::<LENGTH>() else { return false };
    complete(before) == checksum
}

pub(super) fn complete(before: &[u8]) -> Vec<u8> {
    let signed = before.strip_suffix(b"_").unwrap_or(before);
    HEXLOWER.encode(&crc32(signed).to_le_bytes()).into_bytes()
}
