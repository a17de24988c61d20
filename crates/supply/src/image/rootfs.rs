//! A root file system in a folder: one layer, whose members are what lies there.
//!
//! Links are shown and never followed, neither on the way to a file nor as one. What the kernel makes (`/proc`, `/sys`)
//! is left out. The order is that of the paths, so that the same folder gives the same layer.

use std::collections::HashMap;
use std::fs::{self, File, Metadata, OpenOptions as Open};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sekimori_model::{
    Image, ImageFacts, ImageLimits, ImageOrigin, LayerFacts, Member, MemberKind, NotAnalysed, Problem,
};

use super::{Error, OpenOptions, Wanted, file_name, host, shown};

/// Folders of the root in which the kernel shows itself.
const OF_THE_KERNEL: [&str; 2] = ["proc", "sys"];

/// Problems that are named; what comes after is counted.
const NAMED: usize = 1_000;

/// Opens a root file system.
pub(super) fn open(path: &Path, options: &OpenOptions) -> Result<Box<dyn Image>, Error> {
    let opened = |cause| Error::Open { path: path.to_owned(), cause };
    let root = fs::canonicalize(path).map_err(opened)?;
    if !fs::metadata(&root).map_err(opened)?.is_dir() {
        let detail = "a root file system is a folder".to_owned();
        return Err(Error::NotAnImage { what: path.display().to_string(), detail });
    }
    let facts = ImageFacts {
        origin: ImageOrigin::RootFs,
        shown: shown(ImageOrigin::RootFs, path, &Wanted::Only),
        repository: file_name(path),
        digest: None,
        config_digest: None,
        platform: options.platform.clone().unwrap_or_else(host::platform),
        config: None,
        layers: vec![LayerFacts {
            digest: None,
            diff_id: None,
            size: 0,
            media_type: String::new(),
            step: None,
        }],
        annotations: Vec::new(),
    };
    Ok(Box::new(RootFs { root, facts, one_file_system: options.one_file_system }))
}

#[derive(Debug)]
struct RootFs {
    root: PathBuf,
    facts: ImageFacts,
    one_file_system: bool,
}

impl Image for RootFs {
    fn facts(&self) -> &ImageFacts {
        &self.facts
    }

    fn walk_layer(
        &self,
        layer: usize,
        limits: &ImageLimits,
        visit: &mut dyn FnMut(&mut Member<'_>),
    ) -> Result<Vec<Problem>, Problem> {
        if layer != 0 {
            let detail = format!("there is no layer {layer}");
            return Err(Problem { path: "".into(), reason: NotAnalysed::Internal, detail });
        }
        let mut walk = Walk {
            root: &self.root,
            device: fs::metadata(&self.root).ok().filter(|_| self.one_file_system).map(|meta| id(&meta).0),
            left: limits.members,
            left_bytes: limits.layer_bytes,
            names: HashMap::new(),
            problems: Vec::new(),
            unnamed: 0,
        };
        walk.all(visit)?;
        if walk.unnamed > 0 {
            let detail = format!("{} more could not be read", walk.unnamed);
            walk.problems.push(Problem { path: "".into(), reason: NotAnalysed::Unreadable, detail });
        }
        Ok(walk.problems)
    }
}

struct Walk<'a> {
    root: &'a Path,
    /// The device that is not left, where that was asked for.
    device: Option<u64>,
    left: u64,
    left_bytes: u64,
    /// The first name of each file that has several.
    names: HashMap<(u64, u64), Arc<str>>,
    problems: Vec<Problem>,
    unnamed: u64,
}

/// What is still to be visited: where it is, and its path as it is shown.
struct Next {
    place: PathBuf,
    path: String,
}

impl Walk<'_> {
    /// Visits everything, a folder before what is in it.
    fn all(&mut self, visit: &mut dyn FnMut(&mut Member<'_>)) -> Result<(), Problem> {
        let mut next = self.inside(self.root, "");
        while let Some(Next { place, path }) = next.pop() {
            if self.left == 0 {
                return Err(over("the root file system has more members than the limit"));
            }
            self.left = self.left.saturating_sub(1);
            let meta = match fs::symlink_metadata(&place) {
                Ok(meta) => meta,
                Err(error) => {
                    self.name(&path, &error);
                    continue;
                }
            };
            if meta.is_dir() {
                show(visit, &path, MemberKind::Directory, &meta);
                let is_elsewhere = self.device.is_some_and(|device| device != id(&meta).0);
                if !is_elsewhere && !OF_THE_KERNEL.contains(&path.as_str()) {
                    next.extend(self.inside(&place, &path));
                }
            } else if meta.is_symlink() {
                match fs::read_link(&place) {
                    Ok(to) => show(visit, &path, MemberKind::SymbolicLink(&to.to_string_lossy()), &meta),
                    Err(error) => self.name(&path, &error),
                }
            } else if meta.is_file() {
                self.file(&place, &path, &meta, visit)?;
            } else {
                show(visit, &path, MemberKind::Special, &meta);
            }
        }
        Ok(())
    }

    /// What is in a folder, the last one first.
    fn inside(&mut self, folder: &Path, path: &str) -> Vec<Next> {
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) => {
                self.name(path, &error);
                return Vec::new();
            }
        };
        let mut names = Vec::new();
        for entry in entries {
            match entry {
                Ok(entry) => names.push(entry.file_name()),
                Err(error) => self.name(path, &error),
            }
            // A folder with more entries than may be visited is not listed to its end.
            if names.len() as u64 > self.left {
                break;
            }
        }
        names.sort_by(|a, b| b.cmp(a));
        let next = |name: std::ffi::OsString| {
            let text = name.to_string_lossy();
            let path = if path.is_empty() { text.into_owned() } else { format!("{path}/{text}") };
            Next { place: folder.join(&name), path }
        };
        names.into_iter().map(next).collect()
    }

    fn file(
        &mut self,
        place: &Path,
        path: &str,
        meta: &Metadata,
        visit: &mut dyn FnMut(&mut Member<'_>),
    ) -> Result<(), Problem> {
        if links(meta) > 1 {
            if let Some(first) = self.names.get(&id(meta)) {
                show(visit, path, MemberKind::HardLink(first), meta);
                return Ok(());
            }
            self.names.insert(id(meta), path.into());
        }
        let file = match regular(place) {
            Ok(file) => file,
            Err(error) => {
                // Who may not read a file still sees that it is there.
                show(visit, path, MemberKind::File, meta);
                self.name(path, &error);
                return Ok(());
            }
        };
        let (mode, user, group) = owner(meta);
        let size = meta.len();
        let most = size.min(self.left_bytes.saturating_add(1));
        let mut content = Content { file: file.take(most), failed: None };
        visit(&mut Member { path, kind: MemberKind::File, mode, user, group, size, content: &mut content });
        let read = most.saturating_sub(content.file.limit());
        if let Some(error) = content.failed {
            self.name(path, &error);
        }
        if read > self.left_bytes {
            return Err(over("more bytes were read of the root file system than the limit"));
        }
        self.left_bytes = self.left_bytes.saturating_sub(read);
        Ok(())
    }

    fn name(&mut self, path: &str, error: &io::Error) {
        if self.problems.len() >= NAMED {
            self.unnamed = self.unnamed.saturating_add(1);
            return;
        }
        let (path, detail) = (path.into(), error.to_string());
        self.problems.push(Problem { path, reason: NotAnalysed::Unreadable, detail });
    }
}

/// The content of a file, which remembers that it could not be read.
struct Content {
    file: io::Take<File>,
    failed: Option<io::Error>,
}

impl io::Read for Content {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.file.read(buffer).inspect_err(|error| {
            if error.kind() != io::ErrorKind::Interrupted {
                self.failed = Some(io::Error::new(error.kind(), error.to_string()));
            }
        })
    }
}

fn over(detail: &str) -> Problem {
    Problem { path: "".into(), reason: NotAnalysed::UnpacksTooMuch, detail: detail.to_owned() }
}

/// Shows what has no content.
fn show(visit: &mut dyn FnMut(&mut Member<'_>), path: &str, kind: MemberKind<'_>, meta: &Metadata) {
    let (mode, user, group) = owner(meta);
    visit(&mut Member { path, kind, mode, user, group, size: 0, content: &mut io::empty() });
}

/// Opens a file that is one: what took its place meanwhile, a link or a pipe, is not opened, or not read.
fn regular(place: &Path) -> io::Result<File> {
    let mut how = Open::new();
    how.read(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;

        use nix::fcntl::OFlag;
        how.custom_flags((OFlag::O_NOFOLLOW | OFlag::O_NONBLOCK | OFlag::O_CLOEXEC).bits());
    }
    let file = how.open(place)?;
    if file.metadata()?.is_file() { Ok(file) } else { Err(io::Error::other("it is no file any more")) }
}

#[cfg(unix)]
fn owner(meta: &Metadata) -> (u32, u64, u64) {
    use std::os::unix::fs::MetadataExt as _;
    (meta.mode() & 0o7777, meta.uid().into(), meta.gid().into())
}

#[cfg(unix)]
fn id(meta: &Metadata) -> (u64, u64) {
    use std::os::unix::fs::MetadataExt as _;
    (meta.dev(), meta.ino())
}

#[cfg(unix)]
fn links(meta: &Metadata) -> u64 {
    use std::os::unix::fs::MetadataExt as _;
    meta.nlink()
}

#[cfg(not(unix))]
fn owner(_: &Metadata) -> (u32, u64, u64) {
    (0o644, 0, 0)
}

#[cfg(not(unix))]
fn id(_: &Metadata) -> (u64, u64) {
    (0, 0)
}

#[cfg(not(unix))]
fn links(_: &Metadata) -> u64 {
    1
}
