//! Reports: the same scan for people and for programs. No format changes what was found or the exit code.

mod github;
mod gitlab;
pub(crate) mod html;
mod json;
mod junit;
pub(crate) mod markdown;
mod openvex;
mod printable;
mod said;
mod sarif;
mod sentence;
mod table;
mod terminal;

use std::io::{self, Write};

use sekimori_model::config::Mode;
use sekimori_model::{Finding, Lang, Outcome, Severity};
use sekimori_text::Arg;

pub use printable::printable;
pub(crate) use said::waived_by;

use crate::plan::Plan;
use crate::texts::one;
use crate::{Scan, focus};

/// The formats that a scan can be written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For people: each finding with its lines, why, fix and how to waive.
    Terminal,
    /// For people: one line a finding.
    Table,
    /// `sekimori.dev/findings/v1`.
    Json,
    /// SARIF 2.1.0.
    Sarif,
    /// `JUnit` XML.
    Junit,
    /// Annotations of GitHub Actions.
    Github,
    /// Code Quality of GitLab.
    Gitlab,
    /// Markdown, bounded to what fits a comment.
    Markdown,
    /// `OpenVEX` 0.2.0: what is decided about advisories.
    OpenVex,
    /// One HTML page that needs nothing else.
    Html,
}

/// How a report for people looks.
#[derive(Debug, Clone)]
pub struct Style {
    /// The language.
    pub lang: Lang,
    /// Whether colours may be used.
    pub colour: bool,
    /// Columns of the terminal.
    pub width: usize,
    /// What to put before each path so that it can be opened; empty for none.
    pub root: String,
    /// Whether findings that a waiver accepts are shown too.
    pub show_waived: bool,
    /// Whether findings that the baseline has are shown too.
    pub show_known: bool,
}

impl Style {
    /// Tells whether people are shown a finding.
    fn shows(&self, finding: &Finding) -> bool {
        finding.mode != Mode::Audit
            && (self.show_waived || !finding.is_waived())
            && (self.show_known || !finding.is_known())
    }

    fn path(&self, path: &str) -> String {
        printable(&self.joined(path))
    }

    /// The path as it is on disk, for programs that know the repository: from where the user stands, and without the
    /// `./` that they do not expect.
    fn repository_path(&self, path: &str) -> String {
        let joined = self.joined(path);
        joined.trim_start_matches("./").to_owned()
    }

    fn joined(&self, path: &str) -> String {
        let (mut root, mut path) = (self.root.trim_end_matches('/'), path);
        // A base beside the scanned root is shown where it is, as far as the root's own name tells.
        while let Some(rest) = path.strip_prefix("../") {
            let (above, name) = root.rsplit_once('/').unwrap_or(("", root));
            if matches!(name, "" | "." | "..") || root.starts_with('/') && above.is_empty() {
                break;
            }
            (root, path) = (above, rest);
        }
        match (root, path) {
            ("" | ".", path) => path.to_owned(),
            (root, ".") => root.to_owned(),
            (root, path) => format!("{root}/{path}"),
        }
    }
}

/// Writes `scan` in `format`.
///
/// # Errors
/// What the writer says.
pub fn write(scan: &Scan, plan: &Plan, format: Format, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    match format {
        Format::Terminal => terminal::write(scan, style, out),
        Format::Table => table::write(scan, style, out),
        Format::Json => json::write(scan, out),
        Format::Sarif => sarif::write(scan, plan, out),
        Format::Junit => junit::write(scan, style, out),
        Format::Github => github::write(scan, style, out),
        Format::Gitlab => gitlab::write(scan, style, out),
        Format::Markdown => markdown::write(scan, style, out),
        Format::OpenVex => openvex::write(scan, out),
        Format::Html => html::write(scan, plan, style, out),
    }
}

/// The notes of a scan for the formats that have no room for them, each as a line.
pub fn note_lines(scan: &Scan, format: Format, style: &Style) -> Vec<String> {
    let has_room =
        !matches!(format, Format::Table | Format::Junit | Format::Github | Format::Gitlab | Format::OpenVex);
    let notes = scan.notes.iter().filter(|_| !has_room);
    notes.map(|note| terminal::note_line(note, style)).collect()
}

/// The line that says what was done: rules, objects, files, findings, verdict.
pub fn last_line(scan: &Scan, lang: Lang, seconds: Option<f64>) -> String {
    let summary = &scan.summary;
    let number = |n: u64| Arg::Number(n);
    let searched = scan.only_secrets || summary.files_searched > 0 || summary.history.is_some();
    let judged = summary.files_examined > 0 || !searched;
    let args = [
        ("rules", number(summary.rules)),
        ("objects", number(summary.objects)),
        ("files", number(if judged { summary.files_examined } else { summary.files_searched })),
    ];
    let mut line = match (summary.history, &summary.image) {
        (_, Some(seen)) => {
            let args = [
                ("rules", number(summary.rules)),
                ("packages", number(seen.packages)),
                ("files", number(seen.files)),
                ("layers", number(seen.layers)),
            ];
            one(lang, "report-last-line-image", &args)
        }
        (Some(seen), None) => {
            let args = [
                ("rules", number(summary.rules)),
                ("blobs", number(seen.blobs)),
                ("commits", number(seen.commits)),
            ];
            one(lang, "report-last-line-history", &args)
        }
        (None, None) if judged => one(lang, "report-last-line", &args),
        (None, None) => one(lang, "report-last-line-secrets", &args),
    };
    if let Some(seen) = &summary.registry {
        let args = [
            ("rules", number(summary.rules)),
            ("repositories", number(seen.repositories)),
            ("tags", number(seen.tags)),
        ];
        line = one(lang, "report-last-line-registry", &args);
    }
    if let Some(standard) = scan.standard {
        let standard = standard.to_string();
        let text = one(lang, "report-standard-line", &[("standard", Arg::Text(&standard))]);
        line = format!("{text}: {line}");
    }
    if let Some(seconds) = seconds {
        let seconds = format!("{seconds:.2}");
        let text = one(lang, "report-in-seconds", &[("seconds", Arg::Text(&seconds))]);
        line.push_str(if lang == Lang::Ja { "、" } else { ", " });
        line.push_str(&text);
    }
    let counts = &summary.counts;
    let by_severity = [
        (Severity::Critical, counts.critical),
        (Severity::High, counts.high),
        (Severity::Medium, counts.medium),
        (Severity::Low, counts.low),
        (Severity::Info, counts.info),
    ];
    let mut parts: Vec<String> = by_severity
        .iter()
        .filter(|(_, count)| *count > 0)
        .map(|(severity, count)| {
            let word = severity_word(*severity, lang);
            one(lang, "report-count", &[("count", number(*count)), ("severity", Arg::Text(&word))])
        })
        .collect();
    // What a chart leaves open is settled by its installation, what a registry does not tell by nobody.
    let not_observable = match summary.registry {
        Some(_) => "report-count-not-told",
        None => "report-count-not-observable",
    };
    for (key, count) in [
        ("report-count-waived", counts.waived),
        ("report-count-audited", counts.audited),
        ("report-count-not-analysed", summary.not_analysed),
        (not_observable, counts.not_observable),
        ("report-count-searched", if judged { summary.files_searched } else { 0 }),
        ("report-count-blobs-known", summary.history.map_or(0, |seen| seen.blobs_known)),
        ("report-count-not-seen", summary.history.map_or(0, |seen| seen.not_seen)),
        ("report-count-requests", summary.verified.map_or(0, |verified| verified.requests)),
        ("report-count-active", summary.verified.map_or(0, |verified| verified.active)),
        ("report-count-revoked", summary.verified.map_or(0, |verified| verified.revoked)),
        ("report-count-unverified", summary.verified.map_or(0, |verified| verified.unknown)),
        ("report-count-charts", summary.charts),
        ("report-count-overlays", summary.overlays),
        ("report-count-other", summary.documents_of_other_kinds),
    ] {
        if count > 0 {
            parts.push(one(lang, key, &[("count", number(count))]));
        }
    }
    if scan.findings.is_empty() {
        parts.insert(0, one(lang, "report-nothing-found", &[]));
    }
    if parts.is_empty() {
        // All there is is in the baseline.
        parts.push(one(lang, "report-nothing-new", &[]));
    }
    let (colon, comma) = if lang == Lang::Ja { (": ", "、") } else { (": ", ", ") };
    format!("{line}{colon}{}", parts.join(comma))
}

/// The lines that say what was asked for of all that was found, and what that left out.
pub fn focus_lines(scan: &Scan, plan: &Plan, lang: Lang) -> Vec<String> {
    focus::lines(scan, plan, lang)
}

/// The verdict in words.
pub fn verdict_line(scan: &Scan, lang: Lang) -> String {
    use sekimori_model::Decision;
    let thresholds = scan.verdict.thresholds;
    let threshold = severity_word(thresholds.fail_on, lang);
    let over = scan
        .findings
        .iter()
        .filter(|finding| finding.outcome == Outcome::Violated && !finding.is_known())
        .filter(|finding| finding.severity >= thresholds.fail_on && finding.mode == Mode::Deny)
        .count();
    let args = [("threshold", Arg::Text(&threshold)), ("count", Arg::Number(over as u64))];
    let key = match scan.verdict.decision {
        Decision::Pass => "report-verdict-pass",
        Decision::Warn => "report-verdict-warn",
        Decision::Incomplete if scan.summary.registry.is_some() && scan.cut_short => {
            "report-verdict-incomplete"
        }
        Decision::Incomplete if scan.summary.registry.is_some() => "report-verdict-no-repository",
        Decision::Incomplete
            if !scan.saw_anything() && (scan.only_secrets || scan.summary.image.is_some()) =>
        {
            "report-verdict-no-file"
        }
        Decision::Incomplete if !scan.saw_anything() => "report-verdict-nothing",
        Decision::Incomplete if scan.cut_short && scan.misses_parts() => "report-verdict-unsearched",
        Decision::Incomplete if scan.cut_short => "report-verdict-incomplete",
        Decision::Incomplete if scan.analysed_nothing() => "report-verdict-unanalysed",
        Decision::Incomplete if scan.misses_chart() => "report-verdict-no-such-chart",
        Decision::Incomplete => "report-verdict-no-such-owner",
        Decision::Fail if over == 0 => "report-verdict-fail-not-analysed",
        Decision::Fail => "report-verdict-fail",
    };
    one(lang, key, &args)
}

/// Where people are to look: the path, with line and column where a line is meant.
fn place(finding: &Finding, style: &Style) -> String {
    finding.place().map_or_else(String::new, |(path, span)| {
        let path = style.path(path);
        span.map_or_else(|| path.clone(), |span| format!("{path}:{}:{}", span.line, span.column))
    })
}

/// Who owns the subject and how to reach them, where that is known.
fn owner(finding: &Finding) -> Option<String> {
    let owner = finding.owner.as_ref()?;
    let contact = owner.contact.as_ref().map(|contact| format!(" ({contact})")).unwrap_or_default();
    Some(printable(&format!("{}{contact}", owner.team)))
}

/// The word for a severity.
pub fn severity_word(severity: Severity, lang: Lang) -> String {
    one(lang, &format!("severity-{severity}"), &[])
}
