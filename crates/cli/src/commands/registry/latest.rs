//! What holds until something changes.

use std::sync::{Arc, Mutex, PoisonError};

/// A thing, and what it was made for. Who has the old one keeps it until it is done with it.
#[derive(Debug)]
pub(super) struct Latest<K, T>(Mutex<Option<(K, Arc<T>)>>);

impl<K, T> Default for Latest<K, T> {
    fn default() -> Self {
        Self(Mutex::new(None))
    }
}

impl<K: PartialEq, T> Latest<K, T> {
    /// Returns the thing for this, which is made where the last one was for something else.
    pub(super) fn of<E>(&self, key: K, make: impl FnOnce() -> Result<T, E>) -> Result<Arc<T>, E> {
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((of, known)) = &*last
            && *of == key
        {
            return Ok(Arc::clone(known));
        }
        let fresh = Arc::new(make()?);
        *last = Some((key, Arc::clone(&fresh)));
        Ok(fresh)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::{Date, date};

    use super::Latest;

    #[test]
    fn another_day_makes_another_thing() {
        let latest: Latest<Date, String> = Latest::default();
        let of = |day: Date| latest.of(day, || Ok::<_, ()>(day.to_string())).expect("it can be made");
        assert_eq!(*of(date(2026, 3, 1)), "2026-03-01");
        let first = of(date(2026, 3, 1));
        assert_eq!(*of(date(2026, 3, 2)), "2026-03-02");
        assert_eq!(*first, "2026-03-01", "who has it keeps it");
        // What cannot be made leaves what there was, and is tried again.
        assert!(latest.of(date(2026, 3, 3), || Err(())).is_err());
        assert_eq!(*of(date(2026, 3, 3)), "2026-03-03");
    }

    #[test]
    fn the_same_day_makes_it_once() {
        let latest: Latest<Date, u32> = Latest::default();
        let day = date(2026, 3, 1);
        assert_eq!(latest.of(day, || Ok::<_, ()>(1)).map(|it| *it), Ok(1));
        assert_eq!(latest.of(day, || Ok::<_, ()>(2)).map(|it| *it), Ok(1));
    }
}
