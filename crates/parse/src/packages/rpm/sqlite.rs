//! The table `Packages` of an `SQLite` database: read only, page by page, each page once.
//!
//! What stands in a write-ahead log alone is not seen; a log that holds anything is named by a reader of its own.
//!
//! # Source
//! `SQLite`, "Database File Format", sections 1.3 (header), 1.6 (b-tree pages), 1.6.1 (overflow), 2.1 (records), 2.6 (schema).

use sekimori_model::NotAnalysed;

use super::number::Order;
use super::pages::Seen;
use crate::Failure;

pub(super) const MAGIC: &[u8] = b"SQLite format 3\0";

const BIG: Order = Order::Big;

/// The first page has the header of the file in front.
const FILE_HEADER: usize = 100;

const INTERIOR: u8 = 0x05;
const LEAF: u8 = 0x0D;

struct Database<'a> {
    bytes: &'a [u8],
    page_size: usize,
    /// Bytes of a page that are in use: some are reserved at its end.
    usable: usize,
    seen: Seen,
    /// Bytes that rows may still take: they do not overlap, so that together they are no larger than the file.
    left: usize,
    /// What was wrong first; the rest goes on.
    broken: Option<&'static str>,
}

/// Gives each value of the column `blob` of the table `Packages`, by ascending row.
pub(super) fn blobs(bytes: &[u8], take: &mut dyn FnMut(&[u8]) -> Result<(), Failure>) -> Result<(), Failure> {
    let mut database = Database::open(bytes)?;
    let mut root = None;
    database.rows(1, &mut |payload| {
        let is_it = |column: usize, wanted: &str| value(payload, column) == Some(wanted.as_bytes());
        if is_it(0, "table") && is_it(1, "Packages") {
            root = value(payload, 3).and_then(integer);
        }
        Ok(())
    })?;
    let Some(root) = root else {
        return Err(malformed(database.broken.unwrap_or("it has no table of packages")));
    };
    // The schema, too, may lie in pages of its own only.
    let mut is_lost = false;
    database.rows(root, &mut |payload| {
        let blob = value(payload, 1);
        is_lost |= blob.is_none();
        blob.map_or(Ok(()), &mut *take)
    })?;
    if is_lost {
        database.note("a row has no package");
    }
    database.broken.map_or(Ok(()), |what| Err(malformed(what)))
}

fn malformed(what: &'static str) -> Failure {
    Failure::of_file(NotAnalysed::Malformed, format!("a broken SQLite database: {what}"))
}

impl<'a> Database<'a> {
    fn open(bytes: &'a [u8]) -> Result<Self, Failure> {
        let page_size = match BIG.u16(bytes, 16) {
            Some(1) => 65_536,
            Some(size) if size >= 512 && size.is_power_of_two() => usize::from(size),
            _ => return Err(malformed("its pages have no valid size")),
        };
        let reserved = bytes.get(20).copied().map_or(0, usize::from);
        let usable = page_size.saturating_sub(reserved);
        if usable < 480 {
            return Err(malformed("its pages have no room"));
        }
        let count = bytes.len().checked_div(page_size).unwrap_or_default();
        let seen = Seen::new(count.saturating_add(1));
        Ok(Self { bytes, page_size, usable, seen, left: bytes.len(), broken: None })
    }

    /// Returns a page by its number, from 1.
    fn page(&self, number: usize) -> Option<&'a [u8]> {
        let start = number.checked_sub(1)?.checked_mul(self.page_size)?;
        self.bytes.get(start..start.checked_add(self.page_size)?)
    }

    fn note(&mut self, what: &'static str) {
        self.broken.get_or_insert(what);
    }

    /// Gives the payload of each row of the table with this root.
    fn rows(
        &mut self,
        root: usize,
        take: &mut dyn FnMut(&[u8]) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let mut left = Vec::new();
        self.visit([root], &mut left);
        while let Some(number) = left.pop() {
            let Some(page) = self.page(number) else {
                self.note("a page is missing");
                continue;
            };
            let header = if number == 1 { FILE_HEADER } else { 0 };
            let sort = page.get(header).copied();
            let cells_at = header.saturating_add(if sort == Some(INTERIOR) { 12 } else { 8 });
            let count = BIG.u16(page, header.saturating_add(3)).map_or(0, usize::from);
            let pointers = page.get(cells_at..).unwrap_or_default().chunks_exact(2).take(count);
            let cells = pointers.map(|pointer| BIG.u16(pointer, 0).map_or(0, usize::from));
            match sort {
                Some(INTERIOR) => {
                    let last = BIG.size(page, header.saturating_add(8));
                    self.visit(cells.filter_map(|cell| BIG.size(page, cell)).chain(last), &mut left);
                }
                Some(LEAF) => {
                    for cell in cells {
                        match self.payload(page, cell) {
                            Some(payload) => take(&payload)?,
                            None => self.note("a row does not lie in its pages"),
                        }
                    }
                }
                _ => self.note("a page of a table is none"),
            }
        }
        Ok(())
    }

    /// Puts pages on the stack, the first on top, those that were seen before left out.
    fn visit(&mut self, pages: impl IntoIterator<Item = usize>, stack: &mut Vec<usize>) {
        let from = stack.len();
        for page in pages {
            if self.seen.take(page) {
                stack.push(page);
            } else {
                self.note("a page is missing, or used twice");
            }
        }
        if let Some(new) = stack.get_mut(from..) {
            new.reverse();
        }
    }

    /// Collects the payload of a cell of a leaf, from the pages that it overflows into.
    fn payload(&mut self, page: &'a [u8], cell: usize) -> Option<Vec<u8>> {
        let (size, behind) = varint(page, cell)?;
        let (_, start) = varint(page, behind)?;
        let size = usize::try_from(size).ok().filter(|size| *size <= self.left)?;
        let local = self.local(size)?;
        let page = page.get(..self.usable)?;
        let end = start.checked_add(local)?;
        self.left = self.left.saturating_sub(size);
        let mut payload = page.get(start..end)?.to_vec();
        if local == size {
            return Some(payload);
        }
        let mut next = BIG.size(page, end)?;
        while payload.len() < size {
            let overflow = self.page(next).filter(|_| self.seen.take(next))?;
            next = BIG.size(overflow, 0)?;
            let rest = overflow.get(4..self.usable)?;
            let missing = size.saturating_sub(payload.len());
            payload.extend_from_slice(rest.get(..missing).unwrap_or(rest));
        }
        Some(payload)
    }

    /// Returns how many bytes of a payload lie in the leaf itself.
    fn local(&self, size: usize) -> Option<usize> {
        let most = self.usable.checked_sub(35)?;
        if size <= most {
            return Some(size);
        }
        let least = self.usable.checked_sub(12)?.checked_mul(32)?.checked_div(255)?.checked_sub(23)?;
        let over = size.checked_sub(least)?.checked_rem(self.usable.checked_sub(4)?)?;
        let local = least.checked_add(over)?;
        Some(if local <= most { local } else { least })
    }
}

/// Reads a number of one to nine bytes, and returns where it ends.
fn varint(bytes: &[u8], at: usize) -> Option<(u64, usize)> {
    let mut number = 0_u64;
    for count in 0..9_usize {
        let byte = *bytes.get(at.checked_add(count)?)?;
        let end = at.checked_add(count)?.checked_add(1)?;
        if count == 8 {
            return Some((number << 8 | u64::from(byte), end));
        }
        number = number << 7 | u64::from(byte & 0x7F);
        if byte < 0x80 {
            return Some((number, end));
        }
    }
    None
}

/// Returns the bytes of a column of a record.
fn value(payload: &[u8], column: usize) -> Option<&[u8]> {
    let (header_size, mut at) = varint(payload, 0)?;
    let mut start = usize::try_from(header_size).ok()?;
    for place in 0..=column {
        let (kind, behind) = varint(payload, at)?;
        at = behind;
        let size = match kind {
            0 | 8 | 9 => 0,
            1..=4 => usize::try_from(kind).ok()?,
            5 => 6,
            6 | 7 => 8,
            10 | 11 => return None,
            _ => usize::try_from(kind.checked_sub(12)? / 2).ok()?,
        };
        let end = start.checked_add(size)?;
        if place == column {
            return payload.get(start..end);
        }
        start = end;
    }
    None
}

/// Reads the number of a page, which is a positive integer of one to eight bytes.
fn integer(bytes: &[u8]) -> Option<usize> {
    let bytes = Some(bytes).filter(|bytes| (1..=8).contains(&bytes.len()))?;
    usize::try_from(bytes.iter().fold(0_u64, |number, byte| number << 8 | u64::from(*byte))).ok()
}
