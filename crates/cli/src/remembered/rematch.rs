//! Packages are judged, each once; who has them is looked up of those alone that have an advisory.

use std::collections::{BTreeMap, BTreeSet};

use rayon::ThreadPool;
use sekimori_model::config::Mode;
use sekimori_model::{Fingerprint, RuleId, Severity};
use sekimori_scan::{Asked, Kept, Plan, Progress, Published, Replacement, ask_packages, judge_published};
use sekimori_store::{Asset, AssetId, Store, StoredPackage};

use crate::error::Error;

/// That an asset has an advisory by a package.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    /// The asset, by its place in the list.
    pub(crate) asset: usize,
    /// The package, by its place in the list.
    pub(crate) package: usize,
    /// The advisory, by its place among those of the package.
    pub(crate) advisory: usize,
    pub(crate) rule: RuleId,
    pub(crate) severity: Severity,
    pub(crate) mode: Mode,
    pub(crate) is_waived: bool,
    /// Whether it was not told yet.
    pub(crate) is_new: bool,
    pub(crate) fingerprint: Fingerprint,
    pub(crate) path: std::sync::Arc<str>,
}

/// What is known now of what was kept.
pub(crate) struct Rematch {
    pub(crate) assets: Vec<Asset>,
    /// The tags of each asset, with their repositories.
    pub(crate) tags: BTreeMap<AssetId, Vec<String>>,
    pub(crate) packages: Vec<StoredPackage>,
    pub(crate) asked: Asked,
    /// Those that are new first, then the gravest.
    pub(crate) rows: Vec<Row>,
}

impl Rematch {
    pub(crate) fn published(&self, row: &Row) -> Option<&Published> {
        self.asked.packages.get(row.package)?.0.get(row.advisory)
    }

    /// The version of the package to go to.
    pub(crate) fn replacement(&self, row: &Row) -> Option<&Replacement> {
        self.asked.packages.get(row.package)?.1.as_ref()
    }

    /// The same, where it is without the advisory of the row.
    pub(crate) fn mends(&self, row: &Row) -> Option<&str> {
        let is_mended = !self.published(row)?.affected.fixed.is_empty();
        self.replacement(row).filter(|_| is_mended).map(|better| better.version.as_str())
    }

    /// Whether something decides, by the threshold.
    pub(crate) fn fails(&self, plan: &Plan, only_new: bool) -> bool {
        self.rows.iter().any(|row| {
            !row.is_waived
                && row.mode == Mode::Deny
                && row.severity >= plan.config().fail_on
                && (row.is_new || !only_new)
        })
    }
}

/// Judges all that is kept of the assets that are wanted.
pub(crate) fn rematch(
    store: &Store,
    plan: &Plan,
    pool: &ThreadPool,
    step: &(dyn Fn(Progress) + Sync),
    wants: &dyn Fn(&Asset, &[String]) -> bool,
) -> Result<Rematch, Error> {
    let packages = store.packages().map_err(Error::State)?;
    rematch_packages(store, packages, plan, pool, step, wants)
}

/// Judges what is kept of a few assets.
pub(crate) fn rematch_assets(
    store: &Store,
    assets: &BTreeSet<AssetId>,
    plan: &Plan,
    pool: &ThreadPool,
) -> Result<Rematch, Error> {
    let mut packages: Vec<StoredPackage> = Vec::new();
    for asset in assets {
        packages.extend(store.packages_of(*asset).map_err(Error::State)?);
    }
    packages.sort_by_key(|package| package.id);
    packages.dedup_by_key(|package| package.id);
    rematch_packages(store, packages, plan, pool, &|_| {}, &|asset, _| assets.contains(&asset.id))
}

fn rematch_packages(
    store: &Store,
    packages: Vec<StoredPackage>,
    plan: &Plan,
    pool: &ThreadPool,
    step: &(dyn Fn(Progress) + Sync),
    wants: &dyn Fn(&Asset, &[String]) -> bool,
) -> Result<Rematch, Error> {
    let mut tags: BTreeMap<AssetId, Vec<String>> = BTreeMap::new();
    for (tag, asset) in store.tags().map_err(Error::State)? {
        tags.entry(asset).or_default().push(format!("{}:{}", tag.repository, tag.tag));
    }
    let mut assets = store.assets().map_err(Error::State)?;
    assets.retain(|asset| wants(asset, tags.get(&asset.id).map_or(&[], Vec::as_slice)));
    let places: BTreeMap<AssetId, usize> =
        assets.iter().enumerate().map(|(place, asset)| (asset.id, place)).collect();
    let kept: Vec<Kept<'_>> = packages
        .iter()
        .map(|one| Kept { package: &one.package, distribution: one.distribution.as_deref() })
        .collect();
    let asked = ask_packages(&kept, plan, pool, step).map_err(|cause| Error::DbUnusable { cause })?;
    let mut rows = Vec::new();
    for (index, (published, _)) in asked.packages.iter().enumerate() {
        let Some(stored) = packages.get(index).filter(|_| !published.is_empty()) else { continue };
        let mut package = stored.package.clone();
        // One asset may have a package in several places: each advisory counts once.
        let mut of_asset: BTreeMap<(usize, usize), Row> = BTreeMap::new();
        for holder in store.holders(stored.id).map_err(Error::State)? {
            let Some(place) = places.get(&holder.asset).copied() else { continue };
            let Some(asset) = assets.get(place) else { continue };
            let carrier =
                if asset.is_by_path && !holder.path.is_empty() { &*holder.path } else { &asset.carrier };
            package.found_in.path = std::sync::Arc::clone(&holder.path);
            for (advisory, one) in published.iter().enumerate() {
                let kept = Kept { package: &package, distribution: stored.distribution.as_deref() };
                let Some(finding) = judge_published(&kept, one, carrier, &asset.digest, plan) else {
                    continue;
                };
                let row = Row {
                    asset: place,
                    package: index,
                    advisory,
                    is_waived: finding.is_waived(),
                    rule: finding.rule,
                    severity: finding.severity,
                    mode: finding.mode,
                    is_new: false,
                    fingerprint: finding.fingerprint,
                    path: std::sync::Arc::clone(&holder.path),
                };
                let key = |row: &Row| (!row.is_waived, row.mode, row.severity);
                let there = of_asset.entry((place, advisory)).or_insert_with(|| row.clone());
                if key(&row) > key(there) {
                    *there = row;
                }
            }
        }
        rows.extend(of_asset.into_values());
    }
    let mut rematch = Rematch { assets, tags, packages, asked, rows };
    mark_new(store, &mut rematch)?;
    Ok(rematch)
}

/// Says which rows were not told yet, and puts those first, the gravest of each first.
fn mark_new(store: &Store, rematch: &mut Rematch) -> Result<(), Error> {
    let mut told: Vec<bool> = Vec::with_capacity(rematch.rows.len());
    for row in &rematch.rows {
        let (Some(asset), Some(one)) = (rematch.assets.get(row.asset), rematch.published(row)) else {
            told.push(true);
            continue;
        };
        let advisory = &one.affected.advisory;
        let names = advisory.aliases.iter().map(|name| &**name);
        let names = [&*advisory.id].into_iter().chain(names);
        told.push(store.is_told(asset.id, names).map_err(Error::State)?);
    }
    for (row, told) in rematch.rows.iter_mut().zip(told) {
        row.is_new = !told;
    }
    rematch.rows.sort_by(|left, right| {
        let key = |row: &Row| (!row.is_new, row.is_waived, std::cmp::Reverse(row.severity));
        let place = |row: &Row| (row.package, row.advisory, row.asset);
        key(left).cmp(&key(right)).then_with(|| place(left).cmp(&place(right)))
    });
    Ok(())
}

/// The assets and advisories that are new, each pair once.
pub(crate) fn new_pairs(rematch: &Rematch) -> BTreeSet<(AssetId, &str)> {
    let new = rematch.rows.iter().filter(|row| row.is_new);
    let pair = |row| -> Option<(AssetId, &str)> {
        let row: &Row = row;
        Some((rematch.assets.get(row.asset)?.id, &*rematch.published(row)?.affected.advisory.id))
    };
    new.filter_map(pair).collect()
}
