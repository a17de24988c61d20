//! One after the other: who tells what is new, and who comes next.

use std::fs::{File, OpenOptions, TryLockError};

use crate::{Error, Store};

/// The name of the file that is locked, beside the state.
const FILE: &str = "turn.lock";

/// Holds off others that would tell the same, also when the program is killed, until it goes.
#[derive(Debug)]
pub struct Turn(#[expect(dead_code, reason = "the lock is that of the open file")] File);

impl Store {
    /// Waits until nobody else is between asking what is new and remembering that it was told: each pair is new to one of
    /// them. `busy` is called where somebody is.
    ///
    /// # Errors
    /// [`Error::File`] where the file cannot be made or locked.
    pub fn turn(&self, busy: &dyn Fn()) -> Result<Turn, Error> {
        let path = self.path().with_file_name(FILE);
        let failed = |cause| Error::File { path: path.clone(), cause };
        let file = OpenOptions::new().create(true).write(true).truncate(false).open(&path).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                busy();
                file.lock().map_err(failed)?;
            }
            Err(TryLockError::Error(cause)) => return Err(failed(cause)),
        }
        Ok(Turn(file))
    }
}
