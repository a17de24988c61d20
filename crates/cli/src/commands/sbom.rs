//! `sekimori sbom`: what something is made of, in a format that others read.

use std::path::Path;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use sekimori_model::{Lang, Limits, NotAnalysed, Problem, Sbom, SbomKind, SbomSubject, Viewpoint};
use sekimori_parse::packages::Bounds;
use sekimori_scan::sbom::{SbomFormat, collect, wants, write};
use sekimori_supply::{Disk, Walk};
use sekimori_text::{Arg, text, text_with};

use super::scan::{source_date_epoch, today};
use crate::args::{BillFormat, BillOf, Global, Sbom as Args};
use crate::error::Error;
use crate::exit::Exit;
use crate::output;

/// The most problems that are told one by one.
const TOLD: usize = 100;

pub(crate) fn run(args: &Args, global: &Global, lang: Lang) -> Result<Exit, Error> {
    let mut sbom = bill(&args.of)?;
    let said = args.now.map(midnight).transpose()?;
    sbom.created = match said.or(sbom.created) {
        None => source_date_epoch()?,
        known => known,
    };
    let now = midnight(today(args.now)?)?;
    let format = match args.format {
        BillFormat::CycloneDx => SbomFormat::CycloneDx,
        BillFormat::Spdx => SbomFormat::Spdx,
    };
    output::write(args.output.as_deref(), |out| write(&sbom, format, now, out))?;
    tell_problems(&sbom.problems, lang);
    if !global.quiet {
        let args = [
            ("packages", Arg::Number(sbom.packages.len() as u64)),
            ("problems", Arg::Number(sbom.problems.len() as u64)),
        ];
        output::say(&text_with(lang.as_str(), "bill-done", &args));
    }
    Ok(exit(&sbom))
}

/// What a bill is made of.
enum Target {
    /// A folder, or a file that names packages, such as a lockfile.
    Tree(Disk),
}

impl Target {
    fn open(path: &Path) -> Result<Self, Error> {
        let walk = Walk {
            skip_dirs: Vec::new(),
            skip_from: Viewpoint::default(),
            // A lockfile that git ignores is installed from all the same.
            honour_ignore_files: false,
            wants,
        };
        let disk = Disk::open(&[path.to_path_buf()], walk).map_err(Error::Input)?;
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if path.is_file() && !wants(&name) {
            return Err(Error::NoBill { path: path.to_path_buf() });
        }
        Ok(Self::Tree(disk))
    }
}

/// Makes the bill of what the user named.
pub(crate) fn bill(of: &BillOf) -> Result<Sbom, Error> {
    let limits = Limits { file_bytes: of.file_size, ..Limits::default() };
    match Target::open(&of.target)? {
        Target::Tree(disk) => {
            let threads = of.threads.unwrap_or(0);
            let builder = rayon::ThreadPoolBuilder::new().num_threads(threads).stack_size(8 << 20);
            let pool = builder.build().map_err(|cause| Error::Threads { threads, cause })?;
            let subject = SbomSubject {
                kind: SbomKind::Source,
                name: name_of(&disk, &of.target),
                version: String::new(),
                properties: [].into(),
            };
            Ok(collect(&disk, subject, &limits, &Bounds::default(), &pool))
        }
    }
}

/// The name of the folder, or of the file.
fn name_of(disk: &Disk, named: &Path) -> String {
    let path = if named.is_file() { named } else { disk.root() };
    path.file_name().map_or_else(|| "root".to_owned(), |name| name.to_string_lossy().into_owned())
}

/// Tells on standard error what could not be looked into.
pub(crate) fn tell_problems(problems: &[Problem], lang: Lang) {
    for problem in problems.iter().take(TOLD) {
        let reason = text(lang.as_str(), &format!("reason-{}", NotAnalysed::as_str(problem.reason)));
        output::say(&format!("{}: {reason} ({})", problem.path, problem.detail));
    }
    let more = problems.len().saturating_sub(TOLD) as u64;
    if more > 0 {
        output::say(&text_with(lang.as_str(), "bill-more-problems", &[("count", Arg::Number(more))]));
    }
}

/// How a run over a bill ends, where nothing else decides.
pub(crate) fn exit(sbom: &Sbom) -> Exit {
    if !sbom.problems.is_empty() {
        Exit::Incomplete
    } else if sbom.packages.is_empty() {
        Exit::Nothing
    } else {
        Exit::Clean
    }
}

/// The beginning of a day, in UTC.
fn midnight(day: Date) -> Result<Timestamp, Error> {
    let zoned = day.to_zoned(TimeZone::UTC).map_err(|_| Error::SourceDateEpoch { value: day.to_string() })?;
    Ok(zoned.timestamp())
}
