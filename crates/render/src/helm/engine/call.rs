//! Calls of functions: `and` and `or`, Helm's `include` and `tpl`, and how all others are called.

use std::collections::HashMap;
use std::rc::Rc;

use super::print::type_name;
use super::tree::{Callee, Term, Tree};
use super::walk::{Caller, Failure, Operand, Run};
use super::{Engine, Set, Text as Parsed};
use crate::Fault;
use crate::helm::functions::Call;
use crate::helm::value::{Map, Text, Value};

/// How many values are looked at to tell whether a placeholder is among them.
const LOOK: u32 = 256;

/// Functions that take no longer for a longer text or list.
const AT_ONCE: &[&str] = &[
    "coalesce", "default", "dict", "empty", "first", "get", "hasKey", "include", "index", "kindIs", "kindOf",
    "last", "len", "list", "not", "required", "set", "ternary", "tuple", "typeIs", "typeOf", "unset",
];

/// Finds a function of the engine that needs no template.
pub(super) fn find(name: &str) -> Option<Callee> {
    Some(match name {
        "fail" => Callee::Told(fail),
        "required" => Callee::Told(required),
        "lookup" => Callee::Plain(lookup),
        _ => return None,
    })
}

impl Run<'_> {
    /// Calls a function; `last` is what the command before it gave.
    pub(super) fn function(
        &mut self,
        name: &str,
        callee: Callee,
        arguments: &[Term],
        last: Option<Value>,
        dot: &Operand,
    ) -> Result<Value, Failure> {
        let line = self.line;
        if matches!(callee, Callee::And | Callee::Or) {
            return self.logic(name, matches!(callee, Callee::Or), arguments, last, dot);
        }
        let values = self.arguments(arguments, last, dot)?;
        self.line = line;
        self.engine.read(name, &values).map_err(|fault| self.fail(fault))?;
        let function = match callee {
            Callee::Include => return self.include(&values),
            Callee::Tpl => return self.tpl(&values),
            Callee::And | Callee::Or => return Ok(Value::Nil),
            Callee::Told(function) | Callee::Plain(function) | Callee::Given(function) => function,
        };
        self.engine.budget.step(1).map_err(|fault| self.fail(fault))?;
        let engine = self.engine;
        let result = match function(&Call { name, budget: engine.budget }, &values) {
            Err(fault) if matches!(callee, Callee::Told(_)) => return Err(self.fail(fault)),
            result => self.result(name, result)?,
        };
        Ok(engine.taint(result, &values, matches!(callee, Callee::Given(_))))
    }

    /// Says where a function failed.
    pub(super) fn result(&self, name: &str, result: Result<Value, Fault>) -> Result<Value, Failure> {
        result.map_err(|fault| match fault {
            Fault::Refused(message)
                if message.starts_with("wrong number of args") || message.starts_with("error calling") =>
            {
                self.fail(Fault::Refused(message))
            }
            Fault::Refused(message) => self.fail(Fault::Refused(format!("error calling {name}: {message}"))),
            fault => self.fail(fault),
        })
    }

    /// `and` and `or`: the arguments behind the one that decides are not evaluated.
    fn logic(
        &mut self,
        name: &str,
        is_or: bool,
        arguments: &[Term],
        last: Option<Value>,
        dot: &Operand,
    ) -> Result<Value, Failure> {
        let mut value = None;
        for argument in arguments {
            let next = self.term(argument, dot)?;
            if next.is_true() == is_or {
                return Ok(next);
            }
            value = Some(next);
        }
        match last.or(value) {
            Some(value) => Ok(value),
            None => self.refuse(format!("wrong number of args for {name}: want at least 1 got 0")),
        }
    }

    fn include(&mut self, values: &[Value]) -> Result<Value, Failure> {
        let (name, dot) = self.named_call("include", values)?;
        let Some(tree) = self.set.find(name) else {
            return self.refuse(format!(
                "error calling include: no template {name:?} associated with template \"gotpl\""
            ));
        };
        Ok(Value::Text(self.named(&tree, dot.clone())?))
    }

    fn named_call<'v>(&self, name: &str, values: &'v [Value]) -> Result<(&'v str, &'v Value), Failure> {
        match values {
            [Value::Text(text), value] => Ok((&text.text, value)),
            [other, _] => {
                let kind = type_name(other);
                self.refuse(format!("wrong type for value; expected string; got {kind}"))
            }
            _ => self.refuse(format!("wrong number of args for {name}: want 2 got {}", values.len())),
        }
    }

    /// Renders a text as a template.
    fn tpl(&mut self, values: &[Value]) -> Result<Value, Failure> {
        let (text, dot) = self.named_call("tpl", values)?;
        let [Value::Text(given), ..] = values else { return Ok(Value::Nil) };
        if !text.contains("{{") {
            if !text.contains(super::writer::MISSING) {
                return Ok(Value::Text(given.clone()));
            }
            return Ok(Value::Text(Text {
                text: text.replace(super::writer::MISSING, "").into(),
                ..given.clone()
            }));
        }
        let engine = self.engine;
        let parsed = match engine.parsed(&given.text) {
            Ok(parsed) => parsed,
            Err(Fault::Refused(message)) => {
                return self.refuse(format!("error calling tpl: cannot parse template: {message}"));
            }
            Err(fault) => return Err(self.fail(fault)),
        };
        let caller = Caller { origin: self.origin(self.line), lines: given.lines.clone() };
        let mut text = if parsed.defines.is_empty() {
            self.text_of(self.set, &parsed.main, dot, &caller)?
        } else {
            let trees: HashMap<Rc<str>, Rc<Tree>> = parsed.defines.iter().cloned().collect();
            let set = Set { below: Some(self.set), trees };
            self.text_of(&set, &parsed.main, dot, &caller)?
        };
        text.unknown |= given.unknown;
        Ok(Value::Text(text))
    }

    fn text_of(&self, set: &Set<'_>, tree: &Tree, dot: &Value, caller: &Caller) -> Result<Text, Failure> {
        let run = Run::execute(self.engine, set, tree, dot.clone(), Some(caller));
        Ok(run?.without_missing().into_text())
    }
}

impl Engine<'_> {
    /// Takes the steps of looking at arguments: what a function does to a text or a list takes time by its length. What
    /// is inside a list or a map, a function counts itself.
    pub(super) fn read(&self, name: &str, values: &[Value]) -> Result<(), Fault> {
        if AT_ONCE.contains(&name) {
            return Ok(());
        }
        for value in values {
            match value {
                Value::Text(text) => self.budget.scan(text.text.len())?,
                Value::List(items) => self.budget.step((items.len() >> 3) as u64)?,
                Value::Object(object) => self.budget.step(object.weight() as u64)?,
                _ => {}
            }
        }
        Ok(())
    }

    /// Parses a text that `tpl` was given, once.
    fn parsed(&self, text: &Rc<str>) -> Result<Rc<Parsed>, Fault> {
        if let Some(parsed) = self.texts.borrow().get(text) {
            return Ok(Rc::clone(parsed));
        }
        self.budget.make(text.len())?;
        let (main, defines) = self.parse("".into(), text).map_err(|error| match error.fault {
            Fault::Refused(message) => Fault::Refused(format!("line {}: {message}", error.line)),
            fault => fault,
        })?;
        let parsed = Rc::new(Parsed { main, defines });
        self.texts.borrow_mut().insert(Rc::clone(text), Rc::clone(&parsed));
        Ok(parsed)
    }

    /// Notes whether a value is a placeholder.
    pub(super) fn see(&self, value: &Value) {
        if value.is_unknown() {
            self.has_unknown.set(true);
        }
    }

    /// Tells whether a placeholder is among some values, as far as a short look shows.
    pub(super) fn is_unknown(&self, values: &[Value]) -> bool {
        self.has_unknown.get() && values.iter().any(|value| holds_unknown(value, &mut { LOOK }, 8))
    }

    /// Marks a text that is made of a placeholder. The functions that are given do so themselves, for they know whether
    /// they make or choose, but do not look into lists and maps.
    fn taint(&self, result: Value, arguments: &[Value], is_given: bool) -> Value {
        self.see(&result);
        if is_given && !arguments.iter().any(|value| matches!(value, Value::List(_) | Value::Map(_))) {
            return result;
        }
        match result {
            Value::Text(text) if !text.unknown && self.is_unknown(arguments) => {
                Value::Text(Text { unknown: true, ..text })
            }
            result => result,
        }
    }
}

fn holds_unknown(value: &Value, left: &mut u32, depth: u32) -> bool {
    if *left == 0 || depth == 0 {
        return false;
    }
    *left = left.saturating_sub(1);
    let depth = depth.saturating_sub(1);
    match value {
        Value::List(items) => items.iter().any(|item| holds_unknown(item, left, depth)),
        Value::Map(map) => map.borrow().values().any(|item| holds_unknown(item, left, depth)),
        value => value.is_unknown(),
    }
}

/// `fail`: the chart's author refuses the values.
fn fail(_call: &Call<'_>, values: &[Value]) -> Result<Value, Fault> {
    match values {
        [Value::Text(message)] => Err(Fault::refused(&*message.text)),
        [other] => {
            let kind = type_name(other);
            Err(Fault::refused(format!("wrong type for value; expected string; got {kind}")))
        }
        _ => Err(Fault::refused(format!("wrong number of args for fail: want 1 got {}", values.len()))),
    }
}

/// `required`: a value that is missing, or an empty text, is refused.
fn required(_call: &Call<'_>, values: &[Value]) -> Result<Value, Fault> {
    match values {
        [Value::Text(message), value] => match value {
            Value::Nil => Err(Fault::refused(&*message.text)),
            Value::Text(text) if text.text.is_empty() => Err(Fault::refused(&*message.text)),
            value => Ok(value.clone()),
        },
        [other, _] => {
            let kind = type_name(other);
            Err(Fault::refused(format!("wrong type for value; expected string; got {kind}")))
        }
        _ => Err(Fault::refused(format!("wrong number of args for required: want 2 got {}", values.len()))),
    }
}

/// `lookup`: there is no cluster, so that it gives nothing, as `helm template` does.
fn lookup(_call: &Call<'_>, values: &[Value]) -> Result<Value, Fault> {
    if values.len() == 4 {
        return Ok(Value::Map(Map::default()));
    }
    Err(Fault::refused(format!("wrong number of args for lookup: want 4 got {}", values.len())))
}
