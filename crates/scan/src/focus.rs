//! What of all that was found is reported, and what of that decides.
//!
//! Everything is judged first: a rule may look at several files, and a finding in one of them may come from another.
//! Only then is left out what was not asked for.

use std::collections::HashSet;
use std::sync::{Arc, LazyLock};

use sekimori_model::wire::{AgainstBaseline, Note, Summary};
use sekimori_model::{
    Entry, FileLocation, Finding, KnownFinding, Lang, Limits, Listing, Location, NotAnalysed, Outcome,
    Problem, Role, Source,
};
use sekimori_text::Arg;

use crate::owners::is_called;
use crate::plan::Plan;
use crate::texts::one;
use crate::{PackedFindings, Scan, baseline, file};

/// What is asked for of all that is found; by default everything.
#[derive(Debug, Clone, Default)]
pub struct Focus {
    /// What is known already; it is reported and decides nothing.
    pub baseline: Option<Vec<KnownFinding>>,
    /// The state of the sources since which a file must have changed, as the user named it. The source tells which
    /// files have.
    pub since: Option<String>,
    /// The owners whose findings are asked for; none for all.
    pub owners: Vec<String>,
    /// The roles whose findings are asked for; none for all.
    pub roles: Vec<Role>,
}

/// What was looked at.
pub(crate) struct Seen<'a> {
    pub(crate) source: &'a dyn Source,
    /// The files that were judged as they are.
    pub(crate) plain: &'a [&'a Entry],
    /// The files that were judged as what they become.
    pub(crate) consumed: &'a HashSet<Arc<str>>,
    /// What rendered something from inputs that have changed.
    pub(crate) touched: HashSet<Arc<str>>,
}

/// What is no tree of files, such as a history or an image.
struct Nothing;

impl Source for Nothing {
    fn list(&self, _limits: &Limits) -> Listing {
        Listing::default()
    }

    fn read(&self, entry: &Entry, _limits: &Limits) -> Result<Vec<u8>, Problem> {
        let (path, reason) = (Arc::clone(&entry.path), NotAnalysed::Unreadable);
        Err(Problem { path, reason, detail: "there are no files".to_owned() })
    }
}

impl Seen<'static> {
    /// What is no tree of files: nothing of it is new or old.
    pub(crate) fn nothing() -> Self {
        static NONE: LazyLock<HashSet<Arc<str>>> = LazyLock::new(HashSet::new);
        Self { source: &Nothing, plain: &[], consumed: &NONE, touched: HashSet::new() }
    }
}

impl Seen<'_> {
    /// Returns the paths of all files that were judged, in one way or the other.
    fn files(&self) -> HashSet<&str> {
        let plain = self.plain.iter().map(|entry| &*entry.path);
        plain.chain(self.consumed.iter().map(|path| &**path)).collect()
    }
}

/// Compares `findings` with the baseline, leaves out what was not asked for, and counts the rest.
pub(crate) fn apply(
    findings: &mut PackedFindings,
    summary: &mut Summary,
    seen: &Seen<'_>,
    plan: &Plan,
) -> Option<Note> {
    let focus = &plan.focus;
    let known =
        focus.baseline.as_ref().map(|known| baseline::seen_from(known, &seen.files(), &plan.owners.root));
    let gone = known.as_ref().map(|(known, _)| baseline::compare(findings, known));
    summary.not_analysed = findings.gists().filter(|gist| gist.is_not_analysed()).count() as u64;
    if focus.since.is_some() {
        let changed = seen.files().into_iter().filter(|path| has_changed(seen.source, path));
        summary.files_changed = Some(changed.count() as u64);
        summary.left_out.unchanged_files = leave_out(findings, |finding| is_in_changed_file(finding, seen));
    }
    if !focus.owners.is_empty() {
        summary.left_out.other_owners = leave_out(findings, |finding| is_of(finding, &focus.owners));
    }
    if !focus.roles.is_empty() {
        // Whose fault it is that something was not analysed is not known.
        let is_for = |finding: &Finding| finding.is_not_analysed() || focus.roles.contains(&finding.role);
        summary.left_out.other_roles = leave_out(findings, is_for);
    }
    let not_analysed = summary.not_analysed;
    for gist in findings.gists().filter(|gist| !gist.is_known) {
        file::count(summary, gist);
    }
    // What was left out was still not analysed, so the scan is no more complete for it.
    summary.not_analysed = not_analysed;
    summary.baseline = gone.map(|gone| {
        let violated = findings.gists().filter(|gist| gist.outcome == Outcome::Violated);
        let (mut new, mut known) = (0, 0);
        violated.for_each(|gist| *if gist.is_known { &mut known } else { &mut new } += 1);
        AgainstBaseline { new, known, gone }
    });
    known.and_then(|(_, note)| note)
}

fn leave_out(findings: &mut PackedFindings, is_kept: impl Fn(&Finding) -> bool) -> u64 {
    let before = findings.len();
    findings.rewrite(|of_file| of_file.retain(&is_kept));
    (before - findings.len()) as u64
}

/// A source that cannot tell is taken for changed: nothing is left out by mistake.
fn has_changed(source: &dyn Source, path: &str) -> bool {
    source.has_changed(path).unwrap_or(true)
}

fn is_in_changed_file(finding: &Finding, seen: &Seen<'_>) -> bool {
    // A limit that the whole tree passed stands in no file.
    if finding.outcome == Outcome::NotAnalysed(NotAnalysed::TooManyFiles) {
        return true;
    }
    let mut files = finding.locations.iter().filter_map(Location::file);
    files.any(|FileLocation { path, rendered_by, .. }| {
        has_changed(seen.source, path) || rendered_by.as_ref().is_some_and(|by| seen.touched.contains(by))
    })
}

/// Tells whether a finding belongs to one of `owners`. What was not analysed and belongs to nobody concerns everybody.
fn is_of(finding: &Finding, owners: &[String]) -> bool {
    let Some(owner) = &finding.owner else { return finding.is_not_analysed() };
    owners.iter().any(|wanted| is_called(owner, wanted))
}

/// The lines that say what was asked for and what that left out, for people.
pub(crate) fn lines(scan: &Scan, plan: &Plan, lang: Lang) -> Vec<String> {
    let say = |key: &str, args: &[(&str, Arg<'_>)]| one(lang, key, args);
    let mut lines = Vec::new();
    if let (Some(changed), Some(since)) = (scan.summary.files_changed, &plan.focus.since) {
        let args = [
            ("changed", Arg::Number(changed)),
            ("files", Arg::Number(scan.summary.files_examined.max(scan.summary.files_searched))),
            ("since", Arg::Text(since)),
        ];
        lines.push(say(if changed == 0 { "report-nothing-changed" } else { "report-changed" }, &args));
    }
    if let Some(against) = scan.summary.baseline {
        if against.known > 0 {
            lines.push(say("report-known-findings", &[("count", Arg::Number(against.known))]));
        }
        if against.gone > 0 {
            lines.push(say("report-gone-findings", &[("count", Arg::Number(against.gone))]));
        }
    }
    let left_out = scan.summary.left_out;
    let reasons = [
        ("report-left-out-unchanged", left_out.unchanged_files),
        ("report-left-out-owners", left_out.other_owners),
        ("report-left-out-roles", left_out.other_roles),
    ];
    let told = reasons.into_iter().filter(|(_, count)| *count > 0);
    lines.extend(told.map(|(key, count)| say(key, &[("count", Arg::Number(count))])));
    lines
}
