//! Which advisories a package has.

mod grade;
mod group;
mod range;
mod remedy;
mod spoken;

use sekimori_model::{Affected, Distribution, Hit, Package, Purl};

use crate::database::{Entry, Meta};
use crate::ecosystem::{Asked, asked_of};
use crate::{Database, Error, Order};
pub(crate) use range::span_of;
pub use remedy::Remedy;

/// The advisories of a package, and why there may be more.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Matches {
    /// The advisories, by their ids.
    pub found: Vec<Affected>,
    /// What kept the package from being compared with all that is known; empty where nothing did.
    pub gaps: Vec<Gap>,
}

/// Why nothing, or not all, can be told of a package. Never is one of them as good as having no advisory.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gap {
    /// No source of advisories of packages of its type is known here.
    NoEcosystem {
        /// The type of its URL.
        kind: String,
    },
    /// It is a distribution's, of which no source of advisories is known here.
    UnknownDistribution {
        /// What the distribution calls itself, and the type of the package's URL.
        name: String,
    },
    /// It is a distribution's, and it is not told of which.
    NoDistribution {
        /// The type of its URL.
        kind: String,
    },
    /// It has no URL that says what it is.
    NoUrl,
    /// The package has no version.
    NoVersion,
    /// It is a distribution's, and it is not told of which release.
    NoRelease {
        /// The ecosystem.
        ecosystem: &'static str,
    },
    /// The database has nothing of that ecosystem, or of that release of it.
    NotInDatabase {
        /// The ecosystem.
        ecosystem: &'static str,
    },
    /// The version is none of its order, so that only listed versions were compared.
    Version {
        /// The order.
        order: &'static str,
        /// The version, cut to a bounded length.
        version: String,
    },
    /// A version of a record is none of its order, so that its range tells nothing.
    Record {
        /// The record.
        id: String,
        /// The version, cut to a bounded length.
        version: String,
    },
}

/// Gaps of a package that are named.
const MAX_GAPS: usize = 20;

/// A record that a package has.
#[derive(Debug)]
struct Found<'a> {
    meta: Meta<'a>,
    entry: Entry<'a>,
    is_distribution: bool,
    /// Whether the fix is not given to whoever has this package.
    is_withheld: bool,
    order: Order,
    ecosystem: &'a str,
    name: String,
    version: String,
    hit: Hit,
}

impl Database<'_> {
    /// Returns the advisories of a package, each fault once, whichever records tell of it. `distribution` is that of the
    /// image, for packages that do not tell it themselves. Records that were taken back do not count.
    ///
    /// # Errors
    /// [`Error::Damaged`] where the database cannot be read.
    pub fn advisories_of(
        &self,
        package: &Package,
        distribution: Option<&Distribution>,
    ) -> Result<Matches, Error> {
        let mut matches = Matches::default();
        let all = asked_of(package, distribution);
        if all.is_empty() {
            matches.gaps.push(unknown(&package.purl, distribution));
            return Ok(matches);
        }
        let mut found = Vec::new();
        for asked in &all {
            self.ask(asked, &mut found, &mut matches.gaps)?;
        }
        matches.gaps.sort_unstable();
        matches.gaps.dedup();
        matches.gaps.truncate(MAX_GAPS);
        matches.found = group::advisories(self, &found)?;
        Ok(matches)
    }

    fn ask<'a>(
        &'a self,
        asked: &Asked,
        found: &mut Vec<Found<'a>>,
        gaps: &mut Vec<Gap>,
    ) -> Result<(), Error> {
        let family = asked.family;
        if !family.release.is_known(&asked.release) {
            gaps.push(Gap::NoRelease { ecosystem: family.name });
            return Ok(());
        }
        let speaks = |told: &str| family.release.speaks_of(told, &asked.release);
        let mut is_there = false;
        for (number, ecosystem) in self.ecosystems_of(family, speaks) {
            is_there = true;
            let release = ecosystem.split_once(':').map_or("", |(_, release)| release);
            let is_withheld = family.release.withholds(release, &asked.release);
            for (name, version) in &asked.names {
                let Some(package) = self.package(number, name)? else { continue };
                if version.is_empty() {
                    gaps.push(Gap::NoVersion);
                    continue;
                }
                let order = family.order;
                // Checked first, so that a version that is none is told once, not by each record.
                let in_ranges = order.in_ranges(version);
                if in_ranges.is_none() {
                    gaps.push(Gap::Version {
                        order: order.name(),
                        version: crate::record::cut(version, 100).to_owned(),
                    });
                }
                self.each_entry(package, &mut |entry| {
                    let hit = match hit(order, &entry, version, in_ranges.as_deref()) {
                        Ok(Some(hit)) => hit,
                        Ok(None) => return Ok(()),
                        Err(at) => {
                            let meta = self.meta(place(entry.record)?)?;
                            if meta.withdrawn == 0 && gaps.len() < 10 * MAX_GAPS {
                                gaps.push(Gap::Record { id: meta.id.to_owned(), version: at });
                            }
                            return Ok(());
                        }
                    };
                    let meta = self.meta(place(entry.record)?)?;
                    if meta.withdrawn == 0 && !is_of_other_stream(order, version, &hit) {
                        let is_distribution = family.is_distribution();
                        let (name, version) = (name.clone(), version.clone());
                        found.push(Found {
                            meta,
                            entry,
                            is_distribution,
                            is_withheld,
                            order,
                            ecosystem,
                            name,
                            version,
                            hit,
                        });
                    }
                    Ok(())
                })?;
            }
        }
        if !is_there {
            gaps.push(Gap::NotInDatabase { ecosystem: family.name });
        }
        Ok(())
    }
}

/// Says why nothing can be asked about a package.
fn unknown(purl: &Purl, distribution: Option<&Distribution>) -> Gap {
    let kind = purl.kind.to_string();
    match kind.as_str() {
        "deb" | "apk" | "rpm" | "alpm" | "opkg" => {
            let own = if purl.namespace.is_empty() {
                distribution.map(|of| &*of.id)
            } else {
                Some(&*purl.namespace)
            };
            match own.filter(|name| !name.is_empty()) {
                Some(name) => Gap::UnknownDistribution { name: format!("{name} ({kind})") },
                None => Gap::NoDistribution { kind },
            }
        }
        "generic" => Gap::NoUrl,
        _ => Gap::NoEcosystem { kind },
    }
}

fn place(record: u32) -> Result<usize, Error> {
    usize::try_from(record).map_err(|_| Error::Damaged { part: "entries" })
}

/// Returns what of an entry is true of a version, or the version of a range that is none.
fn hit(
    order: Order,
    entry: &Entry<'_>,
    version: &str,
    in_ranges: Option<&str>,
) -> Result<Option<Hit>, String> {
    let mut failed = None;
    if let Some(in_ranges) = in_ranges {
        for range in &entry.ranges {
            match span_of(order, range, in_ranges) {
                Ok(Some(span)) => {
                    return Ok(Some(Hit::Range {
                        introduced: span.introduced.into(),
                        fixed: span.fixed.map(Into::into),
                        last_affected: span.last_affected.map(Into::into),
                    }));
                }
                Ok(None) => {}
                Err(Error::Version { text, .. }) => failed = Some(text),
                Err(_) => failed = Some("…".to_owned()),
            }
        }
    }
    let is_equal = |listed: &&&str| {
        **listed == version || order.compare(listed, version).is_ok_and(std::cmp::Ordering::is_eq)
    };
    match entry.versions.iter().find(is_equal) {
        Some(listed) => Ok(Some(Hit::Listed { version: (*listed).into() })),
        None => failed.map_or(Ok(None), Err),
    }
}

/// Tells whether a fix is of a module's stream and the package is not, or the other way round: Red Hat and its descendants
/// ship several streams of one name, of which one cannot be updated to another.
fn is_of_other_stream(order: Order, version: &str, hit: &Hit) -> bool {
    let Hit::Range { fixed: Some(fixed), .. } = hit else { return false };
    let is_module = |version: &str| version.contains(".module");
    order == Order::Rpm && is_module(version) != is_module(fixed)
}
