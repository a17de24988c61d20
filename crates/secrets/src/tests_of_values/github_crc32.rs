//! The last six characters of a GitHub token are the CRC-32 of its random part, in base 62.
//!
//! # Source
//! github.blog, "Behind GitHub's new authentication token formats" (2021-04-05): a 32-bit checksum in the last six digits,
//! CRC-32 encoded in Base62, leading zeros for padding.

/// The digits of base 62, in the order in which GitHub counts.
const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// The checksum's number of characters.
const LENGTH: usize = 6;

pub(super) fn test(value: &[u8]) -> bool {
    let Some((before, checksum)) = value.split_last_chunk::<LENGTH>() else { return false };
    complete(before) == checksum
}

pub(super) fn complete(before: &[u8]) -> Vec<u8> {
    let random = before.iter().position(|byte| *byte == b'_').map_or(before, |at| &before[at + 1..]);
    let mut rest = crc32(random);
    let mut digits = vec![b'0'; LENGTH];
    for digit in digits.iter_mut().rev() {
        *digit = DIGITS.get((rest % 62) as usize).copied().unwrap_or(b'0');
        rest /= 62;
    }
    digits
}

/// CRC-32 as zip and Ethernet have it (reflected polynomial 0xEDB88320). Values are short, so no table is kept.
pub(super) fn crc32(bytes: &[u8]) -> u32 {
    let mut crc = u32::MAX;
    for byte in bytes {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = (crc >> 1) ^ (0xEDB8_8320 & (crc & 1).wrapping_neg());
        }
    }
    !crc
}
