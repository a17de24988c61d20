//! The nodes of a template, one after the other.

use std::rc::Rc;

use super::tree::{Branch, List, Loop, Node, Pipe, Tree};
use super::writer::{MISSING, Output, Writer};
use super::{Engine, Set, display};
use crate::helm::value::{Text, Value};
use crate::{Error, Fault, Line, Origin};

/// What fails while a template is walked. A box, for it is carried through every frame.
pub(super) type Failure = Box<Error>;

/// One execution of a template.
pub(super) struct Run<'r> {
    pub(super) engine: &'r Engine<'r>,
    pub(super) set: &'r Set<'r>,
    pub(super) tree: &'r Tree,
    /// Where the text stands, if it was given to `tpl`.
    pub(super) caller: Option<&'r Caller>,
    pub(super) variables: Vec<Variable>,
    /// The line that is walked.
    pub(super) line: u32,
    writer: Writer,
}

/// Where a text stands that was given to `tpl`.
pub(super) struct Caller {
    /// The action that called it.
    pub(super) origin: Origin,
    /// Where its lines were written, if that is known.
    pub(super) lines: Option<Rc<[Line]>>,
}

/// A variable, named with its `$`.
pub(super) struct Variable {
    pub(super) name: Rc<str>,
    pub(super) operand: Operand,
}

/// A value, and whether Go would still have it as `interface {}`: what a map or a list holds is, the result of a pipeline
/// is not. A field of a nil that is fails, one of a nil that is not gives nil.
#[derive(Clone)]
pub(super) struct Operand {
    pub(super) value: Value,
    pub(super) is_boxed: bool,
}

impl From<Value> for Operand {
    fn from(value: Value) -> Self {
        Self { value, is_boxed: false }
    }
}

/// How a walk goes on.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Flow {
    Next,
    Break,
    Continue,
}

impl<'r> Run<'r> {
    /// Executes a template.
    pub(super) fn execute(
        engine: &'r Engine<'r>,
        set: &'r Set<'r>,
        tree: &'r Tree,
        dot: Value,
        caller: Option<&'r Caller>,
    ) -> Result<Output, Failure> {
        let dot = Operand::from(dot);
        let variables = vec![Variable { name: "$".into(), operand: dot.clone() }];
        let mut run = Self { engine, set, tree, caller, variables, line: 1, writer: Writer::default() };
        let _level = engine.budget.deeper().map_err(|fault| run.fail(fault))?;
        run.list(&tree.body, &dot)?;
        Ok(run.writer.finish())
    }

    /// Says where something failed.
    #[expect(clippy::unnecessary_box_returns, reason = "what is carried through the frames is the box")]
    pub(super) fn fail(&self, fault: Fault) -> Failure {
        let origin = self.origin(self.line);
        Box::new(Error { path: origin.path, line: origin.span.line, fault })
    }

    pub(super) fn refuse<T>(&self, message: impl Into<String>) -> Result<T, Failure> {
        Err(self.fail(Fault::refused(message)))
    }

    /// Returns where a line of the template was written.
    pub(super) fn origin(&self, line: u32) -> Origin {
        let Some(caller) = self.caller else { return self.tree.source.origin(line) };
        let lines = caller.lines.as_deref().unwrap_or_default();
        let known = lines.get(line.saturating_sub(1) as usize).and_then(|line| line.origin.clone());
        known.unwrap_or_else(|| caller.origin.clone())
    }

    fn list(&mut self, list: &List, dot: &Operand) -> Result<Flow, Failure> {
        let engine = self.engine;
        let _frame = engine.enter().map_err(|fault| self.fail(fault))?;
        for node in list {
            let flow = self.node(node, dot)?;
            if flow != Flow::Next {
                return Ok(flow);
            }
        }
        Ok(Flow::Next)
    }

    fn node(&mut self, node: &Node, dot: &Operand) -> Result<Flow, Failure> {
        self.engine.budget.step(1).map_err(|fault| self.fail(fault))?;
        match node {
            Node::Text { line, text } => self.text(*line, text)?,
            Node::Action(pipe) => {
                let value = self.pipeline(pipe, dot)?;
                if pipe.variables.is_empty() {
                    self.print(pipe.line, value)?;
                }
            }
            Node::If(branch) => return self.branch(branch, dot, false),
            Node::With(branch) => return self.branch(branch, dot, true),
            Node::Range(range) => {
                let scope = self.variables.len();
                let flow = self.range(range, dot);
                self.variables.truncate(scope);
                return flow;
            }
            Node::Template { line, name, pipe } => self.template(*line, name, pipe.as_ref(), dot)?,
            Node::Break => return Ok(Flow::Break),
            Node::Continue => return Ok(Flow::Continue),
        }
        Ok(Flow::Next)
    }

    fn text(&mut self, line: u32, text: &str) -> Result<(), Failure> {
        self.line = line;
        self.engine.budget.make(cost(text)).map_err(|fault| self.fail(fault))?;
        let mut writer = std::mem::take(&mut self.writer);
        writer.write(
            text,
            |_| false,
            |index| self.origin(line.saturating_add(u32::try_from(index).unwrap_or(u32::MAX))),
        );
        self.writer = writer;
        Ok(())
    }

    fn print(&mut self, line: u32, value: Value) -> Result<(), Failure> {
        let text = match value {
            Value::Text(text) => text,
            Value::Nil => Text::new(MISSING),
            value => {
                let unknown = self.engine.is_unknown(std::slice::from_ref(&value));
                let text = display(&value, self.engine.budget).map_err(|fault| self.fail(fault))?;
                Text { unknown, ..Text::new(text) }
            }
        };
        self.engine.budget.make(cost(&text.text)).map_err(|fault| self.fail(fault))?;
        let mut writer = std::mem::take(&mut self.writer);
        writer.write_text(&text, || self.origin(line));
        self.writer = writer;
        Ok(())
    }

    fn branch(&mut self, branch: &Branch, dot: &Operand, is_with: bool) -> Result<Flow, Failure> {
        let scope = self.variables.len();
        let mut flow = Ok(Flow::Next);
        let mut is_done = false;
        for (pipe, list) in &branch.arms {
            let value = self.pipeline(pipe, dot)?;
            if value.is_true() {
                flow = if is_with { self.list(list, &value.into()) } else { self.list(list, dot) };
                is_done = true;
                break;
            }
        }
        if !is_done && let Some(list) = &branch.otherwise {
            flow = self.list(list, dot);
        }
        self.variables.truncate(scope);
        flow
    }

    fn range(&mut self, range: &Loop, dot: &Operand) -> Result<Flow, Failure> {
        let value = self.pipeline(&range.pipe, dot)?.underneath();
        match value {
            Value::List(items) if !items.is_empty() => {
                for (index, item) in items.iter().enumerate() {
                    let index = Value::Int(i64::try_from(index).unwrap_or(i64::MAX));
                    if self.turn(range, index, item.clone())? == Flow::Break {
                        break;
                    }
                }
            }
            Value::Map(map) if !map.borrow().is_empty() => {
                // As they are now: the body may change the map.
                let entries = map.entries();
                self.engine.budget.step(entries.len() as u64).map_err(|fault| self.fail(fault))?;
                for (key, value) in entries {
                    if self.turn(range, Value::text(key), value)? == Flow::Break {
                        break;
                    }
                }
            }
            Value::Int(number) | Value::Int64(number) => {
                if range.pipe.variables.len() > 1 {
                    return self.refuse("can't use a number to iterate over more than one variable");
                }
                if number <= 0 {
                    return self.nothing(range, dot);
                }
                let is_plain = matches!(value, Value::Int(_));
                for count in 0..number {
                    let count = if is_plain { Value::Int(count) } else { Value::Int64(count) };
                    if self.turn(range, Value::Nil, count)? == Flow::Break {
                        break;
                    }
                }
            }
            Value::List(_) | Value::Map(_) | Value::Nil => return self.nothing(range, dot),
            value => {
                return self
                    .refuse(format!("range can't iterate over a {}", super::print::type_name(&value)));
            }
        }
        Ok(Flow::Next)
    }

    fn nothing(&mut self, range: &Loop, dot: &Operand) -> Result<Flow, Failure> {
        match &range.otherwise {
            Some(list) => self.list(list, dot),
            None => Ok(Flow::Next),
        }
    }

    /// Walks the body of a loop once.
    fn turn(&mut self, range: &Loop, index: Value, item: Value) -> Result<Flow, Failure> {
        self.engine.budget.step(1).map_err(|fault| self.fail(fault))?;
        let scope = self.variables.len();
        let item = Operand { value: item, is_boxed: true };
        let names = range.pipe.variables.as_slice();
        if range.pipe.assigns {
            match names {
                [key, value] => {
                    self.assign(key, index.into())?;
                    self.assign(value, item.clone())?;
                }
                [value] => self.assign(value, item.clone())?,
                _ => {}
            }
        } else {
            // The pipeline has declared them, last the item.
            let mut top = self.variables.iter_mut().rev();
            if !names.is_empty()
                && let Some(variable) = top.next()
            {
                variable.operand = item.clone();
            }
            if names.len() > 1
                && let Some(variable) = top.next()
            {
                variable.operand = index.into();
            }
        }
        let flow = self.list(&range.body, &item)?;
        self.variables.truncate(scope);
        Ok(flow)
    }

    fn template(&mut self, line: u32, name: &str, pipe: Option<&Pipe>, dot: &Operand) -> Result<(), Failure> {
        self.line = line;
        let Some(tree) = self.set.find(name) else {
            return self.refuse(format!("template {name:?} not defined"));
        };
        let value = match pipe {
            Some(pipe) => self.pipeline(pipe, dot)?,
            None => Value::Nil,
        };
        self.line = line;
        let text = self.named(&tree, value)?;
        self.print(line, Value::Text(text))
    }

    /// Executes a named template.
    pub(super) fn named(&mut self, tree: &Tree, dot: Value) -> Result<Text, Failure> {
        if Rc::ptr_eq(&tree.source, &self.tree.source) {
            return Ok(Run::execute(self.engine, self.set, tree, dot, self.caller)?.into_text());
        }
        // What a text given to `tpl` defines has no file: it stands where it is called.
        let caller = Caller { origin: self.origin(self.line), lines: None };
        let caller = tree.source.path.is_empty().then_some(&caller);
        Ok(Run::execute(self.engine, self.set, tree, dot, caller)?.into_text())
    }
}

/// Returns what a text costs: its bytes, and what is kept of each line.
fn cost(text: &str) -> usize {
    let lines = text.bytes().filter(|byte| *byte == b'\n').count();
    text.len().saturating_add(lines.saturating_mul(size_of::<Line>()))
}
