//! How one version of an object is made from another.
//!
//! # Source
//! gitformat-pack(5), "Deltified representation".

/// Why a delta cannot be applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Broken {
    /// It ends in the middle, or asks for what its base does not have.
    Malformed,
    /// Its result, of this size, is larger than the limit.
    TooLarge(u64),
}

/// Applies `delta` to `base`, if what comes of it is not larger than `most`.
pub(super) fn apply(base: &[u8], delta: &[u8], most: u64) -> Result<Vec<u8>, Broken> {
    let (base_size, delta) = size(delta)?;
    let (result_size, mut rest) = size(delta)?;
    if base_size != base.len() as u64 {
        return Err(Broken::Malformed);
    }
    if result_size > most {
        return Err(Broken::TooLarge(result_size));
    }
    let expected = usize::try_from(result_size).map_err(|_| Broken::TooLarge(result_size))?;
    let mut out = Vec::with_capacity(expected);
    while let Some((&command, after)) = rest.split_first() {
        let part = if command & 0x80 == 0 {
            let length = usize::from(command);
            // A command of zero is kept for what git may add one day.
            let part = after.get(..length).filter(|_| length > 0).ok_or(Broken::Malformed)?;
            rest = after.get(length..).unwrap_or_default();
            part
        } else {
            let (part, after) = copied(command, after, base).ok_or(Broken::Malformed)?;
            rest = after;
            part
        };
        if part.len() > expected - out.len() {
            return Err(Broken::Malformed);
        }
        out.extend_from_slice(part);
    }
    if out.len() == expected { Ok(out) } else { Err(Broken::Malformed) }
}

/// The part of the base that a command copies, and what follows the command.
fn copied<'a, 'b>(command: u8, mut rest: &'a [u8], base: &'b [u8]) -> Option<(&'b [u8], &'a [u8])> {
    let mut number = |bits: u8| {
        let mut value = 0;
        for place in 0..8 {
            if bits & (1 << place) != 0 {
                let (&byte, after) = rest.split_first()?;
                rest = after;
                value |= usize::from(byte) << (8 * place);
            }
        }
        Some(value)
    };
    let start = number(command & 0x0f)?;
    let length = match number((command >> 4) & 0x07)? {
        0 => 0x1_0000,
        length => length,
    };
    Some((base.get(start..start.checked_add(length)?)?, rest))
}

/// A size with seven bits a byte, the lowest first.
fn size(bytes: &[u8]) -> Result<(u64, &[u8]), Broken> {
    let mut value = 0_u64;
    for (place, &byte) in bytes.iter().enumerate().take(9) {
        value |= u64::from(byte & 0x7f) << (7 * place);
        if byte & 0x80 == 0 {
            return Ok((value, bytes.get(place + 1..).unwrap_or_default()));
        }
    }
    Err(Broken::Malformed)
}

#[cfg(test)]
mod tests {
    use super::{Broken, apply};

    #[test]
    fn copies_and_inserts() {
        let delta = [5, 8, 0x91, 1, 3, 2, b'x', b'y', 0x90, 3];
        assert_eq!(apply(b"abcde", &delta, 100).unwrap(), b"bcdxyabc");
    }

    #[test]
    fn refuses_what_lies() {
        let apply = |delta: &[u8]| apply(b"abcde", delta, 100);
        assert_eq!(apply(&[4, 1, 1, b'x']), Err(Broken::Malformed), "another base");
        assert_eq!(apply(&[5, 2, 1, b'x']), Err(Broken::Malformed), "too little");
        assert_eq!(apply(&[5, 1, 2, b'x', b'y']), Err(Broken::Malformed), "too much");
        assert_eq!(apply(&[5, 3, 0x91, 3, 3]), Err(Broken::Malformed), "past the base");
        assert_eq!(apply(&[5, 3, 0]), Err(Broken::Malformed), "the reserved command");
        assert_eq!(apply(&[5, 3, 3, b'x']), Err(Broken::Malformed), "cut short");
        assert_eq!(apply(&[5, 0xff, 0x01]), Err(Broken::TooLarge(255)), "a bomb");
        assert_eq!(apply(&[0x80; 20]), Err(Broken::Malformed), "a size without an end");
        assert_eq!(apply(&[]), Err(Broken::Malformed));
    }
}
