//! A report that Sekimori wrote, read back as a baseline: its fingerprints and where they were seen.
//!
//! Whatever else it says is passed over without being kept. Messages of the library are not told, because they quote
//! what they met, and a file that was named by mistake may hold anything.

use std::fmt;

use sekimori_model::wire::FINDINGS_V1;
use sekimori_model::{Fingerprint, KnownFinding};
use serde::Deserialize;
use serde::de::{IgnoredAny, SeqAccess, Visitor};

/// Findings of one baseline. 1,000,000: forty times what ten thousand files of a realistic repository give.
pub const MAX_FINDINGS: usize = 1_000_000;

/// Why a file cannot be a baseline.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// It is not JSON, or not the JSON of a report.
    #[error("not a report that sekimori wrote (line {line}, column {column})")]
    NotAReport {
        /// The line at which that became plain, from 1; 0 where it is the file as a whole.
        line: usize,
        /// The column, from 1.
        column: usize,
    },
    /// It is a report of a version, or of a tool, that is not known.
    #[error("a report of `{0}`, which is not known")]
    Unknown(String),
    /// It has more findings than the bound.
    #[error("more than {MAX_FINDINGS} findings")]
    TooMany,
}

/// Reads a baseline: `sekimori.dev/findings/v1`, or the SARIF of Sekimori.
///
/// What was not analysed is left out: it is nobody's debt.
///
/// # Errors
/// [`Refused`], which tells what the file is instead.
pub fn parse(bytes: &[u8]) -> Result<Vec<KnownFinding>, Refused> {
    let report: Report = serde_json::from_slice(bytes)
        .map_err(|error| Refused::NotAReport { line: error.line(), column: error.column() })?;
    let found = match (report.schema, report.findings, report.runs) {
        (Some(schema), Some(findings), _) if schema == FINDINGS_V1 => findings,
        (Some(schema), ..) => return Err(Refused::Unknown(short(&schema))),
        (None, _, Some(runs)) => of_runs(runs, report.version)?,
        (None, _, None) => return Err(Refused::NotAReport { line: 0, column: 0 }),
    };
    if found.overflowed { Err(Refused::TooMany) } else { Ok(found.all) }
}

fn of_runs(runs: Vec<Run>, version: Option<String>) -> Result<Known, Refused> {
    let version = version.unwrap_or_default();
    if version != "2.1.0" {
        return Err(Refused::Unknown(short(&format!("SARIF {version}"))));
    }
    let mut found = Known::default();
    for run in runs {
        let name = run.tool.driver.name;
        if name != "sekimori" {
            return Err(Refused::Unknown(short(&name)));
        }
        let mut results = run.results.unwrap_or_default();
        found.overflowed |=
            results.overflowed || found.all.len().saturating_add(results.all.len()) > MAX_FINDINGS;
        found.all.append(&mut results.all);
    }
    Ok(found)
}

/// What is told of a name that came from outside.
fn short(text: &str) -> String {
    text.chars().take(80).collect()
}

#[derive(Deserialize)]
struct Report {
    schema: Option<String>,
    findings: Option<Known>,
    version: Option<String>,
    runs: Option<Vec<Run>>,
}

#[derive(Deserialize)]
struct Run {
    tool: Tool,
    results: Option<Known>,
}

#[derive(Deserialize)]
struct Tool {
    driver: Driver,
}

#[derive(Deserialize)]
struct Driver {
    name: String,
}

/// The findings of either format, turned into what is kept of them one by one.
#[derive(Default)]
struct Known {
    all: Vec<KnownFinding>,
    overflowed: bool,
}

impl<'de> Deserialize<'de> for Known {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(KnownVisitor)
    }
}

struct KnownVisitor;

impl<'de> Visitor<'de> for KnownVisitor {
    type Value = Known;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of findings")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Known, A::Error> {
        let mut found = Known::default();
        while let Some(one) = list.next_element::<One>()? {
            if found.all.len() >= MAX_FINDINGS {
                found.overflowed = true;
                while list.next_element::<IgnoredAny>()?.is_some() {}
                break;
            }
            found.all.extend(one.into_known());
        }
        Ok(found)
    }
}

/// A finding of JSON or a result of SARIF; the two have no field in common that differs in kind.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct One {
    fingerprint: Option<Fingerprint>,
    outcome: Option<Word>,
    location: Option<Place>,
    partial_fingerprints: Option<Partial>,
    properties: Option<Properties>,
    locations: Option<First>,
    baseline_state: Option<Word>,
}

impl One {
    fn into_known(self) -> Option<KnownFinding> {
        let outcome = self.outcome.or_else(|| self.properties.and_then(|properties| properties.outcome));
        let partial = self.partial_fingerprints.and_then(|partial| partial.sekimori);
        // Other tools may have added what is absent now.
        if self.baseline_state == Some(Word::Absent) {
            return None;
        }
        let waived = match outcome? {
            Word::Violated => false,
            Word::Waived => true,
            Word::Absent | Word::Other => return None,
        };
        let path = match self.location.and_then(|location| location.path) {
            Some(path) => path,
            None => self.locations.and_then(|first| first.0).map(|uri| decoded(&uri)).unwrap_or_default(),
        };
        Some(KnownFinding { fingerprint: self.fingerprint.or(partial)?, path: path.into(), waived })
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Word {
    Violated,
    Waived,
    Absent,
    #[serde(other)]
    Other,
}

#[derive(Deserialize)]
struct Place {
    path: Option<String>,
}

#[derive(Deserialize)]
struct Partial {
    #[serde(rename = "sekimori/v1")]
    sekimori: Option<Fingerprint>,
}

#[derive(Deserialize)]
struct Properties {
    outcome: Option<Word>,
}

/// The URI of the first physical location in a list of locations.
struct First(Option<String>);

impl<'de> Deserialize<'de> for First {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(FirstVisitor)
    }
}

struct FirstVisitor;

impl<'de> Visitor<'de> for FirstVisitor {
    type Value = First;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of locations")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<First, A::Error> {
        let first = list.next_element::<SarifLocation>()?.and_then(|location| location.physical_location);
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(First(first.and_then(|place| place.artifact_location).and_then(|artifact| artifact.uri)))
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SarifLocation {
    physical_location: Option<PhysicalLocation>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: Option<ArtifactLocation>,
}

#[derive(Deserialize)]
struct ArtifactLocation {
    uri: Option<String>,
}

/// The path that a relative URI reference stands for.
fn decoded(uri: &str) -> String {
    let mut bytes = Vec::with_capacity(uri.len());
    let mut rest = uri;
    while let Some((before, after)) = rest.split_once('%') {
        bytes.extend_from_slice(before.as_bytes());
        if let Some(byte) = after.get(..2).and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            bytes.push(byte);
            rest = after.get(2..).unwrap_or_default();
        } else {
            bytes.push(b'%');
            rest = after;
        }
    }
    bytes.extend_from_slice(rest.as_bytes());
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "00112233445566778899aabbccddeeff";

    fn v1(findings: &str) -> Result<Vec<KnownFinding>, Refused> {
        parse(
            format!("{{\"schema\": \"{FINDINGS_V1}\", \"more\": [{{}}], \"findings\": [{findings}]}}")
                .as_bytes(),
        )
    }

    fn known(path: &str, waived: bool) -> KnownFinding {
        KnownFinding { fingerprint: ID.parse().expect("a fingerprint"), path: path.into(), waived }
    }

    #[test]
    fn reads_what_the_json_says_of_violations() {
        let one = |outcome: &str| {
            let location = r#"{"type": "file", "path": "a/b.yaml", "line": 3}"#;
            format!(r#"{{"fingerprint": "{ID}", "outcome": "{outcome}", "location": {location}, "new": 1}}"#)
        };
        let all = [one("violated"), one("waived"), one("not-analysed"), one("to-come")].join(",");
        assert_eq!(v1(&all), Ok(vec![known("a/b.yaml", false), known("a/b.yaml", true)]));
        assert_eq!(v1(""), Ok(vec![]));
    }

    #[test]
    fn reads_what_sarif_says_of_violations() {
        let result = format!(
            r#"{{"partialFingerprints": {{"sekimori/v1": "{ID}"}}, "properties": {{"outcome": "violated"}},
            "locations": [{{"physicalLocation": {{"artifactLocation": {{"uri": "a%20b/%E9%96%A2.yaml"}}}}}}, {{}}]}}"#
        );
        let log = |tool: &str, version: &str| {
            let run = format!(r#"{{"tool": {{"driver": {{"name": "{tool}"}}}}, "results": [{result}]}}"#);
            parse(format!(r#"{{"$schema": "x", "version": "{version}", "runs": [{run}]}}"#).as_bytes())
        };
        assert_eq!(log("sekimori", "2.1.0"), Ok(vec![known("a b/関.yaml", false)]));
        assert_eq!(log("another", "2.1.0"), Err(Refused::Unknown("another".into())));
        assert_eq!(log("sekimori", "3.0.0"), Err(Refused::Unknown("SARIF 3.0.0".into())));
    }

    #[test]
    fn refuses_what_is_no_report_and_quotes_nothing_of_it() {
        for (text, line) in [("", 1), ("[]", 1), ("{}", 0), ("kind: Secret", 1), ("{\"findings\": 3}", 1)] {
            let Err(Refused::NotAReport { line: found, .. }) = parse(text.as_bytes()) else {
                panic!("{text}")
            };
            assert_eq!(found, line, "{text}");
        }
        let wrong = v1(r#"{"fingerprint": "hunter2", "outcome": "violated"}"#).expect_err("no fingerprint");
        assert!(!wrong.to_string().contains("hunter2"), "{wrong}");
        let next = parse(br#"{"schema": "sekimori.dev/findings/v2", "findings": []}"#);
        assert_eq!(next, Err(Refused::Unknown("sekimori.dev/findings/v2".into())));
        let deep = format!("{{\"x\": {}", "[".repeat(1_000_000));
        assert!(parse(deep.as_bytes()).is_err());
    }

    #[test]
    fn stops_at_the_bound() {
        let one = format!(r#"{{"fingerprint": "{ID}", "outcome": "violated"}}"#);
        let many = vec![one.as_str(); MAX_FINDINGS.saturating_add(1)].join(",");
        assert_eq!(v1(&many), Err(Refused::TooMany));
    }
}
