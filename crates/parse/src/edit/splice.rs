//! From what is to become of a document to the stretches of its text that change.

mod block;
mod flow;
mod indents;

use std::collections::BTreeMap;

use granit_parser::ScalarStyle;
use serde_json::Value;

use super::Refusal;
use super::intent::Intent;
use super::layout::{Id, Layout, Part, Shape};
use super::lines::Lines;
use super::render::{self, Quotes};
use super::resolve::is_null;

/// A stretch of the text and what takes its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Splice {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) text: String,
}

/// What holds a node, and so where it may be written anew.
#[derive(Debug, Clone, Copy)]
enum Holder {
    /// Nothing: it is the document.
    Document,
    /// A key in `column`; the value may begin at `after`.
    Key { column: usize, after: usize },
    /// A dash in `column`; the item may begin at `after`.
    Dash { column: usize, after: usize },
    /// Braces or brackets.
    Flow { after: Option<usize> },
}

/// Collects the splices of one document.
pub(super) struct Writer<'l, 't> {
    layout: &'l Layout<'t>,
    lines: &'l Lines<'t>,
    /// Everything is quoted as JSON wants it.
    json: bool,
    splices: Vec<Splice>,
}

/// Returns the splices that make of a document what `intent` says, in the order of the text.
pub(super) fn splices(
    layout: &Layout<'_>,
    lines: &Lines<'_>,
    intent: &Intent,
) -> Result<Vec<Splice>, Refusal> {
    let root = layout.root().ok_or(Refusal::NotFound)?;
    let json = is_json(layout, root);
    let mut writer = Writer { layout, lines, json, splices: Vec::new() };
    writer.alter(root, Holder::Document, intent)?;
    let mut splices = writer.splices;
    splices.sort_by_key(|splice| (splice.from, splice.to));
    Ok(splices)
}

/// Tells whether a document is in flow style with its keys in quotes.
fn is_json(layout: &Layout<'_>, root: Id) -> bool {
    let mut open = vec![root];
    while let Some(part) = open.pop().and_then(|id| layout.part(id)) {
        match &part.shape {
            Shape::Mapping { flow: true, pairs } => {
                let Some(key) = pairs.first().and_then(|pair| layout.part(pair.key)) else { return true };
                return matches!(key.shape, Shape::Scalar { style: ScalarStyle::DoubleQuoted, .. });
            }
            Shape::Sequence { flow: true, items, .. } => open.extend(items.first()),
            _ => return false,
        }
    }
    false
}

impl<'l, 't> Writer<'l, 't> {
    fn part(&self, id: Id) -> Result<&'l Part<'t>, Refusal> {
        self.layout.part(id).ok_or(Refusal::NotFound)
    }

    fn put(&mut self, from: usize, to: usize, text: impl Into<String>) {
        self.splices.push(Splice { from, to, text: text.into() });
    }

    fn alter(&mut self, id: Id, holder: Holder, intent: &Intent) -> Result<(), Refusal> {
        let (below, appended) = match intent {
            Intent::Put(value) => return self.replace(id, holder, value),
            Intent::Remove | Intent::Dissolve { .. } => return Err(Refusal::Shape),
            Intent::Into { below, appended } => (below, appended),
        };
        if below.is_empty() && appended.is_empty() {
            return Ok(());
        }
        match &self.part(id)?.shape {
            Shape::Mapping { flow, pairs } if !pairs.is_empty() => {
                let gone = |at: usize| self.is_removed(below, pairs, at);
                let all = (0..pairs.len()).all(gone);
                match (all, *flow) {
                    (true, _) => self.rebuild(id, holder, intent),
                    (false, true) => self.flow_mapping(pairs, below),
                    (false, false) => self.block_mapping(id, pairs, below),
                }
            }
            Shape::Sequence { flow, items, dashes } if !items.is_empty() => {
                let all = (0..items.len()).all(|at| is_gone(below, &at.to_string()));
                match (all, *flow) {
                    (true, _) => self.rebuild(id, holder, intent),
                    (false, true) => self.flow_sequence(items, below, appended),
                    (false, false) => self.block_sequence(id, items, dashes, below, appended),
                }
            }
            Shape::Mapping { .. } | Shape::Sequence { .. } => self.rebuild(id, holder, intent),
            Shape::Scalar { text, style } if is_null(text, *style) => self.rebuild(id, holder, intent),
            Shape::Scalar { .. } | Shape::Alias => Err(Refusal::Type),
        }
    }

    fn is_removed(&self, below: &BTreeMap<String, Intent>, pairs: &[super::layout::Pair], at: usize) -> bool {
        let key = pairs.get(at).and_then(|pair| self.layout.text(pair.key));
        key.is_some_and(|key| is_gone(below, key))
    }

    /// Writes a collection anew that has nothing left, or had nothing.
    fn rebuild(&mut self, id: Id, holder: Holder, intent: &Intent) -> Result<(), Refusal> {
        let is_list = matches!(self.part(id)?.shape, Shape::Sequence { .. });
        let empty = if is_list { Value::Array(Vec::new()) } else { Value::Null };
        // What is removed is not there to be removed any more.
        let value = without_removals(intent).apply(Some(empty)).unwrap_or(Value::Null);
        let children = self.block_children(id)?;
        match (holder, children.first()) {
            (Holder::Key { after, .. } | Holder::Dash { after, .. }, Some((first, _)))
                if !render::is_block(&value) && self.lines.begins(*first) =>
            {
                self.empty_block(&children, after, &render::flow(&value, Quotes::AsNeeded));
                Ok(())
            }
            _ => self.replace(id, holder, &value),
        }
    }

    /// Where each child of a collection in block style begins and ends; nothing for any other node.
    fn block_children(&self, id: Id) -> Result<Vec<(usize, usize)>, Refusal> {
        let mut children = Vec::new();
        match &self.part(id)?.shape {
            Shape::Mapping { flow: false, pairs } => {
                for pair in pairs {
                    let end = self.part(pair.value)?.end.max(pair.after.unwrap_or(0));
                    children.push((self.part(pair.key)?.start, end));
                }
            }
            Shape::Sequence { flow: false, items, dashes } => {
                for (item, dash) in items.iter().zip(dashes) {
                    children.push((*dash, self.part(*item)?.end.max(dash.saturating_add(1))));
                }
            }
            _ => {}
        }
        Ok(children)
    }

    /// How strings are quoted where a node stands now.
    fn quotes_of(&self, id: Id) -> Quotes {
        match self.layout.part(id).map(|part| &part.shape) {
            _ if self.json => Quotes::Double,
            Some(Shape::Scalar { style, .. }) => Quotes::like(*style),
            _ => Quotes::AsNeeded,
        }
    }

    /// Where what is left of a node ends, before anything is added to it.
    fn tail(&self, id: Id, intent: Option<&Intent>) -> usize {
        let Some(part) = self.layout.part(id) else { return 0 };
        let Some(Intent::Into { below, .. }) = intent else { return part.end };
        let left = match &part.shape {
            Shape::Mapping { flow: false, pairs } => {
                let last = (0..pairs.len()).rev().find(|at| !self.is_removed(below, pairs, *at));
                let pair = last.and_then(|at| pairs.get(at));
                pair.map(|pair| {
                    self.tail(pair.value, self.layout.text(pair.key).and_then(|key| below.get(key)))
                })
            }
            Shape::Sequence { flow: false, items, .. } => {
                let last = (0..items.len()).rev().find(|at| !is_gone(below, &at.to_string()));
                let item = last.and_then(|at| Some((*items.get(at)?, below.get(&at.to_string()))));
                item.map(|(id, intent)| self.tail(id, intent))
            }
            _ => None,
        };
        left.unwrap_or(part.end)
    }
}

fn is_gone(below: &BTreeMap<String, Intent>, step: &str) -> bool {
    below.get(step).is_some_and(Intent::is_removal)
}

fn without_removals(intent: &Intent) -> Intent {
    let Intent::Into { below, appended } = intent else { return intent.clone() };
    let kept = below.iter().filter(|(_, intent)| !intent.is_removal());
    let below = kept.map(|(step, intent)| (step.clone(), without_removals(intent))).collect();
    Intent::Into { below, appended: appended.clone() }
}

/// Tells whether a scalar has its header on the line of its key or dash.
fn is_block_scalar(part: &Part<'_>) -> bool {
    matches!(part.shape, Shape::Scalar { style: ScalarStyle::Literal | ScalarStyle::Folded, .. })
}

fn joined(lines: &[String], indent: usize, line_break: &str) -> String {
    let margin = " ".repeat(indent);
    lines.iter().flat_map(|line| [line_break, &margin, line.as_str()]).collect()
}

impl Writer<'_, '_> {
    /// Writes `value` where a node stands.
    fn replace(&mut self, id: Id, holder: Holder, value: &Value) -> Result<(), Refusal> {
        let part = self.part(id)?;
        let was_flow = match &part.shape {
            Shape::Mapping { flow, pairs } => *flow && !pairs.is_empty(),
            Shape::Sequence { flow, items, .. } => *flow && !items.is_empty(),
            _ => false,
        };
        let (start, end) = (part.start, part.end);
        if let Holder::Flow { after } = holder {
            let text = self.value_text(id, value);
            let lead = if start == end && after == Some(start) { " " } else { "" };
            self.put(start, end, format!("{lead}{text}"));
            return Ok(());
        }
        if !render::is_block(value) || was_flow || self.json {
            let text = self.value_text(id, value);
            return self.replace_inline(id, holder, &text);
        }
        self.replace_by_block(id, holder, value)
    }

    /// A value on one line, in the place of a node.
    fn value_text(&self, id: Id, value: &Value) -> String {
        let octal = self.key_of(id).filter(|(_, quoted)| !self.json && !quoted).and_then(|(key, _)| {
            let old = self.layout.text(id).unwrap_or_default();
            render::mode(key, value, old)
        });
        let start = self.layout.part(id).map_or(0, |part| part.start);
        octal.unwrap_or_else(|| self.flow_text(value, self.quotes_of(id), start))
    }

    /// The key of a node, and whether it stands in double quotes as JSON has it.
    fn key_of(&self, id: Id) -> Option<(&str, bool)> {
        let part = self.layout.part(id)?;
        let Shape::Mapping { pairs, .. } = &self.layout.part(part.parent?)?.shape else { return None };
        let key = pairs.get(part.slot)?.key;
        let quoted =
            matches!(self.layout.part(key)?.shape, Shape::Scalar { style: ScalarStyle::DoubleQuoted, .. });
        Some((self.layout.text(key)?, quoted))
    }

    fn replace_inline(&mut self, id: Id, holder: Holder, text: &str) -> Result<(), Refusal> {
        let part = self.part(id)?;
        let (start, end) = (part.start, part.end);
        let is_block = match &part.shape {
            Shape::Mapping { flow, .. } | Shape::Sequence { flow, .. } => !flow,
            _ => false,
        };
        match holder {
            Holder::Key { after, .. } | Holder::Dash { after, .. } if start == end => {
                self.put(after, after, format!(" {text}"));
            }
            // Its header stands before it, on the line of its key.
            Holder::Key { after, .. } | Holder::Dash { after, .. } if is_block_scalar(part) => {
                self.put(after, end, format!(" {text}"));
            }
            Holder::Key { after, .. } | Holder::Dash { after, .. }
                if is_block && self.lines.start(after) != self.lines.start(start) =>
            {
                self.put(after, after, format!(" {text}"));
                self.put(self.lines.end(after), self.lines.end(end), "");
            }
            _ => self.put(start, end, text),
        }
        Ok(())
    }

    fn replace_by_block(&mut self, id: Id, holder: Holder, value: &Value) -> Result<(), Refusal> {
        let part = self.part(id)?;
        let (start, end) = (part.start, part.end);
        match holder {
            Holder::Key { column, after } => {
                let line_break = self.lines.line_break(after);
                let text = joined(&render::below(value, self.indents(id)), column, line_break);
                let on_key_line = self.lines.start(after) == self.lines.start(start);
                if start == end {
                    let at = self.lines.end(after);
                    self.put(at, at, text);
                } else if is_block_scalar(part) {
                    self.put(after, end, text);
                } else if on_key_line {
                    let at = self.lines.end(end);
                    self.put(after, end, "");
                    self.put(at, at, text);
                } else if matches!(
                    part.shape,
                    Shape::Mapping { flow: false, .. } | Shape::Sequence { flow: false, .. }
                ) {
                    self.put(self.lines.end(after), self.lines.end(end), text);
                } else {
                    self.put(start, end, render::flow(value, Quotes::AsNeeded));
                }
            }
            Holder::Dash { column, after } => {
                let from_dash = start == end || is_block_scalar(part);
                let width = if from_dash { column.saturating_add(2) } else { self.lines.column(start) };
                let lines = render::block(value, self.indents(id));
                let text = joined(&lines, width, self.lines.line_break(after));
                let text = text.trim_start();
                if from_dash {
                    self.put(after, end.max(after), format!(" {text}"));
                } else {
                    self.put(start, end, text);
                }
            }
            Holder::Document | Holder::Flow { .. } => {
                let lines = render::block(value, self.indents(id));
                let text = joined(&lines, 0, self.lines.line_break(start));
                self.put(start, end, text.trim_start());
            }
        }
        Ok(())
    }
}
