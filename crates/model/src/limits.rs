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

impl Limits {
    /// The largest `file_bytes`: 1 GiB, so that every offset fits 32 bits with room to spare.
    pub const MAX_FILE_BYTES: u64 = 1 << 30;
    /// The largest `depth`, for which the stack of a thread has room.
    pub const MAX_DEPTH: u32 = 1_000;

    /// The most bytes of one file that are held where it is too large to be read whole and cannot be read piece by piece: 256
    /// MiB, one file at a time. Forges take files of up to 100 MiB.
    pub const HELD_BYTES: u64 = 256 << 20;

    /// Returns the first bound that is out of its range: its name in the configuration, and the largest
    /// value that it may have. The smallest is 1.
    pub fn out_of_range(&self) -> Option<(&'static str, u64)> {
        let checks = [
            ("fileBytes", self.file_bytes, Self::MAX_FILE_BYTES),
            ("files", self.files, u64::MAX),
            ("documents", self.documents.into(), u32::MAX.into()),
            ("depth", self.depth.into(), Self::MAX_DEPTH.into()),
            ("nodes", self.nodes.into(), u32::MAX.into()),
            ("findings", self.findings.into(), u32::MAX.into()),
        ];
        let wrong = checks.into_iter().find(|(_, value, most)| *value == 0 || value > most);
        wrong.map(|(name, _, most)| (name, most))
    }
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
