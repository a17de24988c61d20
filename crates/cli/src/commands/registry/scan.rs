//! `sekimori registry scan`: all images of a registry, each pulled once.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use clap::ArgMatches;
use clap::parser::ValueSource;
use jiff::SignedDuration;
use sekimori_catalog::is_like;
use sekimori_model::{ContentDigest, Lang};
use sekimori_scan::{Plan, Progress};
use sekimori_store::{Asset, AssetId};
use sekimori_supply::image::registry::Registry;
use sekimori_text::{Arg, text_with};

use super::asked::why;
use super::images::{AtWork, Reader, Scanned, Scanner};
use super::scan_report::{Failure, Report, SeenTag};
use crate::args::{Global, Manifests, ScanFormat, ScanRegistry as Args};
use crate::commands::scan::{Desk, plan_for, pool, style};
use crate::error::Error;
use crate::exit::Exit;
use crate::help::NOT_OF_IMAGES;
use crate::remembered::{self, Rematch};
use crate::settings::InForce;
use crate::{image_source, knowledge, output, settings};

pub(super) fn run(args: &Args, global: &Global, matches: &ArgMatches, lang: Lang) -> Result<Exit, Error> {
    let started = Instant::now();
    let judging = &args.judging;
    super::check_host(&args.host)?;
    if !matches!(judging.format, ScanFormat::Terminal | ScanFormat::Table | ScanFormat::Json) {
        return Err(Error::RememberedFormat);
    }
    let in_force = in_force(args, matches)?;
    let plan = plan_for(judging, None, &in_force, None)?
        .knowing(knowledge::needed(&args.knowledge)?)
        .heeding(knowledge::stated(&args.knowledge)?);
    // Images are read by the rules alone: what is published about their packages is asked for all of them at once.
    let reader = Reader::new(plan_for(judging, None, &in_force, None)?, args.from.platform.as_ref());
    let (pool, style) = (pool(judging)?, style(judging, global, "", lang));
    let desk = Desk { judging, global, plan, pool, style, started };
    let scanner = scanner(args, &desk)?;
    let listed = desk.with_progress(|step| list(args, &scanner, step))?;
    let mut round = desk.with_progress(|step| scan_all(args, &scanner, &reader, listed, step))?;
    let turn = remembered::turn(&scanner.store(), lang)?;
    let rematch = judge(&desk, &scanner, &round)?;
    tell_of_parts(&rematch, &mut round);
    let report = Report { args, desk: &desk, rematch: &rematch, round: &round, now: scanner.now() };
    output::write(judging.output.as_deref(), |out| report.write(lang, out))?;
    remember(args, &desk.plan, &scanner, &rematch)?;
    drop(turn);
    if !global.quiet {
        report.conclude(lang);
    }
    Ok(match () {
        () if judging.exit_zero => Exit::Clean,
        () if report.fails() => Exit::Findings,
        () if !round.failures.is_empty() => Exit::Incomplete,
        () if round.tags.is_empty() => Exit::Nothing,
        () if !rematch.asked.is_complete => Exit::Incomplete,
        () => Exit::Clean,
    })
}

fn in_force(args: &Args, matches: &ArgMatches) -> Result<InForce, Error> {
    let is_given = |id: &&&str| matches.value_source(id) == Some(ValueSource::CommandLine);
    if let Some(flag) = NOT_OF_IMAGES.iter().find(is_given) {
        return Err(Error::NotOfImages { flag: flag.replace('_', "-") });
    }
    let manifests = Manifests { packs: args.packs.clone(), kubernetes_version: None };
    // A registry lies in no folder: the configuration is that of where the command runs.
    let here = PathBuf::from(".").canonicalize().unwrap_or_else(|_| PathBuf::from("."));
    let mut in_force = settings::resolve(&args.judging.settings, &manifests, matches, &here, None)?;
    knowledge::overlay(&args.knowledge, &mut in_force.config);
    knowledge::judged(&mut in_force.config);
    Ok(in_force)
}

fn scanner<'a>(args: &'a Args, desk: &'a Desk<'_>) -> Result<Scanner<'a>, Error> {
    let options = image_source::registry(&args.from.access);
    Ok(Scanner {
        host: &args.host,
        registry: Registry::new(&args.host, &options).map_err(Error::Image)?,
        options,
        platform: args.from.platform.clone(),
        cache: image_source::cache(&args.from)?,
        pool: &desk.pool,
        at_work: AtWork::default(),
        store: Mutex::new(remembered::open(args.state.state_dir.as_deref())?),
        fixed: Some(remembered::now()?),
    })
}

/// A tag, and what it stands for.
pub(super) struct Tagged {
    pub(super) repository: String,
    pub(super) tag: String,
    pub(super) digest: ContentDigest,
}

/// What a registry has, and what of it could not be seen.
#[derive(Default)]
pub(super) struct Listed {
    pub(super) tags: Vec<Tagged>,
    pub(super) repositories: usize,
    pub(super) failures: Vec<Failure>,
}

/// How long a registry may take to list what it has.
const PATIENCE: Duration = Duration::from_hours(1);

fn list(args: &Args, scanner: &Scanner<'_>, step: &(dyn Fn(Progress) + Sync)) -> Result<Listed, Error> {
    let mut listed = Listed::default();
    let failure = |place: String, detail: String| Failure { place, digest: String::new(), detail };
    let patterns = &args.repositories;
    let is_name = |pattern: &&String| !pattern.contains('*');
    let mut names: BTreeSet<String> = patterns.iter().filter(is_name).cloned().collect();
    if patterns.is_empty() || names.len() < patterns.len() {
        let all = scanner.registry.repositories().map_err(Error::Image)?;
        names.extend(all.into_iter().filter(|name| patterns.is_empty() || is_like(patterns, name)));
    }
    if names.len() > args.most_repositories {
        let detail = format!("{} of {} repositories were asked", args.most_repositories, names.len());
        listed.failures.push(failure(args.host.clone(), detail));
    }
    step(Progress::Files(names.len().min(args.most_repositories)));
    let began = Instant::now();
    for repository in names.into_iter().take(args.most_repositories) {
        let name = scanner.name(&repository);
        if began.elapsed() > PATIENCE {
            let detail = "not asked: the lists of the registry took more than an hour".to_owned();
            listed.failures.push(failure(name, detail));
            break;
        }
        listed.repositories += 1;
        let mut seen = Vec::new();
        let tags = match scanner.registry.tags(&repository) {
            Ok(tags) => tags,
            // A repository whose last image was deleted may still be listed.
            Err(error) if error.is_not_found() => Vec::new(),
            Err(error) => {
                listed.failures.push(failure(name, why(&error)));
                continue;
            }
        };
        if tags.len() > args.most_tags {
            let detail = format!("{} of {} tags were asked", args.most_tags, tags.len());
            listed.failures.push(failure(name.clone(), detail));
        }
        let mut is_all = tags.len() <= args.most_tags;
        for tag in tags.iter().take(args.most_tags) {
            match scanner.registry.digest_of_tag(&repository, tag) {
                Ok(Some(digest)) => {
                    seen.push((tag.clone(), digest.to_string()));
                    let (repository, tag) = (repository.clone(), tag.clone());
                    listed.tags.push(Tagged { repository, tag, digest });
                }
                Ok(None) => {
                    is_all = false;
                    listed
                        .failures
                        .push(failure(format!("{name}:{tag}"), "its digest is not told".to_owned()));
                }
                Err(error) => {
                    is_all = false;
                    listed.failures.push(failure(format!("{name}:{tag}"), why(&error)));
                }
            }
        }
        scanner.store().put_tags(&name, &seen, is_all, scanner.now()).map_err(Error::State)?;
        step(Progress::Done);
    }
    Ok(listed)
}

/// What came of all that a registry has.
pub(super) struct Round {
    pub(super) repositories: usize,
    /// The tags that stand for images, each with those.
    pub(super) tags: Vec<SeenTag>,
    pub(super) digests: usize,
    pub(super) pulled: usize,
    /// How many images are of another platform than was asked for.
    pub(super) left_out: usize,
    pub(super) failures: Vec<Failure>,
}

/// Scans what tags stand for, each digest once, several at a time.
fn scan_all(
    args: &Args,
    scanner: &Scanner<'_>,
    reader: &Reader,
    listed: Listed,
    step: &(dyn Fn(Progress) + Sync),
) -> Result<Round, Error> {
    let Listed { tags, repositories, mut failures } = listed;
    let work: BTreeSet<(&str, &ContentDigest)> =
        tags.iter().map(|tagged| (tagged.repository.as_str(), &tagged.digest)).collect();
    let work: Vec<_> = work.into_iter().collect();
    step(Progress::Files(work.len()));
    let next = AtomicUsize::new(0);
    let done: Mutex<BTreeMap<usize, Result<Scanned, Error>>> = Mutex::default();
    thread::scope(|scope| {
        for _ in 0..usize::from(args.at_once).min(work.len()) {
            scope.spawn(|| {
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let Some((repository, digest)) = work.get(index) else { return };
                    let came = scanner.scan(repository, digest, reader);
                    let mut done = done.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                    done.insert(index, came);
                    step(Progress::Done);
                }
            });
        }
    });
    let done = done.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    let mut assets: BTreeMap<(&str, &ContentDigest), Vec<AssetId>> = BTreeMap::new();
    let (mut pulled, mut left_out) = (0, 0);
    for (index, came) in done {
        let Some((repository, digest)) = work.get(index) else { continue };
        let came = came?;
        pulled += came.pulled;
        left_out += came.left_out;
        let place = format!("{}@{digest}", scanner.name(repository));
        failures.extend(came.failures.into_iter().map(|(digest, detail)| Failure {
            place: place.clone(),
            digest,
            detail,
        }));
        assets.insert((repository, digest), came.assets);
    }
    let seen: Vec<SeenTag> = tags
        .iter()
        .filter_map(|tagged| {
            let assets = assets.get(&(tagged.repository.as_str(), &tagged.digest))?.clone();
            Some(SeenTag {
                repository: scanner.name(&tagged.repository),
                tag: tagged.tag.clone(),
                digest: tagged.digest.to_string(),
                assets,
            })
        })
        .filter(|tag| !tag.assets.is_empty())
        .collect();
    let digests = work.len();
    Ok(Round { repositories, tags: seen, digests, pulled, left_out, failures })
}

/// Judges the packages of all images that tags stand for.
fn judge(desk: &Desk<'_>, scanner: &Scanner<'_>, round: &Round) -> Result<Rematch, Error> {
    let wanted: BTreeSet<AssetId> = round.tags.iter().flat_map(|tag| tag.assets.iter().copied()).collect();
    let wants = |asset: &Asset, _: &[String]| wanted.contains(&asset.id);
    let store = scanner.store();
    desk.with_progress(|step| remembered::rematch(&store, &desk.plan, &desk.pool, step, &wants))
}

/// Names the images of which only a part was read, in this run or an earlier one.
fn tell_of_parts(rematch: &Rematch, round: &mut Round) {
    for asset in rematch.assets.iter().filter(|asset| !asset.is_whole) {
        if round.failures.iter().all(|failure| failure.digest != asset.digest) {
            let place = format!("{}@{}", asset.name, asset.digest);
            let detail = "only a part of it could be read".to_owned();
            round.failures.push(Failure { place, digest: asset.digest.clone(), detail });
        }
    }
}

/// Remembers what was told, and of which images it was asked anew: those that were judged with something else, or longer
/// ago than is wanted.
fn remember(args: &Args, plan: &Plan, scanner: &Scanner<'_>, rematch: &Rematch) -> Result<(), Error> {
    let by = remembered::judged_by(rematch, plan);
    let most = SignedDuration::try_from(args.max_age).unwrap_or(SignedDuration::MAX);
    let is_old = |asset: &&Asset| {
        asset.judged_by != by || asset.judged_at.is_none_or(|at| scanner.now().duration_since(at) > most)
    };
    let old: Vec<AssetId> = rematch.assets.iter().filter(is_old).map(|asset| asset.id).collect();
    remembered::tell(&mut scanner.store(), rematch, &old, &by, scanner.now())
}

/// Says what could not be seen, in the language of the user around what the registry said.
pub(super) fn failed(failure: &Failure, lang: Lang) -> String {
    let args = [("place", Arg::Text(&failure.place)), ("detail", Arg::Text(&failure.detail))];
    text_with(lang.as_str(), "registry-scan-failed", &args)
}
