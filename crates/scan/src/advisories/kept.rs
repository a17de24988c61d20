//! Packages that were kept, each once, whoever has it: what is published about them now.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use rayon::ThreadPool;
use rayon::iter::{IntoParallelRefIterator as _, ParallelIterator as _};
use sekimori_model::wire::{AdvisoriesSeen, Note};
use sekimori_model::{Affected, Distribution, Finding, Package};
use sekimori_vuln::{Database, Ecosystem, Gap, Matches};

use super::{Advisories, gap_note, graded, of_file};
use crate::plan::Plan;
use crate::{Progress, waivers};

/// How often a better version is asked about: what is published of a package are a few lines of releases.
const TRIES: usize = 8;

/// A package that was kept.
#[derive(Debug, Clone, Copy)]
pub struct Kept<'a> {
    /// The package.
    pub package: &'a Package,
    /// The distribution that it is of.
    pub distribution: Option<&'a Distribution>,
}

/// An advisory of a package.
#[derive(Debug, Clone)]
pub struct Published {
    /// The advisory, and why it is one of this version.
    pub affected: Affected,
    /// What it says in a line.
    pub summary: String,
}

/// The version to go to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replacement {
    /// The lowest version without those of its advisories that were mended.
    pub version: String,
    /// How many advisories it still has.
    pub remaining: usize,
}

/// What is published about packages.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// Of each package in the order that they were asked in, its advisories and the version to go to.
    pub packages: Vec<(Vec<Published>, Option<Replacement>)>,
    /// What kept packages from being compared.
    pub notes: Vec<Note>,
    /// Whether all versions were understood.
    pub is_complete: bool,
    /// What was compared.
    pub seen: Option<AdvisoriesSeen>,
}

/// Says of packages what is published about their versions.
///
/// Packages are asked about in parallel on `pool`; the result does not depend on how many threads it has.
///
/// # Errors
/// Why the database cannot be used.
pub fn ask_packages(
    kept: &[Kept<'_>],
    plan: &Plan,
    pool: &ThreadPool,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Asked, String> {
    let Advisories::Known(bytes) = &plan.advisories else { return Err("there is none".to_owned()) };
    let database = Database::open(bytes).map_err(|error| error.to_string())?;
    progress(Progress::Files(kept.len()));
    let each = |one: &Kept<'_>| {
        let answer = ask(one, &database);
        progress(Progress::Done);
        answer
    };
    let all: Vec<_> = pool.install(|| kept.par_iter().map(each).collect());
    let mut asked = Asked { is_complete: true, ..Asked::default() };
    let (mut gaps, mut compared) = (BTreeMap::<Gap, u64>::new(), 0);
    for answer in all {
        let (found, better, missed) = answer?;
        let is_understood = |gap: &Gap| matches!(gap, Gap::Version { .. } | Gap::Record { .. });
        compared += u64::from(missed.iter().all(is_understood));
        asked.is_complete &= !missed.iter().any(|gap| matches!(gap, Gap::Version { .. }));
        for gap in missed {
            *gaps.entry(gap).or_default() += 1;
        }
        asked.packages.push((found, better));
    }
    asked.notes = gaps.iter().map(|(gap, count)| gap_note(gap, *count)).collect();
    let facts = database.facts();
    let (records, packages) = (facts.records as u64, kept.len() as u64);
    asked.seen = Some(AdvisoriesSeen { built: facts.built, records, packages, compared });
    Ok(asked)
}

type Answer = (Vec<Published>, Option<Replacement>, Vec<Gap>);

fn ask(one: &Kept<'_>, database: &Database<'_>) -> Result<Answer, String> {
    let Kept { package, distribution } = *one;
    let of = |package: &Package| -> Result<Matches, String> {
        database.advisories_of(package, distribution).map_err(|error| error.to_string())
    };
    // The distribution mends faults without another version of the language's package, and says so of its own.
    if let Some(owner) = &package.owned_by
        && is_known(&of(&Package::new(owner.clone(), ""))?)
    {
        return Ok((Vec::new(), None, Vec::new()));
    }
    let Matches { found, gaps } = of(package)?;
    let better = replacement(package, &found, &of)?;
    let published = |affected: Affected| {
        let text = affected.records.iter().find_map(|id| database.text(id).ok().flatten());
        Published { affected, summary: text.unwrap_or_default().summary }
    };
    Ok((found.into_iter().map(published).collect(), better, gaps))
}

/// Tells whether the database speaks of the distribution that a package is of.
fn is_known(matches: &Matches) -> bool {
    matches.gaps.iter().all(|gap| matches!(gap, Gap::Version { .. } | Gap::Record { .. } | Gap::NoVersion))
}

/// The lowest version that mends what can be mended: the highest of the lowest fixes, asked about in turn, as it may have
/// faults of its own.
fn replacement(
    package: &Package,
    found: &[Affected],
    of: &dyn Fn(&Package) -> Result<Matches, String>,
) -> Result<Option<Replacement>, String> {
    let highest = |found: &[Affected]| {
        let order = found.first().and_then(|one| Ecosystem::parse(&one.ecosystem)).map(|of| of.order());
        let fixes = found.iter().filter_map(|one| one.fixed.first());
        let higher = |left: &&std::sync::Arc<str>, right: &&std::sync::Arc<str>| {
            order.and_then(|order| order.compare(left, right).ok()).unwrap_or(Ordering::Equal)
        };
        fixes.max_by(higher).map(ToString::to_string)
    };
    let Some(mut version) = highest(found) else { return Ok(None) };
    let unmended = |found: &[Affected]| found.iter().filter(|one| one.fixed.is_empty()).count();
    // Advisories of a distribution speak of the source package, whose versions may be others than the package's.
    if package.source.is_some() {
        return Ok(Some(Replacement { version, remaining: unmended(found) }));
    }
    for _ in 0..TRIES {
        let mut next = package.clone();
        next.purl.version = version.as_str().into();
        let left = of(&next)?.found;
        match highest(&left) {
            Some(higher) if higher != version => version = higher,
            _ => return Ok(Some(Replacement { version, remaining: left.len() })),
        }
    }
    Ok(None)
}

/// Makes the finding that something has a package with an advisory: the same one as in a scan of it, without what it says.
/// None where the rule does not run.
///
/// `carrier` is what the package is a part of.
pub fn judge_published(
    package: &Package,
    published: &Published,
    carrier: &str,
    plan: &Plan,
) -> Option<Finding> {
    let affected = &published.affected;
    let selection = plan.selection(&package.found_in.path, "", |_| Vec::new());
    let kind = affected.advisory.kind;
    let selected = selection.advisories.iter().find(|one| one.rule.advisories() == Some(kind))?;
    let mut finding = graded(package, affected, selected, plan.today, carrier.to_owned());
    finding.mode = finding.mode.min(selection.mode);
    finding.locations = vec![of_file(package, carrier)];
    waivers::apply(&mut finding, selected.rule, &[], plan);
    Some(finding)
}
