//! One line a finding, in columns.

use std::io::{self, Write};

use comfy_table::{ContentArrangement, Table, presets};
use sekimori_model::{Finding, Outcome, Subject};

use super::{Style, place, printable, severity_word};
use crate::Scan;
use crate::texts::one;

pub(super) fn write(scan: &Scan, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let shown: Vec<Finding> = scan.findings.iter().filter(|f| style.shows(f)).collect();
    if shown.is_empty() {
        return Ok(());
    }
    let label = |key: &str| one(style.lang, key, &[]);
    let mut table = Table::new();
    // As kubectl does it: a line is never wrapped, so that it can be searched and cut.
    let header = ["report-severity", "report-rule", "report-where", "report-subject", "report-what"];
    // A column that is always empty tells nothing.
    let owners = shown.iter().any(|finding| finding.owner.is_some()).then_some("report-owner");
    table
        .load_style(presets::NOTHING)
        .set_content_arrangement(ContentArrangement::Disabled)
        .set_header(header.into_iter().chain(owners).map(label));
    for finding in shown {
        let severity = match finding.outcome {
            Outcome::NotAnalysed(_) => label("report-not-analysed"),
            Outcome::Waived => label("report-waived"),
            _ if finding.is_known() => label("report-known"),
            _ => severity_word(finding.severity, style.lang),
        };
        let owner = finding.owner.as_ref().map(|owner| printable(&owner.team));
        let cells = [
            severity,
            finding.rule.to_string(),
            place(&finding, style),
            printable(&subject(&finding.subject)),
            printable(finding.title.get(style.lang)),
        ];
        table.add_row(cells.into_iter().chain(owners.map(|_| owner.unwrap_or_default())));
    }
    writeln!(out, "{}", table.trim_fmt())
}

/// The subject as people call it: `Deployment shop/cart containers[web].image`.
pub(super) fn subject(subject: &Subject) -> String {
    let Subject::Object(object) = subject else { return subject.identity() };
    let namespace =
        if object.namespace.is_empty() { String::new() } else { format!("{}/", object.namespace) };
    let name = format!("{namespace}{}", object.name);
    // A file of a program of the control plane has no name.
    let parts = [&object.kind, &name, &object.field].into_iter().filter(|part| !part.is_empty());
    parts.map(String::as_str).collect::<Vec<_>>().join(" ")
}
