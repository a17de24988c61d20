//! What may still come of unpacking one file, counted over all its archives.

use std::cell::Cell;
use std::io::{self, Read};

/// A counter that everything which unpacks shares.
#[derive(Debug)]
pub struct Left(Cell<u64>);

impl Left {
    /// Starts with `count`.
    pub fn new(count: u64) -> Self {
        Self(Cell::new(count))
    }

    /// Takes one away; tells whether there was one.
    pub fn take(&self, count: u64) -> bool {
        let left = self.0.get();
        self.0.set(left.saturating_sub(count));
        left >= count
    }

    /// Tells whether nothing is left.
    pub fn is_spent(&self) -> bool {
        self.0.get() == 0
    }

    /// Returns how much is left.
    pub fn get(&self) -> u64 {
        self.0.get()
    }
}

/// Counts what is read, and ends with an error where nothing is left.
pub struct Bounded<'a, R> {
    /// What is counted down.
    pub left: &'a Left,
    /// What is read.
    pub source: R,
}

impl<R: Read> Read for Bounded<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.left.is_spent() {
            return Err(io::Error::new(
                io::ErrorKind::FileTooLarge,
                "the limit of what is unpacked is reached",
            ));
        }
        let most = usize::try_from(self.left.get()).unwrap_or(usize::MAX).min(buffer.len());
        let count = self.source.read(buffer.get_mut(..most).unwrap_or_default())?;
        self.left.take(count as u64);
        Ok(count)
    }
}
