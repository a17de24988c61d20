//! Reads a record from JSON.

use jiff::Timestamp;
use serde::Deserialize;

use super::lenient::{List, Part, Word};
use super::{
    AffectedPackage, Event, EventKind, Grade, MAX_AFFECTED, MAX_ALIASES, MAX_ECOSYSTEM_BYTES, MAX_EVENTS,
    MAX_ID_BYTES, MAX_NAME_BYTES, MAX_RANGES, MAX_RECORD_BYTES, MAX_UPSTREAM, MAX_VECTOR_BYTES, MAX_VERSIONS,
    Range, Record,
};
use crate::{Ecosystem, Error, MAX_VERSION_BYTES};

/// Bytes of the one line.
const SUMMARY_BYTES: usize = 300;

/// Bytes of the rest: more than a screen, less than a report about a report.
const DETAILS_BYTES: usize = 4_000;

/// References that are kept; the first ones, as databases put the best first.
const REFERENCES: usize = 40;

/// References that are read over.
const MAX_REFERENCES: usize = 20_000;

/// Bytes of an address.
const URL_BYTES: usize = 1_000;

/// Bytes of a word.
const WORD_BYTES: usize = 60;

/// Grades of a package.
const MAX_GRADES: usize = 50;

/// Dates before this were made up: databases of Go write the year 1 where they have none.
const FIRST_SECOND: i64 = 0;

#[derive(Deserialize)]
struct RawRecord {
    #[serde(default)]
    id: String,
    #[serde(default)]
    modified: Word,
    #[serde(default)]
    published: Word,
    #[serde(default)]
    withdrawn: Word,
    #[serde(default)]
    aliases: List<String, MAX_ALIASES>,
    #[serde(default)]
    upstream: List<String, MAX_UPSTREAM>,
    #[serde(default)]
    related: List<String, MAX_UPSTREAM>,
    #[serde(default)]
    summary: Word,
    #[serde(default)]
    details: Word,
    #[serde(default)]
    severity: List<RawGrade, MAX_GRADES>,
    #[serde(default)]
    affected: List<RawAffected, MAX_AFFECTED>,
    #[serde(default)]
    references: List<RawReference, MAX_REFERENCES>,
    #[serde(default)]
    database_specific: Part<Specific>,
}

#[derive(Deserialize)]
struct RawGrade {
    #[serde(default, rename = "type")]
    scheme: Word,
    #[serde(default)]
    score: Word,
}

#[derive(Deserialize)]
struct RawReference {
    #[serde(default, rename = "type")]
    kind: Word,
    #[serde(default)]
    url: Word,
}

#[derive(Deserialize)]
struct RawAffected {
    #[serde(default)]
    package: Part<RawPackage>,
    #[serde(default)]
    ranges: List<RawRange, MAX_RANGES>,
    #[serde(default)]
    versions: List<String, MAX_VERSIONS>,
    #[serde(default)]
    severity: List<RawGrade, MAX_GRADES>,
    #[serde(default)]
    ecosystem_specific: Part<Specific>,
    #[serde(default)]
    database_specific: Part<Specific>,
}

#[derive(Deserialize, Default)]
struct RawPackage {
    #[serde(default)]
    ecosystem: String,
    #[serde(default)]
    name: String,
}

#[derive(Deserialize)]
struct RawRange {
    #[serde(default, rename = "type")]
    kind: Word,
    #[serde(default)]
    events: List<RawEvent, MAX_EVENTS>,
}

#[derive(Deserialize)]
struct RawEvent {
    introduced: Option<String>,
    fixed: Option<String>,
    last_affected: Option<String>,
    limit: Option<String>,
}

/// The few facts that databases tell in fields of their own.
#[derive(Deserialize, Default)]
struct Specific {
    #[serde(default)]
    severity: Word,
    #[serde(default)]
    urgency: Word,
    #[serde(default)]
    ubuntu_priority: Word,
    #[serde(default)]
    informational: Word,
    #[serde(default)]
    license: Word,
}

impl Record {
    /// Reads a record from its JSON.
    ///
    /// # Errors
    /// [`Error::Record`] with the id, where it is known, and the reason: it is no JSON, it is past a bound, or it lacks
    /// an id or the time of its last change.
    pub fn from_json(bytes: &[u8]) -> Result<Self, Error> {
        let refuse = |id: &str, reason: &str| Error::Record {
            id: cut(id, MAX_ID_BYTES).to_owned(),
            reason: cut(reason, 200).to_owned(),
        };
        if bytes.len() > MAX_RECORD_BYTES {
            return Err(refuse("", "it is larger than 32 MiB"));
        }
        let raw: RawRecord = serde_json::from_slice(bytes).map_err(|error| refuse("", &error.to_string()))?;
        if !is_id(&raw.id) {
            return Err(refuse(&clean(&raw.id, MAX_ID_BYTES), "it has no id"));
        }
        if raw.modified.0.is_empty() {
            return Err(refuse(&raw.id, "it does not say when it was changed"));
        }
        // A time that cannot be read counts as the oldest, so that any other record of the id is preferred to this.
        let modified = raw.modified.0.parse::<Timestamp>().unwrap_or(Timestamp::UNIX_EPOCH);
        let mut affected = Vec::with_capacity(raw.affected.0.len());
        for one in raw.affected.0 {
            if let Some(one) = package(one).map_err(|reason| refuse(&raw.id, reason))? {
                affected.push(one);
            }
        }
        let specific = raw.database_specific.0;
        let mut upstream = ids(raw.upstream.0, &raw.id);
        if upstream.is_empty() && affected.iter().any(is_distributed) {
            // Bulletins named there what they fix before the schema had a field for it.
            upstream = ids(raw.related.0, &raw.id);
            upstream.retain(|id| id.starts_with("CVE-"));
        }
        Ok(Self {
            modified,
            published: time(&raw.published.0),
            // What cannot be read says still that it was taken back.
            withdrawn: (!raw.withdrawn.0.is_empty()).then(|| time(&raw.withdrawn.0).unwrap_or(modified)),
            aliases: ids(raw.aliases.0, &raw.id),
            upstream,
            summary: clean(&raw.summary.0, SUMMARY_BYTES).replace('\n', " "),
            details: clean(&raw.details.0, DETAILS_BYTES),
            severity: grades(raw.severity.0),
            affected,
            references: references(raw.references.0),
            word: word(&specific.severity),
            licence: word(&specific.license),
            id: raw.id,
        })
    }
}

/// Reads a package; one without a name is none, as is that of a range of commits alone.
fn package(raw: RawAffected) -> Result<Option<AffectedPackage>, &'static str> {
    let RawPackage { ecosystem, name } = raw.package.0;
    if ecosystem.is_empty() || name.is_empty() {
        return Ok(None);
    }
    if ecosystem.len() > MAX_ECOSYSTEM_BYTES || name.len() > MAX_NAME_BYTES {
        return Err("the name of a package is too long");
    }
    let mut ranges = Vec::new();
    for range in raw.ranges.0 {
        if range.kind.0 == "GIT" {
            continue;
        }
        let events: Vec<Event> = range.events.0.into_iter().flat_map(events).collect();
        if events.iter().any(|event| event.version.len() > MAX_VERSION_BYTES) {
            return Err("a version is too long");
        }
        if !events.is_empty() {
            ranges.push(Range { events });
        }
    }
    if raw.versions.0.iter().any(|version| version.len() > MAX_VERSION_BYTES) {
        return Err("a version is too long");
    }
    let (own, told) = (raw.ecosystem_specific.0, raw.database_specific.0);
    let words = [&own.urgency, &own.severity, &own.ubuntu_priority, &told.severity];
    Ok(Some(AffectedPackage {
        ecosystem,
        name,
        ranges,
        versions: raw.versions.0,
        severity: grades(raw.severity.0),
        word: words.into_iter().map(word).find(|word| !word.is_empty()).unwrap_or_default(),
        informational: [&told.informational, &own.informational]
            .into_iter()
            .map(word)
            .find(|word| !word.is_empty())
            .unwrap_or_default(),
    }))
}

fn is_distributed(package: &AffectedPackage) -> bool {
    Ecosystem::parse(&package.ecosystem).is_some_and(|ecosystem| ecosystem.family.is_distribution())
}

/// An event has one key; where it has several, each is one.
fn events(raw: RawEvent) -> impl Iterator<Item = Event> {
    let event = |what, version: Option<String>| version.map(|version| Event { what, version });
    // OSV schema, `affected[].ranges[].events`: `*` stands for no limit.
    let limit = raw.limit.filter(|limit| limit != "*");
    [
        event(EventKind::Introduced, raw.introduced),
        event(EventKind::Fixed, raw.fixed),
        event(EventKind::LastAffected, raw.last_affected),
        event(EventKind::Limit, limit),
    ]
    .into_iter()
    .flatten()
}

fn grades(raw: Vec<RawGrade>) -> Vec<Grade> {
    let is_one = |grade: &RawGrade| !grade.score.0.is_empty() && grade.score.0.len() <= MAX_VECTOR_BYTES;
    let mut grades: Vec<Grade> = raw
        .into_iter()
        .filter(is_one)
        .map(|grade| Grade { scheme: word(&grade.scheme), score: grade.score.0 })
        .collect();
    grades.sort_unstable();
    grades.dedup();
    grades
}

fn references(raw: Vec<RawReference>) -> Vec<(String, String)> {
    let is_address = |url: &str| {
        url.len() <= URL_BYTES
            && (url.starts_with("https://") || url.starts_with("http://"))
            && !url.chars().any(|c| c.is_control() || c.is_whitespace())
    };
    let kept = raw.into_iter().filter(|reference| is_address(&reference.url.0)).take(REFERENCES);
    kept.map(|reference| (word(&reference.kind), reference.url.0)).collect()
}

/// Keeps what can be an id, and is not the record's own; sorted, each once.
fn ids(raw: Vec<String>, own: &str) -> Vec<String> {
    let mut ids: Vec<String> = raw.into_iter().filter(|id| is_id(id) && id != own).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

fn is_id(id: &str) -> bool {
    !id.is_empty() && id.len() <= MAX_ID_BYTES && id.bytes().all(|byte| byte.is_ascii_graphic())
}

fn time(text: &str) -> Option<Timestamp> {
    text.parse::<Timestamp>().ok().filter(|time| time.as_second() > FIRST_SECOND)
}

fn word(word: &Word) -> String {
    clean(&word.0, WORD_BYTES)
}

/// Cuts a text at a bound, and takes out what controls a terminal.
fn clean(text: &str, bytes: usize) -> String {
    let is_control = |c: char| c.is_control() && !matches!(c, '\n' | '\t');
    let text = cut(text.trim(), bytes);
    if text.contains(is_control) {
        text.chars().filter(|c| !is_control(*c)).collect()
    } else {
        text.to_owned()
    }
}

/// Cuts a text at the last whole character before a bound.
pub(crate) fn cut(text: &str, bytes: usize) -> &str {
    if text.len() <= bytes {
        return text;
    }
    let end = (0..=bytes).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default();
    text.get(..end).unwrap_or_default()
}
