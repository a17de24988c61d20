//! Advisories: fetched where they are published, or taken from a folder, and kept as one database on disk.
//!
//! The database is replaced whole, in one step; who has the old one open keeps it, and a program that is killed leaves the
//! old one. What was downloaded until then is where the next run goes on.

mod download;
mod error;
mod exchange;
mod feed;
mod folder;
mod gather;
mod less;
mod lines;
mod place;
mod records;
mod signature;
mod update;

pub use error::Error;
pub use exchange::{MEDIA_TYPE, pull, push};
pub use folder::DbFolder;
pub use gather::Feeds;
pub use place::Place;
pub use signature::{MAX_KEY_BYTES, PublicKey};
pub use update::{Update, Updated, update};

/// Bytes of a table: KEV has 1.5 MB, EPSS 10.
const MAX_TABLE: u64 = 256 << 20;

/// How far an update is.
#[derive(Debug, Clone, Copy)]
pub enum Progress<'a> {
    /// Something large comes.
    Download {
        /// An ecosystem, or the name of a table.
        what: &'a str,
        /// What is here.
        bytes: u64,
        /// Of how many, where the server says.
        total: Option<u64>,
    },
    /// Records come one by one.
    Records {
        /// The ecosystem.
        what: &'a str,
        /// How many are here.
        count: u64,
        /// Of how many.
        total: u64,
    },
    /// What came is read.
    Read {
        /// An ecosystem, or a path.
        what: &'a str,
    },
    /// The database is written.
    Write,
}
