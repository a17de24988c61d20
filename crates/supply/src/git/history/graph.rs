//! Every folder and file of history once, with the name that it was first met by, and what lies in what.

use std::collections::{BTreeMap, HashMap};

use gix::ObjectId;
use gix::objs::{Kind, TreeRefIter, tree::EntryKind};

use super::gaps::{Gap, Gaps, Lost};
use crate::git::ids::IdMap;
use crate::git::objects::{Fault, ObjectReader};
use crate::git::shown;

/// Bytes of one folder: a million entries.
const TREE_BYTES: u64 = 64 << 20;
/// Folders in folders. A path of 4,096 bytes, the most that systems open, has no more.
const DEPTH: u32 = 2_048;
/// No number: what has no folder above it.
pub(super) const NONE: u32 = u32::MAX;
/// Marks an edge whose name is not the one that the child was first met by.
const ODD: u32 = 1 << 31;
/// What lies in what is remembered up to here; 256 MiB.
const EDGES: usize = 64 << 20;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    Tree,
    File,
    Link,
}

/// A folder or a file.
pub(super) struct Node {
    pub(super) id: ObjectId,
    pub(super) what: What,
    /// The folder and the commit that it was first met in.
    pub(super) parent: u32,
    pub(super) commit: u32,
    name: (u32, u32),
    /// Where its edges begin, and how many there are.
    edges: (u32, u32),
    pub(super) is_walked: bool,
    /// Part of what is known already.
    pub(super) is_known: bool,
}

/// All that was met.
#[derive(Default)]
pub(super) struct Graph {
    pub(super) nodes: Vec<Node>,
    index: IdMap<u32>,
    names: Vec<u8>,
    edges: Vec<u32>,
    /// Names of edges by parent and child, where they are not the first one.
    odd: HashMap<(u32, u32), Vec<Box<[u8]>>>,
    /// Submodules by path, with a commit of theirs.
    pub(super) submodules: BTreeMap<String, ObjectId>,
    /// Set where edges were too many to remember.
    pub(super) is_partial: bool,
    pub(super) trees: u64,
    /// The folders that were walked from, each with whether it is known already.
    pub(super) roots: Vec<(u32, bool)>,
}

/// Submodules that are told one by one.
const SUBMODULES: usize = 1_000;

impl Graph {
    pub(super) fn get(&self, id: &ObjectId) -> Option<u32> {
        self.index.get(id).copied()
    }

    pub(super) fn at(&self, number: u32) -> Option<&Node> {
        self.nodes.get(number as usize)
    }

    /// Takes a folder or a file in; none where there is no room for more.
    pub(super) fn add(
        &mut self,
        id: ObjectId,
        what: What,
        parent: u32,
        name: &[u8],
        commit: u32,
    ) -> Option<u32> {
        if let Some(number) = self.get(&id) {
            return Some(number);
        }
        let number = u32::try_from(self.nodes.len()).ok().filter(|number| *number < ODD)?;
        let start = u32::try_from(self.names.len()).ok()?;
        let length = u32::try_from(name.len()).ok()?;
        self.names.extend_from_slice(name);
        self.index.insert(id, number);
        let (is_walked, is_known) = (false, false);
        let name = (start, length);
        self.nodes.push(Node { id, what, parent, commit, name, edges: (0, 0), is_walked, is_known });
        Some(number)
    }

    /// Says whether a file is known already.
    pub(super) fn know(&mut self, number: u32, known: bool) {
        if let Some(node) = self.nodes.get_mut(number as usize) {
            node.is_known = known;
        }
    }

    pub(super) fn name(&self, number: u32) -> &[u8] {
        let Some(node) = self.at(number) else { return &[] };
        let (start, length) = node.name;
        self.names.get(start as usize..).and_then(|names| names.get(..length as usize)).unwrap_or_default()
    }

    /// The path by which a node was first met.
    pub(super) fn path(&self, number: u32) -> Vec<u8> {
        let mut parts = vec![self.name(number)];
        let mut here = number;
        while let Some(parent) = self.at(here).map(|node| node.parent).filter(|parent| *parent != NONE) {
            parts.push(self.name(parent));
            here = parent;
            if parts.len() > DEPTH as usize + 2 {
                break;
            }
        }
        parts.retain(|part| !part.is_empty());
        parts.reverse();
        parts.join(&b'/')
    }

    /// Walks the folder `root` and all in it that was not walked before.
    pub(super) fn walk(
        &mut self,
        root: u32,
        commit: u32,
        known: bool,
        reader: &mut ObjectReader<'_>,
        gaps: &mut Gaps,
    ) {
        self.roots.push((root, known));
        let mut stack = vec![(root, 0)];
        while let Some((number, depth)) = stack.pop() {
            let Some(node) = self.nodes.get_mut(number as usize) else { continue };
            if std::mem::replace(&mut node.is_walked, true) {
                continue;
            }
            node.is_known = known;
            let id = node.id;
            if id.is_empty_tree() {
                continue;
            }
            self.trees += u64::from(!known);
            let bytes = match reader.read(&id, TREE_BYTES) {
                Ok((Kind::Tree, _)) if depth > DEPTH => Err(Fault::Corrupt("it lies too deep".to_owned())),
                Ok((Kind::Tree, bytes)) => Ok(bytes),
                Ok((kind, _)) => Err(Fault::Corrupt(format!("it is a {kind}, not a folder"))),
                Err(fault) => Err(fault),
            };
            let found = bytes.and_then(|bytes| self.enter(number, commit, known, &bytes, &mut stack, depth));
            if let Err(fault) = found {
                self.lost(number, Gap::Tree, None, &fault, gaps);
            }
        }
    }

    /// Takes the entries of one folder in.
    fn enter(
        &mut self,
        number: u32,
        commit: u32,
        known: bool,
        bytes: &[u8],
        stack: &mut Vec<(u32, u32)>,
        depth: u32,
    ) -> Result<(), Fault> {
        let start = self.edges.len();
        let below = stack.len();
        let hash = self.nodes.get(number as usize).map_or(gix::hash::Kind::Sha1, |node| node.id.kind());
        let mut result = Ok(());
        for entry in TreeRefIter::from_bytes(bytes, hash) {
            let Ok(entry) = entry else {
                result = Err(Fault::Corrupt("it is not a well-formed folder".to_owned()));
                break;
            };
            let what = match entry.mode.kind() {
                EntryKind::Tree => What::Tree,
                EntryKind::Blob | EntryKind::BlobExecutable => What::File,
                EntryKind::Link => What::Link,
                EntryKind::Commit => {
                    self.submodule(number, entry.filename, entry.oid.to_owned());
                    continue;
                }
            };
            let child = if let Some(child) = self.index.get(entry.oid) {
                *child
            } else {
                let added = self.add(entry.oid.to_owned(), what, number, entry.filename, commit);
                added.ok_or_else(|| Fault::Corrupt("history has too many objects".to_owned()))?
            };
            if what == What::Tree {
                let is_walked = self.at(child).is_some_and(|node| node.is_walked);
                if !is_walked {
                    stack.push((child, depth + 1));
                }
            } else if let Some(node) = self.nodes.get_mut(child as usize) {
                node.is_known |= known;
                if node.what == What::Link && what == What::File {
                    node.what = What::File;
                }
            }
            self.edge(number, child, entry.filename);
        }
        // The first entry is walked first, so that what is met first is told by the order of names.
        if let Some(added) = stack.get_mut(below..) {
            added.reverse();
        }
        let count = self.edges.len() - start;
        if let Some(node) = self.nodes.get_mut(number as usize) {
            node.edges = (u32::try_from(start).unwrap_or(0), u32::try_from(count).unwrap_or(0));
        }
        result
    }

    fn edge(&mut self, parent: u32, child: u32, name: &[u8]) {
        if self.edges.len() >= EDGES {
            self.is_partial = true;
            return;
        }
        if self.name(child) == name {
            self.edges.push(child);
        } else {
            self.odd.entry((parent, child)).or_default().push(name.into());
            self.edges.push(child | ODD);
        }
    }

    fn submodule(&mut self, folder: u32, name: &[u8], id: ObjectId) {
        if self.submodules.len() < SUBMODULES {
            let mut path = self.path(folder);
            if !path.is_empty() {
                path.push(b'/');
            }
            path.extend_from_slice(name);
            self.submodules.entry(shown(&path)).or_insert(id);
        }
    }

    /// Tells of a folder or a file that could not be read.
    pub(super) fn lost(
        &self,
        number: u32,
        kind: Gap,
        commit: Option<ObjectId>,
        fault: &Fault,
        gaps: &mut Gaps,
    ) {
        let Some(node) = self.at(number) else { return };
        let path = self.path(number);
        // What lies at the top of a commit has no path.
        let name = if path.is_empty() { format!("tree {}", node.id) } else { shown(&path) };
        gaps.object(node.id, Lost { kind, commit, path }, &name, fault);
    }

    /// What lies in a folder: each child, and whether it has there another name than the one it was first met by.
    pub(super) fn children(&self, number: u32) -> impl Iterator<Item = (u32, bool)> + '_ {
        let (start, count) = self.at(number).map_or((0, 0), |node| node.edges);
        let edges = self.edges.get(start as usize..).and_then(|edges| edges.get(..count as usize));
        edges.unwrap_or_default().iter().map(|edge| (edge & !ODD, edge & ODD != 0))
    }

    /// The names of a child in a folder that are not the one by which it was first met.
    pub(super) fn odd_names(&self, parent: u32, child: u32) -> &[Box<[u8]>] {
        self.odd.get(&(parent, child)).map(Vec::as_slice).unwrap_or_default()
    }
}
