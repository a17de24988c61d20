//! What an earlier report knew: a finding that it had is known, any other is new.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::grades::words;
use crate::{Error, Fingerprint};

words! {
    /// What a finding is beside the baseline; the words are those of SARIF's `baselineState`.
    Baseline, "baseline state", {
        /// The baseline does not have it.
        New = "new",
        /// The baseline has it, in this file or in one that it has moved from.
        Unchanged = "unchanged",
    }
}

/// A finding as the baseline has it: no more than tells it apart.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KnownFinding {
    /// Its one name.
    pub fingerprint: Fingerprint,
    /// The file that it was seen in, or an empty text.
    pub path: Box<str>,
    /// Whether a waiver accepted it then.
    pub waived: bool,
}
