//! Streams of any length, looked at in windows that overlap: what is held does not grow with the stream.

use std::io::{self, Read};

use sekimori_model::NotAnalysed;
use sekimori_parse::archive::{self, HEAD, Kind};

use super::Layers;
use crate::decode::is_program;
use crate::decode::utf16::{self, Order};
use crate::hit::{Hit, Part};

/// The bytes of a window, and how many of its last ones the next one has again: what a secret needs around it lies in one
/// of both. Both are even, so that no unit of UTF-16 is cut.
const WINDOW: usize = 8 << 20;
const OVERLAP: usize = 512 << 10;

/// The most bytes of a stream that are looked at, so that every place in it fits 32 bits.
const LONGEST: u64 = u32::MAX as u64;

/// Where looking at a stream has come to.
#[derive(Default)]
struct Window {
    bytes: Vec<u8>,
    /// Where the window begins in the stream.
    start: usize,
    /// Hits that begin before this place of the stream were told already.
    told: usize,
}

impl Layers<'_> {
    /// Looks at a file that is read as a stream, and at what is packed or encoded in it. `take` gets what was found, in the
    /// order of the places.
    pub(crate) fn explore_stream(
        &mut self,
        path: &str,
        source: &mut dyn Read,
        take: &mut dyn FnMut(Part<'_>),
    ) {
        let mut source = source.take(LONGEST);
        let (head, error) = archive::read_up_to(&mut source, HEAD);
        if let Some(error) = error {
            return self.cut_off(&error);
        }
        let kind = archive::kind(&head);
        let mut whole = head.as_slice().chain(&mut source);
        match kind {
            Some(Kind::Stream(_) | Kind::Tar | Kind::Deb) => {
                let mut hits = self.stream(path, &mut whole);
                super::cover(&mut hits, 0);
                take(Part { start: 0, bytes: &[], hits, until: 0 });
            }
            Some(Kind::Zip) => {
                let detail = "the archive is too large to be unpacked".to_owned();
                self.gap(NotAnalysed::TooLarge, detail);
            }
            None => self.windows(path, &mut whole, take),
        }
        if source.limit() == 0 && archive::skip(source.into_inner(), 1).unwrap_or(true) {
            let detail = format!("only its first {LONGEST} bytes were looked at");
            self.gap(NotAnalysed::TooLarge, detail);
        }
    }

    /// Looks at a stream that is not packed, window after window.
    pub(super) fn windows(&mut self, path: &str, source: &mut dyn Read, take: &mut dyn FnMut(Part<'_>)) {
        let mut window = Window::default();
        let mut order = None;
        let program_around = self.program_at.take();
        loop {
            let end = window.fill(source);
            if window.start == 0 {
                order = utf16::order(&window.bytes);
                self.name_packing(&window.bytes);
                self.program_at = is_program(&window.bytes).then_some(self.through.len());
            }
            let hits = self.window(path, &window, order, end.is_some());
            let last = hits.iter().map(|hit| hit.span.end).max().unwrap_or_default();
            window.told = window.cut(end.is_some()).max(last);
            take(Part { start: window.start, bytes: &window.bytes, hits, until: window.told });
            if let Some(Err(error)) = &end {
                self.cut_off(error);
            }
            if end.is_some() && archive::zip::ends_like(&window.bytes) {
                let detail = "the archive behind its beginning is too large to be unpacked".to_owned();
                self.gap(NotAnalysed::TooLarge, detail);
            }
            if end.is_some() || self.told.contains(&"hits") {
                self.program_at = program_around;
                return;
            }
            window.move_on(order.is_some());
        }
    }

    /// Looks at one window; returns the hits that no other window tells, with their places in the stream.
    fn window(&mut self, path: &str, window: &Window, order: Option<Order>, is_last: bool) -> Vec<Hit> {
        let (gaps, counted) = (self.gaps.len(), self.hits);
        let bytes = window.bytes.as_slice();
        let mut hits = self.within(bytes, |layers| match order {
            Some(order) => layers.look_into(path, &utf16::read_as(bytes, order, window.start > 0), None),
            None => layers.plain(path, bytes),
        });
        for hit in &mut hits {
            hit.span = hit.span.start + window.start..hit.span.end + window.start;
        }
        hits.retain(|hit| (window.told..window.cut(is_last)).contains(&hit.span.start));
        self.hits = self.hits.min(counted + hits.len());
        if window.start > 0 {
            let from_here = format!(", counted from byte {}", window.start);
            let steps = self.gaps.iter_mut().skip(gaps).filter(|gap| gap.reason == NotAnalysed::TooManySteps);
            steps.for_each(|gap| gap.detail.push_str(&from_here));
        }
        hits
    }

    /// Tells why a stream ended before its end: an archive's, or the file's own.
    fn cut_off(&mut self, error: &io::Error) {
        if self.through.is_empty() {
            self.gap(NotAnalysed::Unreadable, error.to_string());
        } else {
            self.broken(error);
        }
    }
}

impl Window {
    /// Reads until it is full; tells how the stream ended, where it did.
    fn fill(&mut self, source: &mut dyn Read) -> Option<io::Result<()>> {
        let (more, error) = archive::read_up_to(source, WINDOW - self.bytes.len());
        self.bytes.reserve_exact(WINDOW - self.bytes.len());
        self.bytes.extend_from_slice(&more);
        match error {
            Some(error) => Some(Err(error)),
            None => (self.bytes.len() < WINDOW).then_some(Ok(())),
        }
    }

    /// The place in the stream before which a hit begins that this window tells.
    fn cut(&self, is_last: bool) -> usize {
        self.start + self.bytes.len().saturating_sub(if is_last { 0 } else { OVERLAP / 2 })
    }

    /// Drops what the next window does not need. It begins with a line, where lines are short enough.
    fn move_on(&mut self, is_wide: bool) {
        let most = self.bytes.len().saturating_sub(OVERLAP);
        let low = most.saturating_sub(OVERLAP);
        let last_lines = self.bytes.get(low..most).filter(|_| !is_wide).unwrap_or_default();
        let from = memchr::memrchr(b'\n', last_lines).map_or(most, |at| low + at + 1);
        self.bytes.drain(..from);
        self.start += from;
    }
}
