//! In the manner of rustc: what, where with the line, why, fix, how to waive.

use std::io::{self, Write};
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet as Source};
use sekimori_model::config::Mode;
use sekimori_model::wire::Note;
use sekimori_model::{
    Evidence, FileLocation, Finding, Location, Outcome, Severity, Span, Subject, annotation_key,
};
use sekimori_text::Arg;

use super::said::{has_words, said, unseen, waived_by};
use super::table::subject;
use super::{Style, printable, severity_word};
use crate::causes::cause;
use crate::texts::one;
use crate::{Scan, risk};

pub(super) fn write(scan: &Scan, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let renderer = if style.colour { Renderer::styled() } else { Renderer::plain() };
    let renderer = renderer.term_width(style.width);
    for finding in scan.findings.iter().filter(|f| style.shows(f)) {
        let text = renderer.render(&[group(&finding, style)]);
        // Only under an origin of ours does the renderer say that a source has none of its own.
        text.lines().filter(|line| !is_sourceless(line)).try_for_each(|line| writeln!(out, "{line}"))?;
        writeln!(out)?;
    }
    first(scan, style, out)?;
    for note in &scan.notes {
        writeln!(out, "{}", note_line(note, style))?;
    }
    Ok(())
}

/// Findings of packages that are told once more in the order in which they are to be mended.
const FIRST: usize = 10;

/// What to do first, where there are several packages to mend: findings stand by file, which tells nothing of that.
fn first(scan: &Scan, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let is_open = |f: &Finding| f.outcome == Outcome::Violated && style.shows(f) && risk::id(f).is_some();
    let mut all: Vec<Finding> = scan.findings.iter().filter(is_open).collect();
    if all.len() < 2 {
        return Ok(());
    }
    all.sort_by(risk::order);
    writeln!(out, "{}", one(style.lang, "deps-first", &[]))?;
    for (number, finding) in (1..).zip(all.iter().take(FIRST)) {
        let (title, because) = (finding.title.get(style.lang), risk::said(finding, style.lang));
        let severity = severity_word(finding.severity, style.lang);
        let args = [
            ("severity", Arg::Text(&severity)),
            ("title", Arg::Text(title)),
            ("because", Arg::Text(&because)),
        ];
        let line = one(style.lang, "deps-finding", &args);
        writeln!(out, "{}", printable(&format!("{number:>3}. {line}")))?;
    }
    writeln!(out)
}

fn group<'a>(finding: &'a Finding, style: &Style) -> Group<'a> {
    let (level, name) = match finding.outcome {
        Outcome::NotAnalysed(_) => (Level::NOTE, one(style.lang, "report-not-analysed", &[])),
        Outcome::Waived => (Level::NOTE, one(style.lang, "report-waived", &[])),
        _ if finding.is_known() => (Level::NOTE, one(style.lang, "report-known", &[])),
        _ => (level(finding.severity), severity_word(finding.severity, style.lang)),
    };
    let title = printable(finding.title.get(style.lang));
    let title = level.with_name(name).primary_title(title).id(finding.rule.as_str());
    let mut group = title.elements(place_of(finding, style));
    for (key, text) in sentences(finding, style) {
        let label = one(style.lang, key, &[]);
        group = group.element(Level::NOTE.with_name(label).message(text));
    }
    group
}

/// Tells whether a line is the renderer's mark of a source without a path, colours aside.
fn is_sourceless(line: &str) -> bool {
    let mut parts = line.split('\u{1b}');
    let first = parts.next().unwrap_or_default();
    let rest = parts.map(|part| part.split_once('m').map_or(part, |(_, text)| text));
    [first].into_iter().chain(rest).flat_map(str::chars).filter(|c| *c != ' ').eq(":::".chars())
}

fn level(severity: Severity) -> Level<'static> {
    match severity {
        Severity::Critical | Severity::High => Level::ERROR,
        Severity::Medium => Level::WARNING,
        Severity::Low => Level::HELP,
        Severity::Info => Level::INFO,
    }
}

fn place_of<'a>(finding: &'a Finding, style: &Style) -> Vec<Element<'a>> {
    let file = finding.locations.iter().find_map(Location::file);
    let (path, span) = finding.place().unwrap_or(("", Some(Span::FILE_START)));
    let path = if path.is_empty() { String::new() } else { style.path(path) };
    let Some(span) = span else { return vec![Origin::path(path).into()] };
    let line = usize::try_from(span.line).unwrap_or(1);
    let column = usize::try_from(span.column).unwrap_or(1);
    let Some(snippet) = finding.snippet.as_deref() else {
        return vec![Origin::path(path).line(line).char_column(column).into()];
    };
    let text = printable(&snippet.text);
    // Of what is rendered the rendered line is shown.
    let rendered = file.and_then(|file| file.rendered);
    let range = range(&text, snippet.first_column, rendered.unwrap_or(span));
    let source = Source::source(text)
        .line_start(line)
        .fold(false)
        .annotation(AnnotationKind::Primary.span(range).label(label(finding, style)));
    if snippet.first_column == 1 && rendered.is_none() {
        return vec![source.path(path).into()];
    }
    // The renderer would count the column from where the line was clipped, or in the rendered text.
    vec![Origin::path(path).line(line).char_column(column).into(), source.into()]
}

/// The bytes of `text`, whose first character stands in column `first`, that `span` covers.
fn range(text: &str, first: u32, span: Span) -> Range<usize> {
    let byte = |column: u32| {
        let chars = usize::try_from(column.saturating_sub(first)).unwrap_or(0);
        text.char_indices().nth(chars).map_or(text.len(), |(at, _)| at)
    };
    let start = byte(span.column);
    let end = if span.end_line == span.line { byte(span.end_column) } else { text.len() };
    start..end.max(start)
}

pub(super) fn label(finding: &Finding, style: &Style) -> String {
    let text = match finding.evidence.first() {
        Some(Evidence::Value { seen, wanted, .. }) => {
            let wanted = Arg::Text(wanted.get(style.lang));
            match seen {
                Some(seen) => {
                    let args = [("seen", Arg::Text(seen)), ("wanted", wanted)];
                    one(style.lang, "report-found-wanted", &args)
                }
                None => one(style.lang, "report-absent-wanted", &[("wanted", wanted)]),
            }
        }
        Some(Evidence::Message { text }) => cause(text, style.lang).into_owned(),
        Some(evidence) if has_words(evidence) => said(evidence, style.lang),
        _ => unseen(finding.outcome, style.lang).unwrap_or_default(),
    };
    printable(&text)
}

pub(super) fn sentences(finding: &Finding, style: &Style) -> Vec<(&'static str, String)> {
    let mut all = Vec::new();
    if finding.snippet.is_none() {
        all.push(("report-detail", label(finding, style)));
    }
    for evidence in finding.evidence.iter().skip(1) {
        let label = match evidence {
            Evidence::History { .. } => "report-history",
            Evidence::Verification { .. } => "report-verification",
            Evidence::Layer { .. } => "report-layer",
            Evidence::Gone { .. } => "report-gone",
            Evidence::Step { .. } => "report-step",
            Evidence::Package { .. } => "report-package",
            _ => continue,
        };
        all.push((label, printable(&said(evidence, style.lang))));
    }
    all.extend([
        ("report-why", finding.why.get(style.lang).to_owned()),
        ("report-fix", finding.fix.get(style.lang).to_owned()),
        ("report-subject", printable(&subject(&finding.subject))),
    ]);
    if let Some(owner) = &finding.owner {
        let contact = owner.contact.as_ref().map(|contact| format!(" ({contact})")).unwrap_or_default();
        all.push(("report-owner", printable(&format!("{}{contact}", owner.team))));
    }
    let files: Vec<&FileLocation> = finding.locations.iter().filter_map(Location::file).collect();
    let by: Vec<String> = files.iter().take(5).filter_map(|file| rendered_by(file, style)).collect();
    if !by.is_empty() {
        all.push(("report-rendered-by", with_rest(&by, files.len())));
    }
    let others: Vec<&&FileLocation> = files.iter().skip(1).filter(|file| file.rendered.is_none()).collect();
    if !others.is_empty() {
        let shown: Vec<String> = others.iter().take(5).map(|file| place(file, style)).collect();
        all.push(("report-also", with_rest(&shown, others.len())));
    }
    if finding.mode == Mode::Warn {
        all.push(("report-mode", one(style.lang, "report-mode-warn", &[])));
    }
    match &finding.waiver {
        Some(waiver) => {
            all.push(("report-waived", printable(&waived_by(waiver, style.lang))));
        }
        None if !finding.is_not_analysed() => {
            let annotation = annotation_key(&finding.rule);
            let fingerprint = finding.fingerprint.to_string();
            let args = [("annotation", Arg::Text(&annotation)), ("fingerprint", Arg::Text(&fingerprint))];
            // Only objects carry annotations.
            let is_object = matches!(finding.subject, Subject::Object(_));
            let how = if is_object { "report-waive-how" } else { "report-waive-file" };
            all.push(("report-waive", one(style.lang, how, if is_object { &args } else { &args[1..] })));
        }
        None => {}
    }
    all
}

/// What rendered the place, and the line of what it rendered.
fn rendered_by(file: &FileLocation, style: &Style) -> Option<String> {
    let (by, rendered) = (file.rendered_by.as_ref()?, file.rendered?);
    let by = printable(by);
    let args = [("by", Arg::Text(&by)), ("line", Arg::Number(rendered.line.into()))];
    Some(one(style.lang, "report-rendered-at", &args))
}

/// A few of `count` texts in one.
fn with_rest(shown: &[String], count: usize) -> String {
    let rest = if shown.len() < count { ", …" } else { "" };
    format!("{}{rest}", shown.join(", "))
}

fn place(file: &FileLocation, style: &Style) -> String {
    format!("{}:{}:{}", style.path(&file.path), file.span.line, file.span.column)
}

/// A note as one line.
pub(super) fn note_line(note: &Note, style: &Style) -> String {
    let label = one(style.lang, "report-note", &[]);
    let text = printable(note.text.get(style.lang));
    match note.location.as_ref().and_then(Location::file) {
        Some(file) => format!("{label}: {}: {text}", place(file, style)),
        None => format!("{label}: {text}"),
    }
}
