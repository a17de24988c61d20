//! YAML as `sigs.k8s.io/yaml` writes it, through JSON, and as `toYamlPretty` does.

use std::rc::Rc;

use super::number::{json, shortest};
use super::plainly;
use super::scalar::{Quotes, Shape, folded, is_break, shape};
use crate::helm::value::{Text, Value};
use crate::{Budget, Fault, Line};

/// Which of Helm's two writers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    /// Lists of a map stand under their key, and numbers went through JSON.
    Plain,
    /// Lists of a map stand two spaces to the right.
    Pretty,
}

/// Writes a value. Only the lines that hold a placeholder are unknown. None for what the writer refuses.
///
/// # Errors
/// [`Fault::Bound`] where it holds itself or is too long.
pub(crate) fn yaml(value: &Value, style: Style, budget: &Budget<'_>) -> Result<Option<Text>, Fault> {
    let mut writer =
        Writer { text: String::new(), style, budget, unknown: Vec::new(), line: 0, is_valid: true };
    writer.node(value, 0, Place::Start)?;
    if !writer.is_valid {
        return Ok(None);
    }
    let text = writer.text.strip_suffix('\n').unwrap_or(&writer.text).to_owned();
    if writer.unknown.is_empty() {
        return Ok(Some(Text::new(text)));
    }
    let count = text.split('\n').count();
    let mut lines = vec![Line::default(); count];
    for range in &writer.unknown {
        for line in lines.iter_mut().take(range.1.saturating_add(1)).skip(range.0) {
            line.unknown = true;
        }
    }
    Ok(Some(Text { lines: Some(lines.into()), ..Text::new(text) }))
}

/// What a value stands behind.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Nothing.
    Start,
    /// A dash, or the colon of a key that has lines.
    Dash,
    /// A key and its colon.
    Key,
}

/// A key and its value.
type Entry = (Rc<str>, Value);

struct Writer<'b> {
    text: String,
    style: Style,
    budget: &'b Budget<'b>,
    /// The first and the last line of each placeholder.
    unknown: Vec<(usize, usize)>,
    line: usize,
    is_valid: bool,
}

impl Writer<'_> {
    fn push(&mut self, text: &str) -> Result<(), Fault> {
        self.budget.make(text.len())?;
        self.text.push_str(text);
        Ok(())
    }

    fn end(&mut self) -> Result<(), Fault> {
        self.line = self.line.saturating_add(1);
        self.push("\n")
    }

    fn pad(&mut self, indent: usize) -> Result<(), Fault> {
        self.budget.make(indent)?;
        self.text.extend(std::iter::repeat_n(' ', indent));
        Ok(())
    }

    /// Writes a value and ends its line. What a map or list holds is indented by `indent`.
    fn node(&mut self, value: &Value, indent: usize, place: Place) -> Result<(), Fault> {
        self.budget.step(1)?;
        let _level = self.budget.deeper()?;
        match value {
            Value::Map(map) if !map.borrow().is_empty() => self.map(map.entries(), indent, place),
            Value::List(items) if !items.is_empty() => {
                let is_right = place == Place::Key && self.style == Style::Plain;
                let indent = if is_right { indent.saturating_sub(2) } else { indent };
                self.list(items, indent, place)
            }
            Value::Object(_) => {
                let from = self.line;
                self.node(&plainly(value, self.budget).unwrap_or(Value::Nil), indent, place)?;
                if value.is_unknown() {
                    self.unknown.push((from, self.line.saturating_sub(1)));
                }
                Ok(())
            }
            scalar => {
                if place == Place::Key {
                    self.push(" ")?;
                }
                self.scalar(scalar, indent.max(if place == Place::Start { 2 } else { 0 }))
            }
        }
    }

    fn list(&mut self, items: &[Value], indent: usize, place: Place) -> Result<(), Fault> {
        self.budget.step(items.len() as u64)?;
        if place == Place::Key {
            self.end()?;
        }
        for (number, item) in items.iter().enumerate() {
            if number > 0 || place != Place::Dash {
                self.pad(indent)?;
            }
            self.push("- ")?;
            self.node(item, indent.saturating_add(2), Place::Dash)?;
        }
        Ok(())
    }

    fn map(&mut self, entries: Vec<Entry>, indent: usize, place: Place) -> Result<(), Fault> {
        self.budget.step((entries.len() as u64).saturating_mul(4))?;
        if place == Place::Key {
            self.end()?;
        }
        let entries = sorted(entries, self.style);
        let within = indent.saturating_add(2);
        for (number, (key, value)) in entries.iter().enumerate() {
            if number > 0 || place != Place::Dash {
                self.pad(indent)?;
            }
            let is_simple = !key.contains(is_break) && key.len() <= 128;
            if is_simple {
                self.string(key, within, true)?;
                self.push(":")?;
                self.node(value, within, Place::Key)?;
            } else {
                self.push("? ")?;
                self.string(key, within, false)?;
                if !self.text.ends_with('\n') {
                    self.end()?;
                }
                self.pad(indent)?;
                self.push(": ")?;
                self.node(value, within, Place::Dash)?;
            }
        }
        Ok(())
    }

    fn scalar(&mut self, value: &Value, indent: usize) -> Result<(), Fault> {
        let from = self.line;
        match value {
            Value::Nil => self.push("null")?,
            Value::Bool(value) => self.push(if *value { "true" } else { "false" })?,
            Value::Int(number) | Value::Int64(number) => self.push(&number.to_string())?,
            Value::Float(number) => self.float(*number)?,
            Value::List(_) => self.push("[]")?,
            Value::Map(_) => self.push("{}")?,
            Value::Text(text) => self.string(&text.text, indent, false)?,
            Value::Object(_) => {}
        }
        if !self.text.ends_with('\n') || !matches!(value, Value::Text(_)) {
            self.end()?;
        }
        if value.is_unknown() {
            self.unknown.push((from, self.line.saturating_sub(1)));
        }
        Ok(())
    }

    fn float(&mut self, number: f64) -> Result<(), Fault> {
        if self.style == Style::Plain {
            self.is_valid &= number.is_finite();
            // What JSON writes as digits alone is a whole number again when it is read.
            let json = json(number);
            if let Ok(whole) = json.parse::<i128>()
                && (i128::from(i64::MIN)..=i128::from(u64::MAX)).contains(&whole)
            {
                return self.push(&whole.to_string());
            }
        }
        self.push(&shortest(number))
    }

    /// Writes a text; a block ends its line, anything else does not.
    fn string(&mut self, text: &str, indent: usize, is_simple_key: bool) -> Result<(), Fault> {
        // What is escaped between quotes takes up to five bytes more.
        let escaped = text.bytes().filter(|byte| !matches!(byte, b' '..=b'~')).count();
        self.budget.make(text.len().saturating_add(escaped.saturating_mul(5)))?;
        let read;
        let mut text = text;
        if self.style == Style::Plain {
            // The reader of the JSON in between refuses the one, and folds the other.
            self.is_valid &= !text.contains('\u{7f}');
            if text.contains('\u{85}') {
                read = text.replace('\u{85}', " ");
                text = &read;
            }
        }
        match shape(text, self.style, is_simple_key) {
            Shape::Line(line, quotes) => {
                let mark = match quotes {
                    Quotes::None => "",
                    Quotes::Single => "'",
                    Quotes::Double => "\"",
                };
                self.push(mark)?;
                let is_long = line.contains(' ') && line.len() > 40;
                if is_long && self.style == Style::Plain && !is_simple_key {
                    let start = self.text.rfind('\n').map_or(0, |at| at.saturating_add(1));
                    let column = self.text.get(start..).map_or(0, |line| line.chars().count());
                    // A line is no shorter than 80 columns.
                    self.budget.make((line.len() / 80).saturating_mul(indent))?;
                    let folded = folded(&line, quotes, column, indent);
                    self.line = self.line.saturating_add(folded.matches('\n').count());
                    self.push(&folded)?;
                } else {
                    self.push(&line)?;
                }
                self.push(mark)
            }
            Shape::Block(head) => {
                self.push(&head)?;
                self.end()?;
                for line in text.strip_suffix('\n').unwrap_or(text).split('\n') {
                    if !line.is_empty() {
                        self.pad(indent)?;
                        self.push(line)?;
                    }
                    self.end()?;
                }
                Ok(())
            }
        }
    }
}

/// Sorts entries by a comparison that may run in circles, as that of Go's writer does: no order is wrong then.
fn sorted(entries: Vec<Entry>, style: Style) -> Vec<Entry> {
    if entries.len() < 2 {
        return entries;
    }
    let mut left = entries;
    let right = left.split_off(left.len() / 2);
    let count = left.len().saturating_add(right.len());
    let mut left = sorted(left, style).into_iter().peekable();
    let mut right = sorted(right, style).into_iter().peekable();
    let mut all = Vec::with_capacity(count);
    loop {
        let is_right = match (left.peek(), right.peek()) {
            (Some(left), Some(right)) => is_before(&right.0, &left.0, style),
            (None, Some(_)) => true,
            _ => false,
        };
        let Some(next) = (if is_right { right.next() } else { left.next() }) else {
            return all;
        };
        all.push(next);
    }
}

/// Tells whether a key comes first, as people order: numbers in keys by what they count, and other marks before letters;
/// behind a number the pretty writer has letters first.
fn is_before(left: &str, right: &str, style: Style) -> bool {
    let (mut left_rest, mut right_rest) = (left.chars(), right.chars());
    // The digits that both share just before they differ.
    let (mut is_in_number, mut is_counting) = (false, false);
    loop {
        let (left_from, right_from) = (left_rest.as_str(), right_rest.as_str());
        let (Some(a), Some(b)) = (left_rest.next(), right_rest.next()) else {
            return left_from.len() < right_from.len();
        };
        if a == b {
            is_in_number = a.is_ascii_digit();
            is_counting = is_in_number && (is_counting || a != '0');
            continue;
        }
        return match (a.is_alphabetic(), b.is_alphabetic()) {
            (true, true) => a < b,
            (true, false) => is_in_number && style == Style::Pretty,
            (false, true) => !(is_in_number && style == Style::Pretty),
            (false, false) => {
                let lead = u64::from((a == '0' || b == '0') && is_counting);
                (number(left_from, lead), a) < (number(right_from, lead), b)
            }
        };
    }
}

/// Returns the number that a text begins with, after a leading digit, and how many digits it has.
fn number(text: &str, lead: u64) -> (u64, usize) {
    let digits = text.chars().map_while(|char| char.to_digit(10));
    digits.fold((lead, 0), |(number, length): (u64, usize), digit| {
        (number.saturating_mul(10).saturating_add(u64::from(digit)), length.saturating_add(1))
    })
}
