//! What is given to a registry: an artefact that refers to an image.
//!
//! # Source
//! OCI Distribution Specification 1.1, "Push" and "Pushing Manifests with Subject"; OCI Image Format Specification 1.1,
//! `manifest.md`, "Guidelines for Artifact Usage".

use std::collections::BTreeMap;

use sekimori_model::ContentDigest;
use sekimori_parse::oci::{Descriptor, media};
use serde_json::{Value, json};

use super::client::{Access, Call, Registry};
use super::referrers::fallback_tag;
use crate::image::Error;
use crate::image::verified::digest_of;
use crate::web::{Address, Refused, escape, header};

/// The configuration that says nothing.
const EMPTY: &[u8] = b"{}";

/// Bytes from which on a blob is no small request.
const LARGE: usize = 1 << 20;

/// Something that is attached to an image, or stands by itself.
#[derive(Debug, Clone)]
pub struct Artifact<'a> {
    /// What sort of artefact it is, such as `application/vnd.cyclonedx+json`.
    pub artifact_type: &'a str,
    /// What its content is.
    pub media_type: &'a str,
    /// Its content.
    pub bytes: &'a [u8],
    /// Annotations of its manifest.
    pub annotations: BTreeMap<String, String>,
}

impl Registry {
    /// Attaches an artefact to a manifest that the registry has; returns the digest of the artefact's manifest.
    ///
    /// # Errors
    /// [`Error::Registry`] where the registry does not take it.
    pub fn attach(
        &self,
        repository: &str,
        subject: &Descriptor,
        artifact: &Artifact<'_>,
    ) -> Result<ContentDigest, Error> {
        let what = format!("an artefact for `{}/{repository}@{}`", self.host, subject.digest);
        let refused = |cause| self.refused(&what, cause);
        let manifest = self.manifest_of(repository, artifact, Some(subject)).map_err(refused)?;
        let bytes = manifest.to_string().into_bytes();
        let digest = digest_of(&bytes).ok_or_else(|| Error::Missing { what: what.clone() })?;
        let knows_subjects =
            self.push_manifest(repository, digest.as_str(), media::MANIFEST, &bytes).map_err(refused)?;
        if !knows_subjects {
            let mut entry = pointer(media::MANIFEST, &digest, bytes.len());
            if let Some(entry) = entry.as_object_mut() {
                entry.insert("artifactType".to_owned(), artifact.artifact_type.into());
                entry.insert("annotations".to_owned(), json!(artifact.annotations));
            }
            self.list_under_tag(repository, &subject.digest, &digest, &entry)?;
        }
        Ok(digest)
    }

    /// Pushes an artefact that refers to nothing, under a tag; returns the digest of its manifest.
    ///
    /// # Errors
    /// [`Error::Registry`] where the registry does not take it.
    pub fn push_artifact(
        &self,
        repository: &str,
        tag: &str,
        artifact: &Artifact<'_>,
    ) -> Result<ContentDigest, Error> {
        let what = format!("`{}/{repository}:{tag}`", self.host);
        let refused = |cause| self.refused(&what, cause);
        let manifest = self.manifest_of(repository, artifact, None).map_err(refused)?;
        let bytes = manifest.to_string().into_bytes();
        let digest = digest_of(&bytes).ok_or_else(|| Error::Missing { what: what.clone() })?;
        self.push_manifest(repository, tag, media::MANIFEST, &bytes).map_err(refused)?;
        Ok(digest)
    }

    /// Pushes the content of an artefact, and makes the manifest that names it.
    fn manifest_of(
        &self,
        repository: &str,
        artifact: &Artifact<'_>,
        subject: Option<&Descriptor>,
    ) -> Result<Value, Refused> {
        let empty = self.push_blob(repository, EMPTY)?;
        let content = self.push_blob(repository, artifact.bytes)?;
        let mut manifest = json!({
            "schemaVersion": 2,
            "mediaType": media::MANIFEST,
            "artifactType": artifact.artifact_type,
            "config": pointer(media::EMPTY, &empty, EMPTY.len()),
            "layers": [pointer(artifact.media_type, &content, artifact.bytes.len())],
            "annotations": artifact.annotations,
        });
        if let (Some(subject), Some(manifest)) = (subject, manifest.as_object_mut()) {
            let (media_type, digest) = (&subject.media_type, subject.digest.as_str());
            let subject = json!({ "mediaType": media_type, "digest": digest, "size": subject.size });
            manifest.insert("subject".to_owned(), subject);
        }
        Ok(manifest)
    }

    /// Adds to the tag that stands in for the API. Who does the same at this moment may win.
    fn list_under_tag(
        &self,
        repository: &str,
        subject: &ContentDigest,
        digest: &ContentDigest,
        entry: &Value,
    ) -> Result<(), Error> {
        let listed = self.tagged(repository, subject)?;
        if listed.iter().any(|one| one.digest == *digest) {
            return Ok(());
        }
        let tag = fallback_tag(subject);
        let push = |listed: &[&Descriptor]| {
            let mut manifests: Vec<Value> = listed.iter().map(|one| written(one)).collect();
            manifests.push(entry.clone());
            let index = json!({ "schemaVersion": 2, "mediaType": media::INDEX, "manifests": manifests });
            self.push_manifest(repository, &tag, media::INDEX, index.to_string().as_bytes())
        };
        let all: Vec<&Descriptor> = listed.iter().collect();
        let mut pushed = push(&all);
        // A registry may refuse a list that names what was deleted since.
        if matches!(pushed, Err(Refused::Status(400) | Refused::NotFound)) {
            let is_there =
                |one: &&Descriptor| !matches!(self.has_manifest(repository, &one.digest), Ok(false));
            let there: Vec<&Descriptor> = listed.iter().filter(is_there).collect();
            if there.len() < listed.len() {
                pushed = push(&there);
            }
        }
        pushed
            .map(drop)
            .map_err(|cause| self.refused(&format!("the tag `{tag}` of `{}/{repository}`", self.host), cause))
    }

    /// Pushes a manifest; tells whether the registry keeps what refers to what by itself.
    fn push_manifest(
        &self,
        repository: &str,
        name: &str,
        media_type: &str,
        bytes: &[u8],
    ) -> Result<bool, Refused> {
        let scope = push(repository);
        let headers = vec![("content-type", media_type.to_owned())];
        let address = self.at(&format!("{repository}/manifests/{name}"))?;
        let access = Access { repository, scope: &scope };
        let call = Call { method: "PUT", address, access, headers, body: Some(bytes), is_stream: false };
        Ok(!header(&self.send(&call)?, "oci-subject").is_empty())
    }

    /// Pushes a blob that is not there yet.
    fn push_blob(&self, repository: &str, bytes: &[u8]) -> Result<ContentDigest, Refused> {
        let digest = digest_of(bytes).ok_or(Refused::NotFound)?;
        let scope = push(repository);
        let access = Access { repository, scope: &scope };
        let call = |method, address: Address, body| {
            let headers = match body {
                Some(_) => vec![("content-type", "application/octet-stream".to_owned())],
                None => Vec::new(),
            };
            // What is large takes as long as it takes, as long as it moves.
            let is_stream = body.is_some_and(|body: &[u8]| body.len() > LARGE);
            Call { method, address, access, headers, body, is_stream }
        };
        match self.send(&call("HEAD", self.at(&format!("{repository}/blobs/{digest}"))?, None)) {
            Ok(_) => return Ok(digest),
            Err(Refused::NotFound) => {}
            Err(refused) => return Err(refused),
        }
        let start = self.at(&format!("{repository}/blobs/uploads/"))?;
        let answer = self.send(&call("POST", start.clone(), Some(b"")))?;
        let mut to = start.join(header(&answer, "location"))?;
        if to.is_plain && !self.web.may_be_plain(&to.host) {
            return Err(Refused::Redirect("it leads away from TLS".to_owned()));
        }
        let mark = if to.path.contains('?') { '&' } else { '?' };
        to.path = format!("{}{mark}digest={}", to.path, escape(digest.as_str()));
        self.send(&call("PUT", to, Some(bytes)))?;
        Ok(digest)
    }
}

fn push(repository: &str) -> String {
    format!("repository:{repository}:pull,push")
}

fn pointer(media_type: &str, digest: &ContentDigest, size: usize) -> Value {
    json!({ "mediaType": media_type, "digest": digest.as_str(), "size": size })
}

/// An entry of a list, as it was read.
fn written(entry: &Descriptor) -> Value {
    let annotations: BTreeMap<_, _> = entry.annotations.iter().cloned().collect();
    let mut value = json!({
        "mediaType": entry.media_type, "digest": entry.digest.as_str(), "size": entry.size,
    });
    if let Some(object) = value.as_object_mut() {
        if !entry.artifact_type.is_empty() {
            object.insert("artifactType".to_owned(), entry.artifact_type.as_str().into());
        }
        if !annotations.is_empty() {
            object.insert("annotations".to_owned(), json!(annotations));
        }
        if let Some(platform) = &entry.platform {
            object.insert("platform".to_owned(), json!(platform));
        }
    }
    value
}
