//! Files that hold parts of objects instead of whole ones.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{Facts, Item};

/// The files that kustomizations apply as patches.
#[derive(Debug, Default)]
pub(super) struct Fragments(BTreeSet<Arc<str>>);

impl Fragments {
    pub(super) fn new(items: &[Item]) -> Self {
        let of_item = |item: &Item| match &item.facts {
            Facts::Patches(paths) => paths.to_vec(),
            _ => Vec::new(),
        };
        Self(items.iter().flat_map(of_item).collect())
    }

    pub(super) fn has(&self, path: &str) -> bool {
        self.0.contains(path)
    }
}
