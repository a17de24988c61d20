//! Which rebuilds were triggered, so that each is once for each state of a base.

use jiff::Timestamp;
use rusqlite::{OptionalExtension as _, params};

use crate::{Error, Store};

/// A rebuild that somebody was told to make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rebuild<'a> {
    /// The image that is to be built anew.
    pub image: &'a str,
    /// What it is built on.
    pub base: &'a str,
    /// What the base is now.
    pub digest: &'a str,
    /// Who was told, as a digest: an address may hold a secret.
    pub trigger: &'a str,
}

impl Store {
    /// Tells whether a rebuild was triggered before.
    ///
    /// # Errors
    /// [`Error::Busy`], [`Error::Damaged`] or [`Error::Work`] of the file.
    pub fn is_triggered(&self, rebuild: &Rebuild<'_>) -> Result<bool, Error> {
        const SQL: &str =
            "SELECT 1 FROM triggered WHERE image = ?1 AND base = ?2 AND digest = ?3 AND trigger_digest = ?4";
        let Rebuild { image, base, digest, trigger } = *rebuild;
        let found = || {
            let mut find = self.connection.prepare_cached(SQL)?;
            find.query_row([image, base, digest, trigger], |_| Ok(())).optional()
        };
        found().map(|found| found.is_some()).map_err(|cause| self.failed(cause))
    }

    /// Remembers that a rebuild was triggered.
    ///
    /// # Errors
    /// [`Error::Busy`], [`Error::Damaged`] or [`Error::Work`] of the file.
    pub fn put_triggered(&mut self, rebuild: &Rebuild<'_>, now: Timestamp) -> Result<(), Error> {
        const SQL: &str = "INSERT OR REPLACE INTO triggered VALUES (?1, ?2, ?3, ?4, ?5)";
        let Rebuild { image, base, digest, trigger } = *rebuild;
        let put = || {
            let mut put = self.connection.prepare_cached(SQL)?;
            put.execute(params![image, base, digest, trigger, now.as_second()])
        };
        put().map(|_| ()).map_err(|cause| self.failed(cause))
    }
}
