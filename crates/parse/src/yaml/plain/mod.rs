//! Documents in the plain style that nearly all manifests have, read line by line: several times faster than by the
//! parser that knows all of YAML.
//!
//! Invariant: what is read here is read alike by that parser, every position included; `tests.rs` compares them. All
//! that is not plain is refused, and that parser decides what it means: tags, anchors, merge keys, escapes, texts over
//! several lines other than literal ones, flow style over several lines, tabs.

mod line;
#[cfg(test)]
mod tests;

use sekimori_model::Limits;

use self::line::{Cursor, Lines};
use super::scalar::Style;
use super::strict::Builder;
use super::tree::{Document, Mark};

/// The documents of a text, as long as they are plain.
#[derive(Debug)]
pub(super) struct Plain<'t> {
    lines: Lines<'t>,
    limits: Limits,
}

/// What comes next in a text.
#[derive(Debug)]
pub(super) enum Next<'t> {
    /// A document, begun here.
    Document(Document<'t>),
    /// Nothing.
    End,
    /// Something that is not plain.
    Other,
}

impl<'t> Plain<'t> {
    pub(super) fn new(text: &'t str, offset: u32, limits: &Limits) -> Self {
        Self { lines: Lines::new(text, offset), limits: *limits }
    }

    /// Reads the next document; stays where it is before one that is not plain.
    pub(super) fn next(&mut self) -> Next<'t> {
        if self.lines.are_read() {
            return Next::End;
        }
        let block = Block {
            lines: self.lines,
            open: Vec::new(),
            builder: Builder::new(self.limits, Mark::default()),
        };
        match block.document() {
            Some((document, lines)) => {
                self.lines = lines;
                Next::Document(document)
            }
            None => Next::Other,
        }
    }

    /// Returns what has not been read, and where it begins.
    pub(super) fn rest(&self) -> (&'t str, Mark) {
        (self.lines.rest, self.lines.at)
    }
}

/// A collection in block style that is still open.
#[derive(Debug)]
struct Level {
    column: u32,
    is_mapping: bool,
    /// Where the parser sees a null, as long as the last key or dash has no value.
    waits: Option<Mark>,
}

/// One document that is being read.
#[derive(Debug)]
struct Block<'t> {
    lines: Lines<'t>,
    open: Vec<Level>,
    builder: Builder<'t>,
}

/// Levels of flow style on one line; whoever nests deeper is not plain.
const MAX_FLOW: u32 = 8;

impl<'t> Block<'t> {
    fn document(mut self) -> Option<(Document<'t>, Lines<'t>)> {
        let first = self.lines.next_content()?;
        if first.is_marker() {
            (first.after("---")?.ends() && first.is_printable()).then_some(())?;
            self.lines.skip();
        }
        while let Some(content) = self.lines.next_content().filter(|content| !content.is_marker()) {
            self.lines.skip();
            content.is_printable().then_some(())?;
            self.content(content)?;
        }
        // A marker with nothing behind it may begin a document or not.
        if self.builder.is_empty() {
            return None;
        }
        self.close_while(|_| true)?;
        Some((self.builder.finish(self.lines.at).ok()?, self.lines))
    }

    /// Reads what stands on a line: dashes, then a key with its value, or a value.
    fn content(&mut self, mut at: Cursor<'t>) -> Option<()> {
        let mut behind_dash = false;
        while let Some(after) = at.dash() {
            let entry = after.without_spaces();
            self.enter_list(at.mark, entry, behind_dash)?;
            self.waits(Some(after.mark));
            if entry.ends() {
                // Spaces would move where the parser sees a null.
                return after.rest.is_empty().then_some(());
            }
            at = entry;
            behind_dash = true;
        }
        if let Some((text, style, after)) = at.key() {
            self.enter_mapping(at.mark, behind_dash)?;
            self.builder.scalar(text.into(), style, at.mark, after.mark).ok()?;
            let colon = after.after(":")?;
            self.waits(Some(after.mark));
            at = colon.without_spaces();
            if at.ends() {
                return Some(());
            }
        } else if !behind_dash {
            return None;
        }
        self.waits(None);
        self.value(at)
    }

    /// Goes on with the mapping that has its keys at `at`, or opens it.
    fn enter_mapping(&mut self, at: Mark, behind_dash: bool) -> Option<()> {
        if !behind_dash {
            // The entries of a list may stand as far left as the key that it is the value of.
            self.close_while(|level| {
                level.column > at.column || (level.column == at.column && !level.is_mapping)
            })?;
        }
        match self.open.last_mut() {
            Some(level) if level.column == at.column && level.is_mapping => self.unsaid(),
            _ => self.open(at, at.column, true),
        }
    }

    /// Goes on with the list that has its dashes at `at`, or opens it.
    fn enter_list(&mut self, at: Mark, entry: Cursor<'t>, behind_dash: bool) -> Option<()> {
        if !behind_dash {
            self.close_while(|level| level.column > at.column)?;
        }
        match self.open.last_mut() {
            Some(level) if level.column == at.column && !level.is_mapping => self.unsaid(),
            // For the parser such a list begins behind its first dash.
            Some(level) if level.column == at.column => {
                let is_simple = !entry.ends() && !entry.rest.starts_with('|');
                is_simple.then(|| self.open(entry.mark, at.column, false))?
            }
            _ => self.open(at, at.column, false),
        }
    }

    /// Opens a collection as the value that is waited for, or as the root.
    fn open(&mut self, start: Mark, column: u32, is_mapping: bool) -> Option<()> {
        match self.open.last_mut() {
            Some(level) => {
                level.waits.take()?;
                (level.column < column || (level.is_mapping && !is_mapping)).then_some(())?;
            }
            None => self.builder.is_empty().then_some(())?,
        }
        self.builder.enter(is_mapping, start, 0).ok()?;
        self.open.push(Level { column, is_mapping, waits: None });
        Some(())
    }

    fn waits(&mut self, mark: Option<Mark>) {
        if let Some(level) = self.open.last_mut() {
            level.waits = mark;
        }
    }

    fn close_while(&mut self, ends: impl Fn(&Level) -> bool) -> Option<()> {
        while self.open.last().is_some_and(&ends) {
            self.unsaid()?;
            self.open.pop()?;
            self.builder.leave(self.lines.at).ok()?;
        }
        Some(())
    }

    /// Puts a null where the last key or dash has no value.
    fn unsaid(&mut self) -> Option<()> {
        let Some(at) = self.open.last_mut()?.waits.take() else { return Some(()) };
        self.builder.scalar("~".into(), Style::Plain, at, at).ok()
    }

    /// Reads a value to the end of its line, or of the lines of a literal text.
    fn value(&mut self, at: Cursor<'t>) -> Option<()> {
        if at.rest.starts_with('|') {
            return self.literal(at);
        }
        let after = match at.rest.as_bytes().first()? {
            b'[' | b'{' => self.flow(at, MAX_FLOW)?,
            b'"' | b'\'' => self.scalar(at, at.quoted()?, Style::Quoted)?,
            _ => self.scalar(at, at.plain()?, Style::Plain)?,
        };
        after.ends().then_some(())
    }

    fn scalar(
        &mut self,
        at: Cursor<'t>,
        (text, after): (&'t str, Cursor<'t>),
        style: Style,
    ) -> Option<Cursor<'t>> {
        self.builder.scalar(text.into(), style, at.mark, after.mark).ok()?;
        Some(after)
    }

    /// Reads a list or mapping in flow style.
    fn flow(&mut self, at: Cursor<'t>, deeper: u32) -> Option<Cursor<'t>> {
        let is_mapping = at.rest.starts_with('{');
        let (first, last) = if is_mapping { ("{", "}") } else { ("[", "]") };
        self.builder.enter(is_mapping, at.mark, 0).ok()?;
        let mut at = at.after(first)?.without_spaces();
        let mut is_empty = true;
        loop {
            if is_empty && at.rest.starts_with(last) {
                break;
            }
            is_empty = false;
            if is_mapping {
                let (text, style, after) = at.key()?;
                self.builder.scalar(text.into(), style, at.mark, after.mark).ok()?;
                at = after.after(":")?.without_spaces();
            }
            let after = match at.rest.as_bytes().first()? {
                b'[' | b'{' => self.flow(at, deeper.checked_sub(1)?)?,
                b'"' | b'\'' => self.scalar(at, at.quoted()?, Style::Quoted)?,
                _ => self.scalar(at, at.word()?, Style::Plain)?,
            };
            at = after.without_spaces();
            if at.rest.starts_with(last) {
                break;
            }
            at = at.after(",")?.without_spaces();
        }
        self.builder.leave(at.mark).ok()?;
        at.after(last)
    }

    /// Reads a text in literal style, which ends before the first line that stands less far right.
    fn literal(&mut self, at: Cursor<'t>) -> Option<()> {
        let chomp = at.after("|")?.rest.trim_end_matches(' ');
        matches!(chomp, "" | "-" | "+").then_some(())?;
        let column = self.lines.indent()?;
        (column > self.open.last()?.column).then_some(())?;
        let start = self.lines.mark_at(column)?;
        let (mut text, mut empty_lines) = (String::new(), 0);
        let end = loop {
            let Some(line) = self.lines.whole() else { break self.lines.at };
            if line.is_empty() {
                empty_lines = usize::saturating_add(empty_lines, 1);
                self.lines.skip();
                continue;
            }
            // Lines of spaces are text where they are longer than the indent.
            let indent = self.lines.indent()?;
            if indent < column {
                break self.lines.mark_at(indent)?;
            }
            let content = Cursor { rest: line.get(usize::try_from(column).ok()?..)?, mark: start };
            content.is_printable().then_some(())?;
            text.extend(std::iter::repeat_n('\n', empty_lines));
            text.push_str(content.rest);
            text.push('\n');
            empty_lines = 0;
            self.lines.skip();
        };
        // A text that ends with the file may lack the last line break.
        self.lines.ended_with_break().then_some(())?;
        match chomp {
            "-" => drop(text.pop()),
            "+" => text.extend(std::iter::repeat_n('\n', empty_lines)),
            _ => {}
        }
        self.builder.scalar(text.into(), Style::Quoted, start, end).ok()
    }
}
