//! What stands in the actions of a template: pipelines, commands, fields and methods.

use std::rc::Rc;

use super::print::type_name;
use super::tree::{Command, Pipe, Term};
use super::walk::{Failure, Operand, Run, Variable};
use crate::helm::functions::Call;
use crate::helm::value::Value;

impl Run<'_> {
    /// Evaluates a pipeline, and sets its variables.
    pub(super) fn pipeline(&mut self, pipe: &Pipe, dot: &Operand) -> Result<Value, Failure> {
        let mut last = None;
        for command in &pipe.commands {
            last = Some(self.command(command, dot, last)?);
        }
        let value = last.unwrap_or(Value::Nil);
        for name in &pipe.variables {
            if pipe.assigns {
                self.assign(name, value.clone().into())?;
            } else {
                let operand = value.clone().into();
                self.variables.push(Variable { name: Rc::clone(name), operand });
            }
        }
        Ok(value)
    }

    pub(super) fn assign(&mut self, name: &str, operand: Operand) -> Result<(), Failure> {
        match self.variables.iter_mut().rev().find(|variable| *variable.name == *name) {
            Some(variable) => {
                variable.operand = operand;
                Ok(())
            }
            None => self.refuse(format!("undefined variable: {name}")),
        }
    }

    /// Evaluates a command; `last` is what the command before it gave.
    fn command(&mut self, command: &Command, dot: &Operand, last: Option<Value>) -> Result<Value, Failure> {
        self.engine.budget.step(1).map_err(|fault| self.fail(fault))?;
        self.line = command.line;
        let arguments = command.arguments.as_slice();
        match &command.head {
            Term::Function(name, callee) => self.function(name, *callee, arguments, last, dot),
            Term::Field(path) => self.path(dot, path, arguments, last, dot),
            Term::Variable(name, path) if !path.is_empty() => {
                let operand = self.variable(name)?;
                self.path(&operand, path, arguments, last, dot)
            }
            Term::Chain(term, path) => {
                let operand = self.term(term, dot)?.into();
                self.path(&operand, path, arguments, last, dot)
            }
            Term::Nil => self.refuse("nil is not a command"),
            term => {
                if !arguments.is_empty() || last.is_some() {
                    return self.refuse("can't give argument to what is not a function");
                }
                self.term(term, dot)
            }
        }
    }

    /// Evaluates an operand.
    pub(super) fn term(&mut self, term: &Term, dot: &Operand) -> Result<Value, Failure> {
        match term {
            Term::Dot => Ok(dot.value.clone()),
            Term::Nil => Ok(Value::Nil),
            Term::Constant(value) => Ok(value.clone()),
            Term::Field(path) => self.path(dot, path, &[], None, dot),
            Term::Variable(name, path) => {
                let operand = self.variable(name)?;
                self.path(&operand, path, &[], None, dot)
            }
            Term::Function(name, callee) => self.function(name, *callee, &[], None, dot),
            Term::Pipe(pipe) => {
                let engine = self.engine;
                let _frame = engine.enter().map_err(|fault| self.fail(fault))?;
                self.pipeline(pipe, dot)
            }
            Term::Chain(inner, path) => {
                if matches!(**inner, Term::Nil) {
                    return self.refuse("indirection through explicit nil");
                }
                let operand = self.term(inner, dot)?.into();
                self.path(&operand, path, &[], None, dot)
            }
        }
    }

    /// Evaluates arguments, with what the command before gave as the last one.
    pub(super) fn arguments(
        &mut self,
        arguments: &[Term],
        last: Option<Value>,
        dot: &Operand,
    ) -> Result<Vec<Value>, Failure> {
        let mut values = Vec::with_capacity(arguments.len().saturating_add(usize::from(last.is_some())));
        for argument in arguments {
            values.push(self.term(argument, dot)?);
        }
        values.extend(last);
        Ok(values)
    }

    fn variable(&self, name: &str) -> Result<Operand, Failure> {
        match self.variables.iter().rev().find(|variable| *variable.name == *name) {
            Some(variable) => Ok(variable.operand.clone()),
            None => self.refuse(format!("undefined variable: {name}")),
        }
    }

    /// Follows fields. The last one may be a method with arguments.
    fn path(
        &mut self,
        start: &Operand,
        path: &[Rc<str>],
        arguments: &[Term],
        last: Option<Value>,
        dot: &Operand,
    ) -> Result<Value, Failure> {
        let Some((name, before)) = path.split_last() else { return Ok(start.value.clone()) };
        let mut held;
        let mut receiver = start;
        for name in before {
            let next = self.field(receiver, name)?;
            held = next;
            receiver = &held;
        }
        if arguments.is_empty() && last.is_none() {
            return Ok(self.field(receiver, name)?.value);
        }
        match &receiver.value {
            Value::Object(object) => {
                let object = Rc::clone(object);
                let values = self.arguments(arguments, last, dot)?;
                let engine = self.engine;
                engine.read(name, &values).map_err(|fault| self.fail(fault))?;
                match object.call(&Call { name, budget: engine.budget }, &values) {
                    Some(result) => self.result(name, result),
                    None if object.field(name).is_some() => {
                        self.refuse(format!("{name} has arguments but cannot be invoked as function"))
                    }
                    None => {
                        self.refuse(format!("can't evaluate field {name} in type {}", object.type_name()))
                    }
                }
            }
            Value::Map(_) => self.refuse(format!("{name} is not a method but has arguments")),
            _ => Ok(self.field(receiver, name)?.value),
        }
    }

    /// Follows one field.
    fn field(&mut self, receiver: &Operand, name: &str) -> Result<Operand, Failure> {
        match &receiver.value {
            Value::Map(map) => {
                let value = map.get(name).unwrap_or(Value::Nil);
                self.engine.see(&value);
                Ok(Operand { value, is_boxed: true })
            }
            Value::Nil if receiver.is_boxed => {
                self.refuse(format!("nil pointer evaluating interface {{}}.{name}"))
            }
            Value::Nil => Ok(Value::Nil.into()),
            Value::Object(object) => {
                let value = match object.field(name) {
                    Some(value) => value,
                    None => match (
                        object.call(&Call { name, budget: self.engine.budget }, &[]),
                        object.underlying(),
                    ) {
                        (Some(result), _) => self.result(name, result)?,
                        (None, Some(Value::Map(map))) => map.get(name).unwrap_or(Value::Nil),
                        (None, _) => {
                            let kind = object.type_name();
                            return self.refuse(format!("can't evaluate field {name} in type {kind}"));
                        }
                    },
                };
                self.engine.see(&value);
                Ok(Operand { value, is_boxed: true })
            }
            other => {
                let kind = if receiver.is_boxed { "interface {}" } else { type_name(other) };
                self.refuse(format!("can't evaluate field {name} in type {kind}"))
            }
        }
    }
}
