//! What comes from git: which files a branch has changed, what is staged, and all that history holds.
//!
//! Of a repository only objects, references and the index are read, with its own configuration and no other. No filter,
//! hook, helper or other command that it names is run, and nothing is fetched. This folder alone names `gix`.

mod bases;
mod committed;
mod delta;
mod elsewhere;
mod history;
mod hooks;
mod ids;
mod kept;
mod objects;
mod record;
mod staged;
mod tracked;

use std::fs::{self, File};
use std::path::{Path, PathBuf};

pub use committed::{Change, Committed, is_change};
pub use history::{
    Blob, CommitName, Counts, Date, History, Life, Note, PATH_OF_COMMIT_MESSAGE, Place, Reader, Seen, Unseen,
};
pub use hooks::{Hook, Hooks, Installed};
pub(crate) use kept::kept;
pub use record::{Record, Unscanned};
pub use staged::Staged;
pub use tracked::Tracked;

use crate::{Error, Unsupported, read_capped};

/// Tells whether `name` can be the name of one revision. Ranges, searches and paths in a commit are refused, and what
/// could be taken for a flag.
///
/// # Source
/// git-check-ref-format(1) for what no name of a reference has; gitrevisions(7) for `~`, `^` and `@{}` behind one.
pub fn is_revision(name: &str) -> bool {
    let is_plain = |c: char| !c.is_control() && !c.is_whitespace() && !":?*[\\".contains(c);
    let is_one =
        !name.contains("..") && !name.contains("^{/") && !name.contains("^@") && !name.contains("^!");
    !name.is_empty()
        && name.len() <= 512
        && !name.starts_with(['-', '^'])
        && is_one
        && name.chars().all(is_plain)
}

/// Returns the folder at or above `folder` that holds the repository or the working tree.
///
/// A folder that merely looks like the inside of a repository does not count: anybody can commit one.
pub fn repository_of(folder: &Path) -> Option<&Path> {
    folder.ancestors().find(|above| above.join(".git").symlink_metadata().is_ok())
}

/// An error of `gix` about the repository at `path`.
fn failed(path: &Path) -> impl Fn(gix::Error) -> Error + '_ {
    |cause| Error::Repository { path: path.to_path_buf(), cause: Box::new(cause) }
}

/// An error of `gix` that the repository at `path` cannot be opened. Of what it knows and this build does not read, there
/// is one thing alone: names of objects.
fn not_opened(path: &Path) -> impl Fn(gix::Error) -> Error + '_ {
    |cause| {
        if cause.is_unsupported() {
            return Error::Unsupported { path: path.to_path_buf(), what: Unsupported::Objects };
        }
        failed(path)(cause)
    }
}

/// Opens the repository of the working tree at `top` with nothing but its own configuration.
fn open(top: &Path) -> gix::Result<gix::Repository> {
    open_folder(&top.join(".git"))
}

/// Opens the repository whose folder is `folder`, or which a file of that name tells of.
fn open_folder(folder: &Path) -> gix::Result<gix::Repository> {
    // Nothing of it is run, so it does not matter to whom it belongs: in a container that is often somebody else.
    let options = gix::open::Options::isolated().with(gix::sec::Trust::Reduced);
    Ok(options.open(folder)?.to_thread_local())
}

/// Opens the repository that `path` is in, or is: a working tree, a folder in one, a linked working tree, a submodule,
/// a bare repository that is named itself.
///
/// # Errors
/// [`Error::Open`], [`Error::NotARepository`], [`Error::Repository`], [`Error::Unsupported`].
fn open_at(path: &Path) -> Result<(gix::Repository, PathBuf), Error> {
    let full = path.canonicalize().map_err(|cause| Error::Open { path: path.to_path_buf(), cause })?;
    let is_inside = |name: &str| full.join(name).symlink_metadata().is_ok();
    let bare = is_inside("HEAD") && is_inside("objects") && is_inside("refs");
    let (folder, top) = if bare {
        (full.clone(), full.clone())
    } else {
        let top = repository_of(&full).ok_or_else(|| Error::NotARepository { path: path.to_path_buf() })?;
        (top.join(".git"), top.to_path_buf())
    };
    let repository = open_folder(&folder).map_err(not_opened(&top))?;
    refuse_other_references(&repository, &top)?;
    Ok((repository, top))
}

/// Sees that the repository that `path` is in is the one that git is working on, as it tells a hook by `GIT_DIR`.
///
/// # Errors
/// [`Error::OtherRepository`] where it is another one: its files would be checked instead of those of the commit.
pub fn is_at_work(path: &Path, git_dir: &Path) -> Result<(), Error> {
    let other = || Error::OtherRepository { git_dir: git_dir.to_path_buf() };
    let (repository, _) = open_at(path).map_err(|_| other())?;
    let own = repository.git_dir().canonicalize().ok();
    if own.is_some() && own == path.join(git_dir).canonicalize().ok() { Ok(()) } else { Err(other()) }
}

/// Refuses a repository that would be opened and then seen without a single reference.
fn refuse_other_references(repository: &gix::Repository, top: &Path) -> Result<(), Error> {
    if repository.config_snapshot().string("extensions.refStorage").is_some_and(|kind| kind != "files") {
        return Err(Error::Unsupported { path: top.to_path_buf(), what: Unsupported::References });
    }
    Ok(())
}

/// Reads a small file of the repository itself; none where it is not there, not a file, or too large.
fn read_file(path: &Path, limit_bytes: u64) -> Option<Vec<u8>> {
    // A pipe would wait for ever.
    path.metadata().ok().filter(fs::Metadata::is_file)?;
    read_capped(File::open(path).ok()?, limit_bytes, 0).ok()?
}

/// A path as it is shown and found again: bytes that are not UTF-8 are written `\xNN`, a backslash `\x5C`.
fn shown(path: &[u8]) -> String {
    use std::fmt::Write as _;
    let mut out = String::with_capacity(path.len());
    for chunk in path.utf8_chunks() {
        out.push_str(&chunk.valid().replace('\\', "\\x5C"));
        for byte in chunk.invalid() {
            // A String takes whatever is written to it.
            let _ = write!(out, "\\x{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::is_revision;

    #[test]
    fn takes_names_of_one_revision_alone() {
        for name in [
            "main",
            "origin/main",
            "v1.2.3",
            "HEAD~3",
            "HEAD^2",
            "@{upstream}",
            "main@{1}",
            "関所",
            "v1^{commit}",
        ] {
            assert!(is_revision(name), "{name}");
        }
        let long = "a".repeat(513);
        for name in [
            "",
            "-x",
            "--upload-pack=x",
            "a..b",
            "a...b",
            "^a",
            "HEAD:app.yaml",
            ":/text",
            "a^{/text}",
            "a b",
            "a\nb",
            "a*",
            &long,
        ] {
            assert!(!is_revision(name), "{name}");
        }
    }
}
