//! Repairs what can be repaired without a guess: round after round over the bytes, until nothing is left to do.
//!
//! A round takes the findings that have an allowed repair, edits each file once, and scans everything again. What makes
//! a fault of another rule, or does not end its own finding, is searched for and taken back. So rules may look over
//! several files, and one repair may make room for the next. What was given up is tried once more from where all others
//! led, until that changes nothing: so a second run finds nothing to do.

mod file;
mod overlay;
mod search;
mod trial;

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::Arc;

use rayon::ThreadPool;
use rayon::iter::{IntoParallelRefIterator as _, ParallelIterator as _};
use sekimori_model::{Entry, Finding, Location, Outcome, Patch, Safety, Source};
use sekimori_parse::edit::Refusal;

use self::overlay::{Changed, Overlay};
use self::search::Search;
use self::trial::judge;
use crate::engine::{Progress, Scan, scan};
use crate::plan::Plan;

/// What a repair of a source came to.
#[derive(Debug)]
pub struct Fixing {
    /// What was found before.
    pub before: Scan,
    /// What is found after, once the files are written; none where nothing changes.
    pub after: Option<Scan>,
    /// The files that change, sorted by path.
    pub files: Vec<FixedFile>,
    /// Repairs that were not made, sorted by place, with the reason.
    pub refused: Vec<Refused>,
    /// Findings that are left and have a repair after which the workload may need to be changed.
    pub left_unsafe: u64,
}

impl Fixing {
    /// Returns how many findings were before and are not in `left`.
    pub fn fixed(&self, left: &Scan) -> u64 {
        trial::gone(&self.before, left)
    }
}

/// A file that changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FixedFile {
    /// The file.
    pub entry: Entry,
    /// Its bytes as they were scanned.
    pub before: Vec<u8>,
    /// Its bytes after the repairs.
    pub after: Vec<u8>,
}

/// A repair that was not made.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Refused {
    /// The file.
    pub path: String,
    /// The line of the finding.
    pub line: u32,
    /// The rule.
    pub rule: String,
    /// Why not.
    pub reason: RefusedFor,
}

/// Why a repair was not made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RefusedFor {
    /// The text cannot be edited there.
    Edit(Refusal),
    /// The finding was still there afterwards.
    Stays,
    /// Another rule was broken afterwards.
    Breaks,
    /// The rounds came to their end first.
    Rounds,
}

impl RefusedFor {
    /// Returns the word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Edit(refusal) => refusal.as_str(),
            Self::Stays => "stays",
            Self::Breaks => "breaks",
            Self::Rounds => "rounds",
        }
    }
}

/// Rounds beside those that there are for each repair. Repairs that make room for others settle in three.
const ROUNDS: usize = 64;

/// Rounds for each repair: to find one at fault among a thousand takes ten, and as many to see that it still is.
const ROUNDS_FOR_EACH: usize = 20;

/// Repairs what `source` holds, as far as `allowed` goes; nothing is written anywhere.
///
/// `progress` is told of the first scan.
pub fn fix(
    source: &dyn Source,
    plan: &Plan,
    pool: &ThreadPool,
    allowed: Safety,
    progress: &(dyn Fn(Progress) + Sync),
) -> Fixing {
    let mut overlay = Overlay::over(source, &plan.config.limits);
    let before = scan(&overlay, plan, pool, progress);
    let mut now: Option<Scan> = None;
    let mut search = Search::default();
    let mut moved = false;
    let mut known = BTreeSet::from([state(&overlay)]);
    let most = candidates(&before, allowed).count().saturating_mul(ROUNDS_FOR_EACH).saturating_add(ROUNDS);
    for _ in 0..most {
        let current = now.as_ref().unwrap_or(&before);
        let round = Round::make(search.next(candidates(current, allowed)), &overlay, plan, pool);
        let is_news = search.refuse(&round.refused, &round.made);
        if round.made.is_empty() {
            if is_news {
                continue;
            }
            if !moved || !search.gave_up() {
                break;
            }
            // As a second run would begin.
            search = Search::default();
            moved = false;
            continue;
        }
        let next = overlay.with(round.files);
        let after = scan(&next, plan, pool, &|_| {});
        let blame = judge(current, &after, &round.made);
        if !blame.is_empty() {
            search.narrow(blame, &round.made);
            continue;
        }
        if !known.insert(state(&next)) {
            // Repairs that undo each other go round for ever.
            break;
        }
        overlay = next;
        now = Some(after);
        moved = true;
        search.widen();
    }
    let left = now.as_ref().unwrap_or(&before);
    let refused = refusals(left, allowed, &search);
    let left_unsafe = candidates(left, Safety::Unsafe).filter(|f| safety(f) > Some(allowed)).count() as u64;
    let files = overlay.changed();
    Fixing { before, after: now, files, refused, left_unsafe }
}

/// What the files hold, in short.
fn state(overlay: &Overlay<'_>) -> u64 {
    let mut hasher = DefaultHasher::new();
    for file in overlay.changed() {
        (file.entry.path, file.after).hash(&mut hasher);
    }
    hasher.finish()
}

/// One reason for each finding that is left, sorted by place.
fn refusals(left: &Scan, allowed: Safety, search: &Search) -> Vec<Refused> {
    let why = |finding: &Finding| search.reason(finding).unwrap_or(RefusedFor::Rounds);
    let mut refused: Vec<Refused> =
        candidates(left, allowed).map(|finding| refusal(&finding, why(&finding))).collect();
    refused.sort();
    refused.dedup_by(|a, b| (&a.path, a.line, &a.rule) == (&b.path, b.line, &b.rule));
    refused
}

fn refusal(finding: &Finding, reason: RefusedFor) -> Refused {
    let line = finding.locations.first().and_then(Location::file).map_or(1, |file| file.span.line);
    Refused { path: finding.path().to_owned(), line, rule: finding.rule.as_str().to_owned(), reason }
}

fn safety(finding: &Finding) -> Option<Safety> {
    finding.patch.as_ref().map(|patch| patch.safety)
}

/// The findings that have an allowed repair, in the order of the report.
fn candidates(scan: &Scan, allowed: Safety) -> impl Iterator<Item = Finding> {
    let is_open = |finding: &Finding| finding.outcome == Outcome::Violated;
    let is_allowed = move |finding: &Finding| safety(finding).is_some_and(|safety| safety <= allowed);
    scan.findings.iter().filter(is_open).filter(is_allowed)
}

/// What one round makes.
struct Round {
    files: Vec<(Changed, Vec<u8>)>,
    made: Vec<Finding>,
    refused: Vec<(Finding, RefusedFor)>,
}

impl Round {
    fn make(findings: Vec<Finding>, overlay: &Overlay<'_>, plan: &Plan, pool: &ThreadPool) -> Self {
        let mut of_files: BTreeMap<String, Vec<Finding>> = BTreeMap::new();
        for finding in findings {
            of_files.entry(finding.path().to_owned()).or_default().push(finding);
        }
        let of_files: Vec<(String, Vec<Finding>)> = of_files.into_iter().collect();
        let limits = &plan.config.limits;
        let edited: Vec<_> = pool.install(|| {
            let each = of_files.par_iter().map(|(path, findings)| {
                let bytes = overlay.bytes(path, limits)?;
                let edited = file::fix(path, &bytes, findings, limits);
                Some((bytes, edited))
            });
            each.collect()
        });
        let mut round = Self { files: Vec::new(), made: Vec::new(), refused: Vec::new() };
        for ((path, findings), edited) in of_files.into_iter().zip(edited) {
            let Some((bytes, edited)) = edited else {
                round
                    .refused
                    .extend(findings.into_iter().map(|one| (one, RefusedFor::Edit(Refusal::NotFound))));
                continue;
            };
            let differs = bytes != edited.bytes;
            for (finding, outcome) in findings.into_iter().zip(edited.outcomes) {
                match outcome {
                    Ok(()) if differs => round.made.push(finding),
                    Ok(()) => round.refused.push((finding, RefusedFor::Stays)),
                    Err(why) => round.refused.push((finding, RefusedFor::Edit(why))),
                }
            }
            if differs {
                let changed = Changed { path: Arc::from(path), bytes: bytes.into() };
                round.files.push((changed, edited.bytes));
            }
        }
        round
    }
}

/// The edits of a finding; none where it has no repair.
fn edits(finding: &Finding) -> &[sekimori_model::Edit] {
    finding.patch.as_ref().map_or(&[], |Patch { edits, .. }| edits)
}
