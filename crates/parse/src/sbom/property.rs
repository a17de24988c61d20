//! Names of what the formats have no field for, as our writers write it and readers find it again.
//!
//! CycloneDX has them as properties, of components and of the metadata. SPDX has each as an annotation of a package, or of
//! the document for those of the subject, with the comment `NAME=VALUE`.

/// Path of the file that says that the package is here.
pub const PATH: &str = "sekimori:path";
/// Line in that file.
pub const LINE: &str = "sekimori:line";
/// Place of the layer in its image, from 0.
pub const LAYER: &str = "sekimori:layer";
/// Whether the project itself asks for it: `true` or `false`.
pub const DIRECT: &str = "sekimori:direct";
/// What it is needed for: `runtime`, `optional`, `development`.
pub const SCOPE: &str = "sekimori:scope";
/// Name of the package that it was built from.
pub const SOURCE_NAME: &str = "sekimori:source-name";
/// Version of the package that it was built from.
pub const SOURCE_VERSION: &str = "sekimori:source-version";
/// Package URL of the operating system's package that brought it.
pub const OWNED_BY: &str = "sekimori:owned-by";
/// When this version of it was published.
pub const PUBLISHED: &str = "sekimori:published";
/// What makes it likely that it is this package, where nothing says so outright: `manifest`, `file-name`.
pub const GUESSED_FROM: &str = "sekimori:guessed-from";
/// Bytes of a file that can be executed; what has it is one of those.
pub const EXECUTABLE_SIZE: &str = "sekimori:executable-size";
/// The path that a file was stored under, where this is another name of it.
pub const HARD_LINK_TO: &str = "sekimori:hard-link-to";
/// What sort of thing it is the bill of: `image`, `root-fs`, `source`, `other`.
pub const KIND: &str = "sekimori:kind";
/// Version of the subject, where the format's own field holds another text.
pub const VERSION: &str = "sekimori:version";
/// Something that could not be looked into: reason, path and detail with a tab between them.
pub const PROBLEM: &str = "sekimori:problem";
/// `VERSION_CODENAME` of the distribution.
pub const DISTRIBUTION_CODENAME: &str = "sekimori:distribution-codename";
/// `PRETTY_NAME` of the distribution.
pub const DISTRIBUTION_PRETTY: &str = "sekimori:distribution-pretty";
/// One word of `ID_LIKE` of the distribution, as often as there are words.
pub const DISTRIBUTION_LIKE: &str = "sekimori:distribution-like";
/// The file that tells of the distribution.
pub const DISTRIBUTION_PATH: &str = "sekimori:distribution-path";
/// Before the names of what else the subject has to say.
pub const SUBJECT: &str = "sekimori:subject:";
