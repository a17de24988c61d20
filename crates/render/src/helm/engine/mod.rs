//! Go's `text/template`, with Helm's `include` and `tpl`: maps are shared and changed in place, values have methods, and
//! every line knows where it was written.
//!
//! A template is scanned (`scan`), parsed to a tree (`parse`, `tree`) and walked (`walk` the nodes, `evaluate` what stands
//! in them, `call` the functions), all bounded: the depth of a tree when it is parsed, the depth of the walk by a count of
//! frames, for a stack of 2 MiB must do.
//!
//! # Source
//! Go 1.25's `text/template` with the option `missingkey=zero`, and Helm 4's `pkg/engine`.

mod builtin;
mod call;
mod compare;
mod evaluate;
mod literal;
mod parse;
mod print;
mod printf;
mod scan;
mod source;
#[cfg(test)]
mod tests;
mod tree;
mod walk;
mod writer;

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

pub(crate) use print::{display, general, quote, type_name};
pub(crate) use writer::Output;

use self::source::Source;
use self::tree::{Callee, List, Tree};
use self::walk::Run;
use super::functions::Function;
use super::value::Value;
use crate::{Budget, Error, Fault};

/// How many bodies, parentheses and templates may be open at once. In a debug
/// build one costs up to 4 KiB of stack, and a thread of a pool has 2 MiB.
const FRAMES: u32 = 300;

/// The templates of a chart.
pub(crate) struct Engine<'b> {
    budget: &'b Budget<'b>,
    find: fn(&str) -> Option<Function>,
    set: Set<'static>,
    frames: Cell<u32>,
    /// Templates that `tpl` was given, parsed: charts give it the same text again and again.
    texts: RefCell<HashMap<Rc<str>, Rc<Text>>>,
    /// True once a placeholder was seen: before, nothing can be made of one.
    has_unknown: Cell<bool>,
}

/// Templates by name: those of the chart, or those that a text given to `tpl` defines, over others.
struct Set<'s> {
    below: Option<&'s Set<'s>>,
    trees: HashMap<Rc<str>, Rc<Tree>>,
}

/// A parsed text that `tpl` was given.
struct Text {
    main: Rc<Tree>,
    defines: Vec<(Rc<str>, Rc<Tree>)>,
}

impl Set<'_> {
    fn find(&self, name: &str) -> Option<Rc<Tree>> {
        match self.trees.get(name) {
            Some(tree) => Some(Rc::clone(tree)),
            None => self.below?.find(name),
        }
    }

    /// Adds a template. One that gives nothing replaces no other, so that a file of `define`s can be empty otherwise.
    fn add(&mut self, name: Rc<str>, tree: Rc<Tree>) {
        if tree.is_empty() && self.trees.contains_key(&name) {
            return;
        }
        self.trees.insert(name, tree);
    }
}

impl<'b> Engine<'b> {
    /// An engine without templates. `find` knows the functions that are not those of Go itself or of the engine.
    pub(crate) fn new(budget: &'b Budget<'b>, find: fn(&str) -> Option<Function>) -> Self {
        Self {
            budget,
            find,
            set: Set { below: None, trees: HashMap::new() },
            frames: Cell::new(0),
            texts: RefCell::default(),
            has_unknown: Cell::new(false),
        }
    }

    /// Adds a file of templates as the template `name`, and those that it defines. What is added later wins, so that the
    /// order is Helm's: the deepest paths first, then by name from the end.
    ///
    /// # Errors
    /// An [`Error`] at the line that cannot be parsed, or names a function that there is not.
    pub(crate) fn add(&mut self, name: &str, path: Arc<str>, source: &str) -> Result<(), Error> {
        let (main, defines) = self.parse(path, source)?;
        for (name, tree) in defines {
            self.set.add(name, tree);
        }
        self.set.add(name.into(), main);
        Ok(())
    }

    /// Renders a template, as Helm does: what has no value gives nothing.
    ///
    /// # Errors
    /// An [`Error`] at the line of the action that failed, wherever it stands.
    pub(crate) fn render(&self, name: &str, dot: Value) -> Result<Output, Error> {
        let Some(tree) = self.set.find(name) else {
            let fault = Fault::refused(format!("template {name:?} not defined"));
            return Err(Error { path: name.into(), line: 1, fault });
        };
        match Run::execute(self, &self.set, &tree, dot, None) {
            Ok(output) => Ok(output.without_missing()),
            Err(error) => Err(*error),
        }
    }

    #[expect(clippy::type_complexity, reason = "named where it is kept")]
    fn parse(&self, path: Arc<str>, text: &str) -> Result<(Rc<Tree>, Vec<(Rc<str>, Rc<Tree>)>), Error> {
        let find = |name: &str| self.callee(name);
        let source = Rc::new(Source::new(path, text));
        let tree = |body: List| Rc::new(Tree { source: Rc::clone(&source), body });
        let costs = self.budget.step((text.len() as u64) >> 3).and_then(|()| self.budget.make(size(text)));
        let costs = costs.map_err(|fault| (1, fault));
        let parsed = costs.and_then(|()| {
            parse::parse(text, &find, self.budget.depth_limit())
                .map_err(|refusal| (refusal.line, Fault::Refused(refusal.message)))
        });
        match parsed {
            Ok(parsed) => {
                let defines = parsed.defines.into_iter().map(|(name, body)| (name, tree(body))).collect();
                Ok((tree(parsed.body), defines))
            }
            Err((line, fault)) => Err(Error { path: Arc::clone(&source.path), line, fault }),
        }
    }

    /// Finds a function: the engine's own, those of the chart, those of Go, in this order, as Helm has them.
    fn callee(&self, name: &str) -> Option<Callee> {
        match name {
            "and" => return Some(Callee::And),
            "or" => return Some(Callee::Or),
            "include" => return Some(Callee::Include),
            "tpl" => return Some(Callee::Tpl),
            _ => {}
        }
        let own = call::find(name);
        let given = || (self.find)(name).map(Callee::Given);
        own.or_else(given).or_else(|| builtin::find(name).map(Callee::Plain))
    }

    /// Opens a frame.
    ///
    /// # Errors
    /// [`Fault::Bound`] where there are too many.
    fn enter(&self) -> Result<Frame<'_>, Fault> {
        let frames = self.frames.get().saturating_add(1);
        if frames > FRAMES {
            return Err(Fault::Bound(format!("more than {FRAMES} bodies and templates in one another")));
        }
        self.frames.set(frames);
        Ok(Frame { frames: &self.frames })
    }
}

/// Returns about how many bytes a tree of a template takes: the text, and in actions a node for each two letters.
fn size(text: &str) -> usize {
    let actions = text.split("{{").skip(1).map(|action| {
        let letters = action.find("}}").unwrap_or(action.len());
        letters.saturating_mul(16).saturating_add(256)
    });
    actions.fold(text.len(), usize::saturating_add)
}

/// A body, parentheses or a template that is open until this is dropped.
struct Frame<'e> {
    frames: &'e Cell<u32>,
}

impl Drop for Frame<'_> {
    fn drop(&mut self) {
        self.frames.set(self.frames.get().saturating_sub(1));
    }
}
