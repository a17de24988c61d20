//! Why something could not be rendered, and where.

use std::sync::Arc;

use sekimori_model::NotAnalysed;

/// What went wrong inside, before it is known where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// What was written cannot be rendered: the sentence that the renderer would print, in English.
    #[error("{0}")]
    Refused(String),
    /// It would cost too much: the bound that was passed.
    #[error("{0}")]
    Bound(String),
    /// Something that is somewhere else, and is not fetched: its address, without what may be a password.
    #[error("{0}")]
    Remote(String),
    /// A file that is needed could not be had: its path, the reason, and the detail.
    #[error("{detail}")]
    File {
        /// The path of the file.
        path: Arc<str>,
        /// Why not.
        reason: NotAnalysed,
        /// What the source said.
        detail: String,
    },
}

impl Fault {
    /// Makes a refusal.
    pub fn refused(detail: impl Into<String>) -> Self {
        Self::Refused(detail.into())
    }
}

/// Something that could not be rendered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{path}:{line}: {fault}")]
pub struct Error {
    /// The file at fault, relative to the root of the [`Files`](crate::Files).
    pub path: Arc<str>,
    /// The line in it, from 1; 1 for what concerns the whole file.
    pub line: u32,
    /// What is wrong.
    pub fault: Fault,
}

/// Takes a password, or a token, out of an address.
pub(crate) fn without_secrets(text: &str) -> String {
    match text.split_once("://") {
        Some((scheme, rest)) => {
            let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
            let host = host.rsplit('@').next().unwrap_or(host);
            format!("{scheme}://{host}/{path}")
        }
        None => text.to_owned(),
    }
}
