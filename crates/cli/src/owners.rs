//! CODEOWNERS of the repository that is scanned.

use std::path::{Component, Path};

use sekimori_parse::code_owners::{MAX_BYTES, PLACES, parse};
use sekimori_scan::Owners;
use sekimori_supply::{read_inside, repository_of};

/// Reads who owns the files below `root`, from the repository that it is in or else from the folder itself.
pub(crate) fn owners(root: &Path) -> Owners {
    let top = repository_of(root).unwrap_or(root);
    let inner = root.strip_prefix(top).unwrap_or(Path::new("")).components();
    let names = inner.filter_map(|part| match part {
        Component::Normal(name) => Some(name.to_string_lossy()),
        _ => None,
    });
    let root = names.collect::<Vec<_>>().join("/");
    let read = read_inside(top, &PLACES, MAX_BYTES).map_err(|problem| problem.detail);
    let parsed = read.and_then(|bytes| parse(&bytes.unwrap_or_default()).map_err(|failure| failure.detail));
    match parsed {
        Ok(code) => Owners { code, root, unread: None },
        Err(detail) => Owners { root, unread: Some(detail), ..Owners::default() },
    }
}
