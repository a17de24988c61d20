//! Manifests, and whether something is there.

use sekimori_model::ContentDigest;
use sekimori_parse::oci::media;
use ureq::Body;
use ureq::http::Response;

use super::answer::bytes;
use super::client::{Access, Call, Registry};
use crate::image::Error;
use crate::image::verified::{Differs, Verified, digest_of};
use crate::web::{Refused, header};

/// A manifest or an index, as a registry has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fetched {
    /// What it is, byte for byte.
    pub bytes: Vec<u8>,
    /// What it was served as.
    pub media_type: String,
    /// Its digest, which was compared with its bytes.
    pub digest: ContentDigest,
}

/// What is understood.
pub(super) fn accepted() -> String {
    [media::INDEX, media::DOCKER_INDEX, media::MANIFEST, media::DOCKER_MANIFEST, "*/*;q=0.1"].join(", ")
}

impl Registry {
    /// Fetches a manifest or an index by its tag or digest.
    ///
    /// # Errors
    /// [`Error::Registry`] where it is not given, [`Error::Mismatch`] where it is not what its digest says.
    pub fn manifest(&self, repository: &str, name: &str, limit_bytes: u64) -> Result<Fetched, Error> {
        let what = format!("the manifest `{name}` of `{}/{repository}`", self.host);
        let mut answer = self.ask("GET", repository, &format!("manifests/{name}"), &what)?;
        let media_type =
            header(&answer, "content-type").split(';').next().unwrap_or_default().trim().to_owned();
        let served: Option<ContentDigest> = header(&answer, "docker-content-digest").parse().ok();
        let bytes = bytes(&mut answer, limit_bytes).map_err(|cause| self.refused(&what, cause))?;
        let wanted: Option<ContentDigest> = name.parse().ok();
        // What was asked for by digest is compared with that one, whatever the registry says.
        for expected in wanted.iter().chain(&served) {
            let checked = Verified::new(bytes.as_slice(), Some(expected.clone()), None).finish();
            if let Err(Differs::Content(detail) | Differs::Unread(detail)) = checked {
                return Err(Error::Mismatch { what, detail });
            }
        }
        let digest = wanted.or(served).or_else(|| digest_of(&bytes));
        let digest = digest.ok_or_else(|| Error::Missing { what: what.clone() })?;
        Ok(Fetched { bytes, media_type, digest })
    }

    /// Asks for the digest of a tag without its manifest; none where there is no such tag, or it is not said.
    ///
    /// # Errors
    /// [`Error::Registry`] where no answer is given.
    pub fn digest_of_tag(&self, repository: &str, tag: &str) -> Result<Option<ContentDigest>, Error> {
        let what = format!("the tag `{tag}` of `{}/{repository}`", self.host);
        match self.ask("HEAD", repository, &format!("manifests/{tag}"), &what) {
            Ok(answer) => Ok(header(&answer, "docker-content-digest").parse().ok()),
            Err(error) if error.is_not_found() => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Tells whether a manifest is there.
    ///
    /// # Errors
    /// [`Error::Registry`] where it is not told.
    pub fn has_manifest(&self, repository: &str, digest: &ContentDigest) -> Result<bool, Error> {
        let what = format!("`{}/{repository}@{digest}`", self.host);
        match self.ask("HEAD", repository, &format!("manifests/{digest}"), &what) {
            Ok(_) => Ok(true),
            Err(error) if error.is_not_found() => Ok(false),
            Err(error) => Err(error),
        }
    }

    fn ask(
        &self,
        method: &'static str,
        repository: &str,
        path: &str,
        what: &str,
    ) -> Result<Response<Body>, Error> {
        let scope = pull(repository);
        let refused = |cause| self.refused(what, cause);
        let address = self.at(&format!("{repository}/{path}")).map_err(refused)?;
        let access = Access { repository, scope: &scope };
        let headers = vec![("accept", accepted())];
        self.send(&Call { method, address, access, headers, body: None, is_stream: false }).map_err(refused)
    }

    pub(super) fn refused(&self, what: &str, cause: Refused) -> Error {
        Error::Registry { host: self.host.clone(), what: what.to_owned(), cause }
    }
}

/// The scope of reading a repository.
pub(super) fn pull(repository: &str) -> String {
    format!("repository:{repository}:pull")
}
