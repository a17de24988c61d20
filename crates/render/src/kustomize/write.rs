//! Trees to a text of which every line knows where it comes from.

use std::fmt::Write as _;

use super::scalar;
use super::tree::{At, Kind, Map, Tree};
use crate::{Budget, Fault, Line, Rendered};

/// Writes objects as documents in block style, one scalar a line.
///
/// # Errors
/// [`Fault::Bound`] where that is too much text.
pub(super) fn documents<'t>(
    path: &std::sync::Arc<str>,
    trees: impl Iterator<Item = &'t Tree>,
    budget: &Budget<'_>,
) -> Result<Rendered, Fault> {
    let rendered = Rendered { path: path.clone(), ..Rendered::default() };
    let mut writer = Writer { rendered, budget };
    for (count, tree) in trees.enumerate() {
        if count > 0 {
            writer.line("---", &None)?;
        }
        writer.start(tree)?;
    }
    Ok(writer.rendered)
}

struct Writer<'b> {
    rendered: Rendered,
    budget: &'b Budget<'b>,
}

impl Writer<'_> {
    fn line(&mut self, text: &str, at: &At) -> Result<(), Fault> {
        self.budget.step(1)?;
        self.budget.make(text.len().saturating_add(1))?;
        self.rendered.text.push_str(text);
        self.rendered.text.push('\n');
        self.rendered.lines.push(Line { origin: at.clone(), unknown: false });
        Ok(())
    }

    fn start(&mut self, tree: &Tree) -> Result<(), Fault> {
        match &tree.kind {
            Kind::Map(map) if !map.0.is_empty() => self.map(map, 0, None),
            Kind::List(items) if !items.is_empty() => self.list(items, 0, None),
            _ => self.line(&scalar_text(tree), &tree.at),
        }
    }

    fn map(&mut self, map: &Map, indent: usize, mut lead: Option<String>) -> Result<(), Fault> {
        let _level = self.budget.deeper()?;
        for entry in &map.0 {
            let mut line = lead.take().unwrap_or_else(|| " ".repeat(indent));
            line.push_str(&text(&entry.key));
            line.push(':');
            match &entry.value.kind {
                Kind::Map(map) if !map.0.is_empty() => {
                    self.line(&line, entry.at.as_ref().map_or(&entry.value.at, |_| &entry.at))?;
                    self.map(map, indent.saturating_add(2), None)?;
                }
                Kind::List(items) if !items.is_empty() => {
                    self.line(&line, entry.at.as_ref().map_or(&entry.value.at, |_| &entry.at))?;
                    self.list(items, indent, None)?;
                }
                _ => {
                    line.push(' ');
                    line.push_str(&scalar_text(&entry.value));
                    self.line(&line, entry.value.at.as_ref().map_or(&entry.at, |_| &entry.value.at))?;
                }
            }
        }
        Ok(())
    }

    fn list(&mut self, items: &[Tree], indent: usize, mut lead: Option<String>) -> Result<(), Fault> {
        let _level = self.budget.deeper()?;
        for item in items {
            let mut line = lead.take().unwrap_or_else(|| " ".repeat(indent));
            line.push_str("- ");
            match &item.kind {
                Kind::Map(map) if !map.0.is_empty() => self.map(map, indent.saturating_add(2), Some(line))?,
                Kind::List(items) if !items.is_empty() => {
                    self.list(items, indent.saturating_add(2), Some(line))?;
                }
                _ => {
                    line.push_str(&scalar_text(item));
                    self.line(&line, &item.at)?;
                }
            }
        }
        Ok(())
    }
}

fn scalar_text(tree: &Tree) -> String {
    match &tree.kind {
        Kind::Null { .. } => "null".to_owned(),
        Kind::Bool(value) => value.to_string(),
        Kind::Typed { shown, .. } => shown.to_string(),
        Kind::Text(value) => text(value),
        Kind::Plain(value) => match scalar::plain(value) {
            Kind::Text(value) => text(&value),
            kind => scalar_text(&Tree { kind, at: None }),
        },
        Kind::List(_) => "[]".to_owned(),
        Kind::Map(_) => "{}".to_owned(),
    }
}

/// Writes a text plain where nobody could take it for something else, and as a JSON string otherwise.
fn text(text: &str) -> String {
    if is_plain(text) { text.to_owned() } else { quoted(text) }
}

fn is_plain(text: &str) -> bool {
    const WORDS: [&str; 9] = ["null", "true", "false", "yes", "no", "on", "off", "y", "n"];
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_' || c == '/')
        && text.chars().all(|c| c.is_ascii_alphanumeric() || " _-./:@+=,".contains(c))
        && !text.contains(": ")
        && !text.ends_with([' ', ':'])
        && !WORDS.iter().any(|word| text.eq_ignore_ascii_case(word))
}

/// Returns a text as a JSON string.
fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len().saturating_add(2));
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            // What YAML calls unprintable, and the line breaks of YAML 1.1.
            '\0'..='\u{1f}'
            | '\u{7f}'..='\u{9f}'
            | '\u{2028}'
            | '\u{2029}'
            | '\u{feff}'
            | '\u{fffe}'
            | '\u{ffff}' => {
                // Writing to a String does not fail.
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            _ => out.push(c),
        }
    }
    out.push('"');
    out
}
