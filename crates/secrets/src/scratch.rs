//! What a thread uses again for every layer that it looks at.

use crate::engine::Candidate;
use crate::prefilter::Hint;

/// Buffers of one thread, and the work of the scan that runs.
#[derive(Debug, Default)]
pub struct Scratch {
    pub(crate) hints: Vec<Hint>,
    pub(crate) candidates: Vec<Candidate>,
    /// For each pattern the number of the assignment that it was last asked about.
    asked: Vec<u64>,
    assignment: u64,
    /// For each pattern where its last match ended, and the match's start: within it, none begins.
    last: Vec<(usize, usize)>,
    /// What was read for each pattern.
    spent: Vec<u64>,
    /// Whether the layer is a program that was compiled.
    pub(crate) is_program: bool,
    /// Bytes that were read beyond the one pass of the search.
    pub(crate) work: u64,
}

impl Scratch {
    /// Returns how many bytes were read for the last layer beyond the one pass of the search: what a test of linear
    /// work counts.
    pub fn work(&self) -> u64 {
        self.work
    }

    /// Begins a layer.
    pub(crate) fn begin(&mut self, patterns: usize) {
        self.hints.clear();
        self.candidates.clear();
        self.work = 0;
        self.last.clear();
        self.last.resize(patterns, (0, 0));
        self.spent.clear();
        self.spent.resize(patterns, 0);
        self.asked.resize(patterns, 0);
    }

    /// Begins an assignment.
    pub(crate) fn next_assignment(&mut self) {
        self.assignment += 1;
    }

    /// Tells whether a pattern is asked about this assignment for the first time.
    pub(crate) fn is_new(&mut self, pattern: usize) -> bool {
        let asked = self.asked.get_mut(pattern);
        asked.is_some_and(|asked| std::mem::replace(asked, self.assignment) != self.assignment)
    }

    /// Tells whether a place is within the last match of a pattern.
    pub(crate) fn is_within_last(&self, pattern: usize, at: usize) -> bool {
        self.last.get(pattern).is_some_and(|(start, end)| (*start..*end).contains(&at))
    }

    /// Returns what was read for a pattern.
    pub(crate) fn spent(&self, pattern: usize) -> u64 {
        self.spent.get(pattern).copied().unwrap_or_default()
    }

    /// Counts what was read for a pattern.
    pub(crate) fn spend(&mut self, pattern: usize, work: u64) {
        if let Some(spent) = self.spent.get_mut(pattern) {
            *spent = spent.saturating_add(work);
        }
    }

    /// Notes a match of a pattern.
    pub(crate) fn matched(&mut self, pattern: usize, start: usize, end: usize) {
        if let Some(last) = self.last.get_mut(pattern) {
            *last = (start, end);
        }
    }
}
