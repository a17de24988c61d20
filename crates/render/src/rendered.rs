//! A rendered text, and where each of its lines comes from.

use std::sync::Arc;

use sekimori_model::Span;

/// Where something in a rendered text was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The file, relative to the root of the [`Files`](crate::Files).
    pub path: Arc<str>,
    /// The stretch in it: of a template the line of the text or of the action, of an overlay the value itself.
    pub span: Span,
}

/// What is known of a line of a rendered text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Line {
    /// Where it was written; none where the renderer made it.
    pub origin: Option<Origin>,
    /// True where something on the line depends on a clock, on randomness or on a cluster, so that the text holds a
    /// placeholder.
    pub unknown: bool,
}

/// A rendered text: YAML of any number of documents.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rendered {
    /// What the text is rendered from: a template, or the file of an overlay.
    pub path: Arc<str>,
    /// The text.
    pub text: String,
    /// One for each line of the text.
    pub lines: Vec<Line>,
}
