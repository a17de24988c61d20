//! Lines and columns of places in bytes.

use std::ops::Range;

use sekimori_model::Span;

/// How many bytes lie between two places that are remembered: as many are walked for each place that is asked for.
const STEP: usize = 1024;

/// Counts lines and columns, in any order of places, and no further than the last one that is asked for.
///
/// The way to a place is walked once, however long its line is and however many places it has: a line of 1 GB with a
/// thousand secrets, or a thousand in one archive, whose spans all end at its end, cost no more than one.
pub(crate) struct Lines<'a> {
    bytes: &'a [u8],
    /// The place at each multiple of [`STEP`], as far as anybody asked.
    marks: Vec<Place>,
    /// Bytes that were walked.
    #[cfg(test)]
    walked: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Place {
    line: u32,
    column: u32,
}

const START: Place = Place { line: 1, column: 1 };

impl<'a> Lines<'a> {
    pub(crate) fn of(bytes: &'a [u8]) -> Self {
        Self {
            bytes,
            marks: Vec::new(),
            #[cfg(test)]
            walked: 0,
        }
    }

    /// Returns the stretch in lines and columns.
    pub(crate) fn span(&mut self, range: &Range<usize>) -> Span {
        let (start, end) = (self.place(range.start), self.place(range.end));
        let byte = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Span {
            line: start.line,
            column: start.column,
            end_line: end.line,
            end_column: end.column,
            byte_start: byte(range.start),
            byte_end: byte(range.end),
        }
    }

    fn place(&mut self, to: usize) -> Place {
        let to = to.min(self.bytes.len());
        let mark = to / STEP;
        while self.marks.len() <= mark {
            let next = match self.marks.last().copied() {
                None => START,
                Some(last) => self.walk(last, (self.marks.len() - 1) * STEP..self.marks.len() * STEP),
            };
            self.marks.push(next);
        }
        let from = self.marks.get(mark).copied().unwrap_or(START);
        self.walk(from, mark * STEP..to)
    }

    fn walk(&mut self, from: Place, passed: Range<usize>) -> Place {
        #[cfg(test)]
        {
            self.walked += passed.len();
        }
        let Place { mut line, mut column } = from;
        for byte in self.bytes.get(passed).unwrap_or_default() {
            if *byte == b'\n' {
                (line, column) = (line.saturating_add(1), 1);
            } else if byte & 0xC0 != 0x80 {
                // Code points, as far as it is UTF-8: each has one byte that continues none.
                column = column.saturating_add(1);
            }
        }
        Place { line, column }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The same by its definition.
    fn counted(bytes: &[u8], to: usize) -> (u32, u32) {
        let before = &bytes[..to.min(bytes.len())];
        let line = before.split(|byte| *byte == b'\n').count();
        let start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        let column = before[start..].iter().filter(|byte| (**byte & 0xC0) != 0x80).count() + 1;
        (u32::try_from(line).expect("small"), u32::try_from(column).expect("small"))
    }

    #[test]
    fn counts_lines_and_code_points() {
        let text = "関所 = x\nkey = abc\n";
        let mut lines = Lines::of(text.as_bytes());
        let at = |word: &str| text.find(word).expect("it is there");
        let span = lines.span(&(at("x")..at("x") + 1));
        assert_eq!((span.line, span.column, span.end_column), (1, 6, 7));
        let span = lines.span(&(at("abc")..at("abc") + 3));
        assert_eq!((span.line, span.column, span.end_line, span.end_column), (2, 7, 2, 10));
    }

    #[test]
    fn every_stretch_in_any_order_is_what_counting_from_the_start_gives() {
        let text = "ab\n関所 = x, and more of it\r\n\n".repeat(200) + &"関x".repeat(2000);
        let bytes = text.as_bytes();
        let mut lines = Lines::of(bytes);
        // 7919 is a prime, so that the places jump.
        for step in 0..3000 {
            let start = step * 7919 % bytes.len();
            for end in [start, start + 1, start + step, bytes.len(), bytes.len() + 9] {
                let span = lines.span(&(start..end));
                assert_eq!((span.line, span.column), counted(bytes, start), "{start}");
                assert_eq!((span.end_line, span.end_column), counted(bytes, end), "{end}");
            }
        }
    }

    #[test]
    fn many_places_in_one_line_cost_little_more_than_one() {
        let bytes = vec![b'x'; 4 << 20];
        for to_the_end in [false, true] {
            let mut lines = Lines::of(&bytes);
            for hit in 0..1000 {
                let start = hit * 4000;
                lines.span(&(start..if to_the_end { bytes.len() } else { start + 40 }));
            }
            // Once over all, and a step for each of two places.
            assert!(lines.walked <= bytes.len() + 2 * 1000 * STEP, "{}", lines.walked);
        }
    }
}
