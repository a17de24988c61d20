//! How one document is written: each node with the bytes that it covers, aliases left as they are.

use std::borrow::Cow;
use std::collections::HashMap;

use granit_parser::{Event, Parser, ScalarStyle, StrInput, StructureStyle};
use sekimori_model::Limits;

use super::lines::Lines;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Id(u32);

/// A key, its value, and where the text goes on behind the colon.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pair {
    pub(super) key: Id,
    pub(super) value: Id,
    /// None where the colon is not where a person puts it.
    pub(super) after: Option<usize>,
}

#[derive(Debug)]
pub(super) enum Shape<'t> {
    Scalar {
        text: Cow<'t, str>,
        style: ScalarStyle,
    },
    Mapping {
        flow: bool,
        pairs: Vec<Pair>,
    },
    /// `dashes` are where the items of a block sequence begin; shorter than the items where that is unknown.
    Sequence {
        flow: bool,
        items: Vec<Id>,
        dashes: Vec<usize>,
    },
    Alias,
}

#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "four facts of a node, each asked for by itself")]
pub(super) struct Part<'t> {
    pub(super) shape: Shape<'t>,
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) parent: Option<Id>,
    /// Which of its parent's items, or entries, it is.
    pub(super) slot: usize,
    pub(super) is_named: bool,
    /// An alias stands for it somewhere.
    pub(super) is_shared: bool,
    pub(super) is_tagged: bool,
    /// A pair in a flow sequence that has no braces of its own.
    pub(super) is_bare: bool,
}

/// One document.
#[derive(Debug)]
pub(super) struct Layout<'t> {
    parts: Vec<Part<'t>>,
    /// The outermost mapping that begins at a byte.
    mappings: HashMap<usize, Id>,
}

impl<'t> Layout<'t> {
    pub(super) fn part(&self, id: Id) -> Option<&Part<'t>> {
        self.parts.get(usize::try_from(id.0).unwrap_or(usize::MAX))
    }

    pub(super) fn root(&self) -> Option<Id> {
        (!self.parts.is_empty()).then_some(Id(0))
    }

    /// Tells whether nothing is written in it but comments. The parser's place of that nothing may be in the next one.
    pub(super) fn is_empty(&self) -> bool {
        let root = self.root().and_then(|id| self.part(id));
        root.is_none_or(|part| part.start == part.end && matches!(part.shape, Shape::Scalar { .. }))
    }

    /// Where the last of it ends.
    pub(super) fn end(&self) -> Option<usize> {
        self.parts.iter().map(|part| part.end).max()
    }

    pub(super) fn mapping_at(&self, byte: usize) -> Option<Id> {
        self.mappings.get(&byte).copied()
    }

    /// The text of a scalar.
    pub(super) fn text(&self, id: Id) -> Option<&str> {
        match &self.part(id)?.shape {
            Shape::Scalar { text, .. } => Some(text),
            _ => None,
        }
    }
}

/// Walks through the documents of a text.
pub(super) struct Layouts<'t> {
    parser: Parser<'t, StrInput<'t>>,
    limits: Limits,
}

impl<'t> Layouts<'t> {
    pub(super) fn of(text: &'t str, limits: &Limits) -> Self {
        let nesting = usize::try_from(limits.depth).unwrap_or(usize::MAX).saturating_add(1);
        let options = granit_parser::options! {
            flow_nesting_limit: nesting,
            block_nesting_limit: nesting,
        };
        Self { parser: Parser::new_from_str_with_options(text, options), limits: *limits }
    }

    /// The next document; none where it cannot be laid out, and at the end.
    pub(super) fn next(&mut self, lines: &Lines<'t>) -> Option<Layout<'t>> {
        let mut builder: Option<Builder<'_, 't>> = None;
        loop {
            match self.parser.next_event() {
                None | Some(Ok((Event::StreamEnd, _))) => return builder.map(|b| b.layout),
                Some(Ok((Event::DocumentStart(..), _))) => builder = Some(Builder::new(lines)),
                Some(Ok((Event::DocumentEnd, _))) => return builder.map(|b| b.layout),
                Some(Ok((event, at))) => {
                    let Some(open) = &mut builder else { continue };
                    open.take(event, &at);
                    if open.layout.parts.len() > usize::try_from(self.limits.nodes).unwrap_or(usize::MAX) {
                        return self.skip();
                    }
                }
                Some(Err(_)) => return self.skip(),
            }
        }
    }

    /// Leaves a document that cannot be laid out. Where there is no other, the next call finds the end.
    fn skip(&mut self) -> Option<Layout<'t>> {
        let _ = self.parser.proceed_next_document();
        None
    }
}

struct Builder<'l, 't> {
    lines: &'l Lines<'t>,
    layout: Layout<'t>,
    open: Vec<Id>,
    /// For each open mapping the key that waits for its value.
    keys: Vec<Option<Id>>,
    anchors: HashMap<usize, Id>,
}

impl<'l, 't> Builder<'l, 't> {
    fn new(lines: &'l Lines<'t>) -> Self {
        Self {
            lines,
            layout: Layout { parts: Vec::new(), mappings: HashMap::new() },
            open: Vec::new(),
            keys: Vec::new(),
            anchors: HashMap::new(),
        }
    }

    fn take(&mut self, event: Event<'t>, at: &granit_parser::Span) {
        let start = at.start.byte_offset().unwrap_or_default();
        let end = at.end.byte_offset().unwrap_or_default().max(start);
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let end = self.scalar_end(&text, style, start, end);
                self.add(Shape::Scalar { text, style }, start, end, anchor, tag.is_some());
            }
            Event::Alias(anchor) => {
                let target = self.anchors.get(&anchor).copied();
                if let Some(part) = target.and_then(|id| self.part_mut(id)) {
                    part.is_shared = true;
                }
                self.add(Shape::Alias, start, end, 0, false);
            }
            Event::MappingStart(style, anchor, tag) => {
                let flow = style == StructureStyle::Flow;
                let id =
                    self.add(Shape::Mapping { flow, pairs: Vec::new() }, start, end, anchor, tag.is_some());
                self.layout.mappings.entry(start).or_insert(id);
                self.open.push(id);
                self.keys.push(None);
            }
            Event::SequenceStart(style, anchor, tag) => {
                let flow = style == StructureStyle::Flow;
                let shape = Shape::Sequence { flow, items: Vec::new(), dashes: Vec::new() };
                let start = if flow { start } else { self.first_dash(start) };
                let id = self.add(shape, start, end.max(start), anchor, tag.is_some());
                self.open.push(id);
                self.keys.push(None);
            }
            Event::MappingEnd | Event::SequenceEnd => {
                self.keys.pop();
                let Some(id) = self.open.pop() else { return };
                let own = self.end_of(id, end);
                if let Some(part) = self.part_mut(id) {
                    part.end = own.max(part.start);
                }
            }
            _ => {}
        }
    }

    /// Where a block sequence begins. The parser points at the first item where the dashes stand below their key's
    /// first letter.
    fn first_dash(&self, start: usize) -> usize {
        let key = self.keys.last().copied().flatten().and_then(|key| self.layout.part(key));
        let dash = key.and_then(|key| {
            let after = behind_colon(self.lines, key.end)?;
            dash_behind(self.lines, after, self.lines.column(key.start))
        });
        dash.filter(|dash| *dash < start).unwrap_or(start)
    }

    fn part_mut(&mut self, id: Id) -> Option<&mut Part<'t>> {
        self.layout.parts.get_mut(usize::try_from(id.0).unwrap_or(usize::MAX))
    }

    /// A block collection ends with its last child, not where the parser noticed that it had ended.
    fn end_of(&self, id: Id, seen: usize) -> usize {
        let Some(part) = self.layout.part(id) else { return seen };
        let end = |id: Id| self.layout.part(id).map_or(0, |part| part.end);
        match &part.shape {
            Shape::Mapping { flow: false, pairs } => {
                pairs.last().map_or(part.start, |pair| end(pair.value).max(end(pair.key)))
            }
            Shape::Sequence { flow: false, items, .. } => items.last().map_or(part.start, |id| end(*id)),
            _ => seen,
        }
    }

    /// The parser's end of a scalar can lie behind the blanks and comments that follow.
    fn scalar_end(&self, text: &str, style: ScalarStyle, start: usize, end: usize) -> usize {
        let covered = self.lines.slice(start, end);
        let kept = match style {
            ScalarStyle::Plain if self.lines.start(start) == self.lines.start(end) => {
                return start.saturating_add(text.len()).min(end);
            }
            ScalarStyle::Plain => {
                let last = covered.rfind(['\n', '\r']).unwrap_or(0);
                let comment = covered.get(last..).and_then(|line| line.find(" #"));
                comment.and_then(|at| covered.get(..last.saturating_add(at))).unwrap_or(covered).trim_end()
            }
            ScalarStyle::Literal | ScalarStyle::Folded => covered.trim_end(),
            _ => covered,
        };
        start.saturating_add(kept.len())
    }

    fn add(&mut self, shape: Shape<'t>, start: usize, end: usize, anchor: usize, is_tagged: bool) -> Id {
        let id = Id(u32::try_from(self.layout.parts.len()).unwrap_or(u32::MAX));
        let parent = self.open.last().copied();
        let (place, slot) = self.hang(id, start);
        // Where nothing is written, the parser points at any place near by.
        let (start, end) = match place {
            Some(place) if start == end && matches!(shape, Shape::Scalar { .. }) => (place, place),
            _ => (start, end),
        };
        let is_named = anchor != 0;
        let is_bare = matches!(shape, Shape::Mapping { flow: true, .. }) && start == end;
        self.layout.parts.push(Part {
            shape,
            start,
            end,
            parent,
            slot,
            is_named,
            is_shared: false,
            is_tagged,
            is_bare,
        });
        if is_named {
            self.anchors.insert(anchor, id);
        }
        id
    }

    /// Hangs a new node below the one that is open; returns where its text may begin, behind a colon or a dash, and
    /// which child it is.
    fn hang(&mut self, id: Id, start: usize) -> (Option<usize>, usize) {
        let Some(parent) = self.open.last().copied() else { return (None, 0) };
        let Some(part) = self.layout.part(parent) else { return (None, 0) };
        match &part.shape {
            Shape::Mapping { pairs, .. } => {
                let slot = pairs.len();
                let Some(key) = self.keys.last_mut().and_then(Option::take) else {
                    if let Some(waiting) = self.keys.last_mut() {
                        *waiting = Some(id);
                    }
                    return (None, slot);
                };
                let after = self.layout.part(key).and_then(|key| behind_colon(self.lines, key.end));
                if let Some(Part { shape: Shape::Mapping { pairs, .. }, .. }) = self.part_mut(parent) {
                    pairs.push(Pair { key, value: id, after });
                }
                (after, slot)
            }
            Shape::Sequence { flow, items, .. } => {
                let dash = if *flow {
                    None
                } else if let Some(last) = items.last() {
                    let from = self.layout.part(*last).map_or(start, |last| last.end);
                    dash_behind(self.lines, from, self.lines.column(part.start))
                } else {
                    Some(part.start).filter(|at| self.lines.slice(*at, at.saturating_add(1)) == "-")
                };
                let slot = items.len();
                let known = dash.filter(|at| *at <= start);
                if let Some(Part { shape: Shape::Sequence { items, dashes, .. }, .. }) = self.part_mut(parent)
                {
                    items.push(id);
                    dashes.extend(known.filter(|_| dashes.len().saturating_add(1) == items.len()));
                }
                (known.map(|at| at.saturating_add(1)), slot)
            }
            Shape::Scalar { .. } | Shape::Alias => (None, 0),
        }
    }
}

fn behind_colon(lines: &Lines<'_>, end: usize) -> Option<usize> {
    let rest = lines.slice(end, lines.text.len());
    let blanks = rest.bytes().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    let colon = end.saturating_add(blanks);
    (lines.slice(colon, colon.saturating_add(1)) == ":").then(|| colon.saturating_add(1))
}

/// The next dash in `column` on a line behind `from`, with only comments and empty lines between.
fn dash_behind(lines: &Lines<'_>, from: usize, column: usize) -> Option<usize> {
    let mut at = lines.next(from);
    while at < lines.text.len() {
        let line = lines.slice(at, lines.end(at));
        let body = line.trim_start_matches([' ', '\t']);
        if body.starts_with('-') {
            let dash = at.saturating_add(line.len().saturating_sub(body.len()));
            return (lines.column(dash) == column).then_some(dash);
        }
        if !body.is_empty() && !body.starts_with('#') {
            return None;
        }
        at = lines.next(at);
    }
    None
}
