//! From the feeds to the database on disk.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::time::SystemTime;

use jiff::{SignedDuration, Timestamp};
use sekimori_vuln::{Builder, Built, Database, Ecosystem, EpssList, KevList, Record, SourceFacts};

use super::download::forget;
use super::feed::Mark;
use super::folder::DbFolder;
use super::gather::{Feeds, Gathered, Run, State, Taken, gather, lists_all};
use super::less::{Table, check_table};
use super::records::Part;
use super::{Error, Progress};
use crate::web::Web;

/// Records that are named of those that were refused.
const MAX_NAMED: usize = 100;

/// Of how many records one may be refused. More are no slip of a few authors, but another format.
const REFUSED_OF: u64 = 100;

/// How long records are fetched one by one before all of them are fetched again: what a server takes away altogether,
/// and what it changes without another date, is seen only then.
const WHOLE_AFTER: SignedDuration = SignedDuration::from_hours(30 * 24);

/// Why an ecosystem that is held counts among what is refused.
const NOT_LISTED: &str =
    "the server lists this ecosystem no more; what is held of it is not brought up to date";

/// The same, where nothing of the database before is kept.
const LEFT_OUT: &str = "the server lists this ecosystem no more; what was held of it is left out";

/// Ecosystems that are named where one that was asked for is none of them.
const MAX_THERE: usize = 200;

/// What an update is to do.
#[derive(Debug, Clone)]
pub struct Update {
    /// Where the advisories come from.
    pub feeds: Feeds,
    /// The date of the database.
    pub now: Timestamp,
    /// Whether all is fetched again, and nothing of the database before is kept.
    pub anew: bool,
    /// Whether a database may be replaced by one whose advisories are older, or far fewer.
    pub may_be_older: bool,
}

/// What an update did.
#[derive(Debug, Clone)]
pub struct Updated {
    /// What was built; none where nothing had changed.
    pub built: Option<Built>,
    /// Records that came.
    pub came: u64,
    /// How many of them were refused.
    pub refused: u64,
    /// The first of these by name, and why.
    pub named: Vec<(String, String)>,
    /// Why the database that was there before could not be gone on from.
    pub lost: Option<String>,
}

/// What comes of the records.
struct Intake<'a> {
    builder: Builder,
    wanted: Vec<String>,
    /// Which of these a record was of.
    met: BTreeSet<usize>,
    /// The ecosystems of what was left out.
    others: BTreeSet<String>,
    came: u64,
    refused: u64,
    named: Vec<(String, String)>,
    newest: Option<Timestamp>,
    /// What is later than this is in the future.
    present: Timestamp,
    /// When what is held of an advisory was changed.
    held: &'a dyn Fn(&str) -> Option<Timestamp>,
    /// The tables that are held, of which none gives way to an older one.
    kev: Table,
    epss: Table,
}

impl Intake<'_> {
    fn take(&mut self, name: &str, part: Part<'_>) -> Result<Taken, Error> {
        match part {
            Part::Record(bytes) => match self.record(bytes) {
                Ok(modified) => return Ok(Taken::Record(modified)),
                Err(why) => {
                    self.refuse(name, &why);
                    return Ok(Taken::Refused);
                }
            },
            Part::Unread(why) => {
                self.came += 1;
                self.refuse(name, why);
                return Ok(Taken::Refused);
            }
            Part::Kev(bytes) => {
                let list = KevList::from_json(bytes).map_err(|error| Error::damaged(name, &error))?;
                let came = Table { version: list.version().to_owned(), count: list.len() as u64 };
                check_table(name, &self.kev, &came)?;
                self.name_unread(name, list.unread());
                self.builder.set_kev(list);
            }
            Part::Epss(bytes) => {
                let list = EpssList::from_csv(bytes).map_err(|error| Error::damaged(name, &error))?;
                let came = Table { version: list.version().to_owned(), count: list.len() as u64 };
                check_table(name, &self.epss, &came)?;
                self.name_unread(name, list.unread());
                self.builder.set_epss(list);
            }
        }
        Ok(Taken::Table)
    }

    fn record(&mut self, bytes: &[u8]) -> Result<Timestamp, String> {
        self.came += 1;
        let mut record = Record::from_json(bytes).map_err(|error| error.to_string())?;
        let is_meant = self.meet(&record);
        let modified = record.modified;
        if modified <= self.present {
            self.newest = self.newest.max(Some(modified));
        } else {
            // It replaces what is held, and any correction replaces it: by its own date none ever would.
            let published = record.published.filter(|published| *published <= self.present);
            let after = (self.held)(&record.id)
                .and_then(|held| held.checked_add(SignedDuration::from_micros(1)).ok());
            record.modified = after.or(published).unwrap_or(Timestamp::UNIX_EPOCH);
        }
        if is_meant {
            self.builder.push(&record).map_err(|error| error.to_string())?;
        }
        Ok(modified)
    }

    /// Tells whether a record is of what is wanted.
    fn meet(&mut self, record: &Record) -> bool {
        if self.wanted.is_empty() {
            return true;
        }
        let mut is_meant = false;
        for one in &record.affected {
            let family = one.ecosystem.split(':').next().unwrap_or_default();
            let is_it = |wanted: &String| {
                one.ecosystem.eq_ignore_ascii_case(wanted) || family.eq_ignore_ascii_case(wanted)
            };
            match self.wanted.iter().position(is_it) {
                Some(place) => {
                    self.met.insert(place);
                    is_meant = true;
                }
                None if self.others.len() < MAX_THERE && !self.others.contains(family) => {
                    self.others.insert(family.to_owned());
                }
                None => {}
            }
        }
        is_meant
    }

    /// Refuses an ecosystem of which a folder has nothing: it may be misspelt, and the database would be without it.
    fn check_wanted(&self) -> Result<(), Error> {
        let mut all = self.wanted.iter().enumerate();
        match all.find(|(place, _)| !self.met.contains(place)) {
            Some((_, name)) => {
                Err(Error::NoEcosystem { name: name.clone(), there: self.others.iter().cloned().collect() })
            }
            None => Ok(()),
        }
    }

    /// Names what the server lists no more: `left` is the database before, where nothing of it is kept.
    fn name_unlisted(&mut self, came: &Gathered, left: Option<&Database<'_>>, wanted: &Update) {
        for name in &came.gone {
            self.refuse(name, NOT_LISTED);
        }
        for name in dropped(left, wanted, &came.state) {
            self.refuse(&name, LEFT_OUT);
        }
    }

    /// Names a table of which lines could not be read.
    fn name_unread(&mut self, name: &str, unread: usize) {
        if unread > 0 {
            self.refuse(name, &format!("{unread} of its lines cannot be read"));
        }
    }

    fn refuse(&mut self, name: &str, why: &str) {
        self.refused += 1;
        if self.named.len() < MAX_NAMED {
            self.named.push((name.to_owned(), why.to_owned()));
        }
    }
}

/// Brings the database up to date. Where it fails, the one that was there stays.
///
/// # Errors
/// [`Error`] where a feed is not given, makes no sense or is older than what is there.
pub fn update(
    folder: &DbFolder,
    wanted: &Update,
    web: &Web,
    tell: &(dyn Fn(Progress<'_>) + Sync),
) -> Result<Updated, Error> {
    let lock = folder.lock()?;
    let map = folder.open()?;
    // A damaged one is built anew, so that an update mends it.
    let opened = map.as_deref().map(Database::open).transpose();
    let (before, mut lost) = opened.map_or_else(|error| (None, Some(error.to_string())), |one| (one, None));
    let is_of_server = !wanted.feeds.advisories.is_path();
    let known = before.as_ref().filter(|_| is_of_server && !wanted.anew);
    let known = known.map(|database| state(&database.facts().sources, &wanted.feeds)).unwrap_or_default();
    // What the server lists no more would be lost, without a word in the next run.
    let is_anew = is_due(&known, wanted) && lists_all(&wanted.feeds, &known, web, folder, tell)?;
    let known = if is_anew { State::default() } else { known };
    let mut builder = Builder::new(wanted.now);
    if let Some(database) = before.as_ref().filter(|_| !known.ecosystems.is_empty()) {
        match Builder::from_database(database, wanted.now) {
            Ok(begun) => builder = begun,
            Err(error) => lost = Some(error.to_string()),
        }
    }
    let is_further = !known.ecosystems.is_empty() && lost.is_none();
    // What begins empty has no table either: nothing of what is known counts for it.
    let known = if is_further { known } else { State::default() };
    let present = wanted.now.max(Timestamp::now());
    let held = |id: &str| {
        let record = before.as_ref().and_then(|database| database.record(id).ok().flatten());
        record.map(|record| record.modified)
    };
    let giving_way = before.as_ref().filter(|_| !wanted.may_be_older);
    let [kev, epss] = tables(giving_way);
    let mut intake = Intake {
        builder,
        wanted: wanted.feeds.ecosystems.clone(),
        met: BTreeSet::new(),
        others: BTreeSet::new(),
        came: 0,
        refused: 0,
        named: Vec::new(),
        newest: None,
        present,
        held: &held,
        kev,
        epss,
    };
    let marks = giving_way.map(|database| state(&database.facts().sources, &wanted.feeds));
    let mark = |name: &str| marks.as_ref().and_then(|marks| marks.ecosystems.get(name));
    let had = |name: &str| mark(name).map_or(0, |mark| mark.records);
    // The database keeps microseconds.
    let is_held = |id: &str, when: Timestamp| {
        held(id).is_some_and(|modified| modified.as_microsecond() >= when.as_microsecond())
    };
    let run = Run { web, folder, now: wanted.now, present, is_held: &is_held, had: &had, tell };
    let is_wanted = |name: &str| Ecosystem::parse(name).is_some();
    let gathered = gather(&wanted.feeds, known, &is_wanted, &run, &mut |name, part| intake.take(name, part))?;
    if is_of_server {
        intake.name_unlisted(&gathered, before.as_ref().filter(|_| wanted.anew), wanted);
    } else {
        intake.check_wanted()?;
    }
    let Intake { mut builder, came, refused, named, newest, .. } = intake;
    let mut updated = Updated { built: None, came, refused, named, lost };
    if is_further && !gathered.is_new {
        // Whoever asks how old it is wants to know when somebody last looked: at all of it.
        if !is_of_all(&gathered.state, wanted) {
            return Ok(updated);
        }
        touch(&folder.database())?;
        return Ok(updated);
    }
    let source = wanted.feeds.advisories.to_string();
    if came == 0 && !is_further {
        return Err(Error::Nothing { what: source });
    }
    if let Some(error) = too_many_refused(&source, gathered.whole, &updated.named) {
        // What was damaged on the way would be read again for ever.
        gathered.used.iter().for_each(|path| forget(path));
        return Err(error);
    }
    let there = before.as_ref().and_then(|database| newest_of(&database.facts().sources));
    if let (Some(there), Some(here)) = (there, newest)
        && !is_further
        && !wanted.may_be_older
        && here < there
    {
        return Err(Error::Older { what: source, here, there });
    }
    let newest = if is_further { newest.max(there) } else { newest };
    for facts in sources(&gathered.state, &wanted.feeds, newest, (came, refused)) {
        builder.add_source(facts);
    }
    tell(Progress::Write);
    let mut built = None;
    let write = |out: &mut BufWriter<&File>| -> Result<(), Error> {
        let done = builder.write(&mut *out as &mut dyn Write).map_err(Error::Database)?;
        built = Some(done);
        Ok(())
    };
    folder.replace(&lock, write, |bytes| {
        let database = Database::open(bytes).map_err(Error::Database)?;
        database.verify().map_err(Error::Database)
    })?;
    for path in &gathered.used {
        forget(path);
    }
    updated.built = built;
    Ok(updated)
}

/// Notes on the file that somebody looked.
fn touch(path: &Path) -> Result<(), Error> {
    let touched = File::options().append(true).open(path);
    touched.and_then(|file| file.set_modified(SystemTime::now())).map_err(Error::file(path))
}

/// The tables of a database: what is exploited, and what is likely to be.
fn tables(held: Option<&Database<'_>>) -> [Table; 2] {
    let Some(facts) = held.map(Database::facts) else { return [Table::default(), Table::default()] };
    [(facts.kev_version, facts.exploited), (facts.epss_version, facts.estimated)]
        .map(|(version, count)| Table { version, count: count as u64 })
}

/// The ecosystems of a database of which nothing is kept and nothing came, where all are wanted.
fn dropped(held: Option<&Database<'_>>, wanted: &Update, came: &State) -> Vec<String> {
    let held = held.filter(|_| wanted.feeds.ecosystems.is_empty());
    let held = held.map(|database| state(&database.facts().sources, &wanted.feeds)).unwrap_or_default();
    held.ecosystems.into_keys().filter(|name| !came.ecosystems.contains_key(name)).collect()
}

/// What is wrong where more records were refused than a slip explains.
fn too_many_refused(what: &str, (came, refused): (u64, u64), named: &[(String, String)]) -> Option<Error> {
    if refused.saturating_mul(REFUSED_OF) <= came {
        return None;
    }
    let (name, why) = named.first().cloned().unwrap_or_default();
    Some(Error::Refuses { what: what.to_owned(), refused, came, name, why })
}

/// Tells whether all ecosystems that are known are looked at.
fn is_of_all(known: &State, wanted: &Update) -> bool {
    let names = &wanted.feeds.ecosystems;
    let is_named = |name: &String| names.iter().any(|wanted| wanted.eq_ignore_ascii_case(name));
    names.is_empty() || known.ecosystems.keys().all(is_named)
}

/// Tells whether it is time to fetch all again. Nothing may be lost by that: not what is known of other ecosystems.
fn is_due(known: &State, wanted: &Update) -> bool {
    let is_old = |mark: &Mark| mark.whole.is_none_or(|whole| wanted.now.duration_since(whole) > WHOLE_AFTER);
    is_of_all(known, wanted) && known.ecosystems.values().any(is_old)
}

/// What stands between a place and what of it is meant.
const OF: char = '#';

/// Up to where the feeds are known, as the database tells it.
fn state(sources: &[SourceFacts], feeds: &Feeds) -> State {
    let source = feeds.advisories.to_string();
    let of = |place: &str, facts: &SourceFacts| {
        facts.name.strip_prefix(place).and_then(|rest| rest.strip_prefix(OF)).map(str::to_owned)
    };
    let table = |place: Option<&super::Place>| {
        let place = place.map(ToString::to_string).unwrap_or_default();
        let found = sources.iter().find(|facts| facts.name == place && !place.is_empty());
        found.map(|facts| facts.cursor.clone()).unwrap_or_default()
    };
    let marks = sources.iter().filter_map(|facts| {
        let ecosystem = of(&source, facts)?;
        Some((ecosystem, serde_json::from_str::<Mark>(&facts.cursor).ok()?))
    });
    let ecosystems: BTreeMap<String, Mark> = marks.collect();
    State { ecosystems, kev: table(feeds.kev.as_ref()), epss: table(feeds.epss.as_ref()), source }
}

/// When the advisory was changed that was changed last.
fn newest_of(sources: &[SourceFacts]) -> Option<Timestamp> {
    sources
        .iter()
        .filter(|facts| !facts.name.contains(OF))
        .filter_map(|facts| facts.cursor.parse().ok())
        .max()
}

/// The same, as the database keeps it.
fn sources(
    state: &State,
    feeds: &Feeds,
    newest: Option<Timestamp>,
    (came, refused): (u64, u64),
) -> Vec<SourceFacts> {
    let facts = |name: String, cursor: String| SourceFacts { name, cursor, records: 0, refused: 0 };
    let source = &state.source;
    let newest = newest.map(|newest| newest.to_string()).unwrap_or_default();
    // Those that are asked for each time, of however many runs.
    let again: usize = state.ecosystems.values().map(|mark| mark.again.len()).sum();
    let refused = refused.max(again as u64);
    let mut all = vec![SourceFacts { records: came, refused, ..facts(source.clone(), newest) }];
    all.extend(state.ecosystems.iter().map(|(ecosystem, mark)| {
        facts(format!("{source}{OF}{ecosystem}"), serde_json::to_string(mark).unwrap_or_default())
    }));
    let tables = [(&feeds.kev, &state.kev), (&feeds.epss, &state.epss)];
    all.extend(
        tables.into_iter().filter_map(|(place, tag)| Some(facts(place.as_ref()?.to_string(), tag.clone()))),
    );
    all
}
