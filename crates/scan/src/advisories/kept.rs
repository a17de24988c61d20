//! Packages that were kept, each once, whoever has it: what is published about them now.

use std::collections::BTreeMap;
use std::slice;

use rayon::ThreadPool;
use rayon::iter::{IntoParallelRefIterator as _, ParallelIterator as _};
use sekimori_model::wire::{AdvisoriesSeen, Note};
use sekimori_model::{Affected, Distribution, Finding, Package};
use sekimori_vuln::{Database, Gap, Matches, Whole};

use super::vex::release;
use super::{Advisories, age, gap_note, graded, names, of_file, owned};
use crate::plan::Plan;
use crate::{Progress, waivers};

/// Reasons not to compare that are told; more would be a list that nobody reads.
const MAX_GAPS: usize = 10_000;

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
    /// The lowest version without those of its advisories that any version is without.
    pub version: String,
    /// How many advisories it still has.
    pub remaining: usize,
}

/// What is published about a package.
#[derive(Debug, Clone, Default)]
pub struct Answer {
    /// Its advisories.
    pub published: Vec<Published>,
    /// The version to go to.
    pub replacement: Option<Replacement>,
}

/// How far packages could be compared.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// What kept packages from being compared.
    pub notes: Vec<Note>,
    /// Whether all versions were understood.
    pub is_complete: bool,
    /// What was compared.
    pub seen: Option<AdvisoriesSeen>,
}

/// Asks what is published about packages, a few of them at a time: what is kept may be more than fits into memory.
#[derive(Debug)]
pub struct Inquiry<'a> {
    database: Database<'a>,
    plan: &'a Plan,
    gaps: BTreeMap<Gap, u64>,
    packages: u64,
    compared: u64,
    is_complete: bool,
}

impl<'a> Inquiry<'a> {
    /// Begins to ask.
    ///
    /// # Errors
    /// Why the database cannot be used.
    pub fn new(plan: &'a Plan) -> Result<Self, String> {
        let Advisories::Known(held) = &plan.advisories else { return Err("there is none".to_owned()) };
        let database = held.open()?;
        Ok(Self { database, plan, gaps: BTreeMap::new(), packages: 0, compared: 0, is_complete: true })
    }

    /// Says of packages, in their order, what is published about their versions.
    ///
    /// They are asked about in parallel on `pool`; the result does not depend on how many threads it has.
    ///
    /// # Errors
    /// Why the database cannot be used.
    pub fn ask(
        &mut self,
        kept: &[Kept<'_>],
        pool: &ThreadPool,
        progress: &(dyn Fn(Progress) + Sync),
    ) -> Result<Vec<Answer>, String> {
        let database = &self.database;
        let each = |one: &Kept<'_>| {
            let answer = ask(one, database);
            progress(Progress::Done);
            answer
        };
        let all: Vec<_> = pool.install(|| kept.par_iter().map(each).collect());
        let mut answers = Vec::with_capacity(all.len());
        for came in all {
            let (answer, missed) = came?;
            self.packages += 1;
            self.compared += u64::from(missed.is_empty());
            let is_misread = |gap: &Gap| matches!(gap, Gap::Version { .. } | Gap::Record { .. });
            self.is_complete &= !missed.iter().any(is_misread);
            for gap in missed {
                if let Some(count) = self.gaps.get_mut(&gap) {
                    *count += 1;
                } else if self.gaps.len() < MAX_GAPS {
                    self.gaps.insert(gap, 1);
                }
            }
            answers.push(answer);
        }
        Ok(answers)
    }

    /// Says how far all that was asked about could be compared.
    #[must_use]
    pub fn conclude(self) -> Asked {
        let gaps = self.gaps.iter().map(|(gap, count)| gap_note(gap, *count));
        let facts = self.database.facts();
        let (built, records) = (facts.built, facts.records as u64);
        Asked {
            notes: gaps.chain(age(&facts, self.plan.today)).chain(self.plan.stated.notes()).collect(),
            is_complete: self.is_complete,
            seen: Some(AdvisoriesSeen { built, records, packages: self.packages, compared: self.compared }),
        }
    }
}

/// Tells whether the database has an advisory of this name, whatever it is of.
///
/// # Errors
/// Why the database cannot be used.
pub fn is_published(plan: &Plan, name: &str) -> Result<bool, String> {
    let Advisories::Known(held) = &plan.advisories else { return Err("there is none".to_owned()) };
    held.open()?.has_name(name).map_err(|error| error.to_string())
}

fn ask(one: &Kept<'_>, database: &Database<'_>) -> Result<(Answer, Vec<Gap>), String> {
    let Kept { package, distribution } = *one;
    let failed = |error: sekimori_vuln::Error| error.to_string();
    let mut owner = package.owned_by.as_ref();
    if let Some(purl) = owner {
        let of_owner = Package::new(purl.clone(), "");
        let told = database.advisories_of(&of_owner, distribution).map_err(failed)?;
        owner = owner.filter(|_| is_known(&told));
    }
    let Matches { found, gaps } =
        owned::advisories_of(package, owner, distribution, database).map_err(failed)?;
    let remedy = database.remedy(package, distribution, &found).map_err(failed)?;
    let replacement = remedy
        .map(|remedy| Replacement { version: remedy.version.to_string(), remaining: remedy.leaves.len() });
    let mut texts = database.texts();
    let published = |affected: Affected| {
        let text = affected.records.iter().find_map(|id| texts.text(id).ok().flatten());
        Published { affected, summary: text.unwrap_or_default().summary }
    };
    Ok((Answer { published: found.into_iter().map(published).collect(), replacement }, gaps))
}

/// Tells whether the database speaks of the distribution that a package is of.
fn is_known(matches: &Matches) -> bool {
    matches.gaps.iter().all(|gap| matches!(gap, Gap::Version { .. } | Gap::Record { .. } | Gap::NoVersion))
}

/// Makes the finding that something has a package with an advisory: the same one as in a scan of it, without what it says.
/// None where the rule does not run.
///
/// `carrier` is what the package is a part of, `digest` that of the image; empty where it is none. What needs what, a bill
/// tells and the kept packages do not: a statement of a VEX document about one package by another counts in scans alone.
pub fn judge_published(
    kept: &Kept<'_>,
    published: &Published,
    carrier: &str,
    digest: &str,
    plan: &Plan,
) -> Option<Finding> {
    let Kept { package, distribution } = *kept;
    let affected = &published.affected;
    let selection = plan.selection(&package.found_in.path, "", |_| Vec::new());
    let kind = affected.advisory.kind;
    let selected = selection.advisories.iter().find(|one| one.rule.advisories() == Some(kind))?;
    let mut finding = graded(package, affected, selected, plan.today, carrier.to_owned());
    finding.mode = finding.mode.min(selection.mode);
    finding.locations = vec![of_file(package, carrier)];
    let names = names(affected);
    let names: Vec<&str> = names.iter().map(|name| &**name).collect();
    waivers::apply_to(&mut finding, selected.rule, &[], &names, plan);
    let repository = if digest.is_empty() { "" } else { carrier };
    let whole = Whole { repository, digest, distribution: distribution.map(release) };
    // Who needs it is not kept: nothing leads to it.
    plan.stated.apply(&mut finding, &names, slice::from_ref(package), 0, &whole, plan.today);
    Some(finding)
}
