//! Which files of a tree differ from the commit that a branch left another at.
//!
//! What was read is hashed as git would hash it and compared with what the commit has at that path, so that commits
//! since, changes that are not committed and files that git does not know are all found alike. The index is not asked,
//! no filter or hook runs, and of configuration only the repository's own is read. Where git would convert line ends,
//! a file counts as changed that git takes for unchanged; never the other way round.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use gix::ObjectId;
use gix::bstr::{BStr, BString, ByteSlice as _};
use gix::objs::tree::EntryKind;
use sekimori_model::{Entry, Limits, Listing, Problem, Source, from_root};

use super::{not_opened, open, refuse_other_references, repository_of};
use crate::{Disk, Error};

/// A tree on disk that is compared with a commit.
#[derive(Debug)]
pub struct Tracked {
    disk: Disk,
    listing: Listing,
    hash: gix::hash::Kind,
    /// The trees that it is compared with.
    bases: Vec<ObjectId>,
    /// The folder of the repository.
    top: PathBuf,
    /// What git had at the paths that it had anything comparable at.
    before: BTreeMap<Arc<str>, Before>,
    /// The paths whose bytes were read and are those of before.
    same: Mutex<HashSet<Arc<str>>>,
}

/// What git had at a path.
#[derive(Debug)]
enum Before {
    /// A file; one hash for each merge base, of which all must agree.
    File(Vec<ObjectId>),
    /// Something that has not changed as far as this repository tells: a file of a submodule, a link that leads out.
    Settled,
}

impl Tracked {
    /// Returns the folder itself.
    pub fn disk(&self) -> &Disk {
        &self.disk
    }

    /// Compares the files of `disk` with the merge base of `revision` and the commit that is checked out.
    ///
    /// # Errors
    /// [`Error::NotARepository`], [`Error::Repository`], [`Error::UnknownRevision`], [`Error::NoMergeBase`].
    pub fn open(disk: Disk, revision: &str, limits: &Limits) -> Result<Self, Error> {
        let root = disk.root();
        let top = repository_of(root).ok_or_else(|| Error::NotARepository { path: root.to_path_buf() })?;
        let failed =
            |cause: gix::Error| Error::Repository { path: top.to_path_buf(), cause: Box::new(cause) };
        let repository = open(top).map_err(not_opened(top))?;
        refuse_other_references(&repository, top)?;
        let bases = merge_bases(&repository, revision, top)?;
        let listing = disk.list(limits);
        let mut commits = Commits { repository: &repository, top, bases, folders: HashMap::new() };
        let mut before = BTreeMap::new();
        let rendered = rendered_folders(&listing);
        let is_part = |path: &str| {
            Path::new(path)
                .ancestors()
                .skip(1)
                .any(|above| rendered.contains(above.to_str().unwrap_or_default()))
        };
        let is_read = |entry: &&Entry| entry.named || disk.wants(&entry.path) || is_part(&entry.path);
        for entry in listing.entries.iter().filter(is_read) {
            let found = commits.before(&disk.full_path(&entry.path)).map_err(failed)?;
            before.extend(found.map(|found| (Arc::clone(&entry.path), found)));
        }
        for problem in &listing.problems {
            let full = disk.full_path(&problem.path);
            if commits.is_same_link(&full).map_err(failed)? {
                before.insert(Arc::clone(&problem.path), Before::Settled);
            }
        }
        let hash = repository.object_hash();
        let (bases, top) = (commits.bases, top.to_path_buf());
        Ok(Self { disk, listing, hash, bases, top, before, same: Mutex::default() })
    }

    /// Remembers a file that is as git had it.
    fn compare(&self, path: &str, bytes: &[u8], before: &Before) {
        let Before::File(ids) = before else { return };
        // A hash that cannot be told, because the bytes are made to collide, is equal to none.
        let now = gix::objs::compute_hash(self.hash, gix::objs::Kind::Blob, bytes).ok();
        if ids.iter().all(|id| Some(*id) == now) {
            self.same.lock().unwrap_or_else(PoisonError::into_inner).insert(path.into());
        }
    }

    /// What git had at a path that is not listed. Such files are few, so the repository is opened for each.
    fn before_beside(&self, full: &Path) -> Option<Before> {
        let repository = open(&self.top).ok()?;
        let bases = self.bases.clone();
        let mut commits = Commits { repository: &repository, top: &self.top, bases, folders: HashMap::new() };
        commits.before(full).ok()?
    }
}

impl Source for Tracked {
    fn list(&self, _limits: &Limits) -> Listing {
        self.listing.clone()
    }

    fn read(&self, entry: &Entry, limits: &Limits) -> Result<Vec<u8>, Problem> {
        let bytes = self.disk.read(entry, limits)?;
        if let Some(before) = self.before.get(&entry.path) {
            self.compare(&entry.path, &bytes, before);
        }
        Ok(bytes)
    }

    fn stream(&self, entry: &Entry) -> Result<Option<Box<dyn Read + '_>>, Problem> {
        self.disk.stream(entry)
    }

    fn place(&self) -> &str {
        self.disk.place()
    }

    fn read_beside(&self, path: &str, limits: &Limits) -> Result<Option<Vec<u8>>, Problem> {
        let bytes = self.disk.read_beside(path, limits)?;
        if let Some(bytes) = &bytes
            && let Some(before) = self.before_beside(&self.disk.beside(path))
        {
            self.compare(&from_root(self.place(), path), bytes, &before);
        }
        Ok(bytes)
    }

    fn has_changed(&self, path: &str) -> Option<bool> {
        let same = self.same.lock().unwrap_or_else(PoisonError::into_inner);
        Some(!same.contains(path) && !matches!(self.before.get(path), Some(Before::Settled)))
    }
}

/// The folders of charts and overlays, of which every file may be read.
fn rendered_folders(listing: &Listing) -> HashSet<&str> {
    let makers = ["Chart.yaml", "kustomization.yaml", "kustomization.yml", "Kustomization"];
    let maker = |entry: &'_ Entry| {
        let (folder, name) = entry.path.rsplit_once('/').unwrap_or(("", &entry.path));
        makers.contains(&name).then_some(folder.len())
    };
    let entries = listing.entries.iter();
    entries.filter_map(|entry| entry.path.get(..maker(entry)?)).collect()
}

/// The trees of all best common ancestors. Where there are several, a file has changed if it differs from any.
fn merge_bases(repository: &gix::Repository, revision: &str, top: &Path) -> Result<Vec<ObjectId>, Error> {
    let failed = |cause: gix::Error| Error::Repository { path: top.to_path_buf(), cause: Box::new(cause) };
    let is_shallow = repository.is_shallow().map_err(failed)?;
    let name = || revision.to_owned();
    let commit = |id: gix::Id<'_>| id.object()?.peel_to_commit().map(|commit| commit.id);
    let since = repository.rev_parse_single(revision).and_then(commit);
    let since =
        since.map_err(|cause| Error::UnknownRevision { name: name(), is_shallow, cause: Box::new(cause) })?;
    let head = repository.head_id().map_err(failed)?;
    let bases = repository.merge_bases_many(head, &[since]).map_err(failed)?;
    if bases.is_empty() {
        return Err(Error::NoMergeBase { name: name(), is_shallow });
    }
    let tree = |id: &gix::Id<'_>| Ok(id.object()?.peel_to_tree()?.id);
    bases.iter().map(tree).collect::<gix::Result<_>>().map_err(failed)
}

/// The commits that are compared with, looked up path by path: only what stands on disk is asked for, so that a
/// tree that holds itself a thousand times costs nothing.
struct Commits<'a> {
    repository: &'a gix::Repository,
    top: &'a Path,
    bases: Vec<ObjectId>,
    folders: HashMap<ObjectId, Folder>,
}

type Folder = HashMap<BString, (EntryKind, ObjectId)>;

/// What one commit has at a path.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Found {
    File(ObjectId),
    Link(ObjectId),
    InSubmodule,
    Nothing,
}

impl Commits<'_> {
    /// What all commits have at a path; none where one has nothing to compare with.
    fn before(&mut self, full: &Path) -> gix::Result<Option<Before>> {
        let mut ids = Vec::new();
        let mut settled = true;
        for base in self.bases.clone() {
            match self.find(base, full)? {
                Found::File(id) => ids.push(id),
                Found::InSubmodule => continue,
                Found::Link(id) if is_link_of(full, id) => {
                    // The link is as it was; what it shows is another file.
                    let target = fs::canonicalize(full).unwrap_or_default();
                    let Found::File(id) = self.find(base, &target)? else { return Ok(None) };
                    ids.push(id);
                }
                Found::Link(_) | Found::Nothing => return Ok(None),
            }
            settled = false;
        }
        Ok(Some(if settled { Before::Settled } else { Before::File(ids) }))
    }

    /// Tells whether a link is as all commits have it.
    fn is_same_link(&mut self, full: &Path) -> gix::Result<bool> {
        for base in self.bases.clone() {
            match self.find(base, full)? {
                Found::Link(id) if is_link_of(full, id) => {}
                _ => return Ok(false),
            }
        }
        Ok(true)
    }

    fn find(&mut self, base: ObjectId, full: &Path) -> gix::Result<Found> {
        let Ok(path) = full.strip_prefix(self.top) else { return Ok(Found::Nothing) };
        let (mut folder, mut here) = (base, PathBuf::from(self.top));
        let mut rest = path.components().peekable();
        while let Some(name) = rest.next() {
            here.push(name);
            let name = gix::path::into_bstr(Path::new(&name))?;
            let Some((kind, id)) = self.entry(folder, name.as_bstr())? else { return Ok(Found::Nothing) };
            let is_last = rest.peek().is_none();
            match kind {
                EntryKind::Tree if !is_last => folder = id,
                EntryKind::Blob | EntryKind::BlobExecutable if is_last => return Ok(Found::File(id)),
                EntryKind::Link if is_last => return Ok(Found::Link(id)),
                // Where a submodule was and files stand now, they have changed.
                EntryKind::Commit if repository_of(&here) == Some(&here) => return Ok(Found::InSubmodule),
                _ => return Ok(Found::Nothing),
            }
        }
        Ok(Found::Nothing)
    }

    fn entry(&mut self, folder: ObjectId, name: &BStr) -> gix::Result<Option<(EntryKind, ObjectId)>> {
        if let Some(known) = self.folders.get(&folder) {
            return Ok(known.get(name).copied());
        }
        let tree = self.repository.find_tree(folder)?;
        let mut entries = Folder::new();
        for entry in tree.iter() {
            let entry = entry?;
            entries.insert(entry.filename().to_owned(), (entry.mode().kind(), entry.object_id()));
        }
        let found = entries.get(name).copied();
        self.folders.insert(folder, entries);
        Ok(found)
    }
}

/// Tells whether a link on disk is the one that git keeps as `id`.
fn is_link_of(full: &Path, id: ObjectId) -> bool {
    let Ok(target) = fs::read_link(full) else { return false };
    let Ok(target) = gix::path::into_bstr(target) else { return false };
    gix::objs::compute_hash(id.kind(), gix::objs::Kind::Blob, &target).is_ok_and(|now| now == id)
}
