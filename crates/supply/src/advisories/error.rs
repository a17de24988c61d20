//! Why the database of advisories could not be had.

use std::io;
use std::path::PathBuf;

use crate::web::{Refused, Unusable};

/// The ways in which a database cannot be opened, updated or handed on. The one that was there before stays.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// What should be the address of a feed is none; it may hold a password, so it is not told.
    #[error("the address of the source is not one")]
    Address,
    /// No server can be asked at all.
    #[error(transparent)]
    Web(#[from] Unusable),
    /// A server did not give what it was asked for.
    #[error("cannot get `{what}`")]
    Refused {
        /// The address, without its query.
        what: String,
        /// Why not.
        #[source]
        cause: Refused,
    },
    /// It is larger than the limit.
    #[error("`{what}` is larger than {limit_bytes} bytes")]
    TooLarge {
        /// The address or the path.
        what: String,
        /// The limit.
        limit_bytes: u64,
    },
    /// A file or a folder cannot be read or written.
    #[error("cannot use `{}`", path.display())]
    File {
        /// The path.
        path: PathBuf,
        /// What the operating system said.
        #[source]
        cause: io::Error,
    },
    /// Others may write to the folder of the database, and could make it lie.
    #[error("others may write to `{}`", path.display())]
    Owner {
        /// The folder.
        path: PathBuf,
    },
    /// Another update is at work.
    #[error("another update of `{}` is at work", path.display())]
    Busy {
        /// The folder.
        path: PathBuf,
    },
    /// A source has nothing that could be read as a record.
    #[error("there is no advisory in `{what}`")]
    Nothing {
        /// The address or the path.
        what: String,
    },
    /// A server has no such ecosystem.
    #[error("there is no ecosystem `{name}`")]
    NoEcosystem {
        /// As it was asked for.
        name: String,
        /// Those that there are, sorted.
        there: Vec<String>,
    },
    /// A file is damaged.
    #[error("`{what}` is damaged: {detail}")]
    Damaged {
        /// The address or the path.
        what: String,
        /// What is wrong with it.
        detail: String,
    },
}

impl Error {
    /// Makes an error of what a file met.
    pub(super) fn file(path: &std::path::Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |cause| Self::File { path, cause }
    }
}
