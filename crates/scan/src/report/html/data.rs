//! What the page's script works with: one row of JSON a finding and a workload, texts and names once.

use std::borrow::Borrow;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Write};

use sekimori_catalog::find;
use sekimori_model::wire::Workload;
use sekimori_model::{
    Edit, Evidence, Finding, Lang, Level, Localised, Location, Patch, Role, Safety, Severity, Subject,
    WaiverOrigin, annotation_key,
};
use sekimori_text::Arg;
use serde::Serialize;
use serde_json::json;

use super::labels::LABELS;
use super::markup::ScriptData;
use crate::Scan;
use crate::causes::cause;
use crate::report::said::{said, unseen};
use crate::report::table::subject;
use crate::report::{Style, printable, severity_word};
use crate::texts::one;

/// A path or a text, the value seen, and the number of what was wanted or said.
type EvidenceRow = (String, Option<String>, Option<usize>);

/// Texts and names that many findings share, each with its number.
#[derive(Debug, Default)]
struct Shared {
    texts: Numbers<Localised>,
    rules: Numbers<String>,
    files: Numbers<String>,
    namespaces: Numbers<String>,
}

/// Numbers things in the order of their first appearance.
#[derive(Debug)]
struct Numbers<T> {
    of: BTreeMap<T, usize>,
    all: Vec<T>,
}

impl<T> Default for Numbers<T> {
    fn default() -> Self {
        Self { of: BTreeMap::new(), all: Vec::new() }
    }
}

impl<T: Ord + Clone> Numbers<T> {
    fn put<B: Ord + ToOwned<Owned = T> + ?Sized>(&mut self, thing: &B) -> usize
    where
        T: Borrow<B>,
    {
        if let Some(number) = self.of.get(thing) {
            return *number;
        }
        let number = self.all.len();
        self.of.insert(thing.to_owned(), number);
        self.all.push(thing.to_owned());
        number
    }
}

/// Writes all data as one JSON object, row by row.
pub(super) fn write(scan: &Scan, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let mut out = ScriptData(out);
    let mut shared = Shared::default();
    out.write_all(b"{\"findings\":[")?;
    for (index, finding) in scan.findings.iter().enumerate() {
        out.write_all(if index == 0 { b"\n" } else { b",\n" })?;
        serde_json::to_writer(&mut out, &row(&finding, &mut shared, style))?;
    }
    out.write_all(b"],\"workloads\":[")?;
    for (index, workload) in scan.workloads.iter().enumerate() {
        out.write_all(if index == 0 { b"\n" } else { b",\n" })?;
        serde_json::to_writer(&mut out, &workload_row(workload, &mut shared))?;
    }
    let parts = [
        (
            "texts",
            json!(
                shared
                    .texts
                    .all
                    .iter()
                    .map(|text| (printable(&text.en), printable(&text.ja)))
                    .collect::<Vec<_>>()
            ),
        ),
        ("rules", json!(shared.rules.all.iter().map(|id| rule(id)).collect::<Vec<_>>())),
        ("files", json!(shared.files.all.iter().map(|path| style.path(path)).collect::<Vec<_>>())),
        ("namespaces", json!(shared.namespaces.all.iter().map(|name| printable(name)).collect::<Vec<_>>())),
        ("labels", json!({ "en": labels(scan, Lang::En), "ja": labels(scan, Lang::Ja) })),
        ("severities", json!(Severity::ALL)),
        ("roles", json!(Role::ALL)),
    ];
    out.write_all(b"]")?;
    for (name, value) in parts {
        write!(out, ",\n\"{name}\":")?;
        serde_json::to_writer(&mut out, &value)?;
    }
    out.write_all(b"}")
}

/// The words of the page in one language; what the script fills in stands in braces.
fn labels(scan: &Scan, lang: Lang) -> BTreeMap<String, String> {
    let mut labels: BTreeMap<String, String> = LABELS
        .iter()
        .map(|(key, args)| {
            let args: Vec<(&str, String)> = args.iter().map(|name| (*name, format!("{{{name}}}"))).collect();
            let args: Vec<(&str, Arg<'_>)> =
                args.iter().map(|(name, text)| (*name, Arg::Text(text))).collect();
            ((*key).to_owned(), one(lang, key, &args))
        })
        .collect();
    labels.insert("title".to_owned(), super::title(scan, lang));
    labels.extend(Severity::ALL.iter().map(|s| (format!("severity-{s}"), severity_word(*s, lang))));
    labels.extend(
        Role::ALL.iter().map(|role| (format!("role-{role}"), one(lang, &format!("role-{role}"), &[]))),
    );
    labels
}

#[derive(Serialize)]
struct Rule {
    id: String,
    references: &'static [&'static str],
    controls: Vec<String>,
    annotation: String,
}

fn rule(id: &str) -> Rule {
    let known = find(id);
    let controls = known.map_or(&[][..], |rule| rule.controls);
    Rule {
        id: id.to_owned(),
        references: known.map_or(&[][..], |rule| rule.references),
        controls: controls.iter().map(|control| format!("{} {}", control.framework, control.id)).collect(),
        annotation: known
            .filter(|rule| rule.is_waived_by_annotation())
            .map_or_else(String::new, |rule| annotation_key(&rule.rule_id())),
    }
}

/// A finding. Names are short, because a page may hold twenty thousand.
#[derive(Serialize)]
struct Row {
    /// Rule, number.
    r: usize,
    /// Severity, number; and the one before the configuration changed it.
    s: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    os: Option<usize>,
    /// Outcome.
    o: &'static str,
    /// Title, why and fix, numbers of texts.
    t: [usize; 3],
    /// File, number.
    p: usize,
    /// Line and column.
    #[serde(skip_serializing_if = "Option::is_none")]
    l: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    c: Option<u32>,
    /// Namespace, number.
    #[serde(skip_serializing_if = "Option::is_none")]
    n: Option<usize>,
    /// The subject as people call it, and as waivers do.
    q: String,
    i: String,
    /// Evidence: path, value seen, number of the text for the value wanted.
    e: Vec<EvidenceRow>,
    /// The line, and the characters that are meant in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    m: Option<(String, u32, u32)>,
    /// Repair: whether it is safe, and its steps.
    #[serde(skip_serializing_if = "Option::is_none")]
    x: Option<Repair>,
    /// Role, number.
    a: usize,
    /// Owner and contact.
    #[serde(skip_serializing_if = "Option::is_none")]
    u: Option<(String, Option<String>)>,
    /// Waiver.
    #[serde(skip_serializing_if = "Option::is_none")]
    v: Option<Waiver>,
    /// Other places.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    z: Vec<String>,
    /// Fingerprint.
    k: String,
}

/// Whether it is safe; its steps: what is done, where, with which value.
type Repair = (bool, Vec<(&'static str, String, String)>);

#[derive(Serialize)]
struct Waiver {
    reason: String,
    owner: String,
    until: String,
    approver: Option<String>,
    origin: String,
}

/// As many other places of one finding as are shown.
const MAX_OTHER_PLACES: usize = 20;

fn row(finding: &Finding, shared: &mut Shared, style: &Style) -> Row {
    let files = || finding.locations.iter().filter_map(Location::file);
    let span = finding.place().and_then(|(_, span)| span);
    let namespace =
        if let Subject::Object(object) = &finding.subject { Some(&*object.namespace) } else { None };
    Row {
        r: shared.rules.put(finding.rule.as_str()),
        s: finding.severity as usize,
        os: finding.original_severity.map(|severity| severity as usize),
        o: finding.outcome.as_str(),
        t: [&finding.title, &finding.why, &finding.fix].map(|text| shared.texts.put(text)),
        p: shared.files.put(finding.path()),
        l: span.map(|span| span.line),
        c: span.map(|span| span.column),
        n: namespace.map(|name| shared.namespaces.put(name)),
        q: printable(&subject(&finding.subject)),
        i: printable(&finding.subject.identity()),
        e: rows(finding, shared),
        m: line(finding),
        x: finding.patch.as_ref().map(patch),
        a: finding.role as usize,
        u: finding
            .owner
            .as_ref()
            .map(|owner| (printable(&owner.team), owner.contact.as_deref().map(printable))),
        v: waiver(finding, style),
        z: files()
            .skip(1)
            .take(MAX_OTHER_PLACES)
            .map(|file| format!("{}:{}:{}", style.path(&file.path), file.span.line, file.span.column))
            .collect(),
        k: finding.fingerprint.to_string(),
    }
}

fn rows(finding: &Finding, shared: &mut Shared) -> Vec<EvidenceRow> {
    let mut rows: Vec<_> = finding.evidence.iter().map(|evidence| evidence_row(evidence, shared)).collect();
    if let (Some(en), Some(ja)) = (unseen(finding.outcome, Lang::En), unseen(finding.outcome, Lang::Ja)) {
        rows.push((String::new(), None, Some(shared.texts.put(&Localised::owned(en, ja)))));
    }
    rows
}

fn evidence_row(evidence: &Evidence, shared: &mut Shared) -> EvidenceRow {
    match evidence {
        Evidence::Value { path, seen, wanted } => {
            (printable(path), seen.as_deref().map(printable), Some(shared.texts.put(wanted)))
        }
        Evidence::Message { text } => {
            let (en, ja) = (printable(text), printable(&cause(text, Lang::Ja)));
            if en == ja {
                return (en, None, None);
            }
            (String::new(), None, Some(shared.texts.put(&Localised::owned(en, ja))))
        }
        other => match said(other, Lang::En) {
            // Evidence that no rule of a scan gives yet is shown as it crosses processes.
            none if none.is_empty() => {
                (printable(&serde_json::to_string(other).unwrap_or_default()), None, None)
            }
            english => {
                let said = Localised::owned(english, said(other, Lang::Ja));
                (String::new(), None, Some(shared.texts.put(&said)))
            }
        },
    }
}

fn line(finding: &Finding) -> Option<(String, u32, u32)> {
    let snippet = finding.snippet.as_deref()?;
    let span = finding.locations.iter().find_map(Location::file)?.span;
    let start = span.column.saturating_sub(snippet.first_column);
    let end = if span.end_line == span.line { span.end_column } else { u32::MAX };
    Some((printable(&snippet.text), start, end.saturating_sub(snippet.first_column).max(start)))
}

fn patch(patch: &Patch) -> Repair {
    let steps = patch.edits.iter().map(|edit| match edit {
        Edit::Set { path, value } => ("set", field(path), printable(&value.to_string())),
        Edit::Append { path, value } => ("append", field(path), printable(&value.to_string())),
        Edit::Remove { path } => ("remove", field(path), String::new()),
    });
    (patch.safety == Safety::Safe, steps.collect())
}

/// A JSON Pointer as kubectl prints a path: `/spec/containers/0/image` as `spec.containers[0].image`.
fn field(pointer: &str) -> String {
    // Writing to a String cannot fail.
    let mut out = String::new();
    for step in pointer.split('/').skip(1) {
        let step = step.replace("~1", "/").replace("~0", "~");
        if !step.is_empty() && step.bytes().all(|byte| byte.is_ascii_digit()) {
            let _ = write!(out, "[{step}]");
        } else if step.contains(['.', '/', '[']) {
            let _ = write!(out, "[\"{step}\"]");
        } else {
            out.push_str(if out.is_empty() { "" } else { "." });
            out.push_str(&step);
        }
    }
    printable(&out)
}

fn waiver(finding: &Finding, style: &Style) -> Option<Waiver> {
    let waiver = finding.waiver.as_ref()?;
    Some(Waiver {
        reason: printable(&waiver.reason),
        owner: printable(&waiver.owner),
        until: waiver.expires.map_or_else(|| "-".to_owned(), |day| day.to_string()),
        approver: waiver.approver.as_deref().map(printable),
        origin: match &waiver.origin {
            WaiverOrigin::Annotation { path, line } => format!("{}:{line}", style.path(path)),
            WaiverOrigin::Config { index } => format!("sekimori.yaml waivers[{index}]"),
            WaiverOrigin::Vex { path, statement, .. } => {
                format!("{}: statements[{statement}]", printable(path))
            }
        },
    })
}

/// A workload: what it is, namespace, file, line, level, numbers of the rules that fail with the names of their checks.
#[derive(Serialize)]
struct WorkloadRow {
    q: String,
    p: usize,
    l: u32,
    v: Option<&'static str>,
    f: Vec<(usize, &'static str)>,
}

fn workload_row(workload: &Workload, shared: &mut Shared) -> WorkloadRow {
    let file = workload.location.file();
    WorkloadRow {
        q: printable(&super::levels::name(workload)),
        p: shared.files.put(file.map_or("", |file| &*file.path)),
        l: file.map_or(1, |file| file.span.line),
        v: workload.level.map(Level::as_str),
        f: workload.failing.iter().map(|failing| (shared.rules.put(failing.rule), failing.check)).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::field;

    #[test]
    fn pointers_become_paths() {
        assert_eq!(field("/spec/containers/0/image"), "spec.containers[0].image");
        assert_eq!(field("/metadata/annotations/a.b~1c~0d"), "metadata.annotations[\"a.b/c~d\"]");
    }
}
