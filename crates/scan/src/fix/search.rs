//! Which repairs a round tries: all at first, and of an object where they went wrong half as many each time, until the
//! one at fault stands alone and is given up.

use std::collections::{BTreeMap, BTreeSet};

use sekimori_model::{Finding, RuleId};

use super::RefusedFor;
use super::trial::{Blame, Unit};

/// What is known of the repairs since the search began.
#[derive(Debug, Default)]
pub(super) struct Search {
    given_up: BTreeMap<Key, RefusedFor>,
    /// How many repairs of an object are tried at once, where not all of them.
    widths: BTreeMap<Unit, usize>,
    at_fault: BTreeMap<(Unit, RuleId), u32>,
}

/// So many repairs of one rule at one object are found to be at fault one by one; then the rest of them is given up.
///
/// A hostile object has thousands, and each takes some rounds.
const MAX_AT_FAULT: u32 = 16;

/// What names one repair as long as the search goes on.
type Key = (String, String, String);

fn key(finding: &Finding) -> Key {
    let patch = serde_json::to_string(&finding.patch).unwrap_or_default();
    (finding.path().to_owned(), finding.fingerprint.to_string(), patch)
}

impl Search {
    /// Returns the repairs to try next, in their order.
    pub(super) fn next(&self, candidates: impl Iterator<Item = Finding>) -> Vec<Finding> {
        let mut taken: BTreeMap<Unit, usize> = BTreeMap::new();
        let mut next = Vec::new();
        for finding in candidates {
            if self.reason(&finding).is_some() {
                continue;
            }
            let unit = Unit::of(&finding);
            if let Some(width) = self.widths.get(&unit) {
                let taken = taken.entry(unit).or_default();
                if *taken >= *width {
                    continue;
                }
                *taken += 1;
            }
            next.push(finding);
        }
        next
    }

    /// Returns why a repair was given up; none where it was not.
    pub(super) fn reason(&self, finding: &Finding) -> Option<RefusedFor> {
        if let Some(why) = self.given_up.get(&key(finding)) {
            return Some(*why);
        }
        let count = self.at_fault.get(&(Unit::of(finding), finding.rule.clone()));
        count.is_some_and(|count| *count >= MAX_AT_FAULT).then_some(RefusedFor::Breaks)
    }

    /// Tells whether any repair was given up.
    pub(super) fn gave_up(&self) -> bool {
        !self.given_up.is_empty()
    }

    /// Gives up what could not be written, where nothing else of the same object was: else that may have been in the way.
    /// Tells whether there was any.
    pub(super) fn refuse(&mut self, refused: &[(Finding, RefusedFor)], made: &[Finding]) -> bool {
        let moving: BTreeSet<Unit> = made.iter().map(Unit::of).collect();
        let before = self.given_up.len();
        for (finding, why) in refused {
            if !moving.contains(&Unit::of(finding)) {
                self.given_up.insert(key(finding), *why);
            }
        }
        self.given_up.len() > before
    }

    /// Takes up that nothing was wrong with a round: more may be tried at once.
    pub(super) fn widen(&mut self) {
        for width in self.widths.values_mut() {
            *width = width.saturating_mul(2);
        }
    }

    /// Takes up what was wrong with the repairs `made` in a round.
    pub(super) fn narrow(&mut self, blame: Vec<Blame>, made: &[Finding]) {
        for one in blame {
            match one {
                Blame::Finding(index, why) => {
                    if let Some(finding) = made.get(index) {
                        self.given_up.insert(key(finding), why);
                    }
                }
                Blame::Unit(unit, repairs) => self.halve(unit, &repairs, made),
            }
        }
    }

    fn halve(&mut self, unit: Unit, repairs: &[usize], made: &[Finding]) {
        if let [only] = repairs {
            if let Some(finding) = made.get(*only) {
                self.given_up.insert(key(finding), RefusedFor::Breaks);
                *self.at_fault.entry((unit.clone(), finding.rule.clone())).or_default() += 1;
            }
            // It may have been the only one.
            self.widths.remove(&unit);
        } else {
            self.widths.insert(unit, repairs.len() / 2);
        }
    }
}
