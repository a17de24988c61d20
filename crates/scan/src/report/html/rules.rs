//! The rules that the page speaks of, each told once.

use std::collections::BTreeSet;
use std::io::{self, Write};

use sekimori_catalog::{Rule, find};
use sekimori_model::{Lang, Localised, annotation_key};

use super::markup::{both, both_as, escaped, prose};
use crate::Scan;

/// The id of a rule's element.
pub(super) fn anchor(rule: &str) -> String {
    escaped(&format!("rule-{}", rule.replace('/', "-")))
}

pub(super) fn write(scan: &Scan, out: &mut dyn Write) -> io::Result<()> {
    let of_findings = scan.findings.iter().map(|finding| finding.rule.as_str().to_owned());
    let of_levels = scan
        .workloads
        .iter()
        .flat_map(|workload| workload.failing.iter().map(|failing| failing.rule.to_owned()));
    let ids: BTreeSet<String> = of_findings.chain(of_levels).collect();
    if ids.is_empty() {
        return Ok(());
    }
    writeln!(out, "<section id=\"rules\"><h2>{}</h2>", both("page-rules", &[]))?;
    for rule in ids.iter().filter_map(|id| find(id)) {
        write_rule(rule, out)?;
    }
    writeln!(out, "</section>")
}

fn write_rule(rule: &Rule, out: &mut dyn Write) -> io::Result<()> {
    let text = |text: sekimori_catalog::Text| {
        let text = Localised::from(text);
        both_as(|lang: Lang| prose(text.get(lang)))
    };
    writeln!(
        out,
        "<article class=\"card rule\" id=\"{}\"><h3>{} <code>{}</code></h3>\n<dl><dt>{}</dt><dd>{}</dd><dt>{}</dt><dd>{}</dd>",
        anchor(rule.id),
        text(rule.title),
        escaped(rule.id),
        both("report-why", &[]),
        text(rule.why),
        both("report-fix", &[]),
        text(rule.fix)
    )?;
    if !rule.controls.is_empty() {
        let controls: Vec<String> = rule
            .controls
            .iter()
            .map(|control| format!("<li>{} {}</li>", escaped(control.framework), escaped(control.id)))
            .collect();
        writeln!(out, "<dt>{}</dt><dd><ul>{}</ul></dd>", both("rules-control", &[]), controls.concat())?;
    }
    if !rule.references.is_empty() {
        let links: Vec<String> = rule
            .references
            .iter()
            .map(|link| {
                let link = escaped(link);
                format!("<li><a href=\"{link}\" rel=\"noopener noreferrer\">{link}</a></li>")
            })
            .collect();
        writeln!(out, "<dt>{}</dt><dd><ul>{}</ul></dd>", both("rules-reference", &[]), links.concat())?;
    }
    if rule.is_waived_by_annotation() {
        writeln!(
            out,
            "<dt>{}</dt><dd><code>{}</code></dd>",
            both("rules-waive", &[]),
            escaped(&annotation_key(&rule.rule_id()))
        )?;
    }
    writeln!(out, "</dl></article>")
}
