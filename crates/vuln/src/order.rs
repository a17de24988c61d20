//! How each ecosystem orders its versions.

use std::cmp::Ordering;

use crate::Error;

/// An order of versions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Order {
    /// Semantic Versioning 2.0.0: Cargo, Go, npm, Swift.
    SemVer,
}

impl Order {
    /// Returns its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::SemVer => "SemVer",
        }
    }

    /// Compares two versions.
    ///
    /// # Errors
    ///
    /// [`Error::Version`] with the first text that is no version of this order.
    pub fn compare(self, left: &str, _right: &str) -> Result<Ordering, Error> {
        Err(Error::Version { order: self.name(), text: left.chars().take(100).collect() })
    }
}
