//! Registries, after the OCI Distribution Specification.
//!
//! What is given away is given to one host alone: credentials go to the registry that they are stored for, and to the
//! token server that it names, where that is reached over TLS or lies on this machine. A redirect to another host takes
//! none along. What comes back is bounded in bytes and time, and content is compared with its digest.
//!
//! # Source
//! OCI Distribution Specification 1.1; distribution/distribution, `docs/content/spec/auth/token.md` and `oauth.md`.

mod answer;
mod attached;
mod blob;
mod challenge;
mod client;
mod credential_helper;
mod credentials;
mod fetch;
mod gate;
mod pages;
mod push;
mod referrers;
mod secret;
mod token;

use std::path::PathBuf;

use sekimori_model::{ContentDigest, Image, ImageOrigin};
use sekimori_parse::image::{Invalid, Reference};

use super::resolve::{self, Found};
use super::{Error, OpenOptions};
use crate::web::WebOptions;
pub use client::Registry;
pub use credentials::{files as credential_files, files_of as credential_files_of};
pub use fetch::Fetched;
pub use push::Artifact;

/// How registries are reached.
#[derive(Debug, Clone, Default)]
pub struct RegistryOptions {
    /// How any server is.
    pub web: WebOptions,
    /// Files with credentials, the first one that has some for a registry counts: see [`credential_files`].
    pub credential_files: Vec<PathBuf>,
}

/// Opens an image of a registry.
pub(super) fn open(reference: &Reference, options: &OpenOptions) -> Result<Box<dyn Image>, Error> {
    let registry = Registry::new(reference.registry(), &options.registry)?;
    // A pin means that nothing else is meant: least of all a tag, where its digest is of another kind than we compare.
    let digest: Option<ContentDigest> = reference.digest().map(str::parse).transpose().map_err(|_| {
        Error::Reference { text: super::without_user(&reference.to_string()), cause: Invalid::Digest }
    })?;
    let tag = reference.tag().unwrap_or("latest");
    let name = digest.as_ref().map_or(tag, ContentDigest::as_str);
    let fetched = registry.manifest(reference.repository(), name, options.limits.manifest_bytes)?;
    let what = reference.to_string();
    let document = resolve::parse(&fetched.bytes, Some(&fetched.media_type), &what)?;
    let found = Found {
        origin: ImageOrigin::Registry,
        shown: what,
        repository: reference.name(),
        digest: Some(fetched.digest),
        document,
    };
    let blobs = blob::Remote { registry, repository: reference.repository().to_owned() };
    Ok(Box::new(resolve::image(found, Box::new(blobs), options)?))
}
