//! All versions that files have had, seen from the pure side: visit each once, then ask for the history of a few.

use std::sync::Arc;

use crate::wire::HistorySeen;
use crate::{CommitSeen, Limits, Problem};

/// The number of a version in its history.
pub type VersionId = u32;

/// One path that a version of a file had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VersionPlace {
    /// The path from the top of the repository.
    pub path: Arc<str>,
    /// The earliest commit that has it there.
    pub first: CommitSeen,
    /// The latest commit that has it there.
    pub last: CommitSeen,
    /// Where both commits stand in the order of history, in which what follows on a commit comes after it. Dates do not
    /// tell: clocks are wrong.
    pub ranks: (u32, u32),
    /// Whether it stands there in the commit that is checked out.
    pub in_head: bool,
}

/// A class of paths: in the same bytes, the same is found at all paths of one class.
pub type PathClass = u64;

/// One version of a file.
#[derive(Clone, Copy)]
pub struct VersionOf<'a> {
    /// Its number.
    pub id: VersionId,
    /// One of the paths that it had for each class of them; at least one.
    pub paths: &'a [Arc<str>],
    /// The whole of it; one that is larger than the limit for one file is looked at in windows.
    pub bytes: &'a [u8],
}

/// The versions of all files of a history.
pub trait Versions: Sync {
    /// Returns the number of batches. Each is best visited by one thread, different ones by several.
    fn batches(&self) -> usize;

    /// Visits the versions of a batch, with up to [`Limits::HELD_BYTES`], of which no two above the limit for one file at
    /// once. What cannot be read is left out and told by
    /// [`Self::problems`]. `class` tells the class of a path.
    fn visit(
        &self,
        batch: usize,
        limits: &Limits,
        class: &dyn Fn(&str) -> PathClass,
        visitor: &mut dyn FnMut(VersionOf<'_>),
    );

    /// Takes note that a version was not searched to its end, so that a later run visits it again.
    fn keep_for_later(&self, _version: VersionId) {}

    /// Tells whether only a part of history is visited: a range of it, or what an earlier run had not seen.
    fn is_part(&self) -> bool {
        false
    }

    /// Tells whether the user leaves out what has this path.
    fn is_left_out(&self, _path: &str) -> bool {
        false
    }

    /// Returns for each of `versions` where the history has it, in their order. Paths of which `is_told` says otherwise, and
    /// those that are left out, may be missing, and take no room of the others.
    fn places(
        &self,
        versions: &[VersionId],
        is_told: &dyn Fn(VersionId, &str) -> bool,
    ) -> Vec<Vec<VersionPlace>>;

    /// Returns what was seen, once all batches are visited; nothing where there is no commit to begin at.
    fn seen(&self) -> Option<HistorySeen>;

    /// Returns what could not be seen, once all batches are visited; perhaps only a part of [`HistorySeen::not_seen`].
    fn problems(&self) -> Vec<Problem>;
}
