//! What goes wrong with state.

use std::io;
use std::path::PathBuf;

/// What goes wrong with state.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The folder or the file cannot be made or opened.
    #[error("cannot use `{}`", path.display())]
    File {
        /// The folder or the file.
        path: PathBuf,
        /// Why.
        #[source]
        cause: io::Error,
    },
    /// A later version of the program wrote it.
    #[error("`{}` has version {found}, and {known} is known", path.display())]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its version.
        found: i64,
        /// The newest one that is known.
        known: i64,
    },
    /// It is no state, or no longer.
    #[error("`{}` is damaged or of another program: {detail}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What contradicts.
        detail: String,
    },
    /// Another process works on it, and does not end.
    #[error("`{}` is in use", path.display())]
    Busy {
        /// The file.
        path: PathBuf,
    },
    /// It cannot be read or written.
    #[error("cannot work on `{}`", path.display())]
    Work {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        cause: rusqlite::Error,
    },
}
