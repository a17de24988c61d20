//! What a checkpoint decides.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

use crate::grades::words;
use crate::{Error, Fingerprint, Severity, Stage};

words! {
    /// What a checkpoint decides.
    Decision, "decision", {
        /// Nothing was found.
        Pass = "pass",
        /// Something was found, nothing of it at or above the threshold.
        Warn = "warn",
        /// A budget cut the scan short before anything decided it, nothing could be analysed, or there was nothing to
        /// look at.
        Incomplete = "incomplete",
        /// Something at or above the threshold was found.
        Fail = "fail",
    }
}

/// The thresholds in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Thresholds {
    /// The lowest severity that fails the checkpoint.
    pub fail_on: Severity,
    /// Whether what was not analysed fails it too.
    pub fail_on_not_analysed: bool,
}

/// The verdict of a checkpoint, with what decided it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Verdict {
    /// The checkpoint.
    pub checkpoint: Stage,
    /// What it decides.
    pub decision: Decision,
    /// The thresholds in force.
    pub thresholds: Thresholds,
    /// Fingerprints of the findings that decided it, sorted, each once.
    pub decided_by: Vec<Fingerprint>,
}
