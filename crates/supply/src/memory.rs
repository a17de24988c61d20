//! A source of bytes that are at hand: standard input, or a test.

use std::io::Read;
use std::sync::Arc;

use sekimori_model::{Entry, Limits, Listing, NotAnalysed, Problem, Source};

use crate::{Error, read_capped};

/// Files held in memory.
#[derive(Debug, Clone, Default)]
pub struct Memory {
    files: Vec<(Entry, Vec<u8>)>,
}

impl Memory {
    /// Holds files given as path and content.
    pub fn new(files: impl IntoIterator<Item = (String, Vec<u8>)>) -> Self {
        let entry = |path: String| Entry { path: Arc::from(path), named: true };
        let mut files: Vec<_> = files.into_iter().map(|(path, bytes)| (entry(path), bytes)).collect();
        files.sort();
        Self { files }
    }

    /// Reads standard input, or any reader, as one file called `-`.
    ///
    /// # Errors
    /// [`Error::Stdin`] and [`Error::StdinTooLarge`].
    pub fn from_reader(reader: impl Read, limits: &Limits) -> Result<Self, Error> {
        let limit_bytes = limits.file_bytes;
        let bytes = read_capped(reader, limit_bytes, 0).map_err(Error::Stdin)?;
        let bytes = bytes.ok_or(Error::StdinTooLarge { limit_bytes })?;
        Ok(Self::new([("-".to_owned(), bytes)]))
    }
}

impl Source for Memory {
    fn list(&self, _limits: &Limits) -> Listing {
        let entries = self.files.iter().map(|(entry, _)| entry.clone()).collect();
        Listing { entries, ..Listing::default() }
    }

    fn read(&self, entry: &Entry, limits: &Limits) -> Result<Vec<u8>, Problem> {
        let problem = |reason, detail: String| Problem { path: Arc::clone(&entry.path), reason, detail };
        let found = self.files.iter().find(|(known, _)| known.path == entry.path);
        let (_, bytes) = found.ok_or_else(|| problem(NotAnalysed::Unreadable, "no such file".to_owned()))?;
        if bytes.len() as u64 > limits.file_bytes {
            let detail = format!("larger than {} bytes", limits.file_bytes);
            return Err(problem(NotAnalysed::TooLarge, detail));
        }
        Ok(bytes.clone())
    }
}
