//! One file: decode, parse, judge.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use sekimori_catalog::{Check, Rule, Sink};
use sekimori_model::config::Mode;
use sekimori_model::inventory::{Inventory, Item, Names};
use sekimori_model::wire::{Note, NoteCode, Summary, Workload};
use sekimori_model::{Entry, Finding, Fingerprint, NotAnalysed, Outcome, Span};
use sekimori_parse::kubernetes::{
    Field, Object, Recorder, is_kustomization, items as items_of, objects_of_file,
};
use sekimori_parse::lsm::seccomp::{self, Filter};
use sekimori_parse::yaml::{Document, documents};
use sekimori_parse::{Failure, Text, decode};
use sekimori_text::Arg;

use crate::engine::Manifests;
use crate::hush::Values;
use crate::judge::{self, About, Place};
use crate::levels;
use crate::owners;
use crate::packed::Gist;
use crate::plan::{Plan, Selection};
use crate::profiles::{self, Form};
use crate::rendered::Sheet;
use crate::telling::Told;
use crate::texts::both;
use crate::verification::Pending;
use crate::waivers::{self, Carried};

/// Tells by its path whether a file is one that a parser knows.
pub fn wants(path: &str) -> bool {
    is_manifest(path) || profiles::may_be_one(path)
}

/// Tells by its path whether a file is of YAML or JSON; a kustomization may be without an ending.
pub(crate) fn is_manifest(path: &str) -> bool {
    let extension = path.rsplit_once('.').map(|(_, extension)| extension);
    is_kustomization(path)
        || extension
            .is_some_and(|e| ["yaml", "yml", "json"].iter().any(|known| e.eq_ignore_ascii_case(known)))
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
    /// Indexes of the owners that are asked for and that something in the file belongs to.
    pub(crate) owners_met: BTreeSet<usize>,
    /// Secrets that a provider is asked about.
    pub(crate) pending: Pending,
    /// Whether a parser could read it, where one was to.
    pub(crate) manifests: Manifests,
    /// What of the file no finding of it shows.
    pub(crate) values: Values,
}

impl Examined {
    /// Adds the secrets that were found in the file.
    pub(crate) fn tell(&mut self, mut told: Told) {
        self.findings.append(&mut told.findings);
        self.waivers_used.append(&mut told.waivers_used);
        self.pending.add(told.pending);
    }

    /// Adds what else came of the same file.
    pub(crate) fn add(&mut self, mut other: Self) {
        self.findings.append(&mut other.findings);
        self.waivers_used.append(&mut other.waivers_used);
        self.owners_met.append(&mut other.owners_met);
        self.pending.add(other.pending);
        self.values.add(other.values);
        self.summary.files_searched += other.summary.files_searched;
        if self.summary.bytes == 0 {
            self.summary.bytes = other.summary.bytes;
        }
    }
}

/// Examines the bytes of a file.
pub(crate) fn examine(entry: &Entry, bytes: &[u8], plan: &Plan, inventory: &Inventory) -> Examined {
    let mut examined = examine_text(entry, bytes, plan, inventory);
    let summary = &examined.summary;
    if summary.objects > 0 || summary.profiles > 0 || !examined.findings.is_empty() {
        examined.owners_met.extend(owners::met_by_file(&entry.path, plan));
    }
    examined
}

fn examine_text(entry: &Entry, bytes: &[u8], plan: &Plan, inventory: &Inventory) -> Examined {
    let mut examined = Examined::default();
    examined.summary.files_examined = 1;
    examined.summary.bytes = bytes.len() as u64;
    let text = match decode(bytes) {
        Ok(text) => text,
        // Its name alone said that it may be a profile.
        Err(_) if !entry.named && !is_manifest(&entry.path) => return Examined::default(),
        Err(failure) => {
            let at = Place { path: &entry.path, text: "", offset: 0, sheet: None };
            examined.findings.push(judge::failure(&failure, &at));
            return examined;
        }
    };
    let at = Place { path: &entry.path, text: &text.text, offset: text.offset, sheet: None };
    match profiles::form(entry, &text.text) {
        Form::Policy => {
            profiles::examine_policy(&text, &at, plan, inventory, &mut examined);
            return examined;
        }
        Form::Other => return Examined::default(),
        Form::Documents => {}
    }
    if is_other_json(entry, &text.text) {
        examined.summary.documents = 1;
        examined.summary.documents_of_other_kinds = 1;
        return examined;
    }
    examine_documents(&text, &at, plan, inventory, &mut examined);
    examined
}

/// Examines a rendered text.
pub(crate) fn examine_sheet(sheet: &Sheet, plan: &Plan, inventory: &Inventory) -> Examined {
    let mut examined = Examined::default();
    examined.summary.files_examined = 1;
    examined.summary.bytes = sheet.text.len() as u64;
    let at = Place { path: &sheet.path, text: &sheet.text, offset: 0, sheet: Some(sheet) };
    match decode(sheet.text.as_bytes()) {
        Ok(text) => examine_documents(&text, &at, plan, inventory, &mut examined),
        Err(failure) => examined.findings.push(judge::failure(&failure, &at)),
    }
    examined
}

fn examine_documents(
    text: &Text<'_>,
    at: &Place<'_>,
    plan: &Plan,
    inventory: &Inventory,
    examined: &mut Examined,
) {
    let limit = usize::try_from(plan.config.limits.findings).unwrap_or(usize::MAX);
    for document in documents(text, &plan.config.limits) {
        examined.summary.documents += 1;
        let within = match document {
            Ok(document) => examine_document(&document, at, plan, inventory, examined),
            Err(failure) => {
                examined.findings.push(judge::failure(&failure, at));
                true
            }
        };
        if !within || examined.findings.len() > limit {
            examined.findings.truncate(limit);
            examined.findings.push(judge::too_many_findings(plan, at));
            break;
        }
    }
}

/// Reads what the objects of a file tell others of themselves.
pub(crate) fn survey(entry: &Entry, bytes: &[u8], plan: &Plan, names: &Names) -> Vec<Item> {
    let Ok(text) = decode(bytes) else { return Vec::new() };
    let limits = &plan.config.limits;
    match profiles::form(entry, &text.text) {
        Form::Policy => return profiles::survey_policy(&text, entry, limits, names).into_iter().collect(),
        Form::Other => return Vec::new(),
        Form::Documents if is_other_json(entry, &text.text) => return Vec::new(),
        Form::Documents => {}
    }
    let mut items = Vec::new();
    for document in documents(&text, limits).filter_map(Result::ok) {
        items.extend(profiles::survey_filter(&document, entry, names));
        items.extend(
            objects_of_file(&document, &entry.path, limits)
                .objects
                .iter()
                .flat_map(|object| items_of(object, &entry.path, names)),
        );
    }
    items
}

/// A JSON file that cannot hold an object or a filter, because the key of every one is nowhere in it, is not parsed: most JSON
/// of a repository is data of other tools, with comments and in dialects of their own. A key can also be written with
/// escapes, so a file with any is parsed.
fn is_other_json(entry: &Entry, text: &str) -> bool {
    let is_json = entry.path.rsplit_once('.').is_some_and(|(_, e)| e.eq_ignore_ascii_case("json"));
    let escapes = ["\\u", "\\U", "\\x", "\\\n", "\\\r"];
    let may_hold = text.contains("apiVersion") || seccomp::may_hold(text);
    is_json && !entry.named && !may_hold && !escapes.iter().any(|e| text.contains(e))
}

/// Examines one document; false where that passed the limit of findings of a file.
fn examine_document(
    document: &Document<'_>,
    at: &Place<'_>,
    plan: &Plan,
    inventory: &Inventory,
    examined: &mut Examined,
) -> bool {
    let found = objects_of_file(document, at.path, &plan.config.limits);
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
    if found.objects.is_empty() {
        return profiles::examine_filter(document, at, plan, inventory, examined);
    }
    // All objects after the first that is too much would be cut as well.
    found.objects.iter().all(|object| examine_object(object, at, plan, inventory, examined))
}

pub(crate) fn note_parsing(document: &Document<'_>, at: &Place<'_>, notes: &mut Vec<Note>) {
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
fn examine_object(
    object: &Object<'_>,
    at: &Place<'_>,
    plan: &Plan,
    inventory: &Inventory,
    examined: &mut Examined,
) -> bool {
    let recorder = Recorder::default();
    examined.summary.objects += 1;
    let top = object.field(&recorder);
    let pod = object.pod(&recorder);
    examined.summary.workloads += u64::from(pod.is_some());
    let carried = waivers::carried(object, pod.as_ref(), at, plan, &recorder, &mut examined.notes);
    let filter = Filter::of_object(object, &top);
    let about = About::Object(object);
    let selection = plan.selection(at.path, object.namespace, |key| labels(&top, object, inventory, key));
    // With `--strict` the author of a manifest cannot say what is not judged, be it by a kustomization.
    let fragment =
        at.sheet.is_none() && !plan.config.strict && inventory.is_fragment(object.kind, object.name, at.path);
    let judged = Judged { about, carried: &carried, plan, selection: &selection, inventory, fragment };
    let (mut findings, broken, cut) = judged.run(at, examined, |check, sink| {
        match (check, &pod, &filter) {
            (Check::Pod(check), Some(pod), _) => check(pod, sink),
            (Check::Object(kinds, check), ..) if object.is_one_of(kinds) => check(object, &top, sink),
            (Check::Seccomp(check), _, Some(filter)) => check(filter, sink),
            _ => return false,
        }
        true
    });
    drop(filter);
    drop(top);
    drop(pod);
    examined.owners_met.extend(owners::of_object(&mut findings, object, at.path, plan));
    let wrong = recorder.into_inner();
    // Of what was not judged, or only in part, nobody knows what else would have been found.
    if wrong.is_empty() && !fragment && !cut {
        waivers::note_unused(&carried, &selection, &mut examined.notes);
    }
    if examined.workloads.len() < usize::try_from(plan.config.limits.findings).unwrap_or(usize::MAX) {
        examined.workloads.extend(levels::workload(object, &broken, &wrong, at, &selection));
    }
    examined.findings.append(&mut findings);
    examined.findings.extend(wrong.iter().map(|wrong| judge::wrong_type(wrong, about, at)));
    !cut
}

/// What rules are run on, and what for.
pub(crate) struct Judged<'a> {
    pub(crate) about: About<'a>,
    pub(crate) carried: &'a [Carried],
    pub(crate) plan: &'a Plan,
    pub(crate) selection: &'a Selection,
    pub(crate) inventory: &'a Inventory,
    /// Whether this is a part of an object only, in which what is absent is no fault.
    pub(crate) fragment: bool,
}

impl Judged<'_> {
    /// Runs all rules; `look` says whether a check looks at this. Returns what they find, the rules that are broken, and
    /// whether that passed the limit of findings of a file.
    pub(crate) fn run(
        &self,
        at: &Place<'_>,
        examined: &mut Examined,
        look: impl Fn(Check, &mut Sink<'_>) -> bool,
    ) -> (Vec<Finding>, Vec<&'static Rule>, bool) {
        let plan = self.plan;
        let limit = usize::try_from(plan.config.limits.findings).unwrap_or(usize::MAX);
        let mut findings: Vec<Finding> = Vec::new();
        let (mut places, mut cut) = (0, false);
        let mut broken = Vec::new();
        let mut known: HashMap<Fingerprint, usize> = HashMap::new();
        for selected in &self.selection.rules {
            let mut sink = Sink::new(&self.selection.context, &selected.parameters, self.inventory);
            if !look(selected.rule.check, &mut sink) {
                continue;
            }
            cut |= sink.dropped() > 0;
            let (mut violations, not_applicable) = sink.into_parts();
            violations.retain(|violation| !(self.fragment && violation.absent));
            if let Some(sheet) = at.sheet {
                let before = violations.len();
                violations.retain(|violation| violation.absent || !sheet.is_unknown(violation.span));
                examined.summary.counts.not_observable += (before - violations.len()) as u64;
            }
            broken.extend((!violations.is_empty()).then_some(selected.rule));
            examined.summary.counts.not_applicable += not_applicable.len() as u64;
            for violation in violations {
                // Two at one place are one finding, and count as two: places are kept as well.
                places += 1;
                if examined.findings.len() + places > limit {
                    cut = true;
                    break;
                }
                let mut finding = judge::violation(selected, violation, self.about, at);
                // The same fault of the same field, such as one of two ports alike, is one finding seen twice.
                if let Some(earlier) =
                    known.get(&finding.fingerprint).and_then(|index| findings.get_mut(*index))
                {
                    earlier.locations.append(&mut finding.locations);
                    continue;
                }
                finding.mode = self.selection.mode;
                let used = waivers::apply(&mut finding, selected.rule, self.carried, plan);
                examined.waivers_used.extend(used);
                known.insert(finding.fingerprint, findings.len());
                findings.push(finding);
            }
        }
        (findings, broken, cut)
    }
}

/// The values of a label of an object and of the Namespace that it stands in.
fn labels(top: &Field<'_>, object: &Object<'_>, inventory: &Inventory, key: &str) -> Vec<String> {
    let own = top.at("metadata.labels").entries(key).into_iter().find(|(known, _)| *known == key);
    let own = own.and_then(|(_, value)| value.text());
    let namespace = inventory.find("Namespace", "", object.namespace);
    own.into_iter().chain(namespace.and_then(|n| n.labels.get(key))).map(str::to_owned).collect()
}

/// What is said of a file on which a rule panicked.
pub(crate) fn broken(path: &Arc<str>) -> Examined {
    let failure = Failure {
        reason: NotAnalysed::Internal,
        span: Span::FILE_START,
        detail: "a rule failed on it".to_owned(),
    };
    let at = Place { path, text: "", offset: 0, sheet: None };
    Examined { findings: vec![judge::failure(&failure, &at)], ..Examined::default() }
}

/// Counts a finding by outcome and severity.
pub(crate) fn count(summary: &mut Summary, gist: &Gist) {
    use sekimori_model::Severity;
    let counts = &mut summary.counts;
    match (gist.outcome, gist.severity) {
        (Outcome::NotAnalysed(_), _) => summary.not_analysed += 1,
        (Outcome::Waived, _) => counts.waived += 1,
        (Outcome::Violated, _) if gist.mode == Mode::Audit => counts.audited += 1,
        (Outcome::Violated, Severity::Critical) => counts.critical += 1,
        (Outcome::Violated, Severity::High) => counts.high += 1,
        (Outcome::Violated, Severity::Medium) => counts.medium += 1,
        (Outcome::Violated, Severity::Low) => counts.low += 1,
        (Outcome::Violated, Severity::Info) => counts.info += 1,
        (Outcome::NotObservable(_), _) => counts.not_observable += 1,
        (Outcome::Passed | Outcome::NotApplicable(_), _) => {}
    }
}
