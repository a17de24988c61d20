//! Where state lies.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// The name of the file in its folder.
const FILE: &str = "state.db";

/// A folder with state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StateFolder(PathBuf);

impl StateFolder {
    /// Names a folder; nothing is opened yet.
    pub fn at(path: impl Into<PathBuf>) -> Self {
        Self(path.into())
    }

    /// Returns the folder that is used where none is named, as an environment says; none where there is no home.
    ///
    /// # Source
    /// XDG Base Directory Specification 0.8, `XDG_STATE_HOME`.
    pub fn usual(variable: &dyn Fn(&str) -> Option<OsString>) -> Option<Self> {
        let path = |name: &str| variable(name).map(PathBuf::from).filter(|path| path.is_absolute());
        let state = path("XDG_STATE_HOME").or_else(|| path("HOME").map(|home| home.join(".local/state")));
        state.or_else(|| path("LOCALAPPDATA")).map(|state| Self(state.join("sekimori")))
    }

    /// Returns the path of the folder.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Returns the path of the file.
    pub fn file(&self) -> PathBuf {
        self.0.join(FILE)
    }
}
