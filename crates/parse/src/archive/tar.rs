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
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Its name, as the archive has it.
    pub name: Vec<u8>,
    /// What it is.
    pub kind: MemberKind,
    /// Bytes of content that follow in the stream.
    pub size: u64,
    /// What it links to, as the archive has it; empty where it is no link.
    pub link: Vec<u8>,
    /// Permissions, and the bits for setuid, setgid and sticky.
    pub mode: u32,
    /// Number of the owner.
    pub user: u64,
    /// Number of the owner's group.
    pub group: u64,
}

/// What a member is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MemberKind {
    /// A file with its content.
    File,
    /// Another name of a file that came before.
    HardLink,
    /// A name that leads to another.
    SymbolicLink,
    /// A folder.
    Directory,
    /// A device, a pipe, or what else is no file.
    Special,
}

/// Reads members from a stream, one behind the other.
pub struct Tar<'r> {
    source: &'r mut dyn Read,
    /// What is left of the member that was returned.
    left: u64,
    /// Zeros behind it, up to the next block.
    padding: u64,
    /// Whether two blocks of zeros end it, or only the end of the stream does.
    ends_at_zeros: bool,
}

/// What stands before a member and is about it.
#[derive(Default)]
struct About {
    name: Option<Vec<u8>>,
    link: Option<Vec<u8>>,
    size: Option<u64>,
    user: Option<u64>,
    group: Option<u64>,
}

impl<'r> Tar<'r> {
    /// Reads from the first header to the end of the stream: archives may stand one behind the other.
    pub fn new(source: &'r mut dyn Read) -> Self {
        Self { source, left: 0, padding: 0, ends_at_zeros: false }
    }

    /// Reads from the first header to two blocks of zeros, as what unpacks layers does: what follows is no member.
    pub fn of_layer(source: &'r mut dyn Read) -> Self {
        Self { source, left: 0, padding: 0, ends_at_zeros: true }
    }

    /// Returns the next file that has bytes, which are then read from this.
    ///
    /// # Errors
    /// Where the stream is broken.
    #[expect(clippy::should_implement_trait, reason = "an iterator could not be read from between its items")]
    pub fn next(&mut self) -> io::Result<Option<Member>> {
        loop {
            let member = self.next_of_any_kind()?;
            if member.as_ref().is_none_or(|member| member.size > 0) {
                return Ok(member);
            }
        }
    }

    /// Returns the next member, whose bytes are then read from this.
    ///
    /// # Errors
    /// Where the stream is broken.
    pub fn next_of_any_kind(&mut self) -> io::Result<Option<Member>> {
        let mut about = About::default();
        loop {
            if !skip(self.source, self.left)? {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            // Some writers leave out the last padding, and all that follows.
            skip(self.source, self.padding)?;
            (self.left, self.padding) = (0, 0);
            let Some(block) = self.header()? else { return Ok(None) };
            let size = number(block.get(124..136).unwrap_or_default()).unwrap_or(0);
            match block.get(156) {
                Some(b'L') => about.name = Some(bounded(until_nul(&self.record(size, NAME)?), size)),
                Some(b'K') => about.link = Some(bounded(until_nul(&self.record(size, NAME)?), size)),
                Some(b'x') => about.read(&self.record(size, RECORDS)?),
                Some(b'g' | b'V' | b'X') => self.follow(size),
                kind => {
                    // What is a header alone may name a size all the same, as a hint of what to reserve.
                    let is_header_alone = matches!(kind, Some(b'1'..=b'6'));
                    let size = if is_header_alone { 0 } else { about.size.take().unwrap_or(size) };
                    if kind == Some(&b'S') {
                        self.pass_sparse(&block)?;
                    }
                    self.follow(size);
                    return Ok(Some(member(&block, about, size)));
                }
            }
        }
    }

    /// Expects `size` bytes, and what pads them.
    fn follow(&mut self, size: u64) {
        self.left = size;
        let over = size % HEAD as u64;
        self.padding = if over == 0 { 0 } else { HEAD as u64 - over };
    }

    /// The next header; zeros before it are passed over.
    fn header(&mut self) -> io::Result<Option<Vec<u8>>> {
        let mut zeros = 0;
        loop {
            let (block, error) = read_up_to(self.source, HEAD);
            if let Some(error) = error {
                return Err(error);
            }
            if block.iter().all(|byte| *byte == 0) {
                zeros += 1;
                if block.len() < HEAD || self.ends_at_zeros && zeros == 2 {
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
        self.follow(size);
        self.left = size.saturating_sub(record.len() as u64);
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

/// Reads the member that was returned last.
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
                    self.name = Some(bounded(value, value.len() as u64));
                }
                (Some(b"linkpath"), Some(value)) => {
                    self.link = Some(bounded(value, value.len() as u64));
                }
                (Some(b"size"), Some(value)) => self.size = decimal(value),
                (Some(b"uid"), Some(value)) => self.user = decimal(value),
                (Some(b"gid"), Some(value)) => self.group = decimal(value),
                _ => {}
            }
            records = rest;
        }
    }
}

/// A name of `length` bytes, of which some are here. One that is cut ends with an ellipsis, and never like a folder: what it
/// names is still a file.
fn bounded(name: &[u8], length: u64) -> Vec<u8> {
    let mut kept = name.get(..name.len().min(NAME)).unwrap_or_default().to_vec();
    if length > NAME as u64 {
        kept.truncate(kept.trim_ascii_end().len());
        while kept.last() == Some(&b'/') {
            kept.pop();
        }
        kept.extend("…".as_bytes());
    }
    kept
}

fn decimal(value: &[u8]) -> Option<u64> {
    std::str::from_utf8(value).ok()?.parse().ok()
}

/// The member whose header this is, and what stood before it.
fn member(block: &[u8], about: About, size: u64) -> Member {
    let field = |at: usize, length: usize| block.get(at..at + length).unwrap_or_default();
    let name = about.name.unwrap_or_else(|| own_name(block));
    let kind = match block.get(156) {
        Some(b'1') => MemberKind::HardLink,
        Some(b'2') => MemberKind::SymbolicLink,
        // Before POSIX, a slash at the end was what told a folder.
        Some(0 | b'0' | b'7') if name.ends_with(b"/") => MemberKind::Directory,
        Some(b'5' | b'D') => MemberKind::Directory,
        Some(b'3' | b'4' | b'6') => MemberKind::Special,
        _ => MemberKind::File,
    };
    let is_link = matches!(kind, MemberKind::HardLink | MemberKind::SymbolicLink);
    let link = about.link.unwrap_or_else(|| until_nul(field(157, 100)).to_owned());
    Member {
        name,
        kind,
        size,
        link: if is_link { link } else { Vec::new() },
        mode: number(field(100, 8)).and_then(|mode| u32::try_from(mode & 0o7777).ok()).unwrap_or(0),
        user: about.user.or_else(|| number(field(108, 8))).unwrap_or(0),
        group: about.group.or_else(|| number(field(116, 8))).unwrap_or(0),
    }
}

/// Tells whether a block is a header: its sum is what it says.
pub fn is_header(block: &[u8]) -> bool {
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
