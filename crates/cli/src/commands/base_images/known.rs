//! What an image is built on, and who says so.

use sekimori_model::{ContentDigest, ImageFacts};
use sekimori_parse::dockerfile::{Base, Stages};
use sekimori_parse::image::Reference;
use sekimori_scan::rebuild::by_layers;

use super::{Opened, Reason};

/// The keys that name a base.
///
/// # Source
/// OCI Image Format Specification 1.1, `annotations.md`.
const NAME: &str = "org.opencontainers.image.base.name";
const DIGEST: &str = "org.opencontainers.image.base.digest";

/// A base, as one witness has it.
#[derive(Debug, Clone)]
pub(super) struct Known {
    /// `label`, `annotation`, `dockerfile` or `layers`.
    pub(super) by: &'static str,
    pub(super) name: String,
    /// Where it is in a registry.
    pub(super) reference: Option<Reference>,
    /// The digest that it had when the image was built.
    pub(super) digest: Option<ContentDigest>,
}

/// What all witnesses say.
pub(super) struct Found {
    pub(super) known: Vec<Known>,
    pub(super) is_disputed: bool,
    /// Why no base is known.
    pub(super) reason: Option<Reason>,
}

/// The one name of a reference: its tag where it has one, so that a digest beside it makes no other image of it.
pub(super) fn name(reference: &Reference) -> String {
    match (reference.tag(), reference.digest()) {
        (Some(tag), _) => format!("{}:{tag}", reference.name()),
        (None, Some(digest)) => format!("{}@{digest}", reference.name()),
        (None, None) => format!("{}:latest", reference.name()),
    }
}

/// Asks every witness.
pub(super) fn base_of(facts: &ImageFacts, file: Option<&Stages>, others: &[&Opened]) -> Found {
    let (mut known, mut reasons) = (Vec::new(), Vec::new());
    let labels = facts.config.as_ref().map(|config| config.labels.as_slice()).unwrap_or_default();
    let said = [written("label", labels), written("annotation", &facts.annotations), file.map(of_file)];
    for one in said.into_iter().flatten().chain(of_layers(facts, others)) {
        match one {
            Ok(one) => known.push(one),
            Err(reason) => reasons.push(reason),
        }
    }
    let is_disputed = known.first().is_some_and(|first| {
        let is_among = others.iter().any(|other| other.name == first.name);
        // Layers know candidates alone: where the base is none, they can tell what lies below it, which is no dispute.
        known.iter().skip(1).any(|one| {
            let differs_in_name = one.name != first.name && (one.by != "layers" || is_among);
            let differs_in_digest = matches!((&one.digest, &first.digest), (Some(a), Some(b)) if a != b);
            differs_in_name || (one.name == first.name && one.by != "layers" && differs_in_digest)
        })
    });
    let nothing = || Reason::of("nothing-says");
    let reason = known.is_empty().then(|| reasons.into_iter().next().unwrap_or_else(nothing));
    Found { known, is_disputed, reason }
}

fn written(by: &'static str, pairs: &[(String, String)]) -> Option<Result<Known, Reason>> {
    let value = |key: &str| pairs.iter().find(|(name, _)| name == key).map(|(_, value)| value.trim());
    let name = value(NAME).filter(|name| !name.is_empty())?;
    let digest = value(DIGEST).and_then(|digest| digest.parse().ok());
    Some(known(by, name, digest))
}

fn known(by: &'static str, text: &str, digest: Option<ContentDigest>) -> Result<Known, Reason> {
    let reference = Reference::parse(text).map_err(|_| Reason::of("malformed"))?;
    let digest = digest.or_else(|| reference.digest().and_then(|digest| digest.parse().ok()));
    Ok(Known { by, name: name(&reference), reference: Some(reference), digest })
}

fn of_file(file: &Stages) -> Result<Known, Reason> {
    let untold = |detail: String| Reason { code: "dockerfile", detail };
    match file.image().map(|stage| &stage.base) {
        None => Err(untold("it has no stage that is read to its end".to_owned())),
        Some(Base::Scratch) => Err(Reason::of("scratch")),
        Some(Base::Unknown(why)) => Err(untold(why.to_string())),
        Some(Base::Image(text)) => known("dockerfile", text, None),
    }
}

fn of_layers(facts: &ImageFacts, others: &[&Opened]) -> Option<Result<Known, Reason>> {
    let image = layers(facts)?;
    let mut known: Vec<(&Opened, &ImageFacts, Vec<&ContentDigest>)> = Vec::new();
    for other in others {
        let is_new = known.iter().all(|(seen, ..)| seen.name != other.name);
        if let (true, Ok(facts)) = (is_new, &other.facts)
            && let Some(layers) = layers(facts)
        {
            known.push((other, facts, layers));
        }
    }
    let candidates: Vec<&[&ContentDigest]> = known.iter().map(|(.., layers)| layers.as_slice()).collect();
    let mut fitting = by_layers(&image, &candidates).into_iter().filter_map(|at| known.get(at)).peekable();
    let (base, base_facts, _) = fitting.next()?;
    if fitting.peek().is_some() {
        let rest = fitting.map(|(one, ..)| one.name.as_str());
        let names: Vec<&str> = std::iter::once(base.name.as_str()).chain(rest).collect();
        return Some(Err(Reason { code: "several", detail: names.join(", ") }));
    }
    let is_remote = base_facts.origin == sekimori_model::ImageOrigin::Registry;
    let reference = is_remote.then(|| Reference::parse(&base.name).ok()).flatten();
    Some(Ok(Known { by: "layers", name: base.name.clone(), reference, digest: base_facts.digest.clone() }))
}

/// What the layers unpack to; none where one of them is not told.
pub(super) fn layers(facts: &ImageFacts) -> Option<Vec<&ContentDigest>> {
    facts.layers.iter().map(|layer| layer.diff_id.as_ref()).collect()
}
