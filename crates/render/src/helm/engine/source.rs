//! The file of a template, and the stretch of each of its lines.

use std::rc::Rc;
use std::sync::Arc;

use sekimori_model::Span;

use crate::Origin;

/// A file of templates.
pub(super) struct Source {
    pub(super) path: Arc<str>,
    text: Rc<str>,
    /// The offset of each line.
    starts: Vec<usize>,
}

impl Source {
    pub(super) fn new(path: Arc<str>, text: &str) -> Self {
        let newlines = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let starts = std::iter::once(0).chain(newlines.map(|(at, _)| at.saturating_add(1))).collect();
        Self { path, text: text.into(), starts }
    }

    /// Returns the whole line, without what ends it.
    pub(super) fn origin(&self, line: u32) -> Origin {
        let index = line.saturating_sub(1) as usize;
        let start = self.starts.get(index).copied().unwrap_or(self.text.len());
        let rest = self.text.get(start..).unwrap_or_default();
        let text = rest.split('\n').next().unwrap_or_default();
        let text = text.strip_suffix('\r').unwrap_or(text);
        let short = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        Origin {
            path: Arc::clone(&self.path),
            span: Span {
                line,
                column: 1,
                end_line: line,
                end_column: short(text.chars().count().saturating_add(1)),
                byte_start: short(start),
                byte_end: short(start.saturating_add(text.len())),
            },
        }
    }
}
