//! What is kept of images and bills, judged by what is published now, and told once.

mod ask;
mod rematch;
mod report;

use std::env;
use std::path::Path;

use jiff::Timestamp;
use sekimori_model::{Lang, Sbom, SbomKind};
use sekimori_scan::Plan;
use sekimori_store::{Asset, AssetId, AssetKind, NewAsset, StateFolder, Store, Turn};
use sekimori_text::text;

pub(crate) use ask::{holders_of, is_called, is_meant};
pub(crate) use rematch::{Rematch, Row, rematch};
pub(crate) use report::{Each, TOOL, database, finding, name_of, replacements, tell, write};

use crate::commands::scan::source_date_epoch;
use crate::error::Error;
use crate::output;

/// Where the state lies: in the folder that was named, else in the user's.
pub(crate) fn folder(named: Option<&Path>) -> Result<StateFolder, Error> {
    let usual = || StateFolder::usual(&|name| env::var_os(name)).ok_or(Error::NoStateFolder);
    named.map_or_else(usual, |path| Ok(StateFolder::at(path)))
}

/// Opens it.
pub(crate) fn open(named: Option<&Path>) -> Result<Store, Error> {
    Store::open(&folder(named)?).map_err(Error::State)
}

/// Waits for others that tell what is new, and holds them off.
pub(crate) fn turn(store: &Store, lang: Lang) -> Result<Turn, Error> {
    store.turn(&|| output::say(&text(lang.as_str(), "state-waits"))).map_err(Error::State)
}

/// The time that things are remembered by: `SOURCE_DATE_EPOCH`, else the clock.
pub(crate) fn now() -> Result<Timestamp, Error> {
    let now = source_date_epoch()?.unwrap_or_else(Timestamp::now);
    // To the second: no more is kept.
    Ok(Timestamp::from_second(now.as_second()).unwrap_or(now))
}

/// What decides what is said of packages, as a text: another one where the database, the program or the configuration is.
pub(crate) fn judged_by(rematch: &Rematch, plan: &Plan) -> String {
    let database = rematch.asked.seen.as_ref().map(|seen| format!("{} {}", seen.built, seen.records));
    format!("{} {}", database.unwrap_or_default(), plan.rules_digest())
}

/// Stores bills, with their paths, in one change. That of an image is the image's, wherever it lay; every other is called as
/// its file and, behind a `#`, as what it is of: two products may have bills at one path.
pub(crate) fn put_bills(
    store: &mut Store,
    bills: &[(&str, Sbom)],
    now: Timestamp,
) -> Result<Vec<AssetId>, Error> {
    let called = |(path, sbom): &(&str, Sbom)| {
        let subject = &sbom.subject;
        let is_image = matches!(subject.kind, SbomKind::Image) && subject.version.contains(':');
        match is_image {
            true => (subject.name.clone(), subject.version.clone()),
            false if subject.name.is_empty() => ((*path).to_owned(), String::new()),
            false => (format!("{path}#{}", subject.name), String::new()),
        }
    };
    let names: Vec<(String, String)> = bills.iter().map(called).collect();
    let mut ids = Vec::with_capacity(bills.len());
    let mut new = Vec::with_capacity(bills.len());
    for ((name, digest), (_, sbom)) in names.iter().zip(bills) {
        // What the registry told of an image says more than a bill of it.
        if let Some(Asset { id, kind: AssetKind::Image, .. }) =
            store.asset(name, digest).map_err(Error::State)?
        {
            ids.push(id);
            continue;
        }
        let asset = NewAsset {
            kind: AssetKind::Bill,
            name,
            digest,
            platform: "",
            built: None,
            is_whole: sbom.problems.is_empty(),
            read_by: "",
            rest: "",
        };
        new.push((asset, sbom));
    }
    let new = new.iter().map(|(asset, sbom)| (asset, *sbom));
    ids.extend(store.put_all(new, now).map_err(Error::State)?);
    Ok(ids)
}
