//! What a server has that keeps advisories as OSV's public bucket does.
//!
//! Of an ecosystem that we know already only the records are fetched that changed since, one by one; of one that is new, or
//! that changed in many places, all of it as one archive.
//!
//! # Source
//! google.github.io/osv.dev, "Data Sources", "Data dumps": `ecosystems.txt`, `ECOSYSTEM/all.zip`,
//! `ECOSYSTEM/modified_id.csv`, `ECOSYSTEM/ID.json`.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::io::BufReader;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError, mpsc};
use std::thread;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::download::{Came, Wanted, download};
use super::folder::DbFolder;
use super::lines::{self, Line};
use super::place::{below, shown};
use super::records::{self, Budget, MAX_RECORD, Part, Take};
use super::{Error, Progress};
use crate::read_capped;
use crate::web::{Address, Refused, Web};

/// Bytes of the list of ecosystems.
const MAX_LIST: u64 = 256 << 10;

/// Ecosystems of one server. OSV has 50, and 400 with releases of distributions.
const MAX_ECOSYSTEMS: usize = 2_000;

/// Bytes of one archive.
pub(super) const MAX_ARCHIVE: u64 = 16 << 30;

/// Records that are fetched one by one; with more the archive is sooner here.
const MAX_DELTA: usize = 2_000;

/// Bytes of one line that names what changed.
const MAX_LINE: usize = 4 << 10;

/// How far back what is listed is compared with what is held. Records keep the dates of who wrote them, and some reach the
/// server days later.
const OVERLAP: SignedDuration = SignedDuration::from_hours(14 * 24);

/// Why a record is refused that the list has and the server has not.
const NOT_THERE: &str = "the server lists it and does not have it";

/// Up to where an ecosystem is known.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Mark {
    /// The entity tag of the archive.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(super) tag: String,
    /// When the record changed that changed last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) until: Option<Timestamp>,
    /// When the archive was read last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) whole: Option<Timestamp>,
    /// How many records the archive had then.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub(super) records: u64,
    /// When somebody looked last whether anything changed; told where others were looked at later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) looked: Option<Timestamp>,
    /// Records that were refused, of which no more is known than that they are there: they are asked for each time.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) again: Vec<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
const fn is_zero(count: &u64) -> bool {
    *count == 0
}

/// What was fetched of an ecosystem.
pub(super) enum Fetched {
    /// Its archive is still the same.
    Unchanged,
    /// The records that changed.
    Changed,
    /// Its archive, which has this tag.
    Whole(String),
}

/// A server with advisories.
pub(super) struct Feed<'a> {
    pub(super) web: &'a Web,
    pub(super) base: &'a Address,
    pub(super) folder: &'a DbFolder,
    pub(super) tell: &'a (dyn Fn(Progress<'_>) + Sync),
    /// Whether a record is held that changed at this time or later.
    pub(super) is_held: &'a (dyn Fn(&str, Timestamp) -> bool + Sync),
    /// Archives that are used up as soon as the database stands.
    pub(super) used: Vec<PathBuf>,
}

impl Feed<'_> {
    /// Lists the ecosystems, each once: one that is listed as a whole is not listed by releases as well.
    pub(super) fn ecosystems(&self) -> Result<BTreeSet<String>, Error> {
        let address = below(self.base, &["ecosystems.txt"]);
        let answer = self.web.get(&address, &[]).map_err(|cause| refused(&address, cause))?;
        let read = read_capped(answer.into_body().into_reader(), MAX_LIST, 0);
        let read = read.map_err(|error| refused(&address, Refused::of(&ureq::Error::from(error))))?;
        let bytes = read.ok_or_else(|| Error::TooLarge { what: shown(&address), limit_bytes: MAX_LIST })?;
        let text = String::from_utf8_lossy(&bytes);
        let is_name = |name: &&str| {
            let is_fine = |c: char| c.is_alphanumeric() || " .:-_+()".contains(c);
            !name.is_empty() && name.len() <= 100 && name.chars().all(is_fine) && !name.starts_with('.')
        };
        let all: BTreeSet<&str> = text.lines().map(str::trim).filter(is_name).take(MAX_ECOSYSTEMS).collect();
        let is_part = |name: &&str| name.split_once(':').is_some_and(|(whole, _)| all.contains(whole));
        let whole: BTreeSet<String> =
            all.iter().filter(|name| !is_part(name)).map(|name| (*name).to_owned()).collect();
        if whole.is_empty() {
            return Err(Error::Nothing { what: shown(&address) });
        }
        Ok(whole)
    }

    /// Fetches what is new of an ecosystem.
    pub(super) fn fetch(
        &mut self,
        ecosystem: &str,
        mark: Option<&Mark>,
        budget: &mut Budget,
        take: &mut Take<'_>,
    ) -> Result<Fetched, Error> {
        if let Some(mark) = mark
            && let Some(until) = mark.until
            && let Some(mut changed) = self.changed(ecosystem, until)?
        {
            changed.extend(mark.again.iter().cloned());
            self.one_by_one(ecosystem, changed, take)?;
            return Ok(Fetched::Changed);
        }
        let address = below(self.base, &[ecosystem, "all.zip"]);
        let path = self.folder.download(&format!("{ecosystem}.zip"))?;
        let tell = |bytes, total| (self.tell)(Progress::Download { what: ecosystem, bytes, total });
        let known = mark.map(|mark| mark.tag.as_str());
        let wanted = Wanted { address: &address, known, limit_bytes: MAX_ARCHIVE, tell: &tell };
        let Came::New { tag } = download(self.web, &wanted, &path)? else { return Ok(Fetched::Unchanged) };
        self.used.push(path.clone());
        (self.tell)(Progress::Read { what: ecosystem });
        // What came and is no archive would only be damaged again.
        records::read(&path, budget, take).inspect_err(|_| super::download::forget(&path))?;
        Ok(Fetched::Whole(tag))
    }

    /// Lists the records that changed since, and those of the time before that are not held; none where the server does not say, or there are too many.
    fn changed(&self, ecosystem: &str, since: Timestamp) -> Result<Option<Vec<String>>, Error> {
        let address = below(self.base, &[ecosystem, "modified_id.csv"]);
        let answer = match self.web.get(&address, &[]) {
            Ok(answer) => answer,
            Err(Refused::NotFound) => return Ok(None),
            Err(cause) => return Err(refused(&address, cause)),
        };
        let mut source = BufReader::new(answer.into_body().into_reader());
        let (mut line, mut ids) = (Vec::new(), Vec::new());
        loop {
            match lines::next(&mut source, MAX_LINE, &mut line) {
                Ok(Line::Whole) => {}
                Ok(Line::End) => return Ok(Some(ids)),
                Ok(Line::TooLong) => return Ok(None),
                Err(error) => return Err(refused(&address, Refused::of(&ureq::Error::from(error)))),
            }
            let text = String::from_utf8_lossy(&line);
            let Some((when, id)) = text.trim().split_once(',') else { return Ok(None) };
            let Ok(when) = when.parse::<Timestamp>() else { return Ok(None) };
            // The newest come first.
            if since.duration_since(when) > OVERLAP {
                return Ok(Some(ids));
            }
            if when <= since && (self.is_held)(id, when) {
                continue;
            }
            if !is_id(id) || ids.len() == MAX_DELTA {
                return Ok(None);
            }
            ids.push(id.to_owned());
        }
    }

    /// Fetches records, several at one time, and hands them over in the order of their names.
    fn one_by_one(&self, ecosystem: &str, mut ids: Vec<String>, take: &mut Take<'_>) -> Result<(), Error> {
        ids.sort();
        ids.dedup();
        let total = ids.len() as u64;
        let queue: Mutex<VecDeque<String>> = Mutex::new(ids.into());
        let mut came: BTreeMap<String, Option<Vec<u8>>> = BTreeMap::new();
        let next = || queue.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
        let (sender, receiver) = mpsc::sync_channel(8);
        thread::scope(|scope| {
            for _ in 0..self.web.bounds().at_once.get() {
                let (sender, next) = (sender.clone(), &next);
                scope.spawn(move || {
                    while let Some(id) = next() {
                        let record = self.record(ecosystem, &id);
                        if sender.send((id, record)).is_err() {
                            return;
                        }
                    }
                });
            }
            drop(sender);
            for (id, record) in receiver {
                came.insert(id, record?);
                let bytes = came.len() as u64;
                (self.tell)(Progress::Records { what: ecosystem, count: bytes, total });
            }
            Ok::<(), Error>(())
        })?;
        for (id, record) in &came {
            let part = record.as_deref().map_or(Part::Unread(NOT_THERE), Part::Record);
            take(&format!("{ecosystem}/{id}"), part)?;
        }
        Ok(())
    }

    /// Fetches a record; none where the server lists one that it does not have.
    fn record(&self, ecosystem: &str, id: &str) -> Result<Option<Vec<u8>>, Error> {
        let address = below(self.base, &[ecosystem, &format!("{id}.json")]);
        let answer = match self.web.get(&address, &[]) {
            Ok(answer) => answer,
            Err(Refused::NotFound) => return Ok(None),
            Err(cause) => return Err(refused(&address, cause)),
        };
        let read = read_capped(answer.into_body().into_reader(), MAX_RECORD as u64, 0);
        let read = read.map_err(|error| refused(&address, Refused::of(&ureq::Error::from(error))))?;
        let too_large = || Error::TooLarge { what: shown(&address), limit_bytes: MAX_RECORD as u64 };
        read.ok_or_else(too_large).map(Some)
    }
}

/// Tells whether a text may stand in an address as the name of a record.
pub(super) fn is_id(id: &str) -> bool {
    let is_fine = |c: char| c.is_ascii_alphanumeric() || "._:-".contains(c);
    !id.is_empty() && id.len() <= 200 && id.chars().all(is_fine)
}

pub(super) fn refused(address: &Address, cause: Refused) -> Error {
    Error::Refused { what: shown(address), cause }
}
