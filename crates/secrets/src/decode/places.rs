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

/// How many bytes lie between two places whose units are remembered.
const STEP: usize = 1024;

/// Counts units of UTF-16 up to places in any order: the way to the last of them is walked once, though a thousand stretches
/// are all of the file, as they are where they stand in one encoded part of it.
#[derive(Default)]
struct Wide {
    /// The units before each multiple of [`STEP`], as far as anybody asked.
    marks: Vec<usize>,
}

impl Wide {
    fn units(&mut self, decoded: &[u8], to: usize) -> usize {
        let to = to.min(decoded.len());
        while self.marks.len() <= to / STEP {
            let next = self.marks.len() * STEP;
            let before = self.marks.last().map_or(0, |last| last + count(decoded, next - STEP..next));
            self.marks.push(before);
        }
        let mark = to / STEP;
        self.marks.get(mark).copied().unwrap_or_default() + count(decoded, mark * STEP..to)
    }
}

/// The units of a stretch. The first byte of a character counts for all of it.
fn count(decoded: &[u8], stretch: Range<usize>) -> usize {
    let units = decoded.get(stretch).unwrap_or_default().iter().map(|byte| match byte {
        0x80..=0xBF => 0,
        0xF0.. => 2,
        _ => 1,
    });
    units.sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_those_of_what_stands_before_in_any_order() {
        let text = "a関𠮷é".repeat(900);
        let mut wide = Wide::default();
        let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        // 617 is a prime, so that the places jump.
        for step in 0..starts.len() {
            let at = starts[step * 617 % starts.len()];
            assert_eq!(wide.units(text.as_bytes(), at), text[..at].encode_utf16().count(), "{at}");
        }
        assert_eq!(wide.units(text.as_bytes(), text.len()), text.encode_utf16().count());
    }
}
