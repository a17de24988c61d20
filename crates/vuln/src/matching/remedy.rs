//! The lowest version of a package without its faults.

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::sync::Arc;

use sekimori_model::{Affected, Distribution, Package, SourcePackage};

use crate::ecosystem::asked_of;
use crate::{Database, Error, Gap};

/// Versions that are tried for one package: a fix may have a fault of its own, whose fix may have another.
///
/// The first is the highest of all fixes, because a range that has this version goes on until its fix: no lower one is
/// without all of them.
const MAX_TRIES: usize = 64;

/// What to update a package to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remedy {
    /// The lowest version without those of its faults that any version is without.
    pub version: Arc<str>,
    /// The faults that no version is known to be without, by their ids.
    pub leaves: Vec<Arc<str>>,
}

impl Database<'_> {
    /// Returns the lowest version without the faults `found`, which [`Database::advisories_of`] told of the package, and
    /// without others that the newer version would bring. None where no version helps.
    ///
    /// # Errors
    /// [`Error::Damaged`] where the database cannot be read.
    pub fn remedy(
        &self,
        package: &Package,
        distribution: Option<&Distribution>,
        found: &[Affected],
    ) -> Result<Option<Remedy>, Error> {
        let asked = asked_of(package, distribution);
        let Some(order) = asked.first().map(|asked| asked.family.order) else { return Ok(None) };
        let highest = |found: &[Affected]| {
            let fixes = found.iter().flat_map(|one| &one.fixed);
            fixes.max_by(|left, right| order.compare(left, right).unwrap_or(Ordering::Equal)).cloned()
        };
        let known: BTreeSet<&str> = found.iter().map(|one| &*one.advisory.id).collect();
        let lasts = |one: &Affected| one.fixed.is_empty() && known.contains(&*one.advisory.id);
        let mut next = highest(found);
        for _ in 0..MAX_TRIES {
            let Some(version) = next else { return Ok(None) };
            let matches = self.advisories_of(&at(package, &version), distribution)?;
            if matches.gaps.iter().any(|gap| matches!(gap, Gap::Version { .. })) {
                return Ok(None);
            }
            if matches.found.iter().all(lasts) {
                let leaves = matches.found.iter().map(|one| Arc::clone(&one.advisory.id)).collect();
                return Ok(Some(Remedy { version, leaves }));
            }
            // Each step goes up, so that no version comes twice.
            next = highest(&matches.found)
                .filter(|higher| order.compare(higher, &version).is_ok_and(Ordering::is_gt));
        }
        Ok(None)
    }
}

/// The package at another version. Fixes of distributions are told by the version of the source, epoch and all.
fn at(package: &Package, version: &Arc<str>) -> Package {
    let mut package = package.clone();
    package.purl.version = Arc::clone(version);
    package.purl.qualifiers.remove("epoch");
    if let Some(source) = package.source.take() {
        package.source = Some(SourcePackage { version: Arc::clone(version), ..source });
    } else if let Some((name, _)) =
        package.purl.qualifiers.get("upstream").and_then(|text| text.split_once('@'))
    {
        package.source = Some(SourcePackage { name: name.into(), version: Arc::clone(version) });
    }
    package
}
