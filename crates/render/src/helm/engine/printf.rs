//! Go's `fmt.Sprintf`.

use std::fmt::Write as _;

use super::print::{exponential, fixed, general, hexadecimal, quote_with, type_name};
use crate::helm::value::Value;
use crate::{Budget, Fault};

/// How deep a value may nest that is printed. A map may hold itself.
const DEEPEST: u32 = 100;

/// Widths and precisions above this are none, as in Go.
const WIDEST: usize = 1_000_000;

/// Returns what `fmt.Sprintf` gives.
///
/// # Errors
/// [`Fault::Bound`] where that is too much.
pub(crate) fn sprintf(format: &str, values: &[Value], budget: &Budget<'_>) -> Result<String, Fault> {
    budget.make(format.len())?;
    let mut printer = Printer::new(budget);
    let mut next = Arguments { values, at: 0, is_good: true, is_reordered: false };
    let mut rest = format;
    while let Some((text, after)) = rest.split_once('%') {
        printer.out.push_str(text);
        rest = printer.verb(after, &mut next)?;
    }
    printer.out.push_str(rest);
    printer.flags = Flags::default();
    let extra = values.get(next.at..).unwrap_or_default();
    if !next.is_reordered && !extra.is_empty() {
        printer.out.push_str("%!(EXTRA ");
        for (index, value) in extra.iter().enumerate() {
            if index > 0 {
                printer.out.push_str(", ");
            }
            printer.typed(value)?;
        }
        printer.out.push(')');
    }
    Ok(printer.finish())
}

/// The arguments, and which is next.
struct Arguments<'v> {
    values: &'v [Value],
    at: usize,
    is_good: bool,
    is_reordered: bool,
}

#[derive(Debug, Clone, Copy, Default)]
#[expect(clippy::struct_excessive_bools, reason = "Go's flags")]
struct Flags {
    plus: bool,
    minus: bool,
    sharp: bool,
    space: bool,
    zero: bool,
    /// `%#v`
    go: bool,
    width: Option<usize>,
    precision: Option<usize>,
}

/// Prints values.
pub(super) struct Printer<'b> {
    out: String,
    flags: Flags,
    budget: &'b Budget<'b>,
    depth: u32,
}

impl<'v> Arguments<'v> {
    /// Reads `[3]`; returns what follows, and whether there was one.
    fn index<'t>(&mut self, text: &'t str) -> (&'t str, bool) {
        let Some(inside) = text.strip_prefix('[') else { return (text, false) };
        self.is_reordered = true;
        let Some((number, after)) = inside.split_once(']') else {
            self.is_good = false;
            return (inside, false);
        };
        let index = number.parse::<usize>().ok().filter(|_| number.bytes().all(|byte| byte.is_ascii_digit()));
        match index.and_then(|index| index.checked_sub(1)) {
            Some(index) if index < self.values.len() => self.at = index,
            _ => self.is_good = false,
        }
        (after, index.is_some())
    }

    fn next(&mut self) -> Option<&'v Value> {
        let value = self.values.get(self.at)?;
        self.at = self.at.saturating_add(1);
        Some(value)
    }

    /// Reads the argument of a `*`.
    fn size(&mut self) -> Option<i64> {
        match self.next()? {
            Value::Int(number) | Value::Int64(number) if number.unsigned_abs() <= WIDEST as u64 => {
                Some(*number)
            }
            _ => None,
        }
    }
}

/// Reads digits.
fn number(text: &str) -> (Option<usize>, &str) {
    let after = text.trim_start_matches(|character: char| character.is_ascii_digit());
    let digits = text.get(..text.len().saturating_sub(after.len())).unwrap_or_default();
    match digits.parse() {
        // What is too large before its last digit swallows the rest of the format, in Go.
        Ok(number) if number / 10 > WIDEST => (None, ""),
        Ok(number) => (Some(number), after),
        Err(_) if digits.is_empty() => (None, after),
        Err(_) => (None, ""),
    }
}

impl<'b> Printer<'b> {
    pub(super) fn new(budget: &'b Budget<'b>) -> Self {
        Self { out: String::new(), flags: Flags::default(), budget, depth: 0 }
    }

    pub(super) fn finish(self) -> String {
        self.out
    }

    /// Prints what stands behind a `%`; returns what follows.
    fn verb<'t>(&mut self, text: &'t str, next: &mut Arguments<'_>) -> Result<&'t str, Fault> {
        next.is_good = true;
        let mut flags = Flags::default();
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            match first {
                '#' => flags.sharp = true,
                '0' => flags.zero = true,
                '+' => flags.plus = true,
                '-' => flags.minus = true,
                ' ' => flags.space = true,
                _ => break,
            }
            rest = rest.get(1..).unwrap_or_default();
        }
        let mut is_after;
        (rest, is_after) = next.index(rest);
        if let Some(after) = rest.strip_prefix('*') {
            rest = after;
            match next.size() {
                None => self.out.push_str("%!(BADWIDTH)"),
                Some(size) => {
                    flags.minus |= size < 0;
                    flags.width = usize::try_from(size.unsigned_abs()).ok();
                }
            }
            is_after = false;
        } else {
            (flags.width, rest) = number(rest);
            next.is_good &= !(is_after && flags.width.is_some());
        }
        if let Some(after) = rest.strip_prefix('.') {
            next.is_good &= !is_after;
            (rest, is_after) = next.index(after);
            if let Some(after) = rest.strip_prefix('*') {
                rest = after;
                flags.precision = next.size().and_then(|size| usize::try_from(size).ok());
                if flags.precision.is_none() {
                    self.out.push_str("%!(BADPREC)");
                }
                is_after = false;
            } else {
                let precision;
                (precision, rest) = number(rest);
                flags.precision = Some(precision.unwrap_or_default());
            }
        }
        if !is_after {
            (rest, _) = next.index(rest);
        }
        let Some(verb) = rest.chars().next() else {
            self.out.push_str("%!(NOVERB)");
            return Ok(rest);
        };
        rest = rest.get(verb.len_utf8()..).unwrap_or_default();
        if verb == '%' {
            self.out.push('%');
            return Ok(rest);
        }
        if !next.is_good {
            let _ = write!(self.out, "%!{verb}(BADINDEX)");
            return Ok(rest);
        }
        let Some(value) = next.next() else {
            let _ = write!(self.out, "%!{verb}(MISSING)");
            return Ok(rest);
        };
        if verb == 'v' {
            flags.go = std::mem::take(&mut flags.sharp);
            flags.plus = false;
        }
        self.flags = flags;
        self.value(value, verb)?;
        Ok(rest)
    }

    fn make(&self, count: usize) -> Result<(), Fault> {
        self.budget.make(count)
    }

    /// Writes a text, padded to the width.
    fn pad(&mut self, text: &str) -> Result<(), Fault> {
        let missing = match self.flags.width {
            Some(width) => width.saturating_sub(text.chars().count()),
            None => 0,
        };
        self.make(text.len().saturating_add(missing))?;
        let padding = if self.flags.zero && !self.flags.minus { '0' } else { ' ' };
        if self.flags.minus {
            self.out.push_str(text);
        }
        self.out.extend(std::iter::repeat_n(padding, missing));
        if !self.flags.minus {
            self.out.push_str(text);
        }
        Ok(())
    }

    /// Writes a text that is never padded with zeros.
    fn pad_blank(&mut self, text: &str) -> Result<(), Fault> {
        let zero = std::mem::take(&mut self.flags.zero);
        let result = self.pad(text);
        self.flags.zero = zero;
        result
    }

    /// Writes a piece as it is.
    fn push(&mut self, text: &str) -> Result<(), Fault> {
        self.make(text.len())?;
        self.out.push_str(text);
        Ok(())
    }

    /// Prints a value by a verb.
    pub(super) fn value(&mut self, value: &Value, verb: char) -> Result<(), Fault> {
        // A list of a list twice, of a list twice, and so on is small, and its text is not.
        self.budget.step(1)?;
        if verb == 'T' {
            return self.text(type_name(value), 's');
        }
        match value {
            Value::Nil if verb == 'v' && self.depth == 0 => self.pad("<nil>"),
            Value::Nil if self.depth > 0 && self.flags.go => self.push("interface {}(nil)"),
            Value::Nil if self.depth > 0 => self.push("<nil>"),
            Value::Bool(value) if matches!(verb, 't' | 'v') => {
                self.pad(if *value { "true" } else { "false" })
            }
            Value::Int(number) | Value::Int64(number) if "vdboOxXcqU".contains(verb) => {
                self.integer(*number, verb)
            }
            Value::Float(number) if "veEfFgGxX".contains(verb) => self.float(*number, verb),
            Value::Text(text) if "vsxXq".contains(verb) => self.text(&text.text, verb),
            Value::Object(object) if "vsxXq".contains(verb) => self.text(&object.print(), verb),
            Value::List(items) => {
                self.deeper()?;
                self.push(if self.flags.go { "[]interface {}{" } else { "[" })?;
                for (index, item) in items.iter().enumerate() {
                    if index > 0 {
                        self.push(if self.flags.go { ", " } else { " " })?;
                    }
                    self.value(item, verb)?;
                }
                self.depth = self.depth.saturating_sub(1);
                self.push(if self.flags.go { "}" } else { "]" })
            }
            Value::Map(map) => {
                self.deeper()?;
                self.push(if self.flags.go { "map[string]interface {}{" } else { "map[" })?;
                for (index, (key, value)) in map.borrow().iter().enumerate() {
                    if index > 0 {
                        self.push(if self.flags.go { ", " } else { " " })?;
                    }
                    self.value(&Value::text(std::rc::Rc::clone(key)), verb)?;
                    self.push(":")?;
                    self.value(value, verb)?;
                }
                self.depth = self.depth.saturating_sub(1);
                self.push(if self.flags.go { "}" } else { "]" })
            }
            value => {
                self.push(&format!("%!{verb}("))?;
                self.typed(value)?;
                self.push(")")
            }
        }
    }

    fn deeper(&mut self) -> Result<(), Fault> {
        self.depth = self.depth.saturating_add(1);
        if self.depth > DEEPEST {
            return Err(Fault::Bound(format!("a value of more than {DEEPEST} levels")));
        }
        Ok(())
    }

    /// Prints `type=value`, as Go does for what a verb does not fit.
    fn typed(&mut self, value: &Value) -> Result<(), Fault> {
        if matches!(value, Value::Nil) {
            return self.push("<nil>");
        }
        self.push(type_name(value))?;
        self.push("=")?;
        self.value(value, 'v')
    }

    fn text(&mut self, text: &str, verb: char) -> Result<(), Fault> {
        let cut = match (self.flags.precision, verb) {
            (Some(precision), 's' | 'v' | 'q') => match text.char_indices().nth(precision) {
                Some((at, _)) => text.get(..at).unwrap_or_default(),
                None => text,
            },
            _ => text,
        };
        match verb {
            'q' => self.quoted(cut),
            'v' if self.flags.go => self.quoted(cut),
            'x' | 'X' => self.hexadecimal(text, verb),
            _ => self.pad(cut),
        }
    }

    fn quoted(&mut self, text: &str) -> Result<(), Fault> {
        self.make(text.len().saturating_mul(4))?;
        let is_raw = |character: char| character != '`' && (character == '\t' || !character.is_control());
        if self.flags.sharp && text.chars().all(is_raw) {
            return self.pad(&format!("`{text}`"));
        }
        let quoted = quote_with(text, '"', self.flags.plus);
        self.pad(&quoted)
    }

    fn hexadecimal(&mut self, text: &str, verb: char) -> Result<(), Fault> {
        self.make(text.len().saturating_mul(5))?;
        let mut written = String::new();
        let count = self.flags.precision.unwrap_or(usize::MAX);
        for (index, byte) in text.bytes().take(count).enumerate() {
            if index > 0 && self.flags.space {
                written.push(' ');
            }
            if self.flags.sharp && (index == 0 || self.flags.space) {
                written.push_str(if verb == 'x' { "0x" } else { "0X" });
            }
            let _ = if verb == 'x' { write!(written, "{byte:02x}") } else { write!(written, "{byte:02X}") };
        }
        self.pad(&written)
    }

    fn integer(&mut self, number: i64, verb: char) -> Result<(), Fault> {
        let magnitude = number.unsigned_abs();
        let character = || u32::try_from(number).ok().and_then(char::from_u32).unwrap_or('\u{fffd}');
        let mut digits = match verb {
            'c' => return self.pad(character().encode_utf8(&mut [0; 4])),
            'q' => {
                let ascii = self.flags.plus;
                let quoted = quote_with(character().encode_utf8(&mut [0; 4]), '\'', ascii);
                return self.pad(&quoted);
            }
            'U' => {
                let mut text = format!("U+{:0>1$X}", number, self.flags.precision.unwrap_or(4).max(4));
                if self.flags.sharp {
                    let _ = write!(text, " '{}'", character());
                }
                return self.pad_blank(&text);
            }
            'b' => format!("{magnitude:b}"),
            'o' | 'O' => format!("{magnitude:o}"),
            'x' => format!("{magnitude:x}"),
            'X' => format!("{magnitude:X}"),
            _ => magnitude.to_string(),
        };
        let has_sign = number < 0 || self.flags.plus || self.flags.space;
        let least = match (self.flags.precision, self.flags.width) {
            (Some(0), _) if number == 0 => return self.pad_blank(""),
            (Some(precision), _) => precision,
            (None, Some(width)) if self.flags.zero && !self.flags.minus => {
                width.saturating_sub(usize::from(has_sign))
            }
            _ => 0,
        };
        let missing = least.saturating_sub(digits.len());
        self.make(missing)?;
        digits.insert_str(0, &"0".repeat(missing));
        if self.flags.sharp {
            let prefix = match verb {
                'b' => "0b",
                'o' if !digits.starts_with('0') => "0",
                'x' => "0x",
                'X' => "0X",
                _ => "",
            };
            digits.insert_str(0, prefix);
        }
        if verb == 'O' {
            digits.insert_str(0, "0o");
        }
        if number < 0 {
            digits.insert(0, '-');
        } else if self.flags.plus {
            digits.insert(0, '+');
        } else if self.flags.space {
            digits.insert(0, ' ');
        }
        self.pad_blank(&digits)
    }

    fn float(&mut self, number: f64, verb: char) -> Result<(), Fault> {
        let precision = self.flags.precision;
        self.make(precision.unwrap_or_default().saturating_add(320))?;
        let mut text = match verb {
            'e' | 'E' => exponential(number, precision.unwrap_or(6)),
            'f' | 'F' => fixed(number, Some(precision.unwrap_or(6))),
            'x' | 'X' => hexadecimal(number),
            _ => general(number, precision),
        };
        if matches!(verb, 'E' | 'G' | 'X') {
            text.make_ascii_uppercase();
        }
        let unsigned = text.trim_start_matches(['-', '+']);
        let sign = match text.chars().next() {
            Some('-') => "-",
            _ if self.flags.plus => "+",
            _ if self.flags.space => " ",
            _ if number.is_infinite() => "+",
            _ => "",
        };
        let whole = format!("{sign}{unsigned}");
        if !number.is_finite() {
            return self.pad_blank(&whole);
        }
        let width = self.flags.width.unwrap_or_default();
        if self.flags.zero && !self.flags.minus && width > whole.len() && !sign.is_empty() {
            let missing = width.saturating_sub(whole.len());
            self.make(width)?;
            self.out.push_str(sign);
            self.out.extend(std::iter::repeat_n('0', missing));
            self.out.push_str(unsigned);
            return Ok(());
        }
        self.pad(&whole)
    }
}
