//! Code Quality of GitLab.
//!
//! What a waiver accepts is left out: the format has no word for it, and would show it as a fault.
//!
//! # Source
//! GitLab Docs, "Code Quality", section "Code Quality report format".

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use sekimori_model::{Finding, Fingerprint, Severity};
use serde::ser::SerializeSeq as _;
use serde::{Serialize, Serializer as _};

use super::Style;
use super::table::subject;
use super::terminal::label;
use crate::Scan;

#[derive(Serialize)]
struct Entry {
    description: String,
    check_name: String,
    fingerprint: String,
    severity: &'static str,
    location: Place,
}

#[derive(Serialize)]
struct Place {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: u32,
}

pub(super) fn write(scan: &Scan, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let mut names = Names::default();
    let mut serializer = serde_json::Serializer::pretty(&mut *out);
    let mut entries = serializer.serialize_seq(None)?;
    for finding in scan.findings.iter().filter(|finding| !finding.is_waived()) {
        entries.serialize_element(&entry(&finding, &mut names, style))?;
    }
    entries.end()?;
    out.write_all(b"\n")
}

fn entry(finding: &Finding, names: &mut Names, style: &Style) -> Entry {
    let line = finding.spot().map_or(1, |(_, span)| span.line);
    let title = finding.title.get(style.lang);
    Entry {
        description: format!("{title}: {}: {}", subject(&finding.subject), label(finding, style)),
        check_name: finding.rule.to_string(),
        fingerprint: names.unique(finding).to_string(),
        severity: severity(finding.severity),
        location: Place { path: style.repository_path(finding.path()), lines: Lines { begin: line } },
    }
}

/// GitLab drops all but one of the entries with one fingerprint, and ours are the same wherever an object is seen.
#[derive(Default)]
struct Names {
    taken: BTreeSet<Fingerprint>,
    /// How often a fingerprint was seen in a path.
    seen: BTreeMap<(Fingerprint, String), u64>,
}

impl Names {
    /// The first keeps its name; those behind it get one made from it, their path, and their number there.
    fn unique(&mut self, finding: &Finding) -> Fingerprint {
        let path = finding.path();
        let mut name = finding.fingerprint;
        while !self.taken.insert(name) {
            let count = self.seen.entry((finding.fingerprint, path.to_owned())).or_default();
            *count += 1;
            let discriminator = format!("{}\0{path}\0{count}", finding.fingerprint);
            name = Fingerprint::new(&finding.rule, &finding.subject, &discriminator);
        }
        name
    }
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "blocker",
        Severity::High => "critical",
        Severity::Medium => "major",
        Severity::Low => "minor",
        Severity::Info => "info",
    }
}
