//! As much of the Distinguished Encoding Rules as tells a key from noise.
//!
//! # Source
//! ITU-T X.690.

pub(super) const INTEGER: u8 = 0x02;
pub(super) const OCTETS: u8 = 0x04;
pub(super) const OID: u8 = 0x06;
pub(super) const SEQUENCE: u8 = 0x30;

/// Reads one element of the tag: its content, and what follows.
pub(super) fn read(bytes: &[u8], tag: u8) -> Option<(&[u8], &[u8])> {
    let (first, rest) = bytes.split_first()?;
    if *first != tag {
        return None;
    }
    let (length, rest) = length(rest)?;
    rest.split_at_checked(length)
}

/// Reads a length, of at most four bytes.
fn length(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let (first, rest) = bytes.split_first()?;
    if *first < 0x80 {
        return Some((usize::from(*first), rest));
    }
    let (digits, rest) = rest.split_at_checked(usize::from(*first & 0x7F))?;
    if digits.is_empty() || digits.len() > 4 {
        return None;
    }
    let number = digits.iter().fold(0_usize, |number, digit| number << 8 | usize::from(*digit));
    Some((number, rest))
}

/// What kind of private key a structure holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Key {
    Plain,
    Encrypted,
}

/// Tells whether the bytes begin with a private key: PKCS#1, SEC 1, PKCS#8 in both forms, or what OpenSSL writes of a DSA
/// key.
///
/// # Source
/// RFC 8017 (A.1.2), RFC 5915, RFC 5958 and 5208.
pub(super) fn key(bytes: &[u8]) -> Option<Key> {
    let (content, _) = read(bytes, SEQUENCE)?;
    if let Some((algorithm, rest)) = read(content, SEQUENCE) {
        // EncryptedPrivateKeyInfo: the algorithm that encrypts, and the rest in it.
        read(algorithm, OID)?;
        let (ciphertext, _) = read(rest, OCTETS)?;
        return (ciphertext.len() >= 16).then_some(Key::Encrypted);
    }
    let (version, rest) = read(content, INTEGER)?;
    if version.len() != 1 || version.first().is_some_and(|version| *version > 1) {
        return None;
    }
    let is_sec1 = || read(rest, OCTETS).is_some_and(|(scalar, _)| scalar.len() >= 20);
    let is_pkcs8 = || {
        let (algorithm, rest) = read(rest, SEQUENCE)?;
        read(algorithm, OID)?;
        read(rest, OCTETS).filter(|(key, _)| key.len() >= 20)
    };
    // The modulus and its exponents, or the parameters of a group and what stands in it.
    let is_numbers = || {
        let mut rest = rest;
        let mut bytes = 0;
        for _ in 0..5 {
            let (number, after) = read(rest, INTEGER)?;
            (bytes, rest) = (bytes + number.len(), after);
        }
        (bytes >= 64).then_some(())
    };
    (is_sec1() || is_pkcs8().is_some() || is_numbers().is_some()).then_some(Key::Plain)
}

/// Tells whether the bytes are one private key that nothing encrypts and nothing else, to the last element.
pub(super) fn is_key_alone(bytes: &[u8]) -> bool {
    let Some((content, [])) = read(bytes, SEQUENCE) else { return false };
    let Some((version, rest)) = read(content, INTEGER) else { return false };
    if key(bytes) != Some(Key::Plain) || version.len() != 1 {
        return false;
    }
    // What follows are numbers alone, or the key and what may be said of it.
    let (mut rest, mut numbers, mut octets) = (rest, 0, 0);
    while let Some(tag) = rest.first() {
        let Some((_, after)) = read(rest, *tag) else { return false };
        match *tag {
            INTEGER => numbers += 1,
            OCTETS => octets += 1,
            SEQUENCE | 0xA0 | 0xA1 | 0x81 => {}
            _ => return false,
        }
        rest = after;
    }
    // RSA has eight numbers, DSA five.
    matches!((numbers, octets), (8 | 5, 0) | (0, 1))
}
