//! From YAML to trees.

use std::sync::Arc;

use sekimori_model::{Limits, Span};
use sekimori_parse::yaml::{Node, Scalar, documents};
use sekimori_parse::{Text, decode};

use super::scalar;
use super::tree::{Entry, Kind, Map, Tree};
use crate::{Budget, Error, Fault, Line, Origin, Rendered};

/// Reads all documents of a file; those without anything are left out.
///
/// # Errors
/// An [`Error`] where it is not well-formed, or too much.
pub(super) fn file(
    path: &Arc<str>,
    bytes: &[u8],
    limits: &Limits,
    budget: &Budget<'_>,
) -> Result<Vec<Tree>, Error> {
    from_bytes(path, bytes, false, limits, budget)
}

fn from_bytes(
    path: &Arc<str>,
    bytes: &[u8],
    repeats: bool,
    limits: &Limits,
    budget: &Budget<'_>,
) -> Result<Vec<Tree>, Error> {
    let failed = |failure: sekimori_parse::Failure| Error {
        path: Arc::clone(path),
        line: failure.span.line,
        fault: Fault::refused(failure.detail),
    };
    let text = decode(bytes).map_err(failed)?;
    read(&Source { path, text: &text, base: None, lines: None, repeats }, limits, budget)
}

/// Reads a kustomization, in which the last of equal keys counts.
///
/// # Errors
/// As [`file`].
pub(super) fn kustomization(
    path: &Arc<str>,
    bytes: &[u8],
    limits: &Limits,
    budget: &Budget<'_>,
) -> Result<Vec<Tree>, Error> {
    from_bytes(path, bytes, true, limits, budget)
}

/// Reads all documents of a text that stands in a value of a file. In a block scalar its lines are known; else every place
/// in it is that value.
///
/// # Errors
/// An [`Error`] where it is not well-formed, or too much.
pub(super) fn inline(
    at: &Origin,
    text: &str,
    limits: &Limits,
    budget: &Budget<'_>,
) -> Result<Vec<Tree>, Error> {
    let text = Text { text: text.into(), offset: 0 };
    read(
        &Source { path: &at.path, text: &text, base: Some(at.span), lines: None, repeats: false },
        limits,
        budget,
    )
}

/// Reads all documents of a rendered text: every place in it is the one that its line has.
///
/// # Errors
/// An [`Error`] where it is not well-formed, or too much.
pub(super) fn rendered(
    rendered: &Rendered,
    limits: &Limits,
    budget: &Budget<'_>,
) -> Result<Vec<Tree>, Error> {
    let text = Text { text: rendered.text.as_str().into(), offset: 0 };
    let source = Source {
        path: &rendered.path,
        text: &text,
        base: None,
        lines: Some(&rendered.lines),
        repeats: false,
    };
    read(&source, limits, budget)
}

struct Source<'a> {
    path: &'a Arc<str>,
    text: &'a Text<'a>,
    base: Option<Span>,
    lines: Option<&'a [Line]>,
    /// Whether it is a kustomization, in which a key may stand twice and `yes` is a truth value.
    repeats: bool,
}

fn read(source: &Source<'_>, limits: &Limits, budget: &Budget<'_>) -> Result<Vec<Tree>, Error> {
    let limits = Limits { depth: limits.depth.min(budget.depth_limit()), ..*limits };
    let error = |line: u32, fault: Fault| {
        let line = source.base.map_or(line, |base| base.line);
        Error { path: Arc::clone(source.path), line, fault }
    };
    let mut trees = Vec::new();
    for document in documents(source.text, &limits) {
        let document =
            document.map_err(|failure| error(failure.span.line, Fault::refused(failure.detail)))?;
        if let Some(span) = document.duplicate_keys.first().filter(|_| !source.repeats) {
            let fault = Fault::refused("a key stands twice in one mapping: keep one of them");
            return Err(error(span.line, fault));
        }
        let root = document.root();
        let tree = source.tree(root, budget).map_err(|fault| error(root.span().line, fault))?;
        if !tree.is_null() {
            trees.push(tree);
        }
    }
    Ok(trees)
}

impl Source<'_> {
    fn origin(&self, node: Node<'_>) -> Option<Origin> {
        if let Some(lines) = self.lines {
            let line = usize::try_from(node.span().line).unwrap_or(1).saturating_sub(1);
            return lines.get(line).and_then(|line| line.origin.clone());
        }
        let span = match self.base {
            Some(base) => self.place(base, node.span()),
            None => node.span(),
        };
        Some(Origin { path: Arc::clone(self.path), span })
    }

    /// Finds the lines of the file on which a node of a block scalar stands.
    fn place(&self, base: Span, own: Span) -> Span {
        let lines = self.text.text.trim_end_matches('\n').split('\n').count();
        let height = usize::try_from(base.end_line.saturating_sub(base.line)).unwrap_or(0);
        // A folded scalar, or one in quotes, has fewer lines than the file has for it.
        if base.line == base.end_line || !(lines..=lines.saturating_add(1)).contains(&height) {
            return base;
        }
        // The span of a block scalar begins with its first line, below the `|`.
        let line = base.line.saturating_add(own.line).saturating_sub(1);
        let end_line = base.line.saturating_add(own.end_line).saturating_sub(1);
        Span { line, column: 1, end_line, end_column: 1, ..base }
    }

    fn tree(&self, node: Node<'_>, budget: &Budget<'_>) -> Result<Tree, Fault> {
        budget.step(1)?;
        let _level = budget.deeper()?;
        let kind = if node.is_mapping() {
            let mut entries = Vec::with_capacity(node.entries().len());
            for entry in node.entries() {
                let value = self.tree(entry.value, budget)?;
                let key = entry.key.text().ok_or_else(|| Fault::refused("a key is not a scalar"))?;
                entries.push(Entry { key: key.into(), at: self.origin(entry.key), value });
            }
            Kind::Map(Map(entries))
        } else if node.is_sequence() {
            Kind::List(node.items().map(|item| self.tree(item, budget)).collect::<Result<_, _>>()?)
        } else {
            self.scalar(node)
        };
        Ok(Tree { kind, at: self.origin(node) })
    }

    fn scalar(&self, node: Node<'_>) -> Kind {
        let text = node.text().unwrap_or_default();
        match node.scalar() {
            Some(Scalar::Str(text)) if self.is_quoted(node) => Kind::Text(text.into()),
            // A kustomization is read as the cluster reads: `yes` is a truth value.
            _ if self.repeats
                && !self.is_quoted(node)
                && let Some(value) = scalar::word(text) =>
            {
                Kind::Bool(value)
            }
            Some(Scalar::Str(text)) => scalar::stamp(text).unwrap_or_else(|| Kind::Text(text.into())),
            // The parser writes `~` where nothing is written.
            Some(Scalar::Null) if node.span().byte_start == node.span().byte_end => scalar::plain(""),
            _ => scalar::plain(text),
        }
    }

    fn is_quoted(&self, node: Node<'_>) -> bool {
        let at = node.span().byte_start.saturating_sub(self.text.offset);
        let first = usize::try_from(at).ok().and_then(|at| self.text.text.as_bytes().get(at));
        first.is_none_or(|byte| matches!(byte, b'"' | b'\'' | b'|' | b'>' | b'!'))
    }
}
