//! The tree: nodes in one arena, children as ranges, text borrowed from the file.

use std::borrow::Cow;

use sekimori_model::Span;

use super::scalar::{self, Scalar, Style};

/// A position, as the parser counts: line from 1, column from 0.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Mark {
    pub(super) line: u32,
    pub(super) column: u32,
    pub(super) byte: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NodeId(pub(super) u32);

#[derive(Debug, PartialEq)]
pub(super) enum Kind<'t> {
    Scalar { text: Cow<'t, str>, style: Style },
    Sequence { first: u32, len: u32 },
    Mapping { first: u32, len: u32 },
}

#[derive(Debug)]
pub(super) struct RawNode<'t> {
    pub(super) kind: Kind<'t>,
    pub(super) start: Mark,
    pub(super) end: Mark,
}

/// One YAML document.
#[derive(Debug)]
pub struct Document<'t> {
    pub(super) nodes: Vec<RawNode<'t>>,
    pub(super) items: Vec<NodeId>,
    pub(super) entries: Vec<(NodeId, NodeId)>,
    pub(super) root: NodeId,
    /// Where keys stand a second time in one mapping; the last one counts, as it does for kubectl.
    pub duplicate_keys: Vec<Span>,
    /// What the strict parser said, where the lenient one was needed. All spans are then the document's.
    pub lenient: Option<String>,
}

impl<'t> Document<'t> {
    /// Returns the top of the tree.
    pub fn root(&self) -> Node<'_> {
        Node { document: self, id: self.root }
    }

    /// Returns the number of nodes that are written; an alias adds none.
    pub(crate) fn size(&self) -> usize {
        self.nodes.len()
    }

    /// Returns the bytes that each scalar covers, in order: a `#` within begins no comment.
    pub(crate) fn scalars(&self) -> Vec<(u32, u32)> {
        let scalars = self.nodes.iter().filter(|node| matches!(node.kind, Kind::Scalar { .. }));
        let mut bytes: Vec<(u32, u32)> = scalars.map(|node| (node.start.byte, node.end.byte)).collect();
        bytes.sort_unstable();
        bytes
    }

    /// Tells whether both hold the same, wherever it stands.
    pub(crate) fn is_same(&self, other: &Document<'_>) -> bool {
        self.nodes.len() == other.nodes.len()
            && self.nodes.iter().zip(&other.nodes).all(|(a, b)| a.kind == b.kind)
            && self.items == other.items
            && self.entries == other.entries
            && self.root == other.root
            && self.lenient.is_some() == other.lenient.is_some()
    }

    fn raw(&self, id: NodeId) -> Option<&RawNode<'t>> {
        self.nodes.get(usize::try_from(id.0).unwrap_or(usize::MAX))
    }
}

/// A node of a document.
#[derive(Debug, Clone, Copy)]
pub struct Node<'a> {
    document: &'a Document<'a>,
    id: NodeId,
}

/// A key and its value.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'a> {
    /// The key.
    pub key: Node<'a>,
    /// The value.
    pub value: Node<'a>,
}

impl<'a> Node<'a> {
    fn raw(self) -> Option<&'a RawNode<'a>> {
        self.document.raw(self.id)
    }

    /// Returns the stretch that the node covers. The end of a collection is the end of its last child.
    pub fn span(self) -> Span {
        self.raw().map_or(Span::FILE_START, |raw| span(raw.start, raw.end))
    }

    /// Returns the value of a scalar as kubectl reads it.
    pub fn scalar(self) -> Option<Scalar<'a>> {
        match &self.raw()?.kind {
            Kind::Scalar { text, style } => Some(scalar::resolve(text, *style)),
            Kind::Sequence { .. } | Kind::Mapping { .. } => None,
        }
    }

    /// Returns the text of a scalar, whatever its type.
    pub fn text(self) -> Option<&'a str> {
        match &self.raw()?.kind {
            Kind::Scalar { text, .. } => Some(text),
            Kind::Sequence { .. } | Kind::Mapping { .. } => None,
        }
    }

    /// Tells whether the node is a scalar that means nothing (`null`, `~` or no text).
    pub fn is_null(self) -> bool {
        self.scalar() == Some(Scalar::Null)
    }

    /// Tells whether the node is a mapping.
    pub fn is_mapping(self) -> bool {
        matches!(self.raw().map(|raw| &raw.kind), Some(Kind::Mapping { .. }))
    }

    /// Tells whether the node is a sequence.
    pub fn is_sequence(self) -> bool {
        matches!(self.raw().map(|raw| &raw.kind), Some(Kind::Sequence { .. }))
    }

    /// Returns the items of a sequence, none for any other node.
    pub fn items(self) -> impl ExactSizeIterator<Item = Node<'a>> + Clone {
        let range = match self.raw().map(|raw| &raw.kind) {
            Some(Kind::Sequence { first, len }) => slice(&self.document.items, *first, *len),
            _ => &[],
        };
        range.iter().map(move |id| Node { document: self.document, id: *id })
    }

    /// Returns the entries of a mapping, those of merge keys last, none for any other node.
    pub fn entries(self) -> impl DoubleEndedIterator<Item = Entry<'a>> + ExactSizeIterator + Clone {
        let range = match self.raw().map(|raw| &raw.kind) {
            Some(Kind::Mapping { first, len }) => slice(&self.document.entries, *first, *len),
            _ => &[],
        };
        let node = move |id| Node { document: self.document, id };
        range.iter().map(move |(key, value)| Entry { key: node(*key), value: node(*value) })
    }

    /// Returns the entry with that key. Where a key stands twice the last one counts.
    pub fn entry(self, key: &str) -> Option<Entry<'a>> {
        // The builder leaves merged entries out where the mapping has the key itself, so order is enough.
        self.entries().rev().find(|entry| entry.key.text() == Some(key))
    }

    /// Returns the value with that key.
    pub fn get(self, key: &str) -> Option<Node<'a>> {
        self.entry(key).map(|entry| entry.value)
    }
}

fn slice<T>(all: &[T], first: u32, len: u32) -> &[T] {
    let first = usize::try_from(first).unwrap_or(usize::MAX);
    let len = usize::try_from(len).unwrap_or(0);
    all.get(first..first.saturating_add(len)).unwrap_or_default()
}

pub(super) fn span(start: Mark, end: Mark) -> Span {
    Span {
        line: start.line,
        column: start.column.saturating_add(1),
        end_line: end.line,
        end_column: end.column.saturating_add(1),
        byte_start: start.byte,
        byte_end: end.byte,
    }
}
