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
}
