//! Asking providers whether the secrets that were found still work.
//!
//! Asked is after the search, about each value once and in the order of the findings, so that the same tree asks the same
//! whatever the number of threads. Values are kept until then and no longer.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use sekimori_catalog::Rule;
use sekimori_model::{
    Evidence, Finding, Fingerprint, Outcome, Question, Severity, Unsure, Verification, Verified,
};
use sekimori_secrets::Value;

use crate::packed::PackedFindings;

/// More values than this are not kept for being asked about, which is far more than is ever asked.
const MAX_KEPT: usize = 10_000;

/// Asks providers about secrets.
pub trait Verifier: fmt::Debug + Send + Sync {
    /// Asks about values, which are all different, and says of each what the provider said, in their order.
    fn verify(&self, asked: &[(Question, &Value)]) -> Vec<Verification>;

    /// Returns how many requests were sent so far.
    fn requests(&self) -> u64;
}

/// Secrets that are to be asked about.
#[derive(Debug, Default)]
pub(crate) struct Pending(BTreeMap<(Arc<str>, Fingerprint), (Question, Value)>);

impl Pending {
    /// Keeps the value of a finding. What is waived is left alone: somebody has judged it.
    pub(crate) fn keep(&mut self, finding: &Finding, rule: &Rule, value: &Value) {
        if let Some(question) = question(finding, rule) {
            self.0.insert((finding.path().into(), finding.fingerprint), (question, value.clone()));
            self.bound();
        }
    }

    pub(crate) fn add(&mut self, mut other: Self) {
        self.0.append(&mut other.0);
        self.bound();
    }

    /// Lets go of the last ones, so that those that stay do not depend on which came first.
    fn bound(&mut self) {
        while self.0.len() > MAX_KEPT {
            self.0.pop_last();
        }
    }

    /// Asks, and writes what the providers said to the findings.
    pub(crate) fn verify(self, verifier: &dyn Verifier, findings: &mut PackedFindings) -> Verified {
        let mut seen = BTreeSet::new();
        let once = self.0.values().filter(|(question, value)| seen.insert((*question, value)));
        let asked: Vec<(Question, &Value)> = once.map(|(question, value)| (*question, value)).collect();
        let said = if asked.is_empty() { Vec::new() } else { verifier.verify(&asked) };
        let known: BTreeMap<(Question, &Value), Verification> = asked.iter().copied().zip(said).collect();
        let mut sum = Verified { requests: verifier.requests(), ..Verified::default() };
        findings.rewrite(|of_file| {
            for finding in of_file {
                let rule = sekimori_catalog::find(finding.rule.as_str());
                let Some(question) = rule.and_then(|rule| question(finding, rule)) else { continue };
                let kept = self.0.get(&(finding.path().into(), finding.fingerprint));
                let said = kept.and_then(|(question, value)| known.get(&(*question, value)).copied());
                write(
                    finding,
                    question.host,
                    said.unwrap_or(Verification::Unknown(Unsure::NotAsked)),
                    &mut sum,
                );
            }
        });
        sum
    }
}

/// What would be asked about a finding.
fn question(finding: &Finding, rule: &Rule) -> Option<Question> {
    let asks = finding.outcome == Outcome::Violated;
    rule.credential().and_then(|credential| credential.verify).filter(|_| asks)
}

fn write(finding: &mut Finding, host: &str, said: Verification, sum: &mut Verified) {
    match said {
        Verification::Active => sum.active += 1,
        Verification::Unknown(_) => sum.unknown += 1,
        Verification::Revoked => {
            sum.revoked += 1;
            // It opens nothing any more; what it opened once is worth knowing.
            if finding.severity > Severity::Low {
                finding.original_severity.get_or_insert(finding.severity);
                finding.severity = Severity::Low;
            }
        }
    }
    finding.evidence.push(Evidence::Verification {
        standing: said.standing(),
        host: host.to_owned(),
        reason: said.unsure(),
    });
}
