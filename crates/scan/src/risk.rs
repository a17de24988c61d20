//! In which order findings of packages are to be mended, and why, in words.
//!
//! What is exploited comes before all else, then what was made to do harm, then what is likely to be exploited, then what is
//! grave, then what can be mended at once. A probability counts in steps, so that a tenth of a percent does not come before
//! a severity.

use std::cmp::{Ordering, Reverse};

use sekimori_model::{Advisory, AdvisoryKind, Evidence, Finding, Lang, Localised, Severity};
use sekimori_text::Arg;

use crate::texts::one;

/// The steps of probability, in millionths: half, a tenth, a hundredth.
const STEPS_PPM: [u32; 3] = [500_000, 100_000, 10_000];

/// How urgent a finding is; the greatest comes first.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Risk {
    is_exploited: bool,
    is_malicious: bool,
    likelihood: usize,
    severity: Severity,
    has_fix: bool,
    probability_ppm: u32,
}

impl Risk {
    pub(crate) fn of(finding: &Finding) -> Self {
        let advisory = advisory(finding);
        let probability_ppm = advisory.and_then(|one| one.epss).map_or(0, |epss| epss.probability_ppm);
        Self {
            is_exploited: advisory.is_some_and(|one| one.exploited.is_some()),
            is_malicious: advisory.is_some_and(|one| one.kind == AdvisoryKind::Malicious),
            likelihood: STEPS_PPM.iter().filter(|step| probability_ppm >= **step).count(),
            severity: finding.severity,
            has_fix: fixed(finding).is_some(),
            probability_ppm,
        }
    }
}

/// The order in which findings are to be mended: the same for the same findings, however they were found.
pub(crate) fn order(left: &Finding, right: &Finding) -> Ordering {
    let key = |finding: &Finding| (Reverse(Risk::of(finding)), id(finding).map(str::to_owned));
    let place = |finding: &Finding| (finding.path().to_owned(), finding.fingerprint);
    key(left).cmp(&key(right)).then_with(|| place(left).cmp(&place(right)))
}

/// The advisory that a finding is about.
pub(crate) fn advisory(finding: &Finding) -> Option<&Advisory> {
    finding.evidence.iter().find_map(|evidence| match evidence {
        Evidence::Advisory { advisory, .. } => Some(&**advisory),
        _ => None,
    })
}

/// The name of that advisory.
pub(crate) fn id(finding: &Finding) -> Option<&str> {
    advisory(finding).map(|advisory| &*advisory.id)
}

/// The first version without the fault.
pub(crate) fn fixed(finding: &Finding) -> Option<&str> {
    finding.evidence.iter().find_map(|evidence| match evidence {
        Evidence::Package { fixed, .. } => fixed.as_deref(),
        _ => None,
    })
}

/// Why a finding stands where it stands, in one sentence.
pub(crate) fn because(finding: &Finding) -> Localised {
    Localised::owned(said(finding, Lang::En), said(finding, Lang::Ja))
}

/// The same in one language.
pub(crate) fn said(finding: &Finding, lang: Lang) -> String {
    let say = |key: &str, args: &[(&str, Arg<'_>)]| one(lang, key, args);
    let word = say(&format!("severity-{}", finding.severity), &[]);
    let graded = say("risk-severity", &[("severity", Arg::Text(&word))]);
    let Some(advisory) = advisory(finding) else { return graded };
    let mut parts = Vec::new();
    if let Some(exploited) = &advisory.exploited {
        parts.push(say(if exploited.by_ransomware { "risk-ransom" } else { "risk-exploited" }, &[]));
    }
    if advisory.kind == AdvisoryKind::Malicious {
        parts.push(say("risk-malicious", &[]));
    }
    if let Some(epss) = advisory.epss.filter(|epss| epss.probability_ppm >= STEPS_PPM[2]) {
        let tenths = epss.probability_ppm / 1_000;
        let percent = format!("{}.{}", tenths / 10, tenths % 10);
        parts.push(say("risk-likely", &[("percent", Arg::Text(&percent))]));
    }
    if parts.is_empty() {
        parts.push(graded);
    }
    parts.push(match fixed(finding) {
        Some(version) => say("risk-fixed", &[("version", Arg::Text(version))]),
        None => say("risk-unfixed", &[]),
    });
    parts.join(if lang == Lang::Ja { "。" } else { "; " })
}

#[cfg(test)]
mod tests {
    use sekimori_model::Severity;

    use super::Risk;

    #[test]
    fn what_is_exploited_comes_first_and_a_fix_decides_last() {
        let least = Risk {
            is_exploited: false,
            is_malicious: false,
            likelihood: 0,
            severity: Severity::Low,
            has_fix: false,
            probability_ppm: 0,
        };
        let rising = [
            least.clone(),
            Risk { has_fix: true, ..least.clone() },
            Risk { severity: Severity::Critical, ..least.clone() },
            Risk { likelihood: 1, ..least.clone() },
            Risk { is_malicious: true, ..least.clone() },
            Risk { is_exploited: true, ..least },
        ];
        assert!(rising.is_sorted_by(|a, b| a < b));
    }
}
