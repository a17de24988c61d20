//! A history as the engines see it.

use std::collections::BTreeSet;
use std::sync::{Arc, PoisonError};

use jiff::Timestamp;
use sekimori_model::wire::HistorySeen;
use sekimori_model::{
    CommitSeen, Limits, NotAnalysed, PathClass, Problem, VersionId, VersionOf, VersionPlace, Versions,
};

use super::gaps::{Gap, Lost};
use super::{BATCH, Blob, CommitName, Date, History};
use crate::git::shown;

impl Versions for History {
    fn batches(&self) -> usize {
        self.blobs().len().div_ceil(BATCH) + self.message_batches()
    }

    fn visit(
        &self,
        batch: usize,
        limits: &Limits,
        class: &dyn Fn(&str) -> PathClass,
        visitor: &mut dyn FnMut(VersionOf<'_>),
    ) {
        let files = self.blobs().len().div_ceil(BATCH);
        if let Some(batch) = batch.checked_sub(files) {
            return self.visit_messages(batch, visitor);
        }
        let mut reader = self.reader();
        let start = batch.saturating_mul(BATCH);
        let end = start.saturating_add(BATCH).min(self.blobs().len());
        for blob in self.blobs().get(start..end).unwrap_or_default() {
            // What fails is counted and kept by the reader.
            reader.visit(*blob, limits, &mut |bytes| {
                visitor(VersionOf { id: blob.0, paths: &self.paths_by_class(blob.0, class), bytes });
            });
        }
    }

    fn is_part(&self) -> bool {
        self.is_part
    }

    fn keep_for_later(&self, version: VersionId) {
        self.keep(version);
    }

    fn is_left_out(&self, path: &str) -> bool {
        self.left_out.as_ref().is_some_and(|left_out| left_out.has(path))
    }

    fn places(
        &self,
        versions: &[VersionId],
        is_told: &dyn Fn(VersionId, &str) -> bool,
    ) -> Vec<Vec<VersionPlace>> {
        let messages: Vec<_> = versions.iter().map(|version| self.places_of_message(*version)).collect();
        let files = versions.iter().zip(&messages).filter(|(_, message)| message.is_none());
        let blobs: Vec<Blob> = files.map(|(version, _)| Blob(*version)).collect();
        let mut lives = self.lives_at(&blobs, &|blob, path| is_told(blob.0, path)).into_iter();
        let place = |place: super::Place| VersionPlace {
            path: place.path.into(),
            first: commit(place.first),
            last: commit(place.last),
            ranks: place.ranks,
            in_head: place.is_in_head,
        };
        let mut of_file = || {
            let life = lives.next().unwrap_or_default();
            if life.is_cut {
                self.tell_untold(&life);
            }
            life.places.into_iter().map(place).collect()
        };
        messages.into_iter().map(|message| message.unwrap_or_else(&mut of_file)).collect()
    }

    fn seen(&self) -> Option<HistorySeen> {
        let (counts, unseen) = (self.counts(), self.unseen());
        let seen = HistorySeen {
            commits: counts.commits,
            blobs: counts.blobs,
            blobs_known: counts.known_blobs,
            not_seen: unseen.cut_commits + unseen.missing + unseen.corrupt + unseen.too_large,
        };
        (counts.tips > 0 || seen.not_seen > 0).then_some(seen)
    }

    fn problems(&self) -> Vec<Problem> {
        self.unseen().problems
    }
}

impl History {
    /// One path of a file for each class that its paths are of.
    fn paths_by_class(&self, number: u32, class: &dyn Fn(&str) -> PathClass) -> Vec<Arc<str>> {
        let mut all: Vec<Arc<str>> = Vec::new();
        let mut classes = BTreeSet::new();
        let mut take = |path: Vec<u8>| {
            let path = shown(&path);
            if classes.insert(class(&path)) {
                all.push(path.into());
            }
        };
        if let Some(moved) = self.ways.new_paths(number) {
            moved.for_each(take);
            return all;
        }
        let mut others = self.ways.other_paths(number).peekable();
        // Most have one path, and nobody asks for its class.
        if others.peek().is_none() {
            return vec![shown(&self.graph.path(number)).into()];
        }
        take(self.graph.path(number));
        others.for_each(take);
        all
    }

    /// Says that a content had more paths than are told.
    fn tell_untold(&self, life: &super::Life) {
        let path = life.places.first().map_or_else(String::new, |place| place.path.clone());
        let detail = format!("its content had more paths than the {} that are told", life.places.len());
        let problem = Problem { path: path.into(), reason: NotAnalysed::TooManyFindings, detail };
        self.gaps.lock().unwrap_or_else(PoisonError::into_inner).tell(problem);
    }

    /// Keeps a version for the next run, as if it had not been there: its search did not come to its end.
    fn keep(&self, version: VersionId) {
        let mut gaps = self.gaps.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(id) = self.id_of_message(version) {
            gaps.keep(id, Lost { kind: Gap::Commit, commit: None, path: Vec::new() });
        } else if let Some(node) = self.graph.at(version) {
            let commit = self.commits.at(node.commit).map(|commit| commit.id);
            gaps.keep(node.id, Lost { kind: Gap::Blob, commit, path: self.graph.path(version) });
        }
    }
}

fn commit(name: CommitName) -> CommitSeen {
    named(name.id, name.date)
}

/// A date that no calendar has is the beginning of time.
pub(super) fn named(commit: String, date: Date) -> CommitSeen {
    CommitSeen { commit, authored: Timestamp::from_second(date.seconds).unwrap_or_default() }
}
