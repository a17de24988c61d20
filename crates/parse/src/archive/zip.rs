//! Zip, as jar, wheel, apk, docx, nupkg and many others are as well.
//!
//! The directory at the end says where each member begins. Only its places are believed, within the bytes that there are:
//! what a member unpacks to is what comes out of it.
//!
//! # Source
//! PKWARE: APPNOTE.TXT 6.3.10, sections 4.3 to 4.5.

use std::collections::BTreeSet;
use std::ops::Range;

use super::Packing;

/// The most bytes that the end of the directory stands before the end of the file: its own, and a comment.
const END: usize = 22 + u16::MAX as usize;

const LOCAL: &[u8] = b"PK\x03\x04";
const CENTRAL: &[u8] = b"PK\x01\x02";
const END_MARK: &[u8] = b"PK\x05\x06";
const END_64: &[u8] = b"PK\x06\x06";
const LOCATOR_64: &[u8] = b"PK\x06\x07";

/// A member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member<'a> {
    /// Its name, as the archive has it.
    pub name: &'a [u8],
    /// How it is packed.
    pub method: Method,
    /// What is packed: as long as the directory says, or to the end where it does not say.
    pub packed: &'a [u8],
    /// How many bytes it unpacks to, as the archive says, where it does.
    pub size: Option<u64>,
    /// CRC-32 of what is packed, where the directory has it.
    pub crc32: Option<u32>,
}

/// How a member is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Not at all.
    Stored,
    /// RFC 1951.
    Deflate,
    /// As one stream.
    Packed(Packing),
    /// With a key that nobody here has.
    Encrypted,
    /// Another one, by its number.
    Other(u16),
}

/// Reads the members of an archive.
pub struct Zip<'a> {
    bytes: &'a [u8],
    /// The next entry of the directory, or the next member where there is no directory.
    next: usize,
    /// What is to be added to a place that the directory names.
    shift: usize,
    has_directory: bool,
    /// How many entries the directory is to have, as far as 16 bits count, and how many there were.
    told: Option<u16>,
    came: u16,
    /// Where members began.
    seen: BTreeSet<usize>,
    /// Where the furthest member ended, and whether one began before it.
    covered: Vec<Range<usize>>,
}

impl<'a> Zip<'a> {
    /// Finds the directory.
    pub fn new(bytes: &'a [u8]) -> Self {
        let directory = directory(bytes);
        let (next, shift) = directory.unwrap_or((0, 0));
        let has_directory = directory.is_some();
        let told = directory.and_then(|_| told(bytes));
        Self { bytes, next, shift, has_directory, told, came: 0, seen: BTreeSet::new(), covered: Vec::new() }
    }

    /// Tells whether the archive has a directory; without one, the members are looked for.
    pub fn has_directory(&self) -> bool {
        self.has_directory
    }

    /// Tells whether the directory was read as far as it has entries by its own end.
    pub fn is_whole(&self) -> bool {
        self.told.is_none_or(|told| told == self.came)
    }

    /// Tells whether members stand in one another.
    pub fn overlaps(&mut self) -> bool {
        self.covered.sort_unstable_by_key(|range| range.start);
        self.covered.windows(2).any(|pair| matches!(pair, [a, b] if b.start < a.end))
    }

    /// Returns the next member that has bytes, each place once.
    #[expect(clippy::should_implement_trait, reason = "tar, its neighbour, lends what it returns and cannot")]
    pub fn next(&mut self) -> Option<Member<'a>> {
        loop {
            let (member, start) = if self.has_directory { self.listed()? } else { self.found()? };
            if !member.packed.is_empty() && self.seen.insert(start) {
                self.covered.push(start..start + member.packed.len());
                return Some(member);
            }
        }
    }

    /// The next member of the directory, and where its bytes begin.
    fn listed(&mut self) -> Option<(Member<'a>, usize)> {
        let entry = self.bytes.get(self.next..)?;
        if !entry.starts_with(CENTRAL) {
            return None;
        }
        let (name_length, extra_length) = (u16_at(entry, 28)?, u16_at(entry, 30)?);
        let extra_at = 46 + usize::from(name_length);
        let name = entry.get(46..extra_at)?;
        let extra = entry.get(extra_at..extra_at + usize::from(extra_length))?;
        self.next += extra_at + usize::from(extra_length) + usize::from(u16_at(entry, 32)?);
        self.came = self.came.wrapping_add(1);
        let sizes = [u32_at(entry, 24)?, u32_at(entry, 20)?, u32_at(entry, 42)?];
        let [size, packed, place] = large(sizes, extra);
        let place = usize::try_from(place).ok().and_then(|place| place.checked_add(self.shift));
        let start = place.and_then(|place| start_of_data(self.bytes, place)).unwrap_or(self.bytes.len());
        let length = usize::try_from(packed).unwrap_or(usize::MAX);
        let end = start.saturating_add(length).min(self.bytes.len());
        let method = method(u16_at(entry, 10)?, u16_at(entry, 8)?);
        let crc32 = u32_at(entry, 16);
        let size = Some(size);
        Some((Member { name, method, packed: self.bytes.get(start..end)?, size, crc32 }, start))
    }

    /// The next member behind the one before, for an archive whose end is missing.
    fn found(&mut self) -> Option<(Member<'a>, usize)> {
        let rest = self.bytes.get(self.next..)?;
        let at = self.next + memchr::memmem::find(rest, LOCAL)?;
        self.next = at + LOCAL.len();
        let local = self.bytes.get(at..)?;
        let name = local.get(30..30 + usize::from(u16_at(local, 26)?))?;
        let start = start_of_data(self.bytes, at)?;
        let length = usize::try_from(u32_at(local, 18)?).unwrap_or(usize::MAX);
        let flags = u16_at(local, 6)?;
        // Where the sizes follow the data, the next member or the directory ends it.
        let end = if flags & 8 == 0 {
            start.saturating_add(length).min(self.bytes.len())
        } else {
            let rest = self.bytes.get(start..)?;
            memchr::memmem::find(rest, LOCAL).map_or(self.bytes.len(), |next| start + next)
        };
        self.next = self.next.max(end);
        let method = method(u16_at(local, 8)?, flags);
        let size = u32_at(local, 22).map(u64::from).filter(|_| flags & 8 == 0);
        Some((Member { name, method, packed: self.bytes.get(start..end)?, size, crc32: None }, start))
    }
}

/// Tells where an archive begins that stands behind something else, such as a program that unpacks it: where the first of
/// its members does. None where there is no archive, or one without members.
pub fn begins_behind(bytes: &[u8]) -> Option<usize> {
    if !ends_like(bytes) {
        return None;
    }
    let mut zip = Zip::new(bytes);
    if !zip.has_directory {
        return None;
    }
    let mut first = None;
    while let Some(entry) = bytes.get(zip.next..) {
        let place = u32_at(entry, 42).and_then(|place| usize::try_from(place).ok());
        let place = place.and_then(|place| place.checked_add(zip.shift));
        if zip.listed().is_none() {
            break;
        }
        let is_one = |at: &usize| bytes.get(*at..).is_some_and(|local| local.starts_with(LOCAL));
        first = place.filter(is_one).into_iter().chain(first).min();
    }
    first
}

/// Tells whether bytes end with the end of a directory that has entries.
pub fn ends_like(bytes: &[u8]) -> bool {
    let tail = bytes.get(bytes.len().saturating_sub(END)..).unwrap_or_default();
    // Forward first: that is faster, and nearly nothing has the mark.
    memchr::memmem::find(tail, END_MARK).is_some()
        && memchr::memmem::rfind(tail, END_MARK)
            .and_then(|at| u16_at(tail.get(at..)?, 10))
            .is_some_and(|entries| entries > 0)
}

/// How many entries the end of the directory tells of. None where its 16 bits stand for a number that is elsewhere.
fn told(bytes: &[u8]) -> Option<u16> {
    let low = bytes.len().saturating_sub(END);
    let at = low + memchr::memmem::rfind(bytes.get(low..)?, END_MARK)?;
    u16_at(bytes.get(at..)?, 10).filter(|told| *told != u16::MAX)
}

/// Finds the directory: where it begins, and what is to be added to the places in it, because something stands before the
/// archive.
fn directory(bytes: &[u8]) -> Option<(usize, usize)> {
    let low = bytes.len().saturating_sub(END);
    let at = low + memchr::memmem::rfind(bytes.get(low..)?, END_MARK)?;
    let end = bytes.get(at..)?;
    let (mut size, mut place) = (u64::from(u32_at(end, 12)?), u64::from(u32_at(end, 16)?));
    let mut behind = at;
    let locator = at.checked_sub(20).and_then(|at| bytes.get(at..)).filter(|at| at.starts_with(LOCATOR_64));
    if let Some(locator) = locator {
        let named = usize::try_from(u64_at(locator, 8)?).ok();
        // It stands right before its locator, but for what later versions may add to it.
        let large = [named, at.checked_sub(20 + 56)].into_iter().flatten();
        let mut large = large.filter(|at| bytes.get(*at..).is_some_and(|bytes| bytes.starts_with(END_64)));
        if let Some(large) = large.next() {
            (size, place) = (u64_at(bytes, large + 40)?, u64_at(bytes, large + 48)?);
            behind = large;
        }
    }
    let (size, place) = (usize::try_from(size).ok()?, usize::try_from(place).ok()?);
    let is_one = |at: &usize| bytes.get(*at..).is_some_and(|bytes| bytes.starts_with(CENTRAL));
    let shifted = behind.checked_sub(size).filter(is_one).and_then(|at| Some((at, at.checked_sub(place)?)));
    shifted.or_else(|| Some(place).filter(is_one).map(|at| (at, 0)))
}

/// Where the bytes of a member begin whose own header stands at `place`.
fn start_of_data(bytes: &[u8], place: usize) -> Option<usize> {
    let local = bytes.get(place..).filter(|local| local.starts_with(LOCAL))?;
    let start = place + 30 + usize::from(u16_at(local, 26)?) + usize::from(u16_at(local, 28)?);
    (start <= bytes.len()).then_some(start)
}

/// Sizes and place of an entry, those from the extra field in place of those that do not fit.
fn large(sizes: [u32; 3], mut extra: &[u8]) -> [u64; 3] {
    let mut all = sizes.map(u64::from);
    while let (Some(id), Some(length)) = (u16_at(extra, 0), u16_at(extra, 2)) {
        let end = 4 + usize::from(length);
        if id == 1 {
            let mut at = 4;
            for value in all.iter_mut().filter(|value| **value == u64::from(u32::MAX)) {
                *value = u64_at(extra.get(..end).unwrap_or_default(), at).unwrap_or(*value);
                at += 8;
            }
            break;
        }
        extra = extra.get(end..).unwrap_or_default();
    }
    all
}

fn method(number: u16, flags: u16) -> Method {
    match number {
        _ if flags & 1 != 0 => Method::Encrypted,
        0 => Method::Stored,
        8 => Method::Deflate,
        12 => Method::Packed(Packing::Bzip2),
        93 => Method::Packed(Packing::Zstd),
        95 => Method::Packed(Packing::Xz),
        99 => Method::Encrypted,
        other => Method::Other(other),
    }
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..)?.first_chunk().map(|bytes| u16::from_le_bytes(*bytes))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk().map(|bytes| u32::from_le_bytes(*bytes))
}

fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    bytes.get(at..)?.first_chunk().map(|bytes| u64::from_le_bytes(*bytes))
}
