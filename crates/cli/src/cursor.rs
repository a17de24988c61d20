//! The file that tells a later run what earlier ones have searched.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use sekimori_supply::read_capped;

use crate::error::Error;

/// Bytes of a cursor: a repository with a million references has 20 MiB of them.
const MAX_BYTES: u64 = 64 << 20;

/// Reads the cursor; none where there is no such file yet.
pub(crate) fn read(path: &Path) -> Result<Option<Vec<u8>>, Error> {
    let failed = |cause| Error::Cursor { path: path.to_path_buf(), cause };
    match fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(failed(error)),
        // Opening a pipe would wait for a writer for ever.
        Ok(metadata) if !metadata.is_file() => return Err(failed(io::Error::other("not a regular file"))),
        Ok(_) => {}
    }
    let bytes = read_capped(File::open(path).map_err(failed)?, MAX_BYTES, 0).map_err(failed)?;
    bytes.map(Some).ok_or_else(|| failed(io::Error::other(format!("more than {MAX_BYTES} bytes"))))
}

/// Puts a new cursor in the place of the old one in one step, so that a run that is killed loses neither.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let failed = |cause| Error::Cursor { path: path.to_path_buf(), cause };
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(format!(".{}.tmp", std::process::id()));
    let fresh: PathBuf = path.with_file_name(name);
    let put = || {
        let mut file = File::create_new(&fresh)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&fresh, path)
    };
    put().map_err(|cause| {
        // It is of no use, and ours to remove.
        let _ = fs::remove_file(&fresh);
        failed(cause)
    })
}
