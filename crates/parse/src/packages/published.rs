//! When a version was published, as far as lockfiles tell.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

/// Reads a time with its offset. What is none tells nothing.
pub(super) fn of_text(text: &str) -> Option<Timestamp> {
    // No registry is as old as that; builds that can be repeated write such days.
    text.parse().ok().filter(|time: &Timestamp| time.as_second() > 0)
}

/// Returns the newest time of all files of a version; none where one of them does not tell it, as that may be newer.
pub(super) fn of_files<'t>(times: impl IntoIterator<Item = &'t str>) -> Option<Timestamp> {
    let mut newest = None;
    for time in times {
        newest = newest.max(Some(of_text(time)?));
    }
    newest
}

/// Returns the time of the commit that a pseudo-version of Go stands for: nobody can have fetched it before.
///
/// # Source
/// go.dev/ref/mod, "Pseudo-versions": `vX.0.0-yyyymmddhhmmss-abcdefabcdef`, also behind a `.` or `.0.`.
pub(super) fn of_go(version: &str) -> Option<Timestamp> {
    let version = version.strip_suffix("+incompatible").unwrap_or(version);
    let (before, commit) = version.rsplit_once('-')?;
    let digits = before.rsplit(['-', '.']).next()?;
    let is_commit = commit.len() == 12 && commit.bytes().all(|byte| byte.is_ascii_hexdigit());
    if !is_commit || digits.len() != 14 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let part = |from: usize, to: usize| digits.get(from..to)?.parse::<i8>().ok();
    let year = digits.get(..4)?.parse().ok()?;
    let time = DateTime::new(year, part(4, 6)?, part(6, 8)?, part(8, 10)?, part(10, 12)?, part(12, 14)?, 0);
    let time = time.ok()?.to_zoned(TimeZone::UTC).ok()?.timestamp();
    (time.as_second() > 0).then_some(time)
}

#[cfg(test)]
mod tests {
    use super::{of_files, of_go, of_text};

    #[test]
    fn a_pseudo_version_tells_the_time_of_its_commit() {
        let time = |version| of_go(version).map(|time| time.to_string());
        let day = Some("2021-03-04T05:06:07Z".to_owned());
        for version in [
            "v0.0.0-20210304050607-abcdefabcdef",
            "v1.2.4-0.20210304050607-abcdefabcdef",
            "v1.2.3-pre.0.20210304050607-abcdefabcdef+incompatible",
        ] {
            assert_eq!(time(version), day, "{version}");
        }
        for version in ["v1.2.3", "v0.0.0-20211304050607-abcdefabcdef", "v0.0.0-2021-abcdefabcdef", "", "-"] {
            assert_eq!(time(version), None, "{version}");
        }
    }

    #[test]
    fn the_newest_file_counts_and_one_that_does_not_tell_leaves_it_open() {
        let (old, new) = ("2021-01-01T00:00:00Z", "2022-01-01T00:00:00+01:00");
        assert_eq!(of_files([new, old]), of_text(new));
        assert_eq!(of_files([new, ""]), None);
        assert_eq!(of_files([]), None);
        assert_eq!(of_text("1970-01-01T00:00:00Z"), None);
    }
}
