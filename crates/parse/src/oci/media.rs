//! Media types, and how they are told apart.
//!
//! # Source
//! OCI Image Format Specification 1.1, `media-types.md`; Docker Image Manifest Version 2, Schema 2; the extension for
//! encrypted layers of ocicrypt.

/// Docker's first schema.
pub const SCHEMA_1: [&str; 2] = [
    "application/vnd.docker.distribution.manifest.v1+json",
    "application/vnd.docker.distribution.manifest.v1+prettyjws",
];
/// A manifest of OCI.
pub const MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";
/// An index of OCI.
pub const INDEX: &str = "application/vnd.oci.image.index.v1+json";
/// A manifest of Docker.
pub const DOCKER_MANIFEST: &str = "application/vnd.docker.distribution.manifest.v2+json";
/// An index of Docker.
pub const DOCKER_INDEX: &str = "application/vnd.docker.distribution.manifest.list.v2+json";
/// A configuration that says nothing.
pub const EMPTY: &str = "application/vnd.oci.empty.v1+json";

/// Tells whether it is a manifest.
pub fn is_manifest(media_type: &str) -> bool {
    matches!(media_type, MANIFEST | DOCKER_MANIFEST)
}

/// Tells whether it is an index.
pub fn is_index(media_type: &str) -> bool {
    matches!(media_type, INDEX | DOCKER_INDEX)
}

/// Tells whether it is the configuration of an image that runs; early tools named none.
pub fn is_image_config(media_type: &str) -> bool {
    matches!(
        media_type,
        "" | "application/vnd.oci.image.config.v1+json" | "application/vnd.docker.container.image.v1+json"
    )
}

/// What can be done with a layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LayerKind {
    /// It is a tar, packed or not, as its first bytes tell.
    Tar,
    /// It is one, and registries may refuse to keep it.
    Foreign,
    /// Only a key opens it.
    Encrypted,
    /// Nothing here reads it.
    Unknown,
}

/// Tells what can be done with a layer of this media type.
pub fn layer_kind(media_type: &str) -> LayerKind {
    let plain = media_type.split(';').next().unwrap_or_default().trim();
    if plain.split('+').any(|part| part == "encrypted") {
        return LayerKind::Encrypted;
    }
    let is_of = |prefix: &str| {
        plain
            .strip_prefix(prefix)
            .is_some_and(|rest| matches!(rest, "" | "+gzip" | "+zstd" | ".gzip" | ".zstd"))
    };
    if is_of("application/vnd.oci.image.layer.nondistributable.v1.tar")
        || is_of("application/vnd.docker.image.rootfs.foreign.diff.tar")
    {
        return LayerKind::Foreign;
    }
    if plain.is_empty()
        || is_of("application/vnd.oci.image.layer.v1.tar")
        || is_of("application/vnd.docker.image.rootfs.diff.tar")
    {
        return LayerKind::Tar;
    }
    LayerKind::Unknown
}

#[cfg(test)]
mod tests {
    use super::{LayerKind, layer_kind};

    #[test]
    fn layers_are_told_apart() {
        for (media, wanted) in [
            ("application/vnd.oci.image.layer.v1.tar+gzip", LayerKind::Tar),
            ("application/vnd.oci.image.layer.v1.tar", LayerKind::Tar),
            ("application/vnd.docker.image.rootfs.diff.tar.gzip", LayerKind::Tar),
            ("application/vnd.docker.image.rootfs.diff.tar.zstd", LayerKind::Tar),
            ("application/vnd.docker.image.rootfs.foreign.diff.tar.gzip", LayerKind::Foreign),
            ("application/vnd.oci.image.layer.nondistributable.v1.tar+zstd", LayerKind::Foreign),
            ("application/vnd.oci.image.layer.v1.tar+gzip+encrypted", LayerKind::Encrypted),
            ("application/vnd.in-toto+json", LayerKind::Unknown),
            ("application/vnd.oci.image.layer.v1.tarball", LayerKind::Unknown),
        ] {
            assert_eq!(layer_kind(media), wanted, "{media}");
        }
    }
}
