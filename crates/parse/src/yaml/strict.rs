//! From the parser's events to a tree, under limits.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use granit_parser::{Event, ScalarStyle, Tag};
use sekimori_model::{Limits, NotAnalysed};

use super::scalar::Style;
use super::tree::{Document, Kind, Mark, NodeId, RawNode, span};
use crate::Failure;

/// A collection that is still open.
#[derive(Debug)]
struct Open {
    mapping: bool,
    start: Mark,
    anchor: usize,
    /// Index in `pending` of its first child.
    first_child: usize,
}

/// Builds one document.
#[derive(Debug)]
pub(super) struct Builder<'t> {
    document: Document<'t>,
    open: Vec<Open>,
    /// Children of the open collections, innermost last.
    pending: Vec<NodeId>,
    /// Children of the collection that is being closed.
    closed: Vec<NodeId>,
    /// For each node the number of nodes below it, aliases expanded, itself included.
    weights: Vec<u32>,
    anchors: HashMap<usize, NodeId>,
    /// Entries that merge keys looked at so far.
    merged: usize,
    limits: Limits,
    has_alias: bool,
    origin: Mark,
}

impl<'t> Builder<'t> {
    pub(super) fn new(limits: Limits, origin: Mark) -> Self {
        Self {
            document: Document {
                nodes: Vec::new(),
                items: Vec::new(),
                entries: Vec::new(),
                root: NodeId(0),
                duplicate_keys: Vec::new(),
                lenient: None,
            },
            open: Vec::new(),
            pending: Vec::new(),
            closed: Vec::new(),
            weights: Vec::new(),
            anchors: HashMap::new(),
            merged: 0,
            limits,
            has_alias: false,
            origin,
        }
    }

    /// Takes one event of the document's content.
    pub(super) fn take(&mut self, event: Event<'t>, at: &granit_parser::Span) -> Result<(), Failure> {
        let start = mark(at.start, self.origin);
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let is_binary = |tag: &Tag| tag.suffix_in_namespace(CORE).as_deref() == Some("binary");
                if tag.as_deref().is_some_and(is_binary) {
                    // kubectl decodes it; nobody writes it but to hide something.
                    return Err(failure(NotAnalysed::Malformed, start, "a `!!binary` scalar is not read"));
                }
                let end = scalar_end(&text, style, start, mark(at.end, self.origin));
                let style = typed(style, tag.as_deref());
                let id = self.add(Kind::Scalar { text, style }, start, end, 1)?;
                self.name(anchor, id);
                self.pending.push(id);
            }
            Event::MappingStart(_, anchor, _) => self.enter(true, start, anchor)?,
            Event::SequenceStart(_, anchor, _) => self.enter(false, start, anchor)?,
            Event::MappingEnd | Event::SequenceEnd => self.leave(start)?,
            Event::Alias(anchor) => {
                self.has_alias = true;
                let Some(target) = self.anchors.get(&anchor).copied() else {
                    let detail = "an alias stands inside the value that its anchor names";
                    return Err(failure(NotAnalysed::Malformed, start, detail));
                };
                self.pending.push(target);
            }
            _ => {}
        }
        Ok(())
    }

    /// Tells whether nothing was taken yet.
    pub(super) fn is_empty(&self) -> bool {
        self.document.nodes.is_empty() && self.open.is_empty()
    }

    /// Takes a scalar that nothing else names.
    pub(super) fn scalar(
        &mut self,
        text: Cow<'t, str>,
        style: Style,
        start: Mark,
        end: Mark,
    ) -> Result<(), Failure> {
        let id = self.add(Kind::Scalar { text, style }, start, end, 1)?;
        self.pending.push(id);
        Ok(())
    }

    /// Ends the document.
    pub(super) fn finish(mut self, at: Mark) -> Result<Document<'t>, Failure> {
        let root = match self.pending.pop() {
            Some(id) => id,
            None => self.add(Kind::Scalar { text: Cow::Borrowed(""), style: Style::Plain }, at, at, 1)?,
        };
        self.document.root = root;
        Ok(self.document)
    }

    pub(super) fn enter(&mut self, mapping: bool, start: Mark, anchor: usize) -> Result<(), Failure> {
        if self.open.len() >= usize::try_from(self.limits.depth).unwrap_or(usize::MAX) {
            let detail = format!("nests deeper than {} levels", self.limits.depth);
            return Err(failure(NotAnalysed::TooDeep, start, detail));
        }
        self.open.push(Open { mapping, start, anchor, first_child: self.pending.len() });
        Ok(())
    }

    pub(super) fn leave(&mut self, at: Mark) -> Result<(), Failure> {
        let Some(open) = self.open.pop() else { return Ok(()) };
        // One buffer serves all collections of the document.
        let mut children = std::mem::take(&mut self.closed);
        children.clear();
        children.extend(self.pending.drain(open.first_child.min(self.pending.len())..));
        let end = children
            .last()
            .and_then(|id| self.node(*id))
            // An alias points elsewhere, so its target does not say where the collection ends.
            .map(|node| node.end)
            .filter(|end| end.byte >= open.start.byte)
            .unwrap_or(at);
        let weight = children.iter().fold(1_u32, |sum, id| sum.saturating_add(self.weight(*id)));
        let kind = if open.mapping { self.mapping(&children, open.start)? } else { self.sequence(&children) };
        let id = self.add(kind, open.start, end, weight)?;
        self.name(open.anchor, id);
        self.pending.push(id);
        self.closed = children;
        Ok(())
    }

    fn sequence(&mut self, children: &[NodeId]) -> Kind<'t> {
        let first = index(self.document.items.len());
        self.document.items.extend_from_slice(children);
        Kind::Sequence { first, len: index(children.len()) }
    }

    fn mapping(&mut self, children: &[NodeId], at: Mark) -> Result<Kind<'t>, Failure> {
        let first = self.document.entries.len();
        let (pairs, _) = children.as_chunks::<2>();
        self.document.entries.extend(pairs.iter().map(|[key, value]| (*key, *value)));
        let repeats = self.note_duplicates(first);
        let merges = pairs.iter().any(|[key, _]| self.is_merge_key(*key));
        if merges {
            self.merge(first, at)?;
        }
        if repeats || merges {
            self.keep_last(first);
        }
        let len = self.document.entries.len().saturating_sub(first);
        Ok(Kind::Mapping { first: index(first), len: index(len) })
    }

    /// Notes keys that stand twice; tells whether there are any.
    fn note_duplicates(&mut self, first: usize) -> bool {
        let entries = self.document.entries.get(first..).unwrap_or_default();
        // A repeated merge key is two merges, not a key that stands twice.
        let text = |id: NodeId| self.key_text(id).filter(|_| !self.is_merge_key(id));
        let mut found = Vec::new();
        let mut check = |key: NodeId, seen: bool| {
            if seen && let Some(node) = self.node(key) {
                found.push(span(node.start, node.end));
            }
        };
        // Ten keys are compared faster than they are hashed.
        if entries.len() <= 10 {
            for (at, (key, _)) in entries.iter().enumerate() {
                let earlier = entries.get(..at).unwrap_or_default();
                check(*key, text(*key).is_some_and(|t| earlier.iter().any(|(k, _)| text(*k) == Some(t))));
            }
        } else {
            let mut seen = HashSet::with_capacity(entries.len());
            for (key, _) in entries {
                check(*key, text(*key).is_some_and(|t| !seen.insert(t)));
            }
        }
        let any = !found.is_empty();
        self.document.duplicate_keys.extend(found);
        any
    }

    /// Puts what merge keys bring in at their place, so that the last of several equal keys counts.
    ///
    /// # Source
    /// go-yaml v2, which kubectl uses, goes from top to bottom: a merge wins over what stands before it and loses to what
    /// stands behind it. The specification of merge keys would let it lose to both.
    fn merge(&mut self, first: usize, at: Mark) -> Result<(), Failure> {
        let own: Vec<(NodeId, NodeId)> = self.document.entries.drain(first..).collect();
        for (key, value) in own {
            if !self.is_merge_key(key) {
                self.document.entries.push((key, value));
                continue;
            }
            let sources = match self.node(value).map(|node| &node.kind) {
                Some(Kind::Sequence { first, len }) => {
                    // Of several sources the first one wins, so it comes last.
                    range(&self.document.items, *first, *len).iter().rev().copied().collect()
                }
                _ => vec![value],
            };
            for source in sources {
                self.bring_in(source, at)?;
            }
        }
        Ok(())
    }

    fn bring_in(&mut self, source: NodeId, at: Mark) -> Result<(), Failure> {
        let Some(Kind::Mapping { first, len }) = self.node(source).map(|node| &node.kind) else {
            return Ok(());
        };
        let brought: Vec<_> = range(&self.document.entries, *first, *len).to_vec();
        self.merged = self.merged.saturating_add(brought.len()).saturating_add(1);
        if self.merged > usize::try_from(self.limits.nodes).unwrap_or(usize::MAX) {
            let detail = format!("its merge keys grow it past {} nodes", self.limits.nodes);
            return Err(failure(NotAnalysed::AliasBomb, at, detail));
        }
        self.document.entries.extend(brought);
        Ok(())
    }

    /// Leaves of equal keys the last one.
    fn keep_last(&mut self, first: usize) {
        let mut entries = self.document.entries.split_off(first);
        let mut seen: HashSet<&str> = HashSet::with_capacity(entries.len());
        let keep: Vec<bool> = entries
            .iter()
            .rev()
            .map(|(key, _)| self.key_text(*key).is_none_or(|text| seen.insert(text)))
            .collect();
        let mut keep = keep.into_iter().rev();
        entries.retain(|_| keep.next().unwrap_or(true));
        self.document.entries.append(&mut entries);
    }

    fn key_text(&self, key: NodeId) -> Option<&str> {
        match self.node(key).map(|node| &node.kind) {
            Some(Kind::Scalar { text, .. }) => Some(text),
            _ => None,
        }
    }

    /// go-yaml asks for the text alone: quotes do not matter, a tag that makes it a text does.
    fn is_merge_key(&self, key: NodeId) -> bool {
        matches!(self.node(key).map(|node| &node.kind),
            Some(Kind::Scalar { text, style: Style::Plain | Style::Quoted }) if text == "<<")
    }

    fn add(&mut self, kind: Kind<'t>, start: Mark, end: Mark, weight: u32) -> Result<NodeId, Failure> {
        let id = NodeId(index(self.document.nodes.len()));
        let entries = index(self.document.entries.len());
        if weight > self.limits.nodes || id.0 >= self.limits.nodes || entries > self.limits.nodes {
            let bomb = self.has_alias && id.0 < self.limits.nodes;
            let reason = if bomb { NotAnalysed::AliasBomb } else { NotAnalysed::TooManyNodes };
            let what = if bomb { "its aliases grow it past" } else { "has more than" };
            return Err(failure(reason, start, format!("{what} {} nodes", self.limits.nodes)));
        }
        self.document.nodes.push(RawNode { kind, start, end });
        self.weights.push(weight);
        Ok(id)
    }

    fn name(&mut self, anchor: usize, id: NodeId) {
        if anchor != 0 {
            self.anchors.insert(anchor, id);
        }
    }

    fn node(&self, id: NodeId) -> Option<&RawNode<'t>> {
        self.document.nodes.get(usize::try_from(id.0).unwrap_or(usize::MAX))
    }

    fn weight(&self, id: NodeId) -> u32 {
        self.weights.get(usize::try_from(id.0).unwrap_or(usize::MAX)).copied().unwrap_or(1)
    }
}

fn typed(style: ScalarStyle, tag: Option<&Tag>) -> Style {
    let Some(tag) = tag else {
        return if style == ScalarStyle::Plain { Style::Plain } else { Style::Quoted };
    };
    match tag.suffix_in_namespace(CORE).as_deref() {
        Some("bool" | "int" | "float" | "null") => Style::Tagged,
        Some("merge") => Style::Plain,
        _ => Style::Text,
    }
}

/// The namespace of YAML's own tags, `!!`.
const CORE: &str = "tag:yaml.org,2002:";

fn range<T>(all: &[T], first: u32, len: u32) -> &[T] {
    let from = usize::try_from(first).unwrap_or(usize::MAX);
    let to = from.saturating_add(usize::try_from(len).unwrap_or(0));
    all.get(from..to).unwrap_or_default()
}

/// The parser's end of a plain scalar can lie behind the comment that follows; on one line the text's own length is
/// exact.
fn scalar_end(text: &str, style: ScalarStyle, start: Mark, end: Mark) -> Mark {
    if style != ScalarStyle::Plain || end.line != start.line {
        return end;
    }
    let bytes = u32::try_from(text.len()).unwrap_or(u32::MAX);
    let chars = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
    let own = Mark {
        line: start.line,
        column: start.column.saturating_add(chars),
        byte: start.byte.saturating_add(bytes),
    };
    if own.byte < end.byte { own } else { end }
}

fn failure(reason: NotAnalysed, at: Mark, detail: impl Into<String>) -> Failure {
    Failure { reason, span: span(at, at), detail: detail.into() }
}

fn index(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// Reads a parser's marker; `origin` is where its text begins in the file.
pub(super) fn mark(at: granit_parser::Marker, origin: Mark) -> Mark {
    Mark {
        line: index(at.line().max(1)).saturating_add(origin.line).saturating_sub(1),
        column: index(at.col()),
        byte: index(at.byte_offset().unwrap_or_default()).saturating_add(origin.byte),
    }
}
