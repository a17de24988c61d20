//! One file: which object each finding is about, and its repairs in one pass.

use sekimori_model::{Finding, Limits, Location, ObjectRef, Subject};
use sekimori_parse::decode;
use sekimori_parse::edit::{Change, Edited, Refusal, apply};
use sekimori_parse::kubernetes::objects_of_file;
use sekimori_parse::yaml::documents;

use super::edits;

/// An object of the file, by where it begins.
struct Known {
    start: u32,
    /// None for a document that holds no object, such as a profile of seccomp.
    name: Option<ObjectRef>,
}

/// Makes the repairs of `findings`, all of the file at `path`, in its bytes.
pub(super) fn fix(path: &str, bytes: &[u8], findings: &[Finding], limits: &Limits) -> Edited {
    let known = known(path, bytes, limits);
    let mut outcomes = vec![Err(Refusal::NotFound); findings.len()];
    let (mut changes, mut slots) = (Vec::new(), Vec::new());
    for (slot, finding) in findings.iter().enumerate() {
        if let Some(object) = object_of(finding, &known) {
            changes.push(Change { object, edits: edits(finding) });
            slots.push(slot);
        }
    }
    let edited = apply(bytes, &changes, limits);
    for (slot, outcome) in slots.into_iter().zip(edited.outcomes) {
        outcomes[slot] = outcome;
    }
    Edited { bytes: edited.bytes, outcomes }
}

fn known(path: &str, bytes: &[u8], limits: &Limits) -> Vec<Known> {
    let mut known = Vec::new();
    let Ok(text) = decode(bytes) else { return known };
    for document in documents(&text, limits).flatten() {
        let found = objects_of_file(&document, path, limits).objects;
        if found.is_empty() {
            known.push(Known { start: document.root().span().byte_start, name: None });
        }
        for object in found {
            let name = Some(object.reference(None, String::new()));
            known.push(Known { start: object.node().span().byte_start, name });
        }
    }
    known.sort_by(|a, b| (a.start, &a.name).cmp(&(b.start, &b.name)));
    known
}

/// The object that a finding is about: the one around its place, if that is called so, else the only one of that name.
fn object_of(finding: &Finding, known: &[Known]) -> Option<u32> {
    if let Subject::Profile { .. } = &finding.subject {
        let file = finding.locations.first().and_then(Location::file)?;
        let behind = known.partition_point(|known| known.start <= file.span.byte_start);
        let around = behind.checked_sub(1).and_then(|at| known.get(at));
        return around.filter(|known| known.name.is_none()).map(|known| known.start);
    }
    let Subject::Object(subject) = &finding.subject else { return None };
    let is_it = |known: &&Known| {
        let Some(name) = &known.name else { return false };
        (&name.group, &name.kind, &name.namespace, &name.name)
            == (&subject.group, &subject.kind, &subject.namespace, &subject.name)
    };
    let file = finding.locations.first().and_then(Location::file)?;
    let behind = known.partition_point(|known| known.start <= file.span.byte_start);
    let around = behind.checked_sub(1).and_then(|at| known.get(at)).filter(is_it);
    let around = around.or_else(|| {
        let mut of_name = known.iter().filter(is_it);
        of_name.next().filter(|_| of_name.next().is_none())
    });
    around.map(|known| known.start)
}
