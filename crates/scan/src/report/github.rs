//! Annotations of GitHub Actions: a workflow command a finding.
//!
//! GitHub shows the first ten errors, warnings and notices of a step, so the worst come first. Texts are in the language
//! of the user, because people read them.
//!
//! # Source
//! GitHub Docs, "Workflow commands for GitHub Actions": commands and their parameters. The escapes are those of
//! `escapeData` and `escapeProperty` in the package `@actions/core`, which the runner reverses.

use std::io::{self, Write};

use sekimori_model::{Finding, Outcome, Severity, Span};

use super::table::subject;
use super::terminal::label;
use super::{Style, owner, printable, severity_word};
use crate::Scan;
use crate::texts::one;

pub(super) fn write(scan: &Scan, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let mut findings: Vec<Finding> =
        scan.findings.iter().filter(|f| style.show_waived || !f.is_waived()).collect();
    // The sort is stable, so findings of one severity stay in the order of their places.
    findings.sort_by_key(|finding| (command(finding), std::cmp::Reverse(finding.severity)));
    for finding in findings {
        write_command(&finding, style, out)?;
    }
    Ok(())
}

fn write_command(finding: &Finding, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    write!(out, "::{} ", command(finding).as_str())?;
    if let Some((path, span)) = finding.place() {
        // A control character in a name would otherwise reach the log; such a file cannot be annotated anyway.
        write!(out, "file={},", property(&printable(&style.repository_path(path))))?;
        span.map_or(Ok(()), |span| write_place(span, out))?;
    }
    let title = format!("{} ({})", finding.title.get(style.lang), finding.rule);
    writeln!(out, "title={}::{}", property(&printable(&title)), data(&message(finding, style)))
}

/// Columns are only allowed where the stretch stands on one line.
fn write_place(span: Span, out: &mut dyn Write) -> io::Result<()> {
    // The end of a span is the first position after it.
    let ends_before = span.end_column == 1 && span.end_line > span.line;
    let end_line = if ends_before { span.end_line - 1 } else { span.end_line };
    write!(out, "line={},endLine={end_line},", span.line)?;
    if end_line == span.line {
        write!(out, "col={},endColumn={},", span.column, span.end_column.max(span.column))?;
    }
    Ok(())
}

fn message(finding: &Finding, style: &Style) -> String {
    let word = match finding.outcome {
        Outcome::NotAnalysed(_) => one(style.lang, "report-not-analysed", &[]),
        Outcome::Waived => one(style.lang, "report-waived", &[]),
        _ => severity_word(finding.severity, style.lang),
    };
    let fix = one(style.lang, "report-fix", &[]);
    let mut lines = vec![
        format!("{word}: {}", subject(&finding.subject)),
        label(finding, style),
        format!("{fix}: {}", finding.fix.get(style.lang)),
    ];
    lines.extend(owner(finding).map(|owner| format!("{}: {owner}", one(style.lang, "page-owner", &[]))));
    let lines: Vec<String> = lines.iter().map(|line| printable(line)).collect();
    lines.join("\n")
}

/// The three commands that annotate, the worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Command {
    Error,
    Warning,
    Notice,
}

impl Command {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Notice => "notice",
        }
    }
}

fn command(finding: &Finding) -> Command {
    match (finding.outcome, finding.severity) {
        (Outcome::Violated, Severity::Critical | Severity::High) => Command::Error,
        (Outcome::Violated, Severity::Medium) | (Outcome::NotAnalysed(_), _) => Command::Warning,
        _ => Command::Notice,
    }
}

/// The text behind `::`.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The value of a parameter.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::{data, property};

    #[test]
    fn nothing_ends_a_command_or_a_parameter_early() {
        assert_eq!(data("100%\r\n::error::x, y"), "100%25%0D%0A::error::x, y");
        assert_eq!(property("a:b,c%2C\n"), "a%3Ab%2Cc%252C%0A");
    }
}
