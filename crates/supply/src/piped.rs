//! Standard input, of any length: its beginning is held, and what follows is read as it comes.

use std::fmt;
use std::io::Read;
use std::sync::{Arc, Mutex, PoisonError};

use sekimori_model::{Entry, Limits, Listing, NotAnalysed, Problem, Source};

use crate::Error;
use crate::read::read_more;

/// What a program is given through a pipe, as one file called `-`.
pub struct Piped {
    entry: Entry,
    head: Vec<u8>,
    /// What follows, where that is more than is held; none once it was read.
    rest: Mutex<Option<Box<dyn Read + Send>>>,
}

impl Piped {
    /// Reads as much as a file may have; the rest is left to be read once.
    ///
    /// # Errors
    /// [`Error::Stdin`].
    pub fn new(mut reader: impl Read + Send + 'static, limits: &Limits) -> Result<Self, Error> {
        let head = read_more(&mut reader, limits.file_bytes, 0).map_err(Error::Stdin)?;
        let is_more = head.len() as u64 > limits.file_bytes;
        let rest: Option<Box<dyn Read + Send>> = if is_more { Some(Box::new(reader)) } else { None };
        let entry = Entry { path: Arc::from("-"), named: true };
        Ok(Self { entry, head, rest: Mutex::new(rest) })
    }
}

impl Source for Piped {
    fn list(&self, _limits: &Limits) -> Listing {
        Listing { entries: vec![self.entry.clone()], ..Listing::default() }
    }

    fn read(&self, entry: &Entry, limits: &Limits) -> Result<Vec<u8>, Problem> {
        if self.head.len() as u64 > limits.file_bytes {
            let detail = format!("larger than {} bytes", limits.file_bytes);
            return Err(Problem { path: Arc::clone(&entry.path), reason: NotAnalysed::TooLarge, detail });
        }
        Ok(self.head.clone())
    }

    fn stream(&self, _entry: &Entry) -> Result<Option<Box<dyn Read + '_>>, Problem> {
        let rest = self.rest.lock().unwrap_or_else(PoisonError::into_inner).take();
        Ok(rest.map(|rest| Box::new(self.head.as_slice().chain(rest)) as Box<dyn Read>))
    }
}

impl fmt::Debug for Piped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Piped").field("held", &self.head.len()).finish_non_exhaustive()
    }
}
