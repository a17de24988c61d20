//! The fallback: what the parser of kubectl takes and a strict reading of YAML 1.2 refuses.
//!
//! It knows no lines, so every span of such a document is the document's first line.

use std::borrow::Cow;

use sekimori_model::{Limits, NotAnalysed};
use yaml_serde::Value;

use super::scalar::Style;
use super::tree::{Document, Kind, Mark, NodeId, RawNode};

/// Documents above this size are not tried again: libyaml needs quadratic time on some hostile input. 1 MiB: the
/// largest object that etcd stores by default is 1.5 MiB.
const MAX_BYTES: usize = 1 << 20;

/// Parses `text`, a document that starts at `at` and that the strict parser refused with `reason`.
pub(super) fn parse<'t>(text: &str, at: Mark, limits: &Limits, reason: &str) -> Option<Document<'t>> {
    // It copies what an alias stands for, so a document with aliases could grow without bound.
    let misread = may_have_aliases(text) || text.contains("binary");
    if text.len() > MAX_BYTES || nests_too_deep(text, limits.depth) || misread {
        return None;
    }
    let value: Value = yaml_serde::from_str(text).ok()?;
    let line = text.lines().next().map_or(0, str::len);
    let width = u32::try_from(line).unwrap_or(u32::MAX);
    let end = Mark { line: at.line, column: width, byte: at.byte.saturating_add(width) };
    let document = Document {
        nodes: Vec::new(),
        items: Vec::new(),
        entries: Vec::new(),
        root: NodeId(0),
        duplicate_keys: Vec::new(),
        lenient: Some(reason.to_owned()),
    };
    let mut copy = Copy { document, start: at, end, limits: *limits };
    let root = copy.node(value, 0).ok()?;
    copy.document.root = root;
    Some(copy.document)
}

struct Copy<'t> {
    document: Document<'t>,
    start: Mark,
    end: Mark,
    limits: Limits,
}

impl Copy<'_> {
    fn node(&mut self, value: Value, depth: u32) -> Result<NodeId, NotAnalysed> {
        if depth > self.limits.depth {
            return Err(NotAnalysed::TooDeep);
        }
        let below = depth.saturating_add(1);
        let kind = match value {
            Value::Null => Kind::Scalar { text: Cow::Borrowed("null"), style: Style::Plain },
            Value::Bool(value) => Kind::Scalar { text: Cow::Owned(value.to_string()), style: Style::Plain },
            Value::Number(value) => Kind::Scalar { text: Cow::Owned(value.to_string()), style: Style::Plain },
            // Quotes are lost here, and kubectl takes a plain `yes` for a truth value.
            Value::String(text) => {
                let style = if is_word_of_yaml_1_1(&text) { Style::Plain } else { Style::Text };
                Kind::Scalar { text: Cow::Owned(text), style }
            }
            Value::Tagged(tagged) => return self.node(tagged.value, below),
            Value::Sequence(values) => {
                let mut items = Vec::with_capacity(values.len());
                for value in values {
                    items.push(self.node(value, below)?);
                }
                let first = small(self.document.items.len());
                let len = small(items.len());
                self.document.items.extend(items);
                Kind::Sequence { first, len }
            }
            Value::Mapping(values) => {
                let mut entries = Vec::with_capacity(values.len());
                for (key, value) in values {
                    // kubectl would merge; this parser leaves the key as it is.
                    if key == Value::String("<<".to_owned()) {
                        return Err(NotAnalysed::Malformed);
                    }
                    entries.push((self.node(key, below)?, self.node(value, below)?));
                }
                let first = small(self.document.entries.len());
                let len = small(entries.len());
                self.document.entries.extend(entries);
                Kind::Mapping { first, len }
            }
        };
        let id = NodeId(small(self.document.nodes.len()));
        if id.0 >= self.limits.nodes {
            return Err(NotAnalysed::TooManyNodes);
        }
        self.document.nodes.push(RawNode { kind, start: self.start, end: self.end });
        Ok(id)
    }
}

/// Tells whether both an anchor and an alias could stand in a text. Those inside quotes count too, which at worst leaves
/// a document to the strict parser's verdict.
fn may_have_aliases(text: &str) -> bool {
    let stands = |mark: u8| {
        text.as_bytes()
            .windows(2)
            .any(|pair| matches!(pair, [first, second] if *first == mark && !second.is_ascii_whitespace()))
    };
    stands(b'&') && stands(b'*')
}

fn is_word_of_yaml_1_1(text: &str) -> bool {
    let words = ["y", "n", "yes", "no", "on", "off"];
    words.iter().any(|word| text.eq_ignore_ascii_case(word))
}

/// Tells whether brackets, or the dashes of one line, could nest deeper than `depth`. Counts those inside quotes too,
/// which at worst leaves a document to the strict parser's verdict.
fn nests_too_deep(text: &str, depth: u32) -> bool {
    let mut open = 0_u32;
    let mut dashes = 0_u32;
    for byte in text.bytes() {
        match byte {
            b'[' | b'{' => open = open.saturating_add(1),
            b']' | b'}' => open = open.saturating_sub(1),
            b'-' | b'?' => dashes = dashes.saturating_add(1),
            b' ' => {}
            _ => dashes = 0,
        }
        if open > depth || dashes > depth {
            return true;
        }
    }
    // Block nesting costs at least one space of indentation a level.
    text.lines().any(|line| line.bytes().take_while(|b| *b == b' ').count() > MAX_INDENT)
}

/// Deeper indentation than any person writes; each level costs at least one column.
const MAX_INDENT: usize = 512;

fn small(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
