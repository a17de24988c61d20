//! Manifests, indexes and configurations of images, read from JSON into the words of `model`.
//!
//! Keys are matched as Go's decoder does, which every runtime uses: without regard to case, the last one wins. Whoever
//! writes `env` for `Env` hides nothing by it.
//!
//! # Source
//! OCI Image Format Specification 1.1 (`manifest.md`, `image-index.md`, `config.md`, `descriptor.md`); Docker Image
//! Manifest Version 2, Schema 2.

mod config;
mod field;
pub mod media;
mod platform;
mod saved;

use sekimori_model::{ContentDigest, Platform};
use serde_json::Value;

pub use config::{Config, config};
use field::{field, items, pairs, text};
pub use platform::{choose, fits, is_attached, normal};
pub use saved::{SavedImage, saved};

/// The most layers, entries and annotations that are read of one document: a document has 4 MiB at most.
const MOST: usize = 65_536;

/// Why a document is none that can be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Invalid {
    /// It is no JSON.
    #[error("it is not JSON: {0}")]
    Json(String),
    /// It is an object of JSON, but neither a manifest nor an index.
    #[error("it is neither a manifest nor an index of an image")]
    Neither,
    /// It is both a manifest and an index, so that every reader may see another image (CVE-2021-41190).
    #[error("it is a manifest and an index at once")]
    Both,
    /// It is a manifest of Docker's first schema, which names no digests of what it unpacks to.
    #[error("it is a manifest of Docker's schema 1, which registries no longer serve: push the image again")]
    Schema1,
    /// What it says of itself is not what it was served as.
    #[error("it was served as {served} and says that it is {said}")]
    MediaType {
        /// The media type that it was served as.
        served: String,
        /// The one that it says.
        said: String,
    },
    /// A descriptor has no digest, no size, or malformed ones.
    #[error("a descriptor in `{0}` has no valid digest and size")]
    Descriptor(&'static str),
    /// There are more entries than any image has.
    #[error("`{0}` has more entries than any image")]
    TooMany(&'static str),
}

/// What points at content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Descriptor {
    /// What the content is.
    pub media_type: String,
    /// Its digest.
    pub digest: ContentDigest,
    /// Its bytes.
    pub size: u64,
    /// What it runs on, where it says so.
    pub platform: Option<Platform>,
    /// What sort of artefact it is, where it says so.
    pub artifact_type: String,
    /// Annotations, sorted.
    pub annotations: Vec<(String, String)>,
}

impl Descriptor {
    /// Returns an annotation.
    pub fn annotation(&self, key: &str) -> Option<&str> {
        self.annotations.iter().find(|(found, _)| found == key).map(|(_, value)| value.as_str())
    }
}

/// A manifest or an index.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::large_enum_variant, reason = "one of an image, and taken apart where it is made")]
pub enum Document {
    /// Of one image.
    Manifest(Manifest),
    /// Of several.
    Index(Index),
}

/// A manifest of one image, or of an artefact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manifest {
    /// What it says that it is; empty where it does not.
    pub media_type: String,
    /// What sort of artefact it is, where it says so.
    pub artifact_type: String,
    /// Its configuration.
    pub config: Descriptor,
    /// Its layers, the lowest first.
    pub layers: Vec<Descriptor>,
    /// What it is about, where it refers to another manifest.
    pub subject: Option<Descriptor>,
    /// Annotations, sorted.
    pub annotations: Vec<(String, String)>,
}

/// An index of manifests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Index {
    /// What it says that it is; empty where it does not.
    pub media_type: String,
    /// Its entries.
    pub manifests: Vec<Descriptor>,
    /// Annotations, sorted.
    pub annotations: Vec<(String, String)>,
}

/// Reads a manifest or an index. `served` is the media type that it was served as or described by, where there is one.
///
/// # Errors
/// [`Invalid`] says why it is neither.
pub fn document(bytes: &[u8], served: Option<&str>) -> Result<Document, Invalid> {
    let value: Value = serde_json::from_slice(bytes).map_err(|error| Invalid::Json(error.to_string()))?;
    let said = text(&value, "mediaType");
    let served = served.filter(|served| media::is_manifest(served) || media::is_index(served));
    let is_schema1 = |media: &str| media::SCHEMA_1.contains(&media);
    if is_schema1(&said) || field(&value, "schemaVersion").and_then(Value::as_u64) == Some(1) {
        return Err(Invalid::Schema1);
    }
    if let Some(served) = served.filter(|served| !said.is_empty() && *served != said) {
        return Err(Invalid::MediaType { served: served.to_owned(), said: said.chars().take(200).collect() });
    }
    let has = |key: &str| field(&value, key).is_some_and(|value| !value.is_null());
    let is_index = has("manifests");
    if is_index && (has("layers") || has("config")) {
        return Err(Invalid::Both);
    }
    let kind = if said.is_empty() { served.unwrap_or_default() } else { &said };
    if is_index && !media::is_manifest(kind) {
        let manifests = descriptors(&value, "manifests")?;
        return Ok(Document::Index(Index { media_type: said, manifests, annotations: annotations(&value) }));
    }
    if has("config") && !media::is_index(kind) {
        let config = field(&value, "config").and_then(descriptor).ok_or(Invalid::Descriptor("config"))?;
        let subject = field(&value, "subject").filter(|subject| !subject.is_null());
        let subject = subject.map(|one| descriptor(one).ok_or(Invalid::Descriptor("subject"))).transpose()?;
        return Ok(Document::Manifest(Manifest {
            artifact_type: text(&value, "artifactType"),
            config,
            layers: descriptors(&value, "layers")?,
            subject,
            annotations: annotations(&value),
            media_type: said,
        }));
    }
    Err(Invalid::Neither)
}

fn descriptors(value: &Value, key: &'static str) -> Result<Vec<Descriptor>, Invalid> {
    let items = items(value, key);
    if items.len() > MOST {
        return Err(Invalid::TooMany(key));
    }
    items.iter().map(|item| descriptor(item).ok_or(Invalid::Descriptor(key))).collect()
}

fn descriptor(value: &Value) -> Option<Descriptor> {
    Some(Descriptor {
        media_type: text(value, "mediaType"),
        digest: text(value, "digest").parse().ok()?,
        size: field(value, "size")?.as_u64()?,
        platform: field(value, "platform").filter(|value| value.is_object()).map(platform::read),
        artifact_type: text(value, "artifactType"),
        annotations: annotations(value),
    })
}

fn annotations(value: &Value) -> Vec<(String, String)> {
    field(value, "annotations").map(|value| pairs(value, MOST)).unwrap_or_default()
}

#[cfg(test)]
#[path = "oci/tests.rs"]
mod tests;
