//! When a file's content came, when it went, and whether it stands: asked for the few that matter.
//!
//! For each content the folders that hold it are followed upwards, from folder to folder and to the commits. So the work
//! is that of its own versions, not of all history.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use gix::ObjectId;
use gix::objs::{Kind, TreeRefIter};

use super::commits::{Date, Target, peel};
use super::{Blob, History};
use crate::git::objects::ObjectReader;
use crate::git::shown;
use crate::git::staged::tree_of;

/// Paths of one content that are told.
const PATHS: usize = 64;
/// Paths and folders of one content that are followed, lest folders that hold themselves many times over grow without end.
const STEPS: usize = 1 << 18;

/// Where and when history has the content of a file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Life {
    /// Each path that it had, sorted; the first 64.
    pub places: Vec<Place>,
    /// Whether it had more paths than are told, or was in more places than could be followed.
    pub has_more: bool,
    /// Whether that is so because of a limit, and not of what is not there.
    pub is_cut: bool,
}

/// One path that a content had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The path from the top of the repository.
    pub path: String,
    /// The earliest commit that brought it there, of those that were looked at.
    pub first: CommitName,
    /// The latest commit that still has it there, of those that were looked at.
    pub last: CommitName,
    /// Where both stand in the order of history.
    pub ranks: (u32, u32),
    /// Whether what is checked out has it there.
    pub is_in_head: bool,
}

/// A commit, without its author.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommitName {
    /// Hexadecimal digits.
    pub id: String,
    /// When its author wrote it.
    pub date: Date,
}

/// Which paths of a content are told.
struct Sort<'a> {
    /// None but these.
    only: Option<BTreeSet<Vec<u8>>>,
    /// The others count only where there is nothing else.
    is_told: &'a dyn Fn(&str) -> bool,
}

/// What holds what, from below.
struct Above {
    starts: Vec<u32>,
    parents: Vec<(u32, bool)>,
    /// The new commits of each root folder.
    commits: HashMap<u32, Vec<u32>>,
}

impl History {
    /// Returns for each of `blobs` where and when history has it, in their order.
    ///
    /// Only commits that this run looked at count: not those that a range or a cursor left out. What a run with a cursor
    /// lists was in none of the newest commits that were left out.
    pub fn lives(&self, blobs: &[Blob]) -> Vec<Life> {
        self.lives_at(blobs, &|_, _| true)
    }

    /// Does the same; paths of which `is_told` says otherwise count only where there is no other.
    pub(super) fn lives_at(&self, blobs: &[Blob], is_told: &dyn Fn(Blob, &str) -> bool) -> Vec<Life> {
        if blobs.is_empty() {
            return Vec::new();
        }
        let above = self.above();
        let mut head = Head::new(self);
        let mut lives: Vec<Life> = {
            let life = |blob: &Blob| {
                let sort = Sort { only: self.new_paths(*blob), is_told: &|path| is_told(*blob, path) };
                self.life(*blob, &sort, &above, &mut head)
            };
            blobs.iter().map(life).collect()
        };
        self.find_homes(blobs, &mut lives, is_told);
        lives
    }

    /// Gives a place to what no commit of this run has: what an earlier run could not read stands in commits that it did see,
    /// and what a reference names directly stands in none. Nothing that was found goes untold for want of a place.
    fn find_homes(&self, blobs: &[Blob], lives: &mut [Life], is_told: &dyn Fn(Blob, &str) -> bool) {
        let is_homeless = |life: &Life| life.places.is_empty();
        if !lives.iter().any(is_homeless) {
            return;
        }
        // All of history, without what a cursor or a range leaves out.
        if let Some(whole) = self.is_part.then(|| Self::open(&self.top, None, None, "").ok()).flatten() {
            let above = whole.above();
            let mut head = Head::new(&whole);
            for (blob, life) in blobs.iter().zip(lives.iter_mut()).filter(|(_, life)| is_homeless(life)) {
                let id = self.graph.at(blob.0).map(|node| node.id);
                if let Some(number) = id.and_then(|id| whole.graph.get(&id)) {
                    let sort = Sort { only: self.new_paths(*blob), is_told: &|path| is_told(*blob, path) };
                    *life = whole.life(Blob(number), &sort, &above, &mut head);
                }
            }
        }
        for (blob, life) in blobs.iter().zip(lives).filter(|(_, life)| is_homeless(life)) {
            let seen = self.seen(*blob);
            // Git shows an object by its id, whether it is a commit or not.
            let name = CommitName {
                id: seen.commit.unwrap_or_else(|| seen.id.clone()),
                date: Date { seconds: 0, offset_minutes: 0 },
            };
            let path = if seen.path.is_empty() { seen.id } else { seen.path.to_string() };
            life.places.push(Place {
                path,
                first: name.clone(),
                last: name,
                ranks: (0, 0),
                is_in_head: false,
            });
        }
    }

    fn above(&self) -> Above {
        let count = self.graph.nodes.len();
        let mut starts = vec![0_u32; count + 1];
        let last = u32::try_from(count).unwrap_or(u32::MAX);
        let trees = || 0..last;
        for tree in trees() {
            for (child, _) in self.graph.children(tree) {
                if let Some(number) = starts.get_mut(child as usize + 1) {
                    *number += 1;
                }
            }
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        let mut next = starts.clone();
        let mut parents = vec![(0, false); sum as usize];
        for tree in trees() {
            for (child, is_odd) in self.graph.children(tree) {
                let Some(place) = next.get_mut(child as usize) else { continue };
                if let Some(parent) = parents.get_mut(*place as usize) {
                    *parent = (tree, is_odd);
                }
                *place += 1;
            }
        }
        let mut commits: HashMap<u32, Vec<u32>> = HashMap::new();
        for number in &self.fresh {
            let tree = self.commits.at(*number).and_then(|commit| self.graph.get(&commit.tree));
            if let Some(tree) = tree {
                commits.entry(tree).or_default().push(*number);
            }
        }
        Above { starts, parents, commits }
    }

    /// The new paths of what is known already: at the others, it is told.
    fn new_paths(&self, blob: Blob) -> Option<BTreeSet<Vec<u8>>> {
        self.ways.new_paths(blob.0).map(Iterator::collect)
    }

    fn life(&self, blob: Blob, sort: &Sort<'_>, above: &Above, head: &mut Head<'_>) -> Life {
        let (mut found, mut has_more) = self.paths(blob.0, above);
        if let Some(only) = &sort.only {
            found.retain(|path, _| only.contains(path));
        }
        let mut places = Vec::new();
        let id = self.graph.at(blob.0).map(|node| node.id);
        // What is left out counts only where there is nothing else, lest it takes the room of what is told.
        let is_left_out = |path: &str| self.left_out.as_ref().is_some_and(|left_out| left_out.has(path));
        let (told, left_out): (Vec<_>, Vec<_>) = found.into_iter().partition(|(path, _)| {
            let path = shown(path);
            (sort.is_told)(&path) && !is_left_out(&path)
        });
        for (path, commits) in if told.is_empty() { left_out } else { told } {
            if places.len() == PATHS {
                has_more = true;
                break;
            }
            let Some((brought, kept)) = self.ends(&commits) else { continue };
            let named = self.commit_name(brought).zip(self.commit_name(kept));
            let Some((first, last)) = named else { continue };
            let ranks = (self.rank(brought), self.rank(kept));
            let is_in_head = head.find(&path) == id;
            places.push(Place { path: shown(&path), first, last, ranks, is_in_head });
        }
        Life { places, has_more: has_more || self.graph.is_partial, is_cut: has_more }
    }

    /// The paths of a node, and the commits that have it at each.
    fn paths(&self, node: u32, above: &Above) -> (BTreeMap<Vec<u8>, Vec<u32>>, bool) {
        let mut paths: Vec<Vec<u8>> = vec![Vec::new()];
        let mut numbers: HashMap<(Vec<u8>, u32), u32> = HashMap::new();
        let mut met: HashSet<(u32, u32)> = HashSet::from([(node, 0)]);
        let mut open = vec![(node, 0_u32)];
        let mut found: BTreeMap<Vec<u8>, Vec<u32>> = BTreeMap::new();
        while let Some((here, path)) = open.pop() {
            if met.len() > STEPS {
                return (found, true);
            }
            if let Some(commits) = above.commits.get(&here)
                && let Some(path) = paths.get(path as usize)
            {
                found.entry(path.clone()).or_default().extend(commits);
            }
            let range = above.starts.get(here as usize).zip(above.starts.get(here as usize + 1));
            let parents = range.and_then(|(start, end)| above.parents.get(*start as usize..*end as usize));
            let mut last = None;
            for (parent, is_odd) in parents.unwrap_or_default() {
                // All its names there are told at once.
                if last.replace((*parent, *is_odd)) == Some((*parent, true)) && *is_odd {
                    continue;
                }
                let first = [self.graph.name(here)];
                let others = self.graph.odd_names(*parent, here).iter().map(|name| &**name);
                let names: Vec<&[u8]> = if *is_odd { others.collect() } else { first.to_vec() };
                for name in names {
                    let number = *numbers.entry((name.to_vec(), path)).or_insert_with(|| {
                        let below = paths.get(path as usize).cloned().unwrap_or_default();
                        let joined =
                            if below.is_empty() { name.to_vec() } else { [name, &below].join(&b'/') };
                        paths.push(joined);
                        u32::try_from(paths.len() - 1).unwrap_or(0)
                    });
                    if met.insert((*parent, number)) {
                        open.push((*parent, number));
                    }
                }
            }
        }
        (found, false)
    }

    /// The commit that brought something, and the last that has it, of all that have it.
    fn ends(&self, commits: &[u32]) -> Option<(u32, u32)> {
        let rank = |number: &u32| self.rank(*number);
        let first = commits.iter().copied().min_by_key(rank)?;
        let last = commits.iter().copied().max_by_key(rank)?;
        Some((first, last))
    }

    fn commit_name(&self, number: u32) -> Option<CommitName> {
        let commit = self.commits.at(number)?;
        Some(CommitName { id: commit.id.to_string(), date: commit.author })
    }
}

/// What is checked out, looked up path by path.
struct Head<'a> {
    reader: ObjectReader<'a>,
    root: Option<ObjectId>,
}

/// Bytes of one folder.
const TREE_BYTES: u64 = 64 << 20;

impl<'a> Head<'a> {
    fn new(history: &'a History) -> Self {
        let mut reader = history.objects.reader();
        let commit = history.head.and_then(|id| match peel(id, &mut reader) {
            Ok(Target::Commit(id)) => Some(id),
            _ => None,
        });
        let root = commit.and_then(|id| tree_of(id, &history.objects));
        Self { reader, root }
    }

    /// The object at a path.
    fn find(&mut self, path: &[u8]) -> Option<ObjectId> {
        let mut here = self.root?;
        for name in path.split(|byte| *byte == b'/') {
            let (kind, bytes) = self.reader.read(&here, TREE_BYTES).ok()?;
            if kind != Kind::Tree {
                return None;
            }
            let mut entries = TreeRefIter::from_bytes(&bytes, here.kind()).filter_map(Result::ok);
            here = entries.find(|entry| entry.filename == name)?.oid.to_owned();
        }
        Some(here)
    }
}
