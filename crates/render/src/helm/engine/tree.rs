//! Parsed templates.

use std::rc::Rc;

use super::source::Source;
use crate::helm::functions::Function;
use crate::helm::value::Value;

/// A template: the body of a file, of a `define`, or of the text given to `tpl`.
pub(super) struct Tree {
    pub(super) source: Rc<Source>,
    pub(super) body: List,
}

/// Nodes one after the other.
pub(super) type List = Vec<Node>;

/// What a template consists of.
pub(super) enum Node {
    Text {
        /// The line of the first character that is left after trimming.
        line: u32,
        text: Rc<str>,
    },
    Action(Pipe),
    If(Branch),
    With(Branch),
    Range(Loop),
    Template {
        line: u32,
        name: Rc<str>,
        pipe: Option<Pipe>,
    },
    Break,
    Continue,
}

/// `if` and `with`. The chain of `else if` is flat, so that a long one costs no depth.
pub(super) struct Branch {
    pub(super) arms: Vec<(Pipe, List)>,
    pub(super) otherwise: Option<List>,
}

/// `range`.
pub(super) struct Loop {
    pub(super) pipe: Pipe,
    pub(super) body: List,
    pub(super) otherwise: Option<List>,
}

/// Commands, each given the result of the one before as its last argument.
pub(super) struct Pipe {
    pub(super) line: u32,
    /// The variables that get the result, with their `$`.
    pub(super) variables: Vec<Rc<str>>,
    /// True for `=`, false for `:=`.
    pub(super) assigns: bool,
    pub(super) commands: Vec<Command>,
}

/// A value or a call.
pub(super) struct Command {
    pub(super) line: u32,
    pub(super) head: Term,
    pub(super) arguments: Vec<Term>,
}

/// An operand.
pub(super) enum Term {
    Dot,
    Nil,
    Constant(Value),
    Field(Vec<Rc<str>>),
    Variable(Rc<str>, Vec<Rc<str>>),
    Function(Rc<str>, Callee),
    Pipe(Box<Pipe>),
    /// `(pipe).a.b`, `function.a`
    Chain(Box<Term>, Vec<Rc<str>>),
}

/// What a name of a function means.
#[derive(Clone, Copy)]
pub(super) enum Callee {
    And,
    Or,
    Include,
    Tpl,
    /// `fail` and `required`, whose message is that of the chart's author.
    Told(Function),
    /// Go's own, and the engine's.
    Plain(Function),
    /// One of those that the engine was given.
    Given(Function),
}

impl Tree {
    /// Tells whether it gives nothing but blanks: such a definition replaces no other.
    pub(super) fn is_empty(&self) -> bool {
        is_blank(&self.body)
    }
}

/// Tells whether nodes give nothing but blanks.
pub(super) fn is_blank(list: &[Node]) -> bool {
    list.iter().all(|node| matches!(node, Node::Text { text, .. } if text.trim().is_empty()))
}
