//! Of which advisories of an asset was told.

use jiff::Timestamp;
use rusqlite::{TransactionBehavior, params};

use crate::{AssetId, Error, Store};

impl Store {
    /// Tells whether it was told that an asset has an advisory, under any of its names: a fault may get another one.
    ///
    /// # Errors
    /// [`Error::Busy`], [`Error::Damaged`] or [`Error::Work`] of the file.
    pub fn is_told<'n>(
        &self,
        asset: AssetId,
        names: impl IntoIterator<Item = &'n str>,
    ) -> Result<bool, Error> {
        let sql = "SELECT 1 FROM told WHERE asset = ?1 AND advisory = ?2";
        let mut is_there = self.connection.prepare_cached(sql).map_err(|cause| self.failed(cause))?;
        for name in names {
            if is_there.exists(params![asset.0, name]).map_err(|cause| self.failed(cause))? {
                return Ok(true);
            }
        }
        Ok(false)
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
