//! Packages are judged, each once and a few at a time; who has them is looked up of those alone that have an advisory.

use std::cmp::Reverse;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::ThreadPool;
use sekimori_model::config::Mode;
use sekimori_model::wire::{Note, NoteCode};
use sekimori_model::{Fingerprint, RuleId, Severity};
use sekimori_scan::{Answer, Asked, Inquiry, Kept, Plan, Progress, Published, Replacement, judge_published};
use sekimori_store::{Asset, AssetId, Store, StoredPackage};

use crate::error::Error;

/// Packages that are looked at together: what nothing is published about is forgotten after.
pub(super) const AT_ONCE: usize = 4_096;

/// That an asset has an advisory by a package. There may be millions of them.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    /// The asset, by its place in the list.
    pub(crate) asset: u32,
    /// The package, by its place in the list.
    pub(crate) package: u32,
    /// The advisory, by its place among those of the package.
    pub(crate) advisory: u32,
    pub(crate) severity: Severity,
    pub(crate) mode: Mode,
    pub(crate) is_waived: bool,
    /// Whether it was not told yet.
    pub(crate) is_new: bool,
    pub(crate) rule: RuleId,
    pub(crate) fingerprint: Fingerprint,
    pub(crate) path: Arc<str>,
}

/// A package about which something is published.
pub(crate) struct Flawed {
    pub(crate) stored: StoredPackage,
    pub(crate) answer: Answer,
}

/// What is known now of what was kept.
pub(crate) struct Rematch {
    pub(crate) assets: Vec<Asset>,
    /// The tags of each asset, with their repositories.
    pub(crate) tags: BTreeMap<AssetId, Vec<String>>,
    /// The packages that an asset of the list may have.
    pub(crate) package_count: usize,
    /// Those of them about which something is published.
    pub(crate) packages: Vec<Flawed>,
    pub(crate) asked: Asked,
    /// Those that are new first, then the gravest.
    pub(crate) rows: Vec<Row>,
    /// Assets and advisories that were told by another name.
    pub(crate) renamed: Vec<(AssetId, Arc<str>)>,
}

impl Rematch {
    /// Whether all was read, and all versions were understood.
    pub(crate) fn is_complete(&self) -> bool {
        self.asked.is_complete && self.assets.iter().all(|asset| asset.is_whole)
    }

    pub(crate) fn asset(&self, row: &Row) -> Option<&Asset> {
        self.assets.get(place(row.asset))
    }

    pub(crate) fn package(&self, row: &Row) -> Option<&Flawed> {
        self.packages.get(place(row.package))
    }

    pub(crate) fn published(&self, row: &Row) -> Option<&Published> {
        self.package(row)?.answer.published.get(place(row.advisory))
    }

    /// The version of the package to go to.
    pub(crate) fn replacement(&self, row: &Row) -> Option<&Replacement> {
        self.package(row)?.answer.replacement.as_ref()
    }

    /// The same, where it is without the advisory of the row.
    pub(crate) fn mends(&self, row: &Row) -> Option<&str> {
        let is_mended = !self.published(row)?.affected.fixed.is_empty();
        self.replacement(row).filter(|_| is_mended).map(|better| better.version.as_str())
    }

    /// Whether something decides, by the threshold.
    pub(crate) fn fails(&self, plan: &Plan, only_new: bool) -> bool {
        let is_gap = |note: &Note| note.code == NoteCode::AdvisoriesGap;
        // Whoever wants to hear of all that was not analysed is not content with a note.
        if plan.config().fail_on_not_analysed
            && (!self.asked.is_complete || self.asked.notes.iter().any(is_gap))
        {
            return true;
        }
        self.rows.iter().any(|row| {
            !row.is_waived
                && row.mode == Mode::Deny
                && row.severity >= plan.config().fail_on
                && (row.is_new || !only_new)
        })
    }
}

fn place(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// Places are counted with 32 bits: as many packages as that have no room in memory.
fn number(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}

/// Judges all that is kept of the assets that are wanted.
pub(crate) fn rematch(
    store: &Store,
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
    let all = assets.len();
    assets.retain(|asset| wants(asset, tags.get(&asset.id).map_or(&[], Vec::as_slice)));
    let places: BTreeMap<AssetId, usize> =
        assets.iter().enumerate().map(|(place, asset)| (asset.id, place)).collect();
    let only: Option<Vec<AssetId>> = (assets.len() < all).then(|| places.keys().copied().collect());
    let ids = store.package_ids(only.as_deref()).map_err(Error::State)?;
    let unusable = |cause| Error::DbUnusable { cause };
    let mut inquiry = Inquiry::new(plan).map_err(unusable)?;
    step(Progress::Files(ids.len()));
    let mut packages = Vec::new();
    for ids in ids.chunks(AT_ONCE) {
        let stored = store.packages_at(ids).map_err(Error::State)?;
        let kept: Vec<Kept<'_>> = stored
            .iter()
            .map(|one| Kept { package: &one.package, distribution: one.distribution.as_deref() })
            .collect();
        let answers = inquiry.ask(&kept, pool, step).map_err(unusable)?;
        let flawed = stored.into_iter().zip(answers).filter(|(_, answer)| !answer.published.is_empty());
        packages.extend(flawed.map(|(stored, answer)| Flawed { stored, answer }));
    }
    let mut rematch = Rematch {
        assets,
        tags,
        package_count: ids.len(),
        packages,
        asked: inquiry.conclude(),
        rows: Vec::new(),
        renamed: Vec::new(),
    };
    rematch.rows = rows(store, &rematch, &places, plan)?;
    mark_new(store, &mut rematch)?;
    Ok(rematch)
}

/// What the assets of the list have.
fn rows(
    store: &Store,
    rematch: &Rematch,
    places: &BTreeMap<AssetId, usize>,
    plan: &Plan,
) -> Result<Vec<Row>, Error> {
    let mut rows = Vec::new();
    let mut paths: BTreeSet<Arc<str>> = BTreeSet::new();
    for (index, Flawed { stored, answer }) in rematch.packages.iter().enumerate() {
        let mut package = stored.package.clone();
        // One asset may have a package in several places: each advisory counts once.
        let mut of_asset: BTreeMap<(usize, usize), Row> = BTreeMap::new();
        for holder in store.holders(stored.id).map_err(Error::State)? {
            let Some(place) = places.get(&holder.asset).copied() else { continue };
            let Some(asset) = rematch.assets.get(place) else { continue };
            let path = if let Some(known) = paths.get(&holder.path) {
                Arc::clone(known)
            } else {
                paths.insert(Arc::clone(&holder.path));
                holder.path
            };
            let carrier = if asset.is_by_path && !path.is_empty() { &*path } else { &asset.carrier };
            package.found_in.path = Arc::clone(&path);
            for (advisory, one) in answer.published.iter().enumerate() {
                let kept = Kept { package: &package, distribution: stored.distribution.as_deref() };
                let Some(finding) = judge_published(&kept, one, carrier, &asset.digest, plan) else {
                    continue;
                };
                let row = Row {
                    asset: number(place),
                    package: number(index),
                    advisory: number(advisory),
                    is_waived: finding.is_waived(),
                    rule: finding.rule,
                    severity: finding.severity,
                    mode: finding.mode,
                    is_new: false,
                    fingerprint: finding.fingerprint,
                    path: Arc::clone(&path),
                };
                let key = |row: &Row| (!row.is_waived, row.mode, row.severity);
                match of_asset.entry((place, advisory)) {
                    Entry::Vacant(free) => {
                        free.insert(row);
                    }
                    Entry::Occupied(mut there) if key(&row) > key(there.get()) => {
                        there.insert(row);
                    }
                    Entry::Occupied(_) => {}
                }
            }
        }
        rows.extend(of_asset.into_values());
    }
    Ok(rows)
}

/// Says which rows were not told yet, and puts those first, the gravest of each first. A fault may have got another name
/// since, so that each of its names counts.
fn mark_new(store: &Store, rematch: &mut Rematch) -> Result<(), Error> {
    let mut rows = std::mem::take(&mut rematch.rows);
    let mut renamed = Vec::new();
    rows.sort_unstable_by_key(|row| row.asset);
    for of_asset in rows.chunk_by_mut(|left, right| left.asset == right.asset) {
        let Some(asset) = of_asset.first().and_then(|row| rematch.asset(row)) else { continue };
        let told = store.told(asset.id).map_err(Error::State)?;
        for row in of_asset {
            let Some(one) = rematch.published(row) else { continue };
            let advisory = &one.affected.advisory;
            let mut names = advisory.aliases.iter().chain([&advisory.id]);
            let is_told = names.any(|name| told.contains(&**name));
            // What is accepted, or has days of grace, is told when it decides: else it would be old news by then.
            let decides = !row.is_waived && row.mode == Mode::Deny;
            row.is_new = decides && !is_told;
            // The name that it was told by may be gone by the next time.
            if is_told && !told.contains(&*advisory.id) {
                renamed.push((asset.id, Arc::clone(&advisory.id)));
            }
        }
    }
    rows.sort_unstable_by(|left, right| {
        let key = |row: &Row| (!row.is_new, row.is_waived, Reverse(row.severity));
        let place = |row: &Row| (row.package, row.advisory, row.asset);
        key(left).cmp(&key(right)).then_with(|| place(left).cmp(&place(right)))
    });
    rematch.rows = rows;
    rematch.renamed = renamed;
    Ok(())
}

/// The assets and advisories that are new.
pub(crate) fn new_pairs(rematch: &Rematch) -> impl Iterator<Item = (AssetId, &str)> {
    let new = rematch.rows.iter().filter(|row| row.is_new);
    new.filter_map(|row| Some((rematch.asset(row)?.id, &*rematch.published(row)?.affected.advisory.id)))
}
