//! `sekimori sbom`: what something is made of, in a format that others read.

mod attach;
mod get;
mod remote;

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use sekimori_model::{
    Image, Lang, LayerCache, Limits, NotAnalysed, Problem, Sbom, SbomKind, SbomSubject, Source as _,
    Viewpoint,
};
use sekimori_parse::archive::{HEAD, Kind, kind};
use sekimori_parse::packages::Bounds;
use sekimori_parse::sbom::{LeftOut, left_out, parse};
use sekimori_scan::sbom::{SbomFormat, collect, merge, wants, write};
use sekimori_scan::{Reading, cause, collect_image, hush_bill};
use sekimori_supply::image::is_layout;
use sekimori_supply::{Disk, Walk};
use sekimori_text::{Arg, text, text_with};

use super::scan::{source_date_epoch, today};
use crate::args::{BillFormat, BillOf, Global, ImageFrom, Sbom as Args, SbomCommand};
use crate::error::Error;
use crate::exit::Exit;
use crate::{image_source, output};

/// The most problems that are told one by one.
const TOLD: usize = 100;

/// The annotation that says when something was made.
///
/// # Source
/// OCI Image Format Specification 1.1, `annotations.md`.
const CREATED: &str = "org.opencontainers.image.created";

pub(crate) fn run(args: &Args, global: &Global, lang: Lang) -> Result<Exit, Error> {
    match &args.command {
        Some(SbomCommand::Attach(args)) => return attach::run(args, global, lang),
        Some(SbomCommand::Get(args)) => return get::run(args, global, lang),
        None => {}
    }
    let (mut sbom, lost) = told_bill(&args.of, args.executables)?;
    date(&mut sbom, args.now)?;
    let now = midnight(today(args.now)?)?;
    output::write(args.output.as_deref(), |out| write(&sbom, written_as(args.format), now, out))?;
    tell_problems(&sbom.problems, lang);
    tell_left_out(&lost, lang);
    if !global.quiet {
        let args = [
            ("packages", Arg::Number(sbom.packages.len() as u64)),
            ("problems", Arg::Number(sbom.problems.len() as u64)),
        ];
        output::say(&text_with(lang.as_str(), "bill-done", &args));
    }
    Ok(exit(&sbom))
}

/// Says when the bill was made, where it does not say so, or the user says it.
fn date(sbom: &mut Sbom, now: Option<Date>) -> Result<(), Error> {
    sbom.created = match now.map(midnight).transpose()?.or(sbom.created) {
        None => source_date_epoch()?,
        known => known,
    };
    Ok(())
}

fn written_as(format: BillFormat) -> SbomFormat {
    match format {
        BillFormat::CycloneDx => SbomFormat::CycloneDx,
        BillFormat::Spdx => SbomFormat::Spdx,
    }
}

/// The bill as it would be written to a file.
fn written(mut sbom: Sbom, format: BillFormat, now: Option<Date>) -> Result<Vec<u8>, Error> {
    date(&mut sbom, now)?;
    let now = midnight(today(now)?)?;
    let mut bytes = Vec::new();
    let wrote = write(&sbom, written_as(format), now, &mut bytes);
    wrote.map_err(|cause| Error::Output { path: "-".to_owned(), cause })?;
    Ok(bytes)
}

/// What a bill is made of, or read from.
enum Target {
    /// A folder, or a file that names packages, such as a lockfile.
    Tree(Disk),
    /// A bill that somebody wrote.
    Bill(Disk),
    /// An image.
    Image(Box<dyn Image>),
}

impl Target {
    fn open(of: &BillOf) -> Result<Self, Error> {
        let path = &of.target;
        // A folder that is misspelled is no image: those are named with a tag, a digest or the word for where they are.
        let reference = path.to_str().filter(|text| text.contains([':', '@']));
        if let Some(reference) = reference.filter(|_| !path.exists()) {
            return image_source::open(reference, &of.from).map(Self::Image);
        }
        if let Some(text) = path.to_str().filter(|_| holds_image(path)) {
            return image_source::open(text, &of.from).map(Self::Image);
        }
        let disk = opened(path)?;
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let is_bill = path.is_file() && !wants(&name);
        Ok(if is_bill { Self::Bill(disk) } else { Self::Tree(disk) })
    }
}

/// Tells whether a folder or a file without a word for what it is holds an image, as `sekimori image` sees it.
fn holds_image(path: &Path) -> bool {
    if path.is_dir() {
        return is_layout(path);
    }
    let mut head = [0; HEAD];
    // An archive is longer than that.
    let is_read = File::open(path).and_then(|mut file| file.read_exact(&mut head)).is_ok();
    let is_wanted = path.file_name().is_some_and(|name| wants(&name.to_string_lossy()));
    is_read && path.is_file() && !is_wanted && matches!(kind(&head), Some(Kind::Tar | Kind::Stream(_)))
}

/// Opens a folder or a file.
fn opened(path: &Path) -> Result<Disk, Error> {
    let walk = Walk {
        skip_dirs: Vec::new(),
        skip_from: Viewpoint::default(),
        // A lockfile that git ignores is installed from all the same.
        honour_ignore_files: false,
        wants,
    };
    Disk::open(&[path.to_path_buf()], walk).map_err(Error::Input)
}

/// Reads the one file that was opened.
fn bytes_of(disk: &Disk, path: &Path, limit_bytes: u64) -> Result<Vec<u8>, Error> {
    let limits = Limits { file_bytes: limit_bytes, ..Limits::default() };
    let no_bill = |detail: String| Error::NoBill { path: path.to_path_buf(), detail };
    let listing = disk.list(&limits);
    let entry = listing.entries.first().filter(|_| path.is_file()).ok_or_else(|| no_bill(String::new()))?;
    disk.read(entry, &limits).map_err(|problem| no_bill(problem.detail))
}

/// Makes the bill of an image.
fn bill_of_image(
    image: &dyn Image,
    from: &ImageFrom,
    threads: Option<usize>,
    executables: bool,
) -> Result<Sbom, Error> {
    let cache = image_source::cache(from)?;
    let cache = cache.as_ref().map(|cache| cache as &dyn LayerCache);
    let reading = Reading { cache, executables, ..Reading::default() };
    Ok(collect_image(image, &reading, &pool(threads)?, &|_| {}))
}

/// Makes the bill of what the user named, in which no path shows a token.
pub(crate) fn bill(of: &BillOf, executables: bool) -> Result<Sbom, Error> {
    told_bill(of, executables).map(|(bill, _)| bill)
}

/// The same, and what a bill that was read says beyond it.
fn told_bill(of: &BillOf, executables: bool) -> Result<(Sbom, LeftOut), Error> {
    let mut lost = LeftOut::new();
    let mut bill = whole_bill(of, executables, &mut lost)?;
    hush_bill(&mut bill);
    Ok((bill, lost))
}

fn whole_bill(of: &BillOf, executables: bool, lost: &mut LeftOut) -> Result<Sbom, Error> {
    let limits = Limits { file_bytes: of.file_size, ..Limits::default() };
    match Target::open(of)? {
        Target::Tree(_) | Target::Bill(_) if executables => {
            Err(Error::NoExecutables { path: of.target.clone() })
        }
        Target::Tree(disk) => {
            let subject = SbomSubject {
                kind: SbomKind::Source,
                name: name_of(&disk, &of.target),
                version: String::new(),
                properties: [].into(),
            };
            Ok(collect(&disk, subject, &limits, &Bounds::default(), &pool(of.threads)?))
        }
        Target::Bill(disk) => {
            let no_bill = |detail: String| Error::NoBill { path: of.target.clone(), detail };
            let bytes = bytes_of(&disk, &of.target, of.file_size)?;
            let (mut sbom, _) =
                parse(&bytes, &Bounds::default()).map_err(|failure| no_bill(failure.detail))?;
            *lost = left_out(&bytes).map_err(|failure| no_bill(failure.detail))?;
            // In one order, and each package once, whoever wrote it.
            sbom.packages = merge([sbom.packages]);
            Ok(sbom)
        }
        Target::Image(image) => bill_of_image(&*image, &of.from, of.threads, executables),
    }
}

pub(crate) fn pool(threads: Option<usize>) -> Result<rayon::ThreadPool, Error> {
    let threads = threads.unwrap_or(0);
    let builder = rayon::ThreadPoolBuilder::new().num_threads(threads).stack_size(8 << 20);
    builder.build().map_err(|cause| Error::Threads { threads, cause })
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
        let detail = cause(&problem.detail, lang);
        output::say(&format!("{}: {reason} ({detail})", problem.path));
    }
    let more = problems.len().saturating_sub(TOLD) as u64;
    if more > 0 {
        output::say(&text_with(lang.as_str(), "bill-more-problems", &[("count", Arg::Number(more))]));
    }
}

/// Tells on standard error what of a bill that was read stands in none that is written from it.
fn tell_left_out(lost: &LeftOut, lang: Lang) {
    let part = |(word, count): (&&str, &u64)| {
        text_with(lang.as_str(), &format!("bill-left-out-{word}"), &[("count", Arg::Number(*count))])
    };
    let parts: Vec<String> = lost.iter().map(part).collect();
    if !parts.is_empty() {
        let parts = parts.join(&text(lang.as_str(), "bill-left-out-between"));
        output::say(&text_with(lang.as_str(), "bill-left-out", &[("parts", Arg::Text(&parts))]));
    }
}

/// How a run over a bill ends, where nothing else decides.
pub(crate) fn exit(sbom: &Sbom) -> Exit {
    if !sbom.problems.is_empty() {
        Exit::Incomplete
    } else if sbom.packages.is_empty() && sbom.executables.as_ref().is_none_or(|all| all.all().is_empty()) {
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
