//! The lines that parts of a text stand in, for parsers that tell no places.

/// Counts lines on the way through a text.
pub(super) struct Lines<'t> {
    text: &'t str,
    at: usize,
    line: u32,
}

impl<'t> Lines<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, at: 0, line: 1 }
    }

    /// The line, from 1, that a byte stands in. Fast for places in order, whichever direction.
    pub(super) fn of(&mut self, byte: usize) -> Option<u32> {
        let (from, to) = (self.at.min(byte), self.at.max(byte));
        let passed = self.text.as_bytes().get(from..to)?;
        let count = u32::try_from(memchr::memchr_iter(b'\n', passed).count()).ok()?;
        self.line =
            if byte >= self.at { self.line.checked_add(count)? } else { self.line.checked_sub(count)? };
        self.at = byte;
        Some(self.line)
    }

    /// The line that a part of the text stands in; none where it is a copy, as of a text with escapes.
    pub(super) fn of_part(&mut self, part: &str) -> Option<u32> {
        let byte = part.as_ptr().addr().checked_sub(self.text.as_ptr().addr())?;
        (byte <= self.text.len()).then_some(byte).and_then(|byte| self.of(byte))
    }
}

#[cfg(test)]
mod tests {
    use super::Lines;

    #[test]
    fn a_part_knows_its_line_and_a_copy_does_not() {
        let text = "one\ntwo\nthree".to_owned();
        let mut lines = Lines::new(&text);
        assert_eq!(lines.of_part(text.get(8..).expect("it is ASCII")), Some(3));
        assert_eq!(lines.of_part(text.get(4..7).expect("it is ASCII")), Some(2));
        assert_eq!(lines.of(text.len() + 1), None);
        assert_eq!(lines.of_part("two"), None);
    }
}
