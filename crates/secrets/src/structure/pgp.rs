//! Secret keys of `OpenPGP`.
//!
//! # Source
//! RFC 9580 (4.2 headers of packets, 5.5.2 and 5.5.3 keys, 9.1 algorithms), RFC 4880 for those of version 4.

use super::der::Key;

/// Tells whether the packets begin with a secret key, and whether a passphrase protects it.
pub(super) fn key(bytes: &[u8]) -> Option<Key> {
    let (first, rest) = bytes.split_first()?;
    if first & 0x80 == 0 {
        return None;
    }
    let (tag, packet) = if first & 0x40 == 0 {
        // The older header: the low bits say how many bytes the length has.
        (first >> 2 & 0x0F, rest.get(1 << (first & 3)..)?)
    } else {
        let length = match rest.first()? {
            0..=191 => 1,
            192..=223 => 2,
            _ => 5,
        };
        (first & 0x3F, rest.get(length..)?)
    };
    if !matches!(tag, 5 | 7) {
        return None;
    }
    let version = *packet.first()?;
    if !(3..=6).contains(&version) {
        return None;
    }
    // What cannot be read further is taken for the worse.
    Some(
        usage(packet, version)
            .map_or(Key::Plain, |usage| if usage == 0 { Key::Plain } else { Key::Encrypted }),
    )
}

/// The octet that says how the secret part is protected.
fn usage(packet: &[u8], version: u8) -> Option<u8> {
    // Of the versions that are in use: version, time, algorithm, and in version 6 how long the public part is.
    let algorithm = *packet.get(5)?;
    if version == 6 {
        let length = u32::from_be_bytes(packet.get(6..10)?.try_into().ok()?);
        return packet.get(10_usize.checked_add(usize::try_from(length).ok()?)?).copied();
    }
    let mut rest = packet.get(6..).filter(|_| version == 4)?;
    let numbers = match algorithm {
        1..=3 => 2,
        16 => 3,
        17 => 4,
        18 | 19 | 22 => {
            rest = after_curve(rest)?;
            1
        }
        25 | 26 => {
            rest = rest.get(if algorithm == 25 { 32 } else { 56 }..)?;
            0
        }
        27 | 28 => {
            rest = rest.get(if algorithm == 27 { 32 } else { 57 }..)?;
            0
        }
        _ => return None,
    };
    for _ in 0..numbers {
        let bits = u16::from_be_bytes(rest.get(..2)?.try_into().ok()?);
        rest = rest.get(2 + usize::from(bits).div_ceil(8)..)?;
    }
    if algorithm == 18 {
        // How the shared secret becomes a key.
        rest = rest.get(1 + usize::from(*rest.first()?)..)?;
    }
    rest.first().copied()
}

/// What follows the identifier of a curve.
fn after_curve(bytes: &[u8]) -> Option<&[u8]> {
    bytes.get(1 + usize::from(*bytes.first()?)..)
}
