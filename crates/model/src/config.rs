//! The one configuration: the shape of `sekimori.yaml`, version 1.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::grades::words;
use crate::{Confidence, Error, Level, Limits, OwnerKeys, Persona, RuleId, Severity, Version, Waiver};

words! {
    /// A set of rules that is switched on by name.
    Pack, "pack", {
        /// The Pod Security Standards, level baseline.
        Baseline = "baseline",
        /// The Pod Security Standards, level restricted, which contains baseline.
        Restricted = "restricted",
    }
}

impl Pack {
    /// Returns the level of the Pod Security Standards that the pack switches on.
    pub const fn level(self) -> Level {
        match self {
            Self::Baseline => Level::Baseline,
            Self::Restricted => Level::Restricted,
        }
    }
}

/// What the user says about one rule.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RuleConfig {
    /// Whether the rule runs; by default its packs decide.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
    /// The severity to report instead of the rule's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity: Option<Severity>,
}

/// The configuration, with every default filled in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Config {
    /// The version of this format: 1.
    #[serde(deserialize_with = "version_one")]
    #[schemars(range(min = 1, max = 1))]
    pub version: u32,
    /// The packs that are switched on.
    pub packs: Vec<Pack>,
    /// The version of Kubernetes that the manifests are for.
    pub kubernetes_version: Version,
    /// The lowest severity that fails the checkpoint.
    pub fail_on: Severity,
    /// Whether what was not analysed fails it too.
    pub fail_on_not_analysed: bool,
    /// Findings for this persona and those before it are shown.
    pub persona: Persona,
    /// Findings of lower confidence are not shown.
    pub min_confidence: Confidence,
    /// Forbids waivers by annotation.
    pub strict: bool,
    /// Folders that are not entered: a name, or a path from the scanned root.
    pub skip_dirs: Vec<String>,
    /// The bounds of a scan.
    pub limits: Limits,
    /// Where manifests say who owns them.
    pub owners: OwnerKeys,
    /// What is said about single rules.
    pub rules: BTreeMap<RuleId, RuleConfig>,
    /// What is accepted.
    pub waivers: Vec<Waiver>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            version: 1,
            packs: vec![Pack::Restricted],
            kubernetes_version: Version::LATEST,
            fail_on: Severity::Low,
            fail_on_not_analysed: false,
            persona: Persona::Regular,
            min_confidence: Confidence::Low,
            strict: false,
            skip_dirs: Vec::new(),
            limits: Limits::default(),
            owners: OwnerKeys::default(),
            rules: BTreeMap::new(),
            waivers: Vec::new(),
        }
    }
}

impl Config {
    /// Returns the highest level that the packs switch on.
    pub fn level(&self) -> Option<Level> {
        self.packs.iter().map(|pack| pack.level()).max()
    }
}

/// Returns the JSON Schema of `sekimori.yaml`.
pub fn schema() -> schemars::Schema {
    schemars::schema_for!(Config)
}

fn version_one<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
    match u32::deserialize(deserializer)? {
        1 => Ok(1),
        other => Err(serde::de::Error::custom(format!("version {other} is not known: write `version: 1`"))),
    }
}
