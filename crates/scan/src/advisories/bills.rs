//! Bills of materials that were kept, judged by what is published now: nothing is pulled and nothing is unpacked.

use std::sync::Arc;

use rayon::ThreadPool;
use rayon::iter::{IntoParallelRefIterator as _, ParallelIterator as _};
use sekimori_model::wire::{AdvisoriesSeen, Note, NoteCode, Summary};
use sekimori_model::{
    Entry, FileLocation, Finding, Location, NotAnalysed, Package, Problem, Sbom, SbomKind, Source, Span,
};
use sekimori_parse::packages::Bounds;
use sekimori_parse::sbom::parse;

use super::{Bearings, Judged, judge_packages};
use crate::conclude::Gathered;
use crate::plan::Plan;
use crate::{Progress, Scan, judge};

/// Says of all bills of materials of `source` what is published about their packages.
///
/// Bills are read in parallel on `pool`; the result does not depend on how many threads it has. What is no bill is not
/// analysed, and named.
pub fn judge_bills(
    source: &dyn Source,
    plan: &Plan,
    pool: &ThreadPool,
    progress: &(dyn Fn(Progress) + Sync),
) -> Scan {
    let limits = &plan.config.limits;
    let listing = source.list(limits);
    progress(Progress::Files(listing.entries.len()));
    let each = |entry: &Entry| {
        let judged = one(source, entry, plan);
        progress(Progress::Done);
        judged
    };
    let all: Vec<Judged> = pool.install(|| listing.entries.par_iter().map(each).collect());
    let mut gathered = Gathered {
        findings: listing.problems.iter().map(judge::problem).collect(),
        cut_short: listing.truncated,
        ..Gathered::default()
    };
    let mut seen: Option<AdvisoriesSeen> = None;
    let mut notes: Vec<Note> = Vec::new();
    for judged in all {
        gathered.findings.extend(judged.findings);
        gathered.used.extend(judged.used);
        // What is true of the database is said once, what is true of a bill with its name.
        notes.extend(judged.notes);
        seen = match (seen, judged.seen) {
            (Some(sum), Some(one)) => Some(AdvisoriesSeen {
                packages: sum.packages + one.packages,
                compared: sum.compared + one.compared,
                ..sum
            }),
            (sum, one) => sum.or(one),
        };
    }
    notes.sort();
    notes.dedup();
    gathered.notes = notes;
    gathered.summary = Summary {
        files_listed: (listing.entries.len() + listing.problems.len()) as u64,
        files_examined: listing.entries.len() as u64,
        rules: plan.whole.advisories.len() as u64,
        advisories: seen,
        ..Summary::default()
    };
    gathered.conclude(plan)
}

fn one(source: &dyn Source, entry: &Entry, plan: &Plan) -> Judged {
    let failed = |reason, detail: String| {
        let problem = Problem { path: Arc::clone(&entry.path), reason, detail };
        Judged { findings: vec![judge::problem(&problem)], ..Judged::default() }
    };
    let bytes = match source.read(entry, &plan.config.limits) {
        Ok(bytes) => bytes,
        Err(problem) => return Judged { findings: vec![judge::problem(&problem)], ..Judged::default() },
    };
    match parse(&bytes, &Bounds::default()) {
        Ok((sbom, _)) => of_bill(&sbom, &entry.path, plan),
        Err(failure) => failed(NotAnalysed::Malformed, failure.detail),
    }
}

/// What a package of a bill is a part of: the image, or the file that names it.
pub(crate) fn carrier(sbom: &Sbom, package: &Package) -> String {
    match &*package.found_in.path {
        _ if matches!(sbom.subject.kind, SbomKind::Image | SbomKind::RootFs) => sbom.subject.name.clone(),
        "" => sbom.subject.name.clone(),
        found => found.to_owned(),
    }
}

/// The packages of a bill that lies at `path`. What they are a part of is what the bill is of, so that a finding is the same
/// one as in a scan of that.
fn of_bill(sbom: &Sbom, path: &Arc<str>, plan: &Plan) -> Judged {
    let place = || {
        let (path, span) = (Arc::clone(path), Span::FILE_START);
        Location::File(FileLocation { path, span, rendered: None, rendered_by: None })
    };
    let bearings = Bearings {
        carrier: &|package: &Package| carrier(sbom, package),
        places: &|_| vec![place()],
        more: &|_| Vec::new(),
    };
    let mut judged = judge_packages(sbom, plan, &bearings);
    let problem = |problem: &Problem| -> Finding {
        let own = if problem.path.is_empty() { path } else { &problem.path };
        let mut finding = judge::problem(&Problem { path: Arc::clone(own), ..problem.clone() });
        finding.locations = vec![place()];
        finding
    };
    judged.findings.extend(sbom.problems.iter().map(problem));
    let is_gap =
        |note: &&mut Note| matches!(note.code, NoteCode::AdvisoriesGap | NoteCode::AdvisoriesNotPublished);
    for note in judged.notes.iter_mut().filter(is_gap) {
        note.location = Some(place());
    }
    judged
}
