//! Which image of an index runs on a platform.
//!
//! # Source
//! containerd/platforms, `platforms.go`: the spellings that mean one architecture, and the variants that are meant where
//! none is named.

use sekimori_model::Platform;
use serde_json::Value;

use super::{Descriptor, text};

/// The annotation of statements about images, which builders put beside them in an index.
const ATTACHED: &str = "vnd.docker.reference.type";

pub(super) fn read(value: &Value) -> Platform {
    Platform {
        os: text(value, "os"),
        architecture: text(value, "architecture"),
        variant: text(value, "variant"),
    }
}

/// Returns a platform in one spelling: `x86_64` is `amd64`, and the variant that goes without saying is left out.
pub fn normal(platform: &Platform) -> Platform {
    let lower = |text: &str| text.trim().to_ascii_lowercase();
    let (os, architecture, variant) =
        (lower(&platform.os), lower(&platform.architecture), lower(&platform.variant));
    let os = if os == "macos" { "darwin".to_owned() } else { os };
    let (architecture, variant) = match (architecture.as_str(), variant.as_str()) {
        ("x86_64" | "x86-64" | "amd64", "v1") => ("amd64", ""),
        ("x86_64" | "x86-64", variant) => ("amd64", variant),
        ("aarch64" | "arm64", "8" | "v8") => ("arm64", ""),
        ("aarch64", variant) => ("arm64", variant),
        ("armhf", _) | ("arm", "7" | "v7") => ("arm", ""),
        ("armel", _) | ("arm", "6") => ("arm", "v6"),
        ("arm", "5") => ("arm", "v5"),
        ("arm", "8") => ("arm", "v8"),
        ("i386", _) => ("386", ""),
        (architecture, variant) => (architecture, variant),
    };
    Platform { os, architecture: architecture.to_owned(), variant: variant.to_owned() }
}

/// Tells whether something of this platform runs where another one is asked for: any variant does where none is.
pub fn fits(found: &Platform, wanted: &Platform) -> bool {
    let (is, should) = (normal(found), normal(wanted));
    (&is.os, &is.architecture) == (&should.os, &should.architecture)
        && (should.variant.is_empty() || is.variant == should.variant)
}

/// Tells whether an entry of an index is a statement about another one. Runtimes choose by the platform alone, so that what
/// has one is an image, whatever else is written beside it.
///
/// # Source
/// moby/buildkit, `docs/attestations/attestation-storage.md`: the platform of statements is `unknown/unknown`.
pub fn is_attached(entry: &Descriptor) -> bool {
    let is_unknown = |platform: &Platform| matches!(platform.os.as_str(), "" | "unknown");
    entry.annotation(ATTACHED).is_some() && entry.platform.as_ref().is_none_or(is_unknown)
}

/// Returns the entry that runs on a platform: of the very variant, else, where none was asked for, the first one of the
/// architecture. Statements about images are no images.
pub fn choose<'d>(entries: &[&'d Descriptor], wanted: &Platform) -> Option<&'d Descriptor> {
    let wanted = normal(wanted);
    let of_platform = |entry: &&Descriptor| entry.platform.as_ref().map(normal);
    let images = || entries.iter().copied().filter(|entry| !is_attached(entry));
    let exact = images().find(|entry| of_platform(entry).as_ref() == Some(&wanted));
    exact.or_else(|| {
        let is_same =
            |found: &Platform| (&found.os, &found.architecture) == (&wanted.os, &wanted.architecture);
        images()
            .filter(|_| wanted.variant.is_empty())
            .find(|entry| of_platform(entry).is_some_and(|found| is_same(&found)))
    })
}
