//! Markdown for a comment on a pull request or the summary of a job.
//!
//! Bounded, because a comment that is too long is refused as a whole. What comes from outside is put between `<code>`
//! with every mark of Markdown as a reference: in there, nothing is formatted, linked or notified.
//!
//! # Source
//! GitHub refuses the body of a comment above 65,536 characters. GitHub Flavored Markdown, section 2.5 "Entity and numeric character references":
//! a reference never stands for a mark.

use std::fmt::Write as _;
use std::io;

use sekimori_catalog::{Rule, find};
use sekimori_model::wire::Note;
use sekimori_model::{Finding, Location, Outcome, RuleId, Severity, annotation_key};
use sekimori_text::Arg;

use super::said::waived_by;
use super::sentence::{Part, parts};
use super::table::subject;
use super::terminal::label;
use super::{Style, last_line, owner, printable, severity_word, verdict_line};
use crate::Scan;
use crate::texts::one;

/// Bytes of a report. GitHub counts 65,536 characters; whoever posts it may put something before and after it.
pub(crate) const MAX_BYTES: usize = 60_000;
/// What each of the parts behind the findings may take of it.
const MAX_PART_BYTES: usize = 6_000;

pub(super) fn write(scan: &Scan, style: &Style, out: &mut dyn io::Write) -> io::Result<()> {
    let mut text = head(scan, style);
    let tail =
        [details(scan, style), waived(scan, style), not_analysed(scan, style), notes(scan, style)].concat();
    // 500: the line that says how many were left out.
    let room = MAX_BYTES.saturating_sub(text.len() + tail.len() + 500);
    text.push_str(&findings(scan, style, room));
    text.push_str(&tail);
    out.write_all(text.as_bytes())
}

fn head(scan: &Scan, style: &Style) -> String {
    let counts = &scan.summary.counts;
    let word = |key: &str| one(style.lang, key, &[]);
    let mut text = format!("## Sekimori: {}\n\n", prose(&verdict_line(scan, style.lang)));
    let _ = write!(text, "{}\n\n", prose(&last_line(scan, style.lang, None)));
    let columns = [
        (severity_word(Severity::Critical, style.lang), counts.critical),
        (severity_word(Severity::High, style.lang), counts.high),
        (severity_word(Severity::Medium, style.lang), counts.medium),
        (severity_word(Severity::Low, style.lang), counts.low),
        (severity_word(Severity::Info, style.lang), counts.info),
        (word("report-waived"), counts.waived),
        (word("report-not-analysed"), scan.summary.not_analysed),
    ];
    let names: Vec<&str> = columns.iter().map(|(name, _)| name.as_str()).collect();
    let numbers: Vec<String> = columns.iter().map(|(_, count)| count.to_string()).collect();
    text.push_str(&row(names.iter().copied()));
    text.push_str(&row(names.iter().map(|_| "--:")));
    text.push_str(&row(numbers.iter().map(String::as_str)));
    text.push('\n');
    text
}

/// The tables of what is violated, the worst first.
fn findings(scan: &Scan, style: &Style, room: usize) -> String {
    let mut list = Bounded { text: String::new(), room, left_out: 0 };
    for severity in Severity::ALL.iter().rev() {
        let is = |f: &Finding| f.outcome == Outcome::Violated && f.severity == *severity;
        let of_severity: Vec<Finding> = scan.findings.iter().filter(is).collect();
        if of_severity.is_empty() {
            continue;
        }
        let title = format!("### {} ({})\n\n", severity_word(*severity, style.lang), of_severity.len());
        list.table(&title, &["report-rule", "report-subject", "report-where", "report-what"], style);
        for finding in of_severity {
            list.push(&row([
                &rule(&finding),
                &object(&finding),
                &place(&finding, style),
                &title_of(&finding, style),
            ]));
        }
        list.text.push('\n');
    }
    list.finish("report-left-out", style)
}

/// Why and how to mend it, once for each rule, folded away.
fn details(scan: &Scan, style: &Style) -> String {
    let mut list = Bounded { text: String::new(), room: 3 * MAX_PART_BYTES, left_out: 0 };
    let mut seen: Vec<RuleId> = Vec::new();
    let violated = |severity| {
        scan.findings.iter().filter(move |f| f.outcome == Outcome::Violated && f.severity == severity)
    };
    for finding in Severity::ALL.iter().rev().flat_map(|severity| violated(*severity)) {
        if seen.contains(&finding.rule) {
            continue;
        }
        list.push(&about(&finding, style));
        seen.push(finding.rule);
    }
    list.finish("report-left-out-rules", style)
}

fn about(finding: &Finding, style: &Style) -> String {
    let word = |key: &str| one(style.lang, key, &[]);
    let rule = find(finding.rule.as_str());
    let waive = if rule.is_some_and(Rule::is_waived_by_annotation) {
        code(&format!("{}: \"until=YYYY-MM-DD; owner=NAME; reason=WHY\"", annotation_key(&finding.rule)))
    } else {
        let fingerprint = finding.fingerprint.to_string();
        prose(&one(style.lang, "report-waive-file", &[("fingerprint", Arg::Text(&fingerprint))]))
    };
    let references = rule.map_or(&[][..], |rule| rule.references);
    let references: Vec<String> = references.iter().map(|link| format!("<{link}>")).collect();
    let mut text = format!(
        "<details><summary>{}: {}</summary>\n\n- **{}**: {}\n- **{}**: {}\n- **{}**: {}\n",
        code(finding.rule.as_str()),
        title_of(finding, style),
        word("report-why"),
        prose(finding.why.get(style.lang)),
        word("report-fix"),
        prose(finding.fix.get(style.lang)),
        word("report-waive"),
        waive,
    );
    if !references.is_empty() {
        let _ = writeln!(text, "- **{}**: {}", word("rules-reference"), references.join(" "));
    }
    text.push_str("\n</details>\n\n");
    text
}

fn waived(scan: &Scan, style: &Style) -> String {
    let waived = scan.findings.iter().filter_map(|finding| Some((finding.waiver.clone()?, finding)));
    let rows = waived.map(|(waiver, finding)| {
        let by = code(&waived_by(&waiver, style.lang));
        row([&rule(&finding), &object(&finding), &place(&finding, style), &by])
    });
    let columns = ["report-rule", "report-subject", "report-where", "report-waived"];
    folded("report-waived", scan.summary.counts.waived, &columns, rows, style)
}

fn not_analysed(scan: &Scan, style: &Style) -> String {
    let open = scan.findings.iter().filter(Finding::is_not_analysed);
    let rows = open.map(|finding| {
        let detail = code(&label(&finding, style));
        row([&place(&finding, style), &detail, &prose(finding.fix.get(style.lang))])
    });
    let columns = ["report-where", "report-detail", "report-fix"];
    folded("report-not-analysed", scan.summary.not_analysed, &columns, rows, style)
}

fn notes(scan: &Scan, style: &Style) -> String {
    let place = |note: &Note| {
        let file = note.location.as_ref().and_then(Location::file);
        file.map_or_else(String::new, |file| code(&format!("{}:{}", style.path(&file.path), file.span.line)))
    };
    let rows = scan.notes.iter().map(|note| row([&place(note), &code(note.text.get(style.lang))]));
    let count = scan.notes.len() as u64;
    folded("report-note", count, &["report-where", "report-what"], rows, style)
}

fn folded(
    title: &str,
    count: u64,
    columns: &[&str],
    rows: impl Iterator<Item = String>,
    style: &Style,
) -> String {
    if count == 0 {
        return String::new();
    }
    let mut list = Bounded { text: String::new(), room: MAX_PART_BYTES, left_out: 0 };
    let summary = format!("<details><summary>{} ({count})</summary>\n\n", one(style.lang, title, &[]));
    list.table(&summary, columns, style);
    for row in rows {
        list.push(&row);
    }
    list.text.push('\n');
    let mut text = list.finish("report-left-out", style);
    text.push_str("</details>\n\n");
    text
}

/// Text that takes whole pieces until its room is used, and counts the rest.
struct Bounded {
    text: String,
    room: usize,
    left_out: u64,
}

impl Bounded {
    fn push(&mut self, piece: &str) {
        // After the first piece without room nothing more is taken, so that what is left out is the end of the list.
        if self.left_out > 0 || self.text.len() + piece.len() > self.room {
            self.left_out += 1;
        } else {
            self.text.push_str(piece);
        }
    }

    /// Begins a table; its head does not count as left out.
    fn table(&mut self, title: &str, columns: &[&str], style: &Style) {
        let columns: Vec<String> = columns.iter().map(|key| one(style.lang, key, &[])).collect();
        let names = row(columns.iter().map(String::as_str));
        let head = format!("{title}{names}{}", row(columns.iter().map(|_| "---")));
        if self.left_out == 0 && self.text.len() + head.len() <= self.room {
            self.text.push_str(&head);
        }
    }

    fn finish(mut self, key: &str, style: &Style) -> String {
        if self.left_out > 0 {
            let line = one(style.lang, key, &[("count", Arg::Number(self.left_out))]);
            let _ = write!(self.text, "**{}**\n\n", prose(&line));
        }
        self.text
    }
}

pub(crate) fn row<S: AsRef<str>>(cells: impl IntoIterator<Item = S>) -> String {
    let mut text = String::from("|");
    for cell in cells {
        text.push(' ');
        text.push_str(cell.as_ref());
        text.push_str(" |");
    }
    text.push('\n');
    text
}

fn rule(finding: &Finding) -> String {
    let name = code(finding.rule.as_str());
    let reference = find(finding.rule.as_str()).and_then(|rule| rule.references.first());
    reference.map_or_else(|| name.clone(), |link| format!("[{name}](<{link}>)"))
}

/// The object, and below it who owns it.
fn object(finding: &Finding) -> String {
    let owner = owner(finding).map(|owner| format!("<br>{}", code(&owner)));
    format!("{}{}", code(&subject(&finding.subject)), owner.unwrap_or_default())
}

fn place(finding: &Finding, style: &Style) -> String {
    finding.place().map_or_else(String::new, |(path, span)| {
        let path = style.repository_path(path);
        code(&span.map_or_else(|| path.clone(), |span| format!("{path}:{}", span.line)))
    })
}

fn title_of(finding: &Finding, style: &Style) -> String {
    prose(finding.title.get(style.lang))
}

/// Longer values are cut: a row must not use up the room of a hundred.
const MAX_CHARS: usize = 300;

/// Text from outside: shown as it is, without any meaning.
pub(crate) fn code(text: &str) -> String {
    let mut chars = text.chars();
    let mut kept: String = chars.by_ref().take(MAX_CHARS).collect();
    if chars.next().is_some() {
        kept.push('…');
    }
    // Nobody is mentioned in code, so the name stays as it is and can be copied.
    format!("<code>{}</code>", escaped(&printable(&kept)))
}

/// One of our own sentences.
pub(crate) fn prose(text: &str) -> String {
    let text = printable(text);
    let mut out = String::new();
    for part in parts(&text) {
        match part {
            Part::Words(words) => out.push_str(&unmentioned(words)),
            Part::Value(value) => {
                out.push_str("<code>");
                out.push_str(&escaped(value));
                out.push_str("</code>");
            }
        }
    }
    out
}

/// Outside of code a mention is found in the text after references were resolved, so the name is parted from its `@`.
fn unmentioned(text: &str) -> String {
    escaped(text).replace("&#64;", "&#64;&#8288;")
}

/// Replaces every mark of Markdown and HTML, and what services turn into links and mentions, by its reference.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut before = ' ';
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            // Neither a link nor an emoji goes on with a space.
            ':' if chars.peek() == Some(&' ') => out.push(c),
            // An extended autolink begins with `www.`.
            '.' if before.eq_ignore_ascii_case(&'w') => out.push_str("&#46;"),
            ' ' | '-' | '/' | '.' | ',' | ';' | '(' | ')' | '\'' | '"' | '?' | '%' | '+' => out.push(c),
            c if c.is_ascii_punctuation() || c == '\t' => {
                // Writing to a String cannot fail.
                let _ = write!(out, "&#{};", u32::from(c));
            }
            c => out.push(c),
        }
        before = c;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{code, prose};

    #[test]
    fn nothing_from_outside_is_a_mark() {
        let hostile = "a|b `c` <img src=x> @team **b** [l](http://x) www.example.test &amp; \n# h";
        let text = code(hostile);
        let inner = text.strip_prefix("<code>").and_then(|t| t.strip_suffix("</code>")).unwrap_or_default();
        let marks: Vec<char> =
            inner.replace("&#", "").chars().filter(|c| "|`<>@*[]&\n!_~\\:=$^{}".contains(*c)).collect();
        assert_eq!(marks, [], "{text}");
        assert!(text.contains("www&#46;example") && text.contains("&#64;team"), "{text}");
    }

    #[test]
    fn values_in_our_own_sentences_are_code() {
        assert_eq!(prose("Set `a|b` now"), "Set <code>a&#124;b</code> now");
        assert_eq!(prose("an odd ` one"), "an odd &#96; one");
        assert_eq!(prose("ask @team"), "ask &#64;&#8288;team");
    }

    #[test]
    fn a_value_is_cut() {
        assert!(code(&"x".repeat(100_000)).len() < 400);
    }
}
