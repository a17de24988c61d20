//! Files that hold parts of objects instead of whole ones.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{Facts, Item};

/// What is known of a file that kustomizations apply as a patch.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Fragment {
    /// Whether one says what it is applied to.
    pub(super) has_target: bool,
    /// Whether one takes objects from outside of the tree.
    pub(super) builds_on_others: bool,
}

/// The files that kustomizations apply as patches.
#[derive(Debug, Default)]
pub(super) struct Fragments {
    by_path: BTreeMap<Arc<str>, Fragment>,
    /// The kinds that another file has a whole object of; empty where no patch asks for it.
    whole_kinds: BTreeSet<Arc<str>>,
}

impl Fragments {
    pub(super) fn new(items: &[Item]) -> Self {
        let mut by_path: BTreeMap<Arc<str>, Fragment> = BTreeMap::new();
        for item in items {
            let Facts::Patches(patches) = &item.facts else { continue };
            for patch in patches {
                let fragment = by_path.entry(Arc::clone(&patch.path)).or_default();
                fragment.has_target |= patch.has_target;
                fragment.builds_on_others |= patch.builds_on_others;
            }
        }
        let mut whole_kinds = BTreeSet::new();
        if by_path.values().any(|fragment| fragment.has_target) {
            let whole = items.iter().filter(|item| !by_path.contains_key(&item.path));
            whole_kinds.extend(whole.map(|item| Arc::clone(&item.kind)));
        }
        Self { by_path, whole_kinds }
    }

    pub(super) fn get(&self, path: &str) -> Option<Fragment> {
        self.by_path.get(path).copied()
    }

    /// Tells whether a file that is no patch has an object of the kind.
    pub(super) fn is_whole_elsewhere(&self, kind: &str) -> bool {
        self.whole_kinds.contains(kind)
    }
}
