//! Whether the repairs of a round did what they are for, and nothing else.

use std::collections::{BTreeMap, BTreeSet};

use sekimori_model::{Finding, Fingerprint, NotAnalysed, Outcome, RuleId, Subject};

use super::RefusedFor;
use crate::engine::Scan;

/// An object of a file, or with no name the file as a whole.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Unit {
    path: String,
    object: Option<[String; 4]>,
}

impl Unit {
    pub(super) fn of(finding: &Finding) -> Self {
        let object = match &finding.subject {
            Subject::Object(o) => {
                Some([o.group.clone(), o.kind.clone(), o.namespace.clone(), o.name.clone()])
            }
            _ => None,
        };
        Self { path: finding.path().to_owned(), object }
    }
}

/// What has to change before the round is made again.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Blame {
    /// The repair of this finding, by its number in the round, is given up.
    Finding(usize, RefusedFor),
    /// One of the repairs of this object, by their numbers in the round, is at fault.
    Unit(Unit, Vec<usize>),
}

/// Compares what was found before and after the repairs of `made`.
pub(super) fn judge(before: &Scan, after: &Scan, made: &[Finding]) -> Vec<Blame> {
    let mut blame = Vec::new();
    let (old, new) = (places(before), places(after));
    let mut repaired: BTreeMap<Name, usize> = BTreeMap::new();
    for finding in made {
        *repaired.entry(name(finding)).or_default() += 1;
    }
    let count = |map: &BTreeMap<Name, usize>, name: &Name| map.get(name).copied().unwrap_or(0);
    for (index, finding) in made.iter().enumerate() {
        let name = name(finding);
        if count(&new, &name) + count(&repaired, &name) > count(&old, &name) {
            blame.push(Blame::Finding(index, RefusedFor::Stays));
        }
    }
    let (old, cut) = (broken(before), cut_short(before));
    let fresh: BTreeSet<Unit> = broken(after)
        .into_iter()
        .filter(|(unit, rule)| !old.contains(&(unit.clone(), rule.clone())) && !cut.contains(&*unit.path))
        .map(|(unit, _)| unit)
        .collect();
    if fresh.is_empty() {
        return blame;
    }
    let mut of_units: BTreeMap<Unit, Vec<usize>> = BTreeMap::new();
    for (index, finding) in made.iter().enumerate() {
        of_units.entry(Unit::of(finding)).or_default().push(index);
    }
    for (unit, repairs) in of_units {
        let file = Unit { path: unit.path.clone(), object: None };
        if !fresh.contains(&unit) && !fresh.contains(&file) {
            continue;
        }
        blame.push(Blame::Unit(unit, repairs));
    }
    blame
}

/// How many findings were and are no more.
pub(super) fn gone(before: &Scan, after: &Scan) -> u64 {
    let count = |scan| {
        let mut counts: BTreeMap<Name, u64> = BTreeMap::new();
        for finding in violated(scan) {
            *counts.entry(name(&finding)).or_default() += 1;
        }
        counts
    };
    let (old, new) = (count(before), count(after));
    old.iter().map(|(name, count)| count.saturating_sub(new.get(name).copied().unwrap_or(0))).sum()
}

/// What names a finding in one file.
type Name = (String, Fingerprint);

fn name(finding: &Finding) -> Name {
    (finding.path().to_owned(), finding.fingerprint)
}

fn violated(scan: &Scan) -> impl Iterator<Item = Finding> {
    scan.findings.iter().filter(|finding| finding.outcome == Outcome::Violated)
}

/// In how many places each finding is seen.
fn places(scan: &Scan) -> BTreeMap<Name, usize> {
    let mut places = BTreeMap::new();
    for finding in violated(scan) {
        *places.entry(name(&finding)).or_default() += finding.locations.len();
    }
    places
}

/// Which rules each object breaks, or keeps from being judged.
fn broken(scan: &Scan) -> BTreeSet<(Unit, RuleId)> {
    let counts = |finding: &Finding| finding.outcome == Outcome::Violated || finding.is_not_analysed();
    scan.findings.iter().filter(counts).map(|finding| (Unit::of(&finding), finding.rule)).collect()
}

/// The files of which only the first findings are known, so that any other may turn up.
fn cut_short(scan: &Scan) -> BTreeSet<String> {
    let is_cut = |finding: &Finding| finding.outcome == Outcome::NotAnalysed(NotAnalysed::TooManyFindings);
    scan.findings.iter().filter(is_cut).map(|finding| finding.path().to_owned()).collect()
}
