//! Hooks of a repository: where they are, and how one is put there without losing another.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use gix::ObjectId;

use super::elsewhere::{Where, hooks_of_all, hooks_path};
use super::objects::Objects;
use super::staged::heading;
use super::{open_at, read_file};
use crate::Error;

/// Bytes of a hook that is read in order to see whose it is.
const HOOK_BYTES: u64 = 1 << 20;
/// What is put behind the name of a hook that was there before ours.
const KEPT: &str = "before-sekimori";

/// A moment at which git asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Hook {
    /// Before a commit is made; `--no-verify` skips it.
    PreCommit,
    /// After a commit was made; nothing skips it.
    PostCommit,
    /// Before the commit of a merge that had no conflict; `--no-verify` skips it.
    PreMergeCommit,
    /// After a merge that had no conflict; nothing skips it.
    PostMerge,
    /// When what a commit is to say is written; `--no-verify` skips it.
    CommitMsg,
}

impl Hook {
    /// Those that are always installed, in this order.
    pub const USUAL: [Self; 4] = [Self::PreCommit, Self::PostCommit, Self::PreMergeCommit, Self::PostMerge];

    /// Returns the name of its file.
    pub const fn name(self) -> &'static str {
        match self {
            Self::PreCommit => "pre-commit",
            Self::PostCommit => "post-commit",
            Self::PreMergeCommit => "pre-merge-commit",
            Self::PostMerge => "post-merge",
            Self::CommitMsg => "commit-msg",
        }
    }

    /// Returns the name that a hook gets which was there before ours, and which ours is to call.
    pub fn kept_name(self) -> String {
        format!("{}.{KEPT}", self.name())
    }
}

/// What came of putting a hook in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Installed {
    /// There was none.
    New,
    /// It was there as it is.
    Unchanged,
    /// An older one of ours was there.
    Updated,
    /// Somebody else's was there, and has now this name in the same folder.
    Chained {
        /// [`Hook::kept_name`].
        kept: String,
    },
}

/// What is checked out, in hexadecimal digits.
#[derive(Debug)]
struct Head {
    commit: String,
    tree: String,
    base: Option<String>,
}

/// The hooks of a repository, and what is checked out in it.
#[derive(Debug)]
pub struct Hooks {
    folder: PathBuf,
    common: PathBuf,
    top: PathBuf,
    head: Option<Head>,
    /// What hides the hooks from git.
    hidden_by: Option<String>,
    /// Whether the last thing that moved what is checked out made no commit.
    fast_forward: bool,
}

impl Hooks {
    /// Finds the hooks of the repository that `path` is in: where its own configuration says, else in its own folder, which
    /// all its working trees share.
    ///
    /// # Errors
    /// [`Error::Open`], [`Error::NotARepository`], [`Error::Repository`]; [`Error::HooksElsewhere`] where they would be
    /// outside of the repository.
    pub fn open(path: &Path) -> Result<Self, Error> {
        let (repository, top) = open_at(path)?;
        let common = repository.common_dir();
        let common =
            common.canonicalize().map_err(|cause| Error::GitFolder { path: common.into(), cause })?;
        let branch = repository.head_name().ok().flatten();
        let at = Where { git_dir: repository.git_dir(), branch: branch.as_ref().map(AsRef::as_ref) };
        let own = || repository.config_snapshot().string("core.hooksPath").map(|said| said.to_string());
        let said = hooks_path(&common.join("config"), at).or_else(own);
        let (folder, elsewhere) = match said {
            // An empty one switches all hooks off, and a home stands for a folder outside.
            Some(said) if said.is_empty() || said.starts_with(['~', '%']) => {
                return Err(Error::HooksElsewhere { folder: said });
            }
            Some(said) => (top.join(said), None),
            None => (common.join("hooks"), hooks_of_all(at)),
        };
        let folder = inside(&folder, &[&top, &common])
            .ok_or_else(|| Error::HooksElsewhere { folder: folder.display().to_string() })?;
        // One that is relative counts from the top of each repository, and may be the same.
        let hidden_by = elsewhere.filter(|said| !is_same(&top.join(said), &folder));
        let fast_forward = last_move(&repository).is_some_and(|said| said.ends_with(": Fast-forward"));
        let head = repository.head_id().ok().map(gix::Id::detach).and_then(|commit| {
            let objects = Objects::open(&common.join("objects"), repository.object_hash());
            let (tree, parent) = heading(commit, &objects)?;
            let base = match parent {
                Some(parent) => heading(parent, &objects).map(|(tree, _)| tree),
                None => Some(ObjectId::empty_tree(repository.object_hash())),
            };
            let base = base.map(|base| base.to_string());
            Some(Head { commit: commit.to_string(), tree: tree.to_string(), base })
        });
        Ok(Self { folder, common, top, head, hidden_by, fast_forward })
    }

    /// Returns the folder that the hooks are in.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Returns the folder, as it is written, where git looks for hooks instead: the configuration of the machine or of the
    /// user says so for all repositories, and this one's own says nothing.
    pub fn hidden_by(&self) -> Option<&str> {
        self.hidden_by.as_deref()
    }

    /// Tells whether what is checked out got there by taking over commits as they are, as far as its log says.
    pub fn is_fast_forward(&self) -> bool {
        self.fast_forward
    }

    /// Returns the top of the working tree, or the folder of a repository that has none.
    pub fn top(&self) -> &Path {
        &self.top
    }

    /// Returns the folder that all working trees of the repository share.
    pub fn common_folder(&self) -> &Path {
        &self.common
    }

    /// Returns the commit that is checked out, in hexadecimal digits; none where there is no commit yet.
    pub fn head_commit(&self) -> Option<&str> {
        self.head.as_ref().map(|head| head.commit.as_str())
    }

    /// Returns the tree of the commit that is checked out, in hexadecimal digits.
    pub fn head_tree(&self) -> Option<&str> {
        self.head.as_ref().map(|head| head.tree.as_str())
    }

    /// Returns the tree that the commit that is checked out stands on: that of its first parent, which was checked out when
    /// it was made, or the empty one. None where it is not in the repository.
    pub fn head_base(&self) -> Option<&str> {
        self.head.as_ref()?.base.as_deref()
    }

    /// Puts a hook in its place. A file that has `mark` in it is an older one of ours; any other is kept as
    /// [`Hook::kept_name`], which the new one is to call.
    ///
    /// # Errors
    /// [`Error::HookInTheWay`] where two of somebody else's are there; [`Error::Link`] where a link is; [`Error::GitFolder`].
    pub fn install(&self, hook: Hook, contents: &str, mark: &str) -> Result<Installed, Error> {
        let path = self.folder.join(hook.name());
        let at = |path: &Path| {
            let path = path.to_path_buf();
            move |cause: io::Error| Error::GitFolder { path, cause }
        };
        fs::create_dir_all(&self.folder).map_err(at(&self.folder))?;
        // The folder may have become a link since it was found.
        if inside(&self.folder, &[&self.top, &self.common]).as_deref() != Some(self.folder.as_path()) {
            return Err(Error::Link { path: self.folder.display().to_string() });
        }
        let installed = match path.symlink_metadata() {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Installed::New,
            Err(error) => return Err(at(&path)(error)),
            Ok(metadata) if !metadata.is_file() => {
                return Err(Error::Link { path: path.display().to_string() });
            }
            Ok(_) => {
                let there = read_file(&path, HOOK_BYTES).unwrap_or_default();
                let there = String::from_utf8_lossy(&there);
                if there == contents {
                    make_executable(&path).map_err(at(&path))?;
                    return Ok(Installed::Unchanged);
                }
                if there.contains(mark) { Installed::Updated } else { self.keep(hook, &path)? }
            }
        };
        let fresh = self.folder.join(format!(".{}.sekimori-{}.tmp", hook.name(), std::process::id()));
        let written = write(&fresh, contents).and_then(|()| fs::rename(&fresh, &path));
        written.map_err(|cause| {
            // What is left behind would be taken for nothing, but it is ours to remove.
            let _ = fs::remove_file(&fresh);
            at(&path)(cause)
        })?;
        Ok(installed)
    }

    /// Moves somebody else's hook out of the way.
    fn keep(&self, hook: Hook, path: &Path) -> Result<Installed, Error> {
        let kept = hook.kept_name();
        let to = self.folder.join(&kept);
        if to.symlink_metadata().is_ok() {
            return Err(Error::HookInTheWay { name: hook.name().to_owned(), kept });
        }
        fs::rename(path, &to).map_err(|cause| Error::GitFolder { path: to, cause })?;
        Ok(Installed::Chained { kept })
    }
}

/// Tells whether two paths lead to one folder.
fn is_same(one: &Path, other: &Path) -> bool {
    one.canonicalize().is_ok_and(|one| other.canonicalize().is_ok_and(|other| one == other))
}

/// What git's log says of the last move of what is checked out; none where it keeps no log.
fn last_move(repository: &gix::Repository) -> Option<String> {
    let head = repository.head().ok()?;
    let mut log = head.log_iter();
    let line = log.rev().ok()??.next()?.ok()?;
    Some(line.message.to_string())
}

/// The folder without links, if it is in one of `roots`. It need not exist, but what is above it must.
fn inside(folder: &Path, roots: &[&Path]) -> Option<PathBuf> {
    let mut missing = Vec::new();
    let mut here = folder;
    let found = loop {
        match here.canonicalize() {
            Ok(found) => break found,
            // A link to nothing leads nowhere good.
            Err(_) if here.symlink_metadata().is_ok() => return None,
            Err(_) => {
                missing.push(here.file_name()?);
                here = here.parent()?;
            }
        }
    };
    let full = missing.iter().rev().fold(found, |path, name| path.join(name));
    let is_below =
        |root: &&Path| root.canonicalize().is_ok_and(|root| full.starts_with(&root) && full != root);
    roots.iter().any(is_below).then_some(full)
}

fn write(path: &Path, contents: &str) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o755);
    let mut file: File = options.open(path)?;
    file.write_all(contents.as_bytes())?;
    file.sync_all()?;
    make_executable(path)
}

#[cfg(unix)]
fn make_executable(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    let mut permissions = path.symlink_metadata()?.permissions();
    if permissions.mode() & 0o111 != 0o111 {
        permissions.set_mode(permissions.mode() | 0o755);
        fs::set_permissions(path, permissions)?;
    }
    Ok(())
}

#[cfg(not(unix))]
fn make_executable(_path: &Path) -> io::Result<()> {
    Ok(())
}
