//! What was checked in this clone: trees that passed, and commits that nobody checked.
//!
//! A tree passes by what it has that another, its base, has not. So both are on record: the same tree on another base
//! brings more, as where a commit that nobody checked is amended. Lines of older versions have the tree alone; they tell
//! too little, and count as none.
//!
//! Lines are added, never changed, in two files beside the repository's own, so that two commits at once lose nothing.
//! What is not a line of ours is passed over. The record is local to the clone: it proves nothing to anybody else.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use gix::ObjectId;

use super::{Hooks, read_file};
use crate::Error;

/// Bytes after which a file of the record is put aside, and the one that was put aside before is dropped: 11,000 trees.
const FILE_BYTES: u64 = 1 << 20;
/// Bytes that are read, in case somebody else wrote much more.
const READ_BYTES: u64 = 8 << 20;
const PASSED: &str = "passed";
const UNSCANNED: &str = "unscanned";

/// The record of a clone.
#[derive(Debug)]
pub struct Record {
    folder: PathBuf,
}

/// A commit that was made without a check.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unscanned {
    /// The day it was noted, as the caller wrote it.
    pub date: String,
    /// The commit, in hexadecimal digits.
    pub commit: String,
}

impl Record {
    /// Returns the record of the repository that has these hooks.
    pub fn of(hooks: &Hooks) -> Self {
        Self { folder: hooks.common_folder().join("sekimori") }
    }

    /// Remembers that a tree passed, compared with another, the empty one before the first commit. `date` is a word of the
    /// caller's, `tree` and `base` have hexadecimal digits.
    ///
    /// # Errors
    /// [`Error::GitFolder`].
    pub fn record_passed(&self, tree: &str, base: &str, date: &str) -> Result<(), Error> {
        self.add(PASSED, &[tree, base], date)
    }

    /// Remembers that a commit was made whose tree did not pass on what it stands on.
    ///
    /// # Errors
    /// [`Error::GitFolder`].
    pub fn note_unscanned(&self, commit: &str, date: &str) -> Result<(), Error> {
        self.add(UNSCANNED, &[commit], date)
    }

    /// Tells whether a tree passed, compared with this base.
    pub fn has_passed(&self, tree: &str, base: &str) -> bool {
        self.lines::<2>(PASSED).iter().any(|(_, ids)| ids == &[tree, base])
    }

    /// Tells whether an older version has on record that a tree passed, and not on which base.
    pub fn has_passed_on_some_base(&self, tree: &str) -> bool {
        self.lines::<1>(PASSED).iter().any(|(_, ids)| ids == &[tree])
    }

    /// Returns the commits that were made without a check, each once, in the order of their days.
    pub fn unscanned(&self) -> Vec<Unscanned> {
        let mut first: BTreeMap<String, String> = BTreeMap::new();
        for (date, [commit]) in self.lines(UNSCANNED) {
            first.entry(commit).or_insert(date);
        }
        let all: BTreeSet<_> = first.into_iter().map(|(commit, date)| Unscanned { date, commit }).collect();
        all.into_iter().collect()
    }

    fn add(&self, name: &str, ids: &[&str], date: &str) -> Result<(), Error> {
        let path = self.folder.join(name);
        let failed = |cause| Error::GitFolder { path: path.clone(), cause };
        let is_word =
            !date.is_empty() && date.len() <= 40 && date.bytes().all(|byte| byte.is_ascii_graphic());
        if !is_word || !ids.iter().copied().all(is_id) {
            return Err(failed(io::ErrorKind::InvalidInput.into()));
        }
        self.append(&path, &format!("\n{date} {}\n", ids.join(" "))).map_err(failed)
    }

    /// Adds a line; the one before it may have been cut short.
    fn append(&self, path: &Path, line: &str) -> io::Result<()> {
        match fs::create_dir(&self.folder) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
            _ => {}
        }
        let is_link = |metadata: fs::Metadata| metadata.file_type().is_symlink();
        let links = [self.folder.as_path(), path].map(|path| path.symlink_metadata().is_ok_and(is_link));
        if links.contains(&true) {
            return Err(io::Error::other("it is a link"));
        }
        if path.metadata().is_ok_and(|metadata| metadata.len() >= FILE_BYTES) {
            // Who has it open still adds to it there.
            fs::rename(path, aside(path))?;
        }
        let mut options = OpenOptions::new();
        options.append(true).create(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::custom_flags(
            &mut options,
            (nix::fcntl::OFlag::O_NOFOLLOW | nix::fcntl::OFlag::O_NONBLOCK).bits(),
        );
        let mut file: File = options.open(path)?;
        // In one piece, so that lines of two processes do not mix.
        file.write_all(line.as_bytes())
    }

    /// The lines of ours that have so many ids, the oldest first.
    fn lines<const IDS: usize>(&self, name: &str) -> Vec<(String, [String; IDS])> {
        let path = self.folder.join(name);
        let mut lines = Vec::new();
        for path in [aside(&path), path] {
            let bytes = read_file(&path, READ_BYTES).unwrap_or_default();
            for line in bytes.split(|byte| *byte == b'\n') {
                let line = std::str::from_utf8(line).ok().and_then(|line| line.split_once(' '));
                let Some((date, ids)) = line else { continue };
                let ids: Vec<String> = ids.split(' ').map(str::to_owned).collect();
                if let Ok(ids) = <[String; IDS]>::try_from(ids)
                    && date.bytes().all(|byte| byte.is_ascii_graphic())
                    && ids.iter().all(|id| is_id(id))
                {
                    lines.push((date.to_owned(), ids));
                }
            }
        }
        lines
    }
}

fn is_id(id: &str) -> bool {
    ObjectId::from_hex(id.as_bytes()).is_ok()
}

fn aside(path: &Path) -> PathBuf {
    path.with_extension("1")
}
