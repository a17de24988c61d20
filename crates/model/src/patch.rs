//! A repair as data: the same for `--fix`, an editor and the mutation at admission.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Whether a repair can change what the workload does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Safety {
    /// The workload behaves as before unless it used what is taken away.
    Safe,
    /// The workload may need to be changed with it; a person should look.
    Unsafe,
}

/// One step of a repair. Paths are JSON Pointers into the object.
///
/// # Source
/// RFC 6901 (JSON Pointer). Unlike RFC 6902, `set` makes the mappings on its way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "op", rename_all = "kebab-case")]
pub enum Edit {
    /// Sets a field, making the mappings on its way.
    Set {
        /// JSON Pointer.
        path: String,
        /// The new value.
        value: Value,
    },
    /// Appends to a list, making it and the mappings on its way.
    Append {
        /// JSON Pointer of the list.
        path: String,
        /// The new item.
        value: Value,
    },
    /// Removes a field or a list item.
    Remove {
        /// JSON Pointer.
        path: String,
    },
}

/// A repair of one finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Patch {
    /// Whether it can change what the workload does.
    pub safety: Safety,
    /// The steps, in order. Removals from one list go from its end to its start.
    pub edits: Vec<Edit>,
}
