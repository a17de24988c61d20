//! How functions look at their arguments: as many, and of the types, as Go's reflection wants.

use super::Call;
use crate::Fault;
use crate::helm::engine::display;
pub(super) use crate::helm::engine::type_name;
use crate::helm::value::{Map, Text, Value};

impl Call<'_> {
    /// Takes exactly `N` arguments.
    ///
    /// # Errors
    /// [`Fault::Refused`] where there are more or less.
    pub(super) fn exactly<'v, const N: usize>(&self, args: &'v [Value]) -> Result<&'v [Value; N], Fault> {
        args.try_into().map_err(|_| self.wrong_number(&N.to_string(), args.len()))
    }

    /// Takes `N` arguments and what follows.
    ///
    /// # Errors
    /// [`Fault::Refused`] where there are less.
    pub(super) fn at_least<'v, const N: usize>(
        &self,
        args: &'v [Value],
    ) -> Result<(&'v [Value; N], &'v [Value]), Fault> {
        args.split_first_chunk::<N>().ok_or_else(|| self.wrong_number(&format!("at least {N}"), args.len()))
    }

    fn wrong_number(&self, want: &str, got: usize) -> Fault {
        Fault::refused(format!("wrong number of args for {}: want {want} got {got}", self.name))
    }

    /// Refuses the call, in the words that follow the name of the function.
    pub(super) fn refuse<T>(&self, why: impl std::fmt::Display) -> Result<T, Fault> {
        Err(Fault::refused(format!("error calling {}: {why}", self.name)))
    }

    /// Makes a text that is short, or was paid for in part.
    ///
    /// # Errors
    /// [`Fault::Bound`] where there are too many bytes of texts.
    pub(super) fn text(&self, text: String) -> Result<Value, Fault> {
        self.budget.make(text.len())?;
        Ok(Value::text(text))
    }

    /// Makes a text of no more than `most` bytes, which are paid for before.
    ///
    /// # Errors
    /// [`Fault::Bound`] where there are too many bytes of texts.
    pub(super) fn at_most(&self, most: usize, text: impl FnOnce() -> String) -> Result<Value, Fault> {
        self.budget.make(most)?;
        Ok(Value::text(text()))
    }

    /// Makes a list of texts.
    ///
    /// # Errors
    /// [`Fault::Bound`] where they are too many.
    pub(super) fn texts<'t>(&self, texts: impl Iterator<Item = &'t str>) -> Result<Value, Fault> {
        let mut items = Vec::new();
        for text in texts {
            self.budget.step(1)?;
            self.budget.hold(text.len())?;
            items.push(Value::text(text));
        }
        Ok(Value::list(items))
    }

    /// Takes the steps and bytes of a list of `count` values.
    ///
    /// # Errors
    /// [`Fault::Bound`] where they are too many.
    pub(super) fn weigh(&self, count: usize) -> Result<(), Fault> {
        self.budget.step(count as u64)?;
        self.budget.make(count.saturating_mul(size_of::<Value>()))
    }

    /// Makes a map, with room for `count` entries.
    ///
    /// # Errors
    /// [`Fault::Bound`] where they are too many.
    pub(super) fn map(&self, count: usize) -> Result<Map, Fault> {
        self.budget.step(count as u64)?;
        self.budget.make(count.saturating_mul(80))?;
        self.budget.map()?;
        Ok(Map::default())
    }

    /// Prints a value as `%v` does; a text is itself.
    ///
    /// # Errors
    /// [`Fault::Bound`] where it holds itself or is too long.
    pub(super) fn print(&self, value: &Value) -> Result<String, Fault> {
        if let Value::Text(text) = value {
            self.budget.make(text.text.len())?;
            return Ok(text.text.to_string());
        }
        let text = display(value, self.budget)?;
        self.budget.make(text.len())?;
        Ok(text)
    }
}

/// Marks what depends on a placeholder: a text, or the texts of a list or a map just made.
pub(super) fn unknown(value: Value) -> Value {
    match value {
        Value::Text(text) => Value::Text(Text { unknown: true, ..text }),
        Value::List(items) => Value::list(items.iter().cloned().map(unknown).collect()),
        Value::Map(map) => {
            Value::Map(map.entries().into_iter().map(|(key, value)| (key, unknown(value))).collect())
        }
        other => other,
    }
}

/// Marks what is made of placeholders. Where what is made knows its lines, those say which of them are.
pub(super) fn marked(args: &[Value], value: Value) -> Value {
    let knows_lines = matches!(&value, Value::Text(Text { lines: Some(_), .. }));
    let has_unknown_line = |value: &Value| matches!(value, Value::Text(Text { lines: Some(lines), .. }) if lines.iter().any(|line| line.unknown));
    if args.iter().any(|arg| arg.is_unknown() || !knows_lines && has_unknown_line(arg)) {
        unknown(value)
    } else {
        value
    }
}

fn wrong<T>(value: &Value, expected: &str) -> Result<T, Fault> {
    Err(Fault::refused(match value {
        Value::Nil => format!("invalid value; expected {expected}"),
        other => format!("wrong type for value; expected {expected}; got {}", type_name(other)),
    }))
}

/// Takes a text with what is known of it.
pub(super) fn whole(value: &Value) -> Result<&Text, Fault> {
    if let Value::Text(text) = value { Ok(text) } else { wrong(value, "string") }
}

/// Takes a `string`.
pub(super) fn text(value: &Value) -> Result<&str, Fault> {
    whole(value).map(|text| &*text.text)
}

/// Takes an `int`. What arithmetic gives is an `int64`, and a number of a values file a `float64`: neither will do.
pub(super) fn int(value: &Value) -> Result<i64, Fault> {
    if let Value::Int(number) = value { Ok(*number) } else { wrong(value, "int") }
}

/// Takes an `int` that counts: none where it is negative.
pub(super) fn count(value: &Value) -> Result<Option<usize>, Fault> {
    Ok(usize::try_from(int(value)?).ok())
}

/// Takes a `bool`.
pub(super) fn bool(value: &Value) -> Result<bool, Fault> {
    if let Value::Bool(value) = value { Ok(*value) } else { wrong(value, "bool") }
}

/// Takes a map. `nil` is an empty one: Go takes it for one where it comes through a pipe.
pub(super) fn map(value: &Value) -> Result<Map, Fault> {
    match value {
        Value::Map(map) => Ok(map.clone()),
        Value::Nil => Ok(Map::default()),
        other => wrong(other, "map[string]interface {}"),
    }
}

/// Takes a list.
pub(super) fn list(value: &Value) -> Result<&[Value], Fault> {
    if let Value::List(items) = value { Ok(items) } else { wrong(value, "[]interface {}") }
}
