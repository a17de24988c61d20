//! Which files of a repository the user leaves out, asked by path: what a walk of the working tree would not enter or list,
//! as far as folders to skip and `.sekimoriignore` say so.
//!
//! `.gitignore` and `.ignore` are not asked: whatever git has of a file was added to it on purpose.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use data_encoding::HEXLOWER;
use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};
use sekimori_model::{NotAnalysed, Problem, Viewpoint};
use sha2::{Digest as _, Sha256};

use crate::disk::{MAX_IGNORE_BYTES, is_named, unescape};
use crate::read_inside;

/// The file of patterns that is ours alone.
const IGNORE_FILE: &str = ".sekimoriignore";
/// The folder of git itself, of which no commit can have a file: what bears its name is no file of the user's.
const OF_GIT: &str = ".git/";

/// What the user leaves out.
pub struct LeftOut<'a> {
    skip_dirs: Vec<String>,
    skip_from: Viewpoint,
    /// Reads a file of patterns by its path; none where such files do not count.
    read: Option<Reading<'a>>,
    known: Mutex<HashMap<String, Arc<Gitignore>>>,
    problems: Mutex<Vec<Problem>>,
}

type Reading<'a> = Box<dyn Fn(&str) -> Result<Option<Vec<u8>>, Problem> + Send + Sync + 'a>;

impl<'a> LeftOut<'a> {
    /// Leaves out folders: a name, or a path from `skip_from`.
    pub fn folders(skip_dirs: Vec<String>, skip_from: Viewpoint) -> Self {
        let (known, problems) = (Mutex::default(), Mutex::default());
        Self { skip_dirs, skip_from, read: None, known, problems }
    }

    /// Leaves out as well what the `.sekimoriignore` at the top of a working tree says.
    #[must_use]
    pub fn and_by_file_at(self, top: &Path) -> Self {
        let top = top.to_path_buf();
        let read = move |path: &str| {
            let is_top = path == IGNORE_FILE;
            if is_top { read_inside(&top, &[path], MAX_IGNORE_BYTES) } else { Ok(None) }
        };
        self.reading(read)
    }

    /// Leaves out as well what each `.sekimoriignore` says, which `read` gives by its path.
    #[must_use]
    pub(crate) fn reading(
        mut self,
        read: impl Fn(&str) -> Result<Option<Vec<u8>>, Problem> + Send + Sync + 'a,
    ) -> Self {
        self.read = Some(Box::new(read));
        self
    }

    /// Reads the patterns of the top, so that what is wrong with them is known.
    pub(crate) fn load(&self) {
        if let Some(read) = &self.read {
            self.patterns("", read);
        }
    }

    /// Tells whether the file at `path`, from the top of the repository, is left out.
    pub fn has(&self, path: &str) -> bool {
        if path.starts_with(OF_GIT) || self.skip_dirs.is_empty() && self.read.is_none() {
            return false;
        }
        let folders = path.match_indices('/').map(|(at, _)| path.get(..at).unwrap_or_default());
        folders.into_iter().any(|folder| self.is_skipped(folder) || self.is_ignored(folder, true))
            || self.is_ignored(path, false)
    }

    /// Tells whether anything at all may be left out: folders, or what a file of patterns says.
    pub(crate) fn may_have_any(&self) -> bool {
        !self.skip_dirs.is_empty()
            || self.read.as_ref().is_some_and(|read| !matches!(read(IGNORE_FILE), Ok(None)))
    }

    /// Returns what tells one that leaves out other files from this one; empty where nothing is left out.
    pub fn digest(&self) -> String {
        let read = self.read.as_ref().map(|read| read(IGNORE_FILE));
        let patterns = read.and_then(Result::ok).flatten().unwrap_or_default();
        if self.skip_dirs.is_empty() && patterns.is_empty() {
            return String::new();
        }
        let said =
            format!("{:?} {:?} {}", self.skip_dirs, self.skip_from, String::from_utf8_lossy(&patterns));
        HEXLOWER.encode(&Sha256::digest(said))
    }

    /// Returns the files of patterns that could not be read, sorted: nothing is left out because of them.
    pub fn problems(&self) -> Vec<Problem> {
        let mut problems = self.problems.lock().unwrap_or_else(PoisonError::into_inner).clone();
        problems.sort();
        problems
    }

    fn is_skipped(&self, folder: &str) -> bool {
        let name = folder.rsplit('/').next().unwrap_or_default();
        is_named(&self.skip_from.path(folder), name, &self.skip_dirs)
    }

    /// Tells whether patterns say so. The closest file that speaks of it wins.
    fn is_ignored(&self, path: &str, is_folder: bool) -> bool {
        let Some(read) = &self.read else { return false };
        let full = unescape(path);
        let mut above = Some(path);
        while let Some(here) = above {
            let folder = here.rsplit_once('/').map(|(folder, _)| folder);
            let inner = folder.map_or(full.clone(), |folder| {
                full.strip_prefix(unescape(folder)).map_or(full.clone(), Path::to_path_buf)
            });
            match self.patterns(folder.unwrap_or_default(), read).matched(inner, is_folder) {
                Match::Ignore(_) => return true,
                Match::Whitelist(_) => return false,
                Match::None => above = folder,
            }
        }
        false
    }

    /// The patterns of a folder.
    fn patterns(&self, folder: &str, read: &Reading<'_>) -> Arc<Gitignore> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(patterns) = known.get(folder) {
            return Arc::clone(patterns);
        }
        let path = if folder.is_empty() { IGNORE_FILE.to_owned() } else { format!("{folder}/{IGNORE_FILE}") };
        let bytes = match read(&path) {
            Ok(bytes) => bytes.unwrap_or_default(),
            Err(problem) => {
                self.problems.lock().unwrap_or_else(PoisonError::into_inner).push(too_large(problem));
                Vec::new()
            }
        };
        let patterns = Arc::new(parse(&bytes));
        known.insert(folder.to_owned(), Arc::clone(&patterns));
        patterns
    }
}

fn parse(bytes: &[u8]) -> Gitignore {
    let mut builder = GitignoreBuilder::new(PathBuf::new());
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    for line in bytes.split(|byte| *byte == b'\n') {
        let Ok(line) = std::str::from_utf8(line) else { continue };
        // A pattern that cannot be leaves nothing out, as in a walk.
        let _ = builder.add_line(None, line.strip_suffix('\r').unwrap_or(line));
    }
    builder.build().unwrap_or_else(|_| Gitignore::empty())
}

/// The problem of a file of patterns that is too large.
fn too_large(problem: Problem) -> Problem {
    match problem.reason {
        NotAnalysed::TooLarge => Problem {
            detail: format!("larger than {MAX_IGNORE_BYTES} bytes, so nothing is left out because of it"),
            ..problem
        },
        _ => problem,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn left_out(files: &'static [(&'static str, &'static str)]) -> LeftOut<'static> {
        LeftOut::folders(vec!["vendor".to_owned(), "./a/made/".to_owned()], Viewpoint::default()).reading(
            move |path| {
                let found = files.iter().find(|(known, _)| *known == path);
                Ok(found.map(|(_, text)| text.as_bytes().to_vec()))
            },
        )
    }

    #[test]
    fn folders_are_named_by_name_or_path() {
        let left_out = left_out(&[]);
        for path in ["vendor/x", "a/vendor/b/x", "a/made/x"] {
            assert!(left_out.has(path), "{path}");
        }
        for path in ["vendor", "a/vendored/x", "made/x", "b/a/made/x", "x", ""] {
            assert!(!left_out.has(path), "{path}");
        }
        let from_above = LeftOut::folders(vec!["web/dist".to_owned()], Viewpoint::above("web"));
        assert!(from_above.has("dist/x") && !from_above.has("web/dist/x"));
    }

    #[test]
    fn patterns_are_those_of_a_walk() {
        let left_out = left_out(&[
            (".sekimoriignore", "# made up\r\n*.sample\nfixtures/\n/top.txt\n!keep.sample\n"),
            ("b/.sekimoriignore", "!b.sample\nlocal.txt\n"),
        ]);
        for path in [
            "x.sample",
            "a/x.sample",
            "fixtures/x",
            "a/fixtures/b/keep.sample",
            "top.txt",
            "b/local.txt",
            "b/c/local.txt",
        ] {
            assert!(left_out.has(path), "{path}");
        }
        for path in [
            "keep.sample",
            "b/b.sample",
            "b/c/b.sample",
            "fixtures",
            "a/top.txt",
            "local.txt",
            ".git/x.sample",
        ] {
            assert!(!left_out.has(path), "{path}");
        }
    }
}
