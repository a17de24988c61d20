//! Why a source could not be opened at all.

use std::io;
use std::path::PathBuf;

/// The ways in which a source fails as a whole. What fails within one is a `Problem` of its listing.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A path that the user named does not exist or cannot be reached.
    #[error("cannot open `{}`", path.display())]
    Open {
        /// The path as it was named.
        path: PathBuf,
        /// What the operating system said.
        #[source]
        cause: io::Error,
    },
    /// Standard input could not be read.
    #[error("cannot read standard input")]
    Stdin(#[source] io::Error),
    /// Standard input is larger than the limit for one file.
    #[error("standard input is larger than {limit_bytes} bytes")]
    StdinTooLarge {
        /// The limit.
        limit_bytes: u64,
    },
    /// A file that was to be written lies behind a link.
    #[error("`{path}` is a link or lies behind one")]
    Link {
        /// Path relative to the root.
        path: String,
    },
    /// A file that was to be written is not what it was when it was scanned.
    #[error("`{path}` changed while it was scanned")]
    Changed {
        /// Path relative to the root.
        path: String,
    },
    /// A file that was to be written is write-protected.
    #[error("`{path}` is write-protected")]
    ReadOnly {
        /// Path relative to the root.
        path: String,
    },
    /// A file could not be written.
    #[error("cannot write `{path}`")]
    Write {
        /// Path relative to the root.
        path: String,
        /// What the operating system said.
        #[source]
        cause: io::Error,
    },
}
