//! Lists and reviews for people at a terminal.

use std::io::{self, Write};

use comfy_table::{ContentArrangement, Table, presets};
use sekimori_model::dependencies::{
    ChangedDependency, ChangedPart, Dependency, DependencyFinding, DependencyList, DependencyReview, Effect,
    Relation, ReviewedFile, ReviewedState,
};
use sekimori_model::wire::Note;
use sekimori_model::{Lang, Licence, Location};
use sekimori_text::Arg;

use crate::report::{Style, printable, severity_word, waived_by};
use crate::texts::one;

/// Findings that are told one by one behind the table of all packages.
const FIRST: usize = 20;

/// Writes a list as a table, and what to do first.
///
/// # Errors
/// What the writer says.
pub fn write_list(list: &DependencyList, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let lang = style.lang;
    let label = |key: &str| one(lang, key, &[]);
    let mut table = Table::new();
    let header = [
        "deps-package",
        "deps-version",
        "deps-ecosystem",
        "deps-licence",
        "deps-relation",
        "report-where",
        "deps-findings",
        "deps-update",
    ];
    table
        .load_style(presets::NOTHING)
        .set_content_arrangement(ContentArrangement::Disabled)
        .set_header(header.map(label));
    for package in &list.packages {
        let cells = [
            name_of(package),
            package.version.clone(),
            package.ecosystem.clone(),
            licence(package),
            relation(package, lang),
            place(package),
            findings(package, lang),
            package.update.as_ref().map_or_else(String::new, |update| update.version.clone()),
        ];
        table.add_row(cells.map(|cell| if cell.is_empty() { "-".to_owned() } else { printable(&cell) }));
    }
    if !list.packages.is_empty() {
        writeln!(out, "{}", table.trim_fmt())?;
    }
    let is_open = |package: &&Dependency| package.findings.iter().any(|finding| !finding.waived);
    let urgent = list.packages.iter().filter(is_open);
    let urgent: Vec<&Dependency> = urgent.collect();
    if !urgent.is_empty() {
        writeln!(out, "\n{}", one(lang, "deps-first", &[]))?;
    }
    for package in urgent.iter().take(FIRST) {
        tell(package, None, "  ", style, out)?;
    }
    if urgent.len() > FIRST {
        let count = (urgent.len() - FIRST) as u64;
        writeln!(out, "  {}", one(lang, "deps-more", &[("count", Arg::Number(count))]))?;
    }
    notes(&list.notes, style, out)
}

/// Writes a review: file by file what is new, another, gone.
///
/// # Errors
/// What the writer says.
pub fn write_review(review: &DependencyReview, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let lang = style.lang;
    for file in &review.files {
        writeln!(out, "{}", printable(&heading(file, lang)))?;
        for package in &file.added {
            writeln!(out, "  {} {}", one(lang, "deps-added", &[]), printable(&line_of(package, lang)))?;
            tell(package, Some(Effect::Introduced), "      ", style, out)?;
        }
        for changed in &file.changed {
            writeln!(out, "  {} {}", one(lang, "deps-changed", &[]), printable(&change(changed, lang)))?;
            tell(&changed.after, Some(Effect::Introduced), "      ", style, out)?;
            tell(&changed.after, Some(Effect::Kept), "      ", style, out)?;
            tell(&changed.before, Some(Effect::Resolved), "      ", style, out)?;
        }
        for package in &file.removed {
            writeln!(out, "  {} {}", one(lang, "deps-removed", &[]), printable(&line_of(package, lang)))?;
            tell(package, Some(Effect::Resolved), "      ", style, out)?;
        }
        writeln!(out)?;
    }
    notes(&review.notes, style, out)
}

/// The lines of a package's findings: with a version of all that helps behind the last of them.
fn tell(
    package: &Dependency,
    effect: Option<Effect>,
    indent: &str,
    style: &Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let told = package.findings.iter().filter(|finding| effect.is_none() || finding.effect == effect);
    let mut is_any = false;
    for finding in told {
        writeln!(out, "{indent}{}", printable(&finding_line(finding, style.lang)))?;
        is_any = true;
    }
    let helps = package.update.as_ref().filter(|_| is_any && effect != Some(Effect::Resolved));
    if let Some(update) = helps {
        writeln!(out, "{indent}  {}", printable(&update_line(&package.name, update, style.lang)))?;
    }
    Ok(())
}

/// What a change does to a finding, how bad it is, what it is, and why it stands there.
pub(super) fn finding_line(finding: &DependencyFinding, lang: Lang) -> String {
    let effect = match finding.effect {
        Some(Effect::Introduced) => one(lang, "deps-introduced", &[]),
        Some(Effect::Resolved) => one(lang, "deps-resolved", &[]),
        Some(Effect::Kept) => one(lang, "deps-kept", &[]),
        None => String::new(),
    };
    let severity = severity_word(finding.severity, lang);
    let by = finding.waiver.as_ref().map(|waiver| waived_by(waiver, lang));
    let waived = if finding.waived {
        let by = by.map(|by| format!(": {by}")).unwrap_or_default();
        format!(" ({}{by})", one(lang, "report-waived", &[]))
    } else {
        String::new()
    };
    let args = [
        ("severity", Arg::Text(&severity)),
        ("title", Arg::Text(finding.title.get(lang))),
        ("because", Arg::Text(finding.because.get(lang))),
    ];
    let said = one(lang, "deps-finding", &args);
    let gap = if effect.is_empty() { "" } else { " " };
    format!("{effect}{gap}{said}{waived}")
}

pub(super) fn update_line(
    name: &str,
    update: &sekimori_model::dependencies::Replacement,
    lang: Lang,
) -> String {
    let leaves = update.leaves.join(", ");
    let args =
        [("name", Arg::Text(name)), ("version", Arg::Text(&update.version)), ("leaves", Arg::Text(&leaves))];
    one(lang, if leaves.is_empty() { "deps-update-to" } else { "deps-update-leaves" }, &args)
}

fn notes(notes: &[Note], style: &Style, out: &mut dyn Write) -> io::Result<()> {
    for note in notes {
        let label = one(style.lang, "report-note", &[]);
        let file = note.location.as_ref().and_then(Location::file);
        let place = file.map(|file| format!("{}: ", file.path)).unwrap_or_default();
        writeln!(out, "{}", printable(&format!("{label}: {place}{}", note.text.get(style.lang))))?;
    }
    Ok(())
}

/// A file, and where it was.
pub(super) fn heading(file: &ReviewedFile, lang: Lang) -> String {
    file.moved_from.as_ref().map_or_else(
        || file.path.clone(),
        |from| one(lang, "deps-moved", &[("path", Arg::Text(&file.path)), ("from", Arg::Text(from))]),
    )
}

fn line_of(package: &Dependency, lang: Lang) -> String {
    let line = package.line.map(|line| one(lang, "deps-line", &[("line", Arg::Number(line.into()))]));
    let parts = [Some(relation(package, lang)), Some(licence(package)), age(package, lang), line];
    let parts: Vec<String> = parts.into_iter().flatten().filter(|part| !part.is_empty()).collect();
    format!("{} {} ({})", name_of(package), package.version, parts.join(", "))
}

fn change(changed: &ChangedDependency, lang: Lang) -> String {
    format!("{}: {}", name_of(&changed.after), what(changed, lang).join(", "))
        + &line_behind(&changed.after, lang)
}

fn line_behind(package: &Dependency, lang: Lang) -> String {
    let line = package.line.map(|line| one(lang, "deps-line", &[("line", Arg::Number(line.into()))]));
    let parts = [Some(relation(package, lang)), age(package, lang), line];
    let parts: Vec<String> = parts.into_iter().flatten().filter(|part| !part.is_empty()).collect();
    if parts.is_empty() { String::new() } else { format!(" ({})", parts.join(", ")) }
}

/// What of a package is another, each in a few words.
pub(super) fn what(changed: &ChangedDependency, lang: Lang) -> Vec<String> {
    let ChangedDependency { before, after, what } = changed;
    let arrow = |before: String, after: String| format!("{before} → {after}");
    let mut all: Vec<String> = Vec::new();
    for part in what {
        all.push(match part {
            ChangedPart::Version => arrow(before.version.clone(), after.version.clone()),
            ChangedPart::Licence => arrow(licence(before), licence(after)),
            ChangedPart::Relation => arrow(relation(before, lang), relation(after, lang)),
            ChangedPart::Content => one(lang, "deps-content", &[("version", Arg::Text(&after.version))]),
        });
    }
    all
}

/// The name, which nothing may have.
pub(super) fn name_of(package: &Dependency) -> String {
    if package.name.is_empty() { "?".to_owned() } else { package.name.clone() }
}

pub(super) fn licence(package: &Dependency) -> String {
    package.licence.as_ref().map(Licence::text).unwrap_or_default().to_owned()
}

pub(super) fn relation(package: &Dependency, lang: Lang) -> String {
    match package.relation {
        Relation::Direct => one(lang, "deps-direct", &[]),
        Relation::Transitive => one(lang, "deps-transitive", &[]),
        Relation::Unknown => String::new(),
    }
}

pub(super) fn age(package: &Dependency, lang: Lang) -> Option<String> {
    let day: String = package.published?.to_string().chars().take(10).collect();
    Some(one(lang, "deps-published", &[("day", Arg::Text(&day))]))
}

pub(super) fn place(package: &Dependency) -> String {
    package.line.map_or_else(|| package.path.clone(), |line| format!("{}:{line}", package.path))
}

/// The ids of what is found, the worst with its severity.
fn findings(package: &Dependency, lang: Lang) -> String {
    let open: Vec<&DependencyFinding> = package.findings.iter().filter(|one| !one.waived).collect();
    let Some(worst) = open.iter().map(|one| one.severity).max() else { return String::new() };
    format!("{} ({})", open.len(), severity_word(worst, lang))
}

/// The line that says what a list holds.
pub fn list_line(list: &DependencyList, lang: Lang) -> String {
    let with = list.packages.iter().filter(|one| one.findings.iter().any(|finding| !finding.waived));
    let args = [
        ("packages", Arg::Number(list.packages.len() as u64)),
        ("affected", Arg::Number(with.count() as u64)),
        ("problems", Arg::Number(list.problems.len() as u64)),
    ];
    one(lang, "deps-done", &args)
}

/// The lines that say what a change does, and what is decided.
pub fn review_lines(review: &DependencyReview, lang: Lang) -> Vec<String> {
    use sekimori_model::Decision;
    let sum = &review.summary;
    let worktree = one(lang, "deps-worktree", &[]);
    let named = |state: &ReviewedState| {
        let commit = state.commit.as_deref().and_then(|id| id.get(..12)).unwrap_or_default();
        match &state.revision {
            Some(revision) if commit.starts_with(revision.as_str()) => commit.to_owned(),
            Some(revision) => format!("{revision} ({commit})"),
            None => worktree.clone(),
        }
    };
    let (base, head) = (named(&review.base), named(&review.head));
    let args = [
        ("base", Arg::Text(&base)),
        ("head", Arg::Text(&head)),
        ("added", Arg::Number(sum.added)),
        ("removed", Arg::Number(sum.removed)),
        ("changed", Arg::Number(sum.changed)),
        ("files", Arg::Number(review.files.len() as u64)),
    ];
    let first = one(lang, "deps-review-done", &args);
    let threshold = severity_word(review.verdict.thresholds.fail_on, lang);
    let args = [
        ("introduced", Arg::Number(sum.introduced)),
        ("resolved", Arg::Number(sum.resolved)),
        ("threshold", Arg::Text(&threshold)),
        ("problems", Arg::Number(review.problems.len() as u64)),
    ];
    let key = match review.verdict.decision {
        Decision::Fail if review.verdict.decided_by.is_empty() => "deps-review-fail-not-analysed",
        Decision::Fail => "deps-review-fail",
        Decision::Incomplete => "deps-review-incomplete",
        Decision::Warn => "deps-review-warn",
        Decision::Pass => "deps-review-pass",
    };
    vec![first, one(lang, key, &args)]
}
