//! Makes of a record what the database keeps of it.

use std::cmp::Ordering;

use sekimori_model::{AdvisoryKind, Severity};

use super::packed::{Entry, Meta, Packed, Place, Text, pack_kind, pack_severity};
use crate::ecosystem::Family;
use crate::matching::span_of;
use crate::record::{AffectedPackage, Grade};
use crate::{Ecosystem, EventKind, Order, Record};

/// Returns the packages of a record by the names that are looked for. Ecosystems that no package comes from are left out.
pub(super) fn names(record: &Record) -> Vec<Option<(String, String)>> {
    let name = |package: &AffectedPackage| {
        let ecosystem = Ecosystem::parse(&package.ecosystem)?;
        let told = match ecosystem.release {
            "" => ecosystem.family.name.to_owned(),
            release => format!("{}:{release}", ecosystem.family.name),
        };
        Some((told, ecosystem.family.naming.normal(&package.name).into_owned()))
    };
    record.affected.iter().map(name).collect()
}

/// Packs a record, whose names are given.
pub(super) fn pack<'a>(record: &'a Record, names: &'a [Option<(String, String)>]) -> Packed<'a> {
    let mut places: Vec<Place<'a>> = record
        .affected
        .iter()
        .zip(names)
        .filter_map(|(package, name)| {
            let (ecosystem, name) = name.as_ref()?;
            let family = Ecosystem::parse(ecosystem)?.family;
            Some(Place { ecosystem, name, entry: entry(record, package, family) })
        })
        .filter(|place| !(place.entry.ranges.is_empty() && place.entry.versions.is_empty()))
        .collect();
    places.sort_unstable();
    places.dedup();
    let references = record.references.iter().map(|(kind, url)| (kind.as_str(), url.as_str()));
    Packed {
        meta: Meta {
            id: &record.id,
            modified: record.modified.as_microsecond(),
            published: record.published.map_or(0, |time| time.as_second().max(1)),
            withdrawn: record.withdrawn.map_or(0, |time| time.as_second().max(1)),
            word: pack_severity(severity(&record.word)),
            aliases: record.aliases.iter().map(String::as_str).collect(),
            upstream: record.upstream.iter().map(String::as_str).collect(),
            vectors: vectors(&record.severity),
        },
        places,
        text: Text {
            summary: &record.summary,
            details: &record.details,
            references: references.collect(),
            licence: &record.licence,
        },
    }
}

fn entry<'a>(record: &'a Record, package: &'a AffectedPackage, family: &Family) -> Entry<'a> {
    let order = family.order;
    let mut ranges: Vec<Vec<(EventKind, &'a str)>> = package
        .ranges
        .iter()
        .map(|range| range.events.iter().map(|event| (event.what, event.version.as_str())).collect())
        .map(|events| sorted(order, events))
        .collect();
    ranges.sort_unstable();
    ranges.dedup();
    let mut versions: Vec<&str> = package.versions.iter().map(String::as_str).collect();
    // What a range has is had twice: most lists are made of the ranges, and are many times as long.
    versions
        .retain(|version| !ranges.iter().any(|range| matches!(span_of(order, range, version), Ok(Some(_)))));
    versions.sort_unstable();
    versions.dedup();
    Entry {
        record: 0,
        word: pack_severity(word(record, package, family)),
        kind: pack_kind(kind(record, package)),
        vectors: vectors(&package.severity),
        ranges,
        versions,
    }
}

/// Sorts events by version, those of one version as they came; as they came, too, where one is no version.
fn sorted(order: Order, mut events: Vec<(EventKind, &str)>) -> Vec<(EventKind, &str)> {
    let is_version = |version: &str| version == "0" || order.compare(version, version).is_ok();
    // A sort needs an order that holds for all of them.
    if events.iter().all(|(_, version)| is_version(version)) {
        events.sort_by(|(_, left), (_, right)| match (*left, *right) {
            ("0", "0") => Ordering::Equal,
            ("0", _) => Ordering::Less,
            (_, "0") => Ordering::Greater,
            (left, right) => order.compare(left, right).unwrap_or(Ordering::Equal),
        });
    }
    events
}

/// What the database or distribution says of this package in a word.
fn word(record: &Record, package: &AffectedPackage, family: &Family) -> Option<Severity> {
    let grades = package.severity.iter().chain(&record.severity);
    let own = |grade: &&Grade| family.is_distribution() && grade.scheme.eq_ignore_ascii_case(family.name);
    let told = grades.clone().find(own).map(|grade| grade.score.as_str());
    let told = told.or_else(|| Some(package.word.as_str()).filter(|word| !word.is_empty()));
    let told = told.and_then(severity);
    // Errata of Red Hat and its descendants begin with it: `Important: kernel security update`.
    let title = record.summary.split_once(": ").map(|(word, _)| word);
    told.or_else(|| title.filter(|_| family.is_distribution()).and_then(severity))
}

/// # Source
/// The words of Debian's urgency, Ubuntu's priority, Red Hat's and GitHub's severity.
fn severity(word: &str) -> Option<Severity> {
    const WORDS: &[(&str, Severity)] = &[
        ("critical", Severity::Critical),
        ("high", Severity::High),
        ("important", Severity::High),
        ("medium", Severity::Medium),
        ("moderate", Severity::Medium),
        ("low", Severity::Low),
        ("minor", Severity::Low),
        ("negligible", Severity::Info),
        ("unimportant", Severity::Info),
        ("none", Severity::Info),
    ];
    WORDS.iter().find(|(known, _)| known.eq_ignore_ascii_case(word)).map(|(_, severity)| *severity)
}

fn kind(record: &Record, package: &AffectedPackage) -> AdvisoryKind {
    match package.informational.as_str() {
        "unmaintained" => AdvisoryKind::Unmaintained,
        "unsound" => AdvisoryKind::Unsound,
        "" if record.id.starts_with("MAL-") => AdvisoryKind::Malicious,
        "" => AdvisoryKind::Vulnerability,
        _ => AdvisoryKind::Notice,
    }
}

fn vectors(grades: &[Grade]) -> Vec<&str> {
    grades.iter().filter(|grade| grade.scheme.starts_with("CVSS")).map(|grade| grade.score.as_str()).collect()
}
