//! Tags of registries, and the images that each stands for.

use std::collections::BTreeSet;

use jiff::Timestamp;
use rusqlite::{TransactionBehavior, params};

use crate::{AssetId, Error, Store};

/// A tag, as it was seen last.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tag {
    /// The repository, with its host.
    pub repository: String,
    /// The tag.
    pub tag: String,
    /// What it stood for: a manifest or an index.
    pub digest: String,
    /// When that was seen.
    pub seen_at: Timestamp,
}

impl Store {
    /// Remembers which images a manifest or an index stands for.
    ///
    /// # Errors
    /// [`Error::Busy`], [`Error::Damaged`] or [`Error::Work`] of the file.
    pub fn put_members(&mut self, repository: &str, digest: &str, assets: &[AssetId]) -> Result<(), Error> {
        let put = |store: &mut Self| {
            let change = store.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            change
                .prepare_cached("DELETE FROM members WHERE repository = ?1 AND digest = ?2")?
                .execute([repository, digest])?;
            let mut add = change.prepare_cached("INSERT OR IGNORE INTO members VALUES (?1, ?2, ?3)")?;
            for asset in assets {
                add.execute(params![repository, digest, asset.0])?;
            }
            drop(add);
            change.commit()
        };
        put(self).map_err(|cause| self.failed(cause))
    }

    /// Remembers what the tags of a repository stand for; with `is_all`, those that are not among them are gone.
    ///
    /// # Errors
    /// [`Error::Busy`], [`Error::Damaged`] or [`Error::Work`] of the file.
    pub fn put_tags(
        &mut self,
        repository: &str,
        tags: &[(String, String)],
        is_all: bool,
        now: Timestamp,
    ) -> Result<(), Error> {
        let put = |store: &mut Self| {
            let change = store.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let sql = "INSERT INTO tags VALUES (?1, ?2, ?3, ?4)
                       ON CONFLICT (repository, tag) DO UPDATE SET digest = ?3, seen_at = ?4";
            let mut add = change.prepare_cached(sql)?;
            for (tag, digest) in tags {
                add.execute(params![repository, tag, digest, now.as_second()])?;
            }
            drop(add);
            if is_all {
                let there: BTreeSet<&str> = tags.iter().map(|(tag, _)| tag.as_str()).collect();
                let mut list = change.prepare_cached("SELECT tag FROM tags WHERE repository = ?1")?;
                let known = list.query_map([repository], |row| row.get::<_, String>(0))?;
                let known = known.collect::<rusqlite::Result<Vec<_>>>()?;
                drop(list);
                let mut gone =
                    change.prepare_cached("DELETE FROM tags WHERE repository = ?1 AND tag = ?2")?;
                for tag in known.iter().filter(|tag| !there.contains(tag.as_str())) {
                    gone.execute([repository, tag.as_str()])?;
                }
            }
            change.commit()
        };
        put(self).map_err(|cause| self.failed(cause))
    }

    /// Lists all tags with the images that each stands for, by repository and tag.
    ///
    /// # Errors
    /// [`Error::Busy`], [`Error::Damaged`] or [`Error::Work`] of the file.
    pub fn tags(&self) -> Result<Vec<(Tag, AssetId)>, Error> {
        let all = || {
            let sql = "SELECT tags.repository, tag, tags.digest, seen_at, asset FROM tags
                       JOIN members ON members.repository = tags.repository AND members.digest = tags.digest
                       ORDER BY 1, 2, 5";
            let mut all = self.connection.prepare_cached(sql)?;
            let rows = all.query_map([], |row| {
                let seen_at = Timestamp::from_second(row.get(3)?).unwrap_or_default();
                let tag = Tag { repository: row.get(0)?, tag: row.get(1)?, digest: row.get(2)?, seen_at };
                Ok((tag, AssetId(row.get(4)?)))
            })?;
            rows.collect::<rusqlite::Result<Vec<_>>>()
        };
        all().map_err(|cause| self.failed(cause))
    }
}
