//! Packages: each once, and who has it.

use std::collections::BTreeMap;
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

/// Stores the packages of an asset.
pub(crate) fn put(connection: &Connection, asset: i64, sbom: &Sbom) -> rusqlite::Result<()> {
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
    let mut paths: BTreeMap<&str, i64> = BTreeMap::new();
    for package in &sbom.packages {
        let body = serde_json::to_string(&slim(package)).map_err(json_error)?;
        let is_of_language = OF_LANGUAGES.contains(&package.purl.kind.as_ref());
        let of = distribution.as_ref().filter(|_| !is_of_language || package.owned_by.is_some());
        let mut hash = Sha256::new();
        hash.update(&body);
        hash.update(of.map_or("", |(_, body)| body));
        let key = hash.finalize();
        let key = key.get(..16).unwrap_or_default();
        let known: Option<i64> = find.query_row([key], |row| row.get(0)).optional()?;
        let id = match known {
            Some(id) => id,
            None => add.query_row(params![key, body, of.map(|(id, _)| id)], |row| row.get(0))?,
        };
        let found = &package.found_in;
        let path = if let Some(path) = paths.get(&*found.path) {
            *path
        } else {
            let path = one(connection, "paths", "path", &found.path, || {
                connection
                    .prepare_cached("INSERT INTO paths (path) VALUES (?1) RETURNING id")?
                    .query_row([&*found.path], |row| row.get(0))
            })?;
            paths.insert(&found.path, path);
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
    /// Lists the packages that any asset has, each once.
    ///
    /// # Errors
    /// [`Error::Busy`], [`Error::Damaged`] or [`Error::Work`] of the file.
    pub fn packages(&self) -> Result<Vec<StoredPackage>, Error> {
        let held = "EXISTS (SELECT 1 FROM holdings WHERE package = packages.id)";
        self.packages_where(held, None)
    }

    /// Lists the packages that one asset has, each once.
    ///
    /// # Errors
    /// [`Error::Busy`], [`Error::Damaged`] or [`Error::Work`] of the file.
    pub fn packages_of(&self, asset: AssetId) -> Result<Vec<StoredPackage>, Error> {
        self.packages_where("id IN (SELECT package FROM holdings WHERE asset = ?1)", Some(asset.0))
    }

    fn packages_where(&self, which: &str, asset: Option<i64>) -> Result<Vec<StoredPackage>, Error> {
        let mut distributions: BTreeMap<i64, Arc<Distribution>> = BTreeMap::new();
        for (id, body) in self.pairs("SELECT id, body FROM distributions")? {
            let said = serde_json::from_str(&body).map_err(|cause| self.damaged(&cause))?;
            distributions.insert(id, Arc::new(said));
        }
        let rows = || {
            let sql = format!("SELECT id, body, distribution FROM packages WHERE {which} ORDER BY id");
            let mut all = self.connection.prepare_cached(&sql)?;
            let row = |row: &rusqlite::Row<'_>| {
                Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?, row.get::<_, Option<i64>>(2)?))
            };
            all.query_map(rusqlite::params_from_iter(asset), row)?.collect::<rusqlite::Result<Vec<_>>>()
        };
        let rows = rows().map_err(|cause| self.failed(cause))?;
        let stored = |(id, body, of): (i64, String, Option<i64>)| {
            let package = serde_json::from_str(&body).map_err(|cause| self.damaged(&cause))?;
            let distribution = of.and_then(|of| distributions.get(&of)).cloned();
            Ok(StoredPackage { id: PackageId(id), package, distribution })
        };
        rows.into_iter().map(stored).collect()
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

    /// Counts the packages of each asset.
    ///
    /// # Errors
    /// [`Error::Busy`], [`Error::Damaged`] or [`Error::Work`] of the file.
    pub fn package_counts(&self) -> Result<BTreeMap<AssetId, u64>, Error> {
        let all = || {
            let mut all =
                self.connection.prepare_cached("SELECT asset, count(*) FROM holdings GROUP BY asset")?;
            let row = |row: &rusqlite::Row<'_>| Ok((AssetId(row.get(0)?), row.get::<_, i64>(1)?));
            all.query_map([], row)?.collect::<rusqlite::Result<Vec<_>>>()
        };
        let all = all().map_err(|cause| self.failed(cause))?;
        Ok(all.into_iter().map(|(asset, count)| (asset, u64::try_from(count).unwrap_or_default())).collect())
    }

    fn pairs(&self, sql: &str) -> Result<Vec<(i64, String)>, Error> {
        let all = || {
            let mut all = self.connection.prepare_cached(sql)?;
            all.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<rusqlite::Result<Vec<_>>>()
        };
        all().map_err(|cause| self.failed(cause))
    }
}
