//! A finding: what a rule has to say about a subject.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::config::Mode;
use crate::{
    Baseline, Confidence, Evidence, Fingerprint, Localised, Location, Outcome, Owner, Patch, Persona, Role,
    RuleId, Severity, Span, Stage, Subject, WaiverUse,
};

/// A control of a published standard that a rule answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Control {
    /// The standard, such as `pod-security-standards`.
    pub framework: &'static str,
    /// The id of the control in it.
    pub id: &'static str,
}

/// When a store saw the finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Seen {
    /// The first time.
    #[schemars(with = "String")]
    pub first: Timestamp,
    /// The last time.
    #[schemars(with = "String")]
    pub last: Timestamp,
}

/// The line that a finding points at, or the part of a long one around it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snippet {
    /// The text, without line break.
    pub text: String,
    /// The column of its first character, from 1.
    pub first_column: u32,
}

/// What a rule has to say about a subject.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// The rule.
    pub rule: RuleId,
    /// What is at fault.
    pub subject: Subject,
    /// The finding's one name.
    pub fingerprint: Fingerprint,
    /// What came of the rule.
    pub outcome: Outcome,
    /// The severity after overrides.
    pub severity: Severity,
    /// The rule's own severity, where an override changed it.
    pub original_severity: Option<Severity>,
    /// What becomes of it where it was found.
    pub mode: Mode,
    /// How sure it is.
    pub confidence: Confidence,
    /// Who wants to see it.
    pub persona: Persona,
    /// One line that says what was found.
    pub title: Localised,
    /// Why it matters, in a sentence or two.
    pub why: Localised,
    /// What to do about it.
    pub fix: Localised,
    /// What the verdict rests on.
    pub evidence: Vec<Evidence>,
    /// Where it was seen, in order; never empty.
    pub locations: Vec<Location>,
    /// The line of the first location, for people; never in a machine format.
    pub snippet: Option<Box<Snippet>>,
    /// The repair, where there is one without a guess.
    pub patch: Option<Patch>,
    /// The controls that the rule answers.
    pub controls: &'static [Control],
    /// The checkpoints at which the rule can be judged.
    pub stages: &'static [Stage],
    /// Who can mend it.
    pub role: Role,
    /// Who owns the subject, where that is known.
    pub owner: Option<Owner>,
    /// When a store saw it.
    pub seen: Option<Seen>,
    /// The waiver that accepts it.
    pub waiver: Option<WaiverUse>,
    /// What it is beside the baseline, where there is one; what was not analysed is not compared.
    pub baseline: Option<Baseline>,
}

impl Finding {
    /// Returns the path of the first file that it was seen in, or an empty text.
    pub fn path(&self) -> &str {
        self.spot().map_or("", |(path, _)| path)
    }

    /// Returns the first path and stretch that people are pointed at.
    pub fn spot(&self) -> Option<(&str, Span)> {
        self.locations.iter().find_map(Location::spot)
    }

    /// Returns the first path that people are pointed at, and the stretch if one is meant there.
    pub fn place(&self) -> Option<(&str, Option<Span>)> {
        self.locations.iter().find_map(|location| {
            let (path, span) = location.spot()?;
            Some((path, location.has_line().then_some(span)))
        })
    }

    /// Tells whether a waiver accepts it.
    pub fn is_waived(&self) -> bool {
        self.outcome == Outcome::Waived
    }

    /// Tells whether it breaks a rule and the baseline has it, so that it decides nothing.
    pub fn is_known(&self) -> bool {
        self.outcome == Outcome::Violated && self.baseline == Some(Baseline::Unchanged)
    }

    /// Tells whether it stands for something that was not analysed.
    pub fn is_not_analysed(&self) -> bool {
        matches!(self.outcome, Outcome::NotAnalysed(_))
    }
}
