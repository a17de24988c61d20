//! What refers to a manifest: bills of materials, signatures, statements.
//!
//! # Source
//! OCI Distribution Specification 1.1, "Listing Referrers" and "Referrers Tag Schema".

use sekimori_model::ContentDigest;
use sekimori_parse::oci::{self, Descriptor, Document, media};

use super::client::{Access, Registry};
use super::fetch::pull;
use crate::image::{Error, ImageLimits};
use crate::web::Refused;

impl Registry {
    /// Lists what refers to a manifest, of one type where `artifact_type` is not empty.
    ///
    /// # Errors
    /// [`Error::Registry`] where it is not told.
    pub fn referrers(
        &self,
        repository: &str,
        subject: &ContentDigest,
        artifact_type: &str,
    ) -> Result<Vec<Descriptor>, Error> {
        let scope = pull(repository);
        let access = Access { repository, scope: &scope };
        let path = format!("{repository}/referrers/{subject}");
        let headers = [("accept", media::INDEX.to_owned())];
        let listed = self.pages(&path, access, &headers, |page| {
            let bytes = page.to_string();
            match oci::document(bytes.as_bytes(), None) {
                Ok(Document::Index(index)) => index.manifests.into_iter().map(Some).collect(),
                // It is no list: who knows no referrers may answer with anything.
                _ => vec![None],
            }
        });
        let what = format!("what refers to `{}/{repository}@{subject}`", self.host);
        let mut found = match listed {
            Ok(pages) if pages.iter().all(Option::is_some) => pages.into_iter().flatten().collect(),
            Ok(_) | Err(Refused::NotFound | Refused::Answer(_) | Refused::Status(400 | 405)) => {
                self.tagged(repository, subject)?
            }
            Err(cause) => return Err(self.refused(&what, cause)),
        };
        found.retain(|one| artifact_type.is_empty() || one.artifact_type == artifact_type);
        Ok(found)
    }

    /// What the tag lists that stands in for the API.
    pub(super) fn tagged(&self, repository: &str, subject: &ContentDigest) -> Result<Vec<Descriptor>, Error> {
        let tag = fallback_tag(subject);
        let fetched = match self.manifest(repository, &tag, ImageLimits::default().manifest_bytes) {
            Ok(fetched) => fetched,
            Err(error) if error.is_not_found() => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        match crate::image::resolve::parse(&fetched.bytes, Some(&fetched.media_type), &tag)? {
            Document::Index(index) => Ok(index.manifests),
            Document::Manifest(_) => Ok(Vec::new()),
        }
    }
}

/// The tag that stands in for the API.
pub(super) fn fallback_tag(subject: &ContentDigest) -> String {
    let hex: String = subject.hex().chars().take(64).collect();
    format!("{}-{hex}", subject.algorithm())
}
