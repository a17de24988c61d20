//! CODEOWNERS of the repository that is scanned.

use std::path::Path;

use sekimori_parse::code_owners::{MAX_BYTES, PLACES, parse};
use sekimori_scan::Owners;
use sekimori_supply::{read_inside, relative, repository_of};

/// Reads who owns the files below `root`, from the repository that it is in or else from the folder itself.
pub(crate) fn owners(root: &Path) -> Owners {
    let top = repository_of(root).unwrap_or(root);
    let root = relative(top, root);
    let read = read_inside(top, &PLACES, MAX_BYTES).map_err(|problem| problem.detail);
    let parsed = read.and_then(|bytes| parse(&bytes.unwrap_or_default()).map_err(|failure| failure.detail));
    match parsed {
        Ok(code) => Owners { code, root, unread: None },
        Err(detail) => Owners { root, unread: Some(detail), ..Owners::default() },
    }
}
