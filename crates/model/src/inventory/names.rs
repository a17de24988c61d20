//! One copy of each text.

use std::collections::HashSet;
use std::hash::{BuildHasher as _, RandomState};
use std::sync::{Arc, Mutex, PoisonError};

/// Keeps one copy of each text that the objects of a scan name, whatever thread asks for it.
#[derive(Debug)]
pub struct Names {
    /// Several, so that threads seldom wait for each other.
    shards: [Mutex<HashSet<Arc<str>>>; SHARDS],
    hasher: RandomState,
}

const SHARDS: usize = 16;

impl Default for Names {
    fn default() -> Self {
        Self { shards: Default::default(), hasher: RandomState::new() }
    }
}

impl Names {
    /// Returns the shared copy of `text`.
    pub fn share(&self, text: &str) -> Arc<str> {
        let shard = self.hasher.hash_one(text) % SHARDS as u64;
        let shard = usize::try_from(shard).ok().and_then(|shard| self.shards.get(shard));
        let Some(shard) = shard else { return Arc::from(text) };
        // Nothing panics while it is held, and a set that a panic left is still a set.
        let mut known = shard.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = known.get(text) {
            return Arc::clone(known);
        }
        let text: Arc<str> = Arc::from(text);
        known.insert(Arc::clone(&text));
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_one_copy() {
        let names = Names::default();
        assert!(Arc::ptr_eq(&names.share("shop"), &names.share("shop")));
    }
}
