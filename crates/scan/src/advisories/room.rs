//! How many findings packages may have: a short list of versions with many faults would fill any memory.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Findings of one bill, however many files it tells of.
const MOST: u32 = 100_000;

/// What is left of it.
pub(super) struct Room {
    each: u32,
    left: u32,
    /// How many findings each file may still have.
    files: BTreeMap<Arc<str>, u32>,
    full: BTreeSet<Arc<str>>,
}

impl Room {
    /// Makes room for so many findings of each file.
    pub(super) fn new(each: u32) -> Self {
        Self { each, left: MOST, files: BTreeMap::new(), full: BTreeSet::new() }
    }

    /// Tells whether a file has none left; what is not asked for then costs nothing.
    pub(super) fn is_full(&self, path: &Arc<str>) -> bool {
        self.full.contains(path)
    }

    /// Takes a place for a finding of a file; false where there is none.
    pub(super) fn take(&mut self, path: &Arc<str>) -> bool {
        let left = self.files.entry(Arc::clone(path)).or_insert(self.each);
        let has_one = *left > 0 && self.left > 0;
        if has_one {
            *left -= 1;
            self.left -= 1;
        } else {
            self.full.insert(Arc::clone(path));
        }
        has_one
    }

    /// The files that have more.
    pub(super) fn full(&self) -> impl Iterator<Item = &Arc<str>> {
        self.full.iter()
    }

    /// What to say of each.
    pub(super) fn detail(&self) -> String {
        format!("its packages have more advisories than the limit of {} in a file, {MOST} in all", self.each)
    }
}
