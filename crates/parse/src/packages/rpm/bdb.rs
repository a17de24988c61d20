//! `Packages` as a hash of Berkeley DB, which rpm wrote until 4.16.
//!
//! Pages are gone through as they lie, so that a broken chain of buckets loses nothing; chains of overflow pages are
//! followed, each page once.
//!
//! # Source
//! Berkeley DB 5.3, `dbinc/db_page.h`: the layout of pages and of items of a hash.

use sekimori_model::NotAnalysed;

use super::number::Order;
use super::pages::Seen;
use crate::Failure;

const MAGIC: u32 = 0x0006_1561;
const PAGE_HEADER: usize = 26;

const HASH_UNSORTED: u8 = 2;
const HASH: u8 = 13;
const OVERFLOW: u8 = 7;
const META: u8 = 8;

const ITEM_INLINE: u8 = 1;
const ITEM_OFF_PAGE: u8 = 3;

/// The order of bytes of a hash, by its magic number; none where it is no hash.
pub(super) fn order_of(bytes: &[u8]) -> Option<Order> {
    [Order::Little, Order::Big].into_iter().find(|order| order.u32(bytes, 12) == Some(MAGIC))
}

struct Hash<'a> {
    bytes: &'a [u8],
    order: Order,
    page_size: usize,
    seen: Seen,
    /// Bytes that values may still take: they do not overlap, so that together they are no larger than the file.
    left: usize,
}

/// Gives each value.
pub(super) fn blobs(
    bytes: &[u8],
    order: Order,
    take: &mut dyn FnMut(&[u8]) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let failure =
        |reason, what: &str| Failure::of_file(reason, format!("a broken rpm database (Berkeley DB): {what}"));
    let malformed = |what: &str| failure(NotAnalysed::Malformed, what);
    let page_size =
        order.size(bytes, 20).filter(|size| (512..=65_536).contains(size) && size.is_power_of_two());
    let Some(page_size) = page_size else { return Err(malformed("its pages have no valid size")) };
    if bytes.get(24) != Some(&0) {
        return Err(failure(NotAnalysed::Encrypted, "it is encrypted"));
    }
    if bytes.get(25) != Some(&META) {
        return Err(malformed("its first page is not that of a hash"));
    }
    let count = bytes.len().checked_div(page_size).unwrap_or_default();
    let mut hash = Hash { bytes, order, page_size, seen: Seen::new(count), left: bytes.len() };
    let mut broken = None;
    for number in 1..count {
        let Some(page) = hash.page(number) else { continue };
        if !matches!(page.get(25), Some(&(HASH | HASH_UNSORTED))) {
            continue;
        }
        let items = order.u16(page, 20).map_or(0, usize::from).min(page_size / 2);
        // Keys and values take turns.
        for item in (1..items).step_by(2) {
            match hash.value(page, item) {
                Some(value) if value.len() > 4 => take(&value)?,
                // The value of the key 0 is the number of the last package.
                Some(_) => {}
                None => {
                    broken.get_or_insert("a value does not lie in its pages");
                }
            }
        }
    }
    broken.map_or(Ok(()), |what| Err(malformed(what)))
}

impl<'a> Hash<'a> {
    fn page(&self, number: usize) -> Option<&'a [u8]> {
        let start = number.checked_mul(self.page_size)?;
        self.bytes.get(start..start.checked_add(self.page_size)?)
    }

    fn value(&mut self, page: &'a [u8], item: usize) -> Option<Vec<u8>> {
        let order = self.order;
        let offset = |item: usize| {
            let at = PAGE_HEADER.checked_add(item.checked_mul(2)?)?;
            order.u16(page, at).map(usize::from)
        };
        let start = offset(item)?;
        match *page.get(start)? {
            // Items fill the page from its end: one ends where the one before it begins.
            ITEM_INLINE => {
                let value = page.get(start.checked_add(1)?..offset(item.checked_sub(1)?)?)?;
                self.left = self.left.checked_sub(value.len())?;
                Some(value.to_vec())
            }
            ITEM_OFF_PAGE => {
                let first = self.order.size(page, start.checked_add(4)?)?;
                let size = self.order.size(page, start.checked_add(8)?)?;
                self.chain(first, size)
            }
            // Duplicates, which rpm has none of.
            _ => None,
        }
    }

    /// Collects a value from its chain of overflow pages.
    fn chain(&mut self, first: usize, size: usize) -> Option<Vec<u8>> {
        self.left = self.left.checked_sub(size)?;
        let mut value = Vec::new();
        let mut next = first;
        while value.len() < size {
            let page = self.page(next).filter(|_| next != 0)?;
            if !self.seen.take(next) || page.get(25) != Some(&OVERFLOW) {
                return None;
            }
            let used = self.order.u16(page, 22).map(usize::from)?;
            value.extend_from_slice(page.get(PAGE_HEADER..PAGE_HEADER.checked_add(used)?)?);
            next = self.order.size(page, 16)?;
        }
        (value.len() == size).then_some(value)
    }
}
