//! What is published about packages, as findings.

use std::collections::BTreeSet;
use std::sync::Arc;

use sekimori_model::{
    Advisory, Affected, Evidence, FileLocation, Finding, Location, NotAnalysed, Outcome, Package, Problem, Sbom, Severity,
    Subject,
};
use sekimori_vuln::Database;

use crate::plan::{Plan, Selected};
use crate::{judge, waivers};

/// The most references of one finding.
const REFERENCES: usize = 5;

/// What came of the packages.
#[derive(Debug, Default)]
pub(crate) struct Judged {
    pub(crate) findings: Vec<Finding>,
    /// Waivers that were used.
    pub(crate) used: BTreeSet<usize>,
}

/// Says of each package what is published about its version. `place` says where it is.
pub(crate) fn judge_packages(
    sbom: &Sbom,
    database: &Database<'_>,
    plan: &Plan,
    subject: &dyn Fn(&Package) -> Subject,
    place: &dyn Fn(&Package) -> Vec<Location>,
) -> Judged {
    let mut judged = Judged::default();
    for package in &sbom.packages {
        let affected = match database.advisories_of(package, sbom.distribution.as_ref()) {
            Ok(affected) => affected,
            Err(unmatched) => {
                let detail = format!("{}: {unmatched}", package.purl);
                let path = Arc::clone(&package.found_in.path);
                let mut finding = judge::problem(&Problem { path, reason: NotAnalysed::Version, detail });
                finding.locations = place(package);
                judged.findings.push(finding);
                continue;
            }
        };
        for affected in affected {
            let kind = affected.advisory.kind;
            let selection = plan.selection(&package.found_in.path, "", |_| Vec::new());
            let Some(selected) = selection.advisories.iter().find(|one| one.rule.advisories() == Some(kind)) else {
                continue;
            };
            let mut finding = finding(package, affected, selected, subject(package), database);
            finding.mode = selection.mode;
            finding.locations = place(package);
            judged.used.extend(waivers::apply(&mut finding, selected.rule, &[], plan));
            judged.findings.push(finding);
        }
    }
    judged
}

fn finding(
    package: &Package,
    affected: Affected,
    selected: &Selected,
    subject: Subject,
    database: &Database<'_>,
) -> Finding {
    let Affected { advisory, records, ecosystem, name: _, version, hit, fixed } = affected;
    let mut finding = judge::finding(selected.rule, subject, &advisory.id, Outcome::Violated);
    // What nobody graded is as bad as the rule says; what the configuration says of the rule holds for all.
    let own = advisory.severity.unwrap_or(selected.rule.severity);
    let said = (selected.severity != selected.rule.severity).then_some(selected.severity);
    finding.original_severity = said.filter(|said| *said != own).map(|_| own);
    finding.severity = said.unwrap_or(own);
    let texts = records.iter().filter_map(|id| database.text(id).ok().flatten());
    let text = texts.into_iter().next().unwrap_or_default();
    let references = text.references.iter().take(REFERENCES).map(|one| one.url.clone()).collect();
    finding.evidence = vec![
        Evidence::Package {
            purl: package.purl.without_version(),
            version: version.to_string(),
            fixed: fixed.first().map(ToString::to_string),
        },
        Evidence::Advisory { advisory: Box::new(advisory), summary: text.summary, records, ecosystem, hit, references },
    ];
    finding
}
