//! `sekimori match`: what was kept, judged by what is published now.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Instant;

use clap::ArgMatches;
use rayon::iter::{IntoParallelRefIterator as _, ParallelIterator as _};
use sekimori_model::kept::{AssetName, HOLDERS_V1, Holders, PackageHolder};
use sekimori_model::{Entry, Lang, Purl, Source as _, Viewpoint};
use sekimori_parse::packages::Bounds;
use sekimori_parse::sbom::parse;
use sekimori_scan::{is_published, judge_bills};
use sekimori_store::{Asset, AssetId, Store};
use sekimori_supply::{Disk, Walk};
use sekimori_text::{Arg, text, text_with};

use super::scan::{Desk, exit, plan_for, pool, style};
use crate::args::{Global, Manifests, Match as Args, ScanFormat};
use crate::error::Error;
use crate::exit::Exit;
use crate::remembered::{self, Rematch};
use crate::{knowledge, output, settings};

/// Bills that are read and stored together: a hundred of 300 packages take a tenth of a second, for which others wait.
const AT_ONCE: usize = 100;

pub(crate) fn run(args: &Args, global: &Global, matches: &ArgMatches, lang: Lang) -> Result<Exit, Error> {
    let started = Instant::now();
    let judging = &args.judging;
    let is_stored = args.bills.is_empty() || args.remember;
    if args.new && !is_stored {
        return Err(Error::NotRemembered { flag: "new" });
    }
    if is_stored && !matches!(judging.format, ScanFormat::Terminal | ScanFormat::Table | ScanFormat::Json) {
        return Err(Error::RememberedFormat);
    }
    if let Some(package) = &args.package {
        return holders(args, package, lang);
    }
    let manifests = Manifests { packs: args.packs.clone(), kubernetes_version: None };
    // A bill is of something else: the configuration is that of where the command runs.
    let here = PathBuf::from(".").canonicalize().unwrap_or_else(|_| PathBuf::from("."));
    let mut in_force = settings::resolve(&judging.settings, &manifests, matches, &here, None)?;
    knowledge::overlay(&args.knowledge, &mut in_force.config);
    knowledge::judged(&mut in_force.config);
    let plan = plan_for(judging, None, &in_force, None)?
        .knowing(knowledge::needed(&args.knowledge)?)
        .heeding(knowledge::stated(&args.knowledge)?);
    let (pool, style) = (pool(judging)?, style(judging, global, "", lang));
    let desk = Desk { judging, global, plan, pool, style, started };
    if is_stored {
        return stored(args, &desk, lang);
    }
    let bills = open(&args.bills)?;
    let found = desk.with_progress(|step| judge_bills(&bills, &desk.plan, &desk.pool, step));
    desk.report(&found)?;
    desk.conclude(&found);
    Ok(exit(&found, judging.exit_zero))
}

fn open(paths: &[PathBuf]) -> Result<Disk, Error> {
    let walk = Walk {
        skip_dirs: Vec::new(),
        skip_from: Viewpoint::default(),
        honour_ignore_files: false,
        wants: |path| path.to_ascii_lowercase().ends_with(".json"),
    };
    Disk::open(paths, walk).map_err(Error::Input)
}

/// Judges what is stored: all of it, or what was named.
fn stored(args: &Args, desk: &Desk<'_>, lang: Lang) -> Result<Exit, Error> {
    let mut store = remembered::open(args.state.state_dir.as_deref())?;
    let now = remembered::now()?;
    let (put, refused) =
        if args.remember { put(&mut store, &args.bills, desk, now, lang)? } else { (BTreeSet::new(), 0) };
    let wants = |asset: &Asset, tags: &[String]| {
        args.asset
            .as_ref()
            .map_or(!args.remember || put.contains(&asset.id), |text| remembered::is_meant(asset, tags, text))
    };
    let is_question = args.asset.is_some() || args.advisory.is_some();
    let turn = if is_question { None } else { Some(remembered::turn(&store, lang)?) };
    let mut rematch =
        desk.with_progress(|step| remembered::rematch(&store, &desk.plan, &desk.pool, step, &wants))?;
    if let Some(name) = &args.advisory {
        let rows = std::mem::take(&mut rematch.rows);
        let is_one = |row: &remembered::Row| {
            rematch.published(row).is_some_and(|one| remembered::is_called(one, name))
        };
        rematch.rows = rows.into_iter().filter(is_one).collect();
    }
    output::write(desk.judging.output.as_deref(), |out| {
        remembered::write(&rematch, &desk.plan, desk.judging.format, lang, out)
    })?;
    // A question is no round: who asks one has not seen the rest.
    if !is_question {
        let by = remembered::judged_by(&rematch, &desk.plan);
        let all: Vec<_> = rematch.assets.iter().map(|asset| asset.id).collect();
        remembered::tell(&mut store, &rematch, &all, &by, now)?;
    }
    drop(turn);
    conclude(args, desk, &rematch, lang);
    // Nobody has it, or nobody ever called one so: a slip must not read as the former.
    let unknown = match args.advisory.as_deref().filter(|_| rematch.rows.is_empty()) {
        Some(name) if is_published(&desk.plan, name).map_err(|cause| Error::DbUnusable { cause })? => None,
        name => name,
    };
    if let Some(name) = unknown {
        output::say(&text_with(lang.as_str(), "match-no-such-advisory", &[("name", Arg::Text(name))]));
    }
    Ok(match () {
        () if desk.judging.exit_zero => Exit::Clean,
        () if rematch.fails(&desk.plan, args.new) => Exit::Findings,
        () if refused > 0 => Exit::Incomplete,
        () if rematch.assets.is_empty() || unknown.is_some() => Exit::Nothing,
        () if !rematch.is_complete() => Exit::Incomplete,
        () => Exit::Clean,
    })
}

/// Stores bills. What is no bill is named, and left out.
fn put(
    store: &mut Store,
    paths: &[PathBuf],
    desk: &Desk<'_>,
    now: jiff::Timestamp,
    lang: Lang,
) -> Result<(BTreeSet<AssetId>, usize), Error> {
    let bills = open(paths)?;
    let limits = &desk.plan.config().limits;
    let listing = bills.list(limits);
    let (mut put, mut refused) = (BTreeSet::new(), listing.problems.len() + usize::from(listing.truncated));
    let read = |entry: &Entry| {
        let bytes = bills.read(entry, limits).map_err(|problem| problem.detail)?;
        parse(&bytes, &Bounds::default()).map(|(sbom, _)| sbom).map_err(|failure| failure.detail)
    };
    for entries in listing.entries.chunks(AT_ONCE) {
        let came: Vec<_> = desk.pool.install(|| entries.par_iter().map(read).collect());
        let mut bills = Vec::with_capacity(entries.len());
        for (entry, came) in entries.iter().zip(came) {
            match came {
                Ok(sbom) => bills.push((&*entry.path, sbom)),
                Err(detail) => {
                    refused += 1;
                    let path = PathBuf::from(&*entry.path);
                    for line in (Error::NoBill { path, detail }).lines(lang) {
                        output::say(&line);
                    }
                }
            }
        }
        put.extend(remembered::put_bills(store, &bills, now)?);
    }
    Ok((put, refused))
}

/// Says what was done.
fn conclude(args: &Args, desk: &Desk<'_>, rematch: &Rematch, lang: Lang) {
    if desk.global.quiet {
        return;
    }
    for note in &rematch.asked.notes {
        output::say(note.text.get(lang));
    }
    if rematch.assets.is_empty() {
        let key = if args.asset.is_some() { "match-no-such-asset" } else { "match-nothing-stored" };
        output::say(&text(lang.as_str(), key));
        return;
    }
    let count = |of: fn(&remembered::Row) -> bool| rematch.rows.iter().filter(|row| of(row)).count() as u64;
    let args = [
        ("assets", Arg::Number(rematch.assets.len() as u64)),
        ("packages", Arg::Number(rematch.package_count as u64)),
        ("new", Arg::Number(count(|row| row.is_new))),
        ("known", Arg::Number(count(|row| !row.is_new))),
        ("waived", Arg::Number(count(|row| row.is_waived))),
    ];
    output::say(&text_with(lang.as_str(), "match-last-line", &args));
}

/// Says who has a package, whatever is published about it.
fn holders(args: &Args, package: &str, lang: Lang) -> Result<Exit, Error> {
    let store = remembered::open(args.state.state_dir.as_deref())?;
    let found = remembered::holders_of(&store, package)?;
    let assets = store.assets().map_err(Error::State)?;
    let rows: Vec<(&Purl, &Asset)> = found
        .iter()
        .flat_map(|(package, holders)| {
            let of = assets.iter().filter(|asset| holders.contains(&asset.id));
            of.map(move |asset| (&package.package.purl, asset))
        })
        .collect();
    output::write(args.judging.output.as_deref(), |out| {
        if args.judging.format == ScanFormat::Json {
            let holders = rows.iter().map(|&(purl, asset)| PackageHolder {
                package: purl.to_string(),
                asset: AssetName { name: &asset.name, digest: &asset.digest },
            });
            let holders = holders.collect();
            let envelope = Holders { schema: HOLDERS_V1, asked: package, holders };
            serde_json::to_writer_pretty(&mut *out, &envelope)?;
            return writeln!(out);
        }
        for (purl, asset) in &rows {
            let line = format!("{}  {}", remembered::name_of(asset, None), purl);
            writeln!(out, "{}", sekimori_scan::report::printable(&line))?;
        }
        Ok(())
    })?;
    if rows.is_empty() {
        output::say(&text(lang.as_str(), "match-no-such-package"));
        return Ok(if args.judging.exit_zero { Exit::Clean } else { Exit::Nothing });
    }
    Ok(Exit::Clean)
}
