//! The files of a commit, read from objects: nothing is checked out.
//!
//! A commit that somebody else made may hold anything: a folder that holds itself, names that lead out, links. What is
//! listed is counted, what is no plain file is told where it would have been read, and no name is ever opened on disk.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use gix::ObjectId;
use gix::objs::tree::EntryKind;
use gix::objs::{Kind, TreeRefIter};
use sekimori_model::{Entry, Limits, Listing, NotAnalysed, Problem, Source, Viewpoint};

use super::objects::{Fault, ObjectReader, Objects};
use super::staged::tree_of;
use super::{is_revision, open_at, shown};
use crate::{Error, LeftOut, relative};

/// Folders in folders.
const DEPTH: usize = 200;
/// Bytes of one folder: a million files need 40 MiB.
const TREE_BYTES: u64 = 64 << 20;

/// The files of a commit below a folder.
pub struct Committed {
    objects: Arc<Objects>,
    listing: Listing,
    files: HashMap<Arc<str>, ObjectId>,
    name: String,
    commit: ObjectId,
}

/// What a change lies between.
#[derive(Debug)]
pub struct Change {
    /// What it began with.
    pub base: Committed,
    /// What it ended with; none where that is what lies on disk.
    pub head: Option<Committed>,
}

/// The two ends of a range, as they are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Ends<'a> {
    base: &'a str,
    head: Option<&'a str>,
    /// Whether the change begins where the two parted, and not at the first.
    is_from_merge_base: bool,
}

impl<'a> Ends<'a> {
    /// # Source
    /// gitrevisions(7): `A..B`, `A...B`, where a side that is left out is `HEAD`.
    fn of(range: &'a str) -> Option<Self> {
        let or_head = |name: &'a str| if name.is_empty() { "HEAD" } else { name };
        let ends = match range.split_once("..") {
            None => Self { base: range, head: None, is_from_merge_base: false },
            // Both sides left out would compare a commit with itself.
            Some(("", "" | ".")) => return None,
            Some((base, rest)) => {
                let head = rest.strip_prefix('.');
                Self {
                    base: or_head(base),
                    head: Some(or_head(head.unwrap_or(rest))),
                    is_from_merge_base: head.is_some(),
                }
            }
        };
        // No part of a name begins with a dot.
        let is_end = |name: &str| is_revision(name) && !name.starts_with('.');
        (is_end(ends.base) && ends.head.is_none_or(is_end)).then_some(ends)
    }
}

/// Tells whether a text names a change: one revision, or two with `..` or `...` between them.
pub fn is_change(range: &str) -> bool {
    Ends::of(range).is_some()
}

impl Change {
    /// Opens both ends of a change, and lists what they have below `folder`. `wants` tells which files will be read: a link
    /// at such a place is a problem.
    ///
    /// # Errors
    /// [`Error::Range`], [`Error::Open`], [`Error::NotARepository`], [`Error::Repository`], [`Error::Unsupported`],
    /// [`Error::UnknownRevision`], [`Error::NoMergeBase`].
    pub fn open(folder: &Path, range: &str, limits: &Limits, wants: fn(&str) -> bool) -> Result<Self, Error> {
        let refused = || Error::Range { range: range.chars().take(200).collect() };
        let ends = Ends::of(range).ok_or_else(refused)?;
        let (repository, top) = open_at(folder)?;
        let failed = |cause: gix::Error| Error::Repository { path: top.clone(), cause: Box::new(cause) };
        let is_shallow = repository.is_shallow().map_err(failed)?;
        let commit = |name: &str| {
            let peeled = |id: gix::Id<'_>| id.object()?.peel_to_commit().map(|commit| commit.id);
            repository.rev_parse_single(name).and_then(peeled).map_err(|cause| Error::UnknownRevision {
                name: name.to_owned(),
                is_shallow,
                cause: Box::new(cause),
            })
        };
        let head = ends.head.map(commit).transpose()?;
        let mut base = commit(ends.base)?;
        if let (Some(head), true) = (head, ends.is_from_merge_base) {
            let bases = repository.merge_bases_many(head, &[base]).map_err(failed)?;
            let none = || Error::NoMergeBase { name: ends.base.to_owned(), is_shallow };
            // Of several, git compares with the first as well.
            base = bases.first().ok_or_else(none)?.detach();
        }
        let full = folder.canonicalize().map_err(|cause| Error::Open { path: folder.into(), cause })?;
        let prefix = if full.starts_with(&top) { relative(&top, &full) } else { String::new() };
        let folder = repository.common_dir().join("objects");
        let objects = Arc::new(Objects::open(&folder, repository.object_hash()));
        let list = |name: &str, commit: ObjectId| -> Result<Committed, Error> {
            let root = tree_of(commit, &objects).ok_or_else(|| Error::Repository {
                path: top.clone(),
                cause: format!("the commit {commit} cannot be read").into(),
            })?;
            let mut walk = Walk::new(&objects, limits, wants);
            walk.below(root, &prefix);
            let Walk { files, mut listing, .. } = walk;
            listing.entries.sort();
            listing.problems.sort();
            Ok(Committed { objects: Arc::clone(&objects), listing, files, name: name.to_owned(), commit })
        };
        let base = list(ends.base, base)?;
        let head = match (ends.head, head) {
            (Some(name), Some(commit)) => Some(list(name, commit)?),
            _ => None,
        };
        Ok(Self { base, head })
    }
}

impl Change {
    /// Leaves out the folders to skip, which count from `skip_from`, on both sides.
    #[must_use]
    pub fn leaving_out(mut self, skip_dirs: &[String], skip_from: &Viewpoint) -> Self {
        let left_out = LeftOut::folders(skip_dirs.to_vec(), skip_from.clone());
        for side in [Some(&mut self.base), self.head.as_mut()].into_iter().flatten() {
            side.listing.entries.retain(|entry| !left_out.has(&entry.path));
            side.listing.problems.retain(|problem| !left_out.has(&problem.path));
        }
        self
    }
}

impl Committed {
    /// Returns the revision as the user named it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the id of the commit, in hexadecimal.
    pub fn commit(&self) -> String {
        self.commit.to_string()
    }
}

impl std::fmt::Debug for Committed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Committed")
            .field("name", &self.name)
            .field("commit", &self.commit)
            .finish_non_exhaustive()
    }
}

impl Source for Committed {
    fn list(&self, _limits: &Limits) -> Listing {
        self.listing.clone()
    }

    fn read(&self, entry: &Entry, limits: &Limits) -> Result<Vec<u8>, Problem> {
        let problem = |reason, detail| Problem { path: Arc::clone(&entry.path), reason, detail };
        let Some(id) = self.files.get(&entry.path) else {
            return Err(problem(NotAnalysed::Unreadable, "the commit has no such file".to_owned()));
        };
        let fault = match self.objects.reader().read(id, limits.file_bytes) {
            Ok((Kind::Blob, bytes)) => {
                return Ok(Arc::try_unwrap(bytes).unwrap_or_else(|shared| shared.to_vec()));
            }
            Ok((kind, _)) => Fault::Corrupt(format!("it is a {kind}, not a file")),
            Err(fault) => fault,
        };
        Err(problem(fault.reason(), format!("{fault} ({id})")))
    }
}

struct Walk<'a> {
    reader: ObjectReader<'a>,
    most: usize,
    seen: usize,
    wants: fn(&str) -> bool,
    listing: Listing,
    files: HashMap<Arc<str>, ObjectId>,
}

impl<'a> Walk<'a> {
    fn new(objects: &'a Objects, limits: &Limits, wants: fn(&str) -> bool) -> Self {
        let most = usize::try_from(limits.files).unwrap_or(usize::MAX);
        let (listing, files) = (Listing::default(), HashMap::new());
        Self { reader: objects.reader(), most, seen: 0, wants, listing, files }
    }

    /// Lists what lies below a folder of the tree; nothing where the commit does not have it.
    fn below(&mut self, root: ObjectId, prefix: &str) {
        let mut here = root;
        for step in prefix.split('/').filter(|step| !step.is_empty()) {
            let entries = match self.entries(&here) {
                Ok(entries) => entries,
                Err(fault) => return self.problem(".", fault.reason(), format!("{fault} ({here})")),
            };
            let found = entries.into_iter().find(|(name, kind, _)| name == step && *kind == EntryKind::Tree);
            match found {
                Some((_, _, id)) => here = id,
                None => return,
            }
        }
        self.folder(here, "", 0);
    }

    fn folder(&mut self, id: ObjectId, path: &str, depth: usize) {
        let entries = match self.entries(&id) {
            Ok(entries) => entries,
            Err(fault) => {
                let path = if path.is_empty() { "." } else { path };
                return self.problem(path, fault.reason(), format!("{fault} ({id})"));
            }
        };
        for (name, kind, id) in entries {
            if self.seen >= self.most {
                self.listing.truncated = true;
                return;
            }
            self.seen += 1;
            let path = if path.is_empty() { name.clone() } else { format!("{path}/{name}") };
            if matches!(&*name, "" | "." | "..") || name.contains('/') {
                self.problem(&path, NotAnalysed::Damaged, "a name that no file can have".to_owned());
                continue;
            }
            match kind {
                EntryKind::Tree if depth >= DEPTH => {
                    self.problem(&path, NotAnalysed::TooDeep, format!("more than {DEPTH} folders"));
                }
                EntryKind::Tree => self.folder(id, &path, depth + 1),
                EntryKind::Blob | EntryKind::BlobExecutable => {
                    let path: Arc<str> = path.into();
                    self.listing.entries.push(Entry { path: Arc::clone(&path), named: false });
                    self.files.insert(path, id);
                }
                EntryKind::Link if (self.wants)(&path) => {
                    let detail = format!("a symbolic link, which is not followed in a commit ({id})");
                    self.problem(&path, NotAnalysed::NotARegularFile, detail);
                }
                EntryKind::Link | EntryKind::Commit => {}
            }
        }
    }

    fn entries(&mut self, id: &ObjectId) -> Result<Vec<(String, EntryKind, ObjectId)>, Fault> {
        if id.is_empty_tree() {
            return Ok(Vec::new());
        }
        let (kind, bytes) = self.reader.read(id, TREE_BYTES)?;
        if kind != Kind::Tree {
            return Err(Fault::Corrupt(format!("it is a {kind}, not a folder")));
        }
        let entries = TreeRefIter::from_bytes(&bytes, id.kind());
        let entry = |entry: Result<gix::objs::tree::EntryRef<'_>, _>| match entry {
            Ok(entry) => Ok((shown(entry.filename), entry.mode.kind(), entry.oid.to_owned())),
            Err(_) => Err(Fault::Corrupt("its entries cannot be read".to_owned())),
        };
        entries.map(entry).collect()
    }

    fn problem(&mut self, path: &str, reason: NotAnalysed, detail: String) {
        self.listing.problems.push(Problem { path: path.into(), reason, detail });
    }
}

#[cfg(test)]
mod tests {
    use super::{Ends, is_change};

    #[test]
    fn a_change_is_one_revision_or_two() {
        let ends = |range| Ends::of(range).map(|ends| (ends.base, ends.head, ends.is_from_merge_base));
        assert_eq!(ends("main"), Some(("main", None, false)));
        assert_eq!(ends("main..HEAD"), Some(("main", Some("HEAD"), false)));
        assert_eq!(ends("main...a/b"), Some(("main", Some("a/b"), true)));
        assert_eq!(ends("v1.."), Some(("v1", Some("HEAD"), false)));
        assert_eq!(ends("...v1"), Some(("HEAD", Some("v1"), true)));
    }

    #[test]
    fn what_could_be_a_flag_or_names_several_is_refused() {
        for range in [
            "",
            "..",
            "...",
            "-x",
            "--upload-pack=x",
            "a..-x",
            "--x..b",
            "a..b..c",
            "a....b",
            "^a..b",
            "a:b..c",
            "a b..c",
        ] {
            assert!(!is_change(range), "{range}");
        }
    }
}
