//! What decides about a finding, kept unpacked beside it.

use sekimori_model::config::Mode;
use sekimori_model::{Finding, Fingerprint, Outcome, Severity};

/// What counts and verdict ask of every finding: unpacking all of them for each question took longer than the rules.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Gist {
    pub(crate) fingerprint: Fingerprint,
    pub(crate) outcome: Outcome,
    pub(crate) severity: Severity,
    pub(crate) mode: Mode,
    /// Whether the baseline has it, so that it decides nothing.
    pub(crate) is_known: bool,
}

impl Gist {
    pub(super) fn of(finding: &Finding) -> Self {
        Self {
            fingerprint: finding.fingerprint,
            outcome: finding.outcome,
            severity: finding.severity,
            mode: finding.mode,
            is_known: finding.is_known(),
        }
    }

    /// Tells whether it stands for something that was not analysed.
    pub(crate) fn is_not_analysed(&self) -> bool {
        matches!(self.outcome, Outcome::NotAnalysed(_))
    }
}
