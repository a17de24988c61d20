//! Repairs what can be repaired without a guess: round after round over the bytes, until nothing is left to do.
//!
//! A round takes the findings that have an allowed repair, edits each file once, and scans everything again. What makes
//! a fault of another rule, or does not end its own finding, is taken back. So rules may look over several files, one
//! repair may make room for the next, and a second run finds nothing to do.

mod file;
mod overlay;
mod trial;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::ThreadPool;
use rayon::iter::{IntoParallelRefIterator as _, ParallelIterator as _};
use sekimori_model::{Entry, Finding, Location, Outcome, Patch, Safety, Source};
use sekimori_parse::edit::Refusal;

use self::overlay::{Changed, Overlay};
use self::trial::{Blame, Unit, judge};
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

/// More rounds are not made. Repairs that make room for others settle in three.
const MAX_ROUNDS: u32 = 20;

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
    let mut given_up: BTreeMap<Key, RefusedFor> = BTreeMap::new();
    let mut alone: BTreeSet<Unit> = BTreeSet::new();
    let mut refused = Vec::new();
    for _ in 0..MAX_ROUNDS {
        let current = now.as_ref().unwrap_or(&before);
        let round = Round::make(current, &overlay, plan, pool, allowed, &given_up, &alone);
        refused = round.refused;
        if round.made.is_empty() {
            break;
        }
        let next = overlay.with(round.files);
        let after = scan(&next, plan, pool, &|_| {});
        let blame = judge(current, &after, &round.made, &alone);
        if blame.is_empty() {
            overlay = next;
            now = Some(after);
            continue;
        }
        for one in blame {
            match one {
                Blame::Finding(index, why) => {
                    if let Some(finding) = round.made.get(index) {
                        given_up.insert(key(finding), why);
                    }
                }
                Blame::Unit(unit) => drop(alone.insert(unit)),
            }
        }
        // What was made is taken back, and may be all there is when the rounds end here.
        refused.extend(round.made.iter().map(|finding| refusal(finding, RefusedFor::Rounds)));
    }
    let left = now.as_ref().unwrap_or(&before);
    refused.extend(candidates(left, allowed).filter_map(|f| Some(refusal(&f, *given_up.get(&key(&f))?))));
    tidy(&mut refused, left, allowed);
    let left_unsafe = candidates(left, Safety::Unsafe).filter(|f| safety(f) > Some(allowed)).count() as u64;
    let files = overlay.changed();
    Fixing { before, after: now, files, refused, left_unsafe }
}

/// One reason for each finding that is left, sorted by place.
fn tidy(refused: &mut Vec<Refused>, left: &Scan, allowed: Safety) {
    let places: BTreeSet<(String, u32, String)> = candidates(left, allowed)
        .map(|f| refusal(&f, RefusedFor::Rounds))
        .map(|r| (r.path, r.line, r.rule))
        .collect();
    refused.retain(|one| places.contains(&(one.path.clone(), one.line, one.rule.clone())));
    refused.sort();
    refused.dedup_by(|a, b| (&a.path, a.line, &a.rule) == (&b.path, b.line, &b.rule));
    let said: BTreeSet<_> = refused.iter().map(|r| (r.path.clone(), r.line, r.rule.clone())).collect();
    let silent = places.into_iter().filter(|place| !said.contains(place));
    refused.extend(silent.map(|(path, line, rule)| Refused { path, line, rule, reason: RefusedFor::Rounds }));
    refused.sort();
}

fn refusal(finding: &Finding, reason: RefusedFor) -> Refused {
    let line = finding.locations.first().and_then(Location::file).map_or(1, |file| file.span.line);
    Refused { path: finding.path().to_owned(), line, rule: finding.rule.as_str().to_owned(), reason }
}

/// What names one repair over all rounds.
type Key = (String, String, String);

fn key(finding: &Finding) -> Key {
    let patch = serde_json::to_string(&finding.patch).unwrap_or_default();
    (finding.path().to_owned(), finding.fingerprint.to_string(), patch)
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
    refused: Vec<Refused>,
}

impl Round {
    fn make(
        current: &Scan,
        overlay: &Overlay<'_>,
        plan: &Plan,
        pool: &ThreadPool,
        allowed: Safety,
        given_up: &BTreeMap<Key, RefusedFor>,
        alone: &BTreeSet<Unit>,
    ) -> Self {
        let mut of_files: BTreeMap<String, Vec<Finding>> = BTreeMap::new();
        let mut taken: BTreeSet<Unit> = BTreeSet::new();
        for finding in candidates(current, allowed) {
            let unit = Unit::of(&finding);
            // Of an object whose repairs did not agree, one a round.
            if given_up.contains_key(&key(&finding)) || (alone.contains(&unit) && !taken.insert(unit)) {
                continue;
            }
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
            let Some((bytes, edited)) = edited else { continue };
            let differs = bytes != edited.bytes;
            for (finding, outcome) in findings.into_iter().zip(edited.outcomes) {
                match outcome {
                    Ok(()) if differs => round.made.push(finding),
                    Ok(()) => round.refused.push(refusal(&finding, RefusedFor::Stays)),
                    Err(why) => round.refused.push(refusal(&finding, RefusedFor::Edit(why))),
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
