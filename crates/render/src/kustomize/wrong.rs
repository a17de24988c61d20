//! What is wrong, before the whole place is known.

use std::sync::Arc;

use super::tree::At;
use crate::{Error, Fault};

/// What is wrong, and where if that is known better than by the caller.
#[derive(Debug)]
pub(super) struct Wrong {
    at: At,
    fault: Fault,
}

impl From<Fault> for Wrong {
    fn from(fault: Fault) -> Self {
        Self { at: None, fault }
    }
}

impl From<Error> for Wrong {
    fn from(error: Error) -> Self {
        let line = sekimori_model::Span { line: error.line, ..sekimori_model::Span::FILE_START };
        Self { at: Some(crate::Origin { path: error.path, span: line }), fault: error.fault }
    }
}

impl Wrong {
    /// A refusal of something that stands at `at`.
    pub(super) fn refused(at: &At, detail: impl Into<String>) -> Self {
        Self { at: at.clone(), fault: Fault::refused(detail) }
    }

    /// Says where it is, unless that is known.
    pub(super) fn or_at(self, at: &At) -> Self {
        Self { at: self.at.or_else(|| at.clone()), fault: self.fault }
    }

    /// Makes the error; `path` is the file where nothing better is known.
    pub(super) fn into_error(self, path: &Arc<str>) -> Error {
        match self.at {
            Some(at) => Error { path: at.path, line: at.span.line, fault: self.fault },
            None => Error { path: Arc::clone(path), line: 1, fault: self.fault },
        }
    }
}
