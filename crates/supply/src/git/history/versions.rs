//! A history as the engines see it.

use jiff::Timestamp;
use sekimori_model::wire::HistorySeen;
use sekimori_model::{CommitSeen, Limits, Problem, VersionId, VersionOf, VersionPlace, Versions};

use super::{BATCH, Blob, CommitName, History};

impl Versions for History {
    fn batches(&self) -> usize {
        self.blobs().len().div_ceil(BATCH)
    }

    fn visit(&self, batch: usize, limits: &Limits, visitor: &mut dyn FnMut(VersionOf<'_>)) {
        let mut reader = self.reader();
        let start = batch.saturating_mul(BATCH);
        let end = start.saturating_add(BATCH).min(self.blobs().len());
        for blob in self.blobs().get(start..end).unwrap_or_default() {
            // What fails is counted and kept by the reader.
            if let Ok(bytes) = reader.read(*blob, limits) {
                visitor(VersionOf { id: blob.0, path: &self.seen(*blob).path, bytes: &bytes });
            }
        }
    }

    fn places(&self, versions: &[VersionId]) -> Vec<Vec<VersionPlace>> {
        let blobs: Vec<Blob> = versions.iter().map(|version| Blob(*version)).collect();
        let lives = self.lives(&blobs).into_iter();
        let place = |place: super::Place| VersionPlace {
            path: place.path.into(),
            first: commit(place.first),
            last: commit(place.last),
            in_head: place.is_in_head,
        };
        lives.map(|life| life.places.into_iter().map(place).collect()).collect()
    }

    fn seen(&self) -> HistorySeen {
        let (counts, unseen) = (self.counts(), self.unseen());
        HistorySeen {
            commits: counts.commits,
            blobs: counts.blobs,
            blobs_known: counts.known_blobs,
            not_seen: unseen.cut_commits + unseen.missing + unseen.corrupt + unseen.too_large,
        }
    }

    fn problems(&self) -> Vec<Problem> {
        self.unseen().problems
    }
}

/// A date that no calendar has is the beginning of time.
fn commit(name: CommitName) -> CommitSeen {
    CommitSeen { commit: name.id, authored: Timestamp::from_second(name.date.seconds).unwrap_or_default() }
}
