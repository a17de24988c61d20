//! The files that a package brought: names, and the folders that they lie in.

use sekimori_model::NotAnalysed;

use super::Packages;
use super::header::{Header, Tag};
use crate::Failure;
use crate::packages::About;

/// Bytes of one path, as Linux has it.
const LONGEST_PATH: usize = 4096;

/// Bytes of all paths of one database: 500,000 files, as a full desktop has, take 50 MB.
const PATH_BYTES: usize = 256 << 20;

impl Packages<'_> {
    /// Adds what is told of the package's files.
    pub(super) fn add_files(&mut self, name: &str, header: &Header<'_>) -> Result<(), Failure> {
        let mut files: Vec<Box<str>> = Vec::new();
        let folders: Vec<_> = header.texts(Tag::DirNames).collect();
        let names = header.texts(Tag::BaseNames).zip(header.numbers(Tag::DirIndexes));
        let joined = names.map(|(name, folder)| {
            let folder = usize::try_from(folder).ok().and_then(|folder| folders.get(folder));
            (folder.copied().unwrap_or_default(), name)
        });
        // Before rpm 4 a path was one text.
        let whole = header.texts(Tag::OldFileNames).map(|path| (&b""[..], path));
        let mut outcome = Ok(());
        for (folder, name) in joined.chain(whole) {
            let size = folder.len().saturating_add(name.len());
            if size > LONGEST_PATH || name.is_empty() {
                continue;
            }
            self.paths = self.paths.saturating_add(size.max(64));
            outcome = self.bounds.check_files(self.files).and_then(|()| self.check_paths());
            if outcome.is_err() {
                break;
            }
            let path = [folder, name].concat();
            self.files = self.files.saturating_add(1);
            files.push(String::from_utf8_lossy(&path).trim_start_matches('/').into());
        }
        if !files.is_empty() {
            self.found.about.push(About { package: name.into(), licence: None, files });
        }
        outcome
    }

    fn check_paths(&self) -> Result<(), Failure> {
        if self.paths <= PATH_BYTES {
            return Ok(());
        }
        Err(Failure::of_file(NotAnalysed::TooManyNodes, "the paths of its packages take more than 256 MiB"))
    }
}
