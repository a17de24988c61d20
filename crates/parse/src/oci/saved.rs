//! The list of an archive that `docker save` wrote.

use serde_json::Value;

use super::field::{text, texts};
use super::{Invalid, MOST};

/// An image of an archive, by the names of its members.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedImage {
    /// The member that is its configuration.
    pub config: String,
    /// What it is called.
    pub tags: Vec<String>,
    /// The members that are its layers, the lowest first.
    pub layers: Vec<String>,
}

/// Reads the list.
///
/// # Errors
/// [`Invalid`] where it is no list, or an entry has no configuration.
pub fn saved(bytes: &[u8]) -> Result<Vec<SavedImage>, Invalid> {
    let value: Value = serde_json::from_slice(bytes).map_err(|error| Invalid::Json(error.to_string()))?;
    let items = value.as_array().ok_or(Invalid::Neither)?;
    if items.len() > MOST {
        return Err(Invalid::TooMany("manifest.json"));
    }
    let image = |value: &Value| SavedImage {
        config: text(value, "Config"),
        tags: texts(value, "RepoTags"),
        layers: texts(value, "Layers"),
    };
    let images: Vec<_> = items.iter().map(image).collect();
    if images.iter().any(|image| image.config.is_empty()) {
        Err(Invalid::Descriptor("Config"))
    } else {
        Ok(images)
    }
}
