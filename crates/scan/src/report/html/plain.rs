//! The findings as a plain list, for those who run no script.

use std::io::{self, Write};

use sekimori_model::{Evidence, Finding, Lang, Outcome};

use super::charts::severity_class;
use super::markup::{both, both_as, escaped, prose};
use super::rules::anchor;
use crate::Scan;
use crate::report::said::said;
use crate::report::table::subject;
use crate::report::terminal::label;
use crate::report::{Style, owner, place, printable, severity_word};

pub(super) fn write(scan: &Scan, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "<noscript><p class=\"empty\">{}</p>\n<ol class=\"plain\">",
        both("page-without-script", &[])
    )?;
    for finding in scan.findings.iter() {
        write_finding(&finding, style, out)?;
    }
    writeln!(out, "</ol></noscript>")
}

fn write_finding(finding: &Finding, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let (class, word) = match finding.outcome {
        Outcome::NotAnalysed(_) => ("unknown", both("report-not-analysed", &[])),
        Outcome::Waived => ("waived", both("report-waived", &[])),
        _ => {
            let word = both_as(|lang| escaped(&severity_word(finding.severity, lang)));
            (severity_class(finding.severity), word)
        }
    };
    let place = place(finding, style);
    // The label is asked in one language at a time, like all that people read.
    let label = both_as(|lang: Lang| prose(&label(finding, &Style { lang, ..style.clone() })));
    let history = finding.evidence.iter().skip(1).filter(|one| matches!(one, Evidence::History { .. }));
    let history: Vec<String> =
        history.map(|one| format!("<br>{}", both_as(|lang| prose(&printable(&said(one, lang)))))).collect();
    let history = history.concat();
    let owner = owner(finding)
        .map_or_else(String::new, |owner| format!(" · {} {}", both("page-owner", &[]), escaped(&owner)));
    // What the fix of a rule says stands at the rule; what was not analysed has one of its own.
    let fix = if finding.is_not_analysed() {
        format!("<br>{}", both_as(|lang| prose(finding.fix.get(lang))))
    } else {
        String::new()
    };
    writeln!(
        out,
        "<li><span class=\"badge {class}\">{word}</span> <a href=\"#{}\">{}</a> <span class=\"mono\">{}</span><br>{}{owner}<br>{label}{history}{fix}</li>",
        anchor(finding.rule.as_str()),
        both_as(|lang| prose(finding.title.get(lang))),
        escaped(&place),
        escaped(&subject(&finding.subject))
    )
}
