//! The objects that were read last, because the next ones are likely made from them.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use gix::objs::Kind;

/// A pack, and an offset in it.
pub(super) type Spot = (u32, u64);

/// Objects up to a sum of bytes. Of those that were not asked for again, the one that came first goes first.
pub(super) struct Bases {
    kept: HashMap<Spot, Kept>,
    queue: VecDeque<Spot>,
    bytes: usize,
    most: usize,
}

struct Kept {
    kind: Kind,
    bytes: Arc<Vec<u8>>,
    was_used: bool,
}

/// What an entry costs beside its bytes.
const OVERHEAD: usize = 128;

impl Bases {
    pub(super) fn new(most: usize) -> Self {
        Self { kept: HashMap::new(), queue: VecDeque::new(), bytes: 0, most }
    }

    pub(super) fn get(&mut self, spot: Spot) -> Option<(Kind, Arc<Vec<u8>>)> {
        let kept = self.kept.get_mut(&spot)?;
        kept.was_used = true;
        Some((kept.kind, Arc::clone(&kept.bytes)))
    }

    pub(super) fn put(&mut self, spot: Spot, kind: Kind, bytes: &Arc<Vec<u8>>) {
        let cost = bytes.len() + OVERHEAD;
        if cost > self.most / 2 {
            return;
        }
        while self.bytes + cost > self.most {
            let Some(oldest) = self.queue.pop_front() else { return };
            self.drop_or_spare(oldest);
        }
        let kept = Kept { kind, bytes: Arc::clone(bytes), was_used: false };
        if self.kept.insert(spot, kept).is_none() {
            self.queue.push_back(spot);
            self.bytes += cost;
        }
    }

    fn drop_or_spare(&mut self, spot: Spot) {
        let Some(kept) = self.kept.get_mut(&spot) else { return };
        if std::mem::take(&mut kept.was_used) {
            self.queue.push_back(spot);
            return;
        }
        self.bytes -= kept.bytes.len() + OVERHEAD;
        self.kept.remove(&spot);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use gix::objs::Kind;

    use super::Bases;

    #[test]
    fn keeps_what_is_used_within_its_bound() {
        let mut bases = Bases::new(10_000);
        let bytes = Arc::new(vec![0; 1000]);
        bases.put((0, 0), Kind::Blob, &bytes);
        for offset in 1..100 {
            assert!(bases.get((0, 0)).is_some(), "{offset}");
            bases.put((0, offset), Kind::Blob, &bytes);
            assert!(bases.bytes <= 10_000 && bases.kept.len() == bases.queue.len());
        }
        assert!(bases.get((0, 1)).is_none());
        bases.put((0, 200), Kind::Blob, &Arc::new(vec![0; 6000]));
        assert!(bases.get((0, 200)).is_none(), "one object does not push out half of the others");
    }
}
