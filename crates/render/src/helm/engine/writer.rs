//! A text that is being rendered, and what is known of each of its lines.

use std::rc::Rc;

use crate::helm::value::Text;
use crate::{Line, Origin};

/// A rendered text. There is one line for each piece that `split('\n')` gives of the text, so the last one is that of an
/// empty piece where the text ends with a newline.
#[derive(Debug, Default)]
pub(crate) struct Output {
    pub(crate) text: String,
    pub(crate) lines: Vec<Line>,
}

/// Writes an [`Output`].
#[derive(Default)]
pub(super) struct Writer {
    text: String,
    done: Vec<Line>,
    current: Line,
    /// True once something that is not blank stands on the current line.
    is_solid: bool,
}

impl Writer {
    /// Writes a text, whose line `n`, from 0, comes from `origin(n)`.
    pub(super) fn write(
        &mut self,
        text: &str,
        unknown: impl Fn(usize) -> bool,
        origin: impl Fn(usize) -> Origin,
    ) {
        self.text.push_str(text);
        let mut pieces = text.split('\n').enumerate().peekable();
        while let Some((index, piece)) = pieces.next() {
            let ends = pieces.peek().is_some();
            if !self.is_solid && (!piece.is_empty() || ends) {
                let is_solid = !piece.trim_ascii().is_empty();
                // A line of blanks belongs to what began it.
                if is_solid || self.current.origin.is_none() {
                    self.current.origin = Some(origin(index));
                    self.is_solid = is_solid;
                }
            }
            if !piece.is_empty() {
                self.current.unknown |= unknown(index);
            }
            if ends {
                self.done.push(std::mem::take(&mut self.current));
                self.is_solid = false;
            }
        }
    }

    /// Writes a text of which each line may be known, and what is not comes from `origin`.
    pub(super) fn write_text(&mut self, text: &Text, origin: impl Fn() -> Origin) {
        let lines = text.lines.as_deref().unwrap_or_default();
        let all = text.unknown && !lines.iter().any(|line| line.unknown);
        self.write(
            &text.text,
            |index| all || lines.get(index).is_some_and(|line| line.unknown),
            |index| lines.get(index).and_then(|line| line.origin.clone()).unwrap_or_else(&origin),
        );
    }

    /// Ends the text.
    pub(super) fn finish(mut self) -> Output {
        self.done.push(self.current);
        Output { text: self.text, lines: self.done }
    }
}

impl Output {
    /// Takes out what Go prints for a value that is missing, as Helm does.
    pub(super) fn without_missing(mut self) -> Self {
        if self.text.contains(MISSING) {
            self.text = self.text.replace(MISSING, "");
        }
        self
    }

    /// Makes a value of it.
    pub(super) fn into_text(self) -> Text {
        let unknown = self.lines.iter().any(|line| line.unknown);
        Text { text: self.text.into(), unknown, lines: Some(Rc::from(self.lines)) }
    }
}

/// What Go prints for a value that is missing.
pub(super) const MISSING: &str = "<no value>";
