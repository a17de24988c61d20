//! The lines of a text: where each begins and ends, found without walking the text again.

/// A text and where its lines begin.
#[derive(Debug)]
pub(super) struct Lines<'t> {
    pub(super) text: &'t str,
    starts: Vec<usize>,
}

impl<'t> Lines<'t> {
    pub(super) fn of(text: &'t str) -> Self {
        let bytes = text.as_bytes();
        let mut starts = vec![0];
        for (at, byte) in bytes.iter().enumerate() {
            let next = at.saturating_add(1);
            // The `\r` of `\r\n` ends no line of its own.
            if *byte == b'\n' || (*byte == b'\r' && bytes.get(next) != Some(&b'\n')) {
                starts.push(next);
            }
        }
        Self { text, starts }
    }

    fn number(&self, at: usize) -> usize {
        self.starts.partition_point(|start| *start <= at).saturating_sub(1)
    }

    /// Where the line at `at` begins.
    pub(super) fn start(&self, at: usize) -> usize {
        self.starts.get(self.number(at)).copied().unwrap_or(0)
    }

    /// Where the next line begins, or the end of the text.
    pub(super) fn next(&self, at: usize) -> usize {
        self.starts.get(self.number(at).saturating_add(1)).copied().unwrap_or(self.text.len())
    }

    /// Where the line at `at` ends, before its break.
    pub(super) fn end(&self, at: usize) -> usize {
        let next = self.next(at);
        let line = self.slice(self.start(at), next);
        next.saturating_sub(line.len().saturating_sub(line.trim_end_matches(['\n', '\r']).len()))
    }

    /// The break that this text is written with, as the line at `at` has it.
    pub(super) fn line_break(&self, at: usize) -> &'t str {
        let own = self.slice(self.end(at), self.next(at));
        if own.is_empty() { self.slice(self.end(0), self.next(0)) } else { own }
    }

    /// The column of a place, in bytes.
    pub(super) fn column(&self, at: usize) -> usize {
        at.saturating_sub(self.start(at))
    }

    pub(super) fn slice(&self, from: usize, to: usize) -> &'t str {
        self.text.get(from..to).unwrap_or_default()
    }

    /// Tells whether nothing but blanks stands before a place on its line.
    pub(super) fn begins(&self, at: usize) -> bool {
        is_blank(self.slice(self.start(at), at))
    }
}

/// Tells whether a text is nothing but blanks and breaks.
pub(super) fn is_blank(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_whitespace())
}
