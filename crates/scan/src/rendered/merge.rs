//! One fault of one line is one finding, however many overlays or releases have it.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use sekimori_model::config::Mode;
use sekimori_model::wire::{Note, NoteCode};
use sekimori_model::{
    Evidence, FileLocation, Finding, Lang, Location, Outcome, Severity, Span, Subject, WaiverOrigin,
};

/// What is alike in the findings of one fault; names and namespaces, which overlays change, are not in it.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Fault {
    rule: String,
    path: Arc<str>,
    span: Span,
    field: String,
    evidence: String,
    outcome: Outcome,
    severity: Severity,
    mode: Mode,
    /// Of several alike in one rendering, which: a loop may make many objects of one line.
    ordinal: usize,
}

/// Merges findings that rendered texts have alike: the first one, by what rendered it, keeps its name and takes the
/// places of the others.
pub(crate) fn merge(mut findings: Vec<Finding>) -> Vec<Finding> {
    findings.sort_by_cached_key(by);
    let mut merged: Vec<Finding> = Vec::new();
    let mut known: HashMap<Fault, usize> = HashMap::new();
    let mut counted: HashMap<Fault, usize> = HashMap::new();
    let mut last: Option<Arc<str>> = None;
    for mut finding in findings {
        let renderer = by(&finding).map(|(by, ..)| by);
        if renderer != last {
            counted.clear();
            last = renderer;
        }
        let Some(mut fault) = fault(&finding) else {
            merged.push(finding);
            continue;
        };
        let met = counted.entry(fault.clone()).or_default();
        fault.ordinal = *met;
        *met += 1;
        if let Some(first) = known.get(&fault).and_then(|index| merged.get_mut(*index)) {
            first.locations.append(&mut finding.locations);
        } else {
            known.insert(fault, merged.len());
            merged.push(finding);
        }
    }
    merged
}

/// Keeps of notes that rendered texts have alike one, and none that a waiver is unused which any of them uses.
pub(crate) fn merge_notes(notes: &mut Vec<Note>, findings: &[Finding]) {
    let used: HashSet<(&str, u32)> = findings
        .iter()
        .filter_map(|finding| match &finding.waiver.as_ref()?.origin {
            WaiverOrigin::Annotation { path, line } => Some((&**path, *line)),
            WaiverOrigin::Config { .. } | WaiverOrigin::Vex { .. } => None,
        })
        .collect();
    let mut told = HashSet::new();
    notes.retain(|note| {
        let Some(at) = note.location.as_ref().and_then(Location::file) else { return true };
        if at.rendered_by.is_none() {
            return true;
        }
        let is_used = note.code == NoteCode::WaiverUnused && used.contains(&(&*at.path, at.span.line));
        !is_used && told.insert((Arc::clone(&at.path), at.span, note.text.get(Lang::En).to_owned()))
    });
}

fn place(finding: &Finding) -> Option<&FileLocation> {
    finding.locations.first().and_then(Location::file)
}

/// What findings are sorted by: what rendered them, then their place there.
fn by(finding: &Finding) -> Option<(Arc<str>, Arc<str>, Option<Span>)> {
    let place = place(finding)?;
    Some((place.rendered_by.clone()?, Arc::clone(&place.path), place.rendered))
}

fn fault(finding: &Finding) -> Option<Fault> {
    let place = place(finding)?;
    let Subject::Object(object) = &finding.subject else { return None };
    let container = object.container.as_ref().map(|container| container.name.as_str()).unwrap_or_default();
    let evidence: Vec<String> = finding
        .evidence
        .iter()
        .map(|evidence| match evidence {
            Evidence::Value { path, seen, .. } => format!("{path}={seen:?}"),
            other => format!("{other:?}"),
        })
        .collect();
    Some(Fault {
        rule: finding.rule.as_str().to_owned(),
        path: Arc::clone(&place.path),
        span: place.span,
        field: format!("{}/{}/{container}/{}", object.group, object.kind, object.field),
        evidence: evidence.join("\n"),
        outcome: finding.outcome,
        severity: finding.severity,
        mode: finding.mode,
        ordinal: 0,
    })
}
