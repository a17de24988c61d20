//! Where an ignore holds, as the selectors of a waiver.

use sekimori_model::Subject;

use crate::kubernetes::Object;

/// Where an ignore holds; everywhere, where both are absent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scope {
    /// Selector over the subject's identity.
    pub subject: Option<String>,
    /// Selector over the path of the file.
    pub path: Option<String>,
}

impl Scope {
    /// One object of the file at `path`.
    pub(super) fn of_object(object: &Object<'_>, path: &str) -> Self {
        let identity = Subject::Object(object.reference(None, String::new())).identity();
        Self { subject: Some(format!("{}*", literal(&identity))), path: Some(literal(path)) }
    }

    /// All that lies in the folder of the file at `path`: a scanner's own file speaks of nothing above it.
    pub(super) fn of_folder(path: &str) -> Self {
        let folder = folder(path);
        let path = (!folder.is_empty()).then(|| format!("{}*", literal(folder)));
        Self { subject: None, path }
    }
}

/// The path of the folder of a file, with a slash behind; empty for the root.
pub(super) fn folder(path: &str) -> &str {
    path.rfind('/').and_then(|at| path.get(..=at)).unwrap_or_default()
}

/// A selector for this very text. Selectors have no escapes: a star, which no name of Kubernetes has, becomes the one
/// character that `?` stands for, so that a hostile name selects nothing but its like.
pub(super) fn literal(text: &str) -> String {
    text.replace('*', "?")
}
