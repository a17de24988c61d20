//! SARIF 2.1.0.
//!
//! Texts are English where the format has one text; the Japanese stands beside them as `textJa` or `ja` in the property
//! bags. What was not analysed is a result of kind `open` and level `none`: neither a failure nor a pass.
//!
//! # Source
//! OASIS, "Static Analysis Results Interchange Format (SARIF) Version 2.1.0", sections given at each part.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use sekimori_catalog::{Rule, find};
use sekimori_model::wire::Note;
use sekimori_model::{
    Confidence, Evidence, Finding, Lang, Location, Outcome, Severity, Span, WaiverOrigin, WaiverUse,
};
use serde::{Serialize, Serializer};
use serde_json::{Value, json};

use super::said::{has_words, said, unseen};
use crate::causes::cause;
use crate::judge::NOT_ANALYSED;
use crate::plan::Plan;
use crate::{PackedFindings, Scan};

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

pub(super) fn write(scan: &Scan, plan: &Plan, out: &mut dyn Write) -> io::Result<()> {
    let own = find(NOT_ANALYSED);
    // Of the patterns of credentials only those that found something: hundreds ran.
    let found: BTreeSet<String> = scan.findings.iter().map(|finding| finding.rule.to_string()).collect();
    let says = |rule: &&Rule| rule.credential().is_none() || found.contains(rule.id);
    let rules: Vec<&Rule> = plan.rules().into_iter().chain(own).filter(says).collect();
    let index: BTreeMap<&'static str, usize> =
        rules.iter().enumerate().map(|(at, rule)| (rule.id, at)).collect();
    let run = Run {
        tool: json!({ "driver": {
            "name": "sekimori",
            "version": env!("CARGO_PKG_VERSION"),
            "semanticVersion": env!("CARGO_PKG_VERSION"),
            "informationUri": "https://github.com/sekimori/sekimori",
            "rules": rules.iter().map(|rule| descriptor(rule)).collect::<Vec<_>>(),
        }}),
        column_kind: "unicodeCodePoints",
        invocations: [json!({
            "executionSuccessful": scan.is_complete(),
            "toolExecutionNotifications": scan.notes.iter().map(notification).collect::<Vec<_>>(),
        })],
        results: Results { findings: &scan.findings, index },
        properties: json!({ "verdict": scan.verdict, "date": scan.date, "standard": scan.standard }),
    };
    let log = Log { schema: SCHEMA, version: "2.1.0", runs: [run] };
    serde_json::to_writer_pretty(&mut *out, &log)?;
    out.write_all(b"\n")
}

/// Section 3.13.
#[derive(Serialize)]
struct Log<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'a>; 1],
}

/// Section 3.14.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'a> {
    tool: Value,
    /// Section 3.14.17: our columns count code points.
    column_kind: &'static str,
    invocations: [Value; 1],
    results: Results<'a>,
    properties: Value,
}

/// The results, made one by one while they are written: as one value they would be ten times the findings.
struct Results<'a> {
    findings: &'a PackedFindings,
    index: BTreeMap<&'static str, usize>,
}

impl Serialize for Results<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.findings.iter().map(|finding| result(&finding, &self.index)))
    }
}

/// Section 3.49.
fn descriptor(rule: &Rule) -> Value {
    let mut descriptor = json!({
        "id": rule.id,
        "shortDescription": { "text": rule.title.en },
        "fullDescription": { "text": rule.why.en },
        "help": { "text": rule.fix.en },
        "defaultConfiguration": { "level": level(rule.severity) },
        "properties": {
            "ja": { "title": rule.title.ja, "why": rule.why.ja, "fix": rule.fix.ja },
            "tags": ["security", "kubernetes"],
            "precision": precision(rule.confidence),
            "problem.severity": problem_severity(rule.severity),
            "security-severity": security_severity(rule.severity),
            "controls": rule.controls,
        },
    });
    if !rule.aliases.is_empty() {
        descriptor["deprecatedIds"] = json!(rule.aliases);
    }
    if let Some(reference) = rule.references.first() {
        descriptor["helpUri"] = json!(reference);
    }
    descriptor
}

/// Section 3.27.
fn result(finding: &Finding, index: &BTreeMap<&str, usize>) -> Value {
    let (kind, level) = match finding.outcome {
        Outcome::NotAnalysed(_) | Outcome::NotObservable(_) => ("open", "none"),
        Outcome::NotApplicable(_) => ("notApplicable", "none"),
        Outcome::Passed => ("pass", "none"),
        Outcome::Violated | Outcome::Waived => ("fail", level(finding.severity)),
    };
    let (en, ja) = message(finding);
    let mut result = json!({
        "ruleId": finding.rule,
        "kind": kind,
        "level": level,
        "message": { "text": en, "properties": { "textJa": ja } },
        "locations": finding.locations.iter().filter_map(location).collect::<Vec<_>>(),
        "partialFingerprints": { "sekimori/v1": finding.fingerprint },
        "properties": {
            "subject": finding.subject,
            "identity": finding.subject.identity(),
            "severity": finding.severity,
            "outcome": finding.outcome.as_str(),
            "reason": finding.outcome.reason(),
            "role": finding.role,
        },
    });
    if let Some(index) = index.get(finding.rule.as_str()) {
        result["ruleIndex"] = json!(index);
    }
    if finding.evidence.iter().any(has_words) {
        result["properties"]["evidence"] = json!(finding.evidence);
    }
    if let Some(owner) = &finding.owner {
        result["properties"]["owner"] = json!(owner);
    }
    if let Some(baseline) = finding.baseline {
        // Section 3.27.24. Results that are gone are not written as `absent`: a service that does not know the word
        // would open them again.
        result["baselineState"] = json!(baseline);
    }
    if let Some(waiver) = &finding.waiver {
        // Section 3.35: where the waiver was written.
        let kind = match waiver.origin {
            WaiverOrigin::Annotation { .. } => "inSource",
            WaiverOrigin::Config { .. } | WaiverOrigin::Vex { .. } => "external",
        };
        result["suppressions"] = json!([{
            "kind": kind,
            "status": "accepted",
            "justification": waiver.reason,
            "properties": waiver_properties(waiver),
        }]);
    }
    result
}

fn waiver_properties(waiver: &WaiverUse) -> Value {
    let mut properties =
        json!({ "owner": waiver.owner, "expires": waiver.expires, "approver": waiver.approver });
    if let WaiverOrigin::Vex { path, statement, status } = &waiver.origin {
        properties["vex"] = json!({ "path": path, "statement": statement, "status": status });
    }
    if let Some(justification) = waiver.justification {
        properties["justification"] = json!(justification);
    }
    properties
}

fn message(finding: &Finding) -> (String, String) {
    let title = &finding.title;
    match finding.evidence.first() {
        Some(Evidence::Value { path, seen, wanted }) => {
            let (found, found_ja) = seen.as_deref().map_or_else(
                || ("not set".to_owned(), "未設定".to_owned()),
                |s| (format!("`{s}`"), format!("`{s}`")),
            );
            (
                format!("{}: {path} is {found}, wanted {}. {}", title.en, wanted.en, finding.fix.en),
                format!("{}: {path} は{found_ja}、期待値は {}。{}", title.ja, wanted.ja, finding.fix.ja),
            )
        }
        Some(Evidence::Message { text }) => (
            format!("{}: {text}. {}", title.en, finding.fix.en),
            format!("{}: {}。{}", title.ja, cause(text, Lang::Ja), finding.fix.ja),
        ),
        Some(evidence) if has_words(evidence) => (
            format!("{}: {}. {}", title.en, said(evidence, Lang::En), finding.fix.en),
            format!("{}: {}。{}", title.ja, said(evidence, Lang::Ja), finding.fix.ja),
        ),
        _ => match (unseen(finding.outcome, Lang::En), unseen(finding.outcome, Lang::Ja)) {
            (Some(en), Some(ja)) => (format!("{}: {en}", title.en), format!("{}: {ja}", title.ja)),
            _ => (title.en.to_string(), title.ja.to_string()),
        },
    }
}

/// Section 3.28.
fn location(location: &Location) -> Option<Value> {
    let (path, span) = location.spot()?;
    Some(json!({
        "physicalLocation": {
            "artifactLocation": { "uri": uri(path) },
            "region": region(span),
        },
    }))
}

/// Section 3.30.
fn region(span: Span) -> Value {
    json!({
        "startLine": span.line,
        "startColumn": span.column,
        "endLine": span.end_line,
        "endColumn": span.end_column,
        "byteOffset": span.byte_start,
        "byteLength": span.byte_end.saturating_sub(span.byte_start),
    })
}

/// Section 3.58.
fn notification(note: &Note) -> Value {
    let mut notification = json!({
        "level": "note",
        "descriptor": { "id": note.code },
        "message": { "text": note.text.en, "properties": { "textJa": note.text.ja } },
    });
    if let Some(location) = note.location.as_ref().and_then(location) {
        notification["locations"] = json!([location]);
    }
    notification
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical | Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low | Severity::Info => "note",
    }
}

/// The number by which code scanning sorts, in the middle of CVSS v3.1's range for the word.
fn security_severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "9.5",
        Severity::High => "8.0",
        Severity::Medium => "5.5",
        Severity::Low => "2.0",
        Severity::Info => "0.0",
    }
}

fn problem_severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical | Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low | Severity::Info => "recommendation",
    }
}

fn precision(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::High => "very-high",
        Confidence::Medium => "medium",
        Confidence::Low => "low",
    }
}

/// A path as a relative URI reference.
///
/// # Source
/// RFC 3986, sections 2.3 and 3.3.
fn uri(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/!$&'()*+,;=@".contains(&byte) {
            out.push(char::from(byte));
        } else {
            use std::fmt::Write as _;
            // Writing to a String cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}
