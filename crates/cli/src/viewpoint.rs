//! Where the paths of a configuration file count from.

use std::path::Path;

use sekimori_model::Viewpoint;
use sekimori_supply::{relative, repository_of};

/// How a configuration file came to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Found {
    /// It was looked for, and lies in the folder or above it.
    Above,
    /// The user named it.
    Named,
    /// It is the organisation's.
    Organisation,
}

/// Where the paths of a file count from: its folder. An organisation's file speaks of every repository from its top,
/// and so does one that is kept elsewhere, as in `.ci/`.
pub(crate) fn viewpoint(path: &Path, found: Found, scanned: &Path) -> Viewpoint {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_path_buf());
    let is_own = found == Found::Above || found == Found::Named && scanned.starts_with(&folder);
    let top = repository_of(scanned).unwrap_or(scanned);
    let from = if is_own { &folder } else { top };
    if scanned.starts_with(from) {
        Viewpoint::above(relative(from, scanned))
    } else {
        Viewpoint::inside(relative(scanned, from))
    }
}
