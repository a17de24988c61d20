//! Archives as `docker save` and those who write like it make them.
//!
//! # Source
//! Docker Image Specification 1.2 and 1.3, "Combined Image JSON + Filesystem Changeset Format".

use std::path::Path;

use sekimori_model::{ContentDigest, Image, ImageFacts, ImageOrigin};
use sekimori_parse::archive::{HEAD, Kind, kind, read_up_to};
use sekimori_parse::image::Reference;
use sekimori_parse::oci::{SavedImage, saved};

use super::archive::Archive;
use super::resolve::{check_platform, of_config, parse_config, sorted};
use super::stored::{self, Blob};
use super::verified::digest_of;
use super::{Error, OpenOptions, Wanted, file_name, shown};

/// The file that lists the images.
pub(super) const LIST: &str = "manifest.json";

/// Opens an image of an archive.
pub(super) fn open(
    archive: Archive,
    path: &Path,
    wanted: &Wanted,
    options: &OpenOptions,
) -> Result<Box<dyn Image>, Error> {
    let what = format!("`{LIST}` of `{}`", path.display());
    let list = stored::read(&archive, &named(LIST), &options.limits)?;
    let images = saved(&list).map_err(|cause| Error::Document { what, cause })?;
    let image = choose(&images, wanted)?;
    let config_blob = Blob { digest: digest_in(&image.config), ..named(&image.config) };
    let bytes = stored::read(&archive, &config_blob, &options.limits)?;
    let config = parse_config(&bytes, &image.config)?;
    let mut layers = Vec::new();
    for (at, name) in image.layers.iter().enumerate().take(options.limits.layers.saturating_add(1)) {
        let Some((mut section, size)) = archive.open(name) else {
            return Err(Error::Missing { what: format!("the layer `{name}`") });
        };
        // What is stored as it is has the digest that the configuration knows.
        let (head, _) = read_up_to(&mut section, HEAD);
        let diff_id = config.diff_ids.get(at).filter(|_| config.diff_ids.len() == image.layers.len());
        let is_plain = !matches!(kind(&head), Some(Kind::Stream(_)));
        let digest = digest_in(name).or_else(|| diff_id.filter(|_| is_plain).cloned());
        layers.push(Blob { digest, size: Some(size), ..named(name) });
    }
    let mut found = of_config(config, layers, Box::new(archive), options)?;
    check_platform(&found.facts.platform, options.platform.as_ref())?;
    let reference = image.tags.first().and_then(|tag| Reference::parse(tag).ok());
    found.facts = ImageFacts {
        origin: ImageOrigin::DockerArchive,
        shown: shown(ImageOrigin::DockerArchive, path, wanted),
        repository: reference.map_or_else(|| file_name(path), |reference| reference.name()),
        config_digest: digest_of(&bytes),
        ..found.facts
    };
    Ok(Box::new(found))
}

fn named(name: &str) -> Blob {
    Blob { name: name.to_owned(), digest: None, size: None, media_type: String::new() }
}

/// The digest that a name promises: `blobs/sha256/HEX` or `HEX.json`. That of `HEX.tar` is of what it unpacks to.
fn digest_in(name: &str) -> Option<ContentDigest> {
    let hex = name.strip_prefix("blobs/sha256/").or_else(|| name.strip_suffix(".json"))?;
    format!("sha256:{hex}").parse().ok()
}

fn choose<'i>(images: &'i [SavedImage], wanted: &Wanted) -> Result<&'i SavedImage, Error> {
    let names = || {
        let name = |image: &SavedImage| match image.tags.as_slice() {
            [] => vec![image.config.clone()],
            tags => tags.to_vec(),
        };
        sorted(images.iter().flat_map(name))
    };
    let name = match (wanted, images) {
        (Wanted::Only, [only]) => return Ok(only),
        (Wanted::Only, []) => {
            let detail = format!("`{LIST}` lists no image");
            return Err(Error::NotAnImage { what: "the archive".to_owned(), detail });
        }
        (Wanted::Only, _) => return Err(Error::Several { available: names() }),
        (Wanted::Name(name), _) => name.clone(),
        (Wanted::Digest(digest), _) => digest.to_string(),
    };
    let reference = Reference::parse(&name).ok();
    let is_meant =
        |tag: &String| *tag == name || reference.is_some() && Reference::parse(tag).ok() == reference;
    let by_tag = images.iter().find(|image| image.tags.iter().any(is_meant));
    let by_digest =
        || images.iter().find(|image| digest_in(&image.config).is_some_and(|id| id.as_str() == name));
    by_tag.or_else(by_digest).ok_or_else(|| Error::Unnamed { wanted: name.clone(), available: names() })
}
