//! One layer: read once, as a stream.

use std::io::Read;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use sekimori_catalog::{is_in_program_folder, is_telling};
use sekimori_model::{Image, ImageLimits, Member, MemberKind, NotAnalysed, Problem, Span};
use sekimori_parse::archive::read_more;
use sekimori_parse::packages::{self, Found, Input, Reader, Sort, is_program, program_readers, readers_of};
use sekimori_secrets::{Bounds, Engine, Gap, Hit, Scratch};
use sha2::{Digest as _, Sha256};

use super::accounts::{self, Accounts};
use crate::lines::Lines;

/// Files of interest of one layer that are kept. 200,000: the caches of package managers are the largest part.
const MAX_KEPT: usize = 200_000;

/// How many bytes tell what a file is.
const HEAD: usize = 512;

/// What is known of a layer after it was read.
#[derive(Debug, Default)]
pub(super) struct Layer {
    /// Digests of the paths of everything but folders, sorted.
    pub(super) files: Vec<PathDigest>,
    /// Digests of the paths of folders, sorted.
    pub(super) folders: Vec<PathDigest>,
    /// Paths of lower layers that are gone.
    pub(super) whiteouts: Vec<Box<str>>,
    /// Folders that have nothing of lower layers any more.
    pub(super) opaque: Vec<Box<str>>,
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
    /// What could not be read.
    pub(super) problems: Vec<Problem>,
    /// Files with content that were searched for secrets.
    pub(super) searched: u64,
    /// Bytes of all files.
    pub(super) bytes: u64,
    /// Whether it was read to its end.
    pub(super) is_whole: bool,
    /// Whether rules ask for more files than are kept.
    pub(super) has_more: bool,
}

/// The beginning of a digest of a path: two paths with the same one are not to be found in any time.
pub(super) type PathDigest = u128;

/// A file that rules ask for.
#[derive(Debug)]
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
#[derive(Debug)]
pub(super) struct Told {
    pub(super) path: Arc<str>,
    pub(super) found: Found,
}

/// A secret in a file of a layer.
#[derive(Debug)]
pub(super) struct LayerHit {
    pub(super) path: Arc<str>,
    pub(super) span: Span,
    pub(super) hit: Hit,
}

/// Returns the digest of a path.
pub(super) fn digest(path: &str) -> PathDigest {
    let hash = Sha256::digest(path.as_bytes());
    let mut first = [0; 16];
    first.iter_mut().zip(hash.iter()).for_each(|(to, from)| *to = *from);
    u128::from_be_bytes(first)
}

/// Reads layers, whichever image they are of.
pub(super) struct Analyser<'a> {
    limits: ImageLimits,
    search: Option<(&'a Engine, Bounds)>,
    /// The most bytes of a file that is searched for secrets.
    search_bytes: u64,
    bounds: packages::Bounds,
}

impl<'a> Analyser<'a> {
    pub(super) fn new(limits: ImageLimits, search: Option<(&'a Engine, Bounds)>, search_bytes: u64) -> Self {
        Self { limits, search, search_bytes, bounds: packages::Bounds::default() }
    }

    pub(super) fn limits(&self) -> &ImageLimits {
        &self.limits
    }

    pub(super) fn analyse(&self, image: &dyn Image, index: usize) -> Layer {
        let mut layer = Layer::default();
        let mut desk = Desk::default();
        let walked =
            image.walk_layer(index, &self.limits, &mut |member| self.take(member, &mut layer, &mut desk));
        layer.is_whole = walked.is_ok();
        match walked {
            Ok(problems) => layer.problems.extend(problems),
            Err(problem) => layer.problems.push(problem),
        }
        layer.files.sort_unstable();
        layer.files.dedup();
        layer.folders.sort_unstable();
        layer.folders.dedup();
        layer
    }

    fn take(&self, member: &mut Member<'_>, layer: &mut Layer, desk: &mut Desk) {
        let path = member.path;
        let kind = match member.kind {
            MemberKind::Whiteout => return layer.whiteouts.push(path.into()),
            MemberKind::Opaque => return layer.opaque.push(path.into()),
            MemberKind::Directory => KeptKind::Directory,
            MemberKind::Special => KeptKind::Special,
            MemberKind::SymbolicLink(to) => KeptKind::Link(to.into()),
            MemberKind::File | MemberKind::HardLink(_) => KeptKind::File,
        };
        let digests = if kind == KeptKind::Directory { &mut layer.folders } else { &mut layer.files };
        digests.push(digest(path));
        if is_kept(path, &kind, member.mode) {
            keep(member, kind, layer);
        }
        match member.kind {
            MemberKind::File if member.size > 0 => self.read(member, layer, desk),
            MemberKind::HardLink(to) => {
                // Under its other name the same content is read, unless only this name tells what it is.
                let is_told = |path: &str| readers_of(path, Sort::Installed).next().is_some();
                if is_told(path) && !is_told(to) {
                    let detail = format!("a hard link to {to}, which is not followed");
                    layer.problems.push(problem(path, NotAnalysed::Unreadable, detail));
                }
            }
            _ => {}
        }
    }

    /// Reads the content of a file, whole where something asks for it.
    fn read(&self, member: &mut Member<'_>, layer: &mut Layer, desk: &mut Desk) {
        let path = member.path;
        layer.bytes = layer.bytes.saturating_add(member.size);
        let wants_accounts = accounts::is_one(path);
        let mut readers: Vec<&'static Reader> = readers_of(path, Sort::Installed).collect();
        let (most, reason) = if readers.is_empty() && !wants_accounts {
            desk.bytes.clear();
            if let Err(detail) = desk.fill(member.content, HEAD as u64) {
                layer.problems.push(problem(path, NotAnalysed::Unreadable, detail));
                return;
            }
            if is_program(&desk.bytes) {
                readers.extend(program_readers());
            }
            let most = if readers.is_empty() { 0 } else { self.limits.file_bytes };
            (most.max(self.search.as_ref().map_or(0, |_| self.search_bytes)), NotAnalysed::TooLarge)
        } else {
            desk.bytes.clear();
            (self.limits.file_bytes, NotAnalysed::TooLarge)
        };
        if most == 0 {
            return;
        }
        if member.size > most {
            let detail = format!("{} bytes; the limit is {most}", member.size);
            layer.problems.push(problem(path, reason, detail));
            return;
        }
        if let Err(detail) = desk.fill(member.content, most) {
            layer.problems.push(problem(path, NotAnalysed::Unreadable, detail));
        }
        self.look(path, &readers, layer, desk);
        desk.give_back();
    }

    /// Looks at the content of a file.
    fn look(&self, path: &str, readers: &[&'static Reader], layer: &mut Layer, desk: &mut Desk) {
        let Desk { bytes, scratch } = desk;
        // A defect in one reader must not cost the user what all others found.
        let broken = |_| problem(path, NotAnalysed::Internal, "a reader failed on it".to_owned());
        if !readers.is_empty() {
            let read = || {
                let mut found = Found::default();
                let input = Input { path, bytes, beside: &|_| None };
                for reader in readers {
                    packages::read(reader, &input, &self.bounds, &mut found);
                }
                found
            };
            match catch_unwind(AssertUnwindSafe(read)) {
                Ok(found) if found == Found::default() => {}
                Ok(mut found) => {
                    layer.problems.append(&mut found.problems);
                    layer.told.push(Told { path: path.into(), found });
                }
                Err(cause) => layer.problems.push(broken(cause)),
            }
        }
        if accounts::is_one(path) {
            layer.accounts.push((path.into(), accounts::parse(path, bytes)));
        }
        let Some((engine, bounds)) = &self.search else { return };
        if bytes.len() as u64 > self.search_bytes {
            let detail = format!("{} bytes; the limit for secrets is {}", bytes.len(), self.search_bytes);
            layer.problems.push(problem(path, NotAnalysed::TooLarge, detail));
            return;
        }
        layer.searched = layer.searched.saturating_add(1);
        match catch_unwind(AssertUnwindSafe(|| engine.scan_with(scratch, path, bytes, bounds))) {
            Ok(found) => {
                let path: Arc<str> = path.into();
                let mut lines = Lines::of(bytes);
                for hit in found.hits {
                    layer.hits.push(LayerHit { path: Arc::clone(&path), span: lines.span(&hit.span), hit });
                }
                layer.gaps.extend(found.gaps.into_iter().map(|gap| (Arc::clone(&path), gap)));
            }
            Err(cause) => {
                *scratch = Scratch::default();
                layer.problems.push(broken(cause));
            }
        }
    }
}

fn keep(member: &Member<'_>, kind: KeptKind, layer: &mut Layer) {
    if layer.kept.len() < MAX_KEPT {
        let (mode, user, group, size) = (member.mode, member.user, member.group, member.size);
        layer.kept.push(Kept { path: member.path.into(), kind, mode, user, group, size });
    } else if !layer.has_more {
        layer.has_more = true;
        let detail = format!("more than {MAX_KEPT} files that rules ask for in one layer");
        layer.problems.push(problem(member.path, NotAnalysed::TooManyFiles, detail));
    }
}

fn problem(path: &str, reason: NotAnalysed, detail: String) -> Problem {
    Problem { path: path.into(), reason, detail }
}

/// Tells whether rules ask for a file.
fn is_kept(path: &str, kind: &KeptKind, mode: u32) -> bool {
    let is_privileged = *kind == KeptKind::File && mode & 0o6000 != 0;
    let is_open = mode & 0o002 != 0 && !matches!(kind, KeptKind::Link(_));
    is_privileged || is_open || *kind == KeptKind::Special || is_in_program_folder(path) || is_telling(path)
}

/// Buffers that are used again for every file of a layer.
#[derive(Default)]
struct Desk {
    bytes: Vec<u8>,
    scratch: Scratch,
}

/// More than this is not kept for the next file.
const KEPT_BYTES: usize = 8 << 20;

impl Desk {
    /// Reads on until there are `most` bytes or no more.
    fn fill(&mut self, content: &mut dyn Read, most: u64) -> Result<(), String> {
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        let error = read_more(content, most, &mut self.bytes);
        error.map_or(Ok(()), |error| Err(error.to_string()))
    }

    fn give_back(&mut self) {
        self.bytes.clear();
        if self.bytes.capacity() > KEPT_BYTES {
            self.bytes = Vec::new();
        }
    }
}
