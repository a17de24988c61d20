//! What is new in the feeds, since the database was built.

use std::collections::BTreeMap;
use std::path::PathBuf;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::download::{Came, Wanted, download};
use super::feed::{Feed, Mark};
use super::folder::DbFolder;
use super::place::Kind;
use super::records::{self, Budget, Part};
use super::{Error, MAX_TABLE, Place, Progress};
use crate::read_capped;
use crate::web::{Refused, Web};

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
    /// Files that are used up as soon as the database stands.
    pub(super) used: Vec<PathBuf>,
}

/// Is told the name and the content of each part; says when a record was changed last.
pub(super) type TakePart<'a> = dyn FnMut(&str, Part<'_>) -> Result<Option<Timestamp>, Error> + 'a;

/// Where and when it is done.
pub(super) struct Run<'a> {
    pub(super) web: &'a Web,
    pub(super) folder: &'a DbFolder,
    pub(super) now: Timestamp,
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
    let mut done = Gathered { state: State { source, ..known }, is_new: false, used: Vec::new() };
    let mut budget = Budget::default();
    match &feeds.advisories.0 {
        Kind::Path(path) => {
            (run.tell)(Progress::Read { what: &path.display().to_string() });
            let mut count = 0_u64;
            records::read(path, &mut budget, &mut |name, part| {
                count += 1;
                take(name, part).map(drop)
            })?;
            if count == 0 {
                return Err(Error::Nothing { what: path.display().to_string() });
            }
            done.is_new = true;
        }
        Kind::Server(base) => {
            let feed = Feed { web: run.web, base, folder: run.folder, tell: run.tell, used: Vec::new() };
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
    for name in meant {
        let before = done.state.ecosystems.get(name).cloned();
        let mut newest: Option<Timestamp> = None;
        let mut count = 0_u64;
        let tag = feed.fetch(name, before.as_ref(), budget, &mut |path, part| {
            count += 1;
            // A record of tomorrow must not hide those that are changed until then.
            let changed = take(path, part)?.map(|changed| changed.min(run.now));
            newest = newest.max(changed);
            Ok(())
        })?;
        done.is_new |= count > 0;
        let mark = done.state.ecosystems.entry(name.clone()).or_default();
        mark.until = mark.until.max(newest);
        if let Some(tag) = tag {
            mark.tag = tag;
        }
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
    let read = read_capped(records::unpacked(&path)?, MAX_TABLE, 0).map_err(Error::file(&path))?;
    let what = || place.to_string();
    let bytes = read.ok_or_else(|| Error::TooLarge { what: what(), limit_bytes: MAX_TABLE })?;
    if bytes.is_empty() {
        let cause = Refused::Answer("it is empty".to_owned());
        return Err(Error::Refused { what: what(), cause });
    }
    done.is_new = true;
    take(&bytes)?;
    Ok(tag)
}
