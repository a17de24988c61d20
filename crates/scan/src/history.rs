//! Secrets in every version of every file, told once each with how long they stood.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};

use rayon::ThreadPool;
use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};
use sekimori_model::{
    CommitLocation, CommitSeen, Evidence, FileLocation, Finding, Location, NotAnalysed, PathClass, Problem,
    Span, VersionId, VersionOf, VersionPlace, Versions,
};
use sekimori_secrets::{Bounds, Engine, Gap, Hit, PathKind, Scratch, Value};

use crate::conclude::Done;
use crate::lines::Lines;
use crate::packed::Packer;
use crate::plan::Plan;
use crate::secrets::{bounds, carrier, not_searched};
use crate::telling::{Telling, Told};
use crate::{Progress, Scan, engine, focus, judge, owners, streamed};

/// More hits than this of one history are not kept, nor more parts that could not be searched.
const MAX_HITS: usize = 100_000;

/// Searches all versions of all files for secrets.
///
/// A secret is told once for each path that had it, with the first and the last commit. `progress` is called with the
/// number of batches, then once for each that is done.
pub fn search_history(
    history: &dyn Versions,
    plan: &Plan,
    pool: &ThreadPool,
    progress: &(dyn Fn(Progress) + Sync),
) -> Scan {
    let mut seen = Visit::default();
    if let Some(engine) = &plan.engine {
        progress(Progress::Files(history.batches()));
        let visits = Mutex::new(Visit::default());
        pool.install(|| {
            (0..history.batches()).into_par_iter().for_each(|batch| {
                let visit = visit(history, batch, engine, plan);
                visits.lock().unwrap_or_else(PoisonError::into_inner).add(visit);
                progress(Progress::Done);
            });
        });
        seen = visits.into_inner().unwrap_or_else(PoisonError::into_inner);
    }
    seen.bound();
    let secrets = join(history, seen.hits, plan);
    let mut notes = Vec::new();
    let mut telling = Telling::new(plan);
    for secret in &secrets {
        let selection = plan.selection(&secret.path, "", |_| Vec::new());
        let (locations, history) = (secret.locations(), secret.history());
        telling.tell(&secret.hit, &secret.path, &selection, locations, Some(history));
    }
    drop(secrets);
    let Told { mut findings, waivers_used, pending } = telling.told();
    findings.extend(told_gaps(history, seen.gaps));
    let read = history.seen();
    findings.extend(history.problems().iter().map(judge::problem));
    let packer = Packer::default();
    let chunks = engine::pack_by_file(&packer, findings, plan);
    let mut findings = packer.finish(chunks);
    let verified = plan.verifier.as_deref().map(|verifier| pending.verify(verifier, &mut findings));
    let summary = sekimori_model::wire::Summary {
        rules: plan.rule_count() as u64,
        bytes: seen.bytes,
        history: read,
        verified,
        ..Default::default()
    };
    notes.extend(engine::waiver_notes(plan, &waivers_used.into_iter().collect()));
    // What is not visited may be what a waiver is for.
    notes.retain(|note| !history.is_part() || note.code != sekimori_model::wire::NoteCode::WaiverUnused);
    notes.extend(owners::unread(plan));
    let cut_short = read.is_some_and(|read| read.not_seen > 0) || seen.cut;
    let (workloads, lost_manifests) = (Vec::new(), false);
    let done = Done { findings, workloads, notes, summary, cut_short, lost_manifests };
    done.conclude(&focus::Seen::nothing(), plan)
}

/// What came of some versions.
#[derive(Default)]
struct Visit {
    /// Each hit with its version, the class of the paths where it is one, and its place.
    hits: Vec<((VersionId, PathClass, Span), Hit)>,
    /// What could not be searched, each with its version.
    gaps: Vec<(VersionId, Finding)>,
    bytes: u64,
    cut: bool,
}

impl Visit {
    fn add(&mut self, mut other: Self) {
        self.hits.append(&mut other.hits);
        self.gaps.append(&mut other.gaps);
        self.bytes += other.bytes;
        self.cut |= other.cut;
        // Not each time: what is dropped is found by sorting.
        if self.hits.len() > 2 * MAX_HITS || self.gaps.len() > 2 * MAX_HITS {
            self.bound();
        }
    }

    /// Keeps the first ones in an order that does not depend on which thread was faster, and drops the rest.
    fn bound(&mut self) {
        self.hits.sort_by_key(|(place, _)| *place);
        let key = |gap: &(VersionId, Finding)| (gap.1.path().to_owned(), gap.1.fingerprint, gap.0);
        self.gaps.sort_by_cached_key(key);
        self.cut |= self.hits.len() > MAX_HITS || self.gaps.len() > MAX_HITS;
        self.hits.truncate(MAX_HITS);
        self.gaps.truncate(MAX_HITS);
    }
}

fn visit(history: &dyn Versions, batch: usize, engine: &Engine, plan: &Plan) -> Visit {
    let (mut seen, mut scratch) = (Visit::default(), Scratch::default());
    history.visit(batch, &plan.config.limits, &|path| class(plan, path), &mut |version| {
        let VersionOf { id: version, paths, bytes } = version;
        seen.bytes += bytes.len() as u64;
        for path in paths {
            visit_at(path, version, bytes, engine, plan, &mut scratch, &mut seen);
        }
        if seen.gaps.last().is_some_and(|(of, _)| *of == version) {
            history.keep_for_later(version);
        }
    });
    seen
}

/// Searches a version as it is searched at a path.
fn visit_at(
    path: &Arc<str>,
    version: VersionId,
    bytes: &[u8],
    engine: &Engine,
    plan: &Plan,
    scratch: &mut Scratch,
    seen: &mut Visit,
) {
    // What cannot be searched at one path mostly cannot at another, and is told once.
    let is_told = seen.gaps.last().is_some_and(|(of, _)| *of == version);
    let bounds = bounds(plan, &plan.selection(path, "", |_| Vec::new()));
    // A defect in one pattern must not cost the user what all others found.
    let search = || search(engine, path, bytes, &bounds, plan, scratch);
    let (hits, gaps) = catch_unwind(AssertUnwindSafe(search)).unwrap_or_else(|_| {
        let problem = Problem {
            path: Arc::clone(path),
            reason: NotAnalysed::Internal,
            detail: "a pattern failed on it".to_owned(),
        };
        seen.gaps.push((version, judge::problem(&problem)));
        Default::default()
    });
    let class = if hits.is_empty() { 0 } else { class(plan, path) };
    seen.hits.extend(hits.into_iter().map(|(span, hit)| ((version, class, span), hit)));
    if !is_told {
        seen.gaps.extend(gaps.iter().map(|gap| (version, not_searched(path, gap))));
    }
}

/// The class of a path: what of it decides what is found there.
fn class(plan: &Plan, path: &str) -> PathClass {
    let mut hasher = DefaultHasher::new();
    PathKind::of(path).hash(&mut hasher);
    bounds(plan, &plan.selection(path, "", |_| Vec::new())).days_ahead.hash(&mut hasher);
    hasher.finish()
}

/// Looks for secrets in a version, and says where they stand: in windows where it is too large to be looked at as a whole.
fn search(
    engine: &Engine,
    path: &str,
    bytes: &[u8],
    bounds: &Bounds,
    plan: &Plan,
    scratch: &mut Scratch,
) -> (Vec<(Span, Hit)>, Vec<Gap>) {
    if bytes.len() as u64 > plan.config.limits.file_bytes {
        let mut hits = Vec::new();
        let mut stream = bytes;
        let take = &mut |hit: &Hit, span| hits.push((span, hit.clone()));
        let gaps = streamed::search(engine, path, &mut stream, bounds, take);
        return (hits, gaps);
    }
    let found = engine.scan_with(scratch, path, bytes, bounds);
    let mut lines = Lines::of(bytes);
    let hits = found.hits.into_iter().map(|hit| (lines.span(&hit.span), hit)).collect();
    (hits, found.gaps)
}

/// The gaps of contents that are not left out at each path that they had.
fn told_gaps(history: &dyn Versions, gaps: Vec<(VersionId, Finding)>) -> impl Iterator<Item = Finding> {
    let asked = gaps.iter().filter(|(_, gap)| history.is_left_out(gap.path())).map(|(version, _)| *version);
    let asked: Vec<VersionId> = asked.collect::<BTreeSet<_>>().into_iter().collect();
    let is_left_out = |places: &Vec<VersionPlace>| {
        !places.is_empty() && places.iter().all(|place| history.is_left_out(&place.path))
    };
    let places = if asked.is_empty() { Vec::new() } else { history.places(&asked, &|_, _| true) };
    let left_out: BTreeSet<VersionId> =
        asked.into_iter().zip(places).filter(|(_, places)| is_left_out(places)).map(|(one, _)| one).collect();
    gaps.into_iter().filter(move |(version, _)| !left_out.contains(version)).map(|(_, gap)| gap)
}

/// One secret at one path, over all versions.
struct Secret {
    hit: Hit,
    path: Arc<str>,
    first: (CommitSeen, Span),
    last: (CommitSeen, Span),
    /// Where both commits stand in the order of history.
    ranks: (u32, u32),
    /// Where it stands in what is checked out.
    here: Option<Span>,
}

/// Puts the hits of one value at one path together. The order is that of the paths; what stands in the commit that is
/// checked out comes first, as it does in a scan of that commit.
fn join(history: &dyn Versions, hits: Vec<((VersionId, PathClass, Span), Hit)>, plan: &Plan) -> Vec<Secret> {
    let mut classes: BTreeMap<VersionId, BTreeSet<PathClass>> = BTreeMap::new();
    for ((version, class, _), _) in &hits {
        classes.entry(*version).or_default().insert(*class);
    }
    let versions: Vec<VersionId> = classes.keys().copied().collect();
    let is_of_hit = |version: VersionId, path: &str| {
        classes.get(&version).is_some_and(|classes| classes.contains(&class(plan, path)))
    };
    let told = |place: &VersionPlace| !history.is_left_out(&place.path);
    let with_class = |places: Vec<VersionPlace>| -> Vec<(PathClass, VersionPlace)> {
        places.into_iter().filter(told).map(|place| (class(plan, &place.path), place)).collect()
    };
    let places: BTreeMap<VersionId, Vec<(PathClass, VersionPlace)>> = versions
        .iter()
        .copied()
        .zip(history.places(&versions, &is_of_hit).into_iter().map(with_class))
        .collect();
    let mut secrets: BTreeMap<(&str, String, Value, usize), Secret> = BTreeMap::new();
    let mut in_version: BTreeMap<(VersionId, PathClass, &str, String, Value), usize> = BTreeMap::new();
    for ((version, class_of_hit, span), hit) in hits {
        // The same value may stand in one version several times, and each is one of its own.
        let through = carrier("", &hit.through);
        let times =
            in_version.entry((version, class_of_hit, hit.rule.id, through, hit.value.clone())).or_default();
        let nth = *times;
        *times += 1;
        let of_hit = places.get(&version).into_iter().flatten().filter(|(class, _)| *class == class_of_hit);
        for (_, place) in of_hit {
            let key = (hit.rule.id, carrier(&place.path, &hit.through), hit.value.clone(), nth);
            let secret = secrets.entry(key).or_insert_with(|| Secret {
                hit: hit.clone(),
                path: Arc::clone(&place.path),
                first: (place.first.clone(), span),
                last: (place.last.clone(), span),
                ranks: place.ranks,
                here: None,
            });
            let when = |rank: u32, commit: &CommitSeen| (rank, commit.authored, commit.commit.clone());
            if when(place.ranks.0, &place.first) < when(secret.ranks.0, &secret.first.0) {
                secret.first = (place.first.clone(), span);
                secret.ranks.0 = place.ranks.0;
            }
            if when(place.ranks.1, &place.last) > when(secret.ranks.1, &secret.last.0) {
                secret.last = (place.last.clone(), span);
                secret.ranks.1 = place.ranks.1;
            }
            if place.in_head {
                secret.here = Some(span);
                // The context that it has now is the one that a scan of the files tells.
                secret.hit = hit.clone();
            }
        }
    }
    let mut secrets: Vec<Secret> = secrets.into_values().collect();
    let key = |secret: &Secret| {
        let since = (secret.ranks.0, secret.first.0.authored, secret.first.0.commit.clone(), secret.first.1);
        (Arc::clone(&secret.path), secret.here.is_none(), secret.here, since)
    };
    secrets.sort_by_key(key);
    secrets
}

impl Secret {
    /// The file where it still stands, then the commits.
    fn locations(&self) -> Vec<Location> {
        let path = Arc::clone(&self.path);
        let here = self
            .here
            .map(|span| Location::File(FileLocation { path, span, rendered: None, rendered_by: None }));
        let commit = |(commit, span): &(CommitSeen, Span)| {
            Location::Commit(CommitLocation {
                commit: commit.commit.clone(),
                path: self.path.to_string(),
                line: Some(span.line),
                column: Some(span.column),
            })
        };
        let mut locations: Vec<Location> = here.into_iter().chain([commit(&self.first)]).collect();
        if self.first.0 != self.last.0 {
            locations.push(commit(&self.last));
        }
        locations
    }

    fn history(&self) -> Evidence {
        let (first, last) = (self.first.0.clone(), self.last.0.clone());
        Evidence::History { first, last, in_head: self.here.is_some() }
    }
}
