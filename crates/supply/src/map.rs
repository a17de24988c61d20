//! A file as bytes in memory, which the system reads as they are needed.
//!
//! This is the one place of the house with unsafe code outside of the node agent.

use std::fs::File;
use std::io;
use std::ops::Deref;

use memmap2::Mmap;

/// A file that is mapped into memory, to be read.
///
/// Only files that nobody writes to in place may be mapped: the databases and downloads of this room are replaced by name,
/// in one step, so that a map keeps what it was made of. Who cuts such a file all the same ends the program (SIGBUS), as with
/// every mapped file; it reads nothing that is not its own.
#[derive(Debug)]
pub struct Map(Option<Mmap>);

impl Map {
    /// Maps a file whole.
    ///
    /// # Errors
    /// What the operating system says; also where it is no file.
    pub fn of(file: &File) -> io::Result<Self> {
        let meta = file.metadata()?;
        if !meta.is_file() {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is no file"));
        }
        // An empty file cannot be mapped everywhere.
        if meta.len() == 0 {
            return Ok(Self(None));
        }
        #[expect(unsafe_code, reason = "the file is replaced by name and never written in place, see above")]
        // SAFETY: the bytes are only read, and by the rule of this type nobody changes them while they are mapped.
        let map = unsafe { Mmap::map(file) }?;
        Ok(Self(Some(map)))
    }
}

impl Deref for Map {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        self.0.as_deref().unwrap_or_default()
    }
}
