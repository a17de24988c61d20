//! Where bytes come from, seen from the pure side: list, then read, both under limits.

use std::io::Read;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::{Limits, NotAnalysed};

/// A file that a source offers.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Entry {
    /// Path relative to the scanned root, with forward slashes.
    pub path: Arc<str>,
    /// True where the user named this very file, so that its name does not decide whether it is looked at.
    pub named: bool,
}

/// Something that a source could not offer, and why.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Problem {
    /// Path relative to the scanned root, with forward slashes.
    pub path: Arc<str>,
    /// The code of the reason.
    pub reason: NotAnalysed,
    /// What the operating system or the limit said, in English.
    pub detail: String,
}

/// What a source holds, sorted by path.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Listing {
    /// The files to look at.
    pub entries: Vec<Entry>,
    /// What could not be listed.
    pub problems: Vec<Problem>,
    /// True where a limit cut the listing short.
    pub truncated: bool,
}

/// A place where bytes come from: a disk, a commit, an image.
pub trait Source: Sync {
    /// Lists what there is, sorted by path, so that the same tree gives the same list.
    fn list(&self, limits: &Limits) -> Listing;

    /// Reads one file, whole.
    ///
    /// # Errors
    /// A [`Problem`] where it cannot be read or is larger than `limits.file_bytes`.
    fn read(&self, entry: &Entry, limits: &Limits) -> Result<Vec<u8>, Problem>;

    /// Opens a file that is too large to be read whole, to be read once from its start to its end; none where the source
    /// offers only whole files.
    ///
    /// # Errors
    /// A [`Problem`] where it cannot be opened.
    fn stream(&self, _entry: &Entry) -> Result<Option<Box<dyn Read + '_>>, Problem> {
        Ok(None)
    }

    /// Returns the place of the scanned root in what surrounds it, such as a repository: its path there, with forward
    /// slashes; empty where nothing surrounds it.
    #[expect(clippy::unnecessary_literal_bound, reason = "other sources return what they hold")]
    fn place(&self) -> &str {
        ""
    }

    /// Reads a file by its path in what surrounds the scanned root: one that the listing does not have because it was
    /// not asked for, or lies beside the root. None where there is no such file.
    ///
    /// # Errors
    /// A [`Problem`] where it cannot be read or is larger than `limits.file_bytes`.
    fn read_beside(&self, _path: &str, _limits: &Limits) -> Result<Option<Vec<u8>>, Problem> {
        Ok(None)
    }

    /// Returns what the state that the source is compared with has at a path, where only what is new counts.
    ///
    /// # Errors
    /// A [`Problem`] where it cannot be read or is larger than `limits.file_bytes`.
    fn read_before(&self, _path: &str, _limits: &Limits) -> Result<Option<Arc<Vec<u8>>>, Problem> {
        Ok(None)
    }

    /// Tells whether it holds a change alone, such as what is staged for a commit: then there may be nothing in it, and
    /// nothing is missed.
    fn is_a_change(&self) -> bool {
        false
    }

    /// Tells whether the file at `path`, as it was read, differs from the state that the source is compared with; none
    /// where it is compared with nothing. A path that was not read is taken for changed.
    fn has_changed(&self, _path: &str) -> Option<bool> {
        None
    }
}

/// Returns the path from the scanned root of a path in what surrounds it, where the root has `place` there: with `..` for
/// what lies beside the root.
pub fn from_root(place: &str, path: &str) -> Arc<str> {
    if place.is_empty() {
        return path.into();
    }
    let root: Vec<&str> = place.split('/').collect();
    let steps: Vec<&str> = path.split('/').collect();
    let common = root.iter().zip(&steps).take_while(|(a, b)| a == b).count();
    let up = std::iter::repeat_n("..", root.len() - common);
    up.chain(steps.into_iter().skip(common)).collect::<Vec<_>>().join("/").into()
}

#[cfg(test)]
mod tests {
    use super::from_root;

    #[test]
    fn what_lies_beside_the_root_is_seen_from_it() {
        assert_eq!(&*from_root("", "base/a.yaml"), "base/a.yaml");
        assert_eq!(&*from_root("overlays/prod", "overlays/prod/patch.yaml"), "patch.yaml");
        assert_eq!(&*from_root("overlays/prod", "base/a.yaml"), "../../base/a.yaml");
    }
}
