//! Tar: ustar, pax and the long names of GNU.
//!
//! Reads by itself what the crate `tar` also could, because a name there may be as long as the archive says, and is read
//! into memory.
//!
//! # Source
//! POSIX.1-2017, pax, "ustar Interchange Format" and "pax Header Block"; the manual of GNU tar, "Basic Tar Format".

use std::io::{self, Read};

use super::{HEAD, read_up_to, skip};

/// The most bytes of a long name, and of the records of pax that are read.
const NAME: usize = 4 << 10;
const RECORDS: usize = 64 << 10;

/// A member.
#[derive(Debug)]
pub(crate) struct Member {
    pub(crate) name: Vec<u8>,
    pub(crate) size: u64,
}

/// Reads members from a stream, one behind the other.
pub(crate) struct Tar<'r> {
    source: &'r mut dyn Read,
    /// What is left of the member that was returned, and its padding.
    left: u64,
}

/// What stands before a member and is about it.
#[derive(Default)]
struct About {
    name: Option<Vec<u8>>,
    size: Option<u64>,
}

impl<'r> Tar<'r> {
    pub(crate) fn new(source: &'r mut dyn Read) -> Self {
        Self { source, left: 0 }
    }

    /// Returns the next file, whose bytes are then read from this.
    ///
    /// # Errors
    /// Where the stream is broken.
    pub(crate) fn next(&mut self) -> io::Result<Option<Member>> {
        let mut about = About::default();
        loop {
            if !skip(self.source, self.left)? {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            self.left = 0;
            let Some(block) = self.header()? else { return Ok(None) };
            let size = number(block.get(124..136).unwrap_or_default()).unwrap_or(0);
            let padded = |size: u64| size.saturating_add(HEAD as u64 - 1) / HEAD as u64 * HEAD as u64;
            match block.get(156) {
                Some(b'L') => about.name = Some(until_nul(&self.record(size, NAME)?).to_owned()),
                Some(b'x') => about.read(&self.record(size, RECORDS)?),
                Some(b'g' | b'K' | b'V' | b'X') => self.left = padded(size),
                kind => {
                    let size = about.size.take().unwrap_or(size);
                    if kind == Some(&b'S') {
                        self.pass_sparse(&block)?;
                    }
                    self.left = padded(size);
                    let name = about.name.take().unwrap_or_else(|| own_name(&block));
                    if size > 0 {
                        return Ok(Some(Member { name, size }));
                    }
                }
            }
        }
    }

    /// The next header; zeros before it are passed over.
    fn header(&mut self) -> io::Result<Option<Vec<u8>>> {
        loop {
            let (block, error) = read_up_to(self.source, HEAD);
            if let Some(error) = error {
                return Err(error);
            }
            if block.iter().all(|byte| *byte == 0) {
                if block.len() < HEAD {
                    return Ok(None);
                }
                continue;
            }
            return if is_header(&block) {
                Ok(Some(block))
            } else {
                Err(io::Error::new(io::ErrorKind::InvalidData, "a header has the wrong checksum"))
            };
        }
    }

    /// Reads what stands in place of a file, up to `most` bytes.
    fn record(&mut self, size: u64, most: usize) -> io::Result<Vec<u8>> {
        let wanted = usize::try_from(size).unwrap_or(most).min(most);
        let (record, error) = read_up_to(self.source, wanted);
        if let Some(error) = error {
            return Err(error);
        }
        let read = record.len() as u64;
        self.left = (size.saturating_add(HEAD as u64 - 1) / HEAD as u64 * HEAD as u64).saturating_sub(read);
        Ok(record)
    }

    /// Passes over the blocks that go on with the map of a sparse file. Its data is read without its holes.
    fn pass_sparse(&mut self, header: &[u8]) -> io::Result<()> {
        let mut is_more = header.get(482).is_some_and(|byte| *byte != 0);
        while is_more {
            let (block, error) = read_up_to(self.source, HEAD);
            if let Some(error) = error {
                return Err(error);
            }
            is_more = block.get(504).is_some_and(|byte| *byte != 0);
        }
        Ok(())
    }
}

/// Reads the member that was returned last: its padding is read with it, so the caller takes no more than its size.
impl Read for Tar<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let most = usize::try_from(self.left).unwrap_or(usize::MAX).min(buffer.len());
        let count = self.source.read(buffer.get_mut(..most).unwrap_or_default())?;
        self.left = self.left.saturating_sub(count as u64);
        Ok(count)
    }
}

impl About {
    /// Reads the records of pax: `LENGTH KEY=VALUE` and a line feed, where the length counts all of it.
    fn read(&mut self, mut records: &[u8]) {
        while let Some(space) = records.iter().take(8).position(|byte| *byte == b' ') {
            let digits = records.get(..space).and_then(|digits| std::str::from_utf8(digits).ok());
            let Some(length) = digits.and_then(|digits| digits.parse::<usize>().ok()) else { return };
            let record = records.get(space + 1..length.max(1) - 1);
            let (Some(record), Some(rest)) = (record, records.get(length..)) else { return };
            let mut parts = record.splitn(2, |byte| *byte == b'=');
            match (parts.next(), parts.next()) {
                (Some(b"path" | b"GNU.sparse.name"), Some(value)) => {
                    self.name = Some(value.get(..value.len().min(NAME)).unwrap_or_default().to_owned());
                }
                (Some(b"size"), Some(value)) => {
                    self.size = std::str::from_utf8(value).ok().and_then(|value| value.parse().ok());
                }
                _ => {}
            }
            records = rest;
        }
    }
}

/// Tells whether a block is a header: its sum is what it says.
pub(crate) fn is_header(block: &[u8]) -> bool {
    let Some(wanted) = block.get(148..156).and_then(number) else { return false };
    let bytes = block.iter().take(HEAD).enumerate();
    let summed = bytes.map(|(at, byte)| if (148..156).contains(&at) { b' ' } else { *byte });
    // Some old programs took the bytes for signed.
    let sum = summed.clone().map(u64::from).sum::<u64>();
    let signed = summed.map(|byte| i64::from(i8::from_ne_bytes([byte]))).sum::<i64>();
    // Those of pax may be without a name.
    let is_named = block.first() != Some(&0) || block.get(257..262) == Some(b"ustar");
    block.len() >= HEAD && is_named && (sum == wanted || u64::try_from(signed) == Ok(wanted))
}

/// A number: octal digits, or in base 256 behind a byte with its highest bit set.
fn number(field: &[u8]) -> Option<u64> {
    if let Some((first, rest)) = field.split_first().filter(|(first, _)| **first & 0x80 != 0) {
        let start = u64::from(first & 0x7F);
        return rest
            .iter()
            .try_fold(start, |number, byte| number.checked_mul(256)?.checked_add(u64::from(*byte)));
    }
    let text = std::str::from_utf8(until_nul(field)).ok()?.trim();
    u64::from_str_radix(text, 8).ok()
}

/// The name in a header, with its prefix.
fn own_name(block: &[u8]) -> Vec<u8> {
    let name = until_nul(block.get(..100).unwrap_or_default());
    let prefix = until_nul(block.get(345..500).unwrap_or_default());
    // What GNU keeps there are dates.
    if block.get(257..263) == Some(b"ustar\0") && !prefix.is_empty() {
        return [prefix, b"/", name].concat();
    }
    name.to_owned()
}

fn until_nul(field: &[u8]) -> &[u8] {
    field.split(|byte| *byte == 0).next().unwrap_or_default()
}
