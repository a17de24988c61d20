//! Where a finding was seen: any number of places, none of which is part of its identity.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A stretch of a text file.
///
/// Lines and columns count from 1, columns in Unicode code points; bytes count from 0 in the file as it is on
/// disk. `end` is the first position after the stretch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Span {
    /// First line, from 1.
    pub line: u32,
    /// First column, from 1, in code points.
    pub column: u32,
    /// Line of the first position after the stretch.
    pub end_line: u32,
    /// Column of the first position after the stretch.
    pub end_column: u32,
    /// Offset of the first byte.
    pub byte_start: u32,
    /// Offset of the first byte after the stretch.
    pub byte_end: u32,
}

impl Span {
    /// The start of a file, for what concerns the file as a whole.
    pub const FILE_START: Self =
        Self { line: 1, column: 1, end_line: 1, end_column: 1, byte_start: 0, byte_end: 0 };
}

/// One place where a finding was seen.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum Location {
    /// A stretch of a file of the scanned root.
    File(FileLocation),
    /// A file in a layer of an image.
    Layer(LayerLocation),
    /// A file in a commit.
    Commit(CommitLocation),
    /// An object in a cluster.
    Object(ObjectLocation),
    /// An artefact in a registry.
    Registry(RegistryLocation),
    /// An event of a recording or a log.
    Event(EventLocation),
}

impl Location {
    /// Returns the file location, if it is one.
    pub fn file(&self) -> Option<&FileLocation> {
        if let Self::File(file) = self { Some(file) } else { None }
    }

    /// Returns the path and the stretch that people are pointed at: in a file, or in a version of one that a commit or a
    /// layer has, of which only the line is known; of an artefact in a registry, what it was called.
    pub fn spot(&self) -> Option<(&str, Span)> {
        match self {
            Self::File(file) => Some((&file.path, file.span)),
            Self::Commit(commit) => {
                let (line, column) = (commit.line.unwrap_or(1), commit.column.unwrap_or(1));
                let (end_line, end_column) = (line, column);
                Some((&commit.path, Span { line, column, end_line, end_column, ..Span::FILE_START }))
            }
            Self::Layer(layer) => {
                let line = layer.line.unwrap_or(1);
                Some((&layer.path, Span { line, end_line: line, ..Span::FILE_START }))
            }
            Self::Registry(registry) => Some((&registry.reference, Span::FILE_START)),
            Self::Object(_) | Self::Event(_) => None,
        }
    }

    /// Tells whether a line is known. An artefact in a registry has none, nor has a file in a layer that is meant as a
    /// whole; [`spot`](Self::spot) has the first line there, for formats that demand one.
    pub fn has_line(&self) -> bool {
        match self {
            Self::File(_) | Self::Commit(_) => true,
            Self::Layer(layer) => layer.line.is_some(),
            Self::Registry(_) | Self::Object(_) | Self::Event(_) => false,
        }
    }
}

/// A stretch of a file of the scanned root.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct FileLocation {
    /// Path relative to the scanned root, with forward slashes.
    pub path: Arc<str>,
    /// The stretch in the source file.
    #[serde(flatten)]
    pub span: Span,
    /// The stretch in the rendered text, where the file is a template.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rendered: Option<Span>,
    /// What rendered it: the folder of a chart, and in brackets the release; or the folder of an overlay.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rendered_by: Option<Arc<str>>,
}

/// A file in a layer of an image.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct LayerLocation {
    /// Digest of the layer, `sha256:...`.
    pub layer: String,
    /// Path inside the layer, without a leading slash.
    pub path: String,
    /// Line in the file, from 1, where one is meant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
}

/// A file in a commit.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CommitLocation {
    /// Object id of the commit, in hexadecimal.
    pub commit: String,
    /// Path relative to the repository's root.
    pub path: String,
    /// Line in that version of the file, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// Column in that line, from 1, in code points.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<u32>,
}

/// An object in a cluster.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ObjectLocation {
    /// Name of the cluster.
    pub cluster: String,
    /// `metadata.uid`.
    pub uid: String,
    /// `metadata.resourceVersion`.
    pub resource_version: String,
}

/// An artefact in a registry.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RegistryLocation {
    /// The reference that was asked for.
    pub reference: String,
    /// The digest that it meant, `sha256:...`.
    pub digest: String,
}

/// An event of a recording or a log.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct EventLocation {
    /// Name of the event source.
    pub source: String,
    /// The event's id at that source.
    pub id: String,
}
