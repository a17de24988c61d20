//! Assets: what has packages.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row, TransactionBehavior, params};
use sekimori_model::{Sbom, SbomKind};

use crate::{Error, Store, packages};

/// An asset, by its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AssetId(pub(crate) i64);

/// What sort of thing an asset is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum AssetKind {
    /// An image: a digest in a repository.
    Image,
    /// What a bill of materials is of that was stored.
    Bill,
}

impl AssetKind {
    /// Returns the word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Image => "image",
            Self::Bill => "bill",
        }
    }
}

/// An asset that is to be stored.
#[derive(Debug, Clone)]
pub struct NewAsset<'a> {
    /// What sort of thing it is.
    pub kind: AssetKind,
    /// Its name: the repository of an image, the path of a bill.
    pub name: &'a str,
    /// Its digest; empty where it has none.
    pub digest: &'a str,
    /// The platform of an image; empty where it has none.
    pub platform: &'a str,
    /// When it was built, where it says.
    pub built: Option<Timestamp>,
    /// Whether all of it was read.
    pub is_whole: bool,
    /// What read it: another text where it would be read otherwise.
    pub read_by: &'a str,
    /// What was found beside advisories, in the words of who stores it.
    pub rest: &'a str,
}

/// An asset that was stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asset {
    /// Its place.
    pub id: AssetId,
    /// What sort of thing it is.
    pub kind: AssetKind,
    /// Its name.
    pub name: String,
    /// Its digest; empty where it has none.
    pub digest: String,
    /// The platform of an image; empty where it has none.
    pub platform: String,
    /// What its packages are a part of.
    pub carrier: String,
    /// Whether each is a part of the file that tells of it instead, where one does.
    pub is_by_path: bool,
    /// When it was built, where it says.
    pub built: Option<Timestamp>,
    /// Whether all of it was read.
    pub is_whole: bool,
    /// What read it.
    pub read_by: String,
    /// When it was read.
    pub read_at: Timestamp,
    /// When it was there last.
    pub seen_at: Timestamp,
    /// What it was judged with last; empty where it was not yet.
    pub judged_by: String,
    /// When it was judged last.
    pub judged_at: Option<Timestamp>,
    /// What was found beside advisories.
    pub rest: String,
}

const COLUMNS: &str = "id, kind, name, digest, platform, carrier, is_by_path, built, is_whole, read_by, read_at, seen_at, \
                       judged_by, judged_at, rest";

impl Store {
    /// Stores an asset with its packages, in the place of what was stored of it before.
    ///
    /// # Errors
    /// [`Error::Busy`], [`Error::Damaged`] or [`Error::Work`] of the file.
    pub fn put(&mut self, asset: &NewAsset<'_>, sbom: &Sbom, now: Timestamp) -> Result<AssetId, Error> {
        let mut ids = self.put_all([(asset, sbom)], now)?;
        ids.pop().ok_or_else(|| self.damaged(&"what was stored has no place"))
    }

    /// Stores assets in one change, which is a tenth of the work of as many: all of them, or none.
    ///
    /// # Errors
    /// [`Error::Busy`], [`Error::Damaged`] or [`Error::Work`] of the file.
    pub fn put_all<'n, 'a: 'n>(
        &mut self,
        assets: impl IntoIterator<Item = (&'n NewAsset<'a>, &'n Sbom)>,
        now: Timestamp,
    ) -> Result<Vec<AssetId>, Error> {
        let put = |store: &mut Self| {
            let change = store.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let mut known = packages::Known::default();
            let ids = assets.into_iter().map(|(asset, sbom)| put_one(&change, asset, sbom, &mut known, now));
            let ids = ids.collect::<rusqlite::Result<Vec<_>>>()?;
            change.commit()?;
            Ok(ids)
        };
        put(self).map_err(|cause| self.failed(cause))
    }

    /// Lists all assets, by their names.
    ///
    /// # Errors
    /// [`Error::Busy`], [`Error::Damaged`] or [`Error::Work`] of the file.
    pub fn assets(&self) -> Result<Vec<Asset>, Error> {
        let all = || {
            let sql = format!("SELECT {COLUMNS} FROM assets ORDER BY name, digest");
            let mut all = self.connection.prepare_cached(&sql)?;
            all.query_map([], asset)?.collect::<rusqlite::Result<Vec<_>>>()
        };
        all().map_err(|cause| self.failed(cause))
    }

    /// Finds an asset by its name and digest.
    ///
    /// # Errors
    /// [`Error::Busy`], [`Error::Damaged`] or [`Error::Work`] of the file.
    pub fn asset(&self, name: &str, digest: &str) -> Result<Option<Asset>, Error> {
        let one = || {
            let sql = format!("SELECT {COLUMNS} FROM assets WHERE name = ?1 AND digest = ?2");
            self.connection.prepare_cached(&sql)?.query_row([name, digest], asset).optional()
        };
        one().map_err(|cause| self.failed(cause))
    }

    /// Lists the images that the manifest or the index with this digest stands for; none where that is not known.
    ///
    /// # Errors
    /// [`Error::Busy`], [`Error::Damaged`] or [`Error::Work`] of the file.
    pub fn members(&self, repository: &str, digest: &str) -> Result<Vec<Asset>, Error> {
        let all = || {
            let sql = format!(
                "SELECT {COLUMNS} FROM assets WHERE id IN
                   (SELECT asset FROM members WHERE repository = ?1 AND digest = ?2) ORDER BY digest"
            );
            let mut all = self.connection.prepare_cached(&sql)?;
            all.query_map([repository, digest], asset)?.collect::<rusqlite::Result<Vec<_>>>()
        };
        all().map_err(|cause| self.failed(cause))
    }

    /// Remembers when assets were judged, and with what.
    ///
    /// # Errors
    /// [`Error::Busy`], [`Error::Damaged`] or [`Error::Work`] of the file.
    pub fn judged(&mut self, assets: &[AssetId], by: &str, now: Timestamp) -> Result<(), Error> {
        let mark = |store: &mut Self| {
            let change = store.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let mut mark =
                change.prepare_cached("UPDATE assets SET judged_by = ?1, judged_at = ?2 WHERE id = ?3")?;
            for asset in assets {
                mark.execute(params![by, now.as_second(), asset.0])?;
            }
            drop(mark);
            change.commit()
        };
        mark(self).map_err(|cause| self.failed(cause))
    }

    /// Remembers that assets are still there.
    ///
    /// # Errors
    /// [`Error::Busy`], [`Error::Damaged`] or [`Error::Work`] of the file.
    pub fn seen(&mut self, assets: &[AssetId], now: Timestamp) -> Result<(), Error> {
        let mark = |store: &mut Self| {
            let change = store.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let mut mark = change.prepare_cached("UPDATE assets SET seen_at = ?1 WHERE id = ?2")?;
            for asset in assets {
                mark.execute(params![now.as_second(), asset.0])?;
            }
            drop(mark);
            change.commit()
        };
        mark(self).map_err(|cause| self.failed(cause))
    }
}

fn put_one(
    change: &Connection,
    asset: &NewAsset<'_>,
    sbom: &Sbom,
    known: &mut packages::Known,
    now: Timestamp,
) -> rusqlite::Result<AssetId> {
    let is_by_path = !matches!(sbom.subject.kind, SbomKind::Image | SbomKind::RootFs);
    let id: i64 = change
        .prepare_cached(
            "INSERT INTO assets (kind, name, digest, platform, carrier, built, is_whole, read_by, read_at, seen_at, rest, is_by_path)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?9, ?10, ?11)
             ON CONFLICT (name, digest) DO UPDATE SET kind = ?1, platform = ?4, carrier = ?5, built = ?6,
               is_whole = ?7, read_by = ?8, read_at = ?9, seen_at = ?9, rest = ?10, is_by_path = ?11, judged_by = '', judged_at = NULL
             RETURNING id",
        )?
        .query_row(
            params![
                asset.kind.name(),
                asset.name,
                asset.digest,
                asset.platform,
                sbom.subject.name,
                asset.built.map(Timestamp::as_second),
                asset.is_whole,
                asset.read_by,
                now.as_second(),
                asset.rest,
                is_by_path,
            ],
            |row| row.get(0),
        )?;
    change.prepare_cached("DELETE FROM holdings WHERE asset = ?1")?.execute([id])?;
    packages::put(change, id, sbom, known)?;
    Ok(AssetId(id))
}

fn asset(row: &Row<'_>) -> rusqlite::Result<Asset> {
    let time = |seconds: i64| Timestamp::from_second(seconds).unwrap_or_default();
    let kind: String = row.get(1)?;
    Ok(Asset {
        id: AssetId(row.get(0)?),
        kind: if kind == AssetKind::Image.name() { AssetKind::Image } else { AssetKind::Bill },
        name: row.get(2)?,
        digest: row.get(3)?,
        platform: row.get(4)?,
        carrier: row.get(5)?,
        is_by_path: row.get(6)?,
        built: row.get::<_, Option<i64>>(7)?.map(time),
        is_whole: row.get(8)?,
        read_by: row.get(9)?,
        read_at: time(row.get(10)?),
        seen_at: time(row.get(11)?),
        judged_by: row.get(12)?,
        judged_at: row.get::<_, Option<i64>>(13)?.map(time),
        rest: row.get(14)?,
    })
}
