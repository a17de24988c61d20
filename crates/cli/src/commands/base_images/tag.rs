//! Whether the tag of a base is still what an image was built on.

use sekimori_model::{ContentDigest, ImageFacts, ImageLimits, Lang};
use sekimori_parse::oci::{Document, document};
use sekimori_supply::image::registry::{Fetched, Registry};

use super::Reason;
use super::known::{Known, layers};
use crate::args::ImageFrom;
use crate::error::Error;
use crate::image_source;

/// What became of a tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Status {
    Current,
    Moved,
    Gone,
    Unknown,
}

impl Status {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Current => "current",
            Self::Moved => "moved",
            Self::Gone => "gone",
            Self::Unknown => "unknown",
        }
    }
}

/// The tag then and now.
pub(super) struct Tag {
    pub(super) status: Status,
    /// The digest that was recorded; none where none was.
    pub(super) old: Option<ContentDigest>,
    /// What the tag is now.
    pub(super) new: Option<ContentDigest>,
    pub(super) reason: Option<Reason>,
}

impl Tag {
    /// Tells whether a registry owes an answer.
    pub(super) fn is_unanswered(&self) -> bool {
        self.reason.as_ref().is_some_and(|reason| reason.code == "registry")
    }
}

/// Compares what was recorded with what the registry says now; without a record, the layers tell.
pub(super) fn compare(image: &ImageFacts, base: &Known, from: &ImageFrom, lang: Lang) -> Tag {
    let old = base.digest.clone();
    let unknown = |reason| Tag { status: Status::Unknown, old: old.clone(), new: None, reason: Some(reason) };
    let Some(reference) = &base.reference else { return unknown(Reason::of("not-in-registry")) };
    if reference.tag().is_none() && reference.digest().is_some() {
        return unknown(Reason::of("no-tag"));
    }
    let tag = reference.tag().unwrap_or("latest");
    let asked =
        Registry::new(reference.registry(), &image_source::registry(&from.access)).and_then(|registry| {
            registry.manifest(reference.repository(), tag, ImageLimits::default().manifest_bytes)
        });
    let now = match asked {
        Ok(now) => now,
        Err(error) if error.is_not_found() => {
            return Tag { status: Status::Gone, old, new: None, reason: None };
        }
        Err(error) => return unknown(unanswered(&Error::Image(error), lang)),
    };
    let is_same = if let Some(digest) = &old {
        is_or_holds(&now, digest)
    } else {
        let text = format!("registry:{}@{}", reference.name(), now.digest);
        let from = ImageFrom { platform: Some(image.platform.clone()), ..from.clone() };
        match image_source::open(&text, &from) {
            Ok(opened) => match (layers(image), layers(opened.facts())) {
                (Some(own), Some(lowest)) => own.starts_with(&lowest),
                _ => return unknown(Reason::of("nothing-says")),
            },
            Err(error) => return unknown(unanswered(&error, lang)),
        }
    };
    let status = if is_same { Status::Current } else { Status::Moved };
    Tag { status, old, new: Some(now.digest), reason: None }
}

fn unanswered(error: &Error, lang: Lang) -> Reason {
    Reason { code: "registry", detail: error.lines(lang).join(" ") }
}

/// Builders record the digest of an index or that of the image of their platform in it.
fn is_or_holds(now: &Fetched, digest: &ContentDigest) -> bool {
    now.digest == *digest
        || matches!(
            document(&now.bytes, Some(&now.media_type)),
            Ok(Document::Index(index)) if index.manifests.iter().any(|entry| entry.digest == *digest)
        )
}
