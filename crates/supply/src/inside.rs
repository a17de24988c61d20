//! Single files of a folder that are known by name.

use std::fs::{self, File};
use std::io;
use std::path::Path;
use std::sync::Arc;

use sekimori_model::{NotAnalysed, Problem};

use crate::read_capped;

/// Reads the first of `names` that there is below `folder`, whole; none where there is none of them.
///
/// A link that leads out of the folder is not followed: whoever wrote the folder could show any file of the machine.
///
/// # Errors
/// A [`Problem`] where the first one there is cannot be read, leads out of the folder or is larger than `limit_bytes`.
pub fn read_inside(folder: &Path, names: &[&str], limit_bytes: u64) -> Result<Option<Vec<u8>>, Problem> {
    for name in names {
        let problem = |reason, detail: String| Problem { path: Arc::from(*name), reason, detail };
        let unreadable = |cause: io::Error| problem(NotAnalysed::Unreadable, format!("{name}: {cause}"));
        let path = folder.join(name);
        if fs::symlink_metadata(&path).is_err() {
            continue;
        }
        let target = fs::canonicalize(&path).map_err(unreadable)?;
        if !target.starts_with(fs::canonicalize(folder).map_err(unreadable)?) {
            return Err(problem(
                NotAnalysed::LinkLeavesRoot,
                format!("{name} is a link out of the repository"),
            ));
        }
        // Opening a pipe would wait for a writer for ever.
        if !fs::metadata(&target).map_err(unreadable)?.is_file() {
            continue;
        }
        let file = File::open(&target).map_err(unreadable)?;
        let large = || problem(NotAnalysed::TooLarge, format!("{name} is larger than {limit_bytes} bytes"));
        return read_capped(file, limit_bytes, 0).map_err(unreadable)?.ok_or_else(large).map(Some);
    }
    Ok(None)
}
