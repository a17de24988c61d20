//! The findings of a scan beside those of an earlier report.
//!
//! A run may hold a fingerprint once per file, so findings are counted, not looked up: each finding of the baseline
//! makes one finding known. The same file goes first; what is left over has moved to another file. What a waiver
//! accepted is known only while one still does, so that the end of a waiver is not hidden by the baseline.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use sekimori_model::wire::{Note, NoteCode};
use sekimori_model::{Baseline, Finding, Fingerprint, KnownFinding, Outcome};

use crate::PackedFindings;
use crate::texts::both;

/// How many findings of the baseline are left to be found.
#[derive(Debug, Clone, Copy, Default)]
struct Left {
    open: u64,
    waived: u64,
}

impl Left {
    fn add(&mut self, waived: bool) {
        *if waived { &mut self.waived } else { &mut self.open } += 1;
    }

    /// Takes one that makes a finding known; tells whether that was a waived one.
    fn take(&mut self, is_waived: bool) -> Option<bool> {
        let from_waived = is_waived && self.waived > 0;
        let from = if from_waived { &mut self.waived } else { &mut self.open };
        *from = from.checked_sub(1)?;
        Some(from_waived)
    }
}

/// What is left of one fingerprint: in all files, and in each.
#[derive(Debug, Default)]
struct Same<'a> {
    anywhere: Left,
    in_file: HashMap<&'a str, Left>,
}

/// Returns what of the baseline lies in the scanned folder, with paths as this scan has them, and a note where that
/// cannot be told.
///
/// Paths of a report count from the folder that was scanned for it. That may be one above this one, up to the top of
/// the repository, of which `root` is the path of this one: taken is the one from which most files of the baseline are
/// files of this scan, the nearest first.
pub(crate) fn seen_from<'a>(
    known: &'a [KnownFinding],
    files: &HashSet<&str>,
    root: &str,
) -> (Cow<'a, [KnownFinding]>, Option<Note>) {
    let within = |folder: &str, path: &'a str| -> Option<&'a str> {
        if folder.is_empty() { Some(path) } else { path.strip_prefix(folder)?.strip_prefix('/') }
    };
    let hits = |folder: &str| {
        known.iter().filter_map(|one| within(folder, &one.path)).filter(|path| files.contains(path)).count()
    };
    let above = root.rmatch_indices('/').map(|(at, _)| root.get(at + 1..).unwrap_or_default());
    let mut best = ("", hits(""));
    for folder in above.chain([root]) {
        let count = hits(folder);
        best = if count > best.1 { (folder, count) } else { best };
    }
    let (folder, count) = best;
    if count == 0 && !known.is_empty() && !files.is_empty() {
        let text = both("note-baseline-elsewhere", &[]);
        return (
            Cow::Borrowed(known),
            Some(Note { location: None, code: NoteCode::BaselineElsewhere, text }),
        );
    }
    if folder.is_empty() {
        return (Cow::Borrowed(known), None);
    }
    let inside = known.iter().filter_map(|one| {
        let path = within(folder, &one.path)?.into();
        Some(KnownFinding { path, ..one.clone() })
    });
    (Cow::Owned(inside.collect()), None)
}

/// Says of each finding whether the baseline has it; returns how many violations of the baseline are gone.
pub(crate) fn compare(findings: &mut PackedFindings, known: &[KnownFinding]) -> u64 {
    let mut left: HashMap<Fingerprint, Same<'_>> = HashMap::new();
    for one in known {
        let same = left.entry(one.fingerprint).or_default();
        same.anywhere.add(one.waived);
        same.in_file.entry(&one.path).or_default().add(one.waived);
    }
    let mut stayed = |finding: &Finding| {
        let same = left.get_mut(&finding.fingerprint)?;
        let taken = same.in_file.get_mut(finding.path())?.take(finding.is_waived())?;
        same.anywhere.take(taken)
    };
    let stayed: Vec<bool> =
        findings.iter().map(|finding| is_compared(&finding) && stayed(&finding).is_some()).collect();
    let mut stayed = stayed.into_iter();
    findings.rewrite(|of_file| {
        for finding in of_file {
            let stayed = stayed.next().unwrap_or_default();
            if !is_compared(finding) {
                continue;
            }
            let mut moved = || left.get_mut(&finding.fingerprint)?.anywhere.take(finding.is_waived());
            let is_known = stayed || moved().is_some();
            finding.baseline = Some(if is_known { Baseline::Unchanged } else { Baseline::New });
        }
    });
    known.iter().filter_map(|one| left.remove(&one.fingerprint)).map(|same| same.anywhere.open).sum()
}

fn is_compared(finding: &Finding) -> bool {
    matches!(finding.outcome, Outcome::Violated | Outcome::Waived)
}
