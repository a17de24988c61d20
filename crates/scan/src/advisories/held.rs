//! The database of advisories, checked once before it is used.

use std::fmt::Debug;
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use sekimori_vuln::Database;

/// The bytes of a database, wherever they lie.
pub trait DatabaseBytes: Deref<Target = [u8]> + Debug + Send + Sync {}

impl<T: Deref<Target = [u8]> + Debug + Send + Sync> DatabaseBytes for T {}

/// What is known of advisories.
#[derive(Debug, Clone, Default)]
pub enum Advisories {
    /// There is no database.
    #[default]
    None,
    /// The one that is there cannot be used, for this reason.
    Unusable(String),
    /// A database.
    Known(Arc<Held>),
}

/// A database that may be used once it was found to be whole.
#[derive(Debug)]
pub struct Held {
    bytes: Box<dyn DatabaseBytes>,
    /// Why it cannot be used, as soon as that was looked at.
    fault: OnceLock<Option<String>>,
}

impl Held {
    /// Takes the bytes. Nothing is read of them yet: most runs ask about no package.
    pub fn new(bytes: impl DatabaseBytes + 'static) -> Self {
        Self { bytes: Box::new(bytes), fault: OnceLock::new() }
    }

    /// Opens the database. The first time, all that decides is compared with its checksums.
    ///
    /// # Errors
    /// Why it cannot be used.
    pub fn open(&self) -> Result<Database<'_>, String> {
        let database = Database::open(&self.bytes).map_err(|error| error.to_string())?;
        let fault = self.fault.get_or_init(|| database.check().err().map(|error| error.to_string()));
        fault.as_ref().map_or(Ok(database), |fault| Err(fault.clone()))
    }
}
