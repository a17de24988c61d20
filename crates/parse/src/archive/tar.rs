//! Tar: ustar, pax and the long names of GNU.
//!
//! Reads by itself what the crate `tar` also could, because a name there may be as long as the archive says, and is read
//! into memory.
//!
//! # Source
//! POSIX.1-2017, pax, "ustar Interchange Format" and "pax Header Block"; the manual of GNU tar, "Basic Tar Format".

use std::io::{self, Read};

use super::sparse::{self, HOLES, Map};
use super::{HEAD, read_up_to, skip};

/// The most bytes of a long name.
const NAME: usize = 4 << 10;

/// The most bytes of the records of pax before a member: an attribute of a file may be of 64 KiB, and what builds and unpacks
/// images takes no more than this (`archive/tar` of Go).
const RECORDS: usize = 1 << 20;

/// A member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Its name, as the archive has it.
    pub name: Vec<u8>,
    /// What it is.
    pub kind: MemberKind,
    /// Bytes of content that are read.
    pub size: u64,
    /// Bytes that follow in the stream: fewer, where the file has holes.
    pub stored: u64,
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
    /// Where its bytes belong, if it has holes.
    map: Option<Map>,
    /// Bytes of holes that may still be read as zeros.
    holes: u64,
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
    sparse: Sparse,
}

/// What records of pax say of holes.
#[derive(Default)]
struct Sparse {
    /// Whether the map stands before the content.
    is_before_content: bool,
    /// Offsets and lengths by turns.
    numbers: Vec<u64>,
    real: Option<u64>,
    /// The name of the file: the member's own is made up for programs that know nothing of holes.
    name: Option<Vec<u8>>,
}

impl<'r> Tar<'r> {
    /// Reads from the first header to the end of the stream: archives may stand one behind the other.
    pub fn new(source: &'r mut dyn Read) -> Self {
        Self { source, left: 0, padding: 0, map: None, holes: HOLES, ends_at_zeros: false }
    }

    /// Reads from the first header to two blocks of zeros, as what unpacks layers does: what follows is no member.
    pub fn of_layer(source: &'r mut dyn Read) -> Self {
        Self { source, left: 0, padding: 0, map: None, holes: HOLES, ends_at_zeros: true }
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
            (self.left, self.padding, self.map) = (0, 0, None);
            let Some(block) = self.header()? else { return Ok(None) };
            let size = number(block.get(124..136).unwrap_or_default()).unwrap_or(0);
            match block.get(156) {
                Some(b'L') => about.name = Some(bounded(until_nul(&self.record(size, NAME)?), size)),
                Some(b'K') => about.link = Some(bounded(until_nul(&self.record(size, NAME)?), size)),
                Some(b'x') if size > RECORDS as u64 => {
                    return Err(malformed("records are longer than 1 MiB"));
                }
                Some(b'x') => about.read(&self.record(size, RECORDS)?)?,
                Some(b'g' | b'V' | b'X') => self.follow(size),
                kind => {
                    // What is a header alone may name a size all the same, as a hint of what to reserve.
                    let is_header_alone = matches!(kind, Some(b'1'..=b'6'));
                    let size = if is_header_alone { 0 } else { about.size.take().unwrap_or(size) };
                    self.follow(size);
                    let read = self.map(&block, &mut about.sparse)?;
                    return Ok(Some(member(&block, about, read, self.left)));
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

    /// Reads where the bytes of a sparse file belong; returns how many bytes will be read of it.
    fn map(&mut self, header: &[u8], sparse: &mut Sparse) -> io::Result<u64> {
        let (numbers, real) = if header.get(156) == Some(&b'S') {
            sparse::of_gnu(header, number, self.source)?
        } else if sparse.is_before_content {
            let (numbers, read) = sparse::before_content(self.source, self.left)?;
            self.left = self.left.saturating_sub(read);
            (numbers, sparse.real.ok_or_else(|| malformed("a sparse file does not say its size"))?)
        } else if let Some(real) = sparse.real.filter(|_| !sparse.numbers.is_empty()) {
            (std::mem::take(&mut sparse.numbers), real)
        } else {
            return Ok(self.left);
        };
        let map = Map::new(&numbers, real, self.left)?;
        let holes = map.real().saturating_sub(self.left);
        let Some(left) = self.holes.checked_sub(holes) else { return Ok(self.left) };
        self.holes = left;
        let size = map.real();
        self.map = Some(map);
        Ok(size)
    }
}

/// Reads the member that was returned last.
impl Read for Tar<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut stored = self.source.take(self.left);
        let read = match &mut self.map {
            Some(map) => map.read(&mut stored, buffer),
            None => stored.read(buffer),
        };
        self.left = stored.limit();
        read
    }
}

impl About {
    /// Reads the records of pax: `LENGTH KEY=VALUE` and a line feed, where the length counts all of it.
    fn read(&mut self, mut records: &[u8]) -> io::Result<()> {
        let wrong = || malformed("records are malformed");
        // Some writers pad them.
        while records.first().is_some_and(|byte| *byte != 0) {
            let space = records.iter().take(8).position(|byte| *byte == b' ').ok_or_else(wrong)?;
            let length = records.get(..space).and_then(decimal).ok_or_else(wrong)?;
            let length = usize::try_from(length).ok().filter(|length| *length > space).ok_or_else(wrong)?;
            let record = records.get(space + 1..length).and_then(|record| record.strip_suffix(b"\n"));
            let record = record.ok_or_else(wrong)?;
            records = records.get(length..).ok_or_else(wrong)?;
            let mut parts = record.splitn(2, |byte| *byte == b'=');
            if let (Some(key), Some(value)) = (parts.next(), parts.next()) {
                self.take(key, value)?;
            }
        }
        Ok(())
    }

    fn take(&mut self, key: &[u8], value: &[u8]) -> io::Result<()> {
        let whole = || decimal(value).ok_or_else(|| malformed("a size is no number"));
        match key {
            b"path" => self.name = Some(bounded(value, value.len() as u64)),
            b"GNU.sparse.name" => self.sparse.name = Some(bounded(value, value.len() as u64)),
            b"linkpath" => self.link = Some(bounded(value, value.len() as u64)),
            // Without a value the header counts.
            b"size" => self.size = if value.is_empty() { None } else { Some(whole()?) },
            b"uid" => self.user = decimal(value),
            b"gid" => self.group = decimal(value),
            b"GNU.sparse.major" => self.sparse.is_before_content = value == b"1",
            b"GNU.sparse.realsize" | b"GNU.sparse.size" => self.sparse.real = Some(whole()?),
            b"GNU.sparse.offset" | b"GNU.sparse.numbytes" => self.sparse.numbers.push(whole()?),
            b"GNU.sparse.map" => {
                let numbers = value.split(|byte| *byte == b',').map(decimal).collect::<Option<Vec<_>>>();
                self.sparse.numbers = numbers.ok_or_else(|| malformed("a map is no list of numbers"))?;
            }
            _ => {}
        }
        Ok(())
    }
}

fn malformed(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("{what} before a member of the archive"))
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
fn member(block: &[u8], about: About, size: u64, stored: u64) -> Member {
    let field = |at: usize, length: usize| block.get(at..at + length).unwrap_or_default();
    let name = about.sparse.name.or(about.name).unwrap_or_else(|| own_name(block));
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
        stored,
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
