//! The JSON envelopes of dependencies: what a tree needs, and how a change changes that. Versioned, additive within a
//! version, sorted, byte-stable.

use jiff::Timestamp;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

use crate::wire::{AdvisoriesSeen, Note, Tool};
use crate::{
    Epss, Exploited, Fingerprint, Licence, Localised, NotAnalysed, RuleId, SbomSubject, Scope, Severity,
    Verdict, WaiverUse,
};

/// The schema's name and version, the first field of [`DependencyList`].
pub const DEPS_V1: &str = "sekimori.dev/deps/v1";

/// The schema's name and version, the first field of [`DependencyReview`].
pub const DEPS_REVIEW_V1: &str = "sekimori.dev/deps-review/v1";

/// The envelope of a list of dependencies: `sekimori.dev/deps/v1`.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DependencyList {
    /// `sekimori.dev/deps/v1`.
    pub schema: &'static str,
    /// The program that made it.
    pub tool: Tool,
    /// The day that expiry and ages were judged by.
    #[schemars(with = "String")]
    pub date: Date,
    /// Whether everything could be read.
    pub complete: bool,
    /// What it is the list of.
    pub subject: SbomSubject,
    /// What packages were compared with; none where there is no database.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub advisories: Option<AdvisoriesSeen>,
    /// The packages: those with findings first, the most urgent of them first, then by where they are written.
    pub packages: Vec<Dependency>,
    /// What could not be read, so that packages may be missing.
    pub problems: Vec<Unread>,
    /// What else is worth knowing.
    pub notes: Vec<Note>,
}

/// A package that something needs.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Dependency {
    /// Its package URL.
    pub purl: String,
    /// Its name, as its ecosystem spells it.
    pub name: String,
    /// Its version; empty where none is told.
    pub version: String,
    /// Where it comes from, as the type of its package URL.
    pub ecosystem: String,
    /// Its licence, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub licence: Option<Licence>,
    /// Who asks for it.
    pub relation: Relation,
    /// What it is needed for.
    pub scope: Scope,
    /// When this version was published, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub published: Option<Timestamp>,
    /// How many days ago that was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub age_days: Option<i64>,
    /// The file that names it.
    pub path: String,
    /// The line, where the file has lines.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// What is to be said of it, the most urgent first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<DependencyFinding>,
    /// What to update it to, where a version helps.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub update: Option<Replacement>,
}

/// Who asks for a package.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Relation {
    /// The project itself.
    Direct,
    /// Another package.
    Transitive,
    /// The file does not tell.
    Unknown,
}

/// The lowest version of a package without its faults.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Replacement {
    /// The version.
    pub version: String,
    /// The faults that no version is known to be without.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub leaves: Vec<String>,
}

/// What is to be said of a package.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DependencyFinding {
    /// The rule.
    pub rule: RuleId,
    /// The advisory, where it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The finding's one name.
    pub fingerprint: Fingerprint,
    /// How bad it is.
    pub severity: Severity,
    /// Whether a waiver accepts it.
    pub waived: bool,
    /// The waiver, or what others state.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waiver: Option<WaiverUse>,
    /// One line that says what was found.
    pub title: Localised,
    /// Why it stands where it stands among the others, in one sentence.
    pub because: Localised,
    /// The first version without it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fixed: Option<String>,
    /// That it is exploited, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exploited: Option<Exploited>,
    /// How likely it is to be exploited, where that is estimated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub epss: Option<Epss>,
    /// What a change does to it, in a review.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effect: Option<Effect>,
}

/// What a change does to a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Effect {
    /// It brings it.
    Introduced,
    /// It leaves it as it was.
    Kept,
    /// It takes it away.
    Resolved,
}

/// What could not be read, and why.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Unread {
    /// The file.
    pub path: String,
    /// The code of the reason.
    pub reason: NotAnalysed,
    /// More of it, in English.
    pub detail: String,
    /// On which side of the change, in a review.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub side: Option<ChangeSide>,
}

/// A side of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ChangeSide {
    /// What it began with.
    Base,
    /// What it ended with.
    Head,
}

/// The envelope of a review: `sekimori.dev/deps-review/v1`.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DependencyReview {
    /// `sekimori.dev/deps-review/v1`.
    pub schema: &'static str,
    /// The program that made it.
    pub tool: Tool,
    /// The day that expiry and ages were judged by.
    #[schemars(with = "String")]
    pub date: Date,
    /// Whether all that has changed could be read, on both sides.
    pub complete: bool,
    /// What the change began with.
    pub base: ReviewedState,
    /// What it ended with.
    pub head: ReviewedState,
    /// What is decided, by what the change introduces.
    pub verdict: Verdict,
    /// How much there is of what.
    pub summary: ReviewSummary,
    /// What packages were compared with; none where there is no database.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub advisories: Option<AdvisoriesSeen>,
    /// The files that name packages and have changed, by their paths.
    pub files: Vec<ReviewedFile>,
    /// What could not be read.
    pub problems: Vec<Unread>,
    /// What else is worth knowing.
    pub notes: Vec<Note>,
}

/// A side of a change that is reviewed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReviewedState {
    /// The revision as it was named; none for what lies on disk.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revision: Option<String>,
    /// Id of the commit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub commit: Option<String>,
}

/// How much there is of what in a review.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReviewSummary {
    /// Packages that are new.
    pub added: u64,
    /// Packages that are gone.
    pub removed: u64,
    /// Packages of which something is another.
    pub changed: u64,
    /// Findings that the change brings.
    pub introduced: u64,
    /// Findings that it takes away.
    pub resolved: u64,
    /// Findings that are as they were, of packages that are listed.
    pub kept: u64,
}

/// A file that names packages and has changed.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReviewedFile {
    /// Its path, after the change where it is still there.
    pub path: String,
    /// Where it was before, if that was elsewhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub moved_from: Option<String>,
    /// Packages that are new, the most urgent first.
    pub added: Vec<Dependency>,
    /// Packages of which something is another, the most urgent first.
    pub changed: Vec<ChangedDependency>,
    /// Packages that are gone, by name.
    pub removed: Vec<Dependency>,
}

/// A package of which something is another.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ChangedDependency {
    /// As it was.
    pub before: Dependency,
    /// As it is.
    pub after: Dependency,
    /// What is another; never empty.
    pub what: Vec<ChangedPart>,
}

/// What of a package is another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ChangedPart {
    /// Its version.
    Version,
    /// Its licence.
    Licence,
    /// Who asks for it.
    Relation,
    /// What is downloaded for the same version.
    Content,
}

/// Returns the JSON Schema of a list of dependencies.
pub fn list_schema() -> schemars::Schema {
    schemars::schema_for!(DependencyList)
}

/// Returns the JSON Schema of a review.
pub fn review_schema() -> schemars::Schema {
    schemars::schema_for!(DependencyReview)
}
