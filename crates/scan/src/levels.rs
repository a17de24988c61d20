//! The level of the Pod Security Standards that a workload satisfies, whatever rules the plan selects.
//!
//! A level is judged by all rules of the standards that belong to it at the plan's version of Kubernetes. What the plan
//! ran anyway is taken from its findings, so that a usual scan judges a sound workload once; a waiver accepts a finding
//! and does not lift a level.

use sekimori_catalog::{Check, Context, Sink, all};
use sekimori_model::wire::{FailingCheck, Workload};
use sekimori_model::{Finding, Level};
use sekimori_parse::kubernetes::{Object, Pod, Recorder, WrongType};

use crate::judge::Place;
use crate::plan::Plan;

/// Judges an object that is a pod or makes pods; none for any other.
///
/// `ran` holds the findings of the plan's rules about it, and whether some of them were cut off.
pub(crate) fn workload(
    object: &Object<'_>,
    ran: (&[Finding], bool),
    wrong: &[WrongType],
    at: &Place<'_>,
    plan: &Plan,
) -> Option<Workload> {
    // What only these rules look at must not become a finding of the scan, so they get a recorder of their own.
    let recorder = Recorder::default();
    let pod = object.pod(&recorder)?;
    let (level, failing) = level(&pod, ran, plan);
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
fn level(pod: &Pod<'_>, ran: (&[Finding], bool), plan: &Plan) -> (Level, Vec<FailingCheck>) {
    let mut next = Vec::new();
    // Each level is asked on its own: a Windows pod may be excused at restricted from what baseline demands.
    for level in [Level::Restricted, Level::Baseline] {
        let failing = failing(level, pod, ran, plan);
        if failing.is_empty() {
            return (level, next);
        }
        next = failing;
    }
    (Level::Privileged, next)
}

fn failing(
    level: Level,
    pod: &Pod<'_>,
    (findings, cut): (&[Finding], bool),
    plan: &Plan,
) -> Vec<FailingCheck> {
    let context = Context { level, ..plan.context };
    let mut failing = Vec::new();
    for rule in all() {
        let (Some(standard), Check::Pod(check)) = (rule.standard, rule.check) else { continue };
        if standard.level > level || standard.since > context.version {
            continue;
        }
        let known =
            !cut && plan.context.level == level && plan.rules.iter().any(|ran| std::ptr::eq(ran.rule, *rule));
        let fails = if known {
            findings.iter().any(|finding| finding.rule.as_str() == rule.id)
        } else {
            let mut sink = Sink::new(&context);
            check(pod, &mut sink);
            !sink.into_parts().0.is_empty()
        };
        if fails {
            failing.push(FailingCheck { rule: rule.id, check: standard.check });
        }
    }
    failing
}
