//! The files that a package brought: names, and the folders that they lie in.

use super::Packages;
use super::header::{Header, Tag};
use crate::Failure;
use crate::packages::About;

impl Packages<'_> {
    /// Adds what is told of the package's files.
    pub(super) fn add_files(&mut self, name: &str, header: &Header<'_>) -> Result<(), Failure> {
        let folders: Vec<_> = header.texts(Tag::DirNames).collect();
        let names = header.texts(Tag::BaseNames).zip(header.numbers(Tag::DirIndexes));
        let joined = names.map(|(name, folder)| {
            let folder = usize::try_from(folder).ok().and_then(|folder| folders.get(folder));
            (folder.copied().unwrap_or_default(), name)
        });
        // Before rpm 4 a path was one text.
        let whole = header.texts(Tag::OldFileNames).map(|path| (&b""[..], path));
        let (mut files, mut outcome) = (Vec::new(), Ok(()));
        for (folder, name) in joined.chain(whole) {
            match self.paths.join(folder, name, self.bounds) {
                Ok(path) => files.extend(path),
                Err(failure) => {
                    outcome = Err(failure);
                    break;
                }
            }
        }
        if !files.is_empty() {
            self.found.about.push(About { package: name.into(), licence: None, files });
        }
        outcome
    }
}
