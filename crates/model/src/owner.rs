//! Who owns a subject, and where manifests say so.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Who owns the subject, from labels, annotations or CODEOWNERS.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Owner {
    /// The team.
    pub team: String,
    /// How to reach it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<String>,
}

/// The labels and annotations that name an owner; of each list the first that an object has counts. The
/// first fifty keys of a list are looked up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct OwnerKeys {
    /// Keys of labels that name the team.
    pub labels: Vec<String>,
    /// Keys of annotations that name the team, asked where no label does.
    pub annotations: Vec<String>,
    /// Keys of annotations that tell how to reach it.
    pub contacts: Vec<String>,
}

impl Default for OwnerKeys {
    fn default() -> Self {
        let keys = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        let teams = ["sekimori.dev/owner", "app.kubernetes.io/owner", "owner", "team"];
        Self {
            labels: keys(&teams),
            annotations: keys(&teams),
            contacts: keys(&["sekimori.dev/contact", "contact", "email"]),
        }
    }
}
