//! `JUnit` XML: a suite a file, a case a finding.
//!
//! There is no standard of the format; this is what Jenkins, GitLab and Azure Pipelines have in common. No time, host or
//! id is in it, so that the same scan gives the same bytes. Texts are in the language of the user.

use std::io::{self, Write};

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};
use sekimori_model::{Finding, Outcome};

use super::table::subject;
use super::terminal::{label, sentences};
use super::{Style, last_line, owner, place, printable, severity_word};
use crate::Scan;
use crate::texts::one;

pub(super) fn write(scan: &Scan, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let mut writer = Writer::new_with_indent(&mut *out, b' ', 2);
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let of_all = scan.findings.files().fold(Tally::default(), |sum, of_file| sum.and(&Tally::of(&of_file)));
    let suites = writer.create_element("testsuites").with_attribute(("name", "sekimori"));
    of_all.put(suites, scan.findings.is_empty()).write_inner_content(|writer| {
        if scan.findings.is_empty() {
            write_clean(scan, style, writer)?;
        }
        // Findings are sorted by path first.
        for of_file in scan.findings.files() {
            write_suite(&of_file, style, writer)?;
        }
        Ok(())
    })?;
    out.write_all(b"\n")
}

type Xml<'a, 'b> = Writer<&'a mut (dyn Write + 'b)>;
type Element<'w, 'a, 'b> = quick_xml::writer::ElementWriter<'w, &'a mut (dyn Write + 'b)>;

/// A report without any case is a fault to some readers, so a scan that found nothing is one case that passed.
fn write_clean(scan: &Scan, style: &Style, writer: &mut Xml<'_, '_>) -> io::Result<()> {
    let suite = writer.create_element("testsuite").with_attribute(("name", "sekimori"));
    Tally::default().put(suite, true).write_inner_content(|writer| {
        let case = writer.create_element("testcase").with_attribute(("classname", "sekimori"));
        case.with_attribute(("name", &*xml(&last_line(scan, style.lang, None)))).write_empty()?;
        Ok(())
    })?;
    Ok(())
}

fn write_suite(findings: &[Finding], style: &Style, writer: &mut Xml<'_, '_>) -> io::Result<()> {
    let path = findings.first().map_or_else(String::new, |finding| style.repository_path(finding.path()));
    let suite = writer.create_element("testsuite").with_attribute(("name", &*xml(&path)));
    Tally::of(findings).put(suite, false).write_inner_content(|writer| {
        findings.iter().try_for_each(|finding| write_case(finding, &path, style, writer))
    })?;
    Ok(())
}

fn write_case(finding: &Finding, path: &str, style: &Style, writer: &mut Xml<'_, '_>) -> io::Result<()> {
    let span = finding.place().and_then(|(_, span)| span);
    let name = format!("{} ({})", subject(&finding.subject), finding.title.get(style.lang));
    let case = writer.create_element("testcase").with_attribute(("classname", finding.rule.as_str()));
    let case = case.with_attribute(("name", &*xml(&name)));
    let case = case.with_attribute(("file", &*xml(path)));
    let case = match span {
        Some(span) => case.with_attribute(("line", &*span.line.to_string())),
        None => case,
    };
    case.write_inner_content(|writer| write_outcome(finding, style, writer))?;
    Ok(())
}

fn write_outcome(finding: &Finding, style: &Style, writer: &mut Xml<'_, '_>) -> io::Result<()> {
    let message = format!("{}: {}", finding.title.get(style.lang), label(finding, style));
    let (element, kind, message) = match finding.outcome {
        Outcome::Violated => ("failure", finding.severity.as_str(), message),
        Outcome::NotAnalysed(reason) => ("error", reason.as_str(), message),
        outcome => ("skipped", outcome.as_str(), waived(finding).unwrap_or(message)),
    };
    let element = writer.create_element(element).with_attribute(("message", &*xml(&message)));
    let element = if finding.is_waived() { element } else { element.with_attribute(("type", kind)) };
    element.write_text_content(BytesText::new(&xml(&text(finding, style))))?;
    Ok(())
}

/// Why it is not counted, which readers show beside a skipped case.
fn waived(finding: &Finding) -> Option<String> {
    let waiver = finding.waiver.as_ref()?;
    let until = waiver.expires.map(|day| format!(", {day}")).unwrap_or_default();
    Some(format!("{} ({}{until})", waiver.reason, waiver.owner))
}

fn text(finding: &Finding, style: &Style) -> String {
    let place = place(finding, style);
    let severity = one(style.lang, "report-severity", &[]);
    let mut lines = vec![place, format!("{severity}: {}", severity_word(finding.severity, style.lang))];
    if finding.snippet.is_some() {
        lines.push(format!("{}: {}", one(style.lang, "report-detail", &[]), label(finding, style)));
    }
    let said = sentences(finding, style);
    lines.extend(said.into_iter().map(|(key, text)| format!("{}: {text}", one(style.lang, key, &[]))));
    let role = one(style.lang, &format!("role-{}", finding.role), &[]);
    lines.push(format!("{}: {role}", one(style.lang, "page-role", &[])));
    let owner = owner(finding);
    lines.extend(owner.map(|owner| format!("{}: {owner}", one(style.lang, "page-owner", &[]))));
    lines.join("\n")
}

/// Text without the characters that XML 1.0 cannot hold even as references.
///
/// # Source
/// W3C, "Extensible Markup Language (XML) 1.0", section 2.2, production `Char`.
fn xml(text: &str) -> String {
    let lines: Vec<String> = text.split('\n').map(printable).collect();
    lines.join("\n").replace(['\u{FFFE}', '\u{FFFF}'], "\u{FFFD}")
}

/// How many cases ended how.
#[derive(Debug, Default)]
struct Tally {
    failures: usize,
    errors: usize,
    skipped: usize,
}

impl Tally {
    fn of(findings: &[Finding]) -> Self {
        let mut tally = Self::default();
        for finding in findings {
            match finding.outcome {
                Outcome::Violated => tally.failures += 1,
                Outcome::NotAnalysed(_) => tally.errors += 1,
                _ => tally.skipped += 1,
            }
        }
        tally
    }

    fn and(&self, other: &Self) -> Self {
        Self {
            failures: self.failures + other.failures,
            errors: self.errors + other.errors,
            skipped: self.skipped + other.skipped,
        }
    }

    /// Writes the numbers, with one case more where there is one that passed.
    fn put<'w, 'a, 'b>(&self, element: Element<'w, 'a, 'b>, passed: bool) -> Element<'w, 'a, 'b> {
        let tests = self.failures + self.errors + self.skipped + usize::from(passed);
        element
            .with_attribute(("tests", &*tests.to_string()))
            .with_attribute(("failures", &*self.failures.to_string()))
            .with_attribute(("errors", &*self.errors.to_string()))
            .with_attribute(("skipped", &*self.skipped.to_string()))
    }
}
