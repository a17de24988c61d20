//! From an index or a manifest down to the one image that is meant.

use std::collections::BTreeSet;

use sekimori_model::{ContentDigest, ImageFacts, ImageOrigin, LayerFacts, Platform};
use sekimori_parse::oci::{self, Config, Descriptor, Document, Index, Manifest, media};

use super::stored::{self, Blob, Blobs, Stored};
use super::{Error, OpenOptions, host};

/// Indexes that may stand in one another. Builders make one, and tools for mirrors a second.
const DEPTH: usize = 4;

/// What was found before any blob was read.
pub(super) struct Found {
    pub(super) origin: ImageOrigin,
    pub(super) shown: String,
    pub(super) repository: String,
    /// The digest of `document`, where it has one.
    pub(super) digest: Option<ContentDigest>,
    pub(super) document: Document,
}

/// Goes down to the manifest, and reads the configuration.
pub(super) fn image(found: Found, blobs: Box<dyn Blobs>, options: &OpenOptions) -> Result<Stored, Error> {
    let Found { origin, shown, repository, mut digest, mut document } = found;
    let mut was_chosen = false;
    for _ in 0..=DEPTH {
        let index = match document {
            Document::Manifest(manifest) => {
                let wanted = if was_chosen { None } else { options.platform.as_ref() };
                let facts = Facts { origin, shown, repository, digest };
                return of_manifest(facts, &manifest, blobs, wanted, options);
            }
            Document::Index(index) => index,
        };
        let entry = choose(&index, options)?;
        was_chosen |= entry.platform.is_some();
        let bytes = stored::read(&*blobs, &Blob::of(entry), &options.limits)?;
        document = parse(&bytes, Some(&entry.media_type), &entry.digest.to_string())?;
        digest = Some(entry.digest.clone());
    }
    Err(Error::Nested { limit: DEPTH })
}

/// Reads a manifest or an index.
pub(super) fn parse(bytes: &[u8], served: Option<&str>, what: &str) -> Result<Document, Error> {
    oci::document(bytes, served).map_err(|cause| Error::Document { what: what.to_owned(), cause })
}

/// Reads a configuration.
pub(super) fn parse_config(bytes: &[u8], what: &str) -> Result<Config, Error> {
    oci::config(bytes).map_err(|cause| Error::Document { what: what.to_owned(), cause })
}

/// Sees that an index of a layout holds one image: under two names there are two, whatever their platforms.
pub(super) fn check_one(index: &Index) -> Result<(), Error> {
    let images = || index.manifests.iter().filter(|entry| is_image(entry));
    let names: BTreeSet<_> = images().map(name_of).collect();
    let digests: BTreeSet<_> = images().map(|entry| entry.digest.to_string()).collect();
    if names.len() < 2 || digests.len() < 2 {
        return Ok(());
    }
    let names = images().map(|entry| name_of(entry).unwrap_or_else(|| format!("@{}", entry.digest)));
    Err(Error::Several { available: sorted(names) })
}

/// Tells whether an entry of an index stands for an image, and not for what is attached to one.
fn is_image(entry: &Descriptor) -> bool {
    let media = entry.media_type.as_str();
    let is_known = media.is_empty() || media::is_manifest(media) || media::is_index(media);
    is_known && !oci::is_attached(entry)
}

/// Chooses the entry of an index that is meant: where there is only one, and no platform was asked for, that one.
fn choose<'i>(index: &'i Index, options: &OpenOptions) -> Result<&'i Descriptor, Error> {
    let images: Vec<&Descriptor> = index.manifests.iter().filter(|entry| is_image(entry)).collect();
    if images.is_empty() {
        return Err(Error::EmptyIndex);
    }
    if let [only] = images.as_slice()
        && (options.platform.is_none() || only.platform.is_none())
    {
        return Ok(only);
    }
    let wanted = options.platform.clone().unwrap_or_else(host::platform);
    if let Some(chosen) = oci::choose(&images, &wanted) {
        return Ok(chosen);
    }
    let platforms = images.iter().filter_map(|entry| entry.platform.as_ref()).map(ToString::to_string);
    let available = sorted(platforms);
    if available.is_empty() {
        let names = images.iter().map(|entry| name_of(entry).unwrap_or_else(|| format!("@{}", entry.digest)));
        return Err(Error::Several { available: sorted(names) });
    }
    Err(Error::Platform { wanted: wanted.to_string(), available })
}

/// The name that an entry of a layout has.
///
/// # Source
/// OCI Image Format Specification 1.1, `annotations.md`; containerd writes the whole reference under a key of its own.
pub(super) fn name_of(entry: &Descriptor) -> Option<String> {
    let keys = ["io.containerd.image.name", "org.opencontainers.image.ref.name"];
    keys.iter().find_map(|key| entry.annotation(key)).map(str::to_owned)
}

/// Sorts what is shown, and bounds it.
pub(super) fn sorted(names: impl Iterator<Item = String>) -> Vec<String> {
    let mut names: Vec<String> = names.collect();
    names.sort();
    names.dedup();
    names.truncate(100);
    names
}

struct Facts {
    origin: ImageOrigin,
    shown: String,
    repository: String,
    digest: Option<ContentDigest>,
}

fn of_manifest(
    facts: Facts,
    manifest: &Manifest,
    blobs: Box<dyn Blobs>,
    wanted: Option<&Platform>,
    options: &OpenOptions,
) -> Result<Stored, Error> {
    if !media::is_image_config(&manifest.config.media_type) {
        let said = [&manifest.artifact_type, &manifest.config.media_type];
        let media_type = said.into_iter().find(|said| !said.is_empty()).cloned().unwrap_or_default();
        return Err(Error::Artefact { media_type: media_type.chars().take(200).collect() });
    }
    let config_blob = Blob::of(&manifest.config);
    let bytes = stored::read(&*blobs, &config_blob, &options.limits)?;
    let config = parse_config(&bytes, &manifest.config.digest.to_string())?;
    let layers = manifest.layers.iter().map(Blob::of).collect();
    let mut image = of_config(config, layers, blobs, options)?;
    check_platform(&image.facts.platform, wanted)?;
    let Facts { origin, shown, repository, digest } = facts;
    image.facts = ImageFacts {
        origin,
        shown,
        repository,
        digest,
        config_digest: Some(manifest.config.digest.clone()),
        annotations: manifest.annotations.clone(),
        ..image.facts
    };
    Ok(image)
}

/// Puts an image together; where it comes from is said by the caller.
pub(super) fn of_config(
    config: Config,
    layers: Vec<Blob>,
    blobs: Box<dyn Blobs>,
    options: &OpenOptions,
) -> Result<Stored, Error> {
    let (count, limit) = (layers.len(), options.limits.layers);
    if count > limit {
        return Err(Error::Layers { count, limit });
    }
    let steps = config.steps(count);
    let has_all = config.diff_ids.len() == count;
    let facts = layers.iter().zip(steps).enumerate().map(|(at, (layer, step))| LayerFacts {
        digest: layer.digest.clone(),
        diff_id: config.diff_ids.get(at).filter(|_| has_all).cloned(),
        size: layer.size.unwrap_or(0),
        media_type: layer.media_type.clone(),
        step,
    });
    let facts = ImageFacts {
        origin: ImageOrigin::OciLayout,
        shown: String::new(),
        repository: String::new(),
        digest: None,
        config_digest: None,
        platform: config.platform.clone(),
        layers: facts.collect(),
        config: Some(config.image),
        annotations: Vec::new(),
    };
    Ok(Stored { facts, layers, blobs })
}

/// Compares a single image with the platform that was asked for.
pub(super) fn check_platform(found: &Platform, wanted: Option<&Platform>) -> Result<(), Error> {
    let Some(wanted) = wanted else { return Ok(()) };
    if oci::fits(found, wanted) {
        return Ok(());
    }
    Err(Error::Platform { wanted: wanted.to_string(), available: vec![found.to_string()] })
}
