//! A history as the engines see it.

use jiff::Timestamp;
use sekimori_model::wire::HistorySeen;
use sekimori_model::{CommitSeen, Limits, Problem, VersionId, VersionOf, VersionPlace, Versions};

use super::{BATCH, Blob, CommitName, Date, History};

impl Versions for History {
    fn batches(&self) -> usize {
        self.blobs().len().div_ceil(BATCH) + self.message_batches()
    }

    fn visit(&self, batch: usize, limits: &Limits, visitor: &mut dyn FnMut(VersionOf<'_>)) {
        let files = self.blobs().len().div_ceil(BATCH);
        if let Some(batch) = batch.checked_sub(files) {
            return self.visit_messages(batch, limits, visitor);
        }
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
        let messages: Vec<_> = versions.iter().map(|version| self.places_of_message(*version)).collect();
        let files = versions.iter().zip(&messages).filter(|(_, message)| message.is_none());
        let blobs: Vec<Blob> = files.map(|(version, _)| Blob(*version)).collect();
        let mut lives = self.lives(&blobs).into_iter();
        let place = |place: super::Place| VersionPlace {
            path: place.path.into(),
            first: commit(place.first),
            last: commit(place.last),
            in_head: place.is_in_head,
        };
        let mut of_file = || lives.next().unwrap_or_default().places.into_iter().map(place).collect();
        messages.into_iter().map(|message| message.unwrap_or_else(&mut of_file)).collect()
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

fn commit(name: CommitName) -> CommitSeen {
    named(name.id, name.date)
}

/// A date that no calendar has is the beginning of time.
pub(super) fn named(commit: String, date: Date) -> CommitSeen {
    CommitSeen { commit, authored: Timestamp::from_second(date.seconds).unwrap_or_default() }
}
