//! Why an image cannot be opened.

use std::io;
use std::path::PathBuf;

use sekimori_parse::image::Invalid as InvalidReference;
use sekimori_parse::oci::Invalid;

use crate::web::{Refused, Unusable};

/// The ways in which an image fails as a whole. What fails within a layer is a `Problem` of its walk.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Nothing follows a prefix such as `oci:`.
    #[error("nothing follows `{prefix}`")]
    Empty {
        /// The prefix.
        prefix: &'static str,
    },
    /// It is no reference of an image.
    #[error("`{text}` names no image")]
    Reference {
        /// What was found, its first 200 characters.
        text: String,
        /// What is wrong with it.
        #[source]
        cause: InvalidReference,
    },
    /// A registry did not give what it was asked for.
    #[error("cannot get {what} from `{host}`")]
    Registry {
        /// The registry.
        host: String,
        /// What it was asked for.
        what: String,
        /// Why not.
        #[source]
        cause: Refused,
    },
    /// No registry can be asked.
    #[error(transparent)]
    Web(#[from] Unusable),
    /// A path does not exist or cannot be read.
    #[error("cannot open `{}`", path.display())]
    Open {
        /// The path as it was named.
        path: PathBuf,
        /// What the operating system said.
        #[source]
        cause: io::Error,
    },
    /// An archive that has to be put aside cannot be.
    #[error("cannot put the archive aside")]
    Spool(#[source] io::Error),
    /// An archive that has to be put aside is larger than the limit.
    #[error("the archive comes to more than {limit_bytes} bytes")]
    SpoolTooLarge {
        /// The limit.
        limit_bytes: u64,
    },
    /// What was named is no image.
    #[error("`{what}` is no image: {detail}")]
    NotAnImage {
        /// What was named.
        what: String,
        /// What is missing.
        detail: String,
    },
    /// A manifest, an index or a configuration is malformed.
    #[error("cannot read {what}")]
    Document {
        /// Which one.
        what: String,
        /// What is wrong with it.
        #[source]
        cause: Invalid,
    },
    /// A manifest, an index or a configuration is larger than the limit.
    #[error("{what} is larger than {limit_bytes} bytes")]
    TooLarge {
        /// Which one.
        what: String,
        /// The limit.
        limit_bytes: u64,
    },
    /// What the image refers to is not there.
    #[error("{what} is not there")]
    Missing {
        /// What.
        what: String,
    },
    /// Content is not what its digest says.
    #[error("{what} is not what its digest says: {detail}")]
    Mismatch {
        /// Which content.
        what: String,
        /// What was found instead.
        detail: String,
    },
    /// Content cannot be read.
    #[error("cannot read {what}")]
    Read {
        /// Which content.
        what: String,
        /// What was said.
        #[source]
        cause: io::Error,
    },
    /// There is no image of this name.
    #[error("there is no image `{wanted}`; there are: {}", available.join(", "))]
    Unnamed {
        /// What was asked for.
        wanted: String,
        /// What there is, sorted.
        available: Vec<String>,
    },
    /// There are several images, and none was named.
    #[error("there are several images; name one of: {}", available.join(", "))]
    Several {
        /// What there is, sorted.
        available: Vec<String>,
    },
    /// An index has no image at all.
    #[error("the index has no image")]
    EmptyIndex,
    /// There is no image for the platform.
    #[error("there is no image for {wanted}; there are: {}", available.join(", "))]
    Platform {
        /// What was asked for.
        wanted: String,
        /// What there is, sorted.
        available: Vec<String>,
    },
    /// It is an artefact of another sort, such as a chart.
    #[error("it is no image that runs, but `{media_type}`")]
    Artefact {
        /// What it says that it is.
        media_type: String,
    },
    /// It has more layers than the limit.
    #[error("the image has {count} layers, and the limit is {limit}")]
    Layers {
        /// How many.
        count: usize,
        /// The limit.
        limit: usize,
    },
    /// Indexes stand in indexes, deeper than any builder makes them.
    #[error("indexes stand in indexes, deeper than {limit}")]
    Nested {
        /// The limit.
        limit: usize,
    },
}

impl Error {
    /// Tells whether a registry said that it is not there.
    pub fn is_not_found(&self) -> bool {
        matches!(self, Self::Registry { cause: Refused::NotFound, .. })
    }
}
