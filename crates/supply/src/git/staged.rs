//! What is staged: the files of the next commit that are not those of the last one.
//!
//! Files are read from the index, not from the working tree. Folders that git itself takes for unchanged are not looked
//! into, so the work is that of the change, not of the repository.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::io::{self, Read};
use std::ops::Range;
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use gix::ObjectId;
use gix::bstr::ByteSlice as _;
use gix::index::entry::{Flags, Mode};
use gix::index::extension::Tree;
use gix::objs::{Kind, TreeRefIter, tree::EntryKind};
use sekimori_model::{Entry, Limits, Listing, NotAnalysed, Problem, Source, Viewpoint};

use super::objects::{Fault, ObjectReader, Objects};
use super::{open_at, shown};
use crate::disk::MAX_IGNORE_BYTES;
use crate::{Error, LeftOut, read_inside, relative};

/// Folders in folders.
const DEPTH: usize = 1_000;
/// Bytes of one folder.
const TREE_BYTES: u64 = 64 << 20;
/// Bytes of what the index makes room for: a million files need 100 MiB.
const INDEX_BYTES: usize = 1 << 30;
/// Files that are gone and are looked at, in case one has only moved.
const GONE: usize = 10_000;
/// Bytes of a path of such a file: no system has longer ones.
const PATH_BYTES: usize = 32 << 10;

/// The files of the index that differ from the commit that is checked out.
pub struct Staged {
    objects: Objects,
    index: Option<gix::index::File>,
    listing: Listing,
    files: HashMap<Arc<str>, File>,
    /// Where contents of files that moved were before.
    gone: HashMap<ObjectId, Vec<Arc<str>>>,
    hash: gix::hash::Kind,
    top: PathBuf,
    base: ObjectId,
    /// Whose turn it is to hold a large file.
    large: Mutex<()>,
}

#[derive(Debug, Clone, Copy)]
struct File {
    id: ObjectId,
    before: Option<ObjectId>,
    /// Whether that was under another name.
    is_moved: bool,
}

impl Staged {
    /// Compares the index of the working tree that `path` is in with the commit that is checked out, if there is one.
    ///
    /// `index` is the file that git names to a hook as `GIT_INDEX_FILE`: `git commit --all` and `git commit PATH` make one
    /// for the commit, and the index of the repository is another then.
    ///
    /// # Errors
    /// [`Error::Open`], [`Error::NotARepository`], [`Error::Repository`], [`Error::Index`],
    /// [`Error::Bare`].
    pub fn open(path: &Path, index: Option<&Path>) -> Result<Self, Error> {
        let (repository, top) = open_at(path)?;
        if repository.is_bare() {
            return Err(Error::Bare { path: top });
        }
        let objects = Objects::open(&repository.common_dir().join("objects"), repository.object_hash());
        let file = index.map_or_else(|| repository.index_path(), Path::to_path_buf);
        let hash = repository.object_hash();
        let head = repository.head_id().ok().map(gix::Id::detach);
        let root = head.and_then(|id| tree_of(id, &objects));
        if let (Some(id), None) = (head, root) {
            let cause = format!("the commit {id} that is checked out cannot be read").into();
            return Err(Error::Repository { path: top, cause });
        }
        let options = gix::index::decode::Options {
            thread_limit: Some(1),
            alloc_limit_bytes: Some(INDEX_BYTES),
            ..gix::index::decode::Options::default()
        };
        let read = || gix::index::File::at(&file, hash, true, options);
        let is_there = file.symlink_metadata().is_ok();
        let index = is_there.then(read).transpose();
        let index = index.map_err(|cause| Error::Index { path: top.clone(), cause: Box::new(cause) })?;
        let mut comparing = Comparing::new(&objects);
        if let Some(index) = &index {
            comparing.folder(index, 0..index.entries().len(), 0, root, index.tree());
        }
        let gone = comparing.find_moved();
        let Comparing { found, problems, .. } = comparing;
        let mut listing = Listing { problems, ..Listing::default() };
        listing.problems.sort();
        let entry = |path: &Arc<str>| Entry { path: Arc::clone(path), named: false };
        listing.entries = found.keys().map(entry).collect();
        let files = found.into_iter().collect();
        let base = root.unwrap_or(ObjectId::empty_tree(hash));
        Ok(Self { objects, index, listing, files, gone, hash, top, base, large: Mutex::default() })
    }

    /// Leaves out the folders to skip, which count from `skip_from`, and what files of patterns say where they are honoured:
    /// as they are staged, where git knows them.
    #[must_use]
    pub fn leaving_out(mut self, skip_dirs: Vec<String>, skip_from: Viewpoint, by_files: bool) -> Self {
        let read = |path: &str| match self.read_tracked(&self.top.join(path), MAX_IGNORE_BYTES) {
            Ok(None) => read_inside(&self.top, &[path], MAX_IGNORE_BYTES),
            staged => staged,
        };
        let left_out = LeftOut::folders(skip_dirs, skip_from);
        let left_out = if by_files { left_out.reading(read) } else { left_out };
        let kept = self.listing.entries.iter().filter(|entry| !left_out.has(&entry.path));
        let (entries, problems): (Vec<Entry>, _) = (kept.cloned().collect(), left_out.problems());
        let leaves_any_out = entries.len() < self.listing.entries.len() || left_out.may_have_any();
        drop(left_out);
        self.listing.entries = entries;
        self.listing.problems.extend(problems);
        self.listing.problems.sort();
        if leaves_any_out { self.searching_moved() } else { self }
    }

    /// Takes files that have only moved for new ones: where they were, nobody may have searched them or told what was found.
    #[must_use]
    pub fn searching_moved(mut self) -> Self {
        for file in self.files.values_mut().filter(|file| file.is_moved) {
            file.before = None;
        }
        self
    }

    /// Takes a file that has moved for a new one unless a search finds the same at one of the paths that its content had, which
    /// `is_alike` tells of two paths.
    #[must_use]
    pub fn searching_moved_unless(mut self, is_alike: impl Fn(&str, &str) -> bool) -> Self {
        for (path, file) in self.files.iter_mut().filter(|(_, file)| file.is_moved) {
            let before = self.gone.get(&file.id).into_iter().flatten();
            if !before.into_iter().any(|before| is_alike(before, path)) {
                file.before = None;
            }
        }
        self
    }

    /// Returns the top of the working tree.
    pub fn top(&self) -> &Path {
        &self.top
    }

    /// Returns what the commit that is checked out has at the path of a staged file, or had under another name if the file
    /// has only moved. None where the file is new.
    ///
    /// # Errors
    /// A [`Problem`] where it cannot be read or is larger than the limit.
    pub fn before(&self, path: &str, limits: &Limits) -> Result<Option<Arc<Vec<u8>>>, Problem> {
        let Some(id) = self.files.get(path).and_then(|file| file.before) else { return Ok(None) };
        self.bytes(path, &id, limits).map(Some)
    }

    /// Tells whether git knows the file at `path`, whether or not it has changed or is still in the working tree.
    pub fn is_tracked(&self, path: &Path) -> bool {
        self.tracked(path).is_some()
    }

    /// Returns a file as the next commit will have it; none where git does not know it.
    ///
    /// # Errors
    /// A [`Problem`] where it cannot be read or is larger than the limit.
    pub fn read_tracked(&self, path: &Path, limit_bytes: u64) -> Result<Option<Vec<u8>>, Problem> {
        let Some(id) = self.tracked(path) else { return Ok(None) };
        let limits = Limits { file_bytes: limit_bytes, ..Limits::default() };
        self.bytes(&relative(&self.top, path), &id, &limits).map(|bytes| Some(bytes.to_vec()))
    }

    /// The object of a file that the next commit has.
    fn tracked(&self, path: &Path) -> Option<ObjectId> {
        let inner = path.strip_prefix(&self.top).ok()?;
        if !inner.components().all(|step| matches!(step, Component::Normal(_))) {
            return None;
        }
        let name = relative(&self.top, path);
        let entry = self.index.as_ref()?.entry_by_path(name.as_bytes().as_bstr())?;
        let is_file = matches!(entry.mode, Mode::FILE | Mode::FILE_EXECUTABLE);
        let is_staged = entry.stage_raw() == 0 && !entry.flags.contains(Flags::INTENT_TO_ADD);
        Some(entry.id).filter(|_| is_file && is_staged)
    }

    /// Returns the id of the tree that a commit of the index would have, in hexadecimal digits. None while files are in
    /// conflict, when git makes no commit.
    pub fn tree_id(&self) -> Option<String> {
        let Some(index) = &self.index else { return Some(ObjectId::empty_tree(self.hash).to_string()) };
        let root = Written::of(index, 0..index.entries().len(), 0, index.tree(), 0);
        match root {
            Written::Tree(id) => Some(id.to_string()),
            Written::Nothing => Some(ObjectId::empty_tree(self.hash).to_string()),
            Written::Impossible => None,
        }
    }

    /// Returns the id of the tree that the index was compared with, in hexadecimal digits: that of the commit that is checked
    /// out, or the empty one.
    pub fn base_id(&self) -> String {
        self.base.to_string()
    }

    fn bytes(&self, path: &str, id: &ObjectId, limits: &Limits) -> Result<Arc<Vec<u8>>, Problem> {
        let fault = match self.objects.reader().read(id, limits.file_bytes) {
            Ok((Kind::Blob, bytes)) => return Ok(bytes),
            Ok((kind, _)) => Fault::Corrupt(format!("it is a {kind}, not a file")),
            Err(fault) => fault,
        };
        Err(Problem { path: path.into(), reason: fault.reason(), detail: format!("{fault} ({id})") })
    }
}

impl Source for Staged {
    fn list(&self, limits: &Limits) -> Listing {
        let most = usize::try_from(limits.files).unwrap_or(usize::MAX);
        let all = &self.listing.entries;
        let entries = all.iter().take(most).cloned().collect();
        Listing { entries, problems: self.listing.problems.clone(), truncated: all.len() > most }
    }

    fn read(&self, entry: &Entry, limits: &Limits) -> Result<Vec<u8>, Problem> {
        let Some(file) = self.files.get(&entry.path) else {
            let detail = "it is not staged".to_owned();
            return Err(Problem { path: Arc::clone(&entry.path), reason: NotAnalysed::Unreadable, detail });
        };
        let bytes = self.bytes(&entry.path, &file.id, limits)?;
        Ok(Arc::try_unwrap(bytes).unwrap_or_else(|shared| shared.to_vec()))
    }

    fn stream(&self, entry: &Entry) -> Result<Option<Box<dyn Read + '_>>, Problem> {
        let Some(file) = self.files.get(&entry.path) else { return Ok(None) };
        let turn = self.large.lock().unwrap_or_else(PoisonError::into_inner);
        let limits = Limits { file_bytes: Limits::HELD_BYTES, ..Limits::default() };
        let bytes = self.bytes(&entry.path, &file.id, &limits)?;
        Ok(Some(Box::new(Held { bytes, at: 0, _turn: turn })))
    }

    fn read_before(&self, path: &str, limits: &Limits) -> Result<Option<Arc<Vec<u8>>>, Problem> {
        self.before(path, limits)
    }

    fn is_a_change(&self) -> bool {
        true
    }
}

/// A large file, held as a whole: git keeps it in a way that does not give it piece by piece.
struct Held<'a> {
    bytes: Arc<Vec<u8>>,
    at: usize,
    _turn: MutexGuard<'a, ()>,
}

impl Read for Held<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut rest = self.bytes.get(self.at..).unwrap_or_default();
        let count = rest.read(buffer)?;
        self.at += count;
        Ok(count)
    }
}

/// The tree of a commit.
pub(super) fn tree_of(commit: ObjectId, objects: &Objects) -> Option<ObjectId> {
    heading(commit, objects).map(|(tree, _)| tree)
}

/// The tree of a commit, and its first parent.
pub(super) fn heading(commit: ObjectId, objects: &Objects) -> Option<(ObjectId, Option<ObjectId>)> {
    let (kind, bytes) = objects.reader().read(&commit, TREE_BYTES).ok()?;
    let mut lines = bytes.split(|byte| *byte == b'\n');
    let line = lines.next().filter(|_| kind == Kind::Commit)?;
    let tree = ObjectId::from_hex(line.strip_prefix(b"tree ")?).ok()?;
    let parent = match lines.next().and_then(|line| line.strip_prefix(b"parent ")) {
        Some(parent) => Some(ObjectId::from_hex(parent).ok()?),
        None => None,
    };
    Some((tree, parent))
}

/// The index and a tree, walked side by side.
struct Comparing<'a> {
    reader: ObjectReader<'a>,
    found: BTreeMap<Arc<str>, File>,
    problems: Vec<Problem>,
    /// Files and folders that the tree has and the index has not, with their paths.
    gone: Vec<(EntryKind, ObjectId, Vec<u8>)>,
}

impl<'a> Comparing<'a> {
    fn new(objects: &'a Objects) -> Self {
        Self { reader: objects.reader(), found: BTreeMap::new(), problems: Vec::new(), gone: Vec::new() }
    }

    fn problem(&mut self, path: &[u8], reason: NotAnalysed, detail: String) {
        self.problems.push(Problem { path: shown(path).into(), reason, detail });
    }

    /// Compares the entries in `range`, all of which begin with the same `start` bytes, with the folder `tree`.
    fn folder(
        &mut self,
        index: &gix::index::File,
        range: Range<usize>,
        start: usize,
        tree: Option<ObjectId>,
        kept: Option<&Tree>,
    ) {
        // What git takes for unchanged it commits unchanged.
        if tree.is_some() && kept.filter(|kept| kept.num_entries.is_some()).map(|kept| kept.id) == tree {
            return;
        }
        let mut before = self.entries(index, &range, start, tree);
        let mut at = range.start;
        while let Some(entry) = index.entries().get(at).filter(|_| at < range.end) {
            let path = entry.path(index);
            let rest = path.get(start..).unwrap_or_default();
            let Some(length) = rest.find_byte(b'/').filter(|_| entry.mode != Mode::DIR) else {
                let below = before.remove(rest.strip_suffix(b"/").unwrap_or(rest));
                self.file(path, entry, below);
                at += 1;
                continue;
            };
            let end = group(index, at..range.end, start + length + 1);
            let name = rest.get(..length).unwrap_or_default();
            let below = before.remove(name);
            let tree = below.filter(|(kind, _)| *kind == EntryKind::Tree).map(|(_, id)| id);
            if path.iter().take(start).filter(|byte| **byte == b'/').count() > DEPTH {
                self.problem(path, NotAnalysed::TooDeep, "it lies too deep".to_owned());
            } else {
                let kept = kept.and_then(|kept| child(kept, name));
                self.folder(index, at..end, start + length + 1, tree, kept);
            }
            at = end;
        }
        let folder = index.entries().get(range.start).and_then(|entry| entry.path(index).get(..start));
        let folder = folder.unwrap_or_default();
        self.gone.extend(before.into_iter().map(|(name, (kind, id))| (kind, id, [folder, &name].concat())));
    }

    fn file(&mut self, path: &[u8], entry: &gix::index::Entry, before: Option<(EntryKind, ObjectId)>) {
        let is_blob = |kind| matches!(kind, EntryKind::Blob | EntryKind::BlobExecutable | EntryKind::Link);
        if entry.mode == Mode::DIR {
            if before.map(|(_, id)| id) != Some(entry.id) {
                let detail = "it is staged as a whole, outside of the sparse checkout".to_owned();
                self.problem(path, NotAnalysed::Unreadable, detail);
            }
            return;
        }
        let before = before.filter(|(kind, _)| is_blob(*kind)).map(|(_, id)| id);
        let is_staged = entry.stage_raw() == 0 && !entry.flags.contains(Flags::INTENT_TO_ADD);
        if is_staged && entry.mode != Mode::COMMIT && before != Some(entry.id) {
            self.found.insert(shown(path).into(), File { id: entry.id, before, is_moved: false });
        }
    }

    /// The entries of a folder of the commit by name.
    fn entries(
        &mut self,
        index: &gix::index::File,
        range: &Range<usize>,
        start: usize,
        tree: Option<ObjectId>,
    ) -> BTreeMap<Vec<u8>, (EntryKind, ObjectId)> {
        let Some(id) = tree.filter(|id| !id.is_empty_tree()) else { return BTreeMap::new() };
        match self.tree(&id) {
            Ok(entries) => entries,
            Err(fault) => {
                // All that is staged there counts as new.
                let path = index.entries().get(range.start).and_then(|entry| entry.path(index).get(..start));
                let path = path.unwrap_or_default().to_vec();
                self.problem(
                    &path,
                    fault.reason(),
                    format!("what the last commit has there: {fault} ({id})"),
                );
                BTreeMap::new()
            }
        }
    }

    fn tree(&mut self, id: &ObjectId) -> Result<BTreeMap<Vec<u8>, (EntryKind, ObjectId)>, Fault> {
        let (kind, bytes) = self.reader.read(id, TREE_BYTES)?;
        if kind != Kind::Tree {
            return Err(Fault::Corrupt(format!("it is a {kind}, not a folder")));
        }
        let entries = TreeRefIter::from_bytes(&bytes, id.kind()).filter_map(Result::ok);
        let entry = |entry: gix::objs::tree::EntryRef<'_>| {
            (entry.filename.to_vec(), (entry.mode.kind(), entry.oid.to_owned()))
        };
        Ok(entries.map(entry).collect())
    }

    /// A new file whose content the commit has, under a name that is gone, is what it was. Returns these names.
    fn find_moved(&mut self) -> HashMap<ObjectId, Vec<Arc<str>>> {
        let mut gone: HashMap<ObjectId, Vec<Arc<str>>> = HashMap::new();
        if self.gone.is_empty() || self.found.values().all(|file| file.before.is_some()) {
            return gone;
        }
        let new: HashSet<ObjectId> =
            self.found.values().filter(|file| file.before.is_none()).map(|file| file.id).collect();
        let mut open = std::mem::take(&mut self.gone);
        let mut looked_at = 0;
        while let Some((kind, id, path)) = open.pop() {
            looked_at += 1;
            if looked_at > GONE || open.len() > 10 * GONE {
                break;
            }
            if path.len() > PATH_BYTES {
                continue;
            }
            if kind != EntryKind::Tree {
                if new.contains(&id) {
                    gone.entry(id).or_default().push(shown(&path).into());
                }
            } else if let Ok(entries) = self.tree(&id) {
                let entry = |(name, (kind, id)): (Vec<u8>, (EntryKind, ObjectId))| {
                    (kind, id, [path.as_slice(), b"/", &name].concat())
                };
                open.extend(entries.into_iter().map(entry));
            }
        }
        for file in self.found.values_mut().filter(|file| file.before.is_none()) {
            file.before = Some(file.id).filter(|id| gone.contains_key(id));
            file.is_moved = file.before.is_some();
        }
        gone
    }
}

fn child<'a>(kept: &'a Tree, name: &[u8]) -> Option<&'a Tree> {
    kept.children.iter().find(|child| *child.name == *name)
}

/// The end of those entries in `range` that share the first `length` bytes of the first.
fn group(index: &gix::index::File, range: Range<usize>, length: usize) -> usize {
    let entries = index.entries().get(range.clone()).unwrap_or_default();
    let prefix = entries.first().and_then(|entry| entry.path(index).get(..length)).unwrap_or_default();
    // At least one, whatever the index says, so that the walk ends.
    range.start + entries.partition_point(|entry| entry.path(index).starts_with(prefix)).max(1)
}

/// A folder as git would write it.
enum Written {
    Tree(ObjectId),
    Nothing,
    Impossible,
}

impl Written {
    fn of(
        index: &gix::index::File,
        range: Range<usize>,
        start: usize,
        kept: Option<&Tree>,
        depth: usize,
    ) -> Self {
        if let Some(kept) = kept.filter(|kept| kept.num_entries.is_some()) {
            return Self::Tree(kept.id);
        }
        if depth > DEPTH {
            return Self::Impossible;
        }
        let mut bytes = Vec::new();
        let mut at = range.start;
        while let Some(entry) = index.entries().get(at).filter(|_| at < range.end) {
            let rest = entry.path(index).get(start..).unwrap_or_default();
            if let Some(length) = rest.find_byte(b'/').filter(|_| entry.mode != Mode::DIR) {
                let end = group(index, at..range.end, start + length + 1);
                let name = rest.get(..length).unwrap_or_default();
                let kept = kept.and_then(|kept| child(kept, name));
                match Self::of(index, at..end, start + length + 1, kept, depth + 1) {
                    Self::Tree(id) => write(&mut bytes, b"40000", name, &id),
                    Self::Nothing => {}
                    Self::Impossible => return Self::Impossible,
                }
                at = end;
                continue;
            }
            if entry.stage_raw() != 0 {
                return Self::Impossible;
            }
            if !entry.flags.contains(Flags::INTENT_TO_ADD) {
                let mode: &[u8] = match entry.mode {
                    Mode::FILE => b"100644",
                    Mode::FILE_EXECUTABLE => b"100755",
                    Mode::SYMLINK => b"120000",
                    Mode::COMMIT => b"160000",
                    Mode::DIR => b"40000",
                    _ => return Self::Impossible,
                };
                write(&mut bytes, mode, rest.strip_suffix(b"/").unwrap_or(rest), &entry.id);
            }
            at += 1;
        }
        if bytes.is_empty() {
            return Self::Nothing;
        }
        let id = gix::objs::compute_hash(index.object_hash(), Kind::Tree, &bytes);
        id.map_or(Self::Impossible, Self::Tree)
    }
}

fn write(bytes: &mut Vec<u8>, mode: &[u8], name: &[u8], id: &ObjectId) {
    bytes.extend_from_slice(mode);
    bytes.push(b' ');
    bytes.extend_from_slice(name);
    bytes.push(0);
    bytes.extend_from_slice(id.as_slice());
}
