//! When what stands in images gets no more security fixes.
//!
//! Dates are the last day on which the public, without a contract, gets fixes: Debian's long term support counts, extended
//! maintenance that is sold does not. What is not listed is not judged.

mod distributions;
mod runtimes;

use jiff::civil::Date;
use sekimori_model::Distribution;

/// A line of releases, and its last day.
pub(crate) struct Ended {
    /// What it is, with its version: `Debian 10`.
    pub(crate) what: String,
    /// The last day.
    pub(crate) day: Date,
}

impl Ended {
    /// Tells whether the last day is over.
    pub(crate) fn is_before(&self, today: Date) -> bool {
        self.day < today
    }

    /// Tells whether the last day is today or comes within this many days.
    pub(crate) fn is_within(&self, days: i64, today: Date) -> bool {
        let left = i64::from((self.day - today).get_days());
        !self.is_before(today) && left <= days
    }
}

/// A row of the tables: the beginning of the version, and year, month and day of the end.
type Row = (&'static str, i16, i8, i8);

/// Finds the line that a version belongs to: `1.2` is the beginning of `1.2` and `1.2.3`, not of `1.20`.
fn find(rows: &[Row], version: &str) -> Option<(&'static str, Date)> {
    let is_of = |line: &str| {
        version.strip_prefix(line).is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_digit()))
    };
    // The longest line: `15.4` before `15`.
    let row = rows.iter().filter(|(line, ..)| is_of(line)).max_by_key(|(line, ..)| line.len())?;
    Some((row.0, Date::new(row.1, row.2, row.3).ok()?))
}

/// Tells when a distribution gets no more fixes.
pub(crate) fn of_distribution(distribution: &Distribution) -> Option<Ended> {
    let (name, rows) = distributions::rows(&distribution.id)?;
    let (line, day) = find(rows, &distribution.version)?;
    Some(Ended { what: format!("{name} {line}"), day })
}

/// A runtime that ends of life are known of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Runtime {
    Dotnet,
    Go,
    Java,
    Node,
    Perl,
    Php,
    Python,
    Ruby,
}

/// Tells when a version of a runtime gets no more fixes.
pub(crate) fn of_runtime(runtime: Runtime, version: &str) -> Option<Ended> {
    let (name, rows) = runtimes::rows(runtime);
    let (line, day) = find(rows, version)?;
    Some(Ended { what: format!("{name} {line}"), day })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use sekimori_model::Distribution;

    use super::{Runtime, find, of_distribution, of_runtime};

    #[test]
    fn a_version_belongs_to_its_line_alone() {
        let rows = [("1.2", 2020, 1, 1), ("1.20", 2021, 1, 1), ("1", 2019, 1, 1)];
        for (version, line) in
            [("1.2", "1.2"), ("1.2.3", "1.2"), ("1.20.1", "1.20"), ("1.3", "1"), ("1", "1")]
        {
            assert_eq!(find(&rows, version).map(|(line, _)| line), Some(line), "{version}");
        }
        assert!(find(&rows, "10").is_none() && find(&rows, "").is_none());
    }

    #[test]
    fn knows_the_ends_of_distributions_and_runtimes() {
        let of = |id: &str, version: &str| {
            of_distribution(&Distribution {
                id: id.into(),
                version: version.into(),
                ..Distribution::default()
            })
        };
        let debian = of("debian", "10").expect("known");
        assert_eq!((debian.what.as_str(), debian.day), ("Debian 10", date(2024, 6, 30)));
        assert_eq!(of("alpine", "3.20.1").expect("known").day, date(2026, 4, 1));
        assert!(of("wolfi", "20230201").is_none() && of("debian", "").is_none());
        assert_eq!(of_runtime(Runtime::Go, "1.20.14").expect("known").what, "Go 1.20");
        assert_eq!(of_runtime(Runtime::Python, "3.9.1").expect("known").day, date(2025, 10, 31));
    }
}
