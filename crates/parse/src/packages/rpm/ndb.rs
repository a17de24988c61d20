//! `Packages.db`: slots at the front, each of which says where a blob lies.
//!
//! # Source
//! rpm, `lib/backend/ndb/rpmpkg.c`: the layout of header, slots and blobs.

use sekimori_model::NotAnalysed;

use super::number::Order;
use crate::Failure;

pub(super) const MAGIC: &[u8] = b"RpmP";

const LITTLE: Order = Order::Little;
/// Blobs begin at multiples of this.
const BLOCK: usize = 16;
const SLOT: usize = 16;
/// Header of the file, in slots.
const HEADER_SLOTS: usize = 2;
const SLOTS_OF_PAGE: usize = 4096 / SLOT;
const BLOB_HEAD: usize = 16;

/// Gives each blob, by the order of packages' numbers.
pub(super) fn blobs(bytes: &[u8], take: &mut dyn FnMut(&[u8]) -> Result<(), Failure>) -> Result<(), Failure> {
    let malformed =
        |what: &str| Failure::of_file(NotAnalysed::Malformed, format!("a broken rpm database (ndb): {what}"));
    if LITTLE.u32(bytes, 4) != Some(0) {
        return Err(malformed("its version is unknown"));
    }
    let pages = LITTLE.size(bytes, 12).unwrap_or_default();
    let count = pages.saturating_mul(SLOTS_OF_PAGE).saturating_sub(HEADER_SLOTS);
    let slots =
        bytes.get(HEADER_SLOTS.saturating_mul(SLOT)..).unwrap_or_default().chunks_exact(SLOT).take(count);
    // Every slot has its magic, whether it is in use or free.
    let is_whole = slots.len() == count && slots.clone().all(|slot| slot.starts_with(b"Slot"));
    let mut used: Vec<(u32, usize)> = slots
        .filter(|slot| slot.starts_with(b"Slot"))
        .filter_map(|slot| Some((LITTLE.u32(slot, 4)?, LITTLE.size(slot, 8)?)))
        .filter(|(package, _)| *package != 0)
        .collect();
    used.sort_unstable();
    // Blobs do not overlap, so that together they are no larger than the file.
    let mut left = bytes.len();
    let mut broken = (!is_whole).then_some("a slot is none");
    for (package, block) in used {
        let Some(blob) = blob(bytes, package, block).filter(|blob| blob.len() <= left) else {
            broken.get_or_insert("a slot points at no blob of its package");
            continue;
        };
        left = left.saturating_sub(blob.len());
        take(blob)?;
    }
    broken.map_or(Ok(()), |what| Err(malformed(what)))
}

fn blob(bytes: &[u8], package: u32, block: usize) -> Option<&[u8]> {
    let start = block.checked_mul(BLOCK)?;
    let head = bytes.get(start..start.checked_add(BLOB_HEAD)?)?;
    if !head.starts_with(b"BlbS") || LITTLE.u32(head, 4) != Some(package) {
        return None;
    }
    let start = start.checked_add(BLOB_HEAD)?;
    bytes.get(start..start.checked_add(LITTLE.size(head, 12)?)?)
}
