//! `sekimori db`: the database of advisories.

mod show;

use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};
use std::{env, io};

use jiff::Timestamp;
use sekimori_model::Lang;
use sekimori_parse::image::Reference;
use sekimori_supply::advisories::{
    self, DbFolder, Feeds, MAX_KEY_BYTES, Place, Progress, PublicKey, Update, Updated,
};
use sekimori_supply::image::registry::Registry;
use sekimori_supply::web::{Web, WebOptions};
use sekimori_text::{Arg, text, text_with};
use sekimori_vuln::Database;

use super::scan::source_date_epoch;
use crate::args::{DbCommand, Global, OSV, PullDb, PushDb, RegistryAccess, TreeFormat, UpdateDb};
use crate::error::Error;
use crate::exit::Exit;
use crate::named_file::load_regular;
use crate::verifier::proxy;
use crate::{image_source, knowledge, output};

/// Where CISA publishes what is known to be exploited.
///
/// # Source
/// cisa.gov/known-exploited-vulnerabilities-catalog.
const KEV: &str = "https://www.cisa.gov/sites/default/files/feeds/known_exploited_vulnerabilities.json";

/// Where FIRST publishes the probabilities of the day.
///
/// # Source
/// FIRST, EPSS, "Data and Statistics".
const EPSS: &str = "https://epss.empiricalsecurity.com/epss_scores-current.csv.gz";

/// Refused records that are told one by one.
const TOLD: usize = 10;

pub(crate) fn run(command: &DbCommand, global: &Global, lang: Lang) -> Result<Exit, Error> {
    match command {
        DbCommand::Update(args) => update(args, global, lang),
        DbCommand::Status(args) => {
            show::status(&knowledge::folder(args.of.folder.as_deref())?, args.format, lang)
        }
        DbCommand::Verify(args) => verify(&knowledge::folder(args.folder.as_deref())?, global, lang),
        DbCommand::Push(args) => push(args, global, lang),
        DbCommand::Pull(args) => pull(args, global, lang),
    }
}

fn update(args: &UpdateDb, global: &Global, lang: Lang) -> Result<Exit, Error> {
    let folder = knowledge::folder(args.of.folder.as_deref())?;
    let advisories = place(&args.source)?;
    // Who mirrors the advisories, or has them on this machine, may not reach what others publish.
    let is_own = args.source != OSV;
    let table = |said: Option<&str>, usual: &str| match said {
        Some("none") => Ok(None),
        Some(said) => place(said).map(Some),
        None if is_own => Ok(None),
        None => place(usual).map(Some),
    };
    let feeds = Feeds {
        advisories,
        kev: table(args.kev.as_deref(), KEV)?,
        epss: table(args.epss.as_deref(), EPSS)?,
        ecosystems: args.ecosystems.clone(),
    };
    let now = source_date_epoch()?.unwrap_or_else(Timestamp::now);
    let wanted = Update {
        feeds,
        // To the second: the database keeps no more.
        now: Timestamp::from_second(now.as_second()).unwrap_or(now),
        anew: args.anew,
        may_be_older: args.allow_older,
    };
    let no_proxy = ["NO_PROXY", "no_proxy"].iter().find_map(|name| env::var(name).ok());
    let options = WebOptions {
        insecure: args.insecure_host.clone(),
        ca_file: args.ca.clone(),
        proxy: proxy(),
        no_proxy: no_proxy.unwrap_or_default(),
        ..WebOptions::default()
    };
    let web = Web::new(&options).map_err(|error| Error::Advisories(error.into()))?;
    let told = Told::new(global, lang);
    let updated = advisories::update(&folder, &wanted, &web, &|progress| told.take(&progress));
    let updated = updated.map_err(Error::Advisories)?;
    tell(&updated, global, lang);
    show::status(&folder, TreeFormat::Terminal, lang)?;
    Ok(if updated.refused > 0 { Exit::Incomplete } else { Exit::Clean })
}

fn place(text: &str) -> Result<Place, Error> {
    Place::parse(text).map_err(Error::Advisories)
}

/// Says what came, and what was refused.
fn tell(updated: &Updated, global: &Global, lang: Lang) {
    if let Some(lost) = &updated.lost {
        output::say(&text_with(lang.as_str(), "db-lost", &[("cause", Arg::Text(lost))]));
    }
    for (name, why) in updated.named.iter().take(TOLD) {
        let args = [("name", Arg::Text(name)), ("cause", Arg::Text(why))];
        output::say(&text_with(lang.as_str(), "db-refused", &args));
    }
    let more = updated.refused.saturating_sub(TOLD.min(updated.named.len()) as u64);
    if more > 0 {
        output::say(&text_with(lang.as_str(), "db-refused-more", &[("count", Arg::Number(more))]));
    }
    if !global.quiet {
        let key = if updated.built.is_some() { "db-updated" } else { "db-unchanged" };
        output::say(&text_with(lang.as_str(), key, &[("count", Arg::Number(updated.came))]));
    }
}

fn verify(folder: &DbFolder, global: &Global, lang: Lang) -> Result<Exit, Error> {
    let Some(map) = folder.open().map_err(Error::Advisories)? else {
        return Ok(show::none(folder, lang));
    };
    let damaged = |error| Error::Advisories(advisories::Error::Database(error));
    Database::open(&map).and_then(|database| database.verify()).map_err(damaged)?;
    if !global.quiet {
        output::say(&text(lang.as_str(), "db-verified"));
    }
    Ok(Exit::Clean)
}

fn push(args: &PushDb, global: &Global, lang: Lang) -> Result<Exit, Error> {
    let folder = knowledge::folder(args.of.folder.as_deref())?;
    let (registry, reference) = registry(&args.to, &args.access)?;
    let tag = reference.tag().unwrap_or("latest");
    let digest =
        advisories::push(&folder, &registry, reference.repository(), tag).map_err(Error::Advisories)?;
    output::write(None, |out| writeln!(out, "{digest}"))?;
    if !global.quiet {
        output::say(&text_with(lang.as_str(), "db-pushed", &[("reference", Arg::Text(&args.to))]));
    }
    Ok(Exit::Clean)
}

fn pull(args: &PullDb, global: &Global, lang: Lang) -> Result<Exit, Error> {
    let folder = knowledge::folder(args.of.folder.as_deref())?;
    let (registry, reference) = registry(&args.from, &args.access)?;
    let name = reference.digest().or(reference.tag()).unwrap_or("latest");
    let key = args.key.as_deref().map(key).transpose()?;
    let pulled =
        advisories::pull(&folder, registry, reference.repository(), name, args.allow_older, key.as_ref());
    pulled.map_err(Error::Advisories)?;
    if !global.quiet {
        output::say(&text_with(lang.as_str(), "db-pulled", &[("reference", Arg::Text(&args.from))]));
    }
    show::status(&folder, TreeFormat::Terminal, lang)
}

/// Reads the key that signatures are checked with.
fn key(path: &Path) -> Result<PublicKey, Error> {
    let refused = |cause: String| Error::DbKey { path: path.to_owned(), cause };
    let bytes = load_regular(path, MAX_KEY_BYTES).map_err(|error| refused(error.to_string()))?;
    let key = PublicKey::from_pem(&String::from_utf8_lossy(&bytes));
    key.ok_or_else(|| refused("no `BEGIN PUBLIC KEY` of these".to_owned()))
}

/// The registry of a reference, and the reference.
fn registry(text: &str, access: &RegistryAccess) -> Result<(Registry, Reference), Error> {
    let wrong =
        |cause| sekimori_supply::image::Error::Reference { text: text.chars().take(200).collect(), cause };
    let reference = Reference::parse(text).map_err(|cause| Error::Image(wrong(cause)))?;
    let registry =
        Registry::new(reference.registry(), &image_source::registry(access)).map_err(Error::Image)?;
    Ok((registry, reference))
}

/// How often a line is written while something comes, where nobody sees it change.
const EACH: Duration = Duration::from_secs(10);

/// Tells on standard error how far it is.
struct Told {
    lang: Lang,
    is_quiet: bool,
    is_seen: bool,
    last: Mutex<(Instant, String)>,
}

impl Told {
    fn new(global: &Global, lang: Lang) -> Self {
        let is_seen = io::IsTerminal::is_terminal(&io::stderr()) && env::var_os("CI").is_none();
        let last = Mutex::new((Instant::now(), String::new()));
        Self { lang, is_quiet: global.quiet || global.no_progress, is_seen, last }
    }

    fn take(&self, progress: &Progress<'_>) {
        if self.is_quiet {
            return;
        }
        let number = |number: u64| Arg::Number(number);
        let (key, what, args) = match progress {
            Progress::Download { what, bytes, total } => {
                let total = total.unwrap_or(0) >> 20;
                ("db-download", *what, vec![("here", number(bytes >> 20)), ("total", number(total))])
            }
            Progress::Records { what, count, total } => {
                ("db-records", *what, vec![("here", number(*count)), ("total", number(*total))])
            }
            Progress::Read { what } => ("db-read", *what, Vec::new()),
            Progress::Write => ("db-write", "", Vec::new()),
        };
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let is_same = last.1 == format!("{key} {what}");
        let patience = if self.is_seen { Duration::from_millis(500) } else { EACH };
        if is_same && last.0.elapsed() < patience {
            return;
        }
        *last = (Instant::now(), format!("{key} {what}"));
        let args: Vec<_> = args.into_iter().chain([("what", Arg::Text(what))]).collect();
        output::say(&text_with(self.lang.as_str(), key, &args));
    }
}
