//! A NATS seed is the base32 of two bytes of prefix, 32 of the seed, and their CRC-16.
//!
//! # Source
//! docs.nats.io, "`NKeys`"; the layout in the README of `nats-io/nkeys`: CRC-16 of CCITT (XMODEM), its low byte first.

use data_encoding::BASE32_NOPAD;

/// The bytes of the prefix and the seed.
const COVERED: usize = 34;

pub(super) fn test(value: &[u8]) -> bool {
    let Ok(bytes) = BASE32_NOPAD.decode(value) else { return false };
    let Some((covered, checksum)) = bytes.split_last_chunk::<2>() else { return false };
    covered.len() == COVERED && crc16(covered).to_le_bytes() == *checksum
}

/// Completes a seed of which 54 characters stand already: 33 bytes and six bits of the last one, whose other two become 0.
pub(super) fn complete(before: &[u8]) -> Vec<u8> {
    let mut whole = before.to_vec();
    whole.extend([b'A'; 2]);
    let mut bytes = BASE32_NOPAD.decode(&whole).unwrap_or_default();
    bytes.truncate(COVERED);
    bytes.extend(crc16(&bytes).to_le_bytes());
    BASE32_NOPAD.encode(&bytes).into_bytes().split_off(before.len())
}

fn crc16(bytes: &[u8]) -> u16 {
    bytes.iter().fold(0, |mut crc, byte| {
        crc ^= u16::from(*byte) << 8;
        for _ in 0..8 {
            crc = (crc << 1) ^ (0x1021 & (crc >> 15).wrapping_neg());
        }
        crc
    })
}
