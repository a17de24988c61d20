//! Paths that are put together of a folder and a name, under a bound: a few bytes of a database name a long folder again.

use sekimori_model::NotAnalysed;

use super::Bounds;
use crate::Failure;

/// Bytes of one path, as Linux has it.
const LONGEST: usize = 4096;

/// Bytes of all paths of one database: 500,000 files, as a full desktop has, take 50 MB.
const BYTES: usize = 256 << 20;

/// A path as seen from where `folder` is, without steps that take each other back; it may lead above.
pub(super) fn joined(folder: &str, name: &str) -> String {
    let mut steps: Vec<&str> = Vec::new();
    for step in folder.split('/').chain(name.split('/')) {
        match step {
            "" | "." => {}
            ".." if steps.last().is_some_and(|last| *last != "..") => {
                steps.pop();
            }
            step => steps.push(step),
        }
    }
    steps.join("/")
}

/// Counts the files of one database.
#[derive(Default)]
pub(super) struct Paths {
    files: usize,
    bytes: usize,
}

impl Paths {
    /// Joins a folder and a name; none where that is longer than any path, or has no name.
    ///
    /// # Errors
    /// A failure with the reason `too-many-nodes` where files or bytes are more than the bound.
    pub(super) fn join(
        &mut self,
        folder: &[u8],
        name: &[u8],
        bounds: &Bounds,
    ) -> Result<Option<Box<str>>, Failure> {
        let size = folder.len().saturating_add(name.len());
        if size >= LONGEST || name.is_empty() {
            return Ok(None);
        }
        bounds.check_files(self.files)?;
        self.files = self.files.saturating_add(1);
        self.bytes = self.bytes.saturating_add(size);
        if self.bytes > BYTES {
            let detail = "the paths of its packages take more than 256 MiB";
            return Err(Failure::of_file(NotAnalysed::TooManyNodes, detail));
        }
        let slash: &[u8] = if folder.is_empty() || folder.ends_with(b"/") { b"" } else { b"/" };
        let path = [folder, slash, name].concat();
        Ok(Some(String::from_utf8_lossy(&path).trim_start_matches('/').into()))
    }
}
