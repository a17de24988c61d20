//! Lines, and what stands on one.

use super::super::scalar::Style;
use super::super::tree::Mark;

/// The lines of a text that have not been read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lines<'t> {
    pub(super) rest: &'t str,
    /// Where the first of them begins.
    pub(super) at: Mark,
    ended_with_break: bool,
}

impl<'t> Lines<'t> {
    pub(super) fn new(text: &'t str, offset: u32) -> Self {
        Self { rest: text, at: Mark { line: 1, column: 0, byte: offset }, ended_with_break: true }
    }

    pub(super) fn are_read(&self) -> bool {
        self.rest.is_empty()
    }

    /// Returns the next line without its break.
    pub(super) fn whole(&self) -> Option<&'t str> {
        let line = self.rest.split_once('\n').map_or(self.rest, |(line, _)| line);
        (!self.rest.is_empty()).then_some(line)
    }

    /// Passes over the next line.
    pub(super) fn skip(&mut self) {
        let line = self.whole().map_or(0, str::len);
        let behind = self.rest.get(line.saturating_add(1)..);
        self.ended_with_break = behind.is_some();
        let length = line.saturating_add(usize::from(self.ended_with_break));
        self.rest = behind.unwrap_or_default();
        self.at = Mark {
            line: self.at.line.saturating_add(1),
            column: 0,
            byte: self.at.byte.saturating_add(count(length)),
        };
    }

    /// Tells whether the line before had a break at its end.
    pub(super) fn ended_with_break(&self) -> bool {
        self.ended_with_break
    }

    /// Passes over empty lines and comments, and returns what the line behind them holds; none at the end.
    pub(super) fn next_content(&mut self) -> Option<Cursor<'t>> {
        loop {
            let line = self.whole()?;
            let rest = line.trim_start_matches(' ');
            let indent = count(line.len().saturating_sub(rest.len()));
            let content = Cursor { rest, mark: self.mark_at(indent)? };
            let is_comment = rest.starts_with('#') && content.is_printable();
            if !rest.is_empty() && !is_comment {
                return Some(content);
            }
            self.skip();
        }
    }

    /// Returns by how many spaces the next line is indented; none where it holds nothing else.
    pub(super) fn indent(&self) -> Option<u32> {
        let line = self.whole()?;
        let rest = line.trim_start_matches(' ');
        (!rest.is_empty()).then(|| count(line.len().saturating_sub(rest.len())))
    }

    /// Returns the mark of that column of the next line, behind nothing but spaces.
    pub(super) fn mark_at(&self, column: u32) -> Option<Mark> {
        Some(Mark { column, byte: self.at.byte.checked_add(column)?, ..self.at })
    }
}

/// A place on a line, and what stands behind it there.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cursor<'t> {
    pub(super) rest: &'t str,
    pub(super) mark: Mark,
}

/// Keys beyond 1,024 characters are no keys (YAML 1.2.2, section 8.2.2); nobody writes the half of it.
const MAX_KEY: usize = 512;

impl<'t> Cursor<'t> {
    /// Splits what stands here; none where that is not possible.
    fn split(self, bytes: usize) -> Option<(&'t str, Self)> {
        let (text, rest) = self.rest.split_at_checked(bytes)?;
        let column = self.mark.column.saturating_add(count(text.chars().count()));
        let byte = self.mark.byte.saturating_add(count(bytes));
        Some((text, Self { rest, mark: Mark { column, byte, ..self.mark } }))
    }

    /// Returns the place behind `text`, where that stands here.
    pub(super) fn after(self, text: &str) -> Option<Self> {
        self.rest.starts_with(text).then(|| self.split(text.len()))?.map(|(_, after)| after)
    }

    pub(super) fn without_spaces(self) -> Self {
        let rest = self.rest.trim_start_matches(' ');
        self.split(self.rest.len().saturating_sub(rest.len())).map_or(self, |(_, after)| after)
    }

    /// Tells whether nothing but spaces and a comment stands here.
    pub(super) fn ends(self) -> bool {
        let rest = self.rest.trim_start_matches(' ');
        let has_space = rest.len() < self.rest.len() || self.mark.column == 0;
        rest.is_empty() || (rest.starts_with('#') && has_space)
    }

    /// Tells whether a document begins with this line and its marker.
    pub(super) fn is_marker(self) -> bool {
        self.mark.column == 0 && self.after("---").is_some_and(Self::is_space_or_end)
    }

    /// Tells whether all of this is text that YAML prints.
    ///
    /// # Source
    /// YAML 1.2.2, section 5.1, `c-printable`; without tabs and the byte order mark.
    pub(super) fn is_printable(self) -> bool {
        if self.rest.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
            return true;
        }
        let others = ['\u{A0}'..='\u{D7FF}', '\u{E000}'..='\u{FEFE}', '\u{FF00}'..='\u{FFFD}'];
        let is_other = |c| c >= '\u{10000}' || others.iter().any(|range| range.contains(&c));
        self.rest.chars().all(|c| matches!(c, ' '..='~') || is_other(c))
    }

    /// Returns the place behind the dash of a list's entry, where one stands here.
    pub(super) fn dash(self) -> Option<Self> {
        self.after("-").filter(|after| after.is_space_or_end())
    }

    fn is_space_or_end(self) -> bool {
        self.rest.is_empty() || self.rest.starts_with(' ')
    }

    /// Returns the key that stands here, and the place of its colon.
    pub(super) fn key(self) -> Option<(&'t str, Style, Self)> {
        let (text, after, style) = if self.rest.starts_with(['"', '\'']) {
            let (text, after) = self.quoted()?;
            (text, after, Style::Quoted)
        } else {
            let (text, after) = self.run(is_word)?;
            (text, after, Style::Plain)
        };
        let is_key = text.len() <= MAX_KEY && after.after(":")?.is_space_or_end();
        is_key.then_some((text, style, after))
    }

    /// Returns the text in quotes that stands here, without escapes.
    pub(super) fn quoted(self) -> Option<(&'t str, Self)> {
        let (quote, inner) = self.split(1)?;
        let (text, after) = inner.split(inner.rest.find(quote)?)?;
        let after = after.after(quote)?;
        // Two single quotes are one in the text.
        (!text.contains('\\') && !after.rest.starts_with(quote)).then_some((text, after))
    }

    /// Returns the word that stands here, which means the same in flow style.
    pub(super) fn word(self) -> Option<(&'t str, Self)> {
        self.run(|byte| is_word(byte) || matches!(byte, b'=' | b'+'))
    }

    fn run(self, is_part: impl Fn(u8) -> bool) -> Option<(&'t str, Self)> {
        let end = self.rest.bytes().position(|byte| !is_part(byte)).unwrap_or(self.rest.len());
        let (text, after) = self.split(end)?;
        let begins_well = !text.is_empty() && !matches!(text, "-" | "---" | "...");
        begins_well.then_some((text, after))
    }

    /// Returns the text without quotes that stands here and ends with the line or its comment.
    pub(super) fn plain(self) -> Option<(&'t str, Self)> {
        let text = self.rest.find(" #").and_then(|end| self.rest.get(..end)).unwrap_or(self.rest);
        let text = text.trim_end_matches(' ');
        let mut bytes = text.bytes();
        let begins_well = match bytes.next()? {
            b'-' => bytes.next().is_some_and(|byte| byte != b' '),
            byte => !b",[]{}#&*!|>'\"%@`?:".contains(&byte),
        };
        // A second key on the line is a mistake.
        let is_text = begins_well && !text.contains(": ") && !text.ends_with(':');
        is_text.then(|| self.split(text.len()))?
    }
}

/// The characters of ordinary words, none of which YAML gives a meaning inside one.
fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'/')
}

fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
