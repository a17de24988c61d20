//! The file that tells a later run what earlier ones have searched.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::named_file::load_regular;

/// Bytes of a cursor: a repository with a million references has 20 MiB of them.
const MAX_BYTES: u64 = 64 << 20;

/// How a cursor of any version begins.
const BEGIN: &[u8] = b"sekimori-history ";

/// Reads the cursor of a history; none where there is no such file yet.
pub(crate) fn read(path: &Path) -> Result<Option<Vec<u8>>, Error> {
    match load(path)? {
        // Any other file was named by mistake, and would be lost when the cursor is written anew.
        Some(bytes) if !bytes.is_empty() && !bytes.starts_with(BEGIN) => {
            Err(Error::NotACursor { path: path.to_path_buf() })
        }
        known => Ok(known),
    }
}

/// Reads what an earlier run wrote, whatever it is of; none where there is no such file yet.
pub(crate) fn load(path: &Path) -> Result<Option<Vec<u8>>, Error> {
    match load_regular(path, MAX_BYTES) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(cause) => Err(Error::Cursor { path: path.to_path_buf(), cause }),
    }
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
