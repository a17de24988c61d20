//! Packages: each once, and who has it.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension as _, params};
use sekimori_model::{Distribution, Package, Sbom};
use sha2::{Digest as _, Sha256};

use crate::{AssetId, Error, Store};

/// A package, by its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PackageId(i64);

/// A package that was stored: what advisories ask for, and no more.
#[derive(Debug, Clone)]
pub struct StoredPackage {
    /// Its place.
    pub id: PackageId,
    /// The package; where it is written is its holder's.
    pub package: Package,
    /// The distribution that it is of, where that says more than the package.
    pub distribution: Option<Arc<Distribution>>,
}

/// That an asset has a package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    /// The asset.
    pub asset: AssetId,
    /// Where it is written that it has it.
    pub path: Arc<str>,
    /// The line, where one is known.
    pub line: Option<u32>,
    /// The layer, where one is known.
    pub layer: Option<u32>,
}

/// Types of packages of which no distribution says more. All others are stored once for each distribution.
const OF_LANGUAGES: &[&str] = &[
    "cargo",
    "cocoapods",
    "composer",
    "conan",
    "cran",
    "gem",
    "github",
    "githubactions",
    "golang",
    "hackage",
    "hex",
    "maven",
    "npm",
    "nuget",
    "pub",
    "pypi",
    "swift",
];

/// What of a package advisories ask for.
fn slim(package: &Package) -> Package {
    Package {
        source: package.source.clone(),
        owned_by: package.owned_by.clone(),
        ..Package::new(package.purl.clone(), "")
    }
}

fn json_error(error: serde_json::Error) -> rusqlite::Error {
    rusqlite::Error::ToSqlConversionFailure(Box::new(error))
}

/// What one change has found in the tables or put there: the assets of a change share most of it.
#[derive(Debug, Default)]
pub(crate) struct Known {
    packages: HashMap<[u8; 16], i64>,
    paths: HashMap<Arc<str>, i64>,
}

/// Stores the packages of an asset.
pub(crate) fn put(
    connection: &Connection,
    asset: i64,
    sbom: &Sbom,
    known: &mut Known,
) -> rusqlite::Result<()> {
    let distribution = match &sbom.distribution {
        Some(said) => {
            let said = Distribution { found_in: None, ..said.clone() };
            let body = serde_json::to_string(&said).map_err(json_error)?;
            let id = one(connection, "distributions", "body", &body, || {
                connection
                    .prepare_cached("INSERT INTO distributions (body) VALUES (?1) RETURNING id")?
                    .query_row([&body], |row| row.get(0))
            })?;
            Some((id, body))
        }
        None => None,
    };
    let mut find = connection.prepare_cached("SELECT id FROM packages WHERE key = ?1")?;
    let mut add = connection
        .prepare_cached("INSERT INTO packages (key, body, distribution) VALUES (?1, ?2, ?3) RETURNING id")?;
    let mut hold = connection.prepare_cached("INSERT OR IGNORE INTO holdings VALUES (?1, ?2, ?3, ?4, ?5)")?;
    for package in &sbom.packages {
        let body = serde_json::to_string(&slim(package)).map_err(json_error)?;
        let is_of_language = OF_LANGUAGES.contains(&package.purl.kind.as_ref());
        let of = distribution.as_ref().filter(|_| !is_of_language || package.owned_by.is_some());
        let mut hash = Sha256::new();
        hash.update(&body);
        hash.update(of.map_or("", |(_, body)| body));
        let key: [u8; 16] = std::array::from_fn({
            let digest = hash.finalize();
            move |place| digest.get(place).copied().unwrap_or_default()
        });
        let id = if let Some(id) = known.packages.get(&key) {
            *id
        } else {
            let there: Option<i64> = find.query_row([key], |row| row.get(0)).optional()?;
            let put = || add.query_row(params![key, body, of.map(|(id, _)| id)], |row| row.get(0));
            let id = there.map_or_else(put, Ok)?;
            known.packages.insert(key, id);
            id
        };
        let found = &package.found_in;
        let path = if let Some(path) = known.paths.get(&found.path) {
            *path
        } else {
            let path = one(connection, "paths", "path", &found.path, || {
                connection
                    .prepare_cached("INSERT INTO paths (path) VALUES (?1) RETURNING id")?
                    .query_row([&*found.path], |row| row.get(0))
            })?;
            known.paths.insert(Arc::clone(&found.path), path);
            path
        };
        // None has a place of its own, below all others.
        let place = |of: Option<u32>| of.map_or(-1, i64::from);
        hold.execute(params![id, asset, path, place(found.line), place(found.layer)])?;
    }
    Ok(())
}

/// The place of a text in a table, which it gets where it has none.
fn one(
    connection: &Connection,
    table: &str,
    column: &str,
    text: &str,
    add: impl FnOnce() -> rusqlite::Result<i64>,
) -> rusqlite::Result<i64> {
    let sql = format!("SELECT id FROM {table} WHERE {column} = ?1");
    let known = connection.prepare_cached(&sql)?.query_row([text], |row| row.get(0)).optional()?;
    known.map_or_else(add, Ok)
}

impl Store {
    /// Lists the places of the packages that any of the assets has, each once; of all assets where none are named.
    ///
    /// # Errors
    /// [`Error::Busy`], [`Error::Damaged`] or [`Error::Work`] of the file.
    pub fn package_ids(&self, assets: Option<&[AssetId]>) -> Result<Vec<PackageId>, Error> {
        let all = || {
            let Some(assets) = assets else {
                let held = "SELECT id FROM packages WHERE EXISTS
                              (SELECT 1 FROM holdings WHERE package = packages.id) ORDER BY id";
                let mut all = self.connection.prepare_cached(held)?;
                return all.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<Vec<i64>>>();
            };
            let mut of = self.connection.prepare_cached("SELECT package FROM holdings WHERE asset = ?1")?;
            let mut ids = BTreeSet::new();
            for asset in assets {
                for id in of.query_map([asset.0], |row| row.get(0))? {
                    ids.insert(id?);
                }
            }
            Ok(ids.into_iter().collect())
        };
        let ids = all().map_err(|cause| self.failed(cause))?;
        Ok(ids.into_iter().map(PackageId).collect())
    }

    /// Returns packages by their places, in that order; a place where there is none is passed over.
    ///
    /// # Errors
    /// [`Error::Busy`], [`Error::Damaged`] or [`Error::Work`] of the file.
    pub fn packages_at(&self, ids: &[PackageId]) -> Result<Vec<StoredPackage>, Error> {
        let rows = || {
            let mut one =
                self.connection.prepare_cached("SELECT body, distribution FROM packages WHERE id = ?1")?;
            let mut rows: Vec<(PackageId, String, Option<i64>)> = Vec::with_capacity(ids.len());
            for id in ids {
                let found = one.query_row([id.0], |row| Ok((*id, row.get(0)?, row.get(1)?))).optional()?;
                rows.extend(found);
            }
            Ok(rows)
        };
        let mut distributions: BTreeMap<i64, Arc<Distribution>> = BTreeMap::new();
        let mut packages = Vec::with_capacity(ids.len());
        for (id, body, of) in rows().map_err(|cause| self.failed(cause))? {
            let package = serde_json::from_str(&body).map_err(|cause| self.damaged(&cause))?;
            let distribution = match of {
                Some(of) if !distributions.contains_key(&of) => {
                    let said = self.distribution(of)?;
                    distributions.insert(of, Arc::clone(&said));
                    Some(said)
                }
                of => of.and_then(|of| distributions.get(&of)).cloned(),
            };
            packages.push(StoredPackage { id, package, distribution });
        }
        Ok(packages)
    }

    fn distribution(&self, id: i64) -> Result<Arc<Distribution>, Error> {
        let body = || {
            self.connection
                .prepare_cached("SELECT body FROM distributions WHERE id = ?1")?
                .query_row([id], |row| row.get::<_, String>(0))
        };
        let body = body().map_err(|cause| self.failed(cause))?;
        serde_json::from_str(&body).map(Arc::new).map_err(|cause| self.damaged(&cause))
    }

    /// Lists who has a package, by asset and place.
    ///
    /// # Errors
    /// [`Error::Busy`], [`Error::Damaged`] or [`Error::Work`] of the file.
    pub fn holders(&self, package: PackageId) -> Result<Vec<Holder>, Error> {
        let all = || {
            let sql =
                "SELECT asset, paths.path, line, layer FROM holdings JOIN paths ON paths.id = holdings.path
                       WHERE package = ?1 ORDER BY asset, paths.path, line, layer";
            let mut all = self.connection.prepare_cached(sql)?;
            let rows = all.query_map([package.0], |row| {
                Ok(Holder {
                    asset: AssetId(row.get(0)?),
                    path: row.get::<_, String>(1)?.into(),
                    line: u32::try_from(row.get::<_, i64>(2)?).ok(),
                    layer: u32::try_from(row.get::<_, i64>(3)?).ok(),
                })
            })?;
            rows.collect::<rusqlite::Result<Vec<_>>>()
        };
        all().map_err(|cause| self.failed(cause))
    }
}
