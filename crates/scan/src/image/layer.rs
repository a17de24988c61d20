//! What is known of one layer after it was read.

use std::sync::Arc;

use sekimori_model::{Problem, Span};
use sekimori_parse::packages::Found;
use sekimori_secrets::{Gap, Hit};
use sha2::{Digest as _, Sha256};

use super::accounts::Accounts;
use super::executables::Ran;

/// What is known of a layer after it was read.
#[derive(Debug, Clone, Default)]
pub(super) struct Layer {
    /// Digests of the paths of everything but folders, sorted.
    pub(super) files: Vec<PathDigest>,
    /// Digests of the paths of folders, sorted.
    pub(super) folders: Vec<PathDigest>,
    /// Digests of the paths of lower layers that are gone, sorted.
    pub(super) whiteouts: Vec<PathDigest>,
    /// Digests of the paths of folders that have nothing of lower layers any more, sorted; that of `""` for the root.
    pub(super) opaque: Vec<PathDigest>,
    /// Files that rules ask for.
    pub(super) kept: Vec<Kept>,
    /// What files tell of packages.
    pub(super) told: Vec<Told>,
    /// What files tell of accounts.
    pub(super) accounts: Vec<(Arc<str>, Accounts)>,
    /// Secrets, in the order of the layer.
    pub(super) hits: Vec<LayerHit>,
    /// What was not looked into for secrets.
    pub(super) gaps: Vec<(Arc<str>, Gap)>,
    /// Files that can be executed, where those are asked for.
    pub(super) executables: Vec<Ran>,
    /// Hard links, and what they lead to.
    pub(super) links: Vec<(Arc<str>, Arc<str>)>,
    /// What could not be read.
    pub(super) problems: Vec<Problem>,
    /// Files with content that were searched for secrets.
    pub(super) searched: u64,
    /// Bytes of all files.
    pub(super) bytes: u64,
    /// Whether a file is called like a secret, or leads to a name that is one.
    pub(super) has_telling_names: bool,
    /// Whether it was read to its end.
    pub(super) is_whole: bool,
    /// Whether there is more in it than is kept of a layer.
    pub(super) is_cut: bool,
}

/// The beginning of a digest of a path: two paths with the same one are not to be found in any time.
pub(super) type PathDigest = u128;

/// A file that rules ask for.
#[derive(Debug, Clone)]
pub(super) struct Kept {
    pub(super) path: Arc<str>,
    pub(super) kind: KeptKind,
    pub(super) mode: u32,
    pub(super) user: u64,
    pub(super) group: u64,
    pub(super) size: u64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum KeptKind {
    File,
    Link(Arc<str>),
    Directory,
    Special,
}

/// What a file tells of packages.
#[derive(Debug, Clone)]
pub(super) struct Told {
    pub(super) path: Arc<str>,
    /// Without the files of packages, which `owned` has.
    pub(super) found: Found,
    /// The files that packages brought.
    pub(super) owned: Vec<Owned>,
}

/// The files that a package brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Owned {
    /// The package's name, as the database that lists it has it.
    pub(super) package: Arc<str>,
    /// Digests of their paths.
    pub(super) files: Vec<PathDigest>,
}

/// A secret in a file of a layer.
#[derive(Debug, Clone)]
pub(super) struct LayerHit {
    pub(super) path: Arc<str>,
    pub(super) span: Span,
    pub(super) hit: Hit,
    /// Whether the file is a program or a library, by its first bytes.
    pub(super) in_program: bool,
}

impl Told {
    /// Takes what was found in a file. Of the files that packages brought, a digest of the path is kept.
    pub(super) fn new(path: Arc<str>, mut found: Found) -> Self {
        let mut owned = Vec::new();
        for about in &mut found.about {
            let files = std::mem::take(&mut about.files);
            if !files.is_empty() {
                let files = files.iter().map(|file| digest(file)).collect();
                owned.push(Owned { package: Arc::clone(&about.package), files });
            }
        }
        found.about.retain(|about| about.licence.is_some());
        Self { path, found, owned }
    }
}

/// Returns the digest of a path.
pub(super) fn digest(path: &str) -> PathDigest {
    shortened(&Sha256::digest(path.as_bytes()))
}

/// Returns the beginning of a digest.
pub(super) fn shortened(hash: &[u8]) -> PathDigest {
    let mut first = [0; 16];
    first.iter_mut().zip(hash).for_each(|(to, from)| *to = *from);
    u128::from_be_bytes(first)
}
