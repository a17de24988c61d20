//! Sparse files in a tar: what they hold, and where. The holes between are read as zeros.
//!
//! # Source
//! The manual of GNU tar, "Storing Sparse Files": the old format, and 0.0, 0.1 and 1.0 of pax.

use std::io::{self, Read};

use super::{HEAD, read_up_to};

/// The most stretches of a map.
const MOST: usize = 1 << 16;

/// The most bytes of holes that are read as zeros in one archive. A file with more, such as the log of last logins on a machine
/// with large numbers of users, is read without its holes: nothing is lost of what it holds.
pub(super) const HOLES: u64 = 64 << 20;

/// Where the bytes of a file stand: stretches of an offset and a length, in their order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Map {
    stretches: Vec<(u64, u64)>,
    real: u64,
    /// How many stretches are read, and the offset in the file.
    done: usize,
    at: u64,
}

fn wrong() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "the map of a sparse file is malformed")
}

impl Map {
    /// Makes one of its numbers, offset and length by turns, for a file of which `stored` bytes are here.
    ///
    /// # Errors
    /// Where the stretches overlap, leave the file, or are not what is stored.
    pub(super) fn new(numbers: &[u64], real: u64, stored: u64) -> io::Result<Self> {
        let mut stretches = Vec::new();
        let (mut end, mut sum) = (0u64, 0u64);
        for pair in numbers.chunks(2) {
            let &[offset, length] = pair else { return Err(wrong()) };
            let next = offset.checked_add(length).ok_or_else(wrong)?;
            if offset < end || next > real || stretches.len() >= MOST {
                return Err(wrong());
            }
            (end, sum) = (next, sum.saturating_add(length));
            if length > 0 {
                stretches.push((offset, length));
            }
        }
        if sum == stored { Ok(Self { stretches, real, done: 0, at: 0 }) } else { Err(wrong()) }
    }

    /// Bytes of the file, with its holes.
    pub(super) fn real(&self) -> u64 {
        self.real
    }

    /// Reads on in the file, of which the stretches are taken from `source`.
    pub(super) fn read(&mut self, source: &mut dyn Read, buffer: &mut [u8]) -> io::Result<usize> {
        let (from, to) = self
            .stretches
            .get(self.done)
            .map_or((self.real, self.real), |(offset, length)| (*offset, offset.saturating_add(*length)));
        let until = if self.at < from { from } else { to };
        let most = usize::try_from(until.saturating_sub(self.at)).unwrap_or(usize::MAX).min(buffer.len());
        let part = buffer.get_mut(..most).unwrap_or_default();
        let count = if self.at < from {
            part.fill(0);
            most
        } else {
            source.read(part)?
        };
        self.at = self.at.saturating_add(count as u64);
        if self.at >= to && self.done < self.stretches.len() {
            self.done += 1;
        }
        Ok(count)
    }
}

/// Reads the numbers of the old format: four stretches in the header, then more in blocks of their own, which are taken from
/// `source`. Behind them comes what is stored.
pub(super) fn of_gnu(
    header: &[u8],
    number: fn(&[u8]) -> Option<u64>,
    source: &mut dyn Read,
) -> io::Result<(Vec<u64>, u64)> {
    let field = |block: &[u8], at: usize| number(block.get(at..at + 12).unwrap_or_default());
    let mut numbers = Vec::new();
    let mut take = |block: &[u8], from: usize, count: usize| {
        for at in (0..count).map(|place| from + place * 24) {
            // One that is not used has no digits.
            let is_used = block.get(at + 12).is_some_and(|byte| *byte != 0);
            if is_used && let (Some(offset), Some(length)) = (field(block, at), field(block, at + 12)) {
                numbers.extend([offset, length]);
            }
        }
        if numbers.len() / 2 > MOST { Err(wrong()) } else { Ok(()) }
    };
    take(header, 386, 4)?;
    let mut is_more = header.get(482).is_some_and(|byte| *byte != 0);
    while is_more {
        let (block, error) = read_up_to(source, HEAD);
        if let Some(error) = error {
            return Err(error);
        }
        if block.len() < HEAD {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        take(&block, 0, 21)?;
        is_more = block.get(504).is_some_and(|byte| *byte != 0);
    }
    Ok((numbers, field(header, 483).ok_or_else(wrong)?))
}

/// Reads the map that stands before the content in format 1.0: a number of stretches, and those, each number on a line of
/// its own, up to a whole block. Returns the numbers, and how many bytes were read.
pub(super) fn before_content(source: &mut dyn Read, stored: u64) -> io::Result<(Vec<u64>, u64)> {
    let (mut numbers, mut read) = (Vec::new(), 0u64);
    let (mut number, mut digits) = (0u64, 0u32);
    let mut wanted: Option<usize> = None;
    loop {
        let (block, error) = read_up_to(source, HEAD);
        if let Some(error) = error {
            return Err(error);
        }
        read = read.saturating_add(block.len() as u64);
        if block.len() < HEAD || read > stored {
            return Err(wrong());
        }
        for byte in block {
            match byte {
                b'0'..=b'9' => {
                    let more = number.checked_mul(10).and_then(|ten| ten.checked_add(u64::from(byte - b'0')));
                    (number, digits) = (more.ok_or_else(wrong)?, digits + 1);
                }
                b'\n' if digits > 0 => {
                    match wanted {
                        None => wanted = usize::try_from(number).ok().filter(|count| *count <= MOST),
                        Some(_) => numbers.push(number),
                    }
                    let Some(count) = wanted else { return Err(wrong()) };
                    (number, digits) = (0, 0);
                    if numbers.len() == count * 2 {
                        return Ok((numbers, read));
                    }
                }
                _ => return Err(wrong()),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Map;

    #[test]
    fn holes_are_zeros() {
        let mut map = Map::new(&[2, 3, 7, 1, 9, 0], 9, 4).expect("a map");
        let (mut source, mut read) = (&b"abcd"[..], Vec::new());
        let mut buffer = [1; 4];
        loop {
            let count = map.read(&mut source, &mut buffer).expect("bytes");
            if count == 0 {
                break;
            }
            read.extend_from_slice(&buffer[..count]);
        }
        assert_eq!(read, b"\0\0abc\0\0d\0");
        assert_eq!(map.real(), 9);
        assert!(source.is_empty());
    }

    #[test]
    fn a_map_that_lies_is_refused() {
        for (numbers, real, stored) in [
            (&[0, 2, 1, 2][..], 9, 4),
            (&[8, 2], 9, 2),
            (&[0, 2], 9, 3),
            (&[0, 2, 3], 9, 2),
            (&[u64::MAX, 2], u64::MAX, 2),
        ] {
            assert!(Map::new(numbers, real, stored).is_err(), "{numbers:?}");
        }
    }
}
