//! Registries: what was asked of one is judged.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

use sekimori_catalog::{Check, RegistrySink, RegistryView, RegistryViolation};
use sekimori_model::wire::{RegistrySeen, Summary};
use sekimori_model::{
    Evidence, Finding, Location, NotAnalysed, Outcome, Problem, RegistryLocation, Severity, Subject,
};

use crate::conclude::Gathered;
use crate::plan::{Plan, Selected};
use crate::{Scan, judge, waivers};

/// Judges a registry. `problems` is what it did not tell, and `cut_short` that it was not asked for all.
pub fn judge_registry(view: &RegistryView, problems: &[Problem], cut_short: bool, plan: &Plan) -> Scan {
    let mut findings = Vec::new();
    let mut used = BTreeSet::new();
    for selected in &plan.whole.registries {
        let Check::Registry(check) = selected.rule.check else { continue };
        // A defect in one rule must not cost the user what all others found.
        let violations = catch_unwind(AssertUnwindSafe(|| {
            let mut sink = RegistrySink::new(&selected.parameters);
            check(view, &mut sink);
            sink.into_violations()
        }));
        let Ok(violations) = violations else {
            let detail = format!("the rule {} failed on it", selected.rule.id);
            let problem = Problem { path: view.host.as_str().into(), reason: NotAnalysed::Internal, detail };
            findings.push(not_analysed(&problem));
            continue;
        };
        for violation in violations {
            let mut finding = finding(view, selected, violation, plan);
            if finding.outcome == Outcome::Violated {
                used.extend(waivers::apply(&mut finding, selected.rule, &[], plan));
            }
            findings.push(finding);
        }
    }
    findings.extend(problems.iter().map(not_analysed));
    let tags = view.repositories.iter().map(|repository| repository.tags.len() as u64).sum();
    let summary = Summary {
        rules: plan.whole.registries.len() as u64,
        registry: Some(RegistrySeen {
            host: view.host.clone(),
            repositories: view.repositories.len() as u64,
            tags,
        }),
        ..Summary::default()
    };
    Gathered { findings, used, notes: Vec::new(), summary, cut_short }.conclude(plan)
}

fn finding(view: &RegistryView, selected: &Selected, found: RegistryViolation, plan: &Plan) -> Finding {
    let RegistryViolation { repository, tag, digest, seen, wanted, unseen } = found;
    let name = if repository.is_empty() { view.host.clone() } else { format!("{}/{repository}", view.host) };
    let reference = if tag.is_empty() { name.clone() } else { format!("{name}:{tag}") };
    let subject = Subject::Image { repository: name };
    let outcome = unseen.map_or(Outcome::Violated, Outcome::NotObservable);
    let mut finding = judge::finding(selected.rule, subject, &tag, outcome);
    finding.original_severity =
        (selected.severity != selected.rule.severity).then_some(selected.rule.severity);
    finding.severity = if unseen.is_some() { Severity::Info } else { selected.severity };
    finding.mode = plan.whole.mode;
    if let Some(wanted) = wanted {
        finding.evidence = vec![Evidence::Value { path: reference.clone(), seen, wanted: wanted.into() }];
    }
    finding.locations = vec![Location::Registry(RegistryLocation { reference, digest })];
    finding
}

fn not_analysed(problem: &Problem) -> Finding {
    let mut finding = judge::problem(problem);
    let reference = problem.path.to_string();
    finding.locations = vec![Location::Registry(RegistryLocation { reference, digest: String::new() })];
    finding
}
