//! A bill of materials: what something is made of.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Executables, Package, Problem};

/// What something is made of, whichever format it is written in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sbom {
    /// What it is the bill of.
    pub subject: SbomSubject,
    /// The operating system, where it is an image's or a root file system's.
    pub distribution: Option<Distribution>,
    /// The packages, sorted by where they are written, then by their URL; `needs` are places in this list.
    pub packages: Vec<Package>,
    /// The files that can be executed, where those were asked for.
    pub executables: Option<Executables>,
    /// What could not be looked into, so that packages may be missing.
    pub problems: Vec<Problem>,
    /// When it was made, where that is known; never read from a clock here.
    pub created: Option<Timestamp>,
}

/// What a bill of materials is of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SbomSubject {
    /// What sort of thing.
    pub kind: SbomKind,
    /// Its name: the repository of an image, the name of a folder.
    pub name: String,
    /// Its version: the digest of an image; empty where none is known.
    pub version: String,
    /// What else is worth saying, such as the labels of an image; sorted.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub properties: BTreeMap<String, String>,
}

/// What sort of thing a bill of materials is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SbomKind {
    /// An image.
    Image,
    /// A root file system.
    RootFs,
    /// A tree of sources.
    Source,
    /// What another tool wrote it of.
    Other,
}

/// The operating system of an image, as it names itself.
///
/// # Source
/// os-release(5).
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Distribution {
    /// `ID`: `debian`, `alpine`, `rhel`.
    pub id: Arc<str>,
    /// `VERSION_ID`: `12`, `3.20.1`; empty where there is none.
    pub version: Arc<str>,
    /// `VERSION_CODENAME`: `bookworm`; empty where there is none.
    pub codename: Arc<str>,
    /// `PRETTY_NAME`.
    pub pretty: Arc<str>,
    /// `ID_LIKE`, nearest first.
    pub like: Vec<Arc<str>>,
    /// The file that says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub found_in: Option<Arc<str>>,
}
