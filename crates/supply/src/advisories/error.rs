//! Why the database of advisories could not be had.

use std::io;
use std::path::PathBuf;

use jiff::Timestamp;
use jiff::civil::Date;

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
    /// Too many records of a source are none: it is of another format, or was tampered with.
    #[error("{refused} of {came} advisories of `{what}` are refused; the first is `{name}`: {why}")]
    Refuses {
        /// The source.
        what: String,
        /// How many.
        refused: u64,
        /// Of how many.
        came: u64,
        /// The first of them.
        name: String,
        /// Why it is refused.
        why: String,
    },
    /// The newest advisory of a source is older than that of the database.
    #[error("the newest advisory of `{what}` is of {here}, and the database has one of {there}")]
    Older {
        /// The source.
        what: String,
        /// When its newest was changed.
        here: Timestamp,
        /// When that of the database was.
        there: Timestamp,
    },
    /// A table of what is exploited is older than that of the database.
    #[error("`{what}` is of {here}, and the database has one of {there}")]
    OlderTable {
        /// `KEV` or `EPSS`, or the path.
        what: String,
        /// Its day.
        here: Date,
        /// The day of the one that is held.
        there: Date,
    },
    /// A source has far less than it had.
    #[error("`{what}` has {here}, and the database has {there} of it")]
    Less {
        /// The ecosystem or the table.
        what: String,
        /// How many it has.
        here: u64,
        /// How many are held.
        there: u64,
    },
    /// A database that was to be pulled is of a day that is not yet.
    #[error("the database is of {here}, and today is {today}")]
    FutureDatabase {
        /// When it says that it was built.
        here: Timestamp,
        /// What the clock says.
        today: Date,
    },
    /// A database that was to be pulled was built before the one that is there.
    #[error("the database is of {here}, and the one that is there is of {there}")]
    OlderDatabase {
        /// When it was built.
        here: Timestamp,
        /// When the one was built that is there.
        there: Timestamp,
    },
    /// There is no database.
    #[error("there is no database at `{}`", path.display())]
    Missing {
        /// Where it was looked for.
        path: PathBuf,
    },
    /// What a registry has is something else.
    #[error("`{what}` is no database of advisories")]
    NotAdvisories {
        /// What was asked for.
        what: String,
    },
    /// What a registry has was not signed by the owner of the key.
    #[error("`{what}` has no signature of this key")]
    Unsigned {
        /// What was to be pulled.
        what: String,
    },
    /// A registry did not do what it was asked for.
    #[error(transparent)]
    Image(crate::image::Error),
    /// The database cannot be read or written.
    #[error(transparent)]
    Database(sekimori_vuln::Error),
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
    /// Makes an error of what stands in a file.
    pub(super) fn damaged(what: &str, detail: &impl ToString) -> Self {
        Self::Damaged { what: what.to_owned(), detail: detail.to_string() }
    }

    /// Makes an error of what a file met.
    pub(super) fn file(path: &std::path::Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |cause| Self::File { path, cause }
    }
}
