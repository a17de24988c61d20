//! A source with changed bytes over another one.

use std::collections::BTreeMap;
use std::io::Read;
use std::sync::Arc;

use sekimori_model::{Entry, Limits, Listing, NotAnalysed, Problem, Source};

use super::FixedFile;

/// Changed files over those of another source, which is listed once.
pub(super) struct Overlay<'a> {
    below: &'a dyn Source,
    listing: Listing,
    files: BTreeMap<Arc<str>, Versions>,
}

/// The bytes of a file that changed.
#[derive(Clone)]
struct Versions {
    before: Arc<[u8]>,
    after: Arc<[u8]>,
}

impl<'a> Overlay<'a> {
    pub(super) fn over(below: &'a dyn Source, limits: &Limits) -> Self {
        Self { below, listing: below.list(limits), files: BTreeMap::new() }
    }

    /// The same, with these files changed once more.
    pub(super) fn with(&self, round: Vec<(Changed, Vec<u8>)>) -> Self {
        let mut files = self.files.clone();
        for (changed, after) in round {
            let before = files.get(&changed.path).map_or(changed.bytes, |known| Arc::clone(&known.before));
            files.insert(changed.path, Versions { before, after: after.into() });
        }
        Self { below: self.below, listing: self.listing.clone(), files }
    }

    fn entry(&self, path: &str) -> Option<&Entry> {
        let entries = &self.listing.entries;
        entries.binary_search_by(|entry| entry.path.as_ref().cmp(path)).ok().and_then(|at| entries.get(at))
    }

    /// The bytes of a file as they are now.
    pub(super) fn bytes(&self, path: &str, limits: &Limits) -> Option<Vec<u8>> {
        self.read(self.entry(path)?, limits).ok()
    }

    /// The files that changed.
    pub(super) fn changed(&self) -> Vec<FixedFile> {
        let mut all = Vec::new();
        for (path, Versions { before, after }) in &self.files {
            if before != after {
                let entry = self.entry(path).cloned();
                let entry = entry.unwrap_or_else(|| Entry { path: Arc::clone(path), named: false });
                all.push(FixedFile { entry, before: before.to_vec(), after: after.to_vec() });
            }
        }
        all
    }
}

/// A file that a round changes, as it was before that.
pub(super) struct Changed {
    pub(super) path: Arc<str>,
    pub(super) bytes: Arc<[u8]>,
}

impl Source for Overlay<'_> {
    fn list(&self, _limits: &Limits) -> Listing {
        self.listing.clone()
    }

    fn stream(&self, entry: &Entry) -> Result<Option<Box<dyn Read + '_>>, Problem> {
        if self.files.contains_key(&entry.path) { Ok(None) } else { self.below.stream(entry) }
    }

    fn read(&self, entry: &Entry, limits: &Limits) -> Result<Vec<u8>, Problem> {
        let Some(Versions { after, .. }) = self.files.get(&entry.path) else {
            return self.below.read(entry, limits);
        };
        if after.len() as u64 > limits.file_bytes {
            let detail = format!("repaired, it is larger than {} bytes", limits.file_bytes);
            return Err(Problem { path: Arc::clone(&entry.path), reason: NotAnalysed::TooLarge, detail });
        }
        Ok(after.to_vec())
    }

    fn place(&self) -> &str {
        self.below.place()
    }

    fn read_beside(&self, path: &str, limits: &Limits) -> Result<Option<Vec<u8>>, Problem> {
        self.below.read_beside(path, limits)
    }
}
