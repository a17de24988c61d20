//! Sorts records by id in little memory: runs are sorted, lie compressed, and are merged a block at a time.

use std::cmp::{Ordering, Reverse};
use std::collections::{BinaryHeap, VecDeque};

use crate::Error;

/// Bytes of a run before it is sorted and compressed.
const RUN_BYTES: usize = 16 << 20;

/// Bytes of a block of a run, unpacked.
const BLOCK_BYTES: usize = 128 << 10;

/// Bytes of a record that is packed. Every part of one is bounded by the bytes of its JSON.
const MAX_PACKED_BYTES: usize = 64 << 20;

/// Records of one id and one time that are put together; no source has more than one for each ecosystem.
const MAX_ALIKE: usize = 64;

const DAMAGED: Error = Error::Damaged { part: "a run" };

/// Is told the records of one id.
type Take<'a> = dyn FnMut(&[Vec<u8>]) -> Result<(), Error> + 'a;

/// A record of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Item {
    id: Box<str>,
    modified: i64,
    bytes: Vec<u8>,
}

impl Item {
    /// By id; of one id the latest first, and of those of one time by their bytes, whichever came first.
    fn rank(&self) -> (&str, Reverse<(i64, &[u8])>) {
        (&self.id, Reverse((self.modified, &self.bytes)))
    }
}

/// All records, in any order, more than one of an id.
#[derive(Debug, Default)]
pub(super) struct Runs {
    pending: Vec<Item>,
    pending_bytes: usize,
    closed: Vec<VecDeque<Box<[u8]>>>,
}

impl Runs {
    pub(super) fn push(&mut self, id: &str, modified: i64, bytes: Vec<u8>) -> Result<(), Error> {
        if bytes.len() > MAX_PACKED_BYTES {
            return Err(Error::TooMany { what: "bytes in a record" });
        }
        self.pending_bytes = self.pending_bytes.saturating_add(bytes.len());
        self.pending.push(Item { id: id.into(), modified, bytes });
        if self.pending_bytes >= RUN_BYTES {
            self.close();
        }
        Ok(())
    }

    /// Sorts what is pending, and compresses it.
    fn close(&mut self) {
        self.pending.sort_unstable_by(|left, right| left.rank().cmp(&right.rank()));
        self.pending.dedup_by(|next, first| {
            next.id == first.id && (next.modified != first.modified || next.bytes == first.bytes)
        });
        let mut blocks = VecDeque::new();
        let mut block = Vec::new();
        for item in self.pending.drain(..) {
            // A row of a block: the lengths of both parts, the time, both parts.
            block.extend(u32::try_from(item.id.len()).unwrap_or_default().to_le_bytes());
            block.extend(u32::try_from(item.bytes.len()).unwrap_or_default().to_le_bytes());
            block.extend(item.modified.to_le_bytes());
            block.extend(item.id.as_bytes());
            block.extend(item.bytes);
            if block.len() >= BLOCK_BYTES {
                blocks.push_back(lz4_flex::compress_prepend_size(&block).into());
                block.clear();
            }
        }
        if !block.is_empty() {
            blocks.push_back(lz4_flex::compress_prepend_size(&block).into());
        }
        if !blocks.is_empty() {
            self.closed.push(blocks);
        }
        self.pending_bytes = 0;
    }

    /// Calls `take` with the records of each id, sorted by id: that which was modified last, or those, where several of one
    /// time say something else.
    pub(super) fn merge(mut self, take: &mut Take<'_>) -> Result<(), Error> {
        self.close();
        drop(self.pending);
        let mut heap = BinaryHeap::with_capacity(self.closed.len());
        for run in self.closed {
            heap.extend(Cursor::of(run)?.map(Reverse));
        }
        let (mut id, mut modified) = (Box::default(), 0);
        let mut alike: Vec<Vec<u8>> = Vec::new();
        while let Some(Reverse(mut cursor)) = heap.pop() {
            let item = &mut cursor.item;
            if alike.is_empty() || id != item.id {
                if !alike.is_empty() {
                    take(&alike)?;
                    alike.clear();
                }
                (id, modified) = (item.id.clone(), item.modified);
                alike.push(std::mem::take(&mut item.bytes));
            } else if modified == item.modified
                && alike.len() < MAX_ALIKE
                && alike.last().is_some_and(|last| *last != item.bytes)
            {
                alike.push(std::mem::take(&mut item.bytes));
            }
            if cursor.step()? {
                heap.push(Reverse(cursor));
            }
        }
        if alike.is_empty() { Ok(()) } else { take(&alike) }
    }
}

/// A run that is being read.
#[derive(Debug)]
struct Cursor {
    run: VecDeque<Box<[u8]>>,
    block: Vec<u8>,
    at: usize,
    item: Item,
}

impl Cursor {
    fn of(run: VecDeque<Box<[u8]>>) -> Result<Option<Self>, Error> {
        let item = Item { id: "".into(), modified: 0, bytes: Vec::new() };
        let mut cursor = Self { run, block: Vec::new(), at: 0, item };
        Ok(cursor.step()?.then_some(cursor))
    }

    /// Goes to the next record; tells whether there is one.
    fn step(&mut self) -> Result<bool, Error> {
        if self.at >= self.block.len() {
            let Some(packed) = self.run.pop_front() else { return Ok(false) };
            self.block = lz4_flex::decompress_size_prepended(&packed).map_err(|_| DAMAGED)?;
            self.at = 0;
        }
        let mut part = |bytes: usize| {
            let end = self.at.saturating_add(bytes);
            let part = self.block.get(self.at..end).ok_or(DAMAGED)?;
            self.at = end;
            Ok::<_, Error>(part)
        };
        let length = |part: &[u8]| super::layout::u32_at(part, 0).and_then(|n| usize::try_from(n).ok());
        let id = length(part(4)?).ok_or(DAMAGED)?;
        let bytes = length(part(4)?).ok_or(DAMAGED)?;
        let modified = part(8)?.try_into().map(i64::from_le_bytes).map_err(|_| DAMAGED)?;
        let id = std::str::from_utf8(part(id)?).map_err(|_| DAMAGED)?.into();
        self.item = Item { id, modified, bytes: part(bytes)?.to_vec() };
        Ok(true)
    }
}

impl Ord for Cursor {
    fn cmp(&self, other: &Self) -> Ordering {
        self.item.rank().cmp(&other.item.rank())
    }
}

impl PartialOrd for Cursor {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Cursor {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Cursor {}
