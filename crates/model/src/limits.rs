//! How much of the outside world is taken in before a bound says stop.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The bounds of a scan. What passes one is reported as `not-analysed` with the reason; the rest goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Limits {
    /// Bytes of one file. 32 MiB: the largest bundle of CRDs seen in the wild has 11 MiB.
    pub file_bytes: u64,
    /// Files of one scan.
    pub files: u64,
    /// Documents of one file. 10,000: five times the largest `kubectl get -o yaml` dump seen in a repository.
    pub documents: u32,
    /// Levels of nesting. 128: CRD schemas of real operators reach 60.
    pub depth: u32,
    /// Nodes of one document, aliases expanded. 1,000,000: an 11 MiB document has 700,000.
    pub nodes: u32,
    /// Findings of one file.
    pub findings: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_bytes: 32 << 20,
            files: 1_000_000,
            documents: 10_000,
            depth: 128,
            nodes: 1_000_000,
            findings: 10_000,
        }
    }
}
