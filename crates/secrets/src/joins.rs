//! The keyed hash that joins one value over commits, layers and objects.

use std::fmt;

use data_encoding::HEXLOWER;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use crate::Value;

/// Makes keyed hashes of values: the same value gives the same hash under one key, and without the key nobody can try
/// values out.
#[derive(Clone)]
pub struct Joins(Hmac<Sha256>);

impl Joins {
    /// Takes the organisation's key, or a random one for the run.
    #[expect(clippy::missing_panics_doc, reason = "HMAC takes a key of any length: RFC 2104, section 2")]
    pub fn new(key: &[u8]) -> Self {
        Self(Hmac::new_from_slice(key).expect("HMAC takes a key of any length"))
    }

    /// Returns the first 128 bits of HMAC-SHA-256 of a value, in hexadecimal.
    ///
    /// # Source
    /// RFC 2104 for HMAC, section 5 for its truncation.
    pub fn id(&self, value: &Value) -> String {
        let mut mac = self.0.clone();
        mac.update(value.expose());
        let full = mac.finalize().into_bytes();
        HEXLOWER.encode(full.get(..16).unwrap_or_default())
    }
}

impl fmt::Debug for Joins {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Joins")
    }
}
