//! Whether what came is less than what is held: a source that lies, or that somebody emptied, must not take away what is known.

use jiff::civil::Date;

use super::Error;

/// Of so few, half may go: they are a sample, or a new ecosystem.
const FEW: u64 = 20;

/// A table of what is exploited, or likely to be: that which is held, or that which came.
#[derive(Debug, Clone, Default)]
pub(super) struct Table {
    /// What it says of its version.
    pub(super) version: String,
    /// How many it lists.
    pub(super) count: u64,
}

/// Refuses a table that is older than the one that is held, or has less than half of it.
pub(super) fn check_table(what: &str, held: &Table, came: &Table) -> Result<(), Error> {
    if let (Some(there), Some(here)) = (day(&held.version), day(&came.version))
        && here < there
    {
        return Err(Error::OlderTable { what: what.to_owned(), here, there });
    }
    check_count(what, held.count, came.count)
}

/// Refuses what has less than half of what is held, or nothing.
pub(super) fn check_count(what: &str, held: u64, came: u64) -> Result<(), Error> {
    let is_half = came.saturating_mul(2) < held && held >= FEW;
    if is_half || came == 0 && held > 0 {
        return Err(Error::Less { what: what.to_owned(), here: came, there: held });
    }
    Ok(())
}

/// The day of a version: `2026.01.31` of KEV, `model_version:v2025.03.14,score_date:2026-01-31T00:00:00Z` of EPSS.
///
/// # Source
/// cisa.gov, "KEV Catalog JSON schema", `catalogVersion`; first.org/epss, "Data and Statistics".
fn day(version: &str) -> Option<Date> {
    let text = version.rsplit_once("score_date:").map_or(version, |(_, day)| day);
    text.get(..10)?.replace('.', "-").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::{Table, check_count, check_table};
    use crate::advisories::Error;

    #[test]
    fn less_than_half_is_refused_and_an_older_table() {
        for (held, came, is_fine) in
            [(0, 0, true), (1, 0, false), (3, 1, true), (19, 1, true), (20, 9, false), (20, 10, true)]
        {
            assert_eq!(check_count("npm", held, came).is_ok(), is_fine, "{held} {came}");
        }
        let table = |version: &str| Table { version: version.to_owned(), count: 1 };
        let kev = |held: &str, came: &str| check_table("KEV", &table(held), &table(came));
        assert!(matches!(kev("2026.02.01", "2026.01.31"), Err(Error::OlderTable { .. })));
        assert!(kev("2026.01.31", "2026.02.01").is_ok() && kev("", "2026.02.01").is_ok());
        let of = |day: &str| format!("model_version:v2025.03.14,score_date:{day}T00:00:00Z");
        assert!(matches!(kev(&of("2026-02-01"), &of("2026-01-31")), Err(Error::OlderTable { .. })));
        assert!(kev(&of("2026-01-31"), &of("2026-02-01")).is_ok());
    }
}
