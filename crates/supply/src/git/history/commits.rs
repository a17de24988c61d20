//! Which commits are new: reachable from what was asked for, and not from what is known already.

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap};

use gix::ObjectId;
use gix::objs::Kind;

use super::gaps::Gaps;
use crate::git::ids::IdMap;
use crate::git::objects::{Fault, ObjectReader};

/// Bytes of one commit or tag. The largest merges of the Linux kernel have less than 0.1 MiB.
pub(super) const COMMIT_BYTES: u64 = 8 << 20;
/// Parents of one commit. The most in the Linux kernel are 66.
const PARENTS: usize = 10_000;
/// Tags of tags that are followed.
const TAGS: usize = 100;

/// A date as git keeps it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    /// Seconds since 1970.
    pub seconds: i64,
    /// Minutes east of Greenwich.
    pub offset_minutes: i16,
}

/// A commit without its words.
pub(super) struct Commit {
    pub(super) id: ObjectId,
    pub(super) tree: ObjectId,
    pub(super) parents: Box<[ObjectId]>,
    pub(super) author: Date,
    /// When it was committed, in seconds since 1970.
    pub(super) time: i64,
    /// Reachable from what is known already.
    pub(super) known: bool,
    is_queued: bool,
}

/// The commits that were looked at.
#[derive(Default)]
pub(super) struct Commits {
    pub(super) list: Vec<Commit>,
    index: IdMap<u32>,
    queue: BinaryHeap<(i64, Reverse<ObjectId>, u32)>,
    /// How many in the queue are not known.
    open: usize,
    /// Commits whose parents were cut off when the repository was cloned.
    pub(super) shallow: BTreeSet<ObjectId>,
    /// Those of them that were reached.
    pub(super) cut: BTreeSet<ObjectId>,
    /// Those of an earlier run: what lies behind them was not seen then.
    pub(super) shallow_before: BTreeSet<ObjectId>,
    /// Commits that an earlier run could not read: they are not known, whatever leads to them.
    pub(super) lost_before: BTreeSet<ObjectId>,
}

impl Commits {
    pub(super) fn get(&self, id: &ObjectId) -> Option<u32> {
        self.index.get(id).copied()
    }

    pub(super) fn at(&self, number: u32) -> Option<&Commit> {
        self.list.get(number as usize)
    }

    /// Takes a commit in. One that cannot be read is a gap, unless it is known already.
    pub(super) fn add(
        &mut self,
        id: ObjectId,
        known: bool,
        reader: &mut ObjectReader<'_>,
        gaps: &mut Gaps,
    ) -> Option<u32> {
        let known = known && !self.lost_before.contains(&id);
        if let Some(number) = self.get(&id) {
            if known {
                self.paint(number);
            }
            return Some(number);
        }
        let commit = match read(id, reader) {
            Ok(commit) => Commit { known, ..commit },
            Err(_) if known => return None,
            Err(fault) => {
                gaps.commit(id, &fault);
                return None;
            }
        };
        let number = u32::try_from(self.list.len()).ok()?;
        self.index.insert(id, number);
        self.list.push(commit);
        self.push(number);
        Some(number)
    }

    /// Takes in what lies behind a commit that was the end of a shallow clone and is no more.
    pub(super) fn uncut(&mut self, id: ObjectId, reader: &mut ObjectReader<'_>, gaps: &mut Gaps) {
        let Some(number) = self.add(id, true, reader, gaps) else { return };
        let parents = self.at(number).map(|commit| commit.parents.clone()).unwrap_or_default();
        for parent in parents {
            self.add(parent, false, reader, gaps);
        }
    }

    fn push(&mut self, number: u32) {
        let Some(commit) = self.list.get_mut(number as usize) else { return };
        if !std::mem::replace(&mut commit.is_queued, true) {
            self.open += usize::from(!commit.known);
            self.queue.push((commit.time, Reverse(commit.id), number));
        }
    }

    /// Marks a commit as known, and sees to it that its parents will be.
    fn paint(&mut self, number: u32) {
        let Some(commit) = self.list.get_mut(number as usize) else { return };
        if std::mem::replace(&mut commit.known, true) {
            return;
        }
        if commit.is_queued {
            self.open -= 1;
        } else {
            self.push(number);
        }
    }

    /// Follows parents, the newest commit first, until all that is left is known.
    ///
    /// Where clocks were wrong, a commit may be taken for new that is not; it is then read once more.
    pub(super) fn follow(&mut self, reader: &mut ObjectReader<'_>, gaps: &mut Gaps) {
        while self.open > 0 {
            let Some((_, _, number)) = self.queue.pop() else { return };
            let Some(commit) = self.list.get_mut(number as usize) else { return };
            commit.is_queued = false;
            let (id, known, parents) = (commit.id, commit.known, commit.parents.clone());
            self.open -= usize::from(!known);
            if self.shallow.contains(&id) {
                if !known {
                    self.cut.insert(id);
                }
                continue;
            }
            let known = known && !self.shallow_before.contains(&id);
            for parent in parents {
                self.add(parent, known, reader, gaps);
            }
        }
    }

    /// The new commits, the newest first.
    pub(super) fn fresh(&self) -> Vec<u32> {
        let mut fresh: Vec<(Reverse<i64>, ObjectId, u32)> = Vec::new();
        for (number, commit) in (0..).zip(&self.list) {
            if !commit.known {
                fresh.push((Reverse(commit.time), commit.id, number));
            }
        }
        fresh.sort_unstable();
        fresh.into_iter().map(|(_, _, number)| number).collect()
    }

    /// The known commits that new ones follow on.
    pub(super) fn border(&self) -> BTreeSet<u32> {
        let fresh = self.list.iter().filter(|commit| !commit.known);
        let parents = fresh.flat_map(|commit| commit.parents.iter().filter_map(|id| self.get(id)));
        parents.filter(|number| self.at(*number).is_some_and(|commit| commit.known)).collect()
    }
}

/// What a reference leads to in the end.
pub(super) enum Target {
    Commit(ObjectId),
    Tree(ObjectId),
    Blob(ObjectId),
}

/// Follows tags.
pub(super) fn peel(id: ObjectId, reader: &mut ObjectReader<'_>) -> Result<Target, Fault> {
    peel_past(id, reader, |_| {})
}

/// Follows tags, and says which they are.
pub(super) fn peel_past(
    id: ObjectId,
    reader: &mut ObjectReader<'_>,
    mut tag: impl FnMut(ObjectId),
) -> Result<Target, Fault> {
    let mut id = id;
    for _ in 0..TAGS {
        let bytes = match reader.read(&id, COMMIT_BYTES) {
            Ok((Kind::Commit, _)) => return Ok(Target::Commit(id)),
            Ok((Kind::Tree, _)) => return Ok(Target::Tree(id)),
            // A blob may be of any size: whether it is too large is said when it is read.
            Ok((Kind::Blob, _)) | Err(Fault::TooLarge { .. }) => return Ok(Target::Blob(id)),
            Ok((Kind::Tag, bytes)) => bytes,
            Err(fault) => return Err(fault),
        };
        tag(id);
        let object = bytes.split(|byte| *byte == b'\n').next().and_then(|line| line.strip_prefix(b"object "));
        let object = object.and_then(|hex| ObjectId::from_hex(hex).ok());
        id = object.ok_or_else(|| Fault::Corrupt("a tag of nothing".to_owned()))?;
    }
    Err(Fault::Corrupt("tags of tags without end".to_owned()))
}

fn read(id: ObjectId, reader: &mut ObjectReader<'_>) -> Result<Commit, Fault> {
    let (kind, bytes) = reader.read(&id, COMMIT_BYTES)?;
    if kind != Kind::Commit {
        return Err(Fault::Corrupt(format!("it is a {kind}, not a commit")));
    }
    parse(id, &bytes).ok_or_else(|| Fault::Corrupt("it is not a well-formed commit".to_owned()))
}

/// Reads the head of a commit. A date that makes no sense is taken for the beginning of time.
fn parse(id: ObjectId, bytes: &[u8]) -> Option<Commit> {
    let mut lines = bytes.split(|byte| *byte == b'\n').peekable();
    let tree = ObjectId::from_hex(lines.next()?.strip_prefix(b"tree ")?).ok()?;
    let mut parents = Vec::new();
    while let Some(parent) = lines.peek().and_then(|line| line.strip_prefix(b"parent ")) {
        parents.push(ObjectId::from_hex(parent).ok()?);
        lines.next();
        if parents.len() > PARENTS {
            return None;
        }
    }
    let mut dated = |name: &[u8]| {
        let line = lines.peek().and_then(|line| line.strip_prefix(name));
        let date = line.and_then(date).unwrap_or_default();
        if line.is_some() {
            lines.next();
        }
        date
    };
    let author = dated(b"author ");
    let time = dated(b"committer ").seconds;
    let parents = parents.into_boxed_slice();
    Some(Commit { id, tree, parents, author, time, known: false, is_queued: false })
}

/// The date at the end of `name <address> seconds offset`.
pub(super) fn date(line: &[u8]) -> Option<Date> {
    let after = line.rsplit(|byte| *byte == b'>').next()?;
    let mut words = std::str::from_utf8(after).ok()?.split_ascii_whitespace();
    let seconds = words.next()?.parse().ok()?;
    let offset: i32 = words.next().and_then(|word| word.parse().ok()).unwrap_or(0);
    let offset = (offset / 100).clamp(-24, 24) * 60 + offset % 100;
    Some(Date { seconds, offset_minutes: i16::try_from(offset).unwrap_or(0) })
}

#[cfg(test)]
mod tests {
    use super::{Date, date, parse};
    use gix::ObjectId;

    #[test]
    fn reads_dates() {
        let at = |seconds, offset_minutes| Some(Date { seconds, offset_minutes });
        assert_eq!(date(b"A <a@b> 1700000000 +0900"), at(1_700_000_000, 540));
        assert_eq!(date(b"A > B <a@b> 1 -0330"), at(1, -210));
        assert_eq!(date(b"A <a@b>"), None);
        assert_eq!(date(b"A <a@b> later"), None);
    }

    #[test]
    fn a_commit_without_dates_is_one() {
        let id = ObjectId::null(gix::hash::Kind::Sha1);
        let tree = "1".repeat(40);
        let commit = parse(id, format!("tree {tree}\nparent {tree}\n\nwords").as_bytes()).unwrap();
        assert_eq!((commit.parents.len(), commit.time), (1, 0));
        assert!(parse(id, b"tree 12\n").is_none());
        assert!(parse(id, b"").is_none());
    }
}
