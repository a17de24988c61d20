//! What was pushed and waits to be scanned: each digest once, and never more than is bounded.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use sekimori_parse::notification::Push;

/// A queue with a bound.
#[derive(Debug)]
pub(super) struct Queue {
    waiting: Mutex<VecDeque<Push>>,
    more: Condvar,
    most: usize,
}

impl Queue {
    pub(super) fn new(most: usize) -> Self {
        Self { waiting: Mutex::default(), more: Condvar::new(), most }
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<Push>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts in what is not there yet; false where not all of it found room.
    pub(super) fn put(&self, pushes: Vec<Push>) -> bool {
        let mut waiting = self.lock();
        for push in pushes {
            let is_same = |one: &&mut Push| one.repository == push.repository && one.digest == push.digest;
            if let Some(one) = waiting.iter_mut().find(is_same) {
                // The registry tells of a digest first, and then of its tag.
                one.tag = push.tag.or(one.tag.take());
                continue;
            }
            if waiting.len() >= self.most {
                return false;
            }
            waiting.push_back(push);
            self.more.notify_one();
        }
        true
    }

    /// Takes out what came first, and waits a moment where there is nothing.
    pub(super) fn take(&self, wait: Duration) -> Option<Push> {
        let waiting = self.more.wait_timeout_while(self.lock(), wait, |waiting| waiting.is_empty());
        waiting.unwrap_or_else(PoisonError::into_inner).0.pop_front()
    }

    pub(super) fn len(&self) -> usize {
        self.lock().len()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use sekimori_parse::notification::Push;

    use super::Queue;

    fn push(name: &str, tag: Option<&str>) -> Push {
        let digest = format!("sha256:{}", "a".repeat(64)).parse().expect("it is one");
        Push { repository: name.to_owned(), digest, tag: tag.map(str::to_owned) }
    }

    #[test]
    fn a_digest_waits_once_and_no_more_than_there_is_room_for() {
        let queue = Queue::new(2);
        assert!(queue.put(vec![push("a", None), push("a", Some("1")), push("a", None)]));
        assert_eq!(queue.len(), 1);
        assert!(!queue.put(vec![push("b", None), push("c", None)]), "there is room for two");
        assert!(queue.put(vec![push("b", None)]), "it is there already");
        let take = || queue.take(Duration::from_millis(1));
        assert_eq!(take(), Some(push("a", Some("1"))));
        assert_eq!((take(), take()), (Some(push("b", None)), None));
    }
}
