//! What is new in the feeds, since the database was built.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::download::{Came, Wanted, download, forget};
use super::feed::{Feed, Fetched, Mark, is_id};
use super::folder::DbFolder;
use super::less::check_count;
use super::place::Kind;
use super::records::{self, Budget, Part};
use super::{Error, MAX_TABLE, Place, Progress};
use crate::read_capped;
use crate::web::{Refused, Web};

/// Refused records of an ecosystem that are asked for again by name; with more, it is the archive that is to be mended.
const MAX_AGAIN: usize = 50;

/// What the feeds are, and which part of them is wanted.
#[derive(Debug, Clone)]
pub struct Feeds {
    /// Advisories: a server laid out as OSV's public bucket is, or a folder or a file with records.
    pub advisories: Place,
    /// The catalog of what is known to be exploited; none is asked for where there is no place.
    pub kev: Option<Place>,
    /// How likely each is to be exploited.
    pub epss: Option<Place>,
    /// The ecosystems that are fetched from a server, in any case of letters; all of them where none is named.
    pub ecosystems: Vec<String>,
}

/// Up to where the feeds are known; kept in the database that was made of them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct State {
    /// Where the advisories came from.
    pub(super) source: String,
    /// Up to where each ecosystem is known.
    pub(super) ecosystems: BTreeMap<String, Mark>,
    /// The entity tags of the tables.
    pub(super) kev: String,
    pub(super) epss: String,
}

/// What came.
#[derive(Debug)]
pub(super) struct Gathered {
    /// What is known now.
    pub(super) state: State,
    /// Whether anything came at all.
    pub(super) is_new: bool,
    /// How many records came of archives, files and folders, and how many of these were refused.
    pub(super) whole: (u64, u64),
    /// Ecosystems that are held and that the server lists no more.
    pub(super) gone: Vec<String>,
    /// Files that are used up as soon as the database stands.
    pub(super) used: Vec<PathBuf>,
}

/// What became of a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Taken {
    /// It is a record, which was changed last at this time.
    Record(Timestamp),
    /// It is a table.
    Table,
    /// It is refused.
    Refused,
}

/// Is told the name and the content of each part.
pub(super) type TakePart<'a> = dyn FnMut(&str, Part<'_>) -> Result<Taken, Error> + 'a;

/// Where and when it is done.
pub(super) struct Run<'a> {
    pub(super) web: &'a Web,
    pub(super) folder: &'a DbFolder,
    /// The date of the database.
    pub(super) now: Timestamp,
    /// What is later than this is in the future.
    pub(super) present: Timestamp,
    pub(super) is_held: &'a (dyn Fn(&str, Timestamp) -> bool + Sync),
    /// How many records the archive of an ecosystem had when it was read last; none where less may take their place.
    pub(super) had: &'a dyn Fn(&str) -> u64,
    pub(super) tell: &'a (dyn Fn(Progress<'_>) + Sync),
}

/// Fetches what is new; all of it where nothing is known of the feeds, or they were others.
pub(super) fn gather(
    feeds: &Feeds,
    known: State,
    is_wanted: &dyn Fn(&str) -> bool,
    run: &Run<'_>,
    take: &mut TakePart<'_>,
) -> Result<Gathered, Error> {
    let source = feeds.advisories.to_string();
    let known = if known.source == source { known } else { State::default() };
    let state = State { source, ..known };
    let mut done = Gathered { state, is_new: false, whole: (0, 0), gone: Vec::new(), used: Vec::new() };
    let mut budget = Budget::default();
    match &feeds.advisories.0 {
        Kind::Path(path) => {
            (run.tell)(Progress::Read { what: &path.display().to_string() });
            records::read(path, &mut budget, &mut |name, part| {
                let taken = take(name, part)?;
                done.whole.0 += 1;
                done.whole.1 += u64::from(taken == Taken::Refused);
                Ok(())
            })?;
            if done.whole.0 == 0 {
                return Err(Error::Nothing { what: path.display().to_string() });
            }
            done.is_new = true;
        }
        Kind::Server(base) => {
            let Run { web, folder, is_held, tell, .. } = *run;
            let feed = Feed { web, base, folder, tell, is_held, used: Vec::new() };
            ecosystems(feed, feeds, is_wanted, run, &mut done, &mut budget, take)?;
        }
    }
    let tag = std::mem::take(&mut done.state.kev);
    done.state.kev = table(feeds.kev.as_ref(), "KEV", tag, run, &mut done, &mut |bytes| {
        take("KEV", Part::Kev(bytes)).map(drop)
    })?;
    let tag = std::mem::take(&mut done.state.epss);
    done.state.epss = table(feeds.epss.as_ref(), "EPSS", tag, run, &mut done, &mut |bytes| {
        take("EPSS", Part::Epss(bytes)).map(drop)
    })?;
    Ok(done)
}

/// Tells whether a server still lists all ecosystems that are held. Of a folder, nothing is held.
pub(super) fn lists_all(
    feeds: &Feeds,
    held: &State,
    web: &Web,
    folder: &DbFolder,
    tell: &(dyn Fn(Progress<'_>) + Sync),
) -> Result<bool, Error> {
    let Kind::Server(base) = &feeds.advisories.0 else { return Ok(true) };
    let feed = Feed { web, base, folder, tell, is_held: &|_, _| false, used: Vec::new() };
    let all = feed.ecosystems()?;
    Ok(held.ecosystems.keys().all(|name| all.contains(name)))
}

fn ecosystems(
    mut feed: Feed<'_>,
    feeds: &Feeds,
    is_wanted: &dyn Fn(&str) -> bool,
    run: &Run<'_>,
    done: &mut Gathered,
    budget: &mut Budget,
    take: &mut TakePart<'_>,
) -> Result<(), Error> {
    let all = feed.ecosystems()?;
    let is_named = |name: &String| feeds.ecosystems.iter().any(|wanted| wanted.eq_ignore_ascii_case(name));
    let is_meant =
        |name: &&String| if feeds.ecosystems.is_empty() { is_wanted(name) } else { is_named(name) };
    let meant: Vec<&String> = all.iter().filter(is_meant).collect();
    for wanted in &feeds.ecosystems {
        if !all.iter().any(|name| name.eq_ignore_ascii_case(wanted)) {
            return Err(Error::NoEcosystem { name: wanted.clone(), there: all.into_iter().collect() });
        }
    }
    // Who asks for one ecosystem says nothing of the others.
    if feeds.ecosystems.is_empty() {
        let is_gone = |name: &&String| !all.contains(*name);
        done.gone = done.state.ecosystems.keys().filter(is_gone).cloned().collect();
    }
    for name in meant {
        let before = done.state.ecosystems.get(name).cloned();
        let mut newest: Option<Timestamp> = None;
        let (mut count, mut refused, mut again) = (0_u64, 0_u64, Vec::new());
        let fetched = feed.fetch(name, before.as_ref(), budget, &mut |path, part| {
            count += 1;
            match take(path, part)? {
                // A record of tomorrow must not hide those that are changed until then.
                Taken::Record(changed) if changed <= run.present => newest = newest.max(Some(changed)),
                Taken::Record(_) | Taken::Table => {}
                Taken::Refused => {
                    refused += 1;
                    let id = path.rsplit('/').next().unwrap_or_default();
                    let id = id.strip_suffix(".json").unwrap_or(id);
                    if again.len() < MAX_AGAIN && is_id(id) {
                        again.push(id.to_owned());
                    }
                }
            }
            Ok(())
        })?;
        let mark = done.state.ecosystems.entry(name.clone()).or_default();
        mark.until = mark.until.max(newest);
        mark.looked = Some(run.now);
        done.is_new |= count > refused;
        match fetched {
            Fetched::Unchanged => continue,
            Fetched::Changed => {}
            Fetched::Whole(tag) => {
                let records = count.saturating_sub(refused);
                if let Err(error) = check_count(name, (run.had)(name), records) {
                    // What was damaged on the way would be read again for ever.
                    feed.used.iter().for_each(|path| forget(path));
                    return Err(error);
                }
                (mark.tag, mark.whole, mark.records) = (tag, Some(run.now), records);
                done.whole = (done.whole.0 + count, done.whole.1 + refused);
            }
        }
        again.sort();
        done.is_new |= mark.again != again;
        mark.again = again;
    }
    done.used = feed.used;
    Ok(())
}

/// Fetches a table; returns its tag.
fn table(
    place: Option<&Place>,
    name: &str,
    known: String,
    run: &Run<'_>,
    done: &mut Gathered,
    take: &mut dyn FnMut(&[u8]) -> Result<(), Error>,
) -> Result<String, Error> {
    let Some(place) = place else { return Ok(String::new()) };
    let (path, tag) = match &place.0 {
        Kind::Path(path) => (path.clone(), String::new()),
        Kind::Server(address) => {
            let path = run.folder.download(name)?;
            let tell = |bytes, total| (run.tell)(Progress::Download { what: name, bytes, total });
            let wanted = Wanted { address, known: Some(&known), limit_bytes: MAX_TABLE, tell: &tell };
            match download(run.web, &wanted, &path)? {
                Came::Unchanged => return Ok(known),
                Came::New { tag } => {
                    done.used.push(path.clone());
                    (path, tag)
                }
            }
        }
    };
    let is_download = !place.is_path();
    // What was damaged on the way would be read again for ever.
    take_table(place, &path, take).inspect_err(|_| {
        if is_download {
            forget(&path);
        }
    })?;
    done.is_new = true;
    Ok(tag)
}

fn take_table(
    place: &Place,
    path: &Path,
    take: &mut dyn FnMut(&[u8]) -> Result<(), Error>,
) -> Result<(), Error> {
    let read = read_capped(records::unpacked(path)?, MAX_TABLE, 0).map_err(Error::file(path))?;
    let what = || place.to_string();
    let bytes = read.ok_or_else(|| Error::TooLarge { what: what(), limit_bytes: MAX_TABLE })?;
    if bytes.is_empty() {
        let cause = Refused::Answer("it is empty".to_owned());
        return Err(Error::Refused { what: what(), cause });
    }
    take(&bytes)
}
