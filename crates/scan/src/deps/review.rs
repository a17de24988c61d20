//! What a change does to the packages of a tree: decided by the findings that it introduces alone.

use std::collections::{BTreeMap, HashMap, HashSet};

use rayon::ThreadPool;
use sekimori_model::dependencies::{
    ChangedDependency, DEPS_REVIEW_V1, Dependency, DependencyReview, Effect, ReviewSummary, ReviewedFile,
};
use sekimori_model::wire::Summary;
use sekimori_model::{Baseline, Decision, Finding, Fingerprint, KnownFinding, Outcome, Problem, Purl, Sbom};

use super::compare::{Difference, compare};
use super::listed::{Dependencies, is_without_database, judged, tool};
use super::sides::{Both, Sides, collect};
use crate::advisories::Judged;
use crate::conclude::Gathered;
use crate::plan::Plan;
use crate::{Scan, hush, judge, risk};

/// A change that was reviewed.
#[derive(Debug)]
pub struct Reviewed {
    /// What it does.
    pub review: DependencyReview,
    /// What is to be said of the packages that it touches, for the reports that all scans have: what was there before is
    /// known and decides nothing.
    pub scan: Scan,
}

/// Reviews a change. What `plan` says of a baseline holds beside what was there before.
pub fn review(sides: &Sides<'_>, plan: &mut Plan, pool: &ThreadPool) -> Reviewed {
    let both = collect(sides, &plan.config.limits, pool);
    let (base, mut head) = (judged(&both.base, plan), judged(&both.head, plan));
    let effects = Effects::of(&both.base, &base, &both.head, &head);
    for (finding, effect) in head.findings.iter_mut().zip(&effects.head) {
        finding.baseline = effect.map(|effect| match effect {
            Effect::Kept => Baseline::Unchanged,
            Effect::Introduced | Effect::Resolved => Baseline::New,
        });
    }
    if let Some(known) = &mut plan.focus.baseline {
        known.extend(base.findings.iter().filter(|one| is_compared(one)).map(as_known));
    }
    let files = files(&both, &base, &head, &effects, plan);
    let summary = summary(&files);
    let (seen, mut notes) = (head.seen, head.notes.clone());
    let complete = both.problems.is_empty()
        && !head.findings.iter().any(Finding::is_not_analysed)
        && !is_without_database(&notes);
    hush::rest(&mut notes, &mut [], plan);
    let problems = both.problems.iter().map(|one| Problem {
        path: one.path.as_str().into(),
        reason: one.reason,
        detail: one.detail.clone(),
    });
    let mut gathered = Gathered {
        findings: head.findings,
        used: head.used.into_iter().chain(base.used).collect(),
        notes: head.notes,
        summary: Summary {
            files_listed: both.changed,
            files_examined: both.changed,
            files_changed: Some(both.changed),
            rules: (plan.whole.advisories.len() + plan.whole.packages.len()) as u64,
            advisories: seen,
            ..Summary::default()
        },
        cut_short: false,
    };
    gathered.findings.extend(problems.map(|problem| judge::problem(&problem)));
    let scan = gathered.conclude(plan);
    let mut verdict = scan.verdict.clone();
    verdict.decision = match verdict.decision {
        Decision::Fail => Decision::Fail,
        _ if !complete => Decision::Incomplete,
        _ if summary.introduced > 0 => Decision::Warn,
        _ => Decision::Pass,
    };
    let review = DependencyReview {
        schema: DEPS_REVIEW_V1,
        tool: tool(),
        date: plan.today,
        complete,
        base: sides.base.state.clone(),
        head: sides.head.state.clone(),
        verdict,
        summary,
        advisories: seen,
        files,
        problems: both.problems,
        notes,
    };
    Reviewed { review, scan }
}

fn is_compared(finding: &Finding) -> bool {
    matches!(finding.outcome, Outcome::Violated | Outcome::Waived)
}

fn as_known(finding: &Finding) -> KnownFinding {
    KnownFinding {
        fingerprint: finding.fingerprint,
        path: finding.path().into(),
        waived: finding.is_waived(),
    }
}

/// What the change does to each finding of either side; none to what is none of a package.
struct Effects {
    base: Vec<Option<Effect>>,
    head: Vec<Option<Effect>>,
}

impl Effects {
    /// One finding of the base makes one of the head known. Those of packages that have not changed come first, so that of
    /// two versions with one fault the new one is what introduces it.
    fn of(base: &Sbom, of_base: &Judged, head: &Sbom, of_head: &Judged) -> Self {
        let mut effects =
            Self { base: vec![None; of_base.findings.len()], head: vec![None; of_head.findings.len()] };
        let mut left: HashMap<(Fingerprint, bool), Vec<usize>> = HashMap::new();
        let mut packages: HashSet<(&str, &Purl)> = HashSet::new();
        packages.extend(base.packages.iter().map(|one| (&*one.found_in.path, &one.purl)));
        for (_, place) in of_base.of_package.iter().rev() {
            let Some(finding) = of_base.findings.get(*place).filter(|one| is_compared(one)) else { continue };
            left.entry((finding.fingerprint, finding.is_waived())).or_default().push(*place);
            effects.set_base(*place, Effect::Resolved);
        }
        let is_old = |package: usize| {
            let package = head.packages.get(package);
            package.is_some_and(|one| packages.contains(&(&*one.found_in.path, &one.purl)))
        };
        for old_first in [true, false] {
            for (_, place) in of_head.of_package.iter().filter(|(one, _)| is_old(*one) == old_first) {
                let Some(finding) = of_head.findings.get(*place).filter(|one| is_compared(one)) else {
                    continue;
                };
                // What a waiver accepted is known only while one still does; what was open and is waived now is known.
                let mut take = |waived| left.get_mut(&(finding.fingerprint, waived)).and_then(Vec::pop);
                let was = if finding.is_waived() { take(true).or_else(|| take(false)) } else { take(false) };
                if let Some(was) = was {
                    effects.set_base(was, Effect::Kept);
                }
                let effect = if was.is_some() { Effect::Kept } else { Effect::Introduced };
                if let Some(slot) = effects.head.get_mut(*place) {
                    *slot = Some(effect);
                }
            }
        }
        effects
    }

    fn set_base(&mut self, place: usize, effect: Effect) {
        if let Some(slot) = self.base.get_mut(place) {
            *slot = Some(effect);
        }
    }
}

fn files(both: &Both, base: &Judged, head: &Judged, effects: &Effects, plan: &Plan) -> Vec<ReviewedFile> {
    let before = |place: usize| effects.base.get(place).copied().flatten();
    let after = |place: usize| effects.head.get(place).copied().flatten();
    let before = Dependencies::new(&both.base, base, plan, &before);
    let after = Dependencies::new(&both.head, head, plan, &after);
    let differences = compare(&both.base, &both.head);
    // A file that only moved is told, too.
    let mut all: BTreeMap<_, Difference> =
        both.moved.keys().map(|path| (path.clone(), Difference::default())).collect();
    all.extend(differences);
    let urgent = |left: Option<&Finding>, right: Option<&Finding>| match (left, right) {
        (Some(left), Some(right)) => risk::order(left, right),
        (left, right) => right.is_some().cmp(&left.is_some()),
    };
    let file = |(path, mut difference): (std::sync::Arc<str>, Difference)| {
        difference.added.sort_by(|a, b| urgent(after.worst(*a), after.worst(*b)));
        difference.changed.sort_by(|(_, a, _), (_, b, _)| urgent(after.worst(*a), after.worst(*b)));
        let changed = difference.changed.into_iter().filter_map(|(was, is, what)| {
            Some(ChangedDependency { before: before.at(was)?, after: after.at(is)?, what })
        });
        ReviewedFile {
            moved_from: both.moved.get(&path).map(|path| hush::shown(path).into_owned()),
            path: hush::shown(&path).into_owned(),
            added: difference.added.into_iter().filter_map(|place| after.at(place)).collect(),
            changed: changed.collect(),
            removed: difference.removed.into_iter().filter_map(|place| before.at(place)).collect(),
        }
    };
    all.into_iter().map(file).collect()
}

fn summary(files: &[ReviewedFile]) -> ReviewSummary {
    let mut sum = ReviewSummary::default();
    let mut count = |package: &Dependency, is_before: bool| {
        for finding in package.findings.iter().filter(|finding| !finding.waived) {
            match finding.effect {
                Some(Effect::Introduced) => sum.introduced += 1,
                Some(Effect::Resolved) => sum.resolved += 1,
                // It stands on both sides, and is one.
                Some(Effect::Kept) if !is_before => sum.kept += 1,
                _ => {}
            }
        }
    };
    for file in files {
        file.added.iter().for_each(|package| count(package, false));
        file.removed.iter().for_each(|package| count(package, true));
        for ChangedDependency { before, after, .. } in &file.changed {
            count(before, true);
            count(after, false);
        }
    }
    let total = |of: fn(&ReviewedFile) -> usize| files.iter().map(of).sum::<usize>() as u64;
    sum.added = total(|file| file.added.len());
    sum.removed = total(|file| file.removed.len());
    sum.changed = total(|file| file.changed.len());
    sum
}
