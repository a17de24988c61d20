//! How bad an advisory is: the distribution's own word, else CVSS, else the database's word.

use sekimori_model::{AdvisoryKind, CvssScore, Severity, SeverityBy};

use super::Found;
use crate::database::{unpack_kind, unpack_severity};
use crate::{Cvss, CvssVersion, Rating};

/// Scores of an advisory that are kept.
const MAX_SCORES: usize = 20;

/// Returns the scores of records, those of the newest version first, and of one version the highest.
pub(super) fn scores(records: &[&Found<'_>]) -> Vec<(CvssScore, Severity)> {
    let mut scores: Vec<(CvssScore, Severity)> = Vec::new();
    for found in records {
        // What is said of the package is said instead of what is said of all.
        let own = &found.entry.vectors;
        let vectors = if own.is_empty() { &found.meta.vectors } else { own };
        for vector in vectors {
            let Ok(score) = Cvss::parse_vector(vector) else { continue };
            let version = match score.version() {
                CvssVersion::V2 => "2.0",
                CvssVersion::V3_0 => "3.0",
                CvssVersion::V3_1 => "3.1",
                CvssVersion::V4 => "4.0",
            };
            let severity = match score.rating() {
                Rating::None => Severity::Info,
                Rating::Low => Severity::Low,
                Rating::Medium => Severity::Medium,
                Rating::High => Severity::High,
                Rating::Critical => Severity::Critical,
            };
            let score =
                CvssScore { version: version.into(), vector: (*vector).into(), tenths: score.tenths() };
            scores.push((score, severity));
        }
    }
    scores.sort_by(|(left, _), (right, _)| {
        // 3.0 and 3.1 score alike.
        let major = |score: &CvssScore| score.version.as_bytes().first().copied();
        let key = |score: &CvssScore| (major(score), score.tenths);
        key(right).cmp(&key(left)).then_with(|| right.cmp(left))
    });
    scores.dedup();
    scores.truncate(MAX_SCORES);
    scores
}

/// Returns how bad it is, and who says so.
pub(super) fn severity(
    records: &[&Found<'_>],
    scores: &[(CvssScore, Severity)],
) -> (Option<Severity>, Option<SeverityBy>) {
    let distribution = records.iter().filter(|found| found.is_distribution);
    if let Some(word) = distribution.filter_map(|found| unpack_severity(found.entry.word)).max() {
        return (Some(word), Some(SeverityBy::Distribution));
    }
    if let Some((_, severity)) = scores.first() {
        return (Some(*severity), Some(SeverityBy::Cvss));
    }
    let words = records.iter().flat_map(|found| [found.entry.word, found.meta.word]);
    let word = words.filter_map(unpack_severity).max();
    (word, word.map(|_| SeverityBy::Database))
}

/// Returns what sort of fault it is.
pub(super) fn kind(records: &[&Found<'_>]) -> AdvisoryKind {
    records.iter().map(|found| unpack_kind(found.entry.kind)).max().unwrap_or_default()
}
