//! `sekimori registry watch`: what is pushed is scanned.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, SystemTime};

use clap::ArgMatches;
use jiff::civil::Date;
use sekimori_catalog::is_like;
use sekimori_model::Lang;
use sekimori_model::pushed::{PushFailure, PushedImage, REGISTRY_PUSH_V1, RegistryPush};
use sekimori_parse::notification::{MEDIA_TYPE, Push, pushes};
use sekimori_scan::{Plan, hush_own};
use sekimori_store::{Asset, AssetId};
use sekimori_supply::image::registry::Registry;
use sekimori_supply::listen::{Answer, Listener, Request, Token, stop_on_signals};
use sekimori_text::{Arg, text_with};
use serde_json::Value;

use super::images::{AtWork, Reader, Scanned, Scanner};
use super::latest::Latest;
use super::watch_queue::Queue;
use crate::args::{Global, Manifests, WatchRegistry as Args};
use crate::commands::scan::today;
use crate::error::Error;
use crate::exit::Exit;
use crate::named_file::load_regular;
use crate::remembered::{self, Rematch};
use crate::settings::InForce;
use crate::{image_source, knowledge, output, settings};

/// A larger file is no token.
const MAX_TOKEN: u64 = 4096;

/// Seconds after which a registry may try again: an image takes about one.
const RETRY_SECONDS: u32 = 15;

/// How often who waits sees whether to stop.
const PAUSE: Duration = Duration::from_millis(100);

pub(super) fn run(args: &Args, global: &Global, matches: &ArgMatches, lang: Lang) -> Result<Exit, Error> {
    super::check_host(&args.host)?;
    let token = args.token_file.as_deref().map(token).transpose()?;
    if token.is_none() && !args.listen.ip().is_loopback() {
        return Err(Error::NoWatchToken { address: args.listen });
    }
    let listen = |cause| Error::Listen { address: args.listen, cause };
    // Before the first thread: all of them inherit what is held back.
    let stop = stop_on_signals().map_err(listen)?;
    let manifests = Manifests { packs: args.packs.clone(), kubernetes_version: None };
    let here = PathBuf::from(".").canonicalize().unwrap_or_else(|_| PathBuf::from("."));
    let mut in_force = settings::resolve(&args.settings, &manifests, matches, &here, None)?;
    knowledge::overlay(&args.knowledge, &mut in_force.config);
    knowledge::judged(&mut in_force.config);
    let present = Present { args, in_force: &in_force, reader: Latest::default(), judge: Latest::default() };
    // Without a database nothing could be said, so that there has to be one from the beginning.
    present.judge()?;
    let threads = args.threads.unwrap_or(0);
    let builder = rayon::ThreadPoolBuilder::new().num_threads(threads).stack_size(8 << 20);
    let pool = builder.build().map_err(|cause| Error::Threads { threads, cause })?;
    let options = image_source::registry(&args.from.access);
    let scanner = Scanner {
        host: &args.host,
        registry: Registry::new(&args.host, &options).map_err(Error::Image)?,
        options,
        platform: args.from.platform.clone(),
        cache: image_source::cache(&args.from)?,
        pool: &pool,
        at_work: AtWork::default(),
        store: Mutex::new(remembered::open(args.state.state_dir.as_deref())?),
        fixed: None,
    };
    let listener = Listener::bind(args.listen, token).map_err(listen)?;
    let address = listener.address().map_err(listen)?.to_string();
    let queue = Queue::new(usize::try_from(args.queue).unwrap_or(usize::MAX));
    if !global.quiet {
        let said = [("address", Arg::Text(&address)), ("host", Arg::Text(&args.host))];
        output::say(&text_with(lang.as_str(), "registry-watch-listening", &said));
    }
    let watch = Watch { args, scanner, present, queue, stop, done: AtomicU64::new(0), lang };
    thread::scope(|scope| {
        for _ in 0..args.at_once {
            scope.spawn(|| watch.work());
        }
        listener.serve(&watch.stop, &|request| watch.take(request));
    });
    if !global.quiet {
        let (done, left) = (watch.done.load(Ordering::Relaxed), watch.queue.len() as u64);
        let said = [("scanned", Arg::Number(done)), ("left", Arg::Number(left))];
        output::say(&text_with(lang.as_str(), "registry-watch-stopped", &said));
    }
    Ok(Exit::Clean)
}

fn token(path: &Path) -> Result<Token, Error> {
    let wrong = |cause: String| Error::WatchToken { path: path.to_path_buf(), cause };
    let bytes = load_regular(path, MAX_TOKEN).map_err(|cause| wrong(cause.to_string()))?;
    // An editor ends a file with a line break.
    Token::new(bytes.trim_ascii())
        .ok_or_else(|| wrong(format!("it has fewer than {} bytes", Token::MIN_BYTES)))
}

fn plan(in_force: &InForce, today: Date) -> Result<Plan, Error> {
    let plan = Plan::new(in_force.config.clone(), None, today).map_err(|cause| {
        let place = in_force.place(&cause);
        Error::Plan { cause, place }
    })?;
    hush_own(&plan);
    Ok(plan)
}

/// What images are read and packages judged by: made anew where another day began, what judges also where the database was
/// replaced. A watch goes on for months, and what is told of a pushed image holds for the day of the push.
struct Present<'a> {
    args: &'a Args,
    in_force: &'a InForce,
    reader: Latest<Date, Reader>,
    /// By the day, and by when the database was written.
    judge: Latest<(Date, Option<SystemTime>), Plan>,
}

impl Present<'_> {
    fn reader(&self) -> Result<Arc<Reader>, Error> {
        let day = today(None)?;
        let platform = self.args.from.platform.as_ref();
        self.reader.of(day, || Ok(Reader::new(plan(self.in_force, day)?, platform)))
    }

    fn judge(&self) -> Result<Arc<Plan>, Error> {
        let knowledge = &self.args.knowledge;
        let folder = knowledge::folder(knowledge.db_dir.as_deref())?;
        let changed = fs::metadata(folder.database()).and_then(|meta| meta.modified()).ok();
        let day = today(None)?;
        self.judge.of((day, changed), || {
            let plan = plan(self.in_force, day)?;
            Ok(plan.knowing(knowledge::needed(knowledge)?).heeding(knowledge::stated(knowledge)?))
        })
    }
}

struct Watch<'a> {
    args: &'a Args,
    scanner: Scanner<'a>,
    present: Present<'a>,
    queue: Queue,
    stop: Arc<AtomicBool>,
    done: AtomicU64,
    lang: Lang,
}

impl Watch<'_> {
    /// Takes in what a registry says.
    fn take(&self, request: &Request) -> Answer {
        if !matches!(request.media_type.as_str(), MEDIA_TYPE | "application/json") {
            return Answer::of(415);
        }
        let Ok((found, refused)) = pushes(&request.body) else { return Answer::of(400) };
        if refused > 0 {
            let said = [("count", Arg::Number(refused as u64))];
            output::say(&text_with(self.lang.as_str(), "registry-watch-refused", &said));
        }
        let patterns = &self.args.repositories;
        let is_wanted = |push: &Push| patterns.is_empty() || is_like(patterns, &push.repository);
        if self.queue.put(found.into_iter().filter(is_wanted).collect()) {
            Answer::of(202)
        } else {
            Answer { status: 503, retry_after: Some(RETRY_SECONDS) }
        }
    }

    /// Scans what waits, until it is to stop.
    fn work(&self) {
        while !self.stop.load(Ordering::Relaxed) {
            let Some(push) = self.queue.take(PAUSE) else { continue };
            let line = self.scan(&push).unwrap_or_else(|error| {
                let why = error.lines(Lang::En).join(" ");
                let failures = vec![PushFailure { digest: "", detail: &why }];
                serde_json::to_value(RegistryPush { failures, ..self.nothing(&push) }).unwrap_or_default()
            });
            self.done.fetch_add(1, Ordering::Relaxed);
            // Who reads along may go; what is stored stays.
            let _ = output::write(None, |out| {
                serde_json::to_writer(&mut *out, &line)?;
                writeln!(out)
            });
        }
    }

    fn scan(&self, push: &Push) -> Result<Value, Error> {
        let scanner = &self.scanner;
        let name = scanner.name(&push.repository);
        let came = scanner.scan(&push.repository, &push.digest, &*self.present.reader()?)?;
        // What a tag stands for is asked, not believed.
        let said = push.tag.as_ref().filter(|tag| {
            let asked = scanner.registry.digest_of_tag(&push.repository, tag);
            asked.is_ok_and(|digest| digest.as_ref() == Some(&push.digest))
        });
        if let Some(tag) = said.filter(|_| !came.assets.is_empty()) {
            let tags = [(tag.clone(), push.digest.to_string())];
            scanner.store().put_tags(&name, &tags, false, scanner.now()).map_err(Error::State)?;
        }
        let plan = self.present.judge()?;
        let assets: BTreeSet<AssetId> = came.assets.iter().copied().collect();
        let mut store = scanner.store();
        let wants = |asset: &Asset, _: &[String]| assets.contains(&asset.id);
        let _turn = store.turn(&|| {}).map_err(Error::State)?;
        let rematch = remembered::rematch(&store, &plan, scanner.pool, &|_| {}, &wants)?;
        let by = remembered::judged_by(&rematch, &plan);
        let line = self.line(push, said, &came, &rematch);
        remembered::tell(&mut store, &rematch, &came.assets, &by, scanner.now())?;
        Ok(line)
    }

    /// What is said of a push of which nothing is known yet.
    fn nothing<'a>(&self, push: &Push) -> RegistryPush<'a> {
        RegistryPush {
            schema: REGISTRY_PUSH_V1,
            at: self.scanner.now(),
            repository: self.scanner.name(&push.repository),
            tag: None,
            digest: push.digest.to_string(),
            pulled: 0,
            complete: false,
            images: Vec::new(),
            advisories: Vec::new(),
            failures: Vec::new(),
            notes: Vec::new(),
        }
    }

    fn line(&self, push: &Push, tag: Option<&String>, came: &Scanned, rematch: &Rematch) -> Value {
        let image = |asset| {
            let Asset { digest, platform, is_whole, rest, .. }: &Asset = asset;
            let mut rest: Value = serde_json::from_str(rest).unwrap_or_default();
            let counts = rest.get_mut("counts").map(Value::take).unwrap_or_default();
            PushedImage { digest, platform, complete: *is_whole, counts }
        };
        let failures: Vec<_> =
            came.failures.iter().map(|(digest, detail)| PushFailure { digest, detail }).collect();
        let line = RegistryPush {
            tag: tag.map(String::as_str),
            pulled: came.pulled,
            complete: failures.is_empty() && rematch.is_complete(),
            notes: rematch.asked.notes.clone(),
            images: rematch.assets.iter().map(image).collect(),
            advisories: rematch.rows.iter().filter_map(|row| remembered::finding(rematch, row)).collect(),
            failures,
            ..self.nothing(push)
        };
        serde_json::to_value(line).unwrap_or_default()
    }
}
