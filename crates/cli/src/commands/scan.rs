//! `sekimori scan`.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::ArgMatches;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use sekimori_model::config::Config;
use sekimori_model::{Lang, PodSecurity, Source, Viewpoint};
use sekimori_scan::report::{self, Format, Style};
use sekimori_scan::{Plan, Progress, Scan, hush_own, scan, shown, wants};
use sekimori_supply::{Disk, Memory, Piped, Staged, Tracked, Walk};

use super::fix;
use crate::args::{Global, Judging, Look, Repair, Scan as Args, ScanFormat};
use crate::charts::{charts, check_releases, timer};
use crate::error::Error;
use crate::exit::Exit;
use crate::focus::focus;
use crate::joins::joins;
use crate::owners::owners;
use crate::progress::Line;
use crate::settings::InForce;
use crate::{knowledge, output, settings};

pub(crate) fn run(args: &Args, global: &Global, matches: &ArgMatches, lang: Lang) -> Result<Exit, Error> {
    let started = Instant::now();
    let look = &args.look;
    let root = config_root(&look.paths);
    let scanned = Disk::root_of(&look.paths);
    let mut in_force =
        settings::resolve(&look.judging.settings, &args.manifests, matches, &root, scanned.as_deref())?;
    knowledge::overlay(&args.knowledge, &mut in_force.config);
    let plan = plan(look, &in_force, args.pss)?
        .knowing(knowledge::open(&args.knowledge))
        .heeding(knowledge::stated(&args.knowledge)?);
    check_releases(&in_force.config, |names| in_force.place_of_release(names))?;
    if args.repair.diff && look.judging.format != ScanFormat::Terminal {
        return Err(Error::DiffFormat);
    }
    let mut charts = charts(&args.charts, &look.paths)?;
    let Opened { input, shown_root, root } = open(args, plan.config(), in_force.skip_from)?;
    charts.files = args.charts.values.iter().filter_map(|path| input.disk()?.place_of(path)).collect();
    let plan = plan.rendering(charts, timer).owned_by(root.as_deref().map(owners).unwrap_or_default());
    let judging = &look.judging;
    let (pool, style) = (pool(judging)?, style(judging, global, &shown_root, lang));
    let desk = Desk { judging, global, plan, pool, style, started };
    let job = Job { desk, repair: args.repair, input };
    if args.repair.fix || args.repair.diff { fix::run(&job) } else { job.run() }
}

/// Decides what runs.
pub(crate) fn plan(look: &Look, in_force: &InForce, pss: Option<PodSecurity>) -> Result<Plan, Error> {
    plan_for(&look.judging, look.changed_since.as_deref(), in_force, pss)
}

/// Decides what runs, where it may be no files that are looked at.
pub(crate) fn plan_for(
    judging: &Judging,
    changed_since: Option<&str>,
    in_force: &InForce,
    pss: Option<PodSecurity>,
) -> Result<Plan, Error> {
    let (today, focus) = (today(judging.now)?, focus(&judging.focus, changed_since)?);
    let plan = Plan::new(in_force.config.clone(), pss, today).map_err(|cause| {
        let place = in_force.place(&cause);
        Error::Plan { cause, place }
    })?;
    let plan = plan.focused(focus).noted(in_force.notes.iter().cloned());
    hush_own(&plan);
    if plan.searches_secrets() {
        Ok(plan.joined_by(joins(judging.secrets_key_file.as_deref())?))
    } else {
        Ok(plan)
    }
}

pub(crate) fn pool(judging: &Judging) -> Result<rayon::ThreadPool, Error> {
    let threads = judging.threads.unwrap_or(0);
    let builder = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        // Deep recursion is bounded by the limit of depth; this is room for the largest limit.
        .stack_size(8 << 20);
    builder.build().map_err(|cause| Error::Threads { threads, cause })
}

pub(crate) fn style(judging: &Judging, global: &Global, root: &str, lang: Lang) -> Style {
    Style {
        lang,
        colour: output::is_coloured(global.color, judging.output.is_some()),
        width: output::width(),
        root: shown(root).into_owned(),
        show_waived: judging.show_waived,
        show_known: judging.focus.show_known,
    }
}

/// A scan that is about to begin.
pub(crate) struct Job<'a> {
    pub(crate) desk: Desk<'a>,
    pub(crate) repair: Repair,
    pub(crate) input: Input,
}

/// What decides, and who is told.
pub(crate) struct Desk<'a> {
    pub(crate) judging: &'a Judging,
    pub(crate) global: &'a Global,
    pub(crate) plan: Plan,
    pub(crate) pool: rayon::ThreadPool,
    pub(crate) style: Style,
    pub(crate) started: Instant,
}

/// What is scanned.
pub(crate) enum Input {
    Disk(Disk),
    /// A folder of a repository, compared with a commit.
    Tracked(Box<Tracked>),
    /// What is staged for the next commit.
    Staged(Box<Staged>),
    Memory(Memory),
    /// Standard input, of any length.
    Piped(Piped),
}

impl Input {
    /// The files on disk, if it is those.
    fn disk(&self) -> Option<&Disk> {
        match self {
            Self::Disk(disk) => Some(disk),
            Self::Tracked(tracked) => Some(tracked.disk()),
            Self::Memory(_) | Self::Piped(_) | Self::Staged(_) => None,
        }
    }

    pub(crate) fn source(&self) -> &dyn Source {
        match self {
            Self::Disk(disk) => disk,
            Self::Tracked(tracked) => &**tracked,
            Self::Staged(staged) => &**staged,
            Self::Memory(memory) => memory,
            Self::Piped(piped) => piped,
        }
    }
}

impl Job<'_> {
    pub(crate) fn run(&self) -> Result<Exit, Error> {
        let (desk, found) = (&self.desk, self.scan());
        desk.report(&found)?;
        desk.conclude(&found);
        Ok(exit(&found, desk.judging.exit_zero))
    }

    pub(crate) fn scan(&self) -> Scan {
        let desk = &self.desk;
        desk.with_progress(|step| scan(self.input.source(), &desk.plan, &desk.pool, step))
    }
}

impl Desk<'_> {
    /// Does what takes a while, with a line that tells how far it is.
    pub(crate) fn with_progress<T>(&self, work: impl FnOnce(&(dyn Fn(Progress) + Sync)) -> T) -> T {
        let line = Line::new(self.global);
        let done = work(&|progress| {
            if let Some(line) = &line {
                line.take(progress);
            }
        });
        if let Some(line) = &line {
            line.end();
        }
        done
    }

    /// Writes the report where it is wanted.
    pub(crate) fn report(&self, found: &Scan) -> Result<(), Error> {
        let format = self.format();
        output::write(self.judging.output.as_deref(), |out| {
            report::write(found, &self.plan, format, &self.style, out)
        })
    }

    fn format(&self) -> Format {
        match self.judging.format {
            ScanFormat::Terminal => Format::Terminal,
            ScanFormat::Table => Format::Table,
            ScanFormat::Json => Format::Json,
            ScanFormat::Sarif => Format::Sarif,
            ScanFormat::Junit => Format::Junit,
            ScanFormat::Github => Format::Github,
            ScanFormat::Gitlab => Format::Gitlab,
            ScanFormat::Markdown => Format::Markdown,
            ScanFormat::OpenVex => Format::OpenVex,
            ScanFormat::Html => Format::Html,
        }
    }

    /// Says what was done and what the checkpoint decides.
    pub(crate) fn conclude(&self, found: &Scan) {
        if !self.global.quiet {
            let (lang, seconds) = (self.style.lang, self.started.elapsed().as_secs_f64());
            for line in report::note_lines(found, self.format(), &self.style) {
                output::say(&line);
            }
            output::say(&report::last_line(found, lang, Some(seconds)));
            for line in report::focus_lines(found, &self.plan, lang) {
                output::say(&line);
            }
            output::say(&report::verdict_line(found, lang));
        }
    }
}

pub(crate) fn exit(found: &Scan, exit_zero: bool) -> Exit {
    use sekimori_model::Decision;
    match found.verdict.decision {
        _ if exit_zero => Exit::Clean,
        Decision::Fail => Exit::Findings,
        _ if found.cut_short || found.analysed_nothing() => Exit::Incomplete,
        _ if !found.saw_anything() || found.misses_named() => Exit::Nothing,
        _ => Exit::Clean,
    }
}

/// What was opened.
pub(crate) struct Opened {
    pub(crate) input: Input,
    /// The scanned root as the user would write it.
    pub(crate) shown_root: String,
    /// The scanned root, where it is a folder.
    pub(crate) root: Option<PathBuf>,
}

fn open(args: &Args, config: &Config, skip_from: Viewpoint) -> Result<Opened, Error> {
    let look = &args.look;
    if args.repair.fix
        && look.is_stdin()
        && look.judging.output.is_none()
        && look.judging.format != ScanFormat::Terminal
    {
        return Err(Error::FixStdinFormat);
    }
    open_files(look, config, skip_from)
}

/// Opens the files that are named, or standard input.
pub(crate) fn open_files(look: &Look, config: &Config, skip_from: Viewpoint) -> Result<Opened, Error> {
    if look.is_stdin() {
        only_stdin(look)?;
        let memory = Memory::from_reader(io::stdin().lock(), &config.limits).map_err(Error::Input)?;
        return Ok(Opened { input: Input::Memory(memory), shown_root: String::new(), root: None });
    }
    let skip_dirs = config.skip_dirs.clone();
    let walk = Walk { skip_dirs, skip_from, honour_ignore_files: !look.no_ignore, wants };
    let disk = Disk::open(&look.paths, walk).map_err(Error::Input)?;
    let (shown_root, root) = (disk.shown_root().display().to_string(), Some(disk.root().to_path_buf()));
    let input = match &look.changed_since {
        Some(revision) => {
            Input::Tracked(Box::new(Tracked::open(disk, revision, &config.limits).map_err(Error::Input)?))
        }
        None => Input::Disk(disk),
    };
    Ok(Opened { input, shown_root, root })
}

/// Refuses what cannot be asked for together with standard input.
pub(crate) fn only_stdin(look: &Look) -> Result<(), Error> {
    if look.paths.len() > 1 {
        return Err(Error::StdinAndPaths);
    }
    if look.changed_since.is_some() {
        return Err(Error::StdinAndChanges);
    }
    Ok(())
}

/// Where the search for a configuration begins: the first path that was named.
pub(crate) fn config_root(paths: &[PathBuf]) -> PathBuf {
    let first = paths.first().map_or(Path::new("."), PathBuf::as_path);
    let first = if first == Path::new("-") { Path::new(".") } else { first };
    let full = first.canonicalize().unwrap_or_else(|_| first.to_path_buf());
    if full.is_dir() { full } else { full.parent().map(Path::to_path_buf).unwrap_or_default() }
}

/// The day that expiry is judged by: `--now`, then `SOURCE_DATE_EPOCH`, then the clock, in UTC.
///
/// # Source
/// reproducible-builds.org, "`SOURCE_DATE_EPOCH` specification": seconds since 1970-01-01 in UTC.
pub(crate) fn today(now: Option<Date>) -> Result<Date, Error> {
    if let Some(now) = now {
        return Ok(now);
    }
    Ok(source_date_epoch()?
        .map_or_else(Zoned::now, |time| time.to_zoned(TimeZone::UTC))
        .with_time_zone(TimeZone::UTC)
        .date())
}

/// The time that `SOURCE_DATE_EPOCH` says, if it is set.
pub(crate) fn source_date_epoch() -> Result<Option<Timestamp>, Error> {
    let Some(value) = std::env::var_os("SOURCE_DATE_EPOCH") else { return Ok(None) };
    let value = value.to_string_lossy().into_owned();
    let time = value.parse().ok().and_then(|seconds| Timestamp::from_second(seconds).ok());
    time.ok_or(Error::SourceDateEpoch { value }).map(Some)
}
