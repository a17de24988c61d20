//! `sekimori base-images`: what images are built on, whether that moved, and what is rebuilt after what.

mod known;
mod replacement;
mod report;
mod tag;
mod trigger;

use std::collections::{BTreeMap, BTreeSet};

use sekimori_model::{ImageFacts, Lang, Limits};
use sekimori_parse::dockerfile::{Stages, stages};
use sekimori_scan::rebuild::{Order, order};
use sekimori_supply::image::ImageRef;

use crate::args::{BaseImages as Args, ImageFrom};
use crate::error::Error;
use crate::exit::Exit;
use crate::{image_source, named_file, output};
use known::{Known, base_of};
use replacement::{Comparer, Replacement};
use tag::{Status, Tag};

/// Why something is not known: a word for programs, and what belongs to it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Reason {
    code: &'static str,
    detail: String,
}

impl Reason {
    fn of(code: &'static str) -> Self {
        Self { code, detail: String::new() }
    }
}

/// An image that could be opened, or why not.
struct Opened {
    name: String,
    facts: Result<ImageFacts, String>,
}

/// What is said of one image.
struct Row {
    image: String,
    digest: Option<String>,
    /// What names its base, the most telling first.
    known: Vec<Known>,
    is_disputed: bool,
    reason: Option<Reason>,
    tag: Option<Tag>,
    /// What building on the base as it is now would change.
    replacement: Option<Replacement>,
}

impl Row {
    /// Whether its base is no longer what it was built on.
    fn is_old(&self) -> bool {
        self.tag.as_ref().is_some_and(|tag| matches!(tag.status, Status::Moved | Status::Gone))
    }

    /// Whether it is known what it is built on, be it nothing.
    fn is_told(&self) -> bool {
        !self.known.is_empty() || self.reason.as_ref().is_some_and(|reason| reason.code == "scratch")
    }
}

/// All that is told.
struct Told {
    rows: Vec<Row>,
    order: Order,
    /// The images that are to be rebuilt: their base moved or is gone, or they are built on one of these.
    needed: BTreeSet<String>,
    is_complete: bool,
}

pub(crate) fn run(args: &Args, lang: Lang) -> Result<Exit, Error> {
    let from = ImageFrom {
        platform: args.platform.clone(),
        access: args.access.clone(),
        cache_dir: None,
        no_cache: true,
    };
    let mut files = BTreeMap::new();
    for (image, path) in args.images.iter().zip(&args.dockerfiles) {
        let bytes = named_file::load_regular(path, Limits::default().file_bytes)
            .map_err(|cause| Error::Input(sekimori_supply::Error::Open { path: path.clone(), cause }))?;
        files.insert(named(image)?, stages(&String::from_utf8_lossy(&bytes)));
    }
    if let Some(path) = args.dockerfiles.get(args.images.len()) {
        return Err(Error::DockerfileOfNone { path: path.clone() });
    }
    let opened = open(&args.images, &from, lang)?;
    let candidates = open(&args.candidates, &from, lang)?;
    let comparer = Comparer::new(args, &from, lang)?;
    let mut told = tell(&opened, &candidates, &files, &from, lang);
    if let Some(comparer) = comparer {
        compare(&mut told, &opened, &comparer)?;
    }
    let triggered = trigger::run(&told, args, lang)?;
    output::write(None, |out| report::write(&told, &triggered, args.format, lang, out))?;
    Ok(match () {
        () if triggered.iter().any(|one| one.outcome == "failed") => Exit::Failed,
        () if told.rows.iter().any(Row::is_old) => Exit::Findings,
        () if !told.is_complete => Exit::Incomplete,
        () if !told.rows.iter().any(Row::is_told) => Exit::Nothing,
        () => Exit::Clean,
    })
}

/// Says of each image whose base moved what building on the new one would change.
fn compare(told: &mut Told, opened: &[Opened], comparer: &Comparer<'_>) -> Result<(), Error> {
    for (row, one) in told.rows.iter_mut().zip(opened) {
        let Ok(facts) = &one.facts else { continue };
        row.replacement = comparer.compare(row, facts)?;
        told.is_complete &= row.replacement.as_ref().is_none_or(|one| one.reason.is_none());
    }
    Ok(())
}

fn open(texts: &[String], from: &ImageFrom, lang: Lang) -> Result<Vec<Opened>, Error> {
    let mut opened = BTreeMap::new();
    for text in texts {
        let name = named(text)?;
        if opened.contains_key(&name) {
            continue;
        }
        let facts = match image_source::open(text, from) {
            Ok(image) => Ok(image.facts().clone()),
            Err(error) if error.exit() == Exit::Usage => return Err(error),
            Err(error) => Err(error.lines(lang).join(" ")),
        };
        opened.insert(name, facts);
    }
    Ok(opened.into_iter().map(|(name, facts)| Opened { name, facts }).collect())
}

/// The one name of what may be written in several ways.
fn named(text: &str) -> Result<String, Error> {
    Ok(match ImageRef::parse(text).map_err(Error::Image)? {
        ImageRef::Registry(reference) => known::name(&reference),
        _ => text.to_owned(),
    })
}

fn tell(
    opened: &[Opened],
    candidates: &[Opened],
    files: &BTreeMap<String, Stages>,
    from: &ImageFrom,
    lang: Lang,
) -> Told {
    let mut is_complete = candidates.iter().all(|one| one.facts.is_ok());
    let mut bases: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut rows = Vec::new();
    for one in opened {
        let on = bases.entry(one.name.clone()).or_default();
        let facts = match &one.facts {
            Ok(facts) => facts,
            Err(detail) => {
                is_complete = false;
                let reason = Reason { code: "unreadable", detail: detail.clone() };
                rows.push(Row {
                    image: one.name.clone(),
                    digest: None,
                    known: Vec::new(),
                    is_disputed: false,
                    reason: Some(reason),
                    tag: None,
                    replacement: None,
                });
                continue;
            }
        };
        let others: Vec<&Opened> = opened.iter().chain(candidates).filter(|it| it.name != one.name).collect();
        let found = base_of(facts, files.get(&one.name), &others);
        for known in &found.known {
            on.insert(known.name.clone());
            // A base that is named by its digest is the image that has it.
            let is_it = |it: &&&Opened| {
                let digest = it.facts.as_ref().ok().and_then(|facts| facts.digest.as_ref());
                digest.is_some() && digest == known.digest.as_ref()
            };
            on.extend(others.iter().find(is_it).map(|it| it.name.clone()));
        }
        let tag = found.known.first().map(|base| tag::compare(facts, base, from, lang));
        is_complete &= tag.as_ref().is_none_or(|tag| !tag.is_unanswered());
        rows.push(Row {
            image: one.name.clone(),
            digest: facts.digest.as_ref().map(ToString::to_string),
            known: found.known,
            is_disputed: found.is_disputed,
            reason: found.reason,
            tag,
            replacement: None,
        });
    }
    let order = order(&bases);
    let mut needed = BTreeSet::new();
    for image in order.order.iter().chain(&order.stuck) {
        let is_on_old = bases.get(image).is_some_and(|on| !on.is_disjoint(&needed));
        if is_on_old || rows.iter().any(|row| row.image == *image && row.is_old()) {
            needed.insert(image.clone());
        }
    }
    Told { rows, order, needed, is_complete }
}
