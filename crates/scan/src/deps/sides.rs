//! The two sides of a change: which of their files name packages and have changed, and what those name.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::ThreadPool;
use sekimori_model::dependencies::{ChangeSide, ReviewedState, Unread};
use sekimori_model::{Entry, Limits, Listing, NotAnalysed, Problem, Sbom, SbomKind, SbomSubject, Source};
use sekimori_parse::packages::Bounds;

use super::listed::unread;
use crate::sbom::{collect_files, names_packages};

/// A side of a change.
#[derive(Clone, Copy)]
pub struct Side<'a> {
    /// Its files.
    pub source: &'a dyn Source,
    /// What it is called.
    pub state: &'a ReviewedState,
}

/// Both sides of a change.
#[derive(Clone, Copy)]
pub struct Sides<'a> {
    /// What it began with.
    pub base: Side<'a>,
    /// What it ended with.
    pub head: Side<'a>,
}

/// What both sides name, as far as the change touches it.
pub(super) struct Both {
    pub(super) base: Sbom,
    pub(super) head: Sbom,
    /// The files that have changed, on whichever side they are.
    pub(super) changed: u64,
    /// Where files were that lie elsewhere now, by where they lie.
    pub(super) moved: BTreeMap<Arc<str>, Arc<str>>,
    pub(super) problems: Vec<Unread>,
}

/// Files that are read for what they tell of another one, and may change alone.
const COMPANIONS: [(&str, &str); 1] = [("go.mod", "go.sum")];

/// The share of packages that two files have in common, in percent, from which on one is taken for the other after it moved.
const ALIKE_PERCENT: usize = 50;
/// Files that are compared with each other for that, on each side.
const MOST_MOVED: usize = 200;

pub(super) fn collect(sides: &Sides<'_>, limits: &Limits, pool: &ThreadPool) -> Both {
    let (base, head) = (sides.base.source.list(limits), sides.head.source.list(limits));
    let changed = changed(sides, &base, &head, limits);
    let below = below(&changed, &base, &head);
    let bill = |side: &Side<'_>, listing: &Listing, but: &BTreeSet<Arc<str>>| {
        let subject = SbomSubject {
            kind: SbomKind::Source,
            name: ".".to_owned(),
            version: String::new(),
            properties: [].into(),
        };
        let is_wanted = |path: &str| (changed.contains(path) || below.contains(path)) && !but.contains(path);
        collect_files(side.source, listing, &is_wanted, subject, limits, &Bounds::default(), pool)
    };
    let mut of_head = bill(&sides.head, &head, &BTreeSet::new());
    let mut of_base = bill(&sides.base, &base, &unreadable(&head, &of_head));
    // What was so before, and was not touched, is none of the change.
    let untouched = |problem: &&Problem| below.contains(&problem.path) && of_base.problems.contains(problem);
    let of_both: Vec<Problem> = of_head.problems.iter().filter(untouched).cloned().collect();
    of_head.problems.retain(|one| !of_both.contains(one));
    of_base.problems.retain(|one| !of_both.contains(one));
    let mut problems = Vec::new();
    let mut add = |listing: &Listing, other: &Listing, sbom: &Sbom, side| {
        let is_new = |problem: &&Problem| !other.problems.contains(problem);
        let listed = listing.problems.iter().filter(is_new).filter(|one| concerns(&one.path, listing, other));
        problems.extend(listed.chain(&sbom.problems).map(|one| Unread { side: Some(side), ..unread(one) }));
        if listing.truncated {
            let (path, reason) = (".".to_owned(), NotAnalysed::TooManyFiles);
            let detail = format!("more than {} files", limits.files);
            problems.push(Unread { path, reason, detail, side: Some(side) });
        }
    };
    add(&base, &head, &of_base, ChangeSide::Base);
    add(&head, &base, &of_head, ChangeSide::Head);
    problems.sort();
    problems.dedup();
    let moved = moved(&of_base, &of_head);
    let to: BTreeMap<Arc<str>, Arc<str>> =
        moved.iter().map(|(now, before)| (Arc::clone(before), Arc::clone(now))).collect();
    for package in &mut of_base.packages {
        if let Some(now) = to.get(&package.found_in.path) {
            package.found_in.path = Arc::clone(now);
        }
    }
    Both { base: of_base, head: of_head, changed: changed.len() as u64, moved, problems }
}

/// Files of which nothing could be read: nobody knows what of them is gone.
fn unreadable(listing: &Listing, sbom: &Sbom) -> BTreeSet<Arc<str>> {
    let read: BTreeSet<&str> = sbom.packages.iter().map(|package| &*package.found_in.path).collect();
    let all = listing.problems.iter().chain(&sbom.problems).map(|problem| &problem.path);
    all.filter(|path| !read.contains(&***path)).cloned().collect()
}

/// Tells whether what could not be listed may have named packages: it is called like a file that does, or it is no file that
/// either side lists.
fn concerns(path: &str, listing: &Listing, other: &Listing) -> bool {
    let is_file = |listing: &Listing| listing.entries.iter().any(|entry| &*entry.path == path);
    names_packages(path) || !(is_file(listing) || is_file(other))
}

/// The files that name packages and are not the same on both sides.
fn changed(sides: &Sides<'_>, base: &Listing, head: &Listing, limits: &Limits) -> BTreeSet<Arc<str>> {
    let of = |listing: &Listing| -> BTreeSet<Arc<str>> {
        let named = listing.entries.iter().filter(|entry| names_packages(&entry.path));
        named.map(|entry| Arc::clone(&entry.path)).collect()
    };
    let (before, after) = (of(base), of(head));
    let read =
        |side: &Side<'_>, path: &str| side.source.read(&Entry { path: path.into(), named: false }, limits);
    let is_same = |path: &str| {
        let both = (read(&sides.base, path), read(&sides.head, path));
        matches!(both, (Ok(before), Ok(after)) if before == after)
    };
    let companion = |path: &str| {
        let (folder, name) = path.rsplit_once('/').map_or(("", path), |(folder, name)| (folder, name));
        let (_, other) = COMPANIONS.iter().find(|(of, _)| *of == name)?;
        Some(if folder.is_empty() { (*other).to_owned() } else { format!("{folder}/{other}") })
    };
    let has_changed = |path: &Arc<str>| {
        if before.contains(path) && after.contains(path) {
            let beside = companion(path).filter(|other| {
                let has = |listing: &Listing| {
                    listing.entries.binary_search_by(|entry| (*entry.path).cmp(other.as_str())).is_ok()
                };
                has(base) || has(head)
            });
            return !is_same(path) || beside.is_some_and(|other| !is_same(&other));
        }
        // What one side leaves out, by a file of patterns, is not gone.
        !(before.contains(path) && read(&sides.head, path).is_ok())
    };
    before.union(&after).filter(|path| has_changed(path)).cloned().collect()
}

/// The files that have not changed and may tell of other packages now: what one model of Maven says holds for those that have
/// it as their parent.
fn below(changed: &BTreeSet<Arc<str>>, base: &Listing, head: &Listing) -> BTreeSet<Arc<str>> {
    let is_model = |path: &str| path.rsplit('/').next() == Some("pom.xml");
    if !changed.iter().any(|path| is_model(path)) {
        return BTreeSet::new();
    }
    let all = base.entries.iter().chain(&head.entries).map(|entry| &entry.path);
    all.filter(|path| is_model(path) && !changed.contains(*path)).cloned().collect()
}

/// Finds files that are somewhere else now: of the same name, with packages of which most are the same.
fn moved(base: &Sbom, head: &Sbom) -> BTreeMap<Arc<str>, Arc<str>> {
    let of = |sbom: &Sbom| {
        let mut files: BTreeMap<Arc<str>, BTreeSet<String>> = BTreeMap::new();
        for package in &sbom.packages {
            let url = package.purl.without_version();
            files.entry(Arc::clone(&package.found_in.path)).or_default().insert(url);
        }
        files
    };
    let (before, after) = (of(base), of(head));
    let gone: Vec<_> =
        before.iter().filter(|(path, _)| !after.contains_key(*path)).take(MOST_MOVED).collect();
    let new: Vec<_> = after.iter().filter(|(path, _)| !before.contains_key(*path)).take(MOST_MOVED).collect();
    let name = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
    let mut pairs = Vec::new();
    for (was, old) in &gone {
        for (is, packages) in new.iter().filter(|(is, _)| name(is) == name(was)) {
            let common = old.intersection(packages).count();
            let all = old.union(packages).count().max(1);
            let percent = common * 100 / all;
            if percent >= ALIKE_PERCENT {
                pairs.push((std::cmp::Reverse(percent), Arc::clone(was), Arc::clone(is)));
            }
        }
    }
    pairs.sort();
    let (mut moved, mut taken) = (BTreeMap::new(), BTreeSet::new());
    for (_, was, is) in pairs {
        if !moved.contains_key(&is) && taken.insert(Arc::clone(&was)) {
            moved.insert(is, was);
        }
    }
    moved
}
