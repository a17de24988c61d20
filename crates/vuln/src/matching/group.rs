//! Makes one advisory of all records that tell of one fault.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;
use sekimori_model::{Advisory, Affected, Hit};

use super::{Found, grade};
use crate::database::Cve;
use crate::{Database, Error};

/// Names of one fault that are followed from record to record; more are a mistake of some database, or malice.
const MAX_NAMES: usize = 64;

/// Aliases of an advisory that are told.
const MAX_ALIASES: usize = 200;

/// What one fault is called by one record, or one of the faults that a bulletin covers.
struct Named<'f> {
    names: BTreeSet<&'f str>,
    /// The bulletin and its other names, where there is one.
    bulletins: Vec<&'f str>,
    found: &'f Found<'f>,
}

/// Groups what was found by the names that records have in common.
pub(super) fn advisories<'f>(
    database: &'f Database<'_>,
    found: &'f [Found<'f>],
) -> Result<Vec<Affected>, Error> {
    let mut all = Vec::with_capacity(found.len());
    for found in found {
        name(database, found, &mut all)?;
    }
    // A set of those that are one; the first is the smallest.
    let mut parents: Vec<usize> = (0..all.len()).collect();
    let mut first_with: BTreeMap<&str, usize> = BTreeMap::new();
    for (index, named) in all.iter().enumerate() {
        for name in &named.names {
            let other = *first_with.entry(name).or_insert(index);
            let (left, right) = (root(&parents, index), root(&parents, other));
            if let Some(parent) = parents.get_mut(left.max(right)) {
                *parent = left.min(right);
            }
        }
    }
    let mut groups: BTreeMap<usize, Vec<&Named<'f>>> = BTreeMap::new();
    for (index, named) in all.iter().enumerate() {
        groups.entry(root(&parents, index)).or_default().push(named);
    }
    let mut affected =
        groups.values().map(|group| affected(database, group)).collect::<Result<Vec<_>, Error>>()?;
    affected.sort_by(|left, right| rank(&left.advisory.id).cmp(&rank(&right.advisory.id)));
    Ok(affected)
}

fn root(parents: &[usize], of: usize) -> usize {
    let mut at = of;
    // A parent is never greater than its child, so this ends.
    while let Some(parent) = parents.get(at).filter(|parent| **parent < at) {
        at = *parent;
    }
    at
}

/// Says what a record calls its fault. A record that covers several and has no CVE of its own is a bulletin: each of them is a
/// fault of its own.
fn name<'f>(database: &'f Database<'_>, found: &'f Found<'f>, all: &mut Vec<Named<'f>>) -> Result<(), Error> {
    let meta = &found.meta;
    let mut own: BTreeSet<&str> = meta.aliases.iter().copied().chain([meta.id]).collect();
    if !own.iter().any(|name| Cve::parse(name).is_some()) {
        let covered: Vec<&str> =
            meta.upstream.iter().copied().filter(|name| Cve::parse(name).is_some()).collect();
        match (covered.as_slice(), meta.upstream.as_slice()) {
            ([], [one]) | ([one], _) => {
                own.insert(one);
            }
            ([], _) => {}
            (several, _) => {
                for fault in several {
                    all.push(Named {
                        names: BTreeSet::from([*fault]),
                        bulletins: own.iter().copied().collect(),
                        found,
                    });
                }
                return Ok(());
            }
        }
    }
    if cves(&own).count() > 1 {
        return several(database, found, &own, all);
    }
    let bulletins = follow(database, meta.id, &mut own)?;
    all.push(Named { names: own, bulletins, found });
    Ok(())
}

fn cves<'n>(names: &BTreeSet<&'n str>) -> impl Iterator<Item = &'n str> {
    names.iter().copied().filter(|name| Cve::parse(name).is_some())
}

/// Makes a fault of each CVE of a record that has several: who accepts one of them has said nothing of the others. Another
/// alias is a name of the one fault that its own record has.
fn several<'f>(
    database: &'f Database<'_>,
    found: &'f Found<'f>,
    own: &BTreeSet<&'f str>,
    all: &mut Vec<Named<'f>>,
) -> Result<(), Error> {
    let id = found.meta.id;
    for fault in cves(own) {
        let mut names = BTreeSet::from([fault]);
        for alias in own.iter().copied().filter(|name| Cve::parse(name).is_none() && *name != id) {
            let told = aliases(database, alias)?;
            if cves(&told).eq([fault]) {
                names.insert(alias);
            }
        }
        let bulletins = if Cve::parse(id).is_none() { vec![id] } else { Vec::new() };
        all.push(Named { names, bulletins, found });
    }
    Ok(())
}

/// What a record calls itself, where there is one that was not taken back.
fn aliases<'f>(database: &'f Database<'_>, id: &'f str) -> Result<BTreeSet<&'f str>, Error> {
    let Some(index) = database.find(id)? else { return Ok(BTreeSet::new()) };
    let meta = database.meta(index)?;
    let names = meta.aliases.into_iter().chain([id]).filter(|_| meta.withdrawn == 0);
    Ok(names.collect())
}

/// Adds the aliases of aliases, as far as records tell them; those of the record itself are there. Takes away the names of
/// records that tell of several faults and returns them: they are ways to find this one, and lead to others.
fn follow<'f>(
    database: &'f Database<'_>,
    id: &str,
    names: &mut BTreeSet<&'f str>,
) -> Result<Vec<&'f str>, Error> {
    let mut open: Vec<&'f str> = names.iter().copied().filter(|name| *name != id).collect();
    let mut bulletins = Vec::new();
    while let Some(name) = open.pop() {
        let Some(index) = database.find(name)? else { continue };
        let meta = database.meta(index)?;
        if meta.withdrawn != 0 {
            continue;
        }
        let is_cve = |name: &str| Cve::parse(name).is_some();
        if meta.aliases.iter().chain([&name]).filter(|name| is_cve(name)).count() > 1 {
            if !is_cve(name) {
                names.remove(name);
                bulletins.push(name);
            }
            continue;
        }
        for alias in meta.aliases {
            if names.len() >= MAX_NAMES {
                return Ok(bulletins);
            }
            if !bulletins.contains(&alias) && names.insert(alias) {
                open.push(alias);
            }
        }
    }
    Ok(bulletins)
}

fn affected(database: &Database<'_>, group: &[&Named<'_>]) -> Result<Affected, Error> {
    let names: BTreeSet<&str> = group.iter().flat_map(|named| named.names.iter().copied()).collect();
    let bulletins: BTreeSet<&str> = group.iter().flat_map(|named| named.bulletins.iter().copied()).collect();
    let mut records: Vec<&Found<'_>> = group.iter().map(|named| named.found).collect();
    // One record may be there for several entries.
    records.sort_by(|left, right| {
        let by_place =
            (left.ecosystem, &left.name, &left.hit).cmp(&(right.ecosystem, &right.name, &right.hit));
        rank(left.meta.id).cmp(&rank(right.meta.id)).then(by_place)
    });
    let id = names.iter().copied().min_by(|left, right| rank(left).cmp(&rank(right))).unwrap_or_default();
    let (mut exploited, mut epss) = (None, None);
    for cve in names.iter().filter_map(|name| Cve::parse(name)) {
        exploited = exploited.into_iter().chain(database.exploited(cve)?).min();
        epss = epss.into_iter().chain(database.epss(cve)?).max();
    }
    let scores = grade::scores(&records);
    let (severity, severity_by) = grade::severity(&records, &scores);
    let published = records.iter().map(|found| found.meta.published).filter(|time| *time != 0).min();
    let modified = records.iter().map(|found| found.meta.modified).max();
    let advisory = Advisory {
        id: id.into(),
        aliases: names
            .iter()
            .filter(|name| **name != id)
            .take(MAX_ALIASES)
            .map(|name| (*name).into())
            .collect(),
        bulletins: bulletins
            .into_iter()
            .filter(|name| *name != id)
            .take(MAX_ALIASES)
            .map(Into::into)
            .collect(),
        kind: grade::kind(&records),
        severity,
        severity_by,
        cvss: scores.into_iter().map(|(score, _)| score).collect(),
        exploited,
        epss,
        published: published.and_then(|time| Timestamp::from_second(time).ok()),
        // Databases that have no date write the year 1.
        modified: modified.filter(|time| *time > 0).and_then(|time| Timestamp::from_microsecond(time).ok()),
    };
    let mut ids: Vec<Arc<str>> = records.iter().map(|found| found.meta.id.into()).collect();
    ids.sort_unstable();
    ids.dedup();
    let fixed = fixed(&records);
    let first = records.first().ok_or(Error::Damaged { part: "a group" })?;
    Ok(Affected {
        advisory,
        records: ids,
        ecosystem: first.ecosystem.into(),
        name: first.name.as_str().into(),
        version: first.version.as_str().into(),
        hit: first.hit.clone(),
        fixed,
    })
}

/// Returns the versions that records name as fixed, the lowest first.
fn fixed(records: &[&Found<'_>]) -> Vec<Arc<str>> {
    let Some(order) = records.first().map(|found| found.order) else { return Vec::new() };
    let mut fixed: Vec<Arc<str>> = records
        .iter()
        .filter(|found| !found.is_withheld)
        .filter_map(|found| match &found.hit {
            Hit::Range { fixed, .. } => fixed.clone(),
            Hit::Listed { .. } => None,
        })
        // The version lay in the range, so that it was compared with this one before.
        .filter(|version| order.compare(version, version).is_ok())
        .collect();
    fixed.sort();
    fixed.sort_by(|left, right| order.compare(left, right).unwrap_or(std::cmp::Ordering::Equal));
    fixed.dedup();
    fixed
}

/// Which of several names is the one: what most others use comes first.
fn rank(id: &str) -> (usize, Option<Cve>, &str) {
    const PREFIXES: &[&str] = &["CVE-", "GHSA-", "MAL-", "GO-", "PYSEC-", "RUSTSEC-", "OSV-"];
    let place = PREFIXES.iter().position(|prefix| id.starts_with(prefix)).unwrap_or(PREFIXES.len());
    (place, Cve::parse(id), id)
}
