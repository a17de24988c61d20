//! Lists and reviews in Markdown, for a comment on a pull request: bounded, and nothing from outside means anything in it.

use std::fmt::Write as _;
use std::io;

use sekimori_model::dependencies::{
    ChangedDependency, Dependency, DependencyList, DependencyReview, Effect, ReviewedFile, Unread,
};
use sekimori_model::wire::Note;
use sekimori_model::{Lang, NotAnalysed};
use sekimori_text::Arg;

use super::terminal::update_line;
use super::terminal::{
    age, finding_line, heading, licence, list_line, name_of, place, relation, review_lines, what,
};
use crate::causes::cause;
use crate::report::markdown::{MAX_BYTES, code, prose, row};
use crate::texts::one;

/// What the parts behind the tables may take.
const TAIL_BYTES: usize = 8_000;
/// Packages of one list that are told.
const MOST_ROWS: usize = 1_000;
/// Findings of one package that are told.
const MOST_FINDINGS: usize = 20;

/// Writes a list.
///
/// # Errors
/// What the writer says.
pub fn write_list(list: &DependencyList, lang: Lang, out: &mut dyn io::Write) -> io::Result<()> {
    let mut text = format!("## Sekimori: {}\n\n", prose(&list_line(list, lang)));
    let mut tail = unread(&list.problems, lang);
    tail.push_str(&notes(&list.notes, lang));
    let mut page =
        Page { text: std::mem::take(&mut text), room: MAX_BYTES - tail.len().min(MAX_BYTES), left_out: 0 };
    let columns =
        ["deps-package", "deps-version", "deps-licence", "deps-relation", "report-where", "deps-findings"];
    page.head(&columns, lang);
    for package in &list.packages {
        let cells = [
            code(&name_of(package)),
            code(&package.version),
            code_or_none(&licence(package)),
            relation(package, lang),
            code(&place(package)),
            findings(package, None, lang),
        ];
        page.push(&row(cells));
    }
    page.finish(&tail, lang, out)
}

/// Writes a review: a line that sums it up, what it introduces, and the rest folded away.
///
/// # Errors
/// What the writer says.
pub fn write_review(review: &DependencyReview, lang: Lang, out: &mut dyn io::Write) -> io::Result<()> {
    let lines = review_lines(review, lang);
    let mut text = String::new();
    if let [what, verdict] = lines.as_slice() {
        text = format!("## Sekimori: {}\n\n{}\n\n", prose(verdict), prose(what));
    }
    let mut tail = unread(&review.problems, lang);
    tail.push_str(&notes(&review.notes, lang));
    let mut page = Page { text, room: MAX_BYTES - tail.len().min(MAX_BYTES), left_out: 0 };
    introduced(review, &mut page, lang);
    for file in &review.files {
        details(file, &mut page, lang);
    }
    page.finish(&tail, lang, out)
}

/// What the change introduces, which decides.
fn introduced(review: &DependencyReview, page: &mut Page, lang: Lang) {
    let all = review
        .files
        .iter()
        .flat_map(|file| file.added.iter().chain(file.changed.iter().map(|one| &one.after)));
    let is_new =
        |package: &&Dependency| package.findings.iter().any(|one| one.effect == Some(Effect::Introduced));
    let all: Vec<&Dependency> = all.filter(is_new).collect();
    if all.is_empty() {
        return;
    }
    page.push(&format!("### {}\n\n", one(lang, "deps-introduced-title", &[])));
    page.head(&["deps-package", "report-where", "deps-findings"], lang);
    for package in all {
        let name = code(&format!("{} {}", name_of(package), package.version));
        page.push(&row([name, code(&place(package)), findings(package, Some(Effect::Introduced), lang)]));
    }
    page.push("\n");
}

/// All that a change does to one file, folded away.
fn details(file: &ReviewedFile, page: &mut Page, lang: Lang) {
    let args = [
        ("added", Arg::Number(file.added.len() as u64)),
        ("changed", Arg::Number(file.changed.len() as u64)),
        ("removed", Arg::Number(file.removed.len() as u64)),
    ];
    let counts = prose(&one(lang, "deps-file-counts", &args));
    if !page.push(&format!("<details><summary>{}: {counts}</summary>\n\n", code(&heading(file, lang)))) {
        return;
    }
    page.head(
        &["deps-change", "deps-package", "deps-version", "deps-licence", "deps-relation", "deps-findings"],
        lang,
    );
    for package in file.added.iter().take(MOST_ROWS) {
        page.push(&one_row("deps-added", package, &code(&package.version), lang));
    }
    for changed in file.changed.iter().take(MOST_ROWS) {
        let ChangedDependency { before, after, .. } = changed;
        let mut cells = code(&what(changed, lang).join(", "));
        let resolved = findings(before, Some(Effect::Resolved), lang);
        if !resolved.is_empty() {
            cells.push_str("<br>");
            cells.push_str(&resolved);
        }
        page.push(&one_row("deps-changed", after, &cells, lang));
    }
    for package in file.removed.iter().take(MOST_ROWS) {
        page.push(&one_row("deps-removed", package, &code(&package.version), lang));
    }
    // What was opened has to be closed, whatever room is left.
    page.text.push_str("\n</details>\n\n");
}

fn one_row(key: &str, package: &Dependency, version: &str, lang: Lang) -> String {
    let published = age(package, lang).map(|text| format!("<br>{}", prose(&text))).unwrap_or_default();
    let version = format!("{version}{published}");
    row([
        one(lang, key, &[]),
        code(&name_of(package)),
        version,
        code_or_none(&licence(package)),
        relation(package, lang),
        findings(package, None, lang),
    ])
}

/// The findings of a package, and what to update it to.
fn findings(package: &Dependency, effect: Option<Effect>, lang: Lang) -> String {
    let told: Vec<_> =
        package.findings.iter().filter(|one| effect.is_none() || one.effect == effect).collect();
    let mut lines: Vec<String> =
        told.iter().take(MOST_FINDINGS).map(|found| prose_of(&finding_line(found, lang))).collect();
    let more = told.len().saturating_sub(MOST_FINDINGS) as u64;
    if more > 0 {
        lines.push(one(lang, "deps-more-findings", &[("count", Arg::Number(more))]));
    }
    if let Some(update) =
        package.update.as_ref().filter(|_| !lines.is_empty() && effect != Some(Effect::Resolved))
    {
        lines.push(prose_of(&update_line(&package.name, update, lang)));
    }
    lines.join("<br>")
}

/// A sentence that holds names from outside: a mark in it is none of ours.
fn prose_of(text: &str) -> String {
    prose(&text.replace('`', "'"))
}

fn code_or_none(text: &str) -> String {
    if text.is_empty() { String::new() } else { code(text) }
}

fn unread(problems: &[Unread], lang: Lang) -> String {
    let rows = problems.iter().map(|problem| {
        let reason = one(lang, &format!("reason-{}", NotAnalysed::as_str(problem.reason)), &[]);
        row([code(&problem.path), prose(&reason), code(&cause(&problem.detail, lang))])
    });
    let columns = ["report-where", "report-what", "report-detail"];
    folded("report-not-analysed", problems.len(), &columns, rows, lang)
}

fn notes(notes: &[Note], lang: Lang) -> String {
    let rows = notes.iter().map(|note| row([code(note.text.get(lang))]));
    folded("report-note", notes.len(), &["report-what"], rows, lang)
}

fn folded(
    title: &str,
    count: usize,
    columns: &[&str],
    rows: impl Iterator<Item = String>,
    lang: Lang,
) -> String {
    if count == 0 {
        return String::new();
    }
    let text = format!("<details><summary>{} ({count})</summary>\n\n", one(lang, title, &[]));
    let mut page = Page { text, room: TAIL_BYTES, left_out: 0 };
    page.head(columns, lang);
    rows.for_each(|row| {
        page.push(&row);
    });
    page.said(lang);
    page.text.push_str("\n</details>\n\n");
    page.text
}

/// Text that takes whole rows until its room is used, and counts the rest.
struct Page {
    text: String,
    room: usize,
    left_out: u64,
}

impl Page {
    fn push(&mut self, piece: &str) -> bool {
        // 1,000: what closes what is open, and the line that says how many were left out.
        let has_room = self.left_out == 0 && self.text.len() + piece.len() + 1_000 <= self.room;
        if has_room {
            self.text.push_str(piece);
        } else {
            self.left_out += 1;
        }
        has_room
    }

    fn head(&mut self, columns: &[&str], lang: Lang) {
        let names = row(columns.iter().map(|key| one(lang, key, &[])));
        if self.left_out == 0 {
            self.text.push_str(&names);
            self.text.push_str(&row(columns.iter().map(|_| "---")));
        }
    }

    fn said(&mut self, lang: Lang) {
        if self.left_out > 0 {
            let line = one(lang, "report-left-out", &[("count", Arg::Number(self.left_out))]);
            // Writing to a String cannot fail.
            let _ = write!(self.text, "\n**{}**\n\n", prose(&line));
        }
    }

    fn finish(mut self, tail: &str, lang: Lang, out: &mut dyn io::Write) -> io::Result<()> {
        self.text.push('\n');
        self.said(lang);
        self.text.push_str(tail);
        out.write_all(self.text.as_bytes())
    }
}
