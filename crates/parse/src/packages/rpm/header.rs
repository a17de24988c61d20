//! The header of one package: an index of tags, and the store that their values lie in.
//!
//! # Source
//! rpm, "RPM V4 Package format": the header structure; `rpmtag.h` for the numbers of tags.

use super::number::Order;

const BIG: Order = Order::Big;
const ENTRY: usize = 16;
const MAGIC: &[u8] = &[0x8E, 0xAD, 0xE8, 0x01];

/// What a package tells under a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u32)]
pub(super) enum Tag {
    SigMd5 = 261,
    Name = 1000,
    Version = 1001,
    Release = 1002,
    Epoch = 1003,
    Licence = 1014,
    Arch = 1022,
    OldFileNames = 1027,
    SourceRpm = 1044,
    ProvideName = 1047,
    RequireName = 1049,
    DirIndexes = 1116,
    BaseNames = 1117,
    DirNames = 1118,
    RecommendName = 5046,
    ModularityLabel = 5096,
}

/// A header, read on demand: each value is looked up when it is asked for.
pub(super) struct Header<'a> {
    index: &'a [u8],
    store: &'a [u8],
}

#[derive(Clone, Copy)]
struct Entry {
    kind: u32,
    offset: usize,
    count: usize,
}

impl<'a> Header<'a> {
    /// Reads the frame; none where index and store do not lie in the bytes.
    pub(super) fn parse(blob: &'a [u8]) -> Option<Self> {
        // The database has no magic in front, a package file has.
        let blob = if blob.starts_with(MAGIC) { blob.get(8..)? } else { blob };
        let (entries, size) = (BIG.size(blob, 0)?, BIG.size(blob, 4)?);
        let store_at = entries.checked_mul(ENTRY)?.checked_add(8)?;
        let index = blob.get(8..store_at)?;
        let store = blob.get(store_at..store_at.checked_add(size)?)?;
        (entries > 0).then_some(Self { index, store })
    }

    fn entry(&self, tag: Tag) -> Option<Entry> {
        let entry = self.index.chunks_exact(ENTRY).find(|entry| BIG.u32(entry, 0) == Some(tag as u32))?;
        Some(Entry { kind: BIG.u32(entry, 4)?, offset: BIG.size(entry, 8)?, count: BIG.size(entry, 12)? })
    }

    /// Returns a text, the first where there are several.
    pub(super) fn text(&self, tag: Tag) -> Option<String> {
        self.texts(tag)
            .next()
            .filter(|text| !text.is_empty())
            .map(|text| String::from_utf8_lossy(text).into_owned())
    }

    /// Returns the texts of an array. They end where the store does, whatever their count.
    pub(super) fn texts(&self, tag: Tag) -> impl Iterator<Item = &'a [u8]> + use<'a> {
        // A text, an array of texts, a text in several languages.
        let entry = self.entry(tag).filter(|entry| matches!(entry.kind, 6 | 8 | 9));
        let mut rest = entry.and_then(|entry| self.store.get(entry.offset..)).unwrap_or_default();
        let count = entry.map_or(0, |entry| entry.count);
        std::iter::from_fn(move || {
            let end = memchr::memchr(0, rest)?;
            let text = rest.get(..end);
            rest = rest.get(end.checked_add(1)?..)?;
            text
        })
        .take(count)
    }

    /// Returns the 32-bit numbers of an array.
    pub(super) fn numbers(&self, tag: Tag) -> impl Iterator<Item = u32> + use<'a> {
        let entry = self.entry(tag).filter(|entry| entry.kind == 4);
        let bytes = entry.and_then(|entry| self.store.get(entry.offset..)).unwrap_or_default();
        let count = entry.map_or(0, |entry| entry.count);
        bytes.chunks_exact(4).filter_map(|number| BIG.u32(number, 0)).take(count)
    }

    /// Returns the bytes of a value without a form.
    pub(super) fn bytes(&self, tag: Tag) -> Option<&'a [u8]> {
        let entry = self.entry(tag).filter(|entry| entry.kind == 7)?;
        self.store.get(entry.offset..entry.offset.checked_add(entry.count)?)
    }
}
