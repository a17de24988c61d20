//! How much a rendering may cost before a bound says stop.

use std::cell::Cell;

use crate::Fault;

/// Bytes of a value in a list or a map: the value, and what the memory of its text costs beside the text.
const NODE: usize = 80;

/// Bytes of a map: its first leaf has room for eleven entries, used or not.
const MAP: usize = 640;

/// The bounds of one rendering of a chart or an overlay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// Steps: nodes of templates walked, calls made, values merged. 20,000,000: the largest public charts take 200,000.
    pub steps: u64,
    /// Bytes of text and of values made, thrown away or not. 256 MiB.
    pub bytes: u64,
    /// Templates in templates, values in values, bases in bases. 100.
    pub depth: u32,
}

impl Default for Bounds {
    fn default() -> Self {
        Self { steps: 20_000_000, bytes: 256 << 20, depth: 100 }
    }
}

/// What is left of the [`Bounds`], and when to give up.
pub struct Budget<'a> {
    bounds: Bounds,
    steps: Cell<u64>,
    bytes: Cell<u64>,
    depth: Cell<u32>,
    is_late: &'a (dyn Fn() -> bool + Sync),
}

impl<'a> Budget<'a> {
    /// A full budget. `is_late` is asked now and then whether the time is up; this room knows no clock.
    pub fn new(bounds: Bounds, is_late: &'a (dyn Fn() -> bool + Sync)) -> Self {
        Self { bounds, steps: Cell::new(0), bytes: Cell::new(0), depth: Cell::new(0), is_late }
    }

    /// Takes `count` steps.
    ///
    /// # Errors
    /// [`Fault::Bound`] where no steps or no time are left.
    pub fn step(&self, count: u64) -> Result<(), Fault> {
        let before = self.steps.get();
        let taken = before.saturating_add(count);
        self.steps.set(taken);
        if taken > self.bounds.steps {
            return Err(Fault::Bound(format!("more than {} steps", self.bounds.steps)));
        }
        // Asking for the time costs more than a step.
        if before >> 12 != taken >> 12 && (self.is_late)() {
            return Err(Fault::Bound("it takes too long".to_owned()));
        }
        Ok(())
    }

    /// Makes `count` bytes of text.
    ///
    /// # Errors
    /// [`Fault::Bound`] where that is too much. To be called before the bytes are made.
    pub fn make(&self, count: usize) -> Result<(), Fault> {
        let before = self.bytes.get();
        let made = before.saturating_add(count as u64);
        self.bytes.set(made);
        if made > self.bounds.bytes {
            return Err(Fault::Bound(format!("more than {} bytes of text", self.bounds.bytes)));
        }
        // Making takes time as well, and what makes much takes few steps.
        if before >> 18 != made >> 18 && (self.is_late)() {
            return Err(Fault::Bound("it takes too long".to_owned()));
        }
        Ok(())
    }

    /// Makes a value that a list or a map holds, with a text of `text` bytes in it or in its key.
    ///
    /// # Errors
    /// As [`Budget::make`].
    pub fn hold(&self, text: usize) -> Result<(), Fault> {
        self.make(text.saturating_add(NODE))
    }

    /// Makes a map, beside what it holds.
    ///
    /// # Errors
    /// As [`Budget::make`].
    pub fn map(&self) -> Result<(), Fault> {
        self.make(MAP)
    }

    /// Takes the steps of reading `count` bytes of text.
    ///
    /// # Errors
    /// As [`Budget::step`].
    pub fn scan(&self, count: usize) -> Result<(), Fault> {
        self.step((count >> 6) as u64)
    }

    /// Goes one level deeper until the result is dropped.
    ///
    /// # Errors
    /// [`Fault::Bound`] where that is too deep.
    pub fn deeper(&self) -> Result<Level<'_>, Fault> {
        let depth = self.depth.get().saturating_add(1);
        if depth > self.bounds.depth {
            return Err(Fault::Bound(format!("more than {} levels deep", self.bounds.depth)));
        }
        self.depth.set(depth);
        Ok(Level { depth: &self.depth })
    }

    /// Returns how many bytes were made.
    pub fn made(&self) -> u64 {
        self.bytes.get()
    }

    /// Tells whether most of it is left.
    pub fn is_fresh(&self) -> bool {
        self.steps.get() < self.bounds.steps / 2 && self.bytes.get() < self.bounds.bytes / 2
    }

    /// Returns how deep a value may nest.
    pub fn depth_limit(&self) -> u32 {
        self.bounds.depth
    }
}

impl std::fmt::Debug for Budget<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Budget")
            .field("steps", &self.steps)
            .field("bytes", &self.bytes)
            .finish_non_exhaustive()
    }
}

/// One level of depth, given back when it is dropped.
#[derive(Debug)]
pub struct Level<'b> {
    depth: &'b Cell<u32>,
}

impl Drop for Level<'_> {
    fn drop(&mut self) {
        self.depth.set(self.depth.get().saturating_sub(1));
    }
}
