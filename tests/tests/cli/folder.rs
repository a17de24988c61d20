//! A folder of manifests that goes away with the test.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::program::{Program, sekimori};
use crate::report::Report;

/// The day that tests live in.
pub(crate) const TODAY: &str = "2027-01-15";

/// A folder of manifests.
#[derive(Debug)]
pub(crate) struct Folder(TempDir);

impl Folder {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().expect("a temporary folder"))
    }

    /// A folder with one file, `app.yaml`.
    pub(crate) fn with(text: impl AsRef<[u8]>) -> Self {
        Self::new().and("app.yaml", text)
    }

    /// The folder with one more file.
    pub(crate) fn and(self, path: &str, bytes: impl AsRef<[u8]>) -> Self {
        let full = self.join(path);
        fs::create_dir_all(full.parent().expect("a file lies in a folder")).expect("a folder");
        fs::write(full, bytes).expect("a file");
        self
    }

    /// The folder with a symbolic link at `path` to `target`.
    pub(crate) fn and_link(self, path: &str, target: impl AsRef<Path>) -> Self {
        let full = self.join(path);
        fs::create_dir_all(full.parent().expect("a link lies in a folder")).expect("a folder");
        symlink(target, full).expect("a link");
        self
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn join(&self, path: &str) -> PathBuf {
        self.path().join(path)
    }

    /// `sekimori scan FOLDER`, on the day of the tests, from the folder itself.
    pub(crate) fn scan(&self, args: &[&str]) -> Program {
        sekimori(&["scan", ".", "--now", TODAY]).args(args).from(self.path())
    }

    /// Scans with these arguments and reads the JSON; the exit code does not matter here.
    pub(crate) fn report(&self, args: &[&str]) -> Report {
        self.scan(args).args(&["--format", "json", "--exit-zero"]).reports(0)
    }
}
