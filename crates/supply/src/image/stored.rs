//! An image whose layers are stored as blobs, wherever those are.

use std::fmt::Debug;
use std::io::Read;

use sekimori_model::{ContentDigest, Image, ImageFacts, ImageLimits, Member, NotAnalysed, Problem};
use sekimori_parse::layer;
use sekimori_parse::oci::Descriptor;
use sekimori_parse::oci::media::LayerKind;

use super::Error;
use super::verified::{Differs, Unpacked, Verified};
use crate::read_capped;

/// A blob, and what it should be.
#[derive(Debug, Clone)]
pub(super) struct Blob {
    /// Where it lies, for those who keep blobs by name.
    pub(super) name: String,
    /// Its digest, where that is known.
    pub(super) digest: Option<ContentDigest>,
    /// Its bytes, where that is known.
    pub(super) size: Option<u64>,
    /// What it is said to be.
    pub(super) media_type: String,
}

/// Opens blobs.
pub(super) trait Blobs: Debug + Send + Sync {
    /// Opens a blob, which need not be what it should be: who reads it compares.
    fn open(&self, blob: &Blob) -> Result<Box<dyn Read + '_>, Problem>;

    /// Says where a blob could not be read to its end.
    fn unread(&self, problem: Problem) -> Problem {
        problem
    }
}

impl Blob {
    /// What a descriptor points at, in the layout of OCI.
    pub(super) fn of(descriptor: &Descriptor) -> Self {
        let digest = &descriptor.digest;
        Self {
            name: format!("blobs/{}/{}", digest.algorithm(), digest.hex()),
            digest: Some(digest.clone()),
            size: Some(descriptor.size),
            media_type: descriptor.media_type.clone(),
        }
    }

    /// What a blob is called in messages.
    fn shown(&self) -> String {
        self.digest.as_ref().map_or_else(|| self.name.clone(), ToString::to_string)
    }
}

/// Reads a manifest or a configuration, whole, and compares it with its digest.
pub(super) fn read(blobs: &dyn Blobs, blob: &Blob, limits: &ImageLimits) -> Result<Vec<u8>, Error> {
    let what = blob.shown();
    let limit_bytes = limits.manifest_bytes;
    if blob.size.is_some_and(|size| size > limit_bytes) {
        return Err(Error::TooLarge { what, limit_bytes });
    }
    let source = blobs.open(blob).map_err(|problem| Error::Missing { what: problem.detail })?;
    let mut verified = Verified::new(source, blob.digest.clone(), blob.size);
    let read = read_capped(&mut verified, limit_bytes, blob.size.unwrap_or(0));
    // What is longer than it should be fails while it is read, and is told by its digest.
    let checked = verified.finish();
    match (read, checked) {
        (_, Err(Differs::Content(detail))) => Err(Error::Mismatch { what, detail }),
        (Err(cause), _) => Err(Error::Read { what, cause }),
        (_, Err(Differs::Unread(detail))) => Err(Error::Read { what, cause: std::io::Error::other(detail) }),
        (Ok(None), _) => Err(Error::TooLarge { what, limit_bytes }),
        (Ok(Some(bytes)), Ok(())) => Ok(bytes),
    }
}

/// An image of blobs.
#[derive(Debug)]
pub(super) struct Stored {
    pub(super) facts: ImageFacts,
    /// As many as the facts have.
    pub(super) layers: Vec<Blob>,
    pub(super) blobs: Box<dyn Blobs>,
}

impl Image for Stored {
    fn facts(&self) -> &ImageFacts {
        &self.facts
    }

    fn walk_layer(
        &self,
        layer: usize,
        limits: &ImageLimits,
        visit: &mut dyn FnMut(&mut Member<'_>),
    ) -> Result<Vec<Problem>, Problem> {
        self.walk(layer, limits, visit).map_err(|problem| match problem.reason {
            NotAnalysed::Unreadable => self.blobs.unread(problem),
            _ => problem,
        })
    }
}

impl Stored {
    fn walk(
        &self,
        layer: usize,
        limits: &ImageLimits,
        visit: &mut dyn FnMut(&mut Member<'_>),
    ) -> Result<Vec<Problem>, Problem> {
        let Some(blob) = self.layers.get(layer) else {
            let detail = format!("there is no layer {layer}");
            return Err(Problem { path: "".into(), reason: NotAnalysed::Internal, detail });
        };
        let name = blob.shown();
        let problem = |reason, detail: String| Problem { path: name.as_str().into(), reason, detail };
        match sekimori_parse::oci::media::layer_kind(&blob.media_type) {
            LayerKind::Tar | LayerKind::Foreign => {}
            LayerKind::Encrypted => {
                return Err(problem(NotAnalysed::Encrypted, "the layer is encrypted".to_owned()));
            }
            LayerKind::Unknown => {
                let media: String = blob.media_type.chars().take(200).collect();
                let detail = format!("the layer is of the unknown type `{media}`");
                return Err(problem(NotAnalysed::UnknownCompression, detail));
            }
        }
        let source = self.blobs.open(blob)?;
        let mut verified = Verified::new(source, blob.digest.clone(), blob.size);
        let diff_id = self.facts.layers.get(layer).and_then(|layer| layer.diff_id.as_ref());
        // What is stored as it is has one digest, and that is compared already.
        let mut unpacked = diff_id.filter(|id| blob.digest.as_ref() != Some(id)).map(Unpacked::new);
        let walked = match &mut unpacked {
            Some(unpacked) => {
                layer::walk_all(&mut verified, limits, &mut |part| unpacked.update(part), visit)
            }
            None => layer::walk(&mut verified, limits, visit),
        };
        // Of a bomb no more is read. Everything else is read to its end, because only then its digest tells.
        if let Err(stopped) = &walked
            && stopped.reason != NotAnalysed::BrokenArchive
        {
            let is_read = stopped.reason == NotAnalysed::Unreadable;
            if is_read && let Err(Differs::Content(detail)) = verified.finish() {
                return Err(problem(NotAnalysed::DigestMismatch, detail));
            }
            return Err(problem(stopped.reason, stopped.detail.clone()));
        }
        match (verified.finish(), walked) {
            (Err(Differs::Content(detail)), _) => Err(problem(NotAnalysed::DigestMismatch, detail)),
            (Err(Differs::Unread(detail)), _) => Err(problem(NotAnalysed::Unreadable, detail)),
            (Ok(()), Err(broken)) => Err(problem(broken.reason, broken.detail)),
            (Ok(()), Ok(_)) if diff_id.is_none() => {
                let detail = "the configuration has no diff_id for each layer, so that nobody can tell whether \
                              this one belongs to the image";
                Err(problem(NotAnalysed::DigestMismatch, detail.to_owned()))
            }
            (Ok(()), Ok(problems)) => match unpacked.and_then(Unpacked::differs) {
                Some(detail) => Err(problem(NotAnalysed::DigestMismatch, detail)),
                None => Ok(named(problems, &name)),
            },
        }
    }
}

/// Problems of the layer as a whole are told by its name.
fn named(problems: Vec<Problem>, layer: &str) -> Vec<Problem> {
    let name = |problem: Problem| {
        if problem.path.is_empty() { Problem { path: layer.into(), ..problem } } else { problem }
    };
    problems.into_iter().map(name).collect()
}
