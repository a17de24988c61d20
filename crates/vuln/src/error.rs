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
}
