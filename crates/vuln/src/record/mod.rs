//! An advisory as its database publishes it: a record of the Open Source Vulnerability format.
//!
//! # Source
//! ossf.github.io/osv-schema, 1.7. Fields that are not listed here are passed over.

mod lenient;
mod read;

pub(crate) use read::cut;

use jiff::Timestamp;

/// The bytes of a record. 32 MiB: those of kernels list all versions that a distribution ever shipped, and have ten.
pub const MAX_RECORD_BYTES: usize = 32 << 20;

/// Bytes of an id. The longest of the real ones has 40.
pub(crate) const MAX_ID_BYTES: usize = 128;

/// Bytes of the name of a package, as registries bound it: Maven's coordinates have 512.
pub(crate) const MAX_NAME_BYTES: usize = 1_024;

/// Bytes of an ecosystem, its release included.
pub(crate) const MAX_ECOSYSTEM_BYTES: usize = 256;

/// Bytes of a vector. One of CVSS 4.0 with every metric has 230.
pub(crate) const MAX_VECTOR_BYTES: usize = 400;

/// Other names of a record. 100: three is usual, and a bulletin for a kernel covers more, which has a bound of its own.
pub(crate) const MAX_ALIASES: usize = 100;

/// What a bulletin covers. 3,000: one of a kernel has 1,300.
pub(crate) const MAX_UPSTREAM: usize = 3_000;

/// Packages of a record. 20,000: a bulletin lists each binary package for each release.
pub(crate) const MAX_AFFECTED: usize = 20_000;

/// Ranges of a package.
pub(crate) const MAX_RANGES: usize = 2_000;

/// Events of a range.
pub(crate) const MAX_EVENTS: usize = 20_000;

/// Listed versions of a package. 100,000: a package that is published by each commit has 20,000.
pub(crate) const MAX_VERSIONS: usize = 100_000;

/// A record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Its id in its database: `GHSA-...`, `DEBIAN-CVE-...`.
    pub id: String,
    /// When it was changed last.
    pub modified: Timestamp,
    /// When it was published; none where that is not told.
    pub published: Option<Timestamp>,
    /// When it was taken back: it is kept, and never matched.
    pub withdrawn: Option<Timestamp>,
    /// Ids of the same fault elsewhere, sorted.
    pub aliases: Vec<String>,
    /// Ids of the faults that it is made of or that it passes on, sorted.
    pub upstream: Vec<String>,
    /// One line.
    pub summary: String,
    /// More, cut to 4,000 bytes.
    pub details: String,
    /// How bad it is, for all packages that say nothing else.
    pub severity: Vec<Grade>,
    /// The packages that have it.
    pub affected: Vec<AffectedPackage>,
    /// Where to read on: kind and address. No more than 40.
    pub references: Vec<(String, String)>,
    /// What its database calls its severity, in a word.
    pub word: String,
    /// The licence of the record, where it names one.
    pub licence: String,
}

/// How bad something is, as somebody grades it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Grade {
    /// The scheme: `CVSS_V3`, `Ubuntu`.
    pub scheme: String,
    /// A vector or a word.
    pub score: String,
}

/// A package of a record.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AffectedPackage {
    /// Where it is from, with the release behind a colon: `Debian:12`, `npm`.
    pub ecosystem: String,
    /// Its name there.
    pub name: String,
    /// The ranges that have the fault.
    pub ranges: Vec<Range>,
    /// Versions that have it.
    pub versions: Vec<String>,
    /// How bad it is in this package.
    pub severity: Vec<Grade>,
    /// The same in a word, as distributions do.
    pub word: String,
    /// What else than a vulnerability it is: `unmaintained`, `unsound`, `notice`.
    pub informational: String,
}

/// A range of versions. Those of commits are passed over: a package has no commit here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Range {
    /// What happens along it.
    pub events: Vec<Event>,
}

/// What happens at a version of a range.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Event {
    /// What happens.
    pub what: EventKind,
    /// At which version.
    pub version: String,
}

/// What can happen at a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub enum EventKind {
    /// The fault comes; `0` is before every version.
    Introduced,
    /// The fault is gone.
    Fixed,
    /// The last version with the fault.
    LastAffected,
    /// What is there or above does not count.
    Limit,
}
