//! What can go wrong with advisories and versions.

use thiserror::Error;

/// Why something about advisories could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Error {
    /// The text is no version of this order.
    #[error("{text:?} is no version of {order}")]
    Version {
        /// The order's name.
        order: &'static str,
        /// The text, cut to a bounded length.
        text: String,
    },
    /// The version is too long to be one.
    #[error("a version of {order} has {bytes} bytes")]
    VersionLength {
        /// The order's name.
        order: &'static str,
        /// How long it is.
        bytes: usize,
    },
    /// The text is no vector of CVSS.
    #[error("a vector of CVSS cannot be read at {at:?}: {reason}")]
    Vector {
        /// The metric, or the part that is none, cut to a bounded length.
        at: String,
        /// What is wrong there.
        reason: &'static str,
    },
    /// An advisory is refused.
    #[error("the advisory {id:?} is refused: {reason}")]
    Record {
        /// Its id, where it is known.
        id: String,
        /// Why, in English.
        reason: String,
    },
    /// The bytes are no database of advisories, or not a whole one.
    #[error("this is no database of advisories: {reason}")]
    NoDatabase {
        /// What is wrong.
        reason: &'static str,
    },
    /// The database is of a format that this version does not read.
    #[error("the database has format {found}, and {known} is known")]
    Format {
        /// What it has.
        found: u16,
        /// What is read here.
        known: u16,
    },
    /// Something in the database contradicts the rest of it.
    #[error("the database of advisories is damaged at {part}")]
    Damaged {
        /// Which part.
        part: &'static str,
    },
    /// A list of exploited faults or of probabilities cannot be read.
    #[error("{what} cannot be read: {reason}")]
    Joined {
        /// What: `KEV` or `EPSS`.
        what: &'static str,
        /// Why, in English.
        reason: String,
    },
    /// A document of statements is refused.
    #[error("{reason}")]
    Vex {
        /// Why, in English.
        reason: String,
    },
    /// The database would be larger than its format can hold.
    #[error("there are too many {what} for one database")]
    TooMany {
        /// Of what.
        what: &'static str,
    },
    /// The database could not be written.
    #[error("the database could not be written: {0}")]
    Write(std::io::ErrorKind),
}
