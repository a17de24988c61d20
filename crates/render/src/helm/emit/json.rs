//! JSON as `encoding/json` writes it.

use std::fmt::Write as _;

use super::{number, plainly};
use crate::helm::value::Value;
use crate::{Budget, Fault};

/// How JSON is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Json {
    /// With two spaces for each level.
    pub(crate) is_pretty: bool,
    /// With `<`, `>` and `&` as they are.
    pub(crate) is_raw: bool,
}

/// Writes a value; true where it holds a placeholder. None for what JSON has not: infinity, and what is no number.
///
/// # Errors
/// [`Fault::Bound`] where it holds itself or is too long.
pub(crate) fn json(value: &Value, how: Json, budget: &Budget<'_>) -> Result<Option<(String, bool)>, Fault> {
    let mut writer = Writer { text: String::new(), how, budget, is_unknown: false, is_valid: true };
    writer.value(value, 0)?;
    budget.make(writer.text.len())?;
    Ok(writer.is_valid.then_some((writer.text, writer.is_unknown)))
}

struct Writer<'b> {
    text: String,
    how: Json,
    budget: &'b Budget<'b>,
    is_unknown: bool,
    is_valid: bool,
}

impl Writer<'_> {
    fn value(&mut self, value: &Value, level: usize) -> Result<(), Fault> {
        self.budget.step(1)?;
        let _level = self.budget.deeper()?;
        match value {
            Value::Nil => self.text.push_str("null"),
            Value::Bool(value) => self.text.push_str(if *value { "true" } else { "false" }),
            Value::Int(number) | Value::Int64(number) => self.text.push_str(&number.to_string()),
            Value::Float(number) => {
                self.is_valid &= number.is_finite();
                self.text.push_str(&number::json(*number));
            }
            Value::Text(text) => {
                self.is_unknown |= value.is_unknown();
                self.string(&text.text)?;
            }
            Value::List(items) => {
                self.budget.step(items.len() as u64)?;
                self.text.push('[');
                for (number, item) in items.iter().enumerate() {
                    self.next(number, level)?;
                    self.value(item, level.saturating_add(1))?;
                }
                self.close(']', items.is_empty(), level)?;
            }
            Value::Map(map) => {
                let entries = map.entries();
                self.budget.step(entries.len() as u64)?;
                self.text.push('{');
                for (number, (key, value)) in entries.iter().enumerate() {
                    self.next(number, level)?;
                    self.string(key)?;
                    self.text.push_str(if self.how.is_pretty { ": " } else { ":" });
                    self.value(value, level.saturating_add(1))?;
                }
                self.close('}', entries.is_empty(), level)?;
            }
            Value::Object(_) => {
                self.is_unknown |= value.is_unknown();
                self.value(&plainly(value, self.budget).unwrap_or(Value::Nil), level)?;
            }
        }
        Ok(())
    }

    /// Begins an item of a list or a map.
    fn next(&mut self, number: usize, level: usize) -> Result<(), Fault> {
        if number > 0 {
            self.text.push(',');
        }
        self.line(level.saturating_add(1))
    }

    fn line(&mut self, level: usize) -> Result<(), Fault> {
        if self.how.is_pretty {
            self.budget.make(level.saturating_mul(2))?;
            self.text.push('\n');
            self.text.extend(std::iter::repeat_n("  ", level));
        }
        Ok(())
    }

    fn close(&mut self, bracket: char, is_empty: bool, level: usize) -> Result<(), Fault> {
        if !is_empty {
            self.line(level)?;
        }
        self.text.push(bracket);
        Ok(())
    }

    fn string(&mut self, text: &str) -> Result<(), Fault> {
        // What is escaped takes six bytes.
        let is_escaped = |byte: &u8| matches!(byte, 0..=0x1f | b'<' | b'>' | b'&' | b'"' | b'\\' | 0xe2);
        let escaped = text.bytes().filter(is_escaped).count();
        self.budget.make(text.len().saturating_add(escaped.saturating_mul(5)))?;
        self.text.push('"');
        for char in text.chars() {
            match char {
                '"' => self.text.push_str("\\\""),
                '\\' => self.text.push_str("\\\\"),
                '\n' => self.text.push_str("\\n"),
                '\r' => self.text.push_str("\\r"),
                '\t' => self.text.push_str("\\t"),
                '\u{8}' => self.text.push_str("\\b"),
                '\u{c}' => self.text.push_str("\\f"),
                '<' | '>' | '&' if self.how.is_raw => self.text.push(char),
                '\0'..' ' | '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => {
                    let _ = write!(self.text, "\\u{:04x}", u32::from(char));
                }
                other => self.text.push(other),
            }
        }
        self.text.push('"');
        Ok(())
    }
}
