//! `sekimori scan`.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::ArgMatches;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use sekimori_model::config::Config;
use sekimori_model::{Lang, Source};
use sekimori_scan::report::{self, Format, Style};
use sekimori_scan::{Plan, Scan, scan, wants};
use sekimori_supply::{Disk, Memory, Tracked, Walk};

use crate::args::{Global, Scan as Args, ScanFormat};
use crate::error::Error;
use crate::exit::Exit;
use crate::focus::focus;
use crate::owners::owners;
use crate::progress::Line;
use crate::{output, settings};

pub(crate) fn run(args: &Args, global: &Global, matches: &ArgMatches, lang: Lang) -> Result<Exit, Error> {
    let started = Instant::now();
    let root = config_root(&args.paths);
    let in_force = settings::resolve(&args.settings, matches, &root)?;
    let today = today(args.now)?;
    let focus = focus(&args.focus)?;
    let plan = Plan::new(in_force.config.clone(), args.pss, today).map_err(|cause| {
        let place = in_force.place(&cause);
        Error::Plan { cause, place }
    })?;
    let plan = plan.focused(focus);
    let Opened { source, shown_root, root } = open(args, plan.config())?;
    let plan = plan.owned_by(root.as_deref().map(owners).unwrap_or_default());
    let threads = args.threads.unwrap_or(0);
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        // Deep recursion is bounded by the limit of depth; this is room for the largest limit.
        .stack_size(8 << 20)
        .build()
        .map_err(|cause| Error::Threads { threads, cause })?;
    let line = Line::new(global);
    let found = scan(source.as_ref(), &plan, &pool, &|progress| {
        if let Some(line) = &line {
            line.take(progress);
        }
    });
    if let Some(line) = &line {
        line.end();
    }
    let style = Style {
        lang,
        colour: output::is_coloured(global.color, args.output.is_some()),
        width: output::width(),
        root: shown_root,
        show_waived: args.show_waived,
        show_known: args.focus.show_known,
    };
    let format = match args.format {
        ScanFormat::Terminal => Format::Terminal,
        ScanFormat::Table => Format::Table,
        ScanFormat::Json => Format::Json,
        ScanFormat::Sarif => Format::Sarif,
        ScanFormat::Junit => Format::Junit,
        ScanFormat::Github => Format::Github,
        ScanFormat::Gitlab => Format::Gitlab,
        ScanFormat::Markdown => Format::Markdown,
        ScanFormat::Html => Format::Html,
    };
    output::write(args.output.as_deref(), |out| report::write(&found, &plan, format, &style, out))?;
    if !global.quiet {
        output::say(&report::last_line(&found, lang, Some(started.elapsed().as_secs_f64())));
        for line in report::focus_lines(&found, &plan, lang) {
            output::say(&line);
        }
        output::say(&report::verdict_line(&found, lang));
    }
    Ok(exit(&found, args.exit_zero))
}

fn exit(found: &Scan, exit_zero: bool) -> Exit {
    use sekimori_model::Decision;
    match found.verdict.decision {
        _ if exit_zero => Exit::Clean,
        Decision::Fail => Exit::Findings,
        _ if found.cut_short => Exit::Incomplete,
        _ if !found.saw_anything() => Exit::Nothing,
        _ => Exit::Clean,
    }
}

/// What is scanned.
struct Opened {
    source: Box<dyn Source>,
    /// The scanned root as the user would write it.
    shown_root: String,
    /// The scanned root, where it is a folder.
    root: Option<PathBuf>,
}

fn open(args: &Args, config: &Config) -> Result<Opened, Error> {
    if args.paths.iter().any(|path| path == Path::new("-")) {
        if args.paths.len() > 1 {
            return Err(Error::StdinAndPaths);
        }
        if args.focus.changed_since.is_some() {
            return Err(Error::StdinAndChanges);
        }
        let memory = Memory::from_reader(io::stdin().lock(), &config.limits).map_err(Error::Input)?;
        return Ok(Opened { source: Box::new(memory), shown_root: String::new(), root: None });
    }
    let walk = Walk { skip_dirs: config.skip_dirs.clone(), honour_ignore_files: !args.no_ignore, wants };
    let disk = Disk::open(&args.paths, walk).map_err(Error::Input)?;
    let (shown_root, root) = (disk.shown_root().display().to_string(), Some(disk.root().to_path_buf()));
    let source: Box<dyn Source> = match &args.focus.changed_since {
        Some(revision) => Box::new(Tracked::open(disk, revision, &config.limits).map_err(Error::Input)?),
        None => Box::new(disk),
    };
    Ok(Opened { source, shown_root, root })
}

/// Where the search for a configuration begins: the first path that was named.
fn config_root(paths: &[PathBuf]) -> PathBuf {
    let first = paths.first().map_or(Path::new("."), PathBuf::as_path);
    let first = if first == Path::new("-") { Path::new(".") } else { first };
    let full = first.canonicalize().unwrap_or_else(|_| first.to_path_buf());
    if full.is_dir() { full } else { full.parent().map(Path::to_path_buf).unwrap_or_default() }
}

/// The day that expiry is judged by: `--now`, then `SOURCE_DATE_EPOCH`, then the clock, in UTC.
///
/// # Source
/// reproducible-builds.org, "`SOURCE_DATE_EPOCH` specification": seconds since 1970-01-01 in UTC.
fn today(now: Option<Date>) -> Result<Date, Error> {
    if let Some(now) = now {
        return Ok(now);
    }
    let Some(value) = std::env::var_os("SOURCE_DATE_EPOCH") else {
        return Ok(Zoned::now().with_time_zone(TimeZone::UTC).date());
    };
    let value = value.to_string_lossy().into_owned();
    let time = value.parse().ok().and_then(|seconds| Timestamp::from_second(seconds).ok());
    let time = time.ok_or(Error::SourceDateEpoch { value })?;
    Ok(time.to_zoned(TimeZone::UTC).date())
}
