//! `sekimori registry`: how a registry is kept, and what its images hold.

mod asked;
mod images;
mod latest;
mod scan;
mod scan_report;
mod watch;
mod watch_queue;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::ArgMatches;
use sekimori_catalog::RegistryView;
use sekimori_model::Lang;
use sekimori_parse::image::Reference;
use sekimori_scan::judge_registry;
use serde_json::{Value, json};

use self::asked::{Wanted, ask};
use super::scan::{Desk, exit, plan_for, pool, style, today};
use crate::args::{CheckRegistry, Global, Manifests, RegistryCommand};
use crate::error::Error;
use crate::exit::Exit;
use crate::{cursor, image_source, settings};

pub(crate) fn run(
    command: &RegistryCommand,
    global: &Global,
    matches: &ArgMatches,
    lang: Lang,
) -> Result<Exit, Error> {
    match command {
        RegistryCommand::Check(args) => check(args, global, matches, lang),
        RegistryCommand::Scan(args) => scan::run(args, global, matches, lang),
        RegistryCommand::Watch(args) => watch::run(args, global, matches, lang),
    }
}

/// Refuses what is no host.
fn check_host(host: &str) -> Result<(), Error> {
    if Reference::parse(&format!("{host}/a/b")).is_ok_and(|reference| reference.registry() == host) {
        return Ok(());
    }
    Err(Error::NotARegistry { text: sekimori_supply::image::without_user(host) })
}

fn check(args: &CheckRegistry, global: &Global, matches: &ArgMatches, lang: Lang) -> Result<Exit, Error> {
    let started = Instant::now();
    let judging = &args.judging;
    let host = args.host.as_str();
    check_host(host)?;
    let manifests = Manifests { packs: args.packs.clone(), kubernetes_version: None };
    // A registry lies in no folder: the configuration is that of where the command runs.
    let here = PathBuf::from(".").canonicalize().unwrap_or_else(|_| PathBuf::from("."));
    let in_force = settings::resolve(&judging.settings, &manifests, matches, &here, None)?;
    let plan = plan_for(judging, None, &in_force, None)?;
    let before = args.state.as_deref().map(|path| read(path, host)).transpose()?.flatten();
    let wanted = Wanted {
        host,
        repositories: &args.repositories,
        most_repositories: args.most_repositories,
        most_tags: args.most_tags,
        today: today(judging.now)?,
        before: before.as_ref(),
    };
    let asked = ask(&wanted, &image_source::registry(&args.access)).map_err(Error::Image)?;
    let (pool, style) = (pool(judging)?, style(judging, global, "", lang));
    let desk = Desk { judging, global, plan, pool, style, started };
    let found = judge_registry(&asked.view, &asked.problems, asked.cut_short, &desk.plan);
    desk.report(&found)?;
    if let Some(path) = &args.state {
        let state = written(&asked.view, before.unwrap_or_default());
        cursor::write(path, state.as_bytes()).map_err(of_state)?;
    }
    desk.conclude(&found);
    Ok(exit(&found, judging.exit_zero))
}

/// The state is kept as a cursor is, but is told of as what it is.
fn of_state(error: Error) -> Error {
    match error {
        Error::Cursor { path, cause } => Error::RegistryState { path, cause },
        other => other,
    }
}

/// What tags stood for when an earlier run looked; none where there was none yet.
fn read(path: &Path, host: &str) -> Result<Option<BTreeMap<String, String>>, Error> {
    let Some(bytes) = cursor::load(path).map_err(of_state)? else { return Ok(None) };
    let value: Value = serde_json::from_slice(&bytes).unwrap_or_default();
    let tags = value.get("tags").and_then(Value::as_object);
    let is_ours = value["version"] == 1 && value["registry"] == host;
    let Some(tags) = tags.filter(|_| is_ours) else {
        return Err(Error::NotARegistryState { path: path.to_path_buf(), host: host.to_owned() });
    };
    let pair = |(tag, digest): (&String, &Value)| Some((tag.clone(), digest.as_str()?.to_owned()));
    Ok(Some(tags.iter().filter_map(pair).collect()))
}

/// What tags stand for now; those that were not seen this time stay.
fn written(view: &RegistryView, mut tags: BTreeMap<String, String>) -> String {
    for repository in &view.repositories {
        for tag in &repository.tags {
            tags.insert(format!("{}:{}", repository.name, tag.name), tag.digest.clone());
        }
    }
    let state = json!({ "version": 1, "registry": view.host, "tags": tags });
    format!("{state:#}\n")
}
