//! `sekimori sbom`: what something is made of, in a format that others read.

use std::path::Path;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use sekimori_model::{
    Image, Lang, LayerCache, Limits, NotAnalysed, Problem, Sbom, SbomKind, SbomSubject, Source as _,
    Viewpoint,
};
use sekimori_parse::packages::Bounds;
use sekimori_parse::sbom::parse;
use sekimori_scan::sbom::{SbomFormat, collect, merge, wants, write};
use sekimori_scan::{Reading, collect_image};
use sekimori_supply::{Disk, Walk};
use sekimori_text::{Arg, text, text_with};

use super::scan::{source_date_epoch, today};
use crate::args::{BillFormat, BillOf, Global, Sbom as Args};
use crate::error::Error;
use crate::exit::Exit;
use crate::{image_source, output};

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
        let walk = Walk {
            skip_dirs: Vec::new(),
            skip_from: Viewpoint::default(),
            // A lockfile that git ignores is installed from all the same.
            honour_ignore_files: false,
            wants,
        };
        let disk = Disk::open(std::slice::from_ref(path), walk).map_err(Error::Input)?;
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let is_bill = path.is_file() && !wants(&name);
        Ok(if is_bill { Self::Bill(disk) } else { Self::Tree(disk) })
    }
}

/// Makes the bill of what the user named.
pub(crate) fn bill(of: &BillOf) -> Result<Sbom, Error> {
    let limits = Limits { file_bytes: of.file_size, ..Limits::default() };
    match Target::open(of)? {
        Target::Tree(disk) => {
            let subject = SbomSubject {
                kind: SbomKind::Source,
                name: name_of(&disk, &of.target),
                version: String::new(),
                properties: [].into(),
            };
            Ok(collect(&disk, subject, &limits, &Bounds::default(), &pool(of)?))
        }
        Target::Bill(disk) => {
            let no_bill = |detail: String| Error::NoBill { path: of.target.clone(), detail };
            let listing = disk.list(&limits);
            let entry = listing.entries.first().ok_or_else(|| no_bill(String::new()))?;
            let bytes = disk.read(entry, &limits).map_err(|problem| no_bill(problem.detail))?;
            let (mut sbom, _) =
                parse(&bytes, &Bounds::default()).map_err(|failure| no_bill(failure.detail))?;
            // In one order, and each package once, whoever wrote it.
            sbom.packages = merge([sbom.packages]);
            Ok(sbom)
        }
        Target::Image(image) => {
            let cache = image_source::cache(&of.from)?;
            let cache = cache.as_ref().map(|cache| cache as &dyn LayerCache);
            let reading = Reading { cache, ..Reading::default() };
            Ok(collect_image(&*image, &reading, &pool(of)?, &|_| {}))
        }
    }
}

fn pool(of: &BillOf) -> Result<rayon::ThreadPool, Error> {
    let threads = of.threads.unwrap_or(0);
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
