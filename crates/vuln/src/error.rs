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
}
