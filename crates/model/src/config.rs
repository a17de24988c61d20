//! The one configuration: the shape of `sekimori.yaml`, version 1.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::grades::words;
use crate::pattern::matches;
use crate::{
    Confidence, Error, Level, Limits, OwnerKeys, Persona, RuleId, Severity, Version, Viewpoint, Waiver,
};

words! {
    /// A set of rules that is switched on by name.
    Pack, "pack", {
        /// The Pod Security Standards, level baseline.
        Baseline = "baseline",
        /// The Pod Security Standards, level restricted, which contains baseline.
        Restricted = "restricted",
        /// What workloads, access, networks and images should look like beside the Pod Security Standards.
        BestPractice = "best-practice",
        /// What Azure Policy judges in clusters.
        AzureSafeguards = "azure-safeguards",
        /// The CIS Benchmark for Kubernetes, as far as manifests show it.
        Cis = "cis",
        /// The Kubernetes Hardening Guide of NSA and CISA, as far as manifests show it.
        Nsa = "nsa",
        /// Credentials in files of any kind.
        Secrets = "secrets",
        /// What is known about the packages that something is made of.
        Advisories = "advisories",
    }
}

impl Pack {
    /// Returns the level of the Pod Security Standards that the pack is.
    pub const fn level(self) -> Option<Level> {
        match self {
            Self::Baseline => Some(Level::Baseline),
            Self::Restricted => Some(Level::Restricted),
            Self::BestPractice
            | Self::AzureSafeguards
            | Self::Cis
            | Self::Nsa
            | Self::Secrets
            | Self::Advisories => None,
        }
    }

    /// Tells whether the pack asks for all its rules, whatever the persona: who takes a published standard wants it
    /// whole.
    pub const fn is_whole(self) -> bool {
        matches!(self, Self::AzureSafeguards | Self::Cis | Self::Nsa)
    }
}

words! {
    /// What becomes of a finding.
    Mode, "mode", {
        /// It is reported only to programs and in counts.
        Audit = "audit",
        /// It is reported, and decides nothing.
        Warn = "warn",
        /// It is reported, and fails the checkpoint where its severity is high enough.
        Deny = "deny",
    }
}

/// What the user says about one rule.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RuleConfig {
    /// Whether the rule runs; by default its packs decide.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
    /// The severity to report instead of the rule's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity: Option<Severity>,
    /// The rule's parameters; `sekimori rules show RULE` tells which it has.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub parameters: BTreeMap<String, ParameterValue>,
}

/// The value of a rule's parameter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum ParameterValue {
    /// A truth value.
    Flag(bool),
    /// A whole number.
    Number(i64),
    /// A text.
    Text(String),
    /// A list of texts.
    Texts(Vec<String>),
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
    /// Folders that are not entered: a name, or a path from the folder of the configuration file.
    pub skip_dirs: Vec<String>,
    /// The bounds of a scan.
    pub limits: Limits,
    /// Where manifests say who owns them.
    pub owners: OwnerKeys,
    /// How charts are rendered.
    pub helm: Helm,
    /// How secrets are searched for.
    pub secrets: Secrets,
    /// What is said about single rules.
    pub rules: BTreeMap<RuleId, RuleConfig>,
    /// What becomes of findings.
    pub mode: Mode,
    /// Parts of the repository or the cluster for which other things are said. Of two that speak of one object, the
    /// later one wins.
    pub scopes: Vec<Scope>,
    /// What is accepted.
    pub waivers: Vec<Waiver>,
}

/// How secrets are searched for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Secrets {
    /// Patterns of the organisation's own credentials, beside those of the catalog.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 1000))]
    pub patterns: Vec<OwnPattern>,
}

/// A pattern of credentials that the configuration brings. One of `regex` and `value` is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct OwnPattern {
    /// Its name, in kebab-case; findings have it in their subject as `custom/<id>`.
    pub id: String,
    /// One line that says what was found; by default the id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Words of at least three bytes. A match of `regex` begins with one of them; a `value` has one in its name or close
    /// before it, in any case.
    pub keywords: Vec<String>,
    /// A regular expression of the whole credential, from the keyword on. A group `(?P<secret>...)` marks the value where
    /// that is a part. Bytes, without look-around, matched in linear time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub regex: Option<String>,
    /// A regular expression of the whole value that is assigned to a name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// Whether letters of `regex` count in either case.
    #[serde(default)]
    pub ignore_case: bool,
    /// The least entropy of the value, in tenths of a bit for each byte: random hexadecimal digits have about 35, words 25.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(max = 80))]
    pub min_entropy: Option<u8>,
    /// The severity of a finding; by default high.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity: Option<Severity>,
}

/// How charts are rendered.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Helm {
    /// API versions that the cluster has beside those of Kubernetes, such as `monitoring.coreos.com/v1`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub api_versions: Vec<String>,
    /// The releases that charts are rendered for. A chart that none names is rendered once, with its own values.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub releases: Vec<Release>,
}

/// A release of a chart: a name, a namespace and a set of values.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Release {
    /// The folders of the charts that it is of, from the folder of the configuration file; `*` stands for any text. None
    /// given: all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chart: Option<String>,
    /// The name of the release.
    pub name: String,
    /// The namespace that it is installed into. Without it `default` stands there, and what depends on that is not judged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub namespace: Option<String>,
    /// Files of values, from the folder of the configuration file, the last one strongest.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<String>,
    /// Single values over those of the files, as `helm --set` takes them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub set: Vec<String>,
    /// Single values that are texts whatever they look like, as `helm --set-string` takes them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub set_string: Vec<String>,
    /// From where it sees files.
    #[serde(skip)]
    pub seen_from: Viewpoint,
    /// Where it is written, as `path:line:column`.
    #[serde(skip)]
    pub place: Option<String>,
}

impl Release {
    /// Tells whether it is of the chart in that folder of the scan.
    pub fn is_of(&self, folder: &str) -> bool {
        self.chart.as_ref().is_none_or(|pattern| matches(pattern, &self.seen_from.folder(folder)))
    }
}

/// A part of a repository or a cluster, and what is said for it beside what holds for the whole.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Scope {
    /// What people call it.
    pub name: String,
    /// The paths that it has, from the folder of the configuration file; `*` stands for any text. None given: all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub paths: Vec<String>,
    /// The namespaces that it has; `*` stands for any text. None given: all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub namespaces: Vec<String>,
    /// Labels that the object has, or its Namespace where that is scanned too; `*` stands for any text.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub labels: BTreeMap<String, String>,
    /// The packs that are switched on there instead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub packs: Option<Vec<Pack>>,
    /// The persona there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub persona: Option<Persona>,
    /// The lowest confidence there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_confidence: Option<Confidence>,
    /// What becomes of findings there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mode: Option<Mode>,
    /// What is said about single rules there, over what is said for the whole.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub rules: BTreeMap<RuleId, RuleConfig>,
    /// From where it sees files.
    #[serde(skip)]
    pub seen_from: Viewpoint,
}

impl Scope {
    /// Tells whether it says nothing of where it holds, so that it holds everywhere.
    pub fn is_everywhere(&self) -> bool {
        self.paths.is_empty() && self.namespaces.is_empty() && self.labels.is_empty()
    }

    /// Tells whether it has an object in `namespace` of the file at `path`, where `label` gives the values of a label.
    pub fn has(&self, path: &str, namespace: &str, label: impl Fn(&str) -> Vec<String>) -> bool {
        let any = |patterns: &[String], text: &str| {
            patterns.is_empty() || patterns.iter().any(|pattern| matches(pattern, text))
        };
        (self.paths.is_empty() || any(&self.paths, &self.seen_from.path(path)))
            && any(&self.namespaces, namespace)
            && self.labels.iter().all(|(key, wanted)| label(key).iter().any(|value| matches(wanted, value)))
    }
}

impl RuleConfig {
    /// Takes from `other` what it says.
    fn overlay(&mut self, other: &Self) {
        self.enabled = other.enabled.or(self.enabled);
        self.severity = other.severity.or(self.severity);
        self.parameters.extend(other.parameters.clone());
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            version: 1,
            packs: vec![Pack::Restricted, Pack::BestPractice, Pack::Secrets, Pack::Advisories],
            kubernetes_version: Version::LATEST,
            fail_on: Severity::Low,
            fail_on_not_analysed: false,
            persona: Persona::Regular,
            min_confidence: Confidence::Low,
            strict: false,
            skip_dirs: Vec::new(),
            limits: Limits::default(),
            owners: OwnerKeys::default(),
            helm: Helm::default(),
            secrets: Secrets::default(),
            rules: BTreeMap::new(),
            mode: Mode::Deny,
            scopes: Vec::new(),
            waivers: Vec::new(),
        }
    }
}

impl Config {
    /// Returns the highest level that the packs switch on.
    pub fn level(&self) -> Option<Level> {
        self.packs.iter().filter_map(|pack| pack.level()).max()
    }

    /// Returns the configuration as it is for what lies in `scopes`, given in their order.
    #[must_use]
    pub fn within<'s>(&self, scopes: impl IntoIterator<Item = &'s Scope>) -> Self {
        let mut config = self.clone();
        for scope in scopes {
            if let Some(packs) = &scope.packs {
                config.packs.clone_from(packs);
            }
            config.persona = scope.persona.unwrap_or(config.persona);
            config.min_confidence = scope.min_confidence.unwrap_or(config.min_confidence);
            config.mode = scope.mode.unwrap_or(config.mode);
            for (id, said) in &scope.rules {
                config.rules.entry(id.clone()).or_default().overlay(said);
            }
        }
        config
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
