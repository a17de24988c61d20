//! Texts as YAML: plain, quoted once or twice, or as a block.

use std::fmt::Write as _;

use super::plain::is_something_else;
use super::yaml::Style;

/// How a text can be written.
pub(super) enum Shape {
    /// As this, between these quotes, if any.
    Line(String, Quotes),
    /// As a block with this head, line by line.
    Block(String),
}

/// What stands around a text.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Quotes {
    None,
    Single,
    Double,
}

/// What is in a text, as far as it decides how it is written.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is asked on its own")]
struct Found {
    /// Something that has a meaning in a block.
    indicators: bool,
    line_breaks: bool,
    special: bool,
    leading_space: bool,
    leading_break: bool,
    trailing_space: bool,
    trailing_break: bool,
    break_space: bool,
    space_break: bool,
    tab: bool,
}

/// Tells whether a character ends a line.
pub(super) fn is_break(char: char) -> bool {
    matches!(char, '\r' | '\n' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Tells whether the writer takes a character for printable: nothing beyond the first plane is.
fn is_printable(char: char) -> bool {
    matches!(char, '\n' | ' '..='~' | '\u{a0}'..='\u{d7ff}' | '\u{e000}'..='\u{fefe}' | '\u{ff00}'..='\u{fffd}')
}

fn look(text: &str) -> Found {
    let indicators = text.starts_with("---") || text.starts_with("...");
    let mut found = Found { indicators, ..Found::default() };
    let (mut was_space, mut was_break, mut is_after_blank) = (false, false, true);
    let mut chars = text.char_indices().peekable();
    while let Some((at, char)) = chars.next() {
        let is_first = at == 0;
        let next = chars.peek().map(|(_, next)| *next);
        let is_before_blank = next.is_none_or(|next| matches!(next, ' ' | '\t') || is_break(next));
        found.indicators |= match char {
            '#' | ',' | '[' | ']' | '{' | '}' | '&' | '*' | '!' | '|' | '>' | '\'' | '"' | '%' | '@'
            | '`'
                if is_first =>
            {
                true
            }
            '-' | '?' if is_first => is_before_blank,
            ':' => is_before_blank,
            '#' => is_after_blank,
            _ => false,
        };
        found.special |= !is_printable(char) && char != '\t' && !matches!(char, '\u{85}');
        found.tab |= char == '\t';
        let is_last = next.is_none();
        if char == ' ' {
            found.leading_space |= is_first;
            found.trailing_space |= is_last;
            found.break_space |= was_break;
            (was_space, was_break) = (true, false);
        } else if is_break(char) {
            found.line_breaks = true;
            found.leading_break |= is_first;
            found.trailing_break |= is_last;
            found.space_break |= was_space;
            (was_space, was_break) = (false, true);
        } else {
            (was_space, was_break) = (false, false);
        }
        is_after_blank = matches!(char, ' ' | '\t') || is_break(char);
    }
    found
}

/// Chooses how a text is written. In a key that stands on its line, nothing has lines.
pub(super) fn shape(text: &str, style: Style, is_simple_key: bool) -> Shape {
    let found = look(text);
    let is_special = found.special || found.tab && !(style == Style::Pretty && text.contains('\n'));
    let can_be_block = !(found.trailing_space || found.space_break || is_special || is_simple_key);
    if text.contains('\n') {
        return if can_be_block {
            Shape::Block(head(text))
        } else {
            Shape::Line(twice(text), Quotes::Double)
        };
    }
    if is_something_else(text) {
        return Shape::Line(twice(text), Quotes::Double);
    }
    if found.space_break || is_special {
        return Shape::Line(twice(text), Quotes::Double);
    }
    let is_bare = !(found.leading_space
        || found.leading_break
        || found.trailing_space
        || found.trailing_break
        || found.break_space
        || found.line_breaks
        || found.indicators);
    if is_bare {
        return Shape::Line(text.to_owned(), Quotes::None);
    }
    Shape::Line(text.replace('\'', "''"), Quotes::Single)
}

/// Returns the head of a block: whether its first line has to be told from its indent, and what to do with its end.
fn head(text: &str) -> String {
    let hint = if text.starts_with([' ', '\n']) { "2" } else { "" };
    let end = match text.strip_suffix('\n') {
        None => "-",
        Some("") => "+",
        Some(rest) if rest.ends_with('\n') => "+",
        Some(_) => "",
    };
    format!("|{hint}{end}")
}

/// The column behind which a space becomes a line, as the writer of `toYaml` has it.
const WIDTH: usize = 80;

/// Breaks what begins at a column, between quotes or not, at spaces; the next lines begin at `indent`.
pub(super) fn folded(body: &str, quotes: Quotes, column: usize, indent: usize) -> String {
    let mut made = String::with_capacity(body.len());
    let (mut column, mut was_space, mut is_first) = (column, false, true);
    let mut chars = body.chars().peekable();
    while let Some(char) = chars.next() {
        let next = chars.peek().copied();
        let is_inside = quotes == Quotes::None || !is_first && next.is_some();
        let is_fit = next != Some(' ') || quotes == Quotes::Double;
        if char == ' ' && !was_space && column > WIDTH && is_inside && is_fit {
            made.push('\n');
            made.extend(std::iter::repeat_n(' ', indent));
            column = indent;
            // A space at the start of a line would be lost.
            if next == Some(' ') {
                made.push('\\');
                column = column.saturating_add(1);
            }
        } else {
            made.push(char);
            column = column.saturating_add(1);
        }
        (was_space, is_first) = (char == ' ', false);
    }
    made
}

/// Escapes what stands between double quotes.
fn twice(text: &str) -> String {
    let mut made = String::with_capacity(text.len().saturating_add(2));
    for char in text.chars() {
        match char {
            '"' => made.push_str("\\\""),
            '\\' => made.push_str("\\\\"),
            '\0' => made.push_str("\\0"),
            '\u{7}' => made.push_str("\\a"),
            '\u{8}' => made.push_str("\\b"),
            '\t' => made.push_str("\\t"),
            '\n' => made.push_str("\\n"),
            '\u{b}' => made.push_str("\\v"),
            '\u{c}' => made.push_str("\\f"),
            '\r' => made.push_str("\\r"),
            '\u{1b}' => made.push_str("\\e"),
            '\u{85}' => made.push_str("\\N"),
            '\u{2028}' => made.push_str("\\L"),
            '\u{2029}' => made.push_str("\\P"),
            char if is_printable(char) => made.push(char),
            char => {
                let code = u32::from(char);
                let _ = match code {
                    0..=0xff => write!(made, "\\x{code:02X}"),
                    0x100..=0xffff => write!(made, "\\u{code:04X}"),
                    _ => write!(made, "\\U{code:08X}"),
                };
            }
        }
    }
    made
}
