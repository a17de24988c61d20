//! Where everything lies in the file.
//!
//! ```text
//! MAGIC | texts | blocks | metas | records | names | packages | entries | ecosystems | epss | kev
//!       | head | SHA-256 of the head | length of the head, 4 bytes | END
//! ```
//!
//! Texts come first, so that they can be written while records are still being merged; the head comes last, so that a
//! file that was cut off has none. Numbers in tables are little-endian and of fixed width, so that a table is searched
//! where it lies.

use serde::{Deserialize, Serialize};

use super::SourceFacts;

/// What a database begins with.
pub(super) const MAGIC: &[u8; 8] = b"SEKIADV\x01";

/// What a database ends with.
pub(super) const END: &[u8; 8] = b"\x01VDAIKES";

/// The format, which changes with everything that is laid out in another way.
pub(super) const FORMAT: u16 = 3;

/// Bytes behind the head: its checksum, its length, the end.
pub(super) const TAIL_BYTES: usize = 32 + 4 + 8;

/// Bytes of the head. 4 MiB: it lists sources and sections.
pub(super) const MAX_HEAD_BYTES: usize = 4 << 20;

/// Bytes of the list of ecosystems.
pub(super) const MAX_ECOSYSTEMS_BYTES: usize = 4 << 20;

/// Bytes that a block of texts unpacks to.
pub(super) const MAX_BLOCK_BYTES: usize = 1 << 20;

/// Bytes of texts after which a block is closed: small, as one is unpacked for one text.
pub(super) const BLOCK_BYTES: usize = 16 << 10;

/// A row of `blocks`: offset in `texts` (8), bytes there (4), bytes unpacked (4).
pub(super) const BLOCK_ROW: usize = 16;

/// A row of `records`: offset in `metas` (8), block (4), offset in the unpacked block (4). Sorted by id.
pub(super) const RECORD_ROW: usize = 16;

/// A row of `packages`: offset in `names` (4), bytes there (2), ecosystem (2), offset in `entries` (8), bytes there (4),
/// number of entries (4). Sorted by ecosystem and name.
pub(super) const PACKAGE_ROW: usize = 24;

/// A row of `epss`: year (4), number (4), probability (4), percentile (4), both in millionths. Sorted.
pub(super) const EPSS_ROW: usize = 16;

/// A row of `kev`: year (4), number (4), day of listing (4), day due (4), flags (4). Days count from 1970. Sorted.
pub(super) const KEV_ROW: usize = 20;

/// The parts of a file, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Texts,
    Blocks,
    Metas,
    Records,
    Names,
    Packages,
    Entries,
    Ecosystems,
    Epss,
    Kev,
}

impl Part {
    pub(super) const ALL: [Self; 10] = [
        Self::Texts,
        Self::Blocks,
        Self::Metas,
        Self::Records,
        Self::Names,
        Self::Packages,
        Self::Entries,
        Self::Ecosystems,
        Self::Epss,
        Self::Kev,
    ];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Texts => "texts",
            Self::Blocks => "blocks",
            Self::Metas => "metas",
            Self::Records => "records",
            Self::Names => "names",
            Self::Packages => "packages",
            Self::Entries => "entries",
            Self::Ecosystems => "ecosystems",
            Self::Epss => "epss",
            Self::Kev => "kev",
        }
    }

    /// Bytes of a row, of the parts that are tables.
    pub(super) const fn row(self) -> usize {
        match self {
            Self::Blocks => BLOCK_ROW,
            Self::Records => RECORD_ROW,
            Self::Packages => PACKAGE_ROW,
            Self::Epss => EPSS_ROW,
            Self::Kev => KEV_ROW,
            Self::Texts | Self::Metas | Self::Names | Self::Entries | Self::Ecosystems => 1,
        }
    }
}

/// What stands at the end of the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Head {
    pub(super) format: u16,
    /// Seconds since 1970.
    pub(super) built: i64,
    pub(super) withdrawn: u32,
    pub(super) sources: Vec<SourceFacts>,
    /// The model that the probabilities are of, and the day.
    pub(super) epss_version: String,
    /// The version of the catalog of exploited faults.
    pub(super) kev_version: String,
    /// In the order of [`Part::ALL`].
    pub(super) sections: Vec<Section>,
}

/// Where a part lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Section {
    pub(super) offset: u64,
    pub(super) bytes: u64,
    pub(super) sha256: [u8; 32],
    /// Of the same bytes, and so fast that it is compared before each use.
    pub(super) crc32: u32,
}

/// Reads a number of a row.
pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..at.checked_add(2)?)?.try_into().ok().map(u16::from_le_bytes)
}

/// Reads a number of a row.
pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at.checked_add(4)?)?.try_into().ok().map(u32::from_le_bytes)
}

/// Reads a number of a row.
pub(super) fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    bytes.get(at..at.checked_add(8)?)?.try_into().ok().map(u64::from_le_bytes)
}

/// Returns a row of a table.
pub(super) fn row(table: &[u8], bytes: usize, index: usize) -> Option<&[u8]> {
    let start = index.checked_mul(bytes)?;
    table.get(start..start.checked_add(bytes)?)
}

/// Cuts a part out of a section.
pub(super) fn piece(section: &[u8], offset: u64, bytes: u64) -> Option<&[u8]> {
    let start = usize::try_from(offset).ok()?;
    section.get(start..start.checked_add(usize::try_from(bytes).ok()?)?)
}
