//! The JSON envelopes that cross processes: versioned, additive within a version, sorted, byte-stable.

use std::borrow::Cow;

use jiff::Timestamp;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;
use serde::ser::SerializeSeq as _;

use crate::config::Mode;
use crate::{
    Baseline, Confidence, Control, EachFinding, Evidence, Finding, Fingerprint, Level, Localised, Location,
    Outcome, Owner, Patch, Persona, PodSecurity, Role, RuleId, Seen, Severity, Stage, Subject, Verdict,
    Verified, WaiverUse,
};

/// The schema's name and version, the first field of the envelope.
pub const FINDINGS_V1: &str = "sekimori.dev/findings/v1";

/// The envelope of a scan: `sekimori.dev/findings/v1`.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Findings<'a> {
    /// `sekimori.dev/findings/v1`.
    pub schema: &'static str,
    /// The program that made it.
    pub tool: Tool,
    /// The day that expiry was judged by.
    #[schemars(with = "String")]
    pub date: Date,
    /// The standard that alone was judged by, where `--pss` asked for one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub standard: Option<PodSecurity>,
    /// False where anything was not analysed.
    pub complete: bool,
    /// What the checkpoint decides.
    pub verdict: &'a Verdict,
    /// What was looked at.
    pub summary: &'a Summary,
    /// The findings, sorted by path, line, column, rule and fingerprint.
    #[schemars(with = "Vec<FindingV1<'a>>")]
    pub findings: FindingList<'a>,
    /// The level of the Pod Security Standards that each workload satisfies, sorted by path and place; at most as many
    /// of one file as findings are kept of it.
    pub workloads: &'a [Workload],
    /// What the user should know about how the scan went.
    pub notes: &'a [Note],
}

/// Findings, turned into their form on the wire one by one while they are written.
#[derive(Debug, Clone, Copy)]
pub struct FindingList<'a>(pub &'a dyn EachFinding);

impl Serialize for FindingList<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(None)?;
        for finding in self.0.each() {
            list.serialize_element(&FindingV1::from(&finding))?;
        }
        list.end()
    }
}

/// A program and its version.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Tool {
    /// Its name.
    pub name: &'static str,
    /// Its version.
    pub version: &'static str,
}

/// What was looked at.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Summary {
    /// Files that the source offered.
    pub files_listed: u64,
    /// Files of a kind that a parser knows, which were read.
    pub files_examined: u64,
    /// Files and documents that were not analysed.
    pub not_analysed: u64,
    /// Documents in the files that were read.
    pub documents: u64,
    /// Documents that are not Kubernetes objects.
    pub documents_of_other_kinds: u64,
    /// Kubernetes objects, list items counted one by one.
    pub objects: u64,
    /// Objects that are a pod or make pods.
    pub workloads: u64,
    /// Files of profiles for security modules: seccomp filters and AppArmor policy.
    pub profiles: u64,
    /// Charts that were rendered, each release counted.
    pub charts: u64,
    /// Overlays that were built.
    pub overlays: u64,
    /// Files that were searched for secrets.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub files_searched: u64,
    /// What was seen of a history, where one was searched.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub history: Option<HistorySeen>,
    /// What was seen of an image, where one was read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image: Option<ImageSeen>,
    /// What was seen of a registry, where one was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub registry: Option<RegistrySeen>,
    /// What packages were compared with, where there was a database of advisories.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub advisories: Option<AdvisoriesSeen>,
    /// What was asked of providers, where that was wanted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verified: Option<Verified>,
    /// Rules that ran.
    pub rules: u64,
    /// Bytes that were read.
    pub bytes: u64,
    /// Findings by outcome and severity; those that the baseline has are counted apart.
    pub counts: Counts,
    /// Findings beside the baseline, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub baseline: Option<AgainstBaseline>,
    /// Examined files that changed since `--changed-since`, or staged files, where one of them was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub files_changed: Option<u64>,
    /// Findings that are not in the report because it was asked for less.
    #[serde(default, skip_serializing_if = "LeftOut::is_nothing")]
    pub left_out: LeftOut,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
fn is_zero(number: &u64) -> bool {
    *number == 0
}

/// What packages were compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct AdvisoriesSeen {
    /// The date of the database.
    #[schemars(with = "String")]
    pub built: Timestamp,
    /// Records in it.
    pub records: u64,
    /// Packages that there were.
    pub packages: u64,
    /// Packages that it could be asked about.
    pub compared: u64,
}

/// What was seen of a history.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct HistorySeen {
    /// Commits that were walked.
    pub commits: u64,
    /// Versions of files that were read, each once.
    pub blobs: u64,
    /// Versions that an earlier run had read, as its cursor says.
    pub blobs_known: u64,
    /// Objects that could not be read, and commits whose parents are not here.
    pub not_seen: u64,
}

/// What was seen of an image.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ImageSeen {
    /// What the user called it.
    pub reference: String,
    /// The digest of its manifest, `sha256:...`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
    /// What it runs on: `linux/amd64`.
    pub platform: String,
    /// Its operating system, as it names itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub distribution: Option<String>,
    /// Layers.
    pub layers: u64,
    /// Files of all layers, each path once.
    pub files: u64,
    /// Packages that are there in the end.
    pub packages: u64,
}

/// What was seen of a registry.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RegistrySeen {
    /// Its host, with the port where one is named.
    pub host: String,
    /// Repositories that were asked.
    pub repositories: u64,
    /// Tags that were asked.
    pub tags: u64,
}

/// Findings beside the baseline.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct AgainstBaseline {
    /// Violations in the report that the baseline does not have.
    pub new: u64,
    /// Violations in the report that the baseline has; they do not decide the verdict.
    pub known: u64,
    /// Violations of the baseline that are no longer found.
    pub gone: u64,
}

/// Findings that are not in the report because it was asked for less, by the first reason that holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct LeftOut {
    /// No file that they were seen in has changed.
    pub unchanged_files: u64,
    /// They belong to another owner, or to none that is known.
    pub other_owners: u64,
    /// They are for another role to mend.
    pub other_roles: u64,
}

impl LeftOut {
    /// Tells whether nothing was left out.
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }
}

/// Findings by outcome and severity.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Counts {
    /// Violations of severity critical.
    pub critical: u64,
    /// Violations of severity high.
    pub high: u64,
    /// Violations of severity medium.
    pub medium: u64,
    /// Violations of severity low.
    pub low: u64,
    /// Violations of severity info.
    pub info: u64,
    /// Violations that a waiver accepts.
    pub waived: u64,
    /// Violations where the configuration only audits.
    pub audited: u64,
    /// Checks that do not apply to a workload, such as Linux checks on a Windows pod.
    pub not_applicable: u64,
    /// Violations of values that only an installation knows, such as generated passwords.
    pub not_observable: u64,
}

/// An object that is a pod or makes pods, and the level of the Pod Security Standards that it satisfies.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Workload {
    /// Where it stands.
    pub location: Location,
    /// API group; empty for the core group.
    pub group: String,
    /// Kind.
    pub kind: String,
    /// Namespace; empty where the manifest gives none.
    pub namespace: String,
    /// Name; `generateName` followed by `*` where there is only that.
    pub name: String,
    /// The highest level that it satisfies, whatever rules run and whatever is waived; absent where a field of the
    /// wrong type keeps it from being judged.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<Level>,
    /// The checks that keep it from the next level, sorted by rule.
    pub failing: Vec<FailingCheck>,
}

/// A check of the Pod Security Standards that a workload does not pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct FailingCheck {
    /// Our rule.
    pub rule: &'static str,
    /// The name of the check in Kubernetes' own admission controller.
    pub check: &'static str,
}

/// Something the user should know that is not a finding.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Note {
    /// Where, if anywhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<Location>,
    /// The code, for programs.
    pub code: NoteCode,
    /// The sentence, for people.
    pub text: Localised,
}

/// The codes of notes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum NoteCode {
    /// The lenient parser was needed, so lines are those of the document.
    LenientParse,
    /// A key stands twice in one mapping; the last one counts, as for kubectl.
    DuplicateKey,
    /// A waiver's last day has passed.
    WaiverExpired,
    /// A waiver is not well formed and counts as none.
    WaiverInvalid,
    /// Strict mode forbids the waiver.
    WaiverForbidden,
    /// A waiver matched nothing.
    WaiverUnused,
    /// CODEOWNERS could not be read, so no file has an owner from it.
    CodeOwnersUnread,
    /// Nothing in the scan belongs to an owner that was asked for.
    OwnerUnknown,
    /// No chart of the scan is the one that a release is of.
    ReleaseUnused,
    /// The baseline names other files than those that were scanned, so it was written for another folder.
    BaselineElsewhere,
    /// A scope names neither paths nor namespaces nor labels, so it holds everywhere.
    ScopeEverywhere,
    /// The organisation's configuration is stricter than the repository's, which may not loosen it.
    SettingOverruled,
    /// The cursor of a history could not be used, whole or in part, so more was searched than is new.
    CursorUnused,
    /// A history is not all here: it was cut when the repository was cloned.
    HistoryCut,
    /// A submodule was named and not followed.
    Submodule,
    /// There is no database of advisories, so that no package was compared.
    AdvisoriesMissing,
    /// The database of advisories is damaged, so that no package was compared.
    AdvisoriesUnusable,
    /// The database of advisories is old, or of a day that is not yet.
    AdvisoriesOld,
    /// Packages could not be compared with advisories, or not with all.
    AdvisoriesGap,
    /// No source of advisories of packages of this type is known.
    AdvisoriesNotPublished,
    /// A VEX document names products by no package URL, so that what it states of them was compared with nothing.
    VexUnnamed,
}

/// A finding as it crosses processes.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct FindingV1<'a> {
    /// The rule.
    pub rule: &'a RuleId,
    /// The severity after overrides.
    pub severity: Severity,
    /// The rule's own severity, where an override changed it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub original_severity: Option<Severity>,
    /// The finding's one name.
    pub fingerprint: Fingerprint,
    /// What came of the rule, with a reason where it was not judged.
    #[serde(flatten)]
    pub outcome: Outcome,
    /// What becomes of it, where that is not `deny`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mode: Option<Mode>,
    /// True where a waiver accepts it.
    pub waived: bool,
    /// What is at fault.
    pub subject: &'a Subject,
    /// The subject's identity as one line, as waivers select it.
    pub identity: String,
    /// The first of the locations.
    pub location: Option<&'a Location>,
    /// Where it was seen.
    pub locations: &'a [Location],
    /// How sure it is.
    pub confidence: Confidence,
    /// Who wants to see it.
    pub persona: Persona,
    /// One line that says what was found.
    pub title: &'a Localised,
    /// Why it matters.
    pub why: &'a Localised,
    /// What to do about it.
    pub fix: &'a Localised,
    /// What the verdict rests on.
    pub evidence: &'a [Evidence],
    /// The repair, where there is one without a guess.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub patch: Option<&'a Patch>,
    /// The controls that the rule answers.
    pub controls: Cow<'static, [Control]>,
    /// The checkpoints at which the rule can be judged.
    pub stages: Cow<'static, [Stage]>,
    /// Who can mend it.
    pub role: Role,
    /// Who owns the subject, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<&'a Owner>,
    /// When a store saw it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seen: Option<Seen>,
    /// The waiver that accepts it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waiver: Option<&'a WaiverUse>,
    /// What it is beside the baseline, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub baseline: Option<Baseline>,
}

impl<'a> From<&'a Finding> for FindingV1<'a> {
    fn from(finding: &'a Finding) -> Self {
        Self {
            rule: &finding.rule,
            severity: finding.severity,
            original_severity: finding.original_severity,
            fingerprint: finding.fingerprint,
            outcome: finding.outcome,
            mode: (finding.mode != Mode::Deny).then_some(finding.mode),
            waived: finding.is_waived(),
            subject: &finding.subject,
            identity: finding.subject.identity(),
            location: finding.locations.first(),
            locations: &finding.locations,
            confidence: finding.confidence,
            persona: finding.persona,
            title: &finding.title,
            why: &finding.why,
            fix: &finding.fix,
            evidence: &finding.evidence,
            patch: finding.patch.as_ref(),
            controls: Cow::Borrowed(finding.controls),
            stages: Cow::Borrowed(finding.stages),
            role: finding.role,
            owner: finding.owner.as_ref(),
            seen: finding.seen,
            waiver: finding.waiver.as_ref(),
            baseline: finding.baseline,
        }
    }
}

/// Returns the JSON Schema of the envelope of a scan.
pub fn findings_schema() -> schemars::Schema {
    schemars::schema_for!(Findings<'_>)
}
