//! The JSON line of what was pushed to a registry that is watched. Versioned, additive within a version.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use crate::kept::KeptFinding;
use crate::wire::Note;

/// The schema's name and version, the first field of [`RegistryPush`].
pub const REGISTRY_PUSH_V1: &str = "sekimori.dev/registry-push/v1";

/// What was pushed, and what is known of it: `sekimori.dev/registry-push/v1`.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct RegistryPush<'a> {
    /// `sekimori.dev/registry-push/v1`.
    pub schema: &'static str,
    /// When it was looked at.
    #[schemars(with = "String")]
    pub at: Timestamp,
    /// The repository, with its registry.
    pub repository: String,
    /// The tag that was pushed, where the registry says that it stands for this digest.
    pub tag: Option<&'a str>,
    /// What was pushed: a manifest or an index.
    pub digest: String,
    /// How many images were pulled for it.
    pub pulled: usize,
    /// Whether everything could be read, and all versions were understood.
    pub complete: bool,
    /// The images that it stands for.
    pub images: Vec<PushedImage<'a>>,
    /// What is published about their packages.
    pub advisories: Vec<KeptFinding<'a>>,
    /// What could not be seen.
    pub failures: Vec<PushFailure<'a>>,
    /// What is to be said of it, such as what kept packages from being compared.
    pub notes: Vec<Note>,
}

/// An image that was pushed.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PushedImage<'a> {
    /// The digest.
    pub digest: &'a str,
    /// The platform.
    pub platform: &'a str,
    /// Whether all of it was read.
    pub complete: bool,
    /// Findings by severity, of rules and advisories; none where it could not be read at all.
    #[schemars(with = "Option<std::collections::BTreeMap<String, u64>>")]
    pub counts: serde_json::Value,
}

/// Something that could not be seen.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PushFailure<'a> {
    /// The digest; empty where it is no image.
    pub digest: &'a str,
    /// What was said, in English.
    pub detail: &'a str,
}

/// Returns the JSON Schema of what was pushed.
pub fn schema() -> schemars::Schema {
    schemars::schema_for!(RegistryPush<'_>)
}
