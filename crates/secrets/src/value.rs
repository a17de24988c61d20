//! The value of a secret, which nobody prints by mistake.

use std::fmt;

/// The bytes of a secret. Its `Debug` tells their number; they are overwritten when it is dropped.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Value(Vec<u8>);

impl Value {
    /// Takes a value.
    pub fn new(bytes: impl Into<Vec<u8>>) -> Self {
        Self(bytes.into())
    }

    /// Returns the bytes, for what must see them: a keyed hash, a provider that is asked.
    pub fn expose(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Value({} bytes)", self.0.len())
    }
}

impl Drop for Value {
    fn drop(&mut self) {
        self.0.fill(0);
        // Keeps the compiler from leaving the write out because nobody reads it.
        std::hint::black_box(&self.0);
    }
}
