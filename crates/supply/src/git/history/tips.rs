//! Where history begins: every reference, or what a range of revisions names.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use gix::ObjectId;
use gix::bstr::ByteSlice as _;

use crate::Error;
use crate::git::{failed, is_revision, read_file};

/// Bytes of a range, and revisions in it.
const RANGE_BYTES: usize = 4_096;
const REVISIONS: usize = 64;
/// Bytes of the log of the stash: 100,000 entries.
const LOG_BYTES: u64 = 16 << 20;
/// Other working trees of a repository that are looked at.
const WORKTREES: usize = 1_000;

/// What is looked at, and what is left out.
#[derive(Debug, Default)]
pub(super) struct Tips {
    pub(super) wanted: BTreeSet<ObjectId>,
    pub(super) left_out: BTreeSet<ObjectId>,
    /// References that lead to nothing or cannot be read.
    pub(super) broken: BTreeSet<String>,
}

/// All references: branches, remote ones, tags, notes, the stash with all its entries, and what each working tree has
/// checked out.
pub(super) fn all(repository: &gix::Repository, top: &Path) -> Result<Tips, Error> {
    let mut tips = Tips::default();
    let references = repository.references().map_err(failed(top))?;
    for reference in references.all().map_err(failed(top))? {
        let reference = match reference {
            Ok(reference) => reference,
            Err(cause) => {
                let folder = format!("{}/", repository.common_dir().display());
                let line = cause.to_string().lines().next().unwrap_or_default().replace(&folder, "");
                tips.broken.insert(line);
                continue;
            }
        };
        // One that names another is seen when the other is, unless that lies outside of all references.
        match reference.target().try_id() {
            Some(id) => tips.wanted.insert(id.to_owned()),
            None => false,
        };
    }
    let common = repository.common_dir();
    tips.wanted.extend(head(repository.git_dir()));
    tips.wanted.extend(head(common));
    let worktrees = fs::read_dir(common.join("worktrees")).into_iter().flatten().flatten();
    tips.wanted.extend(worktrees.take(WORKTREES).filter_map(|entry| head(&entry.path())));
    if let Ok(id) = repository.head_id() {
        tips.wanted.insert(id.detach());
    }
    tips.wanted.extend(stash(&common.join("logs/refs/stash")));
    tips.wanted.retain(|id| !id.is_null());
    Ok(tips)
}

/// What a working tree has checked out, where that is no branch.
fn head(folder: &Path) -> Option<ObjectId> {
    let bytes = read_file(&folder.join("HEAD"), 4_096)?;
    ObjectId::from_hex(bytes.trim_ascii()).ok()
}

/// All entries of the stash: all but the last are nowhere but in its log.
fn stash(path: &Path) -> Vec<ObjectId> {
    let bytes = read_file(path, LOG_BYTES).unwrap_or_default();
    let second =
        |line: &[u8]| line.split(|byte| *byte == b' ').nth(1).and_then(|hex| ObjectId::from_hex(hex).ok());
    bytes.split(|byte| *byte == b'\n').filter_map(second).collect()
}

/// What a range names: `A`, `A..B`, `A...B`, `^A B`, several of these with spaces between.
pub(super) fn of_range(repository: &gix::Repository, top: &Path, range: &str) -> Result<Tips, Error> {
    let mut tips = Tips::default();
    let words: Vec<&str> = range.split_ascii_whitespace().collect();
    let refused = |name: &str| Error::Range { range: name.chars().take(200).collect() };
    if words.is_empty() || words.len() > REVISIONS || range.len() > RANGE_BYTES {
        return Err(refused(range));
    }
    let find = |name: &str| -> Result<ObjectId, Error> {
        let name = if name.is_empty() { "HEAD" } else { name };
        if !is_revision(name) {
            return Err(refused(range));
        }
        let is_shallow = repository.is_shallow().map_err(failed(top))?;
        let found = repository.rev_parse_single(name.as_bytes().as_bstr());
        found.map(gix::Id::detach).map_err(|cause| Error::UnknownRevision {
            name: name.to_owned(),
            is_shallow,
            cause: Box::new(cause),
        })
    };
    for word in words {
        if let Some((theirs, ours)) = word.split_once("...") {
            let (theirs, ours) = (find(theirs)?, find(ours)?);
            tips.wanted.extend([theirs, ours]);
            let bases = repository.merge_bases_many(ours, &[theirs]).map_err(failed(top))?;
            tips.left_out.extend(bases.into_iter().map(gix::Id::detach));
        } else if let Some((from, to)) = word.split_once("..") {
            tips.left_out.insert(find(from)?);
            tips.wanted.insert(find(to)?);
        } else if let Some(name) = word.strip_prefix('^') {
            // `^` alone is a mistake, not HEAD.
            let name = Some(name).filter(|name| !name.is_empty()).ok_or_else(|| refused(range))?;
            tips.left_out.insert(find(name)?);
        } else {
            tips.wanted.insert(find(word)?);
        }
    }
    if tips.wanted.is_empty() {
        tips.wanted.insert(find("HEAD")?);
    }
    Ok(tips)
}
