//! What is attached to an image: looked up, and fetched.

use std::io::{self, Read as _};

use sekimori_model::{ContentDigest, Problem};
use sekimori_parse::oci::{Descriptor, Document, Manifest};

use super::answer::bytes;
use super::blob::Remote;
use super::client::{Access, Call, Registry};
use super::fetch::pull;
use super::push::Artifact;
use crate::image::stored::{Blob, Blobs as _};
use crate::image::verified::{Differs, Verified, digest_of};
use crate::image::{Error, ImageLimits, resolve};

/// The most artefacts of one type that are opened to see whether one is there already.
const MOST: usize = 200;

impl Registry {
    /// Fetches the manifest of something that refers to an image, and sees that it does.
    ///
    /// # Errors
    /// [`Error::Registry`] where it is not given, [`Error::Mismatch`] where it is about something else,
    /// [`Error::Document`] where it is no manifest.
    pub fn attached(
        &self,
        repository: &str,
        subject: &ContentDigest,
        digest: &ContentDigest,
    ) -> Result<Manifest, Error> {
        let what = format!("`{}/{repository}@{digest}`", self.host);
        let limit = ImageLimits::default().manifest_bytes;
        let fetched = self.manifest(repository, digest.as_str(), limit)?;
        let Document::Manifest(manifest) = resolve::parse(&fetched.bytes, Some(&fetched.media_type), &what)?
        else {
            return Err(Error::NotAnImage { what, detail: "it is an index".to_owned() });
        };
        match &manifest.subject {
            Some(about) if about.digest == *subject => Ok(manifest),
            Some(about) => Err(Error::Mismatch { what, detail: format!("it is about {}", about.digest) }),
            None => Err(Error::Mismatch { what, detail: "it is about nothing".to_owned() }),
        }
    }

    /// Finds what holds the same content as an artefact and is of the same type, where it is attached already.
    ///
    /// # Errors
    /// [`Error::Registry`] where it is not told what refers to the image.
    pub fn find_attached(
        &self,
        repository: &str,
        subject: &ContentDigest,
        artifact: &Artifact<'_>,
    ) -> Result<Option<ContentDigest>, Error> {
        let content = digest_of(artifact.bytes);
        for one in self.referrers(repository, subject, artifact.artifact_type)?.iter().take(MOST) {
            // What cannot be opened is not the same.
            let Ok(manifest) = self.attached(repository, subject, &one.digest) else { continue };
            if manifest.layers.iter().any(|layer| Some(&layer.digest) == content.as_ref()) {
                return Ok(Some(one.digest.clone()));
            }
        }
        Ok(None)
    }

    /// Writes a blob to `out` while it comes, and compares it with its digest and size.
    ///
    /// # Errors
    /// [`Error::Registry`] where it is not given, [`Error::Read`] where it cannot be written, [`Error::Mismatch`] where it
    /// is not what its digest says.
    pub fn download(self, repository: &str, blob: &Descriptor, out: &mut dyn io::Write) -> Result<(), Error> {
        let what = format!("`{}/{repository}@{}`", self.host, blob.digest);
        let wanted = Blob {
            name: what.clone(),
            digest: Some(blob.digest.clone()),
            size: Some(blob.size),
            media_type: blob.media_type.clone(),
        };
        let remote = Remote { registry: self, repository: repository.to_owned() };
        let unread =
            |problem: Problem| Error::Read { what: what.clone(), cause: io::Error::other(problem.detail) };
        let stream = remote.open(&wanted).map_err(unread)?;
        let mut verified = Verified::new(stream, Some(blob.digest.clone()), Some(blob.size));
        let mut buffer = vec![0; 128 << 10];
        loop {
            let count = match verified.read(&mut buffer) {
                Ok(0) => break,
                Ok(count) => count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(cause) => return Err(Error::Read { what, cause }),
            };
            let part = buffer.get(..count).unwrap_or_default();
            out.write_all(part).map_err(|cause| Error::Read { what: what.clone(), cause })?;
        }
        verified
            .finish()
            .map_err(|(Differs::Content(detail) | Differs::Unread(detail))| Error::Mismatch { what, detail })
    }

    /// Fetches a blob whole, and compares it with its digest and size.
    ///
    /// # Errors
    /// [`Error::Registry`] where it is not given, [`Error::TooLarge`] where it passes the bound, [`Error::Mismatch`]
    /// where it is not what its digest says.
    pub fn blob(&self, repository: &str, blob: &Descriptor, limit_bytes: u64) -> Result<Vec<u8>, Error> {
        let what = format!("`{}/{repository}@{}`", self.host, blob.digest);
        if blob.size > limit_bytes {
            return Err(Error::TooLarge { what, limit_bytes });
        }
        let scope = pull(repository);
        let access = Access { repository, scope: &scope };
        let fetched = self.at(&format!("{repository}/blobs/{}", blob.digest)).and_then(|address| {
            let headers = vec![("accept-encoding", "identity".to_owned())];
            let call = Call { method: "GET", address, access, headers, body: None, is_stream: false };
            bytes(&mut self.send(&call)?, limit_bytes)
        });
        let bytes = fetched.map_err(|cause| self.refused(&what, cause))?;
        match Verified::new(bytes.as_slice(), Some(blob.digest.clone()), Some(blob.size)).finish() {
            Ok(()) => Ok(bytes),
            Err(Differs::Content(detail) | Differs::Unread(detail)) => Err(Error::Mismatch { what, detail }),
        }
    }
}
