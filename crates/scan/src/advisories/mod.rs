//! What is published about packages, as findings.

mod bills;
mod held;
mod kept;
mod owned;
mod packages;
mod room;
mod vex;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Span as Time;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use sekimori_catalog::Parameters;
use sekimori_model::config::Mode;
use sekimori_model::wire::{AdvisoriesSeen, Note, NoteCode};
use sekimori_model::{
    AdvisoryText, Affected, Confidence, Evidence, FileLocation, Finding, Location, NotAnalysed, Outcome,
    Package, Problem, Sbom, Severity, Span, Subject,
};
use sekimori_text::Arg;
use sekimori_vuln::{Database, Facts, Gap, Matches};

use crate::plan::{Plan, Selected};
use crate::texts::both;
use crate::{judge, waivers};
pub(crate) use bills::carrier;
pub use bills::judge_bills;
pub use held::{Advisories, DatabaseBytes, Held};
pub use kept::{Answer, Asked, Inquiry, Kept, Published, Replacement, is_published, judge_published};
use room::Room;
pub use vex::Stated;
use vex::whole;

/// The most references of one finding.
const REFERENCES: usize = 5;

/// After so many days a database is told to be old: some hundred advisories are published each day.
const OLD_AFTER_DAYS: i32 = 7;

/// What came of the packages.
#[derive(Debug, Default)]
pub(crate) struct Judged {
    pub(crate) findings: Vec<Finding>,
    /// Which package each finding that is one of a package is of: the places of both.
    pub(crate) of_package: Vec<(usize, usize)>,
    /// Waivers that were used, by their places in the configuration.
    pub(crate) used: BTreeSet<usize>,
    pub(crate) notes: Vec<Note>,
    pub(crate) seen: Option<AdvisoriesSeen>,
}

/// Where a package is, and what it is a part of.
pub(crate) struct Bearings<'a> {
    pub(crate) carrier: &'a dyn Fn(&Package) -> String,
    pub(crate) places: &'a dyn Fn(&Package) -> Vec<Location>,
    /// What else is known of how it came there.
    pub(crate) more: &'a dyn Fn(&Package) -> Vec<Evidence>,
}

/// The file that tells of a package.
pub(crate) fn of_file(package: &Package, otherwise: &str) -> Location {
    let found = &package.found_in;
    let path = if found.path.is_empty() { otherwise.into() } else { Arc::clone(&found.path) };
    let span = found.line.map_or(Span::FILE_START, |line| Span { line, end_line: line, ..Span::FILE_START });
    Location::File(FileLocation { path, span, rendered: None, rendered_by: None })
}

/// Says of each package what is published about its version.
pub(crate) fn judge_packages(sbom: &Sbom, plan: &Plan, bearings: &Bearings<'_>) -> Judged {
    let mut judged = Judged::default();
    if sbom.packages.is_empty() {
        return judged;
    }
    packages::judge(sbom, plan, bearings, &mut judged);
    // Who has switched all of it off wants to hear nothing of it.
    if plan.whole.advisories.is_empty() && plan.config.scopes.is_empty() {
        return judged;
    }
    let Advisories::Known(held) = &plan.advisories else {
        judged.notes.extend(missing(&plan.advisories, sbom.packages.len()));
        return judged;
    };
    let database = match held.open() {
        Ok(database) => database,
        Err(cause) => {
            judged.notes.extend(missing(&Advisories::Unusable(cause), sbom.packages.len()));
            return judged;
        }
    };
    let facts = database.facts();
    judged.notes.extend(age(&facts, plan.today));
    let mut gaps: BTreeMap<Gap, u64> = BTreeMap::new();
    let mut compared = 0;
    let owners_are_known = owners_are_known(sbom, &database);
    judged.notes.extend(plan.stated.notes());
    let mut texts = database.texts();
    let mut room = Room::new(plan.config.limits.findings);
    for (at, package) in sbom.packages.iter().enumerate() {
        if room.is_full(&package.found_in.path) {
            continue;
        }
        let owner = package.owned_by.as_ref().filter(|_| owners_are_known);
        let matches = match owned::advisories_of(package, owner, sbom.distribution.as_ref(), &database) {
            Ok(matches) => matches,
            Err(error) => {
                let cause = error.to_string();
                judged.findings.push(not_compared(package, NotAnalysed::Internal, &cause, bearings));
                continue;
            }
        };
        let Matches { found, gaps: missed } = matches;
        compared += u64::from(missed.is_empty());
        for gap in missed {
            match &gap {
                Gap::Version { order, version } => {
                    let detail = format!("{}: {version:?} is no version of {order}", package.purl);
                    judged.findings.push(not_compared(
                        package,
                        NotAnalysed::UnknownVersion,
                        &detail,
                        bearings,
                    ));
                }
                Gap::Record { .. }
                | Gap::NoEcosystem { .. }
                | Gap::UnknownDistribution { .. }
                | Gap::NoDistribution { .. }
                | Gap::NoUrl
                | Gap::NoVersion
                | Gap::NoRelease { .. }
                | Gap::NotInDatabase { .. } => {}
            }
            if !matches!(gap, Gap::Version { .. }) {
                *gaps.entry(gap).or_default() += 1;
            }
        }
        for affected in found {
            if !room.take(&package.found_in.path) {
                break;
            }
            let text = affected.records.iter().find_map(|id| texts.text(id).ok().flatten());
            judged.add(sbom, at, affected, text.unwrap_or_default(), plan, bearings);
        }
    }
    for path in room.full() {
        let package = sbom.packages.iter().find(|package| package.found_in.path == *path);
        let reason = NotAnalysed::TooManyFindings;
        judged
            .findings
            .extend(package.map(|package| not_compared(package, reason, &room.detail(), bearings)));
    }
    judged.notes.extend(gaps.iter().map(|(gap, count)| gap_note(gap, *count)));
    judged.seen = Some(AdvisoriesSeen {
        built: facts.built,
        records: facts.records as u64,
        packages: sbom.packages.len() as u64,
        compared,
    });
    judged
}

/// Says that a database is old, or that nobody can tell how old it is.
fn age(facts: &Facts, today: Date) -> Option<Note> {
    let built = facts.built.to_zoned(TimeZone::UTC).date();
    let is_after = |days| built.checked_add(Time::new().days(days)).is_ok_and(|day| day < today);
    // Where today is not everywhere the same day, tomorrow has begun.
    let is_future = built > today.checked_add(Time::new().days(1)).unwrap_or(today);
    let (built, today) = (built.to_string(), today.to_string());
    let key = match () {
        () if is_future => "note-advisories-future",
        () if is_after(OLD_AFTER_DAYS) => "note-advisories-old",
        () => return None,
    };
    let args = [("day", Arg::Text(&built)), ("today", Arg::Text(&today))];
    Some(note(NoteCode::AdvisoriesOld, key, &args))
}

/// Tells whether the database speaks of the distribution whose packages brought packages of languages along.
fn owners_are_known(sbom: &Sbom, database: &Database<'_>) -> bool {
    let brought = sbom.packages.iter().filter_map(|package| package.owned_by.as_ref());
    let kinds: BTreeSet<&str> = brought.map(|owner| owner.kind.as_ref()).collect();
    let is_known = |kind: &&str| {
        let mut own = sbom.packages.iter().filter(|package| package.purl.kind == **kind);
        own.next().is_some_and(|package| {
            let matches = database.advisories_of(package, sbom.distribution.as_ref());
            let is_gap = |gap: &Gap| !matches!(gap, Gap::Version { .. } | Gap::Record { .. });
            matches.is_ok_and(|matches| !matches.gaps.iter().any(is_gap))
        })
    };
    !kinds.is_empty() && kinds.iter().all(is_known)
}

impl Judged {
    fn add(
        &mut self,
        sbom: &Sbom,
        at: usize,
        affected: Affected,
        text: AdvisoryText,
        plan: &Plan,
        bearings: &Bearings<'_>,
    ) {
        let Some(package) = sbom.packages.get(at) else { return };
        let selection = plan.selection(&package.found_in.path, "", |_| Vec::new());
        let kind = affected.advisory.kind;
        let selected = selection.advisories.iter().find(|one| one.rule.advisories() == Some(kind));
        let Some(selected) = selected else { return };
        let names = names(&affected);
        let names: Vec<&str> = names.iter().map(|name| &**name).collect();
        let mut finding = finding(package, affected, text, selected, plan.today, bearings);
        finding.mode = finding.mode.min(selection.mode);
        self.used.extend(waivers::apply_to(&mut finding, selected.rule, &[], &names, plan));
        plan.stated.apply(&mut finding, &names, &sbom.packages, at, &whole(sbom), plan.today);
        self.of_package.push((at, self.findings.len()));
        self.findings.push(finding);
    }
}

/// The names of an advisory, and of what else tells of it.
fn names(affected: &Affected) -> Vec<Arc<str>> {
    let Affected { advisory, records, .. } = affected;
    let others = advisory.aliases.iter().chain(&advisory.bulletins).chain(records);
    [&advisory.id].into_iter().chain(others).map(Arc::clone).collect()
}

fn finding(
    package: &Package,
    affected: Affected,
    text: AdvisoryText,
    selected: &Selected,
    today: Date,
    bearings: &Bearings<'_>,
) -> Finding {
    let mut finding = graded(package, &affected, selected, today, (bearings.carrier)(package));
    let Affected { advisory, records, ecosystem, name: _, version: _, hit, fixed } = affected;
    let purl = package.purl.without_version();
    let name = package.purl.full_name();
    let args = [
        ("id", Arg::Text(&advisory.id)),
        ("name", Arg::Text(&name)),
        ("version", Arg::Text(&package.purl.version)),
    ];
    finding.title = both("report-advisory-title", &args);
    // Where records differ, the highest of what they say mends all that they tell of.
    if let Some(fixed) = fixed.last() {
        let args = [("name", Arg::Text(&name)), ("fixed", Arg::Text(fixed))];
        finding.fix = both("report-advisory-update", &args);
    }
    finding.locations = (bearings.places)(package);
    finding.evidence = vec![
        Evidence::Advisory {
            advisory: Box::new(advisory),
            summary: text.summary,
            records,
            ecosystem,
            hit,
            references: text.references.into_iter().take(REFERENCES).map(|one| one.url).collect(),
        },
        Evidence::Package {
            purl,
            version: package.purl.version.to_string(),
            fixed: fixed.last().map(ToString::to_string),
        },
    ];
    finding.evidence.extend((bearings.more)(package));
    finding
}

/// The finding, without what it says and where: what it is, how grave, and whether it may decide.
fn graded(
    package: &Package,
    affected: &Affected,
    selected: &Selected,
    today: Date,
    carrier: String,
) -> Finding {
    let advisory = &affected.advisory;
    let subject = Subject::Package { purl: package.purl.without_version(), carrier };
    let mut finding = judge::finding(selected.rule, subject, &advisory.id, Outcome::Violated);
    // What nobody graded is as bad as the rule says; what the configuration says of the rule holds for all.
    let own = advisory.severity.unwrap_or(selected.rule.severity);
    let said = (selected.severity != selected.rule.severity).then_some(selected.severity);
    let severity = said.unwrap_or_else(|| raised(own, advisory, &selected.parameters));
    finding.original_severity = (severity != own).then_some(own);
    finding.severity = severity;
    // It may be another package of that name.
    if package.guessed_from.is_some() {
        finding.confidence = finding.confidence.min(Confidence::Medium);
    }
    finding.mode = mode(affected.fixed.is_empty(), advisory.published, &selected.parameters, today);
    finding
}

/// The severity, where the configuration wants more attention for what is exploited, or likely to be.
fn raised(own: Severity, advisory: &sekimori_model::Advisory, parameters: &Parameters) -> Severity {
    if advisory.kind != sekimori_model::AdvisoryKind::Vulnerability {
        return own;
    }
    if advisory.exploited.is_some() && parameters.flag("exploitedIsCritical") {
        return Severity::Critical;
    }
    let least = parameters.number("likelyPercent");
    let percent = advisory.epss.map_or(0, |epss| i64::from(epss.probability_ppm) / 10_000);
    if least > 0 && percent >= least { own.max(Severity::High) } else { own }
}

/// Whether a finding may decide: not where nothing can be done yet, if the configuration says so.
fn mode(is_unfixed: bool, published: Option<jiff::Timestamp>, parameters: &Parameters, today: Date) -> Mode {
    if !parameters.declares("ignoreUnfixed") {
        return Mode::Deny;
    }
    if is_unfixed && parameters.flag("ignoreUnfixed") {
        return Mode::Audit;
    }
    // What was published after the day that is asked about has had no days of grace: a date may be wrong, or set on purpose.
    let published = published.map(|at| at.to_zoned(TimeZone::UTC).date()).filter(|day| *day <= today);
    let grace_days = parameters.number("graceDays");
    // More days than there are never end.
    let ends =
        |day: Date| Time::new().try_days(grace_days).map_or(Date::MAX, |grace| day.saturating_add(grace));
    let until = published.filter(|_| grace_days > 0).map(ends);
    if until.is_some_and(|until| today < until) { Mode::Warn } else { Mode::Deny }
}

fn not_compared(package: &Package, reason: NotAnalysed, detail: &str, bearings: &Bearings<'_>) -> Finding {
    let locations = (bearings.places)(package);
    // A bill from elsewhere does not say where its packages are: then it is what the bill is of, or the bill.
    let carrier: Arc<str> = (bearings.carrier)(package).into();
    let own = locations.iter().find_map(|place| match place {
        Location::File(file) => Some(Arc::clone(&file.path)),
        _ => None,
    });
    let all = [Some(Arc::clone(&package.found_in.path)), Some(carrier), own];
    let path = all.into_iter().flatten().find(|path| !path.is_empty()).unwrap_or_default();
    let mut finding = judge::problem(&Problem { path, reason, detail: detail.to_owned() });
    finding.locations = locations;
    finding
}

/// Says that nothing was compared, where there is something that would have been: packages, or files that name some.
pub(crate) fn missing(advisories: &Advisories, count: usize) -> Option<Note> {
    let (code, key, cause) = match advisories {
        Advisories::Known(_) => return None,
        Advisories::None => (NoteCode::AdvisoriesMissing, "note-advisories-missing", ""),
        Advisories::Unusable(cause) => {
            (NoteCode::AdvisoriesUnusable, "note-advisories-unusable", cause.as_str())
        }
    };
    let args = [("cause", Arg::Text(cause))];
    (count > 0).then(|| note(code, key, &args))
}

fn note(code: NoteCode, key: &'static str, args: &[(&str, Arg<'_>)]) -> Note {
    Note { location: None, code, text: both(key, args) }
}

/// What keeps packages from being compared, said once for all of them.
fn gap_note(gap: &Gap, count: u64) -> Note {
    let count = ("count", Arg::Number(count));
    let said = |key, what: &str| note(NoteCode::AdvisoriesGap, key, &[count, ("what", Arg::Text(what))]);
    match gap {
        Gap::NoEcosystem { kind } => {
            let args = [count, ("what", Arg::Text(kind))];
            note(NoteCode::AdvisoriesNotPublished, "note-advisories-no-ecosystem", &args)
        }
        Gap::UnknownDistribution { name } => said("note-advisories-unknown-distribution", name),
        Gap::NoDistribution { kind } => said("note-advisories-no-distribution", kind),
        Gap::NoUrl => said("note-advisories-no-url", ""),
        Gap::NoVersion => said("note-advisories-no-version", ""),
        Gap::NoRelease { ecosystem } => said("note-advisories-no-release", ecosystem),
        Gap::NotInDatabase { ecosystem } => said("note-advisories-not-in-database", ecosystem),
        Gap::Record { id, .. } => said("note-advisories-record", id),
        Gap::Version { version, .. } => said("note-advisories-version", version),
    }
}
