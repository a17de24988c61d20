//! Texts as YAML: plain, quoted once or twice, or as a block.

use super::plain::is_something_else;
use super::yaml::Style;

/// How a text can be written.
pub(super) enum Shape {
    /// On one line, as this.
    Line(String),
    /// As a block with this head, line by line.
    Block(String),
}

/// What is in a text, as far as it decides how it is written.
#[derive(Default)]
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
    let mut found = Found::default();
    found.indicators = text.starts_with("---") || text.starts_with("...");
    let (mut was_space, mut was_break, mut is_after_blank) = (false, false, true);
    let mut chars = text.char_indices().peekable();
    while let Some((at, char)) = chars.next() {
        let is_first = at == 0;
        let next = chars.peek().map(|(_, next)| *next);
        let is_before_blank = next.is_none_or(|next| matches!(next, ' ' | '\t') || is_break(next));
        found.indicators |= match char {
            '#' | ',' | '[' | ']' | '{' | '}' | '&' | '*' | '!' | '|' | '>' | '\'' | '"' | '%' | '@' | '`' if is_first => true,
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
    let is_special = found.special || found.tab && !(style == Style::Pretty && text.contains('\n')) ;
    let can_be_block = !(found.trailing_space || found.space_break || is_special || is_simple_key);
    if text.contains('\n') {
        return if can_be_block { Shape::Block(head(text)) } else { Shape::Line(twice(text)) };
    }
    if is_something_else(text) {
        return Shape::Line(twice(text));
    }
    if found.space_break || is_special {
        return Shape::Line(twice(text));
    }
    let is_bare = !(found.leading_space
        || found.leading_break
        || found.trailing_space
        || found.trailing_break
        || found.break_space
        || found.line_breaks
        || found.indicators);
    Shape::Line(if is_bare { text.to_owned() } else { format!("'{}'", text.replace('\'', "''")) })
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

fn twice(text: &str) -> String {
    let mut made = String::with_capacity(text.len().saturating_add(2));
    made.push('"');
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
                made.push_str(&match code {
                    0..=0xff => format!("\\x{code:02X}"),
                    0x100..=0xffff => format!("\\u{code:04X}"),
                    _ => format!("\\U{code:08X}"),
                });
            }
        }
    }
    made.push('"');
    made
}
