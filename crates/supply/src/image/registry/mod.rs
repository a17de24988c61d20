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
mod certificate;
mod challenge;
mod client;
mod credential_helper;
mod credentials;
mod endpoint;
mod fetch;
mod gate;
mod pages;
mod proxy;
mod push;
mod referrers;
mod refused;
mod secret;
mod token;

use std::num::NonZero;
use std::path::PathBuf;
use std::time::Duration;

use sekimori_model::{ContentDigest, Image, ImageOrigin};
use sekimori_parse::image::Reference;

use super::resolve::{self, Found};
use super::{Error, OpenOptions};
pub use client::Registry;
pub use credentials::{files as credential_files, files_of as credential_files_of};
pub use fetch::Fetched;
pub use push::Artifact;
pub use refused::Refused;

/// How registries are reached.
#[derive(Debug, Clone, Default)]
pub struct RegistryOptions {
    /// Hosts, with their ports, that may be reached without TLS; those on this machine always may.
    pub insecure: Vec<String>,
    /// Certificates in PEM that are trusted beside those of the system.
    pub ca_file: Option<PathBuf>,
    /// The address of a proxy, which opens a tunnel and sees no request over TLS.
    pub proxy: Option<String>,
    /// Hosts that are reached without it, as `NO_PROXY` lists them.
    pub no_proxy: String,
    /// Files with credentials, the first one that has some for a registry counts: see [`credential_files`].
    pub credential_files: Vec<PathBuf>,
    /// How much, and for how long.
    pub bounds: RegistryBounds,
}

/// How much is asked of a registry, and how long it may take.
#[derive(Debug, Clone, Copy)]
pub struct RegistryBounds {
    /// Blobs at one time.
    pub at_once: NonZero<usize>,
    /// How long anything but a blob may take.
    pub each: Duration,
    /// How long nothing at all may come.
    pub stall: Duration,
    /// The first pause before something is tried again; it doubles.
    pub pause: Duration,
    /// The longest pause that a registry may ask for.
    pub longest_pause: Duration,
    /// How often something is tried.
    pub tries: u32,
}

impl Default for RegistryBounds {
    fn default() -> Self {
        Self {
            at_once: NonZero::<usize>::MIN.saturating_add(3),
            each: Duration::from_mins(1),
            stall: Duration::from_secs(30),
            pause: Duration::from_millis(500),
            longest_pause: Duration::from_secs(30),
            tries: 4,
        }
    }
}

/// Opens an image of a registry.
pub(super) fn open(reference: &Reference, options: &OpenOptions) -> Result<Box<dyn Image>, Error> {
    let registry = Registry::new(reference.registry(), &options.registry)?;
    let digest: Option<ContentDigest> = reference.digest().and_then(|digest| digest.parse().ok());
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
