//! Packages of languages that a distribution's package brought.

use sekimori_model::{Distribution, Package, Purl};
use sekimori_vuln::{Database, Error, Matches};

use super::names;

/// Returns the advisories of a package. Where a package of a distribution brought it, of which the database tells, those
/// alone that the distribution does not speak of: of the others it says itself which of its versions has them, as it mends
/// faults without another version of the language's package.
pub(super) fn advisories_of(
    package: &Package,
    owner: Option<&Purl>,
    distribution: Option<&Distribution>,
    database: &Database<'_>,
) -> Result<Matches, Error> {
    let matches = database.advisories_of(package, distribution)?;
    let Some(owner) = owner else { return Ok(matches) };
    let mut found = matches.found;
    if !found.is_empty() {
        let told = database.spoken_of(&Package::new(owner.clone(), ""), distribution)?;
        found.retain(|affected| names(affected).iter().all(|name| !told.contains(&**name)));
    }
    // What kept it from being compared, the distribution's advisories make up for.
    Ok(Matches { found, gaps: Vec::new() })
}
