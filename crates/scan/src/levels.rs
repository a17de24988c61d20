//! The level of the Pod Security Standards that a workload satisfies, whatever rules the plan selects.
//!
//! A level is judged by all rules of the standards that belong to it at the plan's version of Kubernetes. What the plan
//! ran anyway is not run again, so that a usual scan judges a workload once; a waiver accepts a finding and does not lift
//! a level.

use std::collections::BTreeMap;

use sekimori_catalog::{Check, Context, Parameters, Rule, Sink, Standard, all};
use sekimori_model::Level;
use sekimori_model::inventory::Inventory;
use sekimori_model::wire::{FailingCheck, Workload};
use sekimori_parse::kubernetes::{Object, Os, Pod, Recorder, WrongType};

use crate::judge::Place;
use crate::plan::Selection;

/// Judges an object that is a pod or makes pods; none for any other.
///
/// `broken` are the plan's rules that it breaks; all of them ran.
pub(crate) fn workload(
    object: &Object<'_>,
    broken: &[&Rule],
    wrong: &[WrongType],
    at: &Place<'_>,
    selection: &Selection,
) -> Option<Workload> {
    // What only these rules look at must not become a finding of the scan, so they get a recorder of their own.
    let recorder = Recorder::default();
    let pod = object.pod(&recorder)?;
    let (level, failing) = level(&pod, broken, selection);
    drop(pod);
    let wrong = !wrong.is_empty() || !recorder.into_inner().is_empty();
    let reference = object.reference(None, String::new());
    Some(Workload {
        location: at.location(object.span()),
        group: reference.group,
        kind: reference.kind,
        namespace: reference.namespace,
        name: reference.name,
        level: (!wrong).then_some(level),
        failing: if wrong { Vec::new() } else { failing },
    })
}

/// The highest level that is satisfied, and what keeps from the next one.
fn level(pod: &Pod<'_>, broken: &[&Rule], selection: &Selection) -> (Level, Vec<FailingCheck>) {
    let restricted = failing(Level::Restricted, pod, broken, selection);
    if restricted.is_empty() {
        return (Level::Restricted, Vec::new());
    }
    let baseline = if pod.os == Os::Windows {
        failing(Level::Baseline, pod, broken, selection)
    } else {
        restricted.iter().copied().filter(|(_, standard)| standard.level == Level::Baseline).collect()
    };
    let (level, next) =
        if baseline.is_empty() { (Level::Baseline, restricted) } else { (Level::Privileged, baseline) };
    let name = |(rule, standard): (&Rule, Standard)| FailingCheck { rule: rule.id, check: standard.check };
    // Not in place: what is kept of 40,000 workloads has the size that it needs.
    let mut failing = Vec::with_capacity(next.len());
    failing.extend(next.into_iter().map(name));
    (level, failing)
}

/// The rules of a level that the pod breaks.
fn failing(
    level: Level,
    pod: &Pod<'_>,
    broken: &[&Rule],
    selection: &Selection,
) -> Vec<(&'static Rule, Standard)> {
    let context = Context { level, ..selection.context };
    // No rule judges a pod otherwise at another level, but that restricted excuses Windows pods from some.
    let judged_alike = selection.context.level == level || pod.os != Os::Windows;
    // The rules of the standards ask for no other object, and a level is judged by the defaults of their parameters.
    let inventory = Inventory::default();
    let mut failing = Vec::new();
    for rule in all().iter().copied() {
        let (Some(standard), Check::Pod(check)) = (rule.standard, rule.check) else { continue };
        if standard.level > level || standard.since > context.version {
            continue;
        }
        let is = |ran: &Rule| std::ptr::eq(ran, rule);
        let known = judged_alike && selection.rules.iter().any(|ran| is(ran.rule));
        let breaks = if known {
            broken.iter().any(|broken| is(broken))
        } else {
            let parameters = Parameters::new(rule, &BTreeMap::new()).unwrap_or_default();
            let mut sink = Sink::new(&context, &parameters, &inventory);
            check(pod, &mut sink);
            !sink.into_parts().0.is_empty()
        };
        if breaks {
            failing.push((rule, standard));
        }
    }
    failing
}
