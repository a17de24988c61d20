//! The notation of `--set` and its sisters: `a.b[0].c=d,e={f,g}`.
//!
//! # Source
//! Helm's `pkg/strvals`: a comma ends a value, a backslash takes the next character as it is, `[i]` is an item of a list.
//! Messages say the place, and neither the key nor the value: who forgets to escape a comma has a value for a key.

use std::iter::Peekable;
use std::str::Chars;

use crate::helm::read;
use crate::helm::value::{Map, Value};
use crate::{Budget, Fault};

/// How the text behind the equals sign is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind<'t> {
    /// `--set`: truth values, null and whole numbers are what they look like.
    Typed,
    /// `--set-string`.
    Text,
    /// `--set-json`.
    Json,
    /// `--set-literal`: all to the end is one text, whatever is in it.
    Literal,
    /// `--set-file`: there is a key only, and this is its value.
    File(&'t str),
}

/// The largest index of a list, as in Helm.
const MOST_INDEX: usize = 65_536;
/// The most dots in a key, as in Helm.
const MOST_DOTS: u32 = 30;

/// Sets what `text` says in `values`.
///
/// # Errors
/// [`Fault::Refused`] where it is malformed.
pub(super) fn assign(text: &str, kind: Kind<'_>, values: &Map, budget: &Budget<'_>) -> Result<(), Fault> {
    budget.step(text.len() as u64)?;
    let mut parser = Parser { rest: text.chars().peekable(), length: text.chars().count(), kind, budget };
    // The name alone is a key without a value otherwise.
    let mut is_first = true;
    while parser.rest.peek().is_some() {
        parser.key(values, 0).map_err(|fault| match fault {
            // What looks like a key may be the rest of a password with a comma in it.
            Fault::Refused(_) if !is_first => Fault::refused(
                "what stands behind a comma is malformed: write KEY=VALUE, and \\, for a comma within a value",
            ),
            other => other,
        })?;
        is_first = false;
    }
    Ok(())
}

struct Parser<'t, 'b> {
    rest: Peekable<Chars<'t>>,
    /// How many characters there are.
    length: usize,
    kind: Kind<'t>,
    budget: &'b Budget<'b>,
}

impl Parser<'_, '_> {
    /// Reads to one of the characters of `stop`, which is taken; none where the text ends first.
    fn until(&mut self, stop: &[char]) -> (String, Option<char>) {
        let mut text = String::new();
        while let Some(character) = self.rest.next() {
            if stop.contains(&character) {
                return (text, Some(character));
            }
            if character == '\\' && self.kind != Kind::Literal {
                text.extend(self.rest.next());
            } else {
                text.push(character);
            }
        }
        (text, None)
    }

    /// Refuses what was read last, by its place: what stands there may be a part of a value with a comma in it.
    fn refuse<T>(&self, what: &str) -> Result<T, Fault> {
        let place = self.length.saturating_sub(self.rest.clone().count());
        Err(Fault::refused(format!("{what}, at character {place}")))
    }

    fn key(&mut self, values: &Map, dots: u32) -> Result<(), Fault> {
        let _level = self.budget.deeper()?;
        let stop: &[char] = if self.kind == Kind::Literal { &['=', '[', '.'] } else { &['=', '[', '.', ','] };
        let (key, end) = self.until(stop);
        match end {
            None if key.is_empty() => Ok(()),
            // The text of a file stands beside its key.
            None if matches!(self.kind, Kind::File(_)) => {
                let value = self.value()?;
                set(values, &key, value);
                Ok(())
            }
            None | Some(',') => self.refuse("a key has no value: a comma in a value is written \\,"),
            Some('=') => {
                let value = self.value()?;
                set(values, &key, value);
                Ok(())
            }
            Some('[') => {
                let index = self.index()?;
                let list = match values.get(&key) {
                    None => Vec::new(),
                    Some(Value::List(items)) => items.to_vec(),
                    Some(_) => return self.refuse("what has an index is no list"),
                };
                let list = self.item(list, index, dots)?;
                set(values, &key, Value::list(list));
                Ok(())
            }
            Some(_) => {
                let dots = dots.saturating_add(1);
                if dots > MOST_DOTS {
                    return Err(Fault::refused(format!("a key has more than {MOST_DOTS} dots")));
                }
                let inner = match values.get(&key) {
                    None => Map::default(),
                    Some(Value::Map(inner)) => inner,
                    Some(_) => return self.refuse("what has a key below it is no table"),
                };
                self.key(&inner, dots)?;
                if inner.borrow().is_empty() {
                    return self.refuse("a key has no value");
                }
                set(values, &key, Value::Map(inner));
                Ok(())
            }
        }
    }

    fn index(&mut self) -> Result<usize, Fault> {
        let (text, end) = self.until(&[']']);
        let index = end.and_then(|_| text.parse::<usize>().ok()).filter(|index| *index <= MOST_INDEX);
        match index {
            Some(index) => Ok(index),
            None => self.refuse(&format!("an index is no number from 0 to {MOST_INDEX}")),
        }
    }

    fn item(&mut self, mut list: Vec<Value>, index: usize, dots: u32) -> Result<Vec<Value>, Fault> {
        let _level = self.budget.deeper()?;
        let (between, end) = self.until(&['[', '.', '=']);
        if !between.is_empty() {
            return self.refuse("there is something behind an index");
        }
        let had = list.get(index).cloned();
        let value = match end {
            None if matches!(self.kind, Kind::File(_)) => self.value()?,
            // As in Helm, an index without a value changes nothing.
            None => return Ok(list),
            Some('=') => self.value()?,
            Some('[') => {
                let next = self.index()?;
                let inner = match had {
                    None | Some(Value::Nil) => Vec::new(),
                    Some(Value::List(items)) => items.to_vec(),
                    Some(_) => return self.refuse("what has an index is no list"),
                };
                Value::list(self.item(inner, next, dots)?)
            }
            Some(_) => {
                let inner = if let Some(Value::Map(inner)) = had { inner } else { Map::default() };
                self.key(&inner, dots)?;
                Value::Map(inner)
            }
        };
        self.budget.step(index as u64)?;
        self.budget.make(index.saturating_mul(size_of::<Value>()))?;
        if list.len() <= index {
            list.resize(index.saturating_add(1), Value::Nil);
        }
        if let Some(place) = list.get_mut(index) {
            *place = value;
        }
        Ok(list)
    }

    fn value(&mut self) -> Result<Value, Fault> {
        match self.kind {
            Kind::File(text) => Ok(Value::text(text)),
            Kind::Literal => Ok(Value::text(self.rest.by_ref().collect::<String>())),
            Kind::Json => self.json(),
            Kind::Typed | Kind::Text => {
                if self.rest.next_if_eq(&'{').is_none() {
                    let (text, _) = self.until(&[',']);
                    return Ok(self.scalar(text));
                }
                let mut items = Vec::new();
                loop {
                    let (text, end) = self.until(&[',', '}']);
                    items.push(self.scalar(text));
                    match end {
                        None => return Err(Fault::refused("a list must end with }")),
                        Some('}') => break,
                        Some(_) => {}
                    }
                }
                self.rest.next_if_eq(&',');
                Ok(Value::list(items))
            }
        }
    }

    fn scalar(&self, text: String) -> Value {
        if self.kind == Kind::Text {
            return Value::text(text);
        }
        let is = |word: &str| text.eq_ignore_ascii_case(word);
        if is("true") || is("false") {
            return Value::Bool(is("true"));
        }
        if is("null") {
            return Value::Nil;
        }
        let number = if text == "0" || !text.starts_with('0') { text.parse::<i64>().ok() } else { None };
        number.map_or_else(|| Value::text(text), Value::Int64)
    }

    fn json(&mut self) -> Result<Value, Fault> {
        while self.rest.next_if(|character| character.is_whitespace()).is_some() {}
        if self.rest.peek().is_none_or(|character| *character == ',') {
            self.rest.next();
            return Ok(Value::Nil);
        }
        let rest: String = self.rest.clone().collect();
        let mut values = serde_json::Deserializer::from_str(&rest).into_iter::<serde_json::Value>();
        let Some(Ok(value)) = values.next() else {
            return Err(Fault::refused("a value is not well-formed JSON"));
        };
        let read = rest.get(..values.byte_offset()).unwrap_or_default().chars().count();
        for _ in 0..read {
            self.rest.next();
        }
        while self.rest.next_if(|character| character.is_whitespace()).is_some() {}
        self.rest.next_if_eq(&',');
        read::json(&value, self.budget)
    }
}

fn set(values: &Map, key: &str, value: Value) {
    if !key.is_empty() {
        values.set(key, value);
    }
}
