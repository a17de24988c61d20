//! Why a source could not be opened at all.

use std::error::Error as StdError;
use std::io;
use std::path::PathBuf;

/// What is not read of a repository that is whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unsupported {
    /// Objects that are named by SHA-256.
    Objects,
    /// References that are not kept as files, but as a table of them (reftable).
    References,
}

/// The ways in which a source fails as a whole. What fails within one is a `Problem` of its listing.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A path that the user named does not exist or cannot be reached.
    #[error("cannot open `{}`", path.display())]
    Open {
        /// The path as it was named.
        path: PathBuf,
        /// What the operating system said.
        #[source]
        cause: io::Error,
    },
    /// Standard input could not be read.
    #[error("cannot read standard input")]
    Stdin(#[source] io::Error),
    /// Standard input is larger than the limit for one file.
    #[error("standard input is larger than {limit_bytes} bytes")]
    StdinTooLarge {
        /// The limit.
        limit_bytes: u64,
    },
    /// What is compared with a commit stands in no repository.
    #[error("`{}` is not in a git repository", path.display())]
    NotARepository {
        /// The scanned root.
        path: PathBuf,
    },
    /// A repository has no working tree, so nothing is staged and nobody commits in it.
    #[error("`{}` is a bare repository", path.display())]
    Bare {
        /// The folder of the repository.
        path: PathBuf,
    },
    /// A repository could not be opened, or an object of it could not be read.
    #[error("cannot read the git repository `{}`", path.display())]
    Repository {
        /// The folder that holds it.
        path: PathBuf,
        /// What was wrong.
        #[source]
        cause: Box<dyn StdError + Send + Sync>,
    },
    /// A repository keeps something in a way that is not read here.
    #[error("the git repository `{}` is of a kind that is not supported", path.display())]
    Unsupported {
        /// The folder that holds it.
        path: PathBuf,
        /// What it is that is not read.
        what: Unsupported,
    },
    /// A revision names no commit that is here.
    #[error("no commit `{name}`")]
    UnknownRevision {
        /// The revision as it was named.
        name: String,
        /// Whether history was cut off when the repository was cloned.
        is_shallow: bool,
        /// What was wrong.
        #[source]
        cause: Box<dyn StdError + Send + Sync>,
    },
    /// What should name a part of history does not.
    #[error("`{range}` is not a range of revisions")]
    Range {
        /// The range as it was named, its first 200 characters.
        range: String,
    },
    /// The list of what is to be committed cannot be read.
    #[error("cannot read the index of the git repository `{}`", path.display())]
    Index {
        /// The folder that holds the repository.
        path: PathBuf,
        /// What was wrong.
        #[source]
        cause: Box<dyn StdError + Send + Sync>,
    },
    /// Git is working on another repository than the one of the folder.
    #[error("git is working on `{}`, which is not the repository of this folder", git_dir.display())]
    OtherRepository {
        /// What git says that it is working on.
        git_dir: PathBuf,
    },
    /// The folder of hooks lies outside of the repository, or behind a link.
    #[error("the hooks of this repository are kept in `{folder}`, outside of it")]
    HooksElsewhere {
        /// Where the configuration says.
        folder: String,
    },
    /// A hook of somebody else is there, and so is the place that it would be moved to.
    #[error("`{name}` and `{kept}` are both there already")]
    HookInTheWay {
        /// The name of the hook.
        name: String,
        /// The name that it would be moved to.
        kept: String,
    },
    /// A hook or a record of ours cannot be read or written.
    #[error("cannot write `{}`", path.display())]
    GitFolder {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        #[source]
        cause: io::Error,
    },
    /// Two commits have no ancestor in common, as far as history is here.
    #[error("no common ancestor of `{name}` and the commit that is checked out")]
    NoMergeBase {
        /// The revision as it was named.
        name: String,
        /// Whether history was cut off when the repository was cloned.
        is_shallow: bool,
    },
    /// What should be the address of a proxy is none; it may hold a password, so it is not told.
    #[error("the address of the proxy is not one")]
    Proxy,
    /// What stands in for a provider is not on this machine.
    #[error("only a server on this machine can stand in for a provider")]
    NotThisMachine,
    /// A file that was to be written lies behind a link.
    #[error("`{path}` is a link or lies behind one")]
    Link {
        /// Path relative to the root.
        path: String,
    },
    /// A file that was to be written is not what it was when it was scanned.
    #[error("`{path}` changed while it was scanned")]
    Changed {
        /// Path relative to the root.
        path: String,
    },
    /// A file that was to be written is write-protected.
    #[error("`{path}` is write-protected")]
    ReadOnly {
        /// Path relative to the root.
        path: String,
    },
    /// A file could not be written.
    #[error("cannot write `{path}`")]
    Write {
        /// Path relative to the root.
        path: String,
        /// What the operating system said.
        #[source]
        cause: io::Error,
    },
}
