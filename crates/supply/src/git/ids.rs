//! A map from the ids of objects that a hostile repository cannot slow down, at a fraction of what the standard one costs.

use std::collections::HashMap;
use std::hash::{BuildHasher, Hasher, RandomState};

use gix::ObjectId;

/// A map from ids of objects. Its order is never looked at.
pub(super) type IdMap<T> = HashMap<ObjectId, T, Seeded>;

/// Two numbers that nobody can know beforehand: ids that are made to collide in the map's table do not.
#[derive(Clone)]
pub(super) struct Seeded(u64, u64);

impl Default for Seeded {
    fn default() -> Self {
        Self(RandomState::new().hash_one(1_u8), RandomState::new().hash_one(2_u8))
    }
}

impl BuildHasher for Seeded {
    type Hasher = Folded;

    fn build_hasher(&self) -> Folded {
        Folded { state: self.0, key: self.1 | 1 }
    }
}

/// Multiplies and folds eight bytes at a time.
pub(super) struct Folded {
    state: u64,
    key: u64,
}

impl Hasher for Folded {
    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut word = [0; 8];
            word.iter_mut().zip(chunk).for_each(|(to, from)| *to = *from);
            let product = u128::from(self.state ^ u64::from_le_bytes(word)) * u128::from(self.key);
            let bytes = product.to_le_bytes();
            let (low, high) = bytes.split_at(8);
            let half = |half: &[u8]| half.try_into().map_or(0, u64::from_le_bytes);
            self.state = half(low) ^ half(high);
        }
    }

    fn write_usize(&mut self, number: usize) {
        self.write(&number.to_le_bytes());
    }

    fn finish(&self) -> u64 {
        self.state
    }
}
