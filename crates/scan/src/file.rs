//! One file: decode, parse, judge.

use std::collections::HashMap;
use std::sync::Arc;

use sekimori_catalog::{Check, Sink};
use sekimori_model::wire::{Note, NoteCode, Summary, Workload};
use sekimori_model::{Entry, Finding, Fingerprint, NotAnalysed, Outcome, Span};
use sekimori_parse::kubernetes::{Object, Recorder, objects};
use sekimori_parse::yaml::{Document, documents};
use sekimori_parse::{Failure, decode};
use sekimori_text::Arg;

use crate::judge::{self, Place};
use crate::levels;
use crate::plan::Plan;
use crate::texts::both;
use crate::waivers;

/// Tells by its path whether a file is one that a parser knows.
pub fn wants(path: &str) -> bool {
    let extension = path.rsplit_once('.').map(|(_, extension)| extension);
    extension.is_some_and(|e| ["yaml", "yml", "json"].iter().any(|known| e.eq_ignore_ascii_case(known)))
}

/// What came of one file.
#[derive(Debug, Default)]
pub(crate) struct Examined {
    pub(crate) findings: Vec<Finding>,
    pub(crate) notes: Vec<Note>,
    pub(crate) workloads: Vec<Workload>,
    pub(crate) summary: Summary,
    /// Indexes of the configuration's waivers that cover a finding.
    pub(crate) waivers_used: Vec<usize>,
}

/// Examines the bytes of a file.
pub(crate) fn examine(entry: &Entry, bytes: &[u8], plan: &Plan) -> Examined {
    let mut examined = Examined::default();
    examined.summary.files_examined = 1;
    examined.summary.bytes = bytes.len() as u64;
    let text = match decode(bytes) {
        Ok(text) => text,
        Err(failure) => {
            let at = Place { path: &entry.path, text: "", offset: 0 };
            examined.findings.push(judge::failure(&failure, &at));
            return examined;
        }
    };
    let at = Place { path: &entry.path, text: &text.text, offset: text.offset };
    if is_other_json(entry, &text.text) {
        examined.summary.documents = 1;
        examined.summary.documents_of_other_kinds = 1;
        return examined;
    }
    let limit = usize::try_from(plan.config.limits.findings).unwrap_or(usize::MAX);
    for document in documents(&text, &plan.config.limits) {
        examined.summary.documents += 1;
        let within = match document {
            Ok(document) => examine_document(&document, &at, plan, &mut examined),
            Err(failure) => {
                examined.findings.push(judge::failure(&failure, &at));
                true
            }
        };
        if !within || examined.findings.len() > limit {
            let detail = format!("more than {limit} findings; the rest of the file was not judged");
            examined.findings.truncate(limit);
            let failure = Failure::of_file(NotAnalysed::TooManyFindings, detail);
            examined.findings.push(judge::failure(&failure, &at));
            break;
        }
    }
    examined
}

/// A JSON file that cannot hold an object, because the key of every object is nowhere in it, is not parsed: most JSON
/// of a repository is data of other tools, with comments and in dialects of their own. A key can also be written with
/// escapes, so a file with any is parsed.
fn is_other_json(entry: &Entry, text: &str) -> bool {
    let is_json = entry.path.rsplit_once('.').is_some_and(|(_, e)| e.eq_ignore_ascii_case("json"));
    let escapes = ["\\u", "\\U", "\\x", "\\\n", "\\\r"];
    is_json && !entry.named && !text.contains("apiVersion") && !escapes.iter().any(|e| text.contains(e))
}

/// Examines one document; false where that passed the limit of findings of a file.
fn examine_document(document: &Document<'_>, at: &Place<'_>, plan: &Plan, examined: &mut Examined) -> bool {
    let found = objects(document, &plan.config.limits);
    examined.summary.documents_of_other_kinds += found.others;
    if !found.objects.is_empty() {
        note_parsing(document, at, &mut examined.notes);
    }
    if found.truncated {
        let detail = format!("lists in lists with more than {} items", plan.config.limits.nodes);
        let failure =
            Failure { span: document.root().span(), ..Failure::of_file(NotAnalysed::TooManyNodes, detail) };
        examined.findings.push(judge::failure(&failure, at));
    }
    // All objects after the first that is too much would be cut as well.
    found.objects.iter().all(|object| examine_object(object, at, plan, examined))
}

fn note_parsing(document: &Document<'_>, at: &Place<'_>, notes: &mut Vec<Note>) {
    if notes.len() >= MAX_NOTES_OF_A_FILE {
        return;
    }
    if let Some(detail) = &document.lenient {
        notes.push(Note {
            location: Some(at.location(document.root().span())),
            code: NoteCode::LenientParse,
            text: both("note-lenient-parse", &[("detail", Arg::Text(detail))]),
        });
    }
    // A hostile document can repeat a key a million times; the first ones tell enough.
    for span in document.duplicate_keys.iter().take(MAX_NOTES_OF_A_DOCUMENT) {
        notes.push(Note {
            location: Some(at.location(*span)),
            code: NoteCode::DuplicateKey,
            text: both("note-duplicate-key", &[]),
        });
    }
}

const MAX_NOTES_OF_A_DOCUMENT: usize = 20;
const MAX_NOTES_OF_A_FILE: usize = 500;

/// Examines one object; false where that passed the limit of findings of a file.
fn examine_object(object: &Object<'_>, at: &Place<'_>, plan: &Plan, examined: &mut Examined) -> bool {
    let recorder = Recorder::default();
    let limit = usize::try_from(plan.config.limits.findings).unwrap_or(usize::MAX);
    examined.summary.objects += 1;
    let pod = object.pod(&recorder);
    examined.summary.workloads += u64::from(pod.is_some());
    let carried = waivers::carried(object, pod.as_ref(), at.path, plan, &recorder, &mut examined.notes);
    let mut findings: Vec<Finding> = Vec::new();
    let (mut places, mut cut) = (0, false);
    let mut broken = Vec::new();
    let mut known: HashMap<Fingerprint, usize> = HashMap::new();
    for selected in &plan.rules {
        let mut sink = Sink::new(&plan.context);
        match (selected.rule.check, &pod) {
            (Check::Pod(check), Some(pod)) => check(pod, &mut sink),
            (Check::Pod(_), None) | (Check::Engine, _) => continue,
        }
        cut |= sink.dropped() > 0;
        let (violations, not_applicable) = sink.into_parts();
        broken.extend((!violations.is_empty()).then_some(selected.rule));
        examined.summary.counts.not_applicable += not_applicable.len() as u64;
        for violation in violations {
            // Two at one place are one finding, and count as two: places are kept as well.
            places += 1;
            if examined.findings.len() + places > limit {
                cut = true;
                break;
            }
            let mut finding = judge::violation(*selected, violation, object, at);
            // The same fault of the same field, such as one of two ports alike, is one finding seen twice.
            if let Some(earlier) = known.get(&finding.fingerprint).and_then(|index| findings.get_mut(*index))
            {
                earlier.locations.append(&mut finding.locations);
                continue;
            }
            let used = waivers::apply(&mut finding, selected.rule, &carried, plan);
            examined.waivers_used.extend(used);
            known.insert(finding.fingerprint, findings.len());
            findings.push(finding);
        }
    }
    drop(pod);
    drop(carried);
    let wrong = recorder.into_inner();
    if examined.workloads.len() < limit {
        examined.workloads.extend(levels::workload(object, &broken, &wrong, at, plan));
    }
    examined.findings.append(&mut findings);
    examined.findings.extend(wrong.iter().map(|wrong| judge::wrong_type(wrong, object, at)));
    !cut
}

/// What is said of a file on which a rule panicked.
pub(crate) fn broken(path: &Arc<str>) -> Examined {
    let failure = Failure {
        reason: NotAnalysed::Internal,
        span: Span::FILE_START,
        detail: "a rule failed on it".to_owned(),
    };
    let at = Place { path, text: "", offset: 0 };
    Examined { findings: vec![judge::failure(&failure, &at)], ..Examined::default() }
}

/// Counts a finding by outcome and severity.
pub(crate) fn count(summary: &mut Summary, finding: &Finding) {
    use sekimori_model::Severity;
    let counts = &mut summary.counts;
    match (finding.outcome, finding.severity) {
        (Outcome::NotAnalysed(_), _) => summary.not_analysed += 1,
        (Outcome::Waived, _) => counts.waived += 1,
        (Outcome::Violated, Severity::Critical) => counts.critical += 1,
        (Outcome::Violated, Severity::High) => counts.high += 1,
        (Outcome::Violated, Severity::Medium) => counts.medium += 1,
        (Outcome::Violated, Severity::Low) => counts.low += 1,
        (Outcome::Violated, Severity::Info) => counts.info += 1,
        (Outcome::Passed | Outcome::NotApplicable(_) | Outcome::NotObservable(_), _) => {}
    }
}
