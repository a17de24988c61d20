//! The file: made, opened, brought up to date, refused.

use std::fs::{DirBuilder, OpenOptions};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior};

use crate::schema::{APPLICATION, STEPS};
use crate::{Error, StateFolder};

/// How long another process is waited for: an image of a thousand packages is stored in a tenth of a second.
const PATIENCE: Duration = Duration::from_secs(30);

/// Pages that are held, in kibibytes, as a negative number says: who has which package lies all over the file.
const CACHE_KIB: i64 = -32_768;

/// State, opened.
#[derive(Debug)]
pub struct Store {
    pub(crate) connection: Connection,
    path: PathBuf,
}

impl Store {
    /// Opens the state of a folder, both of which are made where they are missing.
    ///
    /// # Errors
    /// [`Error::File`] where it cannot be made or opened, [`Error::Newer`] where a later version of the program wrote it,
    /// [`Error::Damaged`] where it is no state, [`Error::Busy`] where another process does not let go of it.
    pub fn open(folder: &StateFolder) -> Result<Self, Error> {
        let path = folder.file();
        make(folder.path(), &path)?;
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let opened = Connection::open_with_flags(&path, flags);
        let connection = opened.map_err(|cause| of(&path, cause))?;
        let mut store = Self { connection, path };
        store.prepare()?;
        Ok(store)
    }

    fn prepare(&mut self) -> Result<(), Error> {
        let path = self.path.clone();
        let failed = |cause| of(&path, cause);
        let connection = &mut self.connection;
        connection.busy_timeout(PATIENCE).map_err(failed)?;
        // What a file says of its own functions and views is not run.
        connection.pragma_update(None, "trusted_schema", false).map_err(failed)?;
        connection.pragma_update(None, "foreign_keys", true).map_err(failed)?;
        let number = |connection: &Connection, name: &str| {
            connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0))
        };
        // Both in one look: another process may be making it.
        let look = connection.transaction().map_err(failed)?;
        let application = number(&look, "application_id").map_err(failed)?;
        let tables = "SELECT count(*) FROM sqlite_schema";
        let tables: i64 = look.query_row(tables, [], |row| row.get(0)).map_err(failed)?;
        drop(look);
        if application != APPLICATION && (application != 0 || tables != 0) {
            return Err(Error::Damaged { path, detail: "it has the marks of another program".to_owned() });
        }
        connection.pragma_update(None, "journal_mode", "wal").map_err(failed)?;
        connection.pragma_update(None, "synchronous", "normal").map_err(failed)?;
        connection.pragma_update(None, "cache_size", CACHE_KIB).map_err(failed)?;
        connection.set_prepared_statement_cache_capacity(64);
        let known = i64::try_from(STEPS.len()).unwrap_or(i64::MAX);
        if number(connection, "user_version").map_err(failed)? == known {
            return Ok(());
        }
        // Asked again within: another process may have been faster.
        let change = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
        let found = number(&change, "user_version").map_err(failed)?;
        if found > known {
            return Err(Error::Newer { path, found, known });
        }
        for step in STEPS.iter().skip(usize::try_from(found).unwrap_or_default()) {
            change.execute_batch(step).map_err(failed)?;
        }
        change.pragma_update(None, "application_id", APPLICATION).map_err(failed)?;
        change.pragma_update(None, "user_version", known).map_err(failed)?;
        change.commit().map_err(failed)
    }

    /// What went wrong, with the file.
    pub(crate) fn failed(&self, cause: rusqlite::Error) -> Error {
        of(&self.path, cause)
    }

    /// What stands in the file cannot be.
    pub(crate) fn damaged(&self, detail: &impl ToString) -> Error {
        Error::Damaged { path: self.path.clone(), detail: detail.to_string() }
    }

    /// Returns the path of the file.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

fn of(path: &Path, cause: rusqlite::Error) -> Error {
    let path = path.to_path_buf();
    match cause.sqlite_error_code() {
        Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => {
            Error::Damaged { path, detail: cause.to_string() }
        }
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Error::Busy { path },
        _ => Error::Work { path, cause },
    }
}

/// Makes the folder and the file for the user alone: what an organisation runs, and with which faults, is nobody else's.
fn make(folder: &Path, path: &Path) -> Result<(), Error> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(|cause| Error::File { path: folder.to_path_buf(), cause })?;
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path).map_err(|cause| Error::File { path: path.to_path_buf(), cause })?;
    if !file.metadata().is_ok_and(|meta| meta.is_file()) {
        let cause = std::io::Error::other("it is no file");
        return Err(Error::File { path: path.to_path_buf(), cause });
    }
    Ok(())
}
