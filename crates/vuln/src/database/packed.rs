//! Records as they lie in the file and, before that, in the builder's runs.

use sekimori_model::{AdvisoryKind, Severity};
use serde::{Deserialize, Serialize};

use crate::EventKind;

/// A whole record, between reading and writing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Packed<'a> {
    #[serde(borrow)]
    pub(super) meta: Meta<'a>,
    #[serde(borrow)]
    pub(super) places: Vec<Place<'a>>,
    #[serde(borrow)]
    pub(super) text: Text<'a>,
}

/// What is true of a record whichever package it is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Meta<'a> {
    /// First, so that records are sorted by their bytes' beginning.
    pub(crate) id: &'a str,
    /// Microseconds since 1970.
    pub(crate) modified: i64,
    /// Seconds since 1970; 0 where it is not told.
    pub(crate) published: i64,
    /// The same.
    pub(crate) withdrawn: i64,
    /// [`Grade::pack`] of what its database calls its severity.
    pub(crate) word: u8,
    #[serde(borrow)]
    pub(crate) aliases: Vec<&'a str>,
    #[serde(borrow)]
    pub(crate) upstream: Vec<&'a str>,
    #[serde(borrow)]
    pub(crate) vectors: Vec<&'a str>,
}

/// A package of a record, and where it is from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Place<'a> {
    pub(super) ecosystem: &'a str,
    pub(super) name: &'a str,
    #[serde(borrow)]
    pub(super) entry: Entry<'a>,
}

/// What a record says of a package.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Entry<'a> {
    /// The record, by its place among all; 0 until that is known.
    pub(crate) record: u32,
    /// [`pack_severity`] of what is said of this package.
    pub(crate) word: u8,
    /// [`pack_kind`].
    pub(crate) kind: u8,
    #[serde(borrow)]
    pub(crate) vectors: Vec<&'a str>,
    /// Events of each range, in the order of their versions.
    #[serde(borrow)]
    pub(crate) ranges: Vec<Vec<(EventKind, &'a str)>>,
    /// Versions that no range has.
    #[serde(borrow)]
    pub(crate) versions: Vec<&'a str>,
}

/// What people wrote.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Text<'a> {
    pub(super) summary: &'a str,
    pub(super) details: &'a str,
    #[serde(borrow)]
    pub(super) references: Vec<(&'a str, &'a str)>,
    pub(super) licence: &'a str,
}

/// Packs a severity; 0 is none.
pub(crate) fn pack_severity(severity: Option<Severity>) -> u8 {
    match severity {
        None => 0,
        Some(Severity::Info) => 1,
        Some(Severity::Low) => 2,
        Some(Severity::Medium) => 3,
        Some(Severity::High) => 4,
        Some(Severity::Critical) => 5,
    }
}

/// Unpacks a severity; what is none is none.
pub(crate) fn unpack_severity(packed: u8) -> Option<Severity> {
    match packed {
        1 => Some(Severity::Info),
        2 => Some(Severity::Low),
        3 => Some(Severity::Medium),
        4 => Some(Severity::High),
        5 => Some(Severity::Critical),
        _ => None,
    }
}

/// Packs a kind.
pub(crate) fn pack_kind(kind: AdvisoryKind) -> u8 {
    match kind {
        AdvisoryKind::Vulnerability => 0,
        AdvisoryKind::Notice => 1,
        AdvisoryKind::Unmaintained => 2,
        AdvisoryKind::Unsound => 3,
        AdvisoryKind::Malicious => 4,
    }
}

/// Unpacks a kind.
pub(crate) fn unpack_kind(packed: u8) -> AdvisoryKind {
    match packed {
        1 => AdvisoryKind::Notice,
        2 => AdvisoryKind::Unmaintained,
        3 => AdvisoryKind::Unsound,
        4 => AdvisoryKind::Malicious,
        _ => AdvisoryKind::Vulnerability,
    }
}
