//! The JSON envelopes of images and bills that are kept: what is published about their packages, who has a package, what a
//! registry holds. Versioned, additive within a version.
//!
//! Lists of assets and findings may have millions of entries, so that their types are open: a program writes them one by one.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

use crate::config::Mode;
use crate::wire::{Note, Tool};
use crate::{Fingerprint, Localised, RuleId, Severity};

/// The schema's name and version, the first field of [`Match`].
pub const MATCH_V1: &str = "sekimori.dev/match/v1";

/// The schema's name and version, the first field of [`Holders`].
pub const HOLDERS_V1: &str = "sekimori.dev/holders/v1";

/// The schema's name and version, the first field of [`RegistryScan`].
pub const REGISTRY_SCAN_V1: &str = "sekimori.dev/registry-scan/v1";

/// The envelope of what is published about all that is kept: `sekimori.dev/match/v1`.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "Match")]
pub struct Match<A, F> {
    /// `sekimori.dev/match/v1`.
    pub schema: &'static str,
    /// The program that made it.
    pub tool: Tool,
    /// What packages were compared with.
    pub database: Option<DatabaseUsed>,
    /// Whether all packages could be compared, and all assets were read as a whole.
    pub complete: bool,
    /// The severity from which a finding decides.
    pub threshold: Severity,
    /// The numbers.
    pub summary: MatchSummary,
    /// What has packages.
    pub assets: A,
    /// What assets have: what is new first, then the gravest.
    pub findings: F,
    /// Each package with a finding that counts, and the version to go to.
    pub replacements: Vec<PackageReplacement>,
    /// What else is worth knowing.
    pub notes: Vec<Note>,
}

/// A database of advisories.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct DatabaseUsed {
    /// Its date.
    #[schemars(with = "String")]
    pub built: Timestamp,
    /// Records in it.
    pub records: u64,
}

/// Numbers of a match.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct MatchSummary {
    /// Assets that were asked about.
    pub assets: usize,
    /// Packages that they have, each once.
    pub packages: usize,
    /// Advisories that any of them has.
    pub advisories: usize,
    /// Pairs of an asset and an advisory, by package.
    pub findings: usize,
    /// Those that were not told before.
    pub new: usize,
    /// Those that were.
    pub known: usize,
    /// Those that a waiver or a VEX document accepts.
    pub waived: usize,
}

/// An image or a bill that is kept.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct KeptAsset<'a> {
    /// `image` or `bill`.
    pub kind: &'a str,
    /// The repository of an image, the path of a bill.
    pub name: &'a str,
    /// The digest; empty where there is none.
    pub digest: &'a str,
    /// The platform; empty where there is none.
    pub platform: &'a str,
    /// The tags that stood for it last, with their repositories.
    pub tags: &'a [String],
    /// When it was built, where it says.
    #[schemars(with = "Option<String>")]
    pub built: Option<Timestamp>,
    /// When it was read.
    #[schemars(with = "String")]
    pub read_at: Timestamp,
    /// When it was there last.
    #[schemars(with = "String")]
    pub seen_at: Timestamp,
    /// Whether all of it was read.
    pub complete: bool,
}

/// The names of something that is kept.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct AssetName<'a> {
    /// The repository of an image, the path of a bill.
    pub name: &'a str,
    /// The digest; empty where there is none.
    pub digest: &'a str,
}

/// That an asset has an advisory by a package.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct KeptFinding<'a> {
    /// The asset.
    pub asset: AssetName<'a>,
    /// The advisory.
    pub advisory: &'a str,
    /// Its other names.
    pub aliases: &'a [Arc<str>],
    /// What it says in a line.
    pub summary: &'a str,
    /// The rule.
    pub rule: &'a RuleId,
    /// How bad it is.
    pub severity: Severity,
    /// Whether it decides, warns or is counted.
    pub mode: Mode,
    /// Whether it was not told before.
    pub new: bool,
    /// Whether a waiver or a VEX document accepts it.
    pub waived: bool,
    /// The finding's one name, the same as in a scan.
    pub fingerprint: Fingerprint,
    /// The package URL, without the version.
    pub package: String,
    /// The version.
    pub version: &'a str,
    /// The file that tells of the package; empty where none does.
    pub path: &'a str,
    /// The lowest version without this advisory.
    pub fixed: Option<&'a str>,
    /// The lowest version without all that any version is without, where it is without this.
    pub replacement: Option<&'a str>,
    /// Since when it is known to be exploited.
    #[schemars(with = "Option<String>")]
    pub exploited: Option<Date>,
    /// How likely it is to be exploited, from 0 to 1.
    pub epss: Option<f64>,
    /// When it was published.
    #[schemars(with = "Option<String>")]
    pub published: Option<Timestamp>,
}

/// A package, and the version to go to.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PackageReplacement {
    /// The package URL, without the version.
    pub package: String,
    /// The version.
    pub version: String,
    /// How bad the gravest finding is.
    pub severity: Severity,
    /// How many advisories it has.
    pub advisories: usize,
    /// The lowest version without those that any version is without.
    pub replacement: Option<String>,
    /// How many that version still has.
    pub remaining: Option<usize>,
    /// How many assets have the package.
    pub assets: usize,
}

/// The envelope of who has a package: `sekimori.dev/holders/v1`.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Holders<'a> {
    /// `sekimori.dev/holders/v1`.
    pub schema: &'static str,
    /// What was asked for.
    pub asked: &'a str,
    /// Who has it.
    pub holders: Vec<PackageHolder<'a>>,
}

/// That an asset has a package.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PackageHolder<'a> {
    /// The package URL.
    pub package: String,
    /// The asset.
    pub asset: AssetName<'a>,
}

/// The envelope of what a registry holds: `sekimori.dev/registry-scan/v1`.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "RegistryScan")]
pub struct RegistryScan<T, I, F> {
    /// `sekimori.dev/registry-scan/v1`.
    pub schema: &'static str,
    /// The program that made it.
    pub tool: Tool,
    /// The registry.
    pub registry: String,
    /// When it was looked at.
    #[schemars(with = "String")]
    pub at: Timestamp,
    /// What packages were compared with.
    pub database: Option<DatabaseUsed>,
    /// Whether everything could be seen and compared.
    pub complete: bool,
    /// The severity from which a finding decides.
    pub threshold: Severity,
    /// The numbers.
    pub summary: RegistryScanSummary,
    /// Tags, once for each image that they stand for.
    pub tags: T,
    /// Images, each once.
    pub images: I,
    /// What is published about their packages.
    pub advisories: F,
    /// Each package with a finding that counts, and the version to go to.
    pub replacements: Vec<PackageReplacement>,
    /// What could not be seen.
    pub failures: Vec<RegistryFailure>,
    /// What is to be said of it, such as what kept packages from being compared.
    pub notes: Vec<Note>,
    /// What no registry tells.
    pub not_observable: &'static [&'static str],
}

/// Numbers of a registry.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RegistryScanSummary {
    /// Repositories that were asked.
    pub repositories: usize,
    /// Tags that stand for images.
    pub tags: usize,
    /// Manifests and indexes that they stand for.
    pub digests: usize,
    /// Images.
    pub images: usize,
    /// Images that were pulled in this run.
    pub pulled: usize,
    /// Images of another platform than was asked for, which were left out.
    pub left_out: usize,
    /// Images that were judged anew in this run.
    pub judged_again: usize,
    /// Images that are older than is wanted.
    pub stale: usize,
    /// Advisories of images that were not told before.
    pub new: usize,
    /// Those that were.
    pub known: usize,
    /// What could not be seen.
    pub failures: usize,
}

/// A tag, and an image that it stands for.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct RegistryTag<'a> {
    /// The repository.
    pub repository: &'a str,
    /// The tag.
    pub tag: &'a str,
    /// What the tag stands for: a manifest or an index.
    pub digest: &'a str,
    /// The image.
    pub image: &'a str,
    /// Its platform.
    pub platform: &'a str,
}

/// An image of a registry.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RegistryImage<'a> {
    /// The repository.
    pub repository: &'a str,
    /// The digest.
    pub digest: &'a str,
    /// The platform.
    pub platform: &'a str,
    /// When it was built, where it says.
    #[schemars(with = "Option<String>")]
    pub built: Option<Timestamp>,
    /// Days since then.
    pub age_days: Option<i64>,
    /// Whether it is older than is wanted.
    pub stale: bool,
    /// When it was read.
    #[schemars(with = "String")]
    pub read_at: Timestamp,
    /// When it was judged last.
    #[schemars(with = "String")]
    pub judged_at: Timestamp,
    /// Whether all of it was read.
    pub complete: bool,
    /// What of it was not analysed; none where it could not be read at all.
    #[schemars(with = "Option<u64>")]
    pub not_analysed: &'a serde_json::Value,
    /// Findings by severity, of rules and advisories.
    #[schemars(with = "BTreeMap<String, u64>")]
    pub counts: &'a BTreeMap<Severity, u64>,
    /// Advisories that were not told before.
    pub new: u64,
    /// What rules say besides advisories, the gravest; none where it could not be read at all.
    #[schemars(with = "Option<Vec<RegistryFinding<'a>>>")]
    pub findings: &'a serde_json::Value,
}

/// What a rule says of an image.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct RegistryFinding<'a> {
    /// The rule.
    pub rule: &'a RuleId,
    /// How bad it is.
    pub severity: Severity,
    /// Whether it decides, warns or is counted.
    pub mode: Mode,
    /// Whether a waiver accepts it.
    pub waived: bool,
    /// The finding's one name.
    pub fingerprint: Fingerprint,
    /// One line that says what was found.
    pub title: &'a Localised,
    /// Where; empty where it is of the image as a whole.
    pub path: &'a str,
    /// Whether it decides from its severity on.
    pub decides: bool,
}

/// Something that could not be seen.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct RegistryFailure {
    /// The registry, a repository, or an image.
    pub place: String,
    /// The digest; empty where it is no image.
    pub digest: String,
    /// What was said, in English.
    pub detail: String,
}

/// Returns the JSON Schema of what is published about all that is kept.
pub fn match_schema() -> schemars::Schema {
    schemars::schema_for!(Match<Vec<KeptAsset<'_>>, Vec<KeptFinding<'_>>>)
}

/// Returns the JSON Schema of who has a package.
pub fn holders_schema() -> schemars::Schema {
    schemars::schema_for!(Holders<'_>)
}

/// Returns the JSON Schema of what a registry holds.
pub fn registry_scan_schema() -> schemars::Schema {
    schemars::schema_for!(RegistryScan<Vec<RegistryTag<'_>>, Vec<RegistryImage<'_>>, Vec<KeptFinding<'_>>>)
}
