//! The folder of the database: one file that is replaced whole, and what has come of the next one so far.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::Error;
use crate::map::Map;

/// The name of the database in its folder.
const DATABASE: &str = "advisories.db";

/// What begins the name of a database that is being written.
const NEW: &str = ".new-";

/// A folder with a database of advisories.
#[derive(Debug, Clone)]
pub struct DbFolder(PathBuf);

/// Holds off other updates of a folder until it goes, also when the program is killed.
#[derive(Debug)]
pub(super) struct Lock(#[expect(dead_code, reason = "the lock is that of the open file")] File);

impl DbFolder {
    /// Names a folder; nothing is opened yet.
    pub fn at(path: impl Into<PathBuf>) -> Self {
        Self(path.into())
    }

    /// Returns the folder that is used where none is named, as an environment says; none where there is no home.
    pub fn usual(variable: &dyn Fn(&str) -> Option<OsString>) -> Option<Self> {
        let path = |name: &str| variable(name).map(PathBuf::from).filter(|path| path.is_absolute());
        let caches = path("XDG_CACHE_HOME").or_else(|| path("HOME").map(|home| home.join(".cache")));
        caches.or_else(|| path("LOCALAPPDATA")).map(|caches| Self(caches.join("sekimori").join("db")))
    }

    /// Returns the path of the folder.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Returns the path of the database.
    pub fn database(&self) -> PathBuf {
        self.0.join(DATABASE)
    }

    /// Maps the database; none where there is none yet.
    ///
    /// # Errors
    /// [`Error::File`] where it is there and cannot be read.
    pub fn open(&self) -> Result<Option<Map>, Error> {
        let path = self.database();
        // A pipe would be waited for.
        match fs::metadata(&path) {
            Ok(meta) if !meta.is_file() => {
                let cause = io::Error::new(io::ErrorKind::InvalidInput, "it is no regular file");
                return Err(Error::File { path, cause });
            }
            Ok(_) | Err(_) => {}
        }
        let file = match File::open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(cause) => return Err(Error::File { path, cause }),
        };
        Map::of(&file).map(Some).map_err(Error::file(&path))
    }

    /// Makes the folder, for the user alone, and holds off other updates.
    pub(super) fn lock(&self) -> Result<Lock, Error> {
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&self.0).map_err(Error::file(&self.0))?;
        check_owner(&self.0)?;
        let path = self.0.join("lock");
        let file = OpenOptions::new().create(true).write(true).truncate(false).open(&path);
        let file = file.map_err(Error::file(&path))?;
        match file.try_lock() {
            Ok(()) => Ok(Lock(file)),
            Err(TryLockError::WouldBlock) => Err(Error::Busy { path: self.0.clone() }),
            Err(TryLockError::Error(cause)) => Err(Error::File { path, cause }),
        }
    }

    /// Writes a new database and puts it into the place of the old one in one step: who has the old one open keeps it, and
    /// nobody ever sees half of one.
    pub(super) fn replace<E: From<Error>>(
        &self,
        _lock: &Lock,
        write: impl FnOnce(&mut BufWriter<&File>) -> Result<(), E>,
        check: impl FnOnce(&[u8]) -> Result<(), E>,
    ) -> Result<(), E> {
        self.sweep();
        let failed = |cause| Error::File { path: self.0.clone(), cause };
        let new = tempfile::Builder::new().prefix(NEW).tempfile_in(&self.0).map_err(failed)?;
        let mut out = BufWriter::with_capacity(1 << 20, new.as_file());
        write(&mut out)?;
        out.flush().map_err(failed)?;
        drop(out);
        // What is not on the disk yet could be lost, and its name not.
        new.as_file().sync_all().map_err(failed)?;
        check(&Map::of(new.as_file()).map_err(failed)?)?;
        self.persist(new)?;
        Ok(())
    }

    fn persist(&self, new: NamedTempFile) -> Result<(), Error> {
        let place = self.database();
        new.persist(&place).map_err(|error| Error::File { path: place, cause: error.error })?;
        // So that the new name is still there after a power cut. Not every system can.
        #[cfg(unix)]
        if let Ok(folder) = File::open(&self.0) {
            let _ = folder.sync_all();
        }
        Ok(())
    }

    /// Removes what updates left behind that were killed.
    fn sweep(&self) {
        let Ok(entries) = fs::read_dir(&self.0) else { return };
        for entry in entries.flatten() {
            if entry.file_name().to_str().is_some_and(|name| name.starts_with(NEW)) {
                let _ = fs::remove_file(entry.path());
            }
        }
    }

    /// Returns where something is put while it comes.
    pub(super) fn download(&self, name: &str) -> Result<PathBuf, Error> {
        let folder = self.0.join("downloads");
        fs::create_dir_all(&folder).map_err(Error::file(&folder))?;
        // The name comes from a server.
        let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        let plain: String = name.chars().take(80).map(|c| if is_plain(c) { c } else { '_' }).collect();
        let other: u32 = name.bytes().fold(5381, |hash, byte| hash.wrapping_mul(33) ^ u32::from(byte));
        Ok(folder.join(format!("{other:08x}-{plain}")))
    }
}

/// A folder of somebody else could tell lies.
#[cfg(unix)]
fn check_owner(folder: &Path) -> Result<(), Error> {
    use std::os::unix::fs::MetadataExt as _;
    let meta = fs::metadata(folder).map_err(Error::file(folder))?;
    let is_ours = meta.uid() == nix::unistd::geteuid().as_raw();
    if is_ours && meta.mode() & 0o022 == 0 {
        return Ok(());
    }
    Err(Error::Owner { path: folder.to_owned() })
}

#[cfg(not(unix))]
fn check_owner(_: &Path) -> Result<(), Error> {
    Ok(())
}
