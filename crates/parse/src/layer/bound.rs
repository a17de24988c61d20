//! What goes in is counted, what comes out is bounded, and the first thing that went wrong is remembered.

use std::cell::{Cell, RefCell};
use std::io::{self, Read};

use sekimori_model::{ImageLimits, NotAnalysed, Problem};

/// Bytes that may come of a layer whatever its size.
const FREE: u64 = 64 << 20;

/// What both ends of the decoder know of each other.
#[derive(Default)]
pub(super) struct Progress {
    taken: Cell<u64>,
    stop: RefCell<Option<Problem>>,
}

impl Progress {
    /// Returns why reading ended before the archive did, where a bound or the stored bytes were the reason.
    pub(super) fn stop(&self) -> Option<Problem> {
        self.stop.borrow().clone()
    }

    /// Keeps the first reason.
    fn end(&self, reason: NotAnalysed, detail: String) -> io::Error {
        self.stop.borrow_mut().get_or_insert_with(|| Problem { path: "".into(), reason, detail });
        io::Error::other("reading was ended")
    }
}

/// Counts the stored bytes.
pub(super) struct Counted<'a> {
    stream: &'a mut dyn Read,
    progress: &'a Progress,
}

impl<'a> Counted<'a> {
    pub(super) fn new(stream: &'a mut dyn Read, progress: &'a Progress) -> Self {
        Self { stream, progress }
    }
}

impl Read for Counted<'_> {
    /// Fills the buffer as far as the stream goes: what comes through a network comes in small pieces.
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut filled = 0;
        while let Some(rest) = buffer.get_mut(filled..).filter(|rest| !rest.is_empty()) {
            match self.stream.read(rest) {
                Ok(0) => break,
                Ok(count) => filled = filled.saturating_add(count),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => {
                    let detail = format!("the layer cannot be read: {error}");
                    return Err(self.progress.end(NotAnalysed::Unreadable, detail));
                }
            }
        }
        self.progress.taken.set(self.progress.taken.get().saturating_add(filled as u64));
        Ok(filled)
    }
}

/// Bounds what comes out of the decoder. After an error there is nothing but that error.
pub(super) struct Guard<'a> {
    source: Box<dyn Read + 'a>,
    progress: &'a Progress,
    limits: ImageLimits,
    given: u64,
    failed: Option<String>,
}

impl<'a> Guard<'a> {
    pub(super) fn new(source: Box<dyn Read + 'a>, limits: &ImageLimits, progress: &'a Progress) -> Self {
        Self { source, progress, limits: *limits, given: 0, failed: None }
    }

    fn check(&self) -> io::Result<()> {
        if self.given > self.limits.layer_bytes {
            let detail = format!("the layer unpacks to more than {} bytes", self.limits.layer_bytes);
            return Err(self.progress.end(NotAnalysed::UnpacksTooMuch, detail));
        }
        let fair = self.progress.taken.get().saturating_mul(self.limits.ratio);
        if self.given > fair.saturating_add(FREE) {
            let detail = format!("more than {} bytes come of one that is stored", self.limits.ratio);
            return Err(self.progress.end(NotAnalysed::UnpacksTooMuch, detail));
        }
        Ok(())
    }
}

impl Read for Guard<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if let Some(failed) = &self.failed {
            return Err(io::Error::other(failed.clone()));
        }
        let read = self.source.read(buffer).and_then(|count| {
            self.given = self.given.saturating_add(count as u64);
            self.check().map(|()| count)
        });
        if let Err(error) = &read
            && error.kind() != io::ErrorKind::Interrupted
        {
            self.failed = Some(error.to_string());
        }
        read
    }
}
