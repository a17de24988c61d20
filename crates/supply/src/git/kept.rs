//! Which files git has in the index, whatever its patterns say of them.

use std::path::{Path, PathBuf};

use gix::index::entry::Mode;

use super::open;

/// Bytes of what the index makes room for: a million files need 100 MiB.
const INDEX_BYTES: usize = 1 << 30;

/// Returns the files that git has of the working tree at `top`, each where it stands on this machine. None where nothing is
/// staged yet, or where it is no repository that can be opened.
///
/// # Errors
/// Why the index cannot be read.
pub(crate) fn kept(top: &Path) -> Result<Vec<PathBuf>, String> {
    let Ok(repository) = open(top) else { return Ok(Vec::new()) };
    let file = repository.index_path();
    if file.symlink_metadata().is_err() {
        return Ok(Vec::new());
    }
    let options = gix::index::decode::Options {
        thread_limit: Some(1),
        alloc_limit_bytes: Some(INDEX_BYTES),
        ..gix::index::decode::Options::default()
    };
    let index = gix::index::File::at(&file, repository.object_hash(), true, options);
    let index = index.map_err(|error| error.to_string())?;
    let is_file = |mode: Mode| matches!(mode, Mode::FILE | Mode::FILE_EXECUTABLE);
    let files = index.entries().iter().filter(|entry| is_file(entry.mode));
    let path =
        |entry: &gix::index::Entry| gix::path::from_bstr(entry.path(&index)).ok().map(|path| top.join(path));
    Ok(files.filter_map(path).collect())
}
