//! The database of advisories: one run of bytes that is searched where it lies.

mod builder;
mod joined;
mod layout;
mod lookup;
mod open;
mod pack;
mod packed;
mod runs;
mod sections;
mod verify;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use builder::{Builder, Built};
pub(crate) use joined::Cve;
pub use joined::{EpssList, KevList};
pub use lookup::Texts;
pub use open::Database;
pub(crate) use packed::{Entry, Meta, unpack_kind, unpack_severity};

/// Where records of a database come from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceFacts {
    /// Its name or address, without credentials.
    pub name: String,
    /// How far it was read, as the source itself counts: a time, a generation, an entity tag.
    pub cursor: String,
    /// Records that it gave.
    pub records: u64,
    /// Records of it that were refused.
    pub refused: u64,
}

/// What a database says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// The format of the file.
    pub format: u16,
    /// The date that it was built with.
    pub built: Timestamp,
    /// Records, those that were taken back included.
    pub records: usize,
    /// Records that were taken back.
    pub withdrawn: u32,
    /// Packages that records speak of, once for each release.
    pub packages: usize,
    /// The ecosystems, with their releases, sorted.
    pub ecosystems: Vec<String>,
    /// Faults that are known to be exploited.
    pub exploited: usize,
    /// The version of that list.
    pub kev_version: String,
    /// Faults with an estimate.
    pub estimated: usize,
    /// The model of those, and its day.
    pub epss_version: String,
    /// Where the records come from, by name.
    pub sources: Vec<SourceFacts>,
    /// Bytes of the file.
    pub bytes: usize,
}

/// A record, by its id alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordFacts {
    /// Its id.
    pub id: String,
    /// When it was changed last.
    pub modified: Timestamp,
    /// When it was published.
    pub published: Option<Timestamp>,
    /// When it was taken back.
    pub withdrawn: Option<Timestamp>,
    /// Ids of the same fault elsewhere, sorted.
    pub aliases: Vec<String>,
    /// Ids of what it passes on, sorted.
    pub upstream: Vec<String>,
}
