//! The files of a build: what a kustomization names, within its folder, and never from elsewhere.

use std::sync::Arc;

use super::target::Folder;
use super::tree::{At, Tree};
use super::wrong::Wrong;
use super::{Build, Remote, read};
use crate::{Fault, is_below, join, without_secrets};

impl Build<'_> {
    /// Reads the documents of a file that a kustomization names.
    ///
    /// # Errors
    /// A [`Wrong`] where it is not there, not within the folder, or not well-formed.
    pub(super) fn read_file(&self, path: &Tree, from: &Folder) -> Result<Vec<Tree>, Wrong> {
        let text = path.raw().unwrap_or_default();
        let bytes = self.read_bytes(path, text, from)?;
        let joined: Arc<str> = join(&from.home, text).unwrap_or_default().into();
        Ok(read::file(&joined, &bytes, &self.limits, self.budget)?)
    }

    /// Reads the documents of a text that stands in a kustomization.
    ///
    /// # Errors
    /// A [`Wrong`] where it is not well-formed.
    pub(super) fn read_inline(&self, text: &Tree) -> Result<Vec<Tree>, Wrong> {
        let Some(at) = &text.at else { return Ok(Vec::new()) };
        Ok(read::inline(at, text.raw().unwrap_or_default(), &self.limits, self.budget)?)
    }

    /// Reads a file that a kustomization names at `source`.
    ///
    /// # Errors
    /// A [`Wrong`] where it is not there, or not within the folder.
    pub(super) fn read_bytes(&self, source: &Tree, path: &str, from: &Folder) -> Result<Arc<[u8]>, Wrong> {
        let joined = within(&source.at, path, from)?;
        match self.read_optional(&joined)? {
            Some(bytes) => Ok(bytes),
            None => Err(Wrong::refused(&source.at, format!("there is no file `{path}`"))),
        }
    }

    /// Reads a file, and remembers that it is a part.
    pub(super) fn read_optional(&self, path: &str) -> Result<Option<Arc<[u8]>>, Wrong> {
        self.budget.step(1)?;
        let bytes = self.files.read(path).map_err(|problem| Fault::File {
            path: problem.path,
            reason: problem.reason,
            detail: problem.detail,
        })?;
        if let Some(bytes) = &bytes {
            self.budget.make(bytes.len())?;
            self.parts.borrow_mut().files.insert(path.into());
        }
        Ok(bytes)
    }

    /// Tells whether what a kustomization names is somewhere else, and if so notes that.
    pub(super) fn is_remote(&self, name: &Tree, from: &Folder) -> bool {
        let text = name.raw().unwrap_or_default();
        if !looks_remote(text) || join(&from.home, text).is_some_and(|path| self.files.has(&path)) {
            return false;
        }
        self.note(&name.at, without_secrets(text), from);
        true
    }

    /// Notes something that is not rendered.
    pub(super) fn note(&self, at: &At, address: String, from: &Folder) {
        let (path, line) = match at {
            Some(at) => (Arc::clone(&at.path), at.span.line),
            None => (Arc::clone(&from.path), 1),
        };
        let remote = Remote { path, line, address };
        let all = &mut self.parts.borrow_mut().remote;
        if !all.contains(&remote) {
            all.push(remote);
        }
    }
}

fn within(at: &At, path: &str, from: &Folder) -> Result<String, Wrong> {
    let joined = join(&from.home, path).filter(|joined| is_below(joined, &from.home));
    joined.ok_or_else(|| {
        let detail = format!(
            "`{path}` is not in or below the folder of this kustomization: move it there, or make it a base"
        );
        Wrong::refused(at, detail)
    })
}

/// Tells an address from a path.
///
/// # Source
/// What Kustomize takes for a repository: a scheme, `git@`, `git::`, known hosts, `?ref=`, and `.git` with a path behind.
fn looks_remote(text: &str) -> bool {
    let first = text.split('/').next().unwrap_or_default();
    let is_host = first.contains('.') && !matches!(first, "." | "..") && text.contains(".git");
    let starts = ["git@", "git::", "gh:", "github.com/", "github.com:", "gitlab.com/", "bitbucket.org/"];
    text.contains("://")
        || starts.iter().any(|start| text.starts_with(start))
        || text.contains("?ref=")
        || text.contains("&ref=")
        || is_host
        || (first.contains('@') && first.contains(':'))
}
