//! Why a document could not be analysed, and where.

use sekimori_model::{NotAnalysed, Span};

/// A document, or a whole file, that could not be analysed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{detail}")]
pub struct Failure {
    /// The code of the reason.
    pub reason: NotAnalysed,
    /// Where it was noticed.
    pub span: Span,
    /// What the parser said, in English.
    pub detail: String,
}

impl Failure {
    /// A failure that concerns the file as a whole.
    pub fn of_file(reason: NotAnalysed, detail: impl Into<String>) -> Self {
        Self { reason, span: Span::FILE_START, detail: detail.into() }
    }
}
