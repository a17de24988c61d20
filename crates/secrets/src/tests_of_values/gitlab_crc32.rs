//! The last seven characters of a routable GitLab token are the CRC-32 of all that stands before them, in base 36; the two
//! before them are the length of the payload.
//!
//! # Source
//! handbook.gitlab.com, "Cells: Routable Tokens", section "Proposal".

use super::github_crc32::crc32;

/// The digits of base 36.
const DIGITS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";

/// The checksum's number of characters.
const LENGTH: usize = 7;

pub(super) fn test(value: &[u8]) -> bool {
    let Some((before, checksum)) = value.split_last_chunk::<LENGTH>() else { return false };
    complete(before) == checksum
}

pub(super) fn complete(before: &[u8]) -> Vec<u8> {
    let mut rest = crc32(before);
    let mut digits = vec![b'0'; LENGTH];
    for digit in digits.iter_mut().rev() {
        *digit = DIGITS.get((rest % 36) as usize).copied().unwrap_or(b'0');
        rest /= 36;
    }
    digits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_is_that_of_the_example_in_the_documentation() {
        // Taken apart, so that nobody takes it for a token.
        let before = ["glpat", "-bzox79Of", "-KE9FD2LjoXXF4CvyxA", ".0r"].concat();
        assert_eq!(complete(before.as_bytes()), b"03gxo7s");
        assert!(!test([before.as_str(), "03gxo7t"].concat().as_bytes()), "another checksum");
    }
}
