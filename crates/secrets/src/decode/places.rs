//! From places in what was decoded to places in what it was decoded from.

use std::ops::Range;

/// How places are translated.
#[derive(Debug)]
pub(crate) enum Places {
    /// Everything stands in the whole stretch.
    Whole,
    /// Behind each of these places, in what was decoded and in what it was decoded from, both go on alike.
    Steps(Vec<(usize, usize)>),
    /// The text is UTF-16 behind so many bytes.
    Wide(usize),
}

impl Places {
    /// Translates stretches of `decoded`, which begin at `span` in what it was decoded from.
    pub(crate) fn translate<'a>(
        &self,
        decoded: &[u8],
        span: &Range<usize>,
        stretches: impl Iterator<Item = &'a mut Range<usize>>,
    ) {
        let mut wide = Wide::default();
        for stretch in stretches {
            *stretch = match self {
                Self::Whole => span.clone(),
                Self::Steps(steps) => {
                    let place = |at: usize| {
                        let next = steps.partition_point(|(decoded, _)| *decoded <= at);
                        let step = next.checked_sub(1).and_then(|last| steps.get(last));
                        step.map_or(span.start + at, |(decoded, from)| from + (at - decoded)).min(span.end)
                    };
                    // The last byte, because an escape may stand for it.
                    let last = stretch.end.checked_sub(1).map_or(span.start, &place);
                    let end = steps.iter().find(|(decoded, _)| *decoded == stretch.end);
                    place(stretch.start)..end.map_or(last + 1, |(_, from)| *from).min(span.end)
                }
                Self::Wide(lead) => {
                    let start = wide.units(decoded, stretch.start);
                    let end = wide.units(decoded, stretch.end);
                    let place = |units: usize| (span.start + lead + 2 * units).min(span.end);
                    place(start)..place(end)
                }
            };
        }
    }
}

/// Counts units of UTF-16 up to places that mostly move on.
#[derive(Default)]
struct Wide {
    at: usize,
    units: usize,
}

impl Wide {
    fn units(&mut self, decoded: &[u8], to: usize) -> usize {
        if to < self.at {
            *self = Self::default();
        }
        for byte in decoded.get(self.at..to).unwrap_or_default() {
            // The first byte of a character counts for all of it.
            self.units += match byte {
                0x80..=0xBF => 0,
                0xF0.. => 2,
                _ => 1,
            };
        }
        self.at = self.at.max(to);
        self.units
    }
}
