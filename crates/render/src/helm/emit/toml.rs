//! TOML, with tables indented, as Helm writes it.

use std::fmt::Write as _;
use std::rc::Rc;

use super::number::shortest;
use super::plainly;
use crate::helm::functions::Call;
use crate::helm::value::Value;
use crate::{Budget, Fault};

/// Writes a value; true where it holds a placeholder. What TOML has not is refused.
///
/// # Errors
/// [`Fault::Bound`] where it holds itself or is too long, [`Fault::Refused`] for a list that holds `nil`.
pub(crate) fn toml(value: &Value, budget: &Budget<'_>) -> Result<(String, bool), Fault> {
    let mut writer = Writer { text: String::new(), budget, is_unknown: false };
    match value {
        Value::Map(map) => writer.table(&map.entries(), &[])?,
        Value::List(_) if below(value).is_some() => {
            return Err(Fault::refused("toml: top-level values must be Go maps or structs"));
        }
        other => writer.value(other)?,
    }
    budget.make(writer.text.len())?;
    Ok((writer.text, writer.is_unknown))
}

struct Writer<'b> {
    text: String,
    budget: &'b Budget<'b>,
    is_unknown: bool,
}

/// What of a map stands below it.
enum Below {
    Table(Vec<(Rc<str>, Value)>),
    Tables(Vec<Vec<(Rc<str>, Value)>>),
}

/// Returns the tables that a value is.
fn below(value: &Value) -> Option<Below> {
    match value {
        Value::Map(map) => Some(Below::Table(map.entries())),
        Value::List(items) if !items.is_empty() => {
            let tables: Option<Vec<_>> = items
                .iter()
                .map(|item| if let Value::Map(map) = item { Some(map.entries()) } else { None })
                .collect();
            tables.map(Below::Tables)
        }
        _ => None,
    }
}

/// Tells whether it is a time, which TOML has beside texts.
fn is_time(value: &Value) -> bool {
    matches!(value, Value::Object(object) if object.type_name() == "time.Time")
}

impl Writer<'_> {
    fn blank(&mut self) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
    }

    /// Writes what stands in a line of a table, then the tables in it.
    fn table(&mut self, entries: &[(Rc<str>, Value)], path: &[Rc<str>]) -> Result<(), Fault> {
        let _level = self.budget.deeper()?;
        self.budget.step(entries.len() as u64)?;
        let mut tables = Vec::new();
        for (key, value) in entries {
            let value = if is_time(value) { None } else { plainly(value, self.budget) }
                .unwrap_or_else(|| value.clone());
            let mut path = path.to_vec();
            path.push(Rc::clone(key));
            match (below(&value), &value) {
                (Some(below), _) => tables.push((path, below)),
                (None, Value::Nil) => {}
                (None, value) => {
                    self.indent(&path)?;
                    self.key(key);
                    self.text.push_str(" = ");
                    self.value(value)?;
                    self.text.push('\n');
                }
            }
        }
        for (path, below) in tables {
            match below {
                Below::Table(entries) => {
                    if path.len() == 1 {
                        self.blank();
                    }
                    self.head(&path, "[", "]")?;
                    self.table(&entries, &path)?;
                }
                Below::Tables(all) => {
                    for entries in all {
                        self.blank();
                        self.head(&path, "[[", "]]")?;
                        self.table(&entries, &path)?;
                    }
                }
            }
        }
        Ok(())
    }

    fn head(&mut self, path: &[Rc<str>], open: &str, close: &str) -> Result<(), Fault> {
        self.indent(path)?;
        self.text.push_str(open);
        for (number, key) in path.iter().enumerate() {
            self.budget.make(key.len())?;
            if number > 0 {
                self.text.push('.');
            }
            self.key(key);
        }
        self.text.push_str(close);
        self.text.push('\n');
        Ok(())
    }

    fn indent(&mut self, path: &[Rc<str>]) -> Result<(), Fault> {
        self.budget.make(path.len())?;
        self.text.extend(std::iter::repeat_n("  ", path.len().saturating_sub(1)));
        Ok(())
    }

    fn key(&mut self, key: &str) {
        let is_bare = |char: char| char.is_ascii_alphanumeric() || matches!(char, '_' | '-');
        if !key.is_empty() && key.chars().all(is_bare) {
            self.text.push_str(key);
        } else {
            self.string(key);
        }
    }

    /// Writes a value within a line.
    fn value(&mut self, value: &Value) -> Result<(), Fault> {
        self.budget.step(1)?;
        let _level = self.budget.deeper()?;
        self.is_unknown |= value.is_unknown();
        match value {
            Value::Nil => return Err(Fault::refused("toml: cannot encode array with nil element")),
            Value::Bool(value) => self.text.push_str(if *value { "true" } else { "false" }),
            Value::Int(number) | Value::Int64(number) => self.text.push_str(&number.to_string()),
            Value::Float(number) => self.float(*number),
            Value::Text(text) => {
                let escaped = text.text.bytes().filter(|byte| !matches!(byte, b' '..=b'~')).count();
                self.budget.make(text.text.len().saturating_add(escaped.saturating_mul(6)))?;
                self.string(&text.text);
            }
            Value::List(items) => {
                self.budget.make(items.len())?;
                self.text.push('[');
                for (number, item) in items.iter().enumerate() {
                    if number > 0 {
                        self.text.push_str(", ");
                    }
                    self.value(item)?;
                }
                self.text.push(']');
            }
            Value::Map(map) => {
                self.text.push('{');
                let entries = map.entries();
                let some = entries.iter().filter(|(_, value)| !matches!(value, Value::Nil));
                for (number, (key, value)) in some.enumerate() {
                    self.budget.make(key.len())?;
                    if number > 0 {
                        self.text.push_str(", ");
                    }
                    self.key(key);
                    self.text.push_str(" = ");
                    self.value(value)?;
                }
                self.text.push('}');
            }
            Value::Object(object) if is_time(value) => {
                let text =
                    object.call(&Call { name: "MarshalText", budget: self.budget }, &[]).and_then(Result::ok);
                self.text.push_str(text.as_ref().and_then(Value::as_str).unwrap_or_default());
            }
            Value::Object(_) => self.value(&plainly(value, self.budget).unwrap_or(Value::Bool(false)))?,
        }
        Ok(())
    }

    fn float(&mut self, number: f64) {
        let text = shortest(number);
        let is_whole = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
        self.text.push_str(match text.as_str() {
            ".nan" => "nan",
            "+.inf" => "inf",
            "-.inf" => "-inf",
            text => text,
        });
        if is_whole {
            self.text.push_str(".0");
        }
    }

    fn string(&mut self, text: &str) {
        self.text.push('"');
        for char in text.chars() {
            match char {
                '"' => self.text.push_str("\\\""),
                '\\' => self.text.push_str("\\\\"),
                '\u{8}' => self.text.push_str("\\b"),
                '\t' => self.text.push_str("\\t"),
                '\n' => self.text.push_str("\\n"),
                '\u{c}' => self.text.push_str("\\f"),
                '\r' => self.text.push_str("\\r"),
                '\0'..' ' | '\u{7f}' => {
                    let _ = write!(self.text, "\\u{:04x}", u32::from(char));
                }
                other => self.text.push(other),
            }
        }
        self.text.push('"');
    }
}
