//! How many may do something at one time.

use std::num::NonZero;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// Lets a number through, and keeps the others waiting.
#[derive(Debug, Clone)]
pub(super) struct Gate(Arc<(Mutex<usize>, Condvar)>);

/// Lets the next one through when it goes.
#[derive(Debug)]
pub(super) struct Pass(Gate);

impl Gate {
    pub(super) fn new(at_once: NonZero<usize>) -> Self {
        Self(Arc::new((Mutex::new(at_once.get()), Condvar::new())))
    }

    pub(super) fn enter(&self) -> Pass {
        let (free, changed) = &*self.0;
        let waited = changed.wait_while(lock(free), |free| *free == 0);
        let mut free = waited.unwrap_or_else(PoisonError::into_inner);
        *free = free.saturating_sub(1);
        Pass(self.clone())
    }
}

impl Drop for Pass {
    fn drop(&mut self) {
        let (free, changed) = &*self.0.0;
        *lock(free) += 1;
        changed.notify_one();
    }
}

pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
