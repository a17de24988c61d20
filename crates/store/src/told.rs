//! Of which advisories of an asset was told.

use std::collections::BTreeSet;

use jiff::Timestamp;
use rusqlite::{TransactionBehavior, params};

use crate::{AssetId, Error, Store};

impl Store {
    /// Returns the advisories of an asset of which it was told, by the names that they had then.
    ///
    /// # Errors
    /// [`Error::Busy`], [`Error::Damaged`] or [`Error::Work`] of the file.
    pub fn told(&self, asset: AssetId) -> Result<BTreeSet<String>, Error> {
        let all = || {
            let mut all = self.connection.prepare_cached("SELECT advisory FROM told WHERE asset = ?1")?;
            all.query_map([asset.0], |row| row.get(0))?.collect::<rusqlite::Result<_>>()
        };
        all().map_err(|cause| self.failed(cause))
    }

    /// Remembers that it was told that assets have advisories.
    ///
    /// # Errors
    /// [`Error::Busy`], [`Error::Damaged`] or [`Error::Work`] of the file.
    pub fn tell<'n>(
        &mut self,
        pairs: impl IntoIterator<Item = (AssetId, &'n str)>,
        now: Timestamp,
    ) -> Result<(), Error> {
        let tell = |store: &mut Self| {
            let change = store.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let mut add = change.prepare_cached("INSERT OR IGNORE INTO told VALUES (?1, ?2, ?3)")?;
            for (asset, advisory) in pairs {
                add.execute(params![asset.0, advisory, now.as_second()])?;
            }
            drop(add);
            change.commit()
        };
        tell(self).map_err(|cause| self.failed(cause))
    }
}
