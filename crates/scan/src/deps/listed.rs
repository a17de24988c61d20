//! Packages as a list: each with its findings, the most urgent first, and what to update it to.

use std::cmp::Ordering;
use std::collections::HashSet;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use sekimori_model::dependencies::{
    DEPS_V1, Dependency, DependencyFinding, DependencyList, Effect, Relation, Replacement, Unread,
};
use sekimori_model::wire::{Note, NoteCode, Tool};
use sekimori_model::{Finding, Outcome, Package, Problem, Sbom};
use sekimori_vuln::Database;

use crate::advisories::{Bearings, Judged, carrier, judge_packages, of_file};
use crate::plan::Plan;
use crate::sbom::roots;
use crate::{Advisories, hush, risk};

/// Lists the packages of a bill.
pub fn list(sbom: &Sbom, plan: &Plan) -> DependencyList {
    let judged = judged(sbom, plan);
    let all = Dependencies::new(sbom, &judged, plan, &|_| None);
    let mut packages: Vec<(Option<&Finding>, Dependency)> =
        (0..sbom.packages.len()).filter_map(|place| Some((all.worst(place), all.at(place)?))).collect();
    // The list is sorted by file and URL; this keeps that where nothing is more urgent.
    packages.sort_by(|(left, _), (right, _)| match (left, right) {
        (Some(left), Some(right)) => order(left, right),
        (left, right) => right.is_some().cmp(&left.is_some()),
    });
    let mut problems: Vec<Unread> = sbom.problems.iter().map(unread).collect();
    let failed = judged.findings.iter().filter(|finding| finding.is_not_analysed());
    problems.extend(failed.filter_map(|finding| {
        let Outcome::NotAnalysed(reason) = finding.outcome else { return None };
        let detail = finding.evidence.iter().find_map(message).unwrap_or_default();
        Some(unread(&Problem { path: finding.path().into(), reason, detail }))
    }));
    problems.sort();
    problems.dedup();
    let mut notes = judged.notes.clone();
    hush::rest(&mut notes, &mut [], plan);
    DependencyList {
        schema: DEPS_V1,
        tool: tool(),
        date: plan.today,
        complete: problems.is_empty() && !is_without_database(&notes),
        subject: sbom.subject.clone(),
        advisories: judged.seen,
        packages: packages.into_iter().map(|(_, package)| package).collect(),
        problems,
        notes,
    }
}

/// Tells whether the database is damaged. That there is none, or that it does not speak of a package, is told, and nothing
/// that the list lacks.
pub(super) fn is_without_database(notes: &[Note]) -> bool {
    notes.iter().any(|note| note.code == NoteCode::AdvisoriesUnusable)
}

fn message(evidence: &sekimori_model::Evidence) -> Option<String> {
    match evidence {
        sekimori_model::Evidence::Message { text } => Some(text.clone()),
        _ => None,
    }
}

pub(super) fn tool() -> Tool {
    Tool { name: "sekimori", version: env!("CARGO_PKG_VERSION") }
}

pub(super) fn unread(problem: &Problem) -> Unread {
    let Problem { path, reason, detail } = problem;
    let shown = |text: &str| hush::shown(text).into_owned();
    Unread { path: shown(path), reason: *reason, detail: shown(detail), side: None }
}

/// What is to be said of the packages of a bill; a finding is the same one as in a scan.
pub(super) fn judged(sbom: &Sbom, plan: &Plan) -> Judged {
    let bearings = Bearings {
        carrier: &|package| carrier(sbom, package),
        places: &|package| vec![of_file(package, &sbom.subject.name)],
        more: &|_| Vec::new(),
    };
    judge_packages(sbom, plan, &bearings)
}

/// The packages of a bill with what was judged of them.
pub(super) struct Dependencies<'a> {
    sbom: &'a Sbom,
    plan: &'a Plan,
    judged: &'a Judged,
    roots: HashSet<u32>,
    /// The files that tell what needs what.
    graphs: HashSet<&'a str>,
    /// The findings of each package, by their places, the most urgent first.
    findings: Vec<Vec<usize>>,
    database: Option<Database<'a>>,
    effect: &'a dyn Fn(usize) -> Option<Effect>,
}

impl<'a> Dependencies<'a> {
    /// `effect` says of a finding, by its place, what a change does to it.
    pub(super) fn new(
        sbom: &'a Sbom,
        judged: &'a Judged,
        plan: &'a Plan,
        effect: &'a dyn Fn(usize) -> Option<Effect>,
    ) -> Self {
        let mut findings: Vec<Vec<usize>> = vec![Vec::new(); sbom.packages.len()];
        for (package, finding) in &judged.of_package {
            if let Some(list) = findings.get_mut(*package) {
                list.push(*finding);
            }
        }
        for list in &mut findings {
            let finding = |place: &usize| judged.findings.get(*place);
            list.sort_by(|left, right| match (finding(left), finding(right)) {
                (Some(left), Some(right)) => order(left, right),
                _ => left.cmp(right),
            });
        }
        let database = match &plan.advisories {
            Advisories::Known(held) => held.open().ok(),
            _ => None,
        };
        let roots = roots(&sbom.packages).into_iter().collect();
        let tells = sbom.packages.iter().filter(|package| !package.needs.is_empty());
        let graphs = tells.map(|package| &*package.found_in.path).collect();
        Self { sbom, plan, judged, roots, graphs, findings, database, effect }
    }

    /// The most urgent finding of a package.
    pub(super) fn worst(&self, place: usize) -> Option<&'a Finding> {
        self.judged.findings.get(*self.findings.get(place)?.first()?)
    }

    /// The places of the findings of a package.
    pub(super) fn findings_of(&self, place: usize) -> &[usize] {
        self.findings.get(place).map_or(&[], Vec::as_slice)
    }

    pub(super) fn at(&self, place: usize) -> Option<Dependency> {
        let package = self.sbom.packages.get(place)?;
        let of = |at: &usize| {
            let mut finding = self.judged.findings.get(*at)?.clone();
            hush::finding(&mut finding, self.plan);
            Some(told(&finding, (self.effect)(*at)))
        };
        let findings: Vec<DependencyFinding> = self.findings_of(place).iter().filter_map(of).collect();
        let update = if findings.iter().any(|one| one.id.is_some()) { self.update(package) } else { None };
        let mut purl = package.purl.clone();
        hush::purl(&mut purl);
        Some(Dependency {
            purl: purl.to_string(),
            name: purl.full_name(),
            version: purl.version.to_string(),
            ecosystem: purl.kind.to_string(),
            licence: package.licence.clone(),
            relation: self.relation(place, package),
            scope: package.scope,
            published: package.published,
            age_days: package.published.map(|time| age(time, self.plan.today)),
            path: hush::shown(&package.found_in.path).into_owned(),
            line: package.found_in.line,
            findings,
            update,
        })
    }

    fn relation(&self, place: usize, package: &Package) -> Relation {
        let is_root = u32::try_from(place).is_ok_and(|place| self.roots.contains(&place));
        match package.is_direct {
            Some(true) => Relation::Direct,
            Some(false) => Relation::Transitive,
            // What another package needs is not asked for by nobody else, as far as the graph tells.
            None if !is_root => Relation::Transitive,
            None if self.graphs.contains(&*package.found_in.path) => Relation::Direct,
            None => Relation::Unknown,
        }
    }

    fn update(&self, package: &Package) -> Option<Replacement> {
        let (database, distribution) = (self.database.as_ref()?, self.sbom.distribution.as_ref());
        let found = database.advisories_of(package, distribution).ok()?.found;
        let remedy = database.remedy(package, distribution, &found).ok()??;
        let leaves = remedy.leaves.iter().map(ToString::to_string).collect();
        Some(Replacement { version: remedy.version.to_string(), leaves })
    }
}

/// What is accepted comes behind all that is to be mended.
fn order(left: &Finding, right: &Finding) -> Ordering {
    left.is_waived().cmp(&right.is_waived()).then_with(|| risk::order(left, right))
}

fn age(published: jiff::Timestamp, today: Date) -> i64 {
    let day = published.to_zoned(TimeZone::UTC).date();
    day.until(today).map_or(0, |span| i64::from(span.get_days()))
}

fn told(finding: &Finding, effect: Option<Effect>) -> DependencyFinding {
    let advisory = risk::advisory(finding);
    DependencyFinding {
        rule: finding.rule.clone(),
        id: risk::id(finding).map(str::to_owned),
        fingerprint: finding.fingerprint,
        severity: finding.severity,
        waived: finding.outcome != Outcome::Violated,
        waiver: finding.waiver.clone(),
        title: finding.title.clone(),
        because: risk::because(finding),
        fixed: risk::fixed(finding).map(str::to_owned),
        exploited: advisory.and_then(|one| one.exploited.clone()),
        epss: advisory.and_then(|one| one.epss),
        effect,
    }
}
