//! What building on the new state of a base does to the advisories of an image.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;
use rayon::ThreadPool;
use sekimori_model::bases::BaseAdvisory;
use sekimori_model::wire::{Note, NoteCode};
use sekimori_model::{ContentDigest, ImageFacts, Lang, Package, Sbom};
use sekimori_scan::{Inquiry, Kept, Plan, Reading, collect_image, hush_bill};

use super::known::Known;
use super::{Reason, Row, Status};
use crate::args::{BaseImages as Args, ImageFrom, Knowledge};
use crate::commands::sbom::pool;
use crate::error::Error;
use crate::{image_source, knowledge};

/// What the advisories of an image become when it is built on another digest of its base.
#[derive(Debug, Default)]
pub(super) struct Replacement {
    pub(super) removes: Vec<BaseAdvisory>,
    pub(super) keeps: Vec<BaseAdvisory>,
    pub(super) adds: Vec<BaseAdvisory>,
    pub(super) is_complete: bool,
    /// Why nothing is known.
    pub(super) reason: Option<Reason>,
}

/// A package, whatever its version: its name, and where it lies. Distributions have each name once, wherever their
/// database lies; of a language, the same name in another folder is another package.
type Place = (String, Arc<str>);

/// What is in an image, and what is published about it.
struct Content {
    places: BTreeSet<Place>,
    advisories: BTreeMap<(Arc<str>, Place), BaseAdvisory>,
    is_complete: bool,
}

/// Compares images with the database.
pub(super) struct Comparer<'a> {
    plan: Plan,
    pool: ThreadPool,
    from: &'a ImageFrom,
    lang: Lang,
}

impl<'a> Comparer<'a> {
    /// None where nobody asked.
    pub(super) fn new(args: &Args, from: &'a ImageFrom, lang: Lang) -> Result<Option<Self>, Error> {
        if !args.replacement {
            return Ok(None);
        }
        let knowledge = Knowledge { db_dir: args.db_dir.clone(), ..Knowledge::default() };
        // Advisories are counted as they are published: neither a configuration nor the day has a say in that.
        let plan = Plan::new(sekimori_model::config::Config::default(), None, Date::MIN)
            .map_err(|cause| Error::Plan { cause, place: None })?;
        let plan = plan.knowing(knowledge::needed(&knowledge)?);
        Ok(Some(Self { plan, pool: pool(None)?, from, lang }))
    }

    /// Compares an image whose base moved with what the base is now; none where it did not move.
    pub(super) fn compare(&self, row: &Row, facts: &ImageFacts) -> Result<Option<Replacement>, Error> {
        let moved = row.tag.as_ref().filter(|tag| tag.status == Status::Moved);
        let Some((tag, base)) = moved.zip(row.known.first()) else { return Ok(None) };
        let Some(new) = tag.new.as_ref().and_then(|digest| reference(base, digest)) else { return Ok(None) };
        let platform = ImageFrom { platform: Some(facts.platform.clone()), ..self.from.clone() };
        let read = |text: &str| image_source::open(text, &platform);
        let (own, new) = match (read(&row.image), read(&new)) {
            (Ok(own), Ok(new)) => (self.content(&*own)?, self.content(&*new)?),
            (Err(error), _) | (_, Err(error)) => {
                let reason = Reason { code: "registry", detail: error.lines(self.lang).join(" ") };
                return Ok(Some(Replacement { reason: Some(reason), ..Replacement::default() }));
            }
        };
        // What the new base no longer has is known by the old one, which a registry may have dropped.
        let old = tag.old.as_ref().and_then(|digest| reference(base, digest));
        let old = old.and_then(|text| read(&text).ok()).map(|old| self.content(&*old)).transpose()?;
        Ok(Some(weigh(own, &new, old.as_ref())))
    }

    fn content(&self, image: &dyn sekimori_model::Image) -> Result<Content, Error> {
        let mut bill = collect_image(image, &Reading::default(), &self.pool, &|_| {});
        hush_bill(&mut bill);
        let Sbom { packages, distribution, problems, .. } = bill;
        let kept = |package| Kept { package, distribution: distribution.as_ref() };
        let kept: Vec<Kept<'_>> = packages.iter().map(kept).collect();
        let unusable = |cause| Error::DbUnusable { cause };
        let mut inquiry = Inquiry::new(&self.plan).map_err(unusable)?;
        let answers = inquiry.ask(&kept, &self.pool, &|_| {}).map_err(unusable)?;
        let asked = inquiry.conclude();
        let mut advisories = BTreeMap::new();
        for (package, answer) in packages.iter().zip(answers) {
            for one in answer.published {
                let advisory = one.affected.advisory;
                let told = BaseAdvisory {
                    advisory: advisory.id.to_string(),
                    package: package.purl.to_string(),
                    severity: advisory.severity,
                };
                advisories.insert((advisory.id, place(package)), told);
            }
        }
        // Both images are judged by the database that there is, however old.
        let is_of_age = |note: &Note| note.code == NoteCode::AdvisoriesOld;
        let is_complete = problems.is_empty() && asked.is_complete && asked.notes.iter().all(is_of_age);
        Ok(Content { places: packages.iter().map(place).collect(), advisories, is_complete })
    }
}

/// The base at one of its digests; none where it is in no registry.
fn reference(base: &Known, digest: &ContentDigest) -> Option<String> {
    base.reference.as_ref().map(|reference| format!("registry:{}@{digest}", reference.name()))
}

fn place(package: &Package) -> Place {
    let is_of_system = matches!(&*package.purl.kind, "deb" | "apk" | "rpm" | "alpm");
    let path = if is_of_system { Arc::from("") } else { Arc::clone(&package.found_in.path) };
    (format!("{}/{}", package.purl.kind, package.purl.full_name()), path)
}

fn weigh(own: Content, new: &Content, old: Option<&Content>) -> Replacement {
    let mut told = Replacement {
        is_complete: own.is_complete && new.is_complete && old.is_some_and(|old| old.is_complete),
        ..Replacement::default()
    };
    let is_of_base =
        |place: &Place| new.places.contains(place) || old.is_some_and(|old| old.places.contains(place));
    let adds = new.advisories.iter().filter(|(key, _)| !own.advisories.contains_key(*key));
    told.adds = adds.map(|(_, one)| one.clone()).collect();
    for (key, one) in own.advisories {
        match () {
            () if new.advisories.contains_key(&key) => told.keeps.push(one),
            () if is_of_base(&key.1) => told.removes.push(one),
            () => {}
        }
    }
    for list in [&mut told.removes, &mut told.keeps, &mut told.adds] {
        list.sort();
        list.dedup();
    }
    told
}
