//! Hexadecimal digits.

use std::ops::Range;

use super::{MOST, Piece, Places, is_promising, runs};

/// The fewest digits: half as many bytes do not hold more than a password.
const LEAST: usize = 32;

/// The digits that tell whether the rest is worth decoding.
const GLANCE: usize = 24;

/// Decodes a run of letters that are all digits; returns it where it can hold something.
pub(crate) fn read(bytes: &[u8], run: &Range<usize>) -> Option<Piece> {
    let letters = bytes.get(run.clone())?;
    let lead = if letters.starts_with(b"0x") || letters.starts_with(b"0X") { 2 } else { 0 };
    let digits = letters.get(lead..)?;
    if digits.len() < LEAST || !digits.len().is_multiple_of(2) || !runs::is_hex(digits.get(..GLANCE)?) {
        return None;
    }
    if !is_promising(&decode(digits.get(..GLANCE)?)) || !runs::is_hex(digits) {
        return None;
    }
    let decoded = decode(digits.get(..digits.len().min(MOST))?);
    is_promising(&decoded).then(|| Piece {
        step: "hex",
        span: run.start + lead..run.end,
        bytes: decoded,
        places: Places::Whole,
    })
}

fn decode(digits: &[u8]) -> Vec<u8> {
    let pairs = digits.chunks_exact(2);
    pairs.filter_map(|pair| <&[u8; 2]>::try_from(pair).ok().and_then(|pair| byte(*pair))).collect()
}

/// The byte that two digits say.
pub(crate) fn byte([high, low]: [u8; 2]) -> Option<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    Some(digit(high)? << 4 | digit(low)?)
}
