//! All files that history holds, each once.
//!
//! Commits are followed from every reference, each folder is opened once, and what is listed is each file's content once,
//! with one of its paths for each class of them, and after them what commits and annotated tags say. Nothing is compared:
//! which commits had a file is asked for the few that matter, at the end. What an earlier run has seen is left out, as far
//! as its cursor tells, but for what has a new path since.

mod commits;
mod cursor;
mod gaps;
mod graph;
mod lives;
mod messages;
mod order;
mod ranks;
mod tips;
mod versions;
mod ways;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use gix::ObjectId;
use gix::objs::Kind;
use sekimori_model::{Limits, NotAnalysed, Problem};

pub use commits::Date;
pub use gaps::Unseen;
pub use lives::{CommitName, Life, Place};
pub use messages::PATH_OF_COMMIT_MESSAGE;

use self::commits::{Commits, Target, peel, peel_past};
use self::cursor::{Cursor, plain};
use self::gaps::{Gap, Gaps, problem};
use self::graph::{Graph, NONE, What};
use self::ways::Ways;
use super::objects::{Fault, ObjectReader, Objects};
use super::{failed, open_at, shown};
use crate::{Error, LeftOut};

/// Known references whose folders are looked into, so that what they have is not read again.
const KNOWN_TIPS: usize = 64;
/// Files of one batch.
const BATCH: usize = 128;

/// The history of a repository, listed.
pub struct History {
    top: PathBuf,
    objects: Objects,
    commits: Commits,
    fresh: Vec<u32>,
    /// Annotated tags whose words were not seen before.
    tags: Vec<ObjectId>,
    /// The order of the commits, made when it is first asked for.
    ranks: OnceLock<Vec<u32>>,
    graph: Graph,
    ways: Ways,
    blobs: Vec<Blob>,
    gaps: Mutex<Gaps>,
    /// Whose turn it is to hold a large file.
    large: Mutex<()>,
    left_out: Option<LeftOut<'static>>,
    /// Whether a range or a cursor leaves out a part of history.
    is_part: bool,
    notes: Vec<Note>,
    counts: Counts,
    head: Option<ObjectId>,
    /// What the next run need not see, gaps aside; none where this run leaves something out by itself.
    next: Option<Cursor>,
}

/// The content of a file, wherever history has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Blob(u32);

/// One place where history has a file's content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// The id of the object, in hexadecimal digits.
    pub id: String,
    /// A path that it had.
    pub path: Arc<str>,
    /// The newest commit that was followed to it, in hexadecimal digits; none for what a reference names directly.
    pub commit: Option<String>,
    /// Whether it is the target of a symbolic link.
    pub is_link: bool,
}

/// What was looked at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Commits whose folders were looked into.
    pub commits: u64,
    /// Folders that were opened, each content once.
    pub trees: u64,
    /// Files that are listed, each content once.
    pub blobs: u64,
    /// Files of those commits that are left out because they were seen before, or are not in the range.
    pub known_blobs: u64,
    /// References that history was followed from.
    pub tips: u64,
}

/// What a user should know of how history was read. None of it is an error.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Note {
    /// The cursor is not one, or of another version: everything was read.
    CursorUnreadable,
    /// The cursor was written with other rules: everything was read.
    CursorOfOtherRules,
    /// Nothing that the cursor tells of is in this repository: everything was read.
    CursorOfOtherRepository,
    /// History was rewritten: this many commits of the cursor are gone, and what they covered was read again.
    CursorRewritten {
        /// How many.
        gone: u64,
    },
    /// A submodule is named, not followed.
    Submodule {
        /// A path that it had.
        path: String,
        /// A commit of its own that was recorded, in hexadecimal digits.
        commit: String,
    },
}

/// Opening, step by step.
struct Opening<'a> {
    reader: ObjectReader<'a>,
    commits: Commits,
    graph: Graph,
    gaps: Gaps,
    /// What references name that is no commit.
    trees: BTreeSet<ObjectId>,
    blobs: BTreeSet<ObjectId>,
    tips: BTreeSet<ObjectId>,
    tags: BTreeSet<ObjectId>,
}

impl History {
    /// Lists the history of the repository that `path` is in or is.
    ///
    /// Without a `range` every reference is followed: branches, remote ones, tags, notes, the stash, what each working tree
    /// has checked out. A range is one or several of `A`, `A..B`, `A...B` and `^A`, with spaces between.
    ///
    /// `cursor` is what [`Self::cursor`] gave after an earlier run with the same `rules`, any text of one line that changes
    /// when the rules do. One that does not fit is told in [`Self::notes`], and everything is read.
    ///
    /// # Errors
    /// [`Error::Open`], [`Error::NotARepository`], [`Error::Repository`], [`Error::Range`], [`Error::UnknownRevision`].
    pub fn open(path: &Path, range: Option<&str>, cursor: Option<&[u8]>, rules: &str) -> Result<Self, Error> {
        let (repository, top) = open_at(path)?;
        let tips = match range {
            Some(range) => tips::of_range(&repository, &top, range)?,
            None => tips::all(&repository, &top)?,
        };
        let objects = Objects::open(&repository.common_dir().join("objects"), repository.object_hash());
        let mut commits = Commits::default();
        let shallow = repository.shallow_commits().map_err(failed(&top))?;
        commits.shallow = shallow.iter().flat_map(|commits| commits.iter().copied()).collect();
        let mut notes = Vec::new();
        let before = cursor.and_then(|bytes| usable(bytes, rules, &mut notes));

        let mut opening = Opening {
            reader: objects.reader(),
            commits,
            graph: Graph::default(),
            gaps: Gaps::default(),
            trees: BTreeSet::new(),
            blobs: BTreeSet::new(),
            tips: BTreeSet::new(),
            tags: BTreeSet::new(),
        };
        for (path, detail) in &objects.broken {
            opening.gaps.pack(path, detail);
        }
        for broken in &tips.broken {
            opening.gaps.reference(broken);
        }
        let mut counts = Counts { tips: tips.wanted.len() as u64, ..Counts::default() };
        let before = before.map(|before| opening.remember(before, &mut notes)).unwrap_or_default();
        for id in &tips.left_out {
            opening.leave_out(*id);
        }
        for id in tips.wanted.iter().chain(before.lost.iter().filter(of_commit).map(|(id, _)| id)) {
            opening.want(*id);
        }
        let fresh = opening.walk(&before);
        let head = repository.head_id().ok().map(gix::Id::detach);

        let Opening { commits, mut graph, mut gaps, tips: wanted, tags: met, .. } = opening;
        let ways = Ways::of(&graph);
        for number in ways.moved() {
            graph.know(number, false);
        }
        if ways.is_cut {
            gaps.tell(too_many_paths());
        }
        let mut cut = commits.cut.clone();
        cut.extend(before.cut.intersection(&commits.shallow));
        let mut next = Cursor { rules: plain(rules), cut, ..Cursor::default() };
        let parents = commits.list.iter().flat_map(|commit| commit.parents.iter().copied());
        let parents: BTreeSet<ObjectId> = parents.collect();
        next.tips = wanted.union(&before.tips).filter(|id| !parents.contains(*id)).copied().collect();
        next.tags = met.union(&before.tags).copied().collect();
        let is_new = |id: &&ObjectId| !before.tags.contains(*id) || before.lost.contains_key(*id);
        let tags = met.iter().filter(is_new).copied().collect();
        let next = tips.left_out.is_empty().then_some(next);
        for (path, commit) in &graph.submodules {
            notes.push(Note::Submodule { path: path.clone(), commit: commit.to_string() });
        }
        notes.sort();
        counts.commits = fresh.len() as u64;
        counts.trees = graph.trees;
        let files = || graph.nodes.iter().filter(|node| node.what != What::Tree);
        counts.known_blobs = files().filter(|node| node.is_known).count() as u64;
        let blobs = sorted(&objects, &graph);
        counts.blobs = blobs.len() as u64;
        let is_part = range.is_some() || cursor.is_some();
        let (gaps, large) = (Mutex::new(gaps), Mutex::default());
        Ok(Self {
            top,
            objects,
            commits,
            fresh,
            tags,
            ranks: OnceLock::new(),
            graph,
            ways,
            blobs,
            gaps,
            large,
            left_out: None,
            is_part,
            notes,
            counts,
            head,
            next,
        })
    }

    /// Tells nothing of paths that are left out. Their contents are read all the same: they may have other paths.
    #[must_use]
    pub fn leaving_out(mut self, left_out: LeftOut<'static>) -> Self {
        // Where patterns cannot be read, that is told whatever is asked.
        left_out.load();
        let gaps = self.gaps.get_mut().unwrap_or_else(PoisonError::into_inner);
        for problem in left_out.problems() {
            gaps.tell(problem);
        }
        self.left_out = Some(left_out);
        self
    }

    /// Returns the folder that holds the repository.
    pub fn top(&self) -> &Path {
        &self.top
    }

    /// Returns every file's content once, in the order in which it is read with the least work.
    pub fn blobs(&self) -> &[Blob] {
        &self.blobs
    }

    /// Returns [`Self::blobs`] in parts of which each is best read by one [`Reader`], and different ones by several threads.
    pub fn batches(&self) -> Vec<&[Blob]> {
        self.blobs.chunks(BATCH).collect()
    }

    /// Returns where history has a file's content: one place, the same in each run over the same history.
    pub fn seen(&self, blob: Blob) -> Seen {
        let path = shown(&self.path(blob.0)).into();
        let node = self.graph.at(blob.0);
        let commit = node.and_then(|node| self.commits.at(node.commit)).map(|commit| commit.id.to_string());
        let id = node.map(|node| node.id.to_string()).unwrap_or_default();
        Seen { id, path, commit, is_link: node.is_some_and(|node| node.what == What::Link) }
    }

    /// The path by which something was first met; of what is known already, a new one.
    fn path(&self, number: u32) -> Vec<u8> {
        let first = self.ways.new_paths(number).into_iter().flatten().next();
        first.unwrap_or_else(|| self.graph.path(number))
    }

    /// Where a commit stands in the order of history.
    fn rank(&self, number: u32) -> u32 {
        let ranks = self.ranks.get_or_init(|| ranks::ranks(&self.commits));
        ranks.get(number as usize).copied().unwrap_or(u32::MAX)
    }

    /// Makes a reader for one thread.
    pub fn reader(&self) -> Reader<'_> {
        Reader { history: self, inner: self.objects.reader() }
    }

    /// Returns what was looked at.
    pub fn counts(&self) -> Counts {
        self.counts
    }

    /// Returns what a user should know of how history was read, sorted.
    pub fn notes(&self) -> &[Note] {
        &self.notes
    }

    /// Returns what history holds and could not be seen, as far as it was read by now.
    pub fn unseen(&self) -> Unseen {
        let gaps = self.gaps.lock().unwrap_or_else(PoisonError::into_inner);
        let mut unseen = gaps.unseen.clone();
        let cut = self.next.as_ref().map_or(&self.commits.cut, |next| &next.cut);
        unseen.cut_commits = cut.len() as u64;
        unseen.problems.sort();
        unseen
    }

    /// Tells whether a range leaves something out, so that there will be no [`Self::cursor`].
    pub fn leaves_out_a_part(&self) -> bool {
        self.next.is_none()
    }

    /// Returns what a later run needs in order to read only what is new, once everything was read. The same state gives the
    /// same bytes. None where this run cannot vouch for all before it: a range left something out, a pack was damaged,
    /// or more objects were lost than are kept; an older cursor then stays valid.
    pub fn cursor(&self) -> Option<Vec<u8>> {
        let gaps = self.gaps.lock().unwrap_or_else(PoisonError::into_inner);
        if gaps.overflowed {
            return None;
        }
        let mut next = self.next.clone()?;
        next.lost.clone_from(&gaps.lost);
        next.write()
    }
}

/// Reads the contents of files. Each thread has its own.
pub struct Reader<'a> {
    history: &'a History,
    inner: ObjectReader<'a>,
}

impl Reader<'_> {
    /// Reads the content of a file.
    ///
    /// # Errors
    /// A [`Problem`] where it is missing, damaged, or larger than `limits.file_bytes`; [`History::unseen`] counts it too.
    pub fn read(&mut self, blob: Blob, limits: &Limits) -> Result<Arc<Vec<u8>>, Problem> {
        self.bytes(blob, limits.file_bytes).map_err(|fault| self.history.lose_blob(blob, &fault))
    }

    /// Reads the content of a file of which one may be larger than the limit, while no other reader holds such a one.
    fn visit(&mut self, blob: Blob, limits: &Limits, visitor: &mut dyn FnMut(&[u8])) {
        let read = self.bytes(blob, limits.file_bytes);
        let (read, _turn) = match read {
            Err(Fault::TooLarge { .. }) => {
                let turn = self.history.large.lock().unwrap_or_else(PoisonError::into_inner);
                (self.bytes(blob, limits.file_bytes.max(Limits::HELD_BYTES)), Some(turn))
            }
            other => (other, None),
        };
        match read {
            Ok(bytes) => visitor(&bytes),
            Err(fault) => drop(self.history.lose_blob(blob, &fault)),
        }
    }

    fn bytes(&mut self, blob: Blob, most: u64) -> Result<Arc<Vec<u8>>, Fault> {
        let node = self.history.graph.at(blob.0);
        let node = node.ok_or_else(|| Fault::Corrupt("a blob of another history".to_owned()))?;
        match self.inner.read(&node.id, most)? {
            (Kind::Blob, bytes) => Ok(bytes),
            (kind, _) => Err(Fault::Corrupt(format!("it is a {kind}, not a file"))),
        }
    }
}

impl History {
    /// Counts the content of a file that could not be read.
    fn lose_blob(&self, blob: Blob, fault: &Fault) -> Problem {
        let path = shown(&self.path(blob.0));
        let node = self.graph.at(blob.0);
        let commit = node.and_then(|node| self.commits.at(node.commit)).map(|commit| commit.id);
        let mut gaps = self.gaps.lock().unwrap_or_else(PoisonError::into_inner);
        self.graph.lost(blob.0, Gap::Blob, commit, fault, &mut gaps);
        let id = node.map_or(ObjectId::null(gix::hash::Kind::Sha1), |node| node.id);
        problem(&path, &id, fault)
    }
}

/// Not every path of every file was followed.
fn too_many_paths() -> Problem {
    let detail = "files and folders have more paths than are followed".to_owned();
    Problem { path: ".git".into(), reason: NotAnalysed::TooManyFindings, detail }
}

/// A cursor that fits, or a note why it does not.
fn usable(bytes: &[u8], rules: &str, notes: &mut Vec<Note>) -> Option<Cursor> {
    let Some(cursor) = Cursor::read(bytes) else {
        notes.push(Note::CursorUnreadable);
        return None;
    };
    if cursor.rules != plain(rules) {
        notes.push(Note::CursorOfOtherRules);
        return None;
    }
    Some(cursor)
}

fn of_commit(lost: &(&ObjectId, &gaps::Lost)) -> bool {
    lost.1.kind == Gap::Commit
}

/// The files that are new, in the order in which they are read.
fn sorted(objects: &Objects, graph: &Graph) -> Vec<Blob> {
    let mut packed = Vec::new();
    let mut loose = Vec::new();
    let mut last = 0;
    for (number, node) in (0..).zip(&graph.nodes) {
        if node.what == What::Tree || node.is_known {
            continue;
        }
        match objects.find(&node.id, last) {
            Some(spot) => {
                last = spot.0;
                packed.push((spot, Blob(number)));
            }
            None => loose.push((node.id, Blob(number))),
        }
    }
    loose.sort_unstable();
    let mut blobs = order::by_base(objects, &packed);
    blobs.extend(loose.into_iter().map(|(_, blob)| blob));
    blobs
}

impl Opening<'_> {
    /// Takes over what an earlier run has seen, as far as it is here.
    fn remember(&mut self, mut before: Cursor, notes: &mut Vec<Note>) -> Cursor {
        let all = before.tips.len();
        before.tips.retain(|id| peel(*id, &mut self.reader).is_ok());
        let gone = (all - before.tips.len()) as u64;
        if before.tips.is_empty() && gone > 0 {
            notes.push(Note::CursorOfOtherRepository);
            return Cursor::default();
        }
        if gone > 0 {
            notes.push(Note::CursorRewritten { gone });
        }
        let lost = before.lost.iter().filter(of_commit).map(|(id, _)| *id);
        self.commits.lost_before = lost.collect();
        self.commits.shallow_before = before.cut.clone();
        for id in before.tips.clone() {
            self.leave_out(id);
        }
        for id in before.cut.clone() {
            if !self.commits.shallow.contains(&id) {
                self.commits.uncut(id, &mut self.reader, &mut self.gaps);
            }
        }
        before
    }

    /// Everything that is reachable from `id` is known.
    fn leave_out(&mut self, id: ObjectId) {
        match peel(id, &mut self.reader) {
            Ok(Target::Commit(id)) => {
                self.commits.add(id, true, &mut self.reader, &mut self.gaps);
            }
            Ok(Target::Tree(id)) => {
                if let Some(root) = self.graph.add(id, What::Tree, NONE, &[], NONE) {
                    self.graph.walk(root, NONE, true, &mut self.reader, &mut self.gaps);
                }
            }
            Ok(Target::Blob(id)) => {
                if let Some(number) = self.graph.add(id, What::File, NONE, id.to_string().as_bytes(), NONE) {
                    self.graph.know(number, true);
                }
            }
            // What is gone covers nothing.
            Err(_) => {}
        }
    }

    fn want(&mut self, id: ObjectId) {
        let tags = &mut self.tags;
        let met = |tag| {
            tags.insert(tag);
        };
        let target = match peel_past(id, &mut self.reader, met) {
            Ok(target) => target,
            Err(fault) => return self.gaps.commit(id, &fault),
        };
        let id = match target {
            Target::Commit(id) => {
                self.commits.add(id, false, &mut self.reader, &mut self.gaps);
                id
            }
            Target::Tree(id) => {
                self.trees.insert(id);
                id
            }
            Target::Blob(id) => {
                self.blobs.insert(id);
                id
            }
        };
        self.tips.insert(id);
    }

    /// Walks what is new. Returns the new commits, the newest first.
    fn walk(&mut self, before: &Cursor) -> Vec<u32> {
        self.commits.follow(&mut self.reader, &mut self.gaps);
        let fresh = self.commits.fresh();
        // What was lost then is looked for before what lies around it is taken for known.
        for (id, lost) in &before.lost {
            let what = if lost.kind == Gap::Tree { What::Tree } else { What::File };
            if lost.kind == Gap::Commit {
                continue;
            }
            let commit =
                lost.commit.and_then(|id| self.commits.add(id, true, &mut self.reader, &mut self.gaps));
            let commit = commit.unwrap_or(NONE);
            if let Some(number) = self.graph.add(*id, what, NONE, &lost.path, commit)
                && what == What::Tree
            {
                self.graph.walk(number, commit, false, &mut self.reader, &mut self.gaps);
            }
        }
        let mut known: Vec<u32> = self.commits.border().into_iter().collect();
        let tips = before.tips.iter().filter_map(|id| self.commits.get(id));
        if !fresh.is_empty() {
            known.extend(tips.take(KNOWN_TIPS));
        }
        for (number, is_known) in
            known.into_iter().map(|number| (number, true)).chain(fresh.iter().map(|number| (*number, false)))
        {
            let Some(tree) = self.commits.at(number).map(|commit| commit.tree) else { continue };
            match self.graph.add(tree, What::Tree, NONE, &[], number) {
                Some(root) => {
                    self.graph.walk(root, number, is_known, &mut self.reader, &mut self.gaps);
                }
                None => self.gaps.commit(tree, &Fault::Corrupt("history has too many objects".to_owned())),
            }
        }
        for id in before.lost.iter().filter(|(_, lost)| lost.kind == Gap::Blob).map(|(id, _)| id) {
            if let Some(number) = self.graph.get(id) {
                self.graph.know(number, false);
            }
        }
        for id in std::mem::take(&mut self.trees) {
            if let Some(root) = self.graph.add(id, What::Tree, NONE, &[], NONE) {
                self.graph.walk(root, NONE, false, &mut self.reader, &mut self.gaps);
            }
        }
        for id in std::mem::take(&mut self.blobs) {
            self.graph.add(id, What::File, NONE, id.to_string().as_bytes(), NONE);
        }
        fresh
    }
}
