//! A place in an object, present or absent: what stands there, what it is called, where it is.

use std::cell::RefCell;

use sekimori_model::Span;
use smallvec::SmallVec;

use crate::yaml::{Entry, Node, Scalar};

/// One step from a field to a field inside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step<'a> {
    Key(&'a str),
    Item { index: u32, key: &'a str },
}

/// A field that is not of the type that Kubernetes defines, so that what it means cannot be said.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct WrongType {
    /// Where it stands.
    pub span: Span,
    /// Its path, with list indexes.
    pub path: String,
    /// Its path without list indexes, as identity has it.
    pub identity: String,
    /// The type that was expected.
    pub expected: &'static str,
}

/// Collects the fields of the wrong type that were asked for, each once.
#[derive(Debug, Default)]
pub struct Recorder(RefCell<Vec<WrongType>>);

impl Recorder {
    /// Returns what was collected, sorted by place.
    pub fn into_inner(self) -> Vec<WrongType> {
        let mut all = self.0.into_inner();
        all.sort();
        all.dedup_by(|a, b| a.path == b.path);
        all
    }

    fn record(&self, field: &Field<'_>, expected: &'static str) {
        let mut all = self.0.borrow_mut();
        // Twenty rules may ask for the same field; a hostile object has at most this many wrong ones told.
        if all.len() < 1_000 {
            let (path, identity) = (field.full_path(), field.identity());
            all.push(WrongType { span: field.span(), path, identity, expected });
        }
    }
}

/// A place in an object.
#[derive(Debug)]
pub struct Field<'a> {
    /// Where the identity's path begins: nothing, `spec`, `spec.template.spec` ...
    root: &'static [&'static str],
    steps: SmallVec<[Step<'a>; 6]>,
    node: Option<Node<'a>>,
    /// What to point at: the key and value where the field is present, else the nearest thing around it.
    span: Span,
    recorder: &'a Recorder,
}

impl Clone for Field<'_> {
    fn clone(&self) -> Self {
        // Every lookup of a rule begins with one of these: steps are copied in one go, not one by one.
        Self { steps: SmallVec::from_slice(&self.steps), ..*self }
    }
}

impl<'a> Field<'a> {
    pub(super) fn new(
        root: &'static [&'static str],
        node: Option<Node<'a>>,
        span: Span,
        recorder: &'a Recorder,
    ) -> Self {
        Self { root, steps: SmallVec::new(), node, span, recorder }
    }

    /// Returns the top of a document that is no Kubernetes object as a field.
    pub fn top(node: Node<'a>, recorder: &'a Recorder) -> Self {
        Self::new(&[], Some(node), head(node), recorder)
    }

    /// Lets the identity's path begin here.
    pub(super) fn rooted(mut self, root: &'static [&'static str]) -> Self {
        self.root = root;
        self.steps.clear();
        self
    }

    /// Returns the field at `path` below this one: names separated by dots.
    #[must_use]
    pub fn at(&self, path: &'static str) -> Self {
        let mut field = self.clone();
        for name in path.split('.') {
            field.step(name);
        }
        field
    }

    /// Returns the field with that very name, which may hold dots and slashes, such as the key of an annotation.
    #[must_use]
    pub fn key(&self, name: &'a str) -> Self {
        let mut field = self.clone();
        field.step(name);
        field
    }

    /// Returns the entry of the mapping that stands here with that very key, which need not live as long as the object;
    /// none where there is no such entry.
    pub fn find(&self, key: &str) -> Option<Self> {
        let entry = self.mapping()?.entry(key)?;
        Some(self.child(entry.key.text()?, entry))
    }

    fn child(&self, key: &'a str, entry: Entry<'a>) -> Self {
        let mut field = self.clone();
        field.steps.push(Step::Key(name(key)));
        field.node = Some(entry.value).filter(|value| !value.is_null());
        field.span = entry_span(entry);
        field
    }

    fn step(&mut self, name: &'a str) {
        let entry = self.mapping().and_then(|node| node.entry(name));
        self.steps.push(Step::Key(name));
        self.node = entry.map(|entry| entry.value).filter(|value| !value.is_null());
        if let Some(entry) = entry {
            self.span = entry_span(entry);
        }
    }

    /// Returns the mapping that stands here; records anything else but nothing.
    fn mapping(&self) -> Option<Node<'a>> {
        let node = self.node?;
        if !node.is_mapping() {
            self.recorder.record(self, "mapping");
            return None;
        }
        Some(node)
    }

    /// Returns the items of the list that stands here, each named by its field `key`; none where there is no list.
    pub fn items(&self, key: &'static str) -> Vec<Self> {
        let Some(node) = self.node else { return Vec::new() };
        if !node.is_sequence() {
            self.recorder.record(self, "list");
            return Vec::new();
        }
        let item = |(index, node): (usize, Node<'a>)| {
            let named = node.entry(key);
            let text = named.and_then(|entry| entry.value.text()).or_else(|| node.text()).unwrap_or_default();
            let mut field = self.clone();
            field.steps.push(Step::Item { index: u32::try_from(index).unwrap_or(u32::MAX), key: name(text) });
            field.span = named.map_or_else(|| head(node), entry_span);
            field.node = Some(node).filter(|node| !node.is_null());
            field
        };
        node.items().enumerate().map(item).collect()
    }

    /// Returns those entries of the mapping that stands here whose key begins with `prefix`.
    pub fn entries(&self, prefix: &str) -> Vec<(&'a str, Self)> {
        let Some(node) = self.mapping() else { return Vec::new() };
        let named = node.entries().filter_map(|entry| Some((entry.key.text()?, entry)));
        // Not looked up by key: a hostile mapping has a million of them.
        named
            .filter(|(key, _)| key.starts_with(prefix))
            .map(|(key, entry)| (key, self.child(key, entry)))
            .collect()
    }

    /// Tells whether anything but `null` stands here.
    pub fn is_present(&self) -> bool {
        self.node.is_some()
    }

    /// Tells whether anything but `null`, an empty list or an empty mapping stands here.
    pub fn has_content(&self) -> bool {
        self.node
            .is_some_and(|node| node.scalar().is_some() || node.items().len() > 0 || node.entries().len() > 0)
    }

    /// Returns the truth value that stands here.
    pub fn bool(&self) -> Option<bool> {
        match self.scalar("boolean")? {
            Scalar::Bool(value) => Some(value),
            _ => self.wrong("boolean"),
        }
    }

    /// Returns the whole number that stands here.
    pub fn int(&self) -> Option<i64> {
        match self.scalar("integer")? {
            Scalar::Int(value) => Some(value),
            _ => self.wrong("integer"),
        }
    }

    /// Returns the text that stands here.
    pub fn str(&self) -> Option<&'a str> {
        match self.scalar("string")? {
            Scalar::Str(value) => Some(value),
            _ => self.wrong("string"),
        }
    }

    /// Tells whether a text stands here, without taking anything else for a mistake.
    pub fn is_text(&self) -> bool {
        matches!(self.node.and_then(Node::scalar), Some(Scalar::Str(_)))
    }

    /// Returns the text that stands here, empty where nothing does; none where something else than text stands here.
    ///
    /// # Source
    /// Kubernetes decodes an absent or null `string` that is not a pointer to the empty text (Go's `encoding/json`).
    pub fn str_or_empty(&self) -> Option<&'a str> {
        if self.is_present() { self.str() } else { Some("") }
    }

    fn scalar(&self, expected: &'static str) -> Option<Scalar<'a>> {
        let node = self.node?;
        node.scalar().or_else(|| self.wrong(expected))
    }

    fn wrong<T>(&self, expected: &'static str) -> Option<T> {
        self.recorder.record(self, expected);
        None
    }

    /// Returns the text of the scalar that stands here, for showing.
    pub fn text(&self) -> Option<&'a str> {
        self.node?.text()
    }

    /// Returns where to point: the key and its value, or the nearest thing around an absent field.
    pub fn span(&self) -> Span {
        self.span
    }

    /// Returns where to point without showing what stands here: the key alone, or the beginning of an item.
    pub fn span_without_value(&self) -> Span {
        let Some(value) = self.node.map(Node::span) else { return self.span };
        if value.byte_start < self.span.byte_start || value.byte_end > self.span.byte_end {
            return self.span;
        }
        Span { end_line: value.line, end_column: value.column, byte_end: value.byte_start, ..self.span }
    }

    /// Returns the path without list indexes, from the root of identity: `containers[web].image`.
    pub fn identity(&self) -> String {
        self.render(&[], |out, step| match step {
            Step::Key(name) => key(out, name),
            Step::Item { index: _, key } => bracket(out, key),
        })
    }

    /// Returns the path with list indexes, from the top of the object: `spec.containers[0].image`.
    pub fn full_path(&self) -> String {
        self.render(self.root, |out, step| match step {
            Step::Key(name) => key(out, name),
            Step::Item { index, key: _ } => bracket(out, &index.to_string()),
        })
    }

    /// Returns the JSON Pointer of the field in its object.
    ///
    /// # Source
    /// RFC 6901, section 3: `~` is written `~0` and `/` is written `~1`.
    pub fn pointer(&self) -> String {
        let mut out = String::new();
        for name in self.root {
            out.push('/');
            out.push_str(name);
        }
        for step in &self.steps {
            out.push('/');
            match step {
                Step::Key(name) => out.push_str(&name.replace('~', "~0").replace('/', "~1")),
                Step::Item { index, .. } => out.push_str(&index.to_string()),
            }
        }
        out
    }

    fn render(&self, root: &[&str], mut write: impl FnMut(&mut String, &Step<'_>)) -> String {
        let mut out = root.join(".");
        for step in &self.steps {
            write(&mut out, step);
        }
        out
    }
}

/// As much of a name as can be one: identity is kept once per finding, and a hostile name has megabytes.
///
/// # Source
/// Kubernetes, "Object Names and IDs" and "Annotations": names have at most 253 characters, keys at most 317.
pub(super) fn name(text: &str) -> &str {
    text.get(..text.floor_char_boundary(512)).unwrap_or(text)
}

fn key(out: &mut String, name: &str) {
    // A name that holds a dot would read as two; annotations do.
    if name.contains('.') || name.contains('/') {
        return bracket(out, name);
    }
    if !out.is_empty() {
        out.push('.');
    }
    out.push_str(name);
}

fn bracket(out: &mut String, name: &str) {
    out.push('[');
    out.push_str(name);
    out.push(']');
}

/// From the key to the end of a scalar value on its line; a collection is pointed at by its key.
fn entry_span(entry: Entry<'_>) -> Span {
    let key = entry.key.span();
    let value = entry.value.span();
    let inline =
        entry.value.text().is_some() && value.end_line == key.line && value.byte_start >= key.byte_end;
    if !inline {
        return key;
    }
    Span { end_line: value.end_line, end_column: value.end_column, byte_end: value.byte_end, ..key }
}

/// The first entry of a mapping, or a scalar itself.
fn head(node: Node<'_>) -> Span {
    let first = node.entries().next();
    first.map_or_else(|| node.span(), entry_span)
}
