//! The one name of a finding, the same at every checkpoint.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{Error, RuleId, Subject};

/// The first 128 bits of SHA-256 over rule id, subject identity and discriminator.
///
/// Line, digest, version, severity, text, date and run are not in it, so a moved line, a rebuilt image and
/// the running pod keep it. What goes in and how it is framed is fixed for ever; `tests/identity.rs` holds
/// known values.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
pub struct Fingerprint([u8; 16]);

impl Fingerprint {
    /// Computes the fingerprint of `rule` on `subject`.
    ///
    /// `rule` is the first id that the rule ever had. `discriminator` tells apart several findings of one
    /// rule on one subject, such as the name of a capability; it is empty when there can be only one.
    pub fn new(rule: &RuleId, subject: &Subject, discriminator: &str) -> Self {
        let mut hash = Sha256::new();
        hash.update(b"sekimori.dev/fingerprint/v1");
        let mut frame = |part: &str| {
            // Each part is framed by its length, so that no two lists of parts give the same bytes.
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part.as_bytes());
        };
        frame(rule.as_str());
        for part in subject.identity_parts() {
            frame(part);
        }
        frame(discriminator);
        let digest = hash.finalize();
        let mut bytes = [0; 16];
        for (to, from) in bytes.iter_mut().zip(digest.iter()) {
            *to = *from;
        }
        Self(bytes)
    }
}

impl From<Fingerprint> for u128 {
    fn from(fingerprint: Fingerprint) -> Self {
        Self::from_be_bytes(fingerprint.0)
    }
}

impl From<u128> for Fingerprint {
    fn from(number: u128) -> Self {
        Self(number.to_be_bytes())
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Fingerprint {
    type Err = Error;
    fn from_str(text: &str) -> Result<Self, Error> {
        let refuse = || Error::Fingerprint(text.to_owned());
        if text.len() != 32 || !text.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(refuse());
        }
        let number = u128::from_str_radix(text, 16).map_err(|_| refuse())?;
        Ok(Self(number.to_be_bytes()))
    }
}

impl TryFrom<String> for Fingerprint {
    type Error = Error;
    fn try_from(text: String) -> Result<Self, Error> {
        text.parse()
    }
}

impl From<Fingerprint> for String {
    fn from(fingerprint: Fingerprint) -> Self {
        fingerprint.to_string()
    }
}
