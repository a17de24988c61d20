//! Files on disk, as git and the user want them seen.
//!
//! Links are never walked through: what they point at inside the root is listed by its own name, what they point at
//! outside is reported and left alone. So no path leaves its root and no farm of links multiplies the work.

use std::collections::{BTreeSet, HashSet};
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::Read;
use std::ops::Bound;
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use ignore::WalkBuilder;
use sekimori_model::{Entry, Limits, Listing, NotAnalysed, Problem, Source, Viewpoint};

use crate::git::kept;
use crate::{Error, read_capped, read_inside, replace, repository_of};

/// How a tree is walked.
#[derive(Debug, Clone)]
pub struct Walk {
    /// Folders that are not entered: a name, or a path from `skip_from`.
    pub skip_dirs: Vec<String>,
    /// Where the paths of `skip_dirs` count from; by default the root.
    pub skip_from: Viewpoint,
    /// Whether `.gitignore`, `.ignore` and `.sekimoriignore` files are honoured.
    pub honour_ignore_files: bool,
    /// Tells by its path whether a file is one that a parser knows; of others nothing is said.
    pub wants: fn(&str) -> bool,
}

/// Files on disk.
#[derive(Debug)]
pub struct Disk {
    root: PathBuf,
    shown_root: PathBuf,
    starts: Vec<PathBuf>,
    walk: Walk,
    /// The folder of the repository, else the working folder, that the root lies in.
    surroundings: PathBuf,
    /// The root's path in it.
    place: String,
}

/// Folders of version control itself, which hold no manifests of the user's.
const ALWAYS_SKIPPED: [&str; 3] = [".git", ".hg", ".svn"];

impl Disk {
    /// Opens what the user named: one folder, one file, or several of both.
    ///
    /// The scanned root is the one folder, else the closest folder above all that was named.
    ///
    /// # Errors
    /// [`Error::Open`] for a path that cannot be reached.
    pub fn open(named: &[PathBuf], walk: Walk) -> Result<Self, Error> {
        let mut starts = Vec::new();
        for path in named {
            let open = |cause| Error::Open { path: path.clone(), cause };
            let start = fs::canonicalize(path).map_err(open)?;
            fs::metadata(&start).map_err(open)?;
            starts.push(start);
        }
        starts.sort();
        starts.dedup();
        let root = root_above(&starts).unwrap_or_else(|| PathBuf::from("."));
        let shown_root = match named {
            [one] if one.is_dir() => one.clone(),
            [one] => one.parent().map(Path::to_path_buf).unwrap_or_default(),
            _ => std::env::current_dir()
                .ok()
                .and_then(|here| root.strip_prefix(fs::canonicalize(here).ok()?).map(Path::to_path_buf).ok())
                .unwrap_or_else(|| root.clone()),
        };
        let surroundings = surroundings(&root);
        let place = relative(&surroundings, &root);
        Ok(Self { root, shown_root, starts, walk, surroundings, place })
    }

    /// Returns the scanned root as the user would write it, for showing paths that can be opened.
    pub fn shown_root(&self) -> &Path {
        &self.shown_root
    }

    /// Returns the root that would be scanned, resolved, if all that was named can be reached.
    pub fn root_of(named: &[PathBuf]) -> Option<PathBuf> {
        let starts: Option<Vec<PathBuf>> = named.iter().map(|path| fs::canonicalize(path).ok()).collect();
        root_above(&starts?)
    }

    /// Returns the scanned root, resolved.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Returns where a listed file stands on this machine.
    pub(crate) fn full_path(&self, path: &str) -> PathBuf {
        self.root.join(unescape(path))
    }

    /// Returns the path of a file in what surrounds the root, where it lies there.
    pub fn place_of(&self, path: &Path) -> Option<String> {
        let full = fs::canonicalize(path).ok()?;
        full.starts_with(&self.surroundings).then(|| relative(&self.surroundings, &full))
    }

    /// Returns where a file stands on this machine, by its path in what surrounds the root.
    pub(crate) fn beside(&self, path: &str) -> PathBuf {
        self.surroundings.join(unescape(path))
    }

    /// Tells by its path whether a file is one that a parser knows.
    pub(crate) fn wants(&self, path: &str) -> bool {
        (self.walk.wants)(path)
    }

    /// Writes `after` in the place of a file that still holds `before`, whole or not at all.
    ///
    /// The new file keeps permissions and owner, and takes the old one's place in one step.
    ///
    /// # Errors
    /// [`Error::Link`], [`Error::Changed`], [`Error::ReadOnly`] and [`Error::Write`]; the file is then as it was.
    pub fn replace(&self, entry: &Entry, before: &[u8], after: &[u8]) -> Result<(), Error> {
        replace::replace(&self.root, &unescape(&entry.path), &entry.path, before, after)
    }

    /// Opens a listed file; returns its length, too.
    fn open_regular(&self, entry: &Entry) -> Result<(File, u64), Problem> {
        let problem = |reason, detail: String| Problem { path: Arc::clone(&entry.path), reason, detail };
        let path = self.full_path(&entry.path);
        let unreadable = |error: std::io::Error| problem(NotAnalysed::Unreadable, error.to_string());
        let meta = fs::metadata(&path).map_err(unreadable)?;
        // Asked again just before opening: opening a pipe would wait for a writer for ever.
        if !meta.is_file() {
            let detail = "a pipe, a socket or a device".to_owned();
            return Err(problem(NotAnalysed::NotARegularFile, detail));
        }
        Ok((File::open(&path).map_err(unreadable)?, meta.len()))
    }

    /// Takes the files that git has although its patterns name them: they are in every clone.
    fn walk_kept(&self, start: &Path, limits: &Limits, found: &mut Found) {
        let Some(top) = repository_of(start).filter(|_| self.walk.honour_ignore_files) else { return };
        let kept = match kept(top) {
            Ok(kept) => kept,
            Err(detail) => {
                let path = relative(&self.root, &top.join(".git/index"));
                let reason = NotAnalysed::Malformed;
                return found.problems.push(Problem { path: path.into(), reason, detail });
            }
        };
        let listed: HashSet<&str> = found.entries.iter().map(|entry| &*entry.path).collect();
        let is_missed =
            |path: &PathBuf| path.starts_with(start) && !listed.contains(relative(&self.root, path).as_str());
        let missed: BTreeSet<PathBuf> = kept.into_iter().filter(is_missed).collect();
        if !missed.is_empty() {
            self.walk_through(start, limits, found, Some(missed));
        }
    }

    fn walk(&self, start: &Path, limits: &Limits, found: &mut Found) {
        self.walk_through(start, limits, found, None);
        self.walk_kept(start, limits, found);
    }

    /// Walks a tree; where `only` some files are looked for, git's patterns do not count.
    fn walk_through(
        &self,
        start: &Path,
        limits: &Limits,
        found: &mut Found,
        only: Option<BTreeSet<PathBuf>>,
    ) {
        let mut builder = WalkBuilder::new(start);
        // The walker does not ask for the folder that it starts in: there, none of them is honoured.
        let large = large_ignore_file(&self.root, start).filter(|_| self.walk.honour_ignore_files);
        let honour = self.walk.honour_ignore_files && large.is_none();
        found.problems.extend(large);
        builder
            .hidden(false)
            .follow_links(false)
            .parents(honour)
            .ignore(honour)
            .git_ignore(honour && only.is_none())
            // What the machine's own configuration says must not change the result.
            .git_global(false)
            .git_exclude(false)
            .require_git(false)
            .sort_by_file_path(Path::cmp);
        if honour {
            builder.add_custom_ignore_filename(".sekimoriignore");
        }
        let (skip, root) = (self.walk.skip_dirs.clone(), self.root.clone());
        let from = self.walk.skip_from.clone();
        let refused = Arc::new(Mutex::new(Vec::new()));
        let refused_too = Arc::clone(&refused);
        builder.filter_entry(move |entry| {
            let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
            if only.as_ref().is_some_and(|only| !is_on_way(only, entry.path(), is_folder)) {
                return false;
            }
            if !is_folder {
                return true;
            }
            let shown = relative(&root, entry.path());
            if entry.depth() > 0 && is_skipped(&from.path(&shown), entry.file_name(), &skip) {
                return false;
            }
            // Asked before the walker reads the ignore files of the folder.
            let problem = honour.then(|| large_ignore_file(&root, entry.path())).flatten();
            let enters = problem.is_none();
            refused_too.lock().unwrap_or_else(PoisonError::into_inner).extend(problem);
            enters
        });
        for item in builder.build() {
            if found.is_full(limits) {
                return;
            }
            match item {
                Ok(entry) => self.take(entry.path(), entry.file_type(), found),
                Err(error) => found.problems.push(self.walk_problem(start, &error)),
            }
        }
        found.problems.append(&mut refused.lock().unwrap_or_else(PoisonError::into_inner));
    }

    fn take(&self, path: &Path, kind: Option<fs::FileType>, found: &mut Found) {
        let Some(kind) = kind else { return };
        let shown = relative(&self.root, path);
        if kind.is_dir() {
            return;
        }
        if kind.is_symlink() {
            return self.take_link(path, shown, found);
        }
        if kind.is_file() {
            found.entries.push(Entry { path: shown.into(), named: false });
        } else if (self.walk.wants)(&shown) {
            let detail = "a pipe, a socket or a device".to_owned();
            found.problems.push(Problem { path: shown.into(), reason: NotAnalysed::NotARegularFile, detail });
        }
    }

    fn take_link(&self, path: &Path, shown: String, found: &mut Found) {
        let wanted = (self.walk.wants)(&shown);
        let mut report = |reason, detail: String| {
            found.problems.push(Problem { path: shown.as_str().into(), reason, detail });
        };
        match fs::canonicalize(path) {
            Ok(target) if path.starts_with(&target) => {
                report(NotAnalysed::LinkCycle, "a link to a folder above it".to_owned());
            }
            Ok(target) if target.starts_with(&self.root) => {
                // A folder is walked where it stands; a file is read by this name only if by no other.
                if wanted && target.is_file() {
                    found.links.push((shown, relative(&self.root, &target)));
                }
            }
            Ok(target) if wanted || target.is_dir() => {
                report(
                    NotAnalysed::LinkLeavesRoot,
                    "a link to something outside the scanned root".to_owned(),
                );
            }
            // ELOOP has no stable kind in the standard library.
            Err(error) if error.to_string().contains("symbolic link") => {
                report(NotAnalysed::LinkCycle, error.to_string());
            }
            Err(error) if wanted => report(NotAnalysed::LinkLeavesRoot, error.to_string()),
            Ok(_) | Err(_) => {}
        }
    }

    fn walk_problem(&self, start: &Path, error: &ignore::Error) -> Problem {
        let path = path_of(error).unwrap_or(start);
        let shown = relative(&self.root, path);
        let shown = if shown.is_empty() { ".".to_owned() } else { shown };
        // The walker puts the path, as it is on this machine, before what the operating system said.
        let said = error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
        let detail = said.rsplit_once(": ").map_or(said.as_str(), |(_, cause)| cause).to_owned();
        Problem { path: shown.into(), reason: NotAnalysed::Unreadable, detail }
    }
}

#[derive(Default)]
struct Found {
    entries: Vec<Entry>,
    problems: Vec<Problem>,
    links: Vec<(String, String)>,
}

impl Found {
    fn is_full(&self, limits: &Limits) -> bool {
        (self.entries.len() + self.problems.len() + self.links.len()) as u64 > limits.files
    }
}

impl Source for Disk {
    fn list(&self, limits: &Limits) -> Listing {
        let mut found = Found::default();
        for start in &self.starts {
            if start.is_dir() {
                self.walk(start, limits, &mut found);
            } else if start.is_file() {
                found.entries.push(Entry { path: relative(&self.root, start).into(), named: true });
            } else {
                let detail = "a pipe, a socket or a device".to_owned();
                let path = relative(&self.root, start).into();
                found.problems.push(Problem { path, reason: NotAnalysed::NotARegularFile, detail });
            }
        }
        // A target that is listed is looked at by its own name only if that name is of a known kind.
        let judged = found.entries.iter().filter(|entry| entry.named || (self.walk.wants)(&entry.path));
        let known: HashSet<Arc<str>> = judged.map(|entry| Arc::clone(&entry.path)).collect();
        let links = found.links.into_iter().filter(|(_, target)| !known.contains(target.as_str()));
        found.entries.extend(links.map(|(path, _)| Entry { path: path.into(), named: false }));
        // A file that was named and also lies in a folder that was named is looked at once, as named.
        found.entries.sort_by(|a, b| a.path.cmp(&b.path).then(b.named.cmp(&a.named)));
        found.entries.dedup_by(|a, b| a.path == b.path);
        found.problems.sort();
        found.problems.dedup();
        let limit = usize::try_from(limits.files).unwrap_or(usize::MAX);
        let truncated = found.entries.len() > limit;
        found.entries.truncate(limit);
        Listing { entries: found.entries, problems: found.problems, truncated }
    }

    fn read(&self, entry: &Entry, limits: &Limits) -> Result<Vec<u8>, Problem> {
        let (file, length) = self.open_regular(entry)?;
        let problem = |reason, detail: String| Problem { path: Arc::clone(&entry.path), reason, detail };
        let too_large = || {
            let detail = format!("{length} bytes, more than the limit of {}", limits.file_bytes);
            problem(NotAnalysed::TooLarge, detail)
        };
        if length > limits.file_bytes {
            return Err(too_large());
        }
        let unreadable = |error: std::io::Error| problem(NotAnalysed::Unreadable, error.to_string());
        read_capped(file, limits.file_bytes, length).map_err(unreadable)?.ok_or_else(too_large)
    }

    fn stream(&self, entry: &Entry) -> Result<Option<Box<dyn Read + '_>>, Problem> {
        self.open_regular(entry).map(|(file, _)| Some(Box::new(file) as Box<dyn Read>))
    }

    fn place(&self) -> &str {
        &self.place
    }

    fn read_beside(&self, path: &str, limits: &Limits) -> Result<Option<Vec<u8>>, Problem> {
        let name = unescape(path);
        if !name.components().all(|step| matches!(step, Component::Normal(_))) {
            return Ok(None);
        }
        read_inside(&self.surroundings, &[&name.to_string_lossy()], limits.file_bytes)
    }
}

/// Tells whether a path is one of some files, or a folder above one.
fn is_on_way(files: &BTreeSet<PathBuf>, path: &Path, is_folder: bool) -> bool {
    if !is_folder {
        return files.contains(path);
    }
    files
        .range::<Path, _>((Bound::Included(path), Bound::Unbounded))
        .next()
        .is_some_and(|next| next.starts_with(path))
}

/// The folder that a file beside the root may be read from: the repository, else the working folder, where the root lies
/// in one; else the root itself.
fn surroundings(root: &Path) -> PathBuf {
    let here =
        || std::env::current_dir().and_then(fs::canonicalize).ok().filter(|here| root.starts_with(here));
    repository_of(root).map(Path::to_path_buf).or_else(here).unwrap_or_else(|| root.to_path_buf())
}

/// Names a file of ignore patterns that is too large to be read: patterns take a thousand times their size in memory.
fn large_ignore_file(root: &Path, folder: &Path) -> Option<Problem> {
    let large = |name: &&str| fs::metadata(folder.join(name)).is_ok_and(|meta| meta.len() > MAX_IGNORE_BYTES);
    let name = IGNORE_FILES.into_iter().find(large)?;
    let detail = format!(
        "larger than {MAX_IGNORE_BYTES} bytes, so it was not read and its folder not entered, or not pruned"
    );
    Some(Problem { path: relative(root, &folder.join(name)).into(), reason: NotAnalysed::TooLarge, detail })
}

const IGNORE_FILES: [&str; 3] = [".gitignore", ".ignore", ".sekimoriignore"];

/// 64 KiB: the largest file of ignore patterns seen in a repository has 14 KiB.
pub(crate) const MAX_IGNORE_BYTES: u64 = 64 << 10;

fn is_skipped(path: &str, name: &OsStr, skip: &[String]) -> bool {
    let name = name.to_string_lossy();
    ALWAYS_SKIPPED.contains(&name.as_ref()) || is_named(path, &name, skip)
}

/// Tells whether a folder is one of those to skip: by its name, or by its path.
pub(crate) fn is_named(path: &str, name: &str, skip: &[String]) -> bool {
    skip.iter().map(|s| s.trim_start_matches("./").trim_matches('/')).any(|s| s == name || s == path)
}

fn path_of(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => path_of(err),
        ignore::Error::Partial(all) => all.first().and_then(path_of),
        _ => None,
    }
}

fn root_above(starts: &[PathBuf]) -> Option<PathBuf> {
    let folders =
        starts.iter().map(|start| if start.is_dir() { start } else { start.parent().unwrap_or(start) });
    folders.map(Path::to_path_buf).reduce(|a, b| common(&a, &b))
}

fn common(a: &Path, b: &Path) -> PathBuf {
    a.components().zip(b.components()).take_while(|(a, b)| a == b).map(|(a, _)| a).collect()
}

/// Returns `path` as it is seen from the folder `root` above it, as text: with forward slashes, bytes that are not UTF-8 as
/// `\xNN`, and a backslash as `\x5C`.
pub fn relative(root: &Path, path: &Path) -> String {
    let inner = path.strip_prefix(root).unwrap_or(path);
    let parts = inner.components().filter_map(|part| match part {
        Component::Normal(name) => Some(escape(name)),
        _ => None,
    });
    parts.collect::<Vec<_>>().join("/")
}

#[cfg(unix)]
fn escape(name: &OsStr) -> String {
    use std::fmt::Write as _;
    use std::os::unix::ffi::OsStrExt as _;
    let mut out = String::new();
    for chunk in name.as_bytes().utf8_chunks() {
        out.push_str(&chunk.valid().replace('\\', "\\x5C"));
        for byte in chunk.invalid() {
            // Writing to a String cannot fail.
            let _ = write!(out, "\\x{byte:02X}");
        }
    }
    out
}

#[cfg(unix)]
pub(crate) fn unescape(path: &str) -> PathBuf {
    use std::os::unix::ffi::OsStringExt as _;
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path;
    while let Some((before, after)) = rest.split_once("\\x") {
        bytes.extend_from_slice(before.as_bytes());
        let byte = after.get(..2).and_then(|hex| u8::from_str_radix(hex, 16).ok());
        bytes.push(byte.unwrap_or(b'\\'));
        rest = after.get(2..).unwrap_or_default();
    }
    bytes.extend_from_slice(rest.as_bytes());
    PathBuf::from(std::ffi::OsString::from_vec(bytes))
}

#[cfg(not(unix))]
fn escape(name: &OsStr) -> String {
    name.to_string_lossy().into_owned()
}

#[cfg(not(unix))]
pub(crate) fn unescape(path: &str) -> PathBuf {
    PathBuf::from(path)
}
