//! What others know of CVEs: which are exploited, and how likely the rest is to be.

use std::collections::BTreeMap;

use jiff::civil::Date;
use sekimori_model::{Epss, Exploited};
use serde::Deserialize;

use crate::Error;

/// Bytes of either list. 256 MiB: all CVEs of EPSS have 12.
const MAX_BYTES: usize = 256 << 20;

/// Lines of either list.
const MAX_LINES: usize = 5_000_000;

/// A CVE by its numbers, so that they sort as people count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Cve {
    pub(crate) year: u32,
    pub(crate) number: u32,
}

impl Cve {
    /// Reads `CVE-2024-0001`.
    pub(crate) fn parse(id: &str) -> Option<Self> {
        let (year, number) = id.strip_prefix("CVE-")?.split_once('-')?;
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(year) || !digits(number) || year.len() != 4 || number.len() > 9 {
            return None;
        }
        Some(Self { year: year.parse().ok()?, number: number.parse().ok()? })
    }
}

/// Of how many lines one may be unreadable. More are no slip, but another format, or damage.
const UNREAD_OF: usize = 100;

/// CISA's catalog of known exploited vulnerabilities.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KevList {
    pub(super) version: String,
    pub(super) all: BTreeMap<Cve, Exploited>,
    unread: usize,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawCatalog {
    #[serde(default)]
    catalog_version: String,
    vulnerabilities: Vec<RawExploited>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawExploited {
    #[serde(rename = "cveID")]
    cve: String,
    date_added: String,
    #[serde(default)]
    due_date: String,
    #[serde(default)]
    known_ransomware_campaign_use: String,
}

impl KevList {
    /// Reads the catalog from its JSON.
    ///
    /// # Errors
    /// [`Error::Joined`] where it is no JSON, past its bound, or empty, or where more than one entry in a hundred names no CVE
    /// and no day; fewer are counted.
    pub fn from_json(bytes: &[u8]) -> Result<Self, Error> {
        let refuse = |reason: String| Error::Joined { what: "KEV", reason };
        if bytes.len() > MAX_BYTES {
            return Err(refuse("it is larger than 256 MiB".to_owned()));
        }
        let raw: RawCatalog = serde_json::from_slice(bytes).map_err(|error| refuse(error.to_string()))?;
        let mut unread = 0;
        let read = |raw: &RawExploited| exploited(raw).or_else(|| skip(&mut unread));
        let all: BTreeMap<Cve, Exploited> = raw.vulnerabilities.iter().filter_map(read).collect();
        check(all.len(), unread).map_err(refuse)?;
        Ok(Self { version: raw.catalog_version.chars().take(40).collect(), all, unread })
    }

    /// Makes the list that a database has.
    pub(super) const fn held(version: String, all: BTreeMap<Cve, Exploited>) -> Self {
        Self { version, all, unread: 0 }
    }

    /// Returns its version, such as `2026.01.31`; empty where it says none.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Returns how many entries could not be read.
    pub fn unread(&self) -> usize {
        self.unread
    }

    /// Returns how many it lists.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Tells whether it lists none.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }
}

fn skip<T>(unread: &mut usize) -> Option<T> {
    *unread += 1;
    None
}

/// Says what is wrong with a list of which so many lines could be read, and so many not.
fn check(read: usize, unread: usize) -> Result<(), String> {
    let lines = read.saturating_add(unread);
    if unread.saturating_mul(UNREAD_OF) > lines {
        return Err(format!("{unread} of its {lines} lines cannot be read"));
    }
    if read == 0 { Err("it lists nothing".to_owned()) } else { Ok(()) }
}

fn exploited(raw: &RawExploited) -> Option<(Cve, Exploited)> {
    let exploited = Exploited {
        since: raw.date_added.parse::<Date>().ok()?,
        due: raw.due_date.parse::<Date>().ok(),
        by_ransomware: raw.known_ransomware_campaign_use.eq_ignore_ascii_case("known"),
    };
    Some((Cve::parse(&raw.cve)?, exploited))
}

/// FIRST's estimates of which CVEs will be exploited.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EpssList {
    pub(super) version: String,
    pub(super) all: BTreeMap<Cve, Epss>,
    unread: usize,
}

impl EpssList {
    /// Reads the list from its CSV: a comment with the model and the day, a line of names, then
    /// `CVE-2024-0001,0.00043,0.09854`.
    ///
    /// # Errors
    /// [`Error::Joined`] where it is not UTF-8, past its bound, has not the columns `cve`, `epss` and `percentile`, or is
    /// empty, or where more than one line in a hundred cannot be read; fewer are counted.
    pub fn from_csv(bytes: &[u8]) -> Result<Self, Error> {
        let refuse = |reason: &str| Error::Joined { what: "EPSS", reason: reason.to_owned() };
        if bytes.len() > MAX_BYTES {
            return Err(refuse("it is larger than 256 MiB"));
        }
        let text = std::str::from_utf8(bytes).map_err(|_| refuse("it is not UTF-8"))?;
        let mut lines = text.lines().take(MAX_LINES).peekable();
        let mut version = String::new();
        while let Some(comment) = lines.peek().and_then(|line| line.strip_prefix('#')) {
            version = comment.trim().chars().take(120).collect();
            lines.next();
        }
        if !lines.next().is_some_and(|names| names.trim_end().eq_ignore_ascii_case("cve,epss,percentile")) {
            return Err(refuse("its columns are not cve, epss, percentile"));
        }
        let mut unread = 0;
        let lines = lines.filter(|line| !line.trim().is_empty());
        let read = |line: &str| estimate(line).or_else(|| skip(&mut unread));
        let all: BTreeMap<Cve, Epss> = lines.filter_map(read).collect();
        check(all.len(), unread).map_err(|reason| refuse(&reason))?;
        Ok(Self { version, all, unread })
    }

    /// Makes the list that a database has.
    pub(super) const fn held(version: String, all: BTreeMap<Cve, Epss>) -> Self {
        Self { version, all, unread: 0 }
    }

    /// Returns what its comment says of the model and the day; empty where there is none.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Returns how many lines could not be read.
    pub fn unread(&self) -> usize {
        self.unread
    }

    /// Returns how many it lists.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Tells whether it lists none.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }
}

/// What stands where there is no day.
pub(super) const NO_DAY: u32 = u32::MAX;

/// The day by its number, from 1970.
pub(super) fn day(date: Date) -> u32 {
    let days = date.since(Date::constant(1970, 1, 1)).map_or(-1, |span| span.get_days());
    u32::try_from(days).unwrap_or(NO_DAY)
}

/// The day of a number; none where it is none.
pub(super) fn date(day: u32) -> Option<Date> {
    let days = i64::from(day).checked_mul(24)?;
    Date::constant(1970, 1, 1).checked_add(jiff::SignedDuration::from_hours(days)).ok()
}

fn estimate(line: &str) -> Option<(Cve, Epss)> {
    let mut cells = line.trim_end().split(',');
    let (cve, probability, percentile) = (cells.next()?, cells.next()?, cells.next()?);
    if cells.next().is_some() {
        return None;
    }
    let epss = Epss { probability_ppm: ppm(probability)?, percentile_ppm: ppm(percentile)? };
    Some((Cve::parse(cve)?, epss))
}

/// Reads a share between 0 and 1, in millionths; further digits are cut.
fn ppm(text: &str) -> Option<u32> {
    // What is very small is written with an exponent.
    if text.contains(['e', 'E']) {
        let share = text.parse::<f64>().ok().filter(|share| (0.0..=1.0).contains(share))?;
        return ppm(&format!("{share:.6}"));
    }
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let whole: u32 = whole.parse().ok().filter(|whole| *whole <= 1)?;
    let part: String = part.chars().chain("000000".chars()).take(6).collect();
    let part =
        if part.bytes().all(|byte| byte.is_ascii_digit()) { part.parse::<u32>().ok()? } else { return None };
    Some(whole.saturating_mul(1_000_000).saturating_add(part)).filter(|share| *share <= 1_000_000)
}

#[cfg(test)]
mod tests {
    use super::{Cve, EpssList, KevList};

    #[test]
    fn probabilities_are_read_in_millionths() {
        let line = |at: u32| format!("CVE-1999-{at:04},0.1,0.1\n");
        let lines = |count: u32| (4..count).map(line).collect::<Vec<_>>().concat();
        let csv = "#model_version:v2025.03.14,score_date:2026-01-01T00:00:00+0000\ncve,epss,percentile\n\
                   CVE-1999-0001,0.01015,0.60644\nCVE-1999-0002,1,1.00000\nno,line\nCVE-1999-0003,2.0,0\n";
        let list = EpssList::from_csv(format!("{csv}{}", lines(300)).as_bytes()).expect("it is one");
        assert_eq!((list.len(), list.unread()), (298, 2));
        let damaged = EpssList::from_csv(format!("{csv}{}", lines(100)).as_bytes());
        assert!(damaged.expect_err("two in a hundred").to_string().contains("2 of its 100 lines"));
        let first = list.all.get(&Cve { year: 1999, number: 1 }).expect("it is listed");
        assert_eq!((first.probability_ppm, first.percentile_ppm), (10_150, 606_440));
        assert!(list.version.contains("v2025.03.14"));
        assert!(
            EpssList::from_csv(b"a,b\n").is_err() && EpssList::from_csv(b"cve,epss,percentile\n").is_err()
        );
    }

    #[test]
    fn exploited_faults_are_read() {
        let json = br#"{"catalogVersion": "2026.01.01", "vulnerabilities": [
            {"cveID": "CVE-1999-0001", "dateAdded": "2026-01-01", "dueDate": "2026-02-01", "knownRansomwareCampaignUse": "Known"},
            {"cveID": "CVE-1999-0002", "dateAdded": "2026-01-01", "knownRansomwareCampaignUse": "Known"}]}"#;
        let list = KevList::from_json(json).expect("it is one");
        assert_eq!((list.len(), list.unread(), list.version()), (2, 0, "2026.01.01"));
        let damaged = String::from_utf8_lossy(json).replacen("2026-01-01", "25/08/2025", 1);
        let error = KevList::from_json(damaged.as_bytes()).expect_err("half of it");
        assert!(error.to_string().contains("1 of its 2 lines"), "{error}");
        assert!(list.all.values().all(|one| one.by_ransomware));
        assert!(
            KevList::from_json(b"{}").is_err() && KevList::from_json(br#"{"vulnerabilities":[]}"#).is_err()
        );
    }
}
