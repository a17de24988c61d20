//! What an image says of the one that it was built from, and of itself, in labels and annotations.
//!
//! # Source
//! OCI Image Format Specification 1.1, `annotations.md`, "Pre-Defined Annotation Keys": labels of these names mean the same.

use crate::ImageView;

/// What names the base.
pub(crate) const BASE_NAME: &str = "org.opencontainers.image.base.name";
/// What gives the digest of the base.
pub(crate) const BASE_DIGEST: &str = "org.opencontainers.image.base.digest";

/// Returns the value that an image gives to a name, in its labels or its annotations; none where it is empty.
pub(crate) fn label<'a>(image: &ImageView<'a>, name: &str) -> Option<&'a str> {
    let labels = image.config().into_iter().flat_map(|config| &config.labels);
    let mut all = labels.chain(&image.facts.annotations);
    all.find(|(known, value)| known == name && !value.trim().is_empty()).map(|(_, value)| value.trim())
}

/// Returns the reference of the base, as the image names it.
pub(crate) fn name<'a>(image: &ImageView<'a>) -> Option<&'a str> {
    label(image, BASE_NAME)
}

/// Tells whether the base is named by its digest, or the digest is given beside.
pub(crate) fn has_digest(image: &ImageView<'_>) -> bool {
    label(image, BASE_DIGEST).is_some() || name(image).is_some_and(|name| name.contains('@'))
}

/// Returns the field that names the base, for findings about it.
pub(crate) fn field(image: &ImageView<'_>) -> &'static str {
    let is_annotation = image.facts.annotations.iter().any(|(known, _)| known == BASE_NAME);
    if is_annotation { "annotations" } else { "config.Labels" }
}
