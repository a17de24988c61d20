//! The files of charts and overlays, from a source that knows files by other paths.

use std::collections::BTreeMap;
use std::sync::Arc;

use sekimori_model::{Entry, Limits, Problem, Source, from_root};
use sekimori_render::{Files, is_below};

/// The files of a source, by their paths in what surrounds the scanned root: an overlay may name a base beside it.
pub(super) struct Tree<'s> {
    source: &'s dyn Source,
    limits: &'s Limits,
    /// By path in the surroundings.
    entries: BTreeMap<Arc<str>, &'s Entry>,
}

impl<'s> Tree<'s> {
    pub(super) fn new(source: &'s dyn Source, entries: &'s [Entry], limits: &'s Limits) -> Self {
        let entries = entries.iter().map(|entry| (inside(source.place(), &entry.path), entry)).collect();
        Self { source, limits, entries }
    }

    /// Returns the place of the scanned root in the surroundings.
    pub(super) fn place(&self) -> &str {
        self.source.place()
    }

    /// Returns the path in the surroundings of a path from the scanned root.
    pub(super) fn inside(&self, path: &str) -> Arc<str> {
        inside(self.source.place(), path)
    }

    /// Returns the path from the scanned root of a path in the surroundings.
    pub(super) fn shown(&self, path: &str) -> Arc<str> {
        from_root(self.source.place(), path)
    }
}

impl Files for Tree<'_> {
    fn below(&self, folder: &str) -> Vec<Arc<str>> {
        self.entries.keys().filter(|path| is_below(path, folder)).cloned().collect()
    }

    fn read(&self, path: &str) -> Result<Option<Arc<[u8]>>, Problem> {
        let bytes = match self.entries.get(path) {
            Some(entry) => Some(self.source.read(entry, self.limits)?),
            None => self.source.read_beside(path, self.limits)?,
        };
        Ok(bytes.map(Arc::from))
    }

    fn has(&self, path: &str) -> bool {
        // What is there and cannot be read is there: reading it tells why.
        self.entries.contains_key(path) || !matches!(self.source.read_beside(path, self.limits), Ok(None))
    }
}

/// Returns the path in the surroundings of a path from the scanned root.
fn inside(place: &str, path: &str) -> Arc<str> {
    if place.is_empty() { path.into() } else { format!("{place}/{path}").into() }
}

#[cfg(test)]
mod tests {
    use super::inside;

    #[test]
    fn a_file_of_the_root_is_found_in_its_surroundings() {
        assert_eq!(&*inside("", "patch.yaml"), "patch.yaml");
        assert_eq!(&*inside("overlays/prod", "patch.yaml"), "overlays/prod/patch.yaml");
    }
}
