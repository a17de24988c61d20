//! The database as an artefact in a registry: what an air-gapped site mirrors.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::BufWriter;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use sekimori_model::ContentDigest;
use sekimori_parse::oci::{self, Descriptor, Document};
use sekimori_vuln::{Database, Facts};

use super::signature::{self, PublicKey};
use super::{DbFolder, Error};
use crate::image;
use crate::image::registry::{Artifact, Registry};

/// What sort of artefact it is, and what its content is.
pub const MEDIA_TYPE: &str = "application/vnd.sekimori.advisories.v1";

/// The annotation that says when something was made.
///
/// # Source
/// OCI Image Format Specification 1.1, `annotations.md`.
const CREATED: &str = "org.opencontainers.image.created";

/// How far clocks may differ.
const SKEW: SignedDuration = SignedDuration::from_hours(24);

/// Bytes of a database; that of all of OSV has 300 million.
const MAX_BYTES: u64 = 8 << 30;

/// Bytes of its manifest.
const MAX_MANIFEST: u64 = 1 << 20;

/// Pushes the database; returns the digest of its manifest. The same database has the same digest.
///
/// # Errors
/// [`Error::Missing`] where there is none, [`Error::Image`] where the registry does not take it.
pub fn push(
    folder: &DbFolder,
    registry: &Registry,
    repository: &str,
    tag: &str,
) -> Result<ContentDigest, Error> {
    let map = folder.open()?.ok_or_else(|| Error::Missing { path: folder.database() })?;
    let database = Database::open(&map).map_err(Error::Database)?;
    // What is damaged is not handed on.
    database.verify().map_err(Error::Database)?;
    let artifact = Artifact {
        artifact_type: MEDIA_TYPE,
        media_type: MEDIA_TYPE,
        bytes: &map,
        annotations: BTreeMap::from([(CREATED.to_owned(), database.facts().built.to_string())]),
    };
    registry.push_artifact(repository, tag, &artifact).map_err(Error::Image)
}

/// Pulls a database, and puts it in the place of the one that is there, unless that one is newer.
///
/// # Errors
/// [`Error::Image`] where the registry does not give it, [`Error::NotAdvisories`] where it is something else,
/// [`Error::OlderDatabase`] where it is older than the one that is there, [`Error::FutureDatabase`] where it is of a day that is
/// not yet, [`Error::Unsigned`] where a key is asked for and its
/// owner did not sign it.
pub fn pull(
    folder: &DbFolder,
    registry: Registry,
    repository: &str,
    name: &str,
    may_be_older: bool,
    key: Option<&PublicKey>,
) -> Result<Facts, Error> {
    let lock = folder.lock()?;
    let before = folder.open()?;
    let now = Timestamp::now();
    let is_future = |built: Timestamp| built.duration_since(now) > SKEW;
    let there = before.as_ref().and_then(|map| Some(Database::open(map).ok()?.facts().built));
    // One of a day that is not yet says nothing of how new it is, and would keep out all others until then.
    let there = there.filter(|built| !is_future(*built));
    let content = content(&registry, repository, name, key)?;
    if content.size > MAX_BYTES {
        return Err(Error::TooLarge { what: content.digest.to_string(), limit_bytes: MAX_BYTES });
    }
    let mut facts = None;
    let write = |out: &mut BufWriter<&File>| -> Result<(), Error> {
        registry.download(repository, &content, out).map_err(Error::Image)
    };
    folder.replace(&lock, write, |bytes| {
        let database = Database::open(bytes).map_err(Error::Database)?;
        database.verify().map_err(Error::Database)?;
        let pulled = database.facts();
        match there {
            _ if is_future(pulled.built) => {
                let today = now.to_zoned(TimeZone::UTC).date();
                Err(Error::FutureDatabase { here: pulled.built, today })
            }
            Some(there) if pulled.built < there && !may_be_older => {
                Err(Error::OlderDatabase { here: pulled.built, there })
            }
            _ => {
                facts = Some(pulled);
                Ok(())
            }
        }
    })?;
    facts.ok_or_else(|| Error::Missing { path: folder.database() })
}

/// Finds the content of the artefact.
fn content(
    registry: &Registry,
    repository: &str,
    name: &str,
    key: Option<&PublicKey>,
) -> Result<Descriptor, Error> {
    let fetched = registry.manifest(repository, name, MAX_MANIFEST).map_err(Error::Image)?;
    if let Some(key) = key {
        signature::check(registry, repository, &fetched.digest, key)?;
    }
    let what = || format!("{repository}:{name}");
    let document = oci::document(&fetched.bytes, Some(&fetched.media_type));
    let document = document.map_err(|cause| Error::Image(image::Error::Document { what: what(), cause }))?;
    let layers = match document {
        Document::Manifest(manifest) => manifest.layers,
        Document::Index(_) => Vec::new(),
    };
    let wanted = layers.into_iter().find(|layer| layer.media_type == MEDIA_TYPE);
    wanted.ok_or_else(|| Error::NotAdvisories { what: what() })
}
