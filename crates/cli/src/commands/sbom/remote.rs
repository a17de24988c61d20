//! Bills that are attached to images in registries.

use sekimori_model::{ContentDigest, Image, ImageLimits};
use sekimori_parse::oci::Descriptor;
use sekimori_supply::image::ImageRef;
use sekimori_supply::image::registry::{Fetched, Registry};

use crate::args::{BillFormat, ImageFrom};
use crate::error::Error;
use crate::image_source;

/// An image in a registry.
pub(super) struct Remote {
    pub(super) registry: Registry,
    pub(super) repository: String,
    pub(super) image: Box<dyn Image>,
    /// The manifest of the image, of one platform.
    manifest: Fetched,
    /// The digest of what the reference names, which may be an index of several images.
    pub(super) named: ContentDigest,
}

impl Remote {
    pub(super) fn open(text: &str, from: &ImageFrom) -> Result<Self, Error> {
        let ImageRef::Registry(reference) = ImageRef::parse(text).map_err(Error::Image)? else {
            return Err(Error::NotInRegistry { text: text.to_owned() });
        };
        let image = image_source::open(text, from)?;
        let registry = Registry::new(reference.registry(), &image_source::registry(&from.access));
        let registry = registry.map_err(Error::Image)?;
        let repository = reference.repository().to_owned();
        let fetch = |name: &str| {
            registry.manifest(&repository, name, ImageLimits::default().manifest_bytes).map_err(Error::Image)
        };
        let named = fetch(reference.digest().or(reference.tag()).unwrap_or("latest"))?;
        // Where the tag moved in between, what was read counts.
        let manifest = match &image.facts().digest {
            Some(digest) if *digest != named.digest => fetch(digest.as_str())?,
            _ => named.clone(),
        };
        Ok(Self { registry, repository, image, manifest, named: named.digest })
    }

    /// The digest of the image.
    pub(super) fn digest(&self) -> &ContentDigest {
        &self.manifest.digest
    }

    /// The image as what is attached points at it.
    pub(super) fn subject(&self) -> Descriptor {
        Descriptor {
            media_type: self.manifest.media_type.clone(),
            digest: self.manifest.digest.clone(),
            size: self.manifest.bytes.len() as u64,
            platform: None,
            artifact_type: String::new(),
            annotations: Vec::new(),
        }
    }

    /// The image as users name it, by its digest.
    pub(super) fn shown(&self) -> String {
        format!("{}@{}", self.image.facts().repository, self.digest())
    }
}

/// The media type of a format, which is the type of the artefact, too.
///
/// # Source
/// IANA, "Media Types": `application/vnd.cyclonedx+json`, `application/spdx+json`.
pub(super) fn media_type(format: BillFormat) -> &'static str {
    match format {
        BillFormat::CycloneDx => "application/vnd.cyclonedx+json",
        BillFormat::Spdx => "application/spdx+json",
    }
}
