//! What commits and annotated tags say: bytes like those of a file, under the name of the file in which git has them written.
//!
//! No folder of a commit can hold such a path, so that they are never taken for a file. They are read when they are
//! visited; nothing of them is kept.

use std::sync::{Arc, PoisonError};

use gix::ObjectId;
use gix::objs::Kind;
use sekimori_model::{VersionId, VersionOf, VersionPlace};

use super::History;
use super::commits::{COMMIT_BYTES, Date, date};
use super::versions::named;
use crate::git::objects::{Fault, ObjectReader};

/// The path of what a commit says.
pub const PATH_OF_COMMIT_MESSAGE: &str = ".git/COMMIT_EDITMSG";
/// The path of what an annotated tag says.
const OF_TAG: &str = ".git/TAG_EDITMSG";

/// How lines that name people begin in an object, and below a message.
const WHO: [(&[u8], &[u8]); 3] =
    [(b"author ", b"# Author:    "), (b"committer ", b"# Committer: "), (b"tagger ", b"# Tagger:    ")];

/// Marks the number of a version that is no file's: files have smaller ones.
const MARK: VersionId = 1 << 31;
/// Messages of one batch.
const BATCH: usize = 1024;

impl History {
    fn message_count(&self) -> usize {
        self.fresh.len() + self.tags.len()
    }

    /// Batches of messages; they follow those of files.
    pub(super) fn message_batches(&self) -> usize {
        self.message_count().div_ceil(BATCH)
    }

    /// Visits what the new commits say and who made them, then the new tags.
    pub(super) fn visit_messages(&self, batch: usize, visitor: &mut dyn FnMut(VersionOf<'_>)) {
        let mut reader = self.objects.reader();
        let paths: [Arc<str>; 2] = [PATH_OF_COMMIT_MESSAGE.into(), OF_TAG.into()];
        let start = batch.saturating_mul(BATCH);
        for index in start..start.saturating_add(BATCH).min(self.message_count()) {
            let Some((id, kind)) = self.message_at(index) else { continue };
            let path = if kind == Kind::Commit { &paths[0] } else { &paths[1] };
            let number = u32::try_from(index).unwrap_or(MARK) | MARK;
            match read(&id, kind, &mut reader) {
                Ok((object, from)) => {
                    let bytes = said(&object, from);
                    if !bytes.is_empty() {
                        visitor(VersionOf { id: number, paths: std::slice::from_ref(path), bytes: &bytes });
                    }
                }
                Err(fault) => self.lose(id, &fault),
            }
        }
    }

    fn lose(&self, id: ObjectId, fault: &Fault) {
        self.gaps.lock().unwrap_or_else(PoisonError::into_inner).commit(id, fault);
    }

    /// The object that holds a message.
    fn message_at(&self, index: usize) -> Option<(ObjectId, Kind)> {
        match self.fresh.get(index) {
            Some(number) => self.commits.at(*number).map(|commit| (commit.id, Kind::Commit)),
            None => self.tags.get(index - self.fresh.len()).map(|id| (*id, Kind::Tag)),
        }
    }

    /// The object of a version, if it is a message.
    pub(super) fn id_of_message(&self, version: VersionId) -> Option<ObjectId> {
        let index = version.checked_sub(MARK)? as usize;
        self.message_at(index).map(|(id, _)| id)
    }

    /// Where a version stands, if it is a message: in the commit or the tag that says it, and nowhere else.
    pub(super) fn places_of_message(&self, version: VersionId) -> Option<Vec<VersionPlace>> {
        let index = version.checked_sub(MARK)? as usize;
        let (id, kind) = self.message_at(index)?;
        let number = self.commits.get(&id).filter(|_| kind == Kind::Commit);
        // Of tags the dates decide: none follows on another.
        let rank = number.map_or(0, |number| self.rank(number));
        let (path, date) = match number.and_then(|number| self.commits.at(number)) {
            Some(commit) => (PATH_OF_COMMIT_MESSAGE, commit.author),
            None => (OF_TAG, tagged(&id, &mut self.objects.reader())),
        };
        let said = named(id.to_string(), date);
        let (path, first) = (path.into(), said.clone());
        Some(vec![VersionPlace { path, first, last: said, ranks: (rank, rank), in_head: false }])
    }
}

/// Reads an object, and tells where its words begin: behind the first empty line.
fn read(id: &ObjectId, wanted: Kind, reader: &mut ObjectReader<'_>) -> Result<(Arc<Vec<u8>>, usize), Fault> {
    let (kind, bytes) = reader.read(id, COMMIT_BYTES)?;
    if kind != wanted {
        return Err(Fault::Corrupt(format!("it is a {kind}, not a {wanted}")));
    }
    let from = bytes.windows(2).position(|pair| pair == b"\n\n").map_or(bytes.len(), |at| at + 2);
    Ok((bytes, from))
}

/// What a commit or a tag says, and behind it who made it, as git has that written below a message.
fn said(object: &[u8], from: usize) -> Vec<u8> {
    let mut said = object.get(from..).unwrap_or_default().to_vec();
    let mut names: Vec<&[u8]> = Vec::new();
    for line in object.get(..from).unwrap_or_default().split(|byte| *byte == b'\n') {
        for (start, title) in WHO {
            // Without the date.
            let name =
                line.strip_prefix(start).map(|name| match name.iter().rposition(|byte| *byte == b'>') {
                    Some(end) => name.get(..=end).unwrap_or_default(),
                    None => name,
                });
            // Most write and commit under one name.
            let Some(name) = name.filter(|name| !name.is_empty() && !names.contains(name)) else { continue };
            names.push(name);
            if said.last().is_some_and(|byte| *byte != b'\n') {
                said.push(b'\n');
            }
            said.extend_from_slice(title);
            said.extend_from_slice(name);
            said.push(b'\n');
        }
    }
    said
}

/// When a tag was made; the beginning of time where it does not say.
fn tagged(id: &ObjectId, reader: &mut ObjectReader<'_>) -> Date {
    let Ok((bytes, from)) = read(id, Kind::Tag, reader) else { return Date::default() };
    let head = bytes.get(..from).unwrap_or_default();
    let line = head.split(|byte| *byte == b'\n').find(|line| line.starts_with(b"tagger "));
    line.and_then(date).unwrap_or_default()
}
