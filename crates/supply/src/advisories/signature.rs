//! Whether somebody whose key is known signed what a registry holds.
//!
//! # Source
//! github.com/sigstore/cosign, `specs/SIGNATURE_SPEC.md`: the tag `sha256-DIGEST.sig`, whose layers are payloads of the form
//! "simple signing", each with its signature in an annotation.

use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1, ECDSA_P384_SHA384_ASN1, ED25519, UnparsedPublicKey, VerificationAlgorithm,
};
use data_encoding::BASE64;
use rustls::pki_types::SubjectPublicKeyInfoDer;
use rustls::pki_types::pem::PemObject as _;
use sekimori_model::ContentDigest;
use sekimori_parse::oci::{self, Document};
use serde::Deserialize;
use x509_cert::der::Decode as _;
use x509_cert::spki::{ObjectIdentifier, SubjectPublicKeyInfoOwned};

use super::Error;
use crate::image;
use crate::image::registry::Registry;

/// The annotation that holds a signature.
const SIGNATURE: &str = "dev.cosignproject.cosign/signature";

/// What a payload is.
const PAYLOAD: &str = "application/vnd.dev.cosign.simplesigning.v1+json";

/// Signatures that are looked at: one for each who signed, and for each time.
const MAX_SIGNATURES: usize = 50;

/// Bytes of a payload, which names a digest and little else.
const MAX_PAYLOAD: u64 = 64 << 10;

/// Bytes of the list of signatures.
const MAX_MANIFEST: u64 = 4 << 20;

/// Bytes of a key.
pub const MAX_KEY_BYTES: u64 = 16 << 10;

/// A public key.
pub struct PublicKey {
    bytes: Vec<u8>,
    algorithm: &'static dyn VerificationAlgorithm,
}

impl std::fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PublicKey").field("bytes", &self.bytes.len()).finish_non_exhaustive()
    }
}

impl PublicKey {
    /// Reads a key as `cosign generate-key-pair` and `openssl pkey -pubout` write it: PEM, of P-256, P-384 or Ed25519.
    /// Anything else is none.
    pub fn from_pem(text: &str) -> Option<Self> {
        let der = SubjectPublicKeyInfoDer::from_pem_slice(text.as_bytes()).ok()?;
        let key = SubjectPublicKeyInfoOwned::from_der(&der).ok()?;
        let curve = key
            .algorithm
            .parameters
            .as_ref()
            .and_then(|curve| curve.decode_as::<ObjectIdentifier>().ok().map(|curve| curve.to_string()));
        // RFC 5480 and RFC 8410.
        let algorithm: &'static dyn VerificationAlgorithm =
            match (&*key.algorithm.oid.to_string(), curve.as_deref()) {
                ("1.2.840.10045.2.1", Some("1.2.840.10045.3.1.7")) => &ECDSA_P256_SHA256_ASN1,
                ("1.2.840.10045.2.1", Some("1.3.132.0.34")) => &ECDSA_P384_SHA384_ASN1,
                ("1.3.101.112", _) => &ED25519,
                _ => return None,
            };
        Some(Self { bytes: key.subject_public_key.raw_bytes().to_vec(), algorithm })
    }

    fn signed(&self, message: &[u8], signature: &[u8]) -> bool {
        UnparsedPublicKey::new(self.algorithm, &self.bytes).verify(message, signature).is_ok()
    }
}

#[derive(Deserialize)]
struct Payload {
    critical: Critical,
}

#[derive(Deserialize)]
struct Critical {
    image: Image,
}

#[derive(Deserialize)]
struct Image {
    #[serde(rename = "docker-manifest-digest")]
    digest: String,
}

/// Checks that the key's owner signed the manifest of this digest.
///
/// # Errors
/// [`Error::Unsigned`] where nobody did, or somebody else; [`Error::Image`] where the registry does not answer.
pub(super) fn check(
    registry: &Registry,
    repository: &str,
    digest: &ContentDigest,
    key: &PublicKey,
) -> Result<(), Error> {
    let unsigned = || Error::Unsigned { what: format!("{repository}@{}", digest.as_str()) };
    let tag = format!("{}.sig", digest.as_str().replace(':', "-"));
    // That there is no such tag says that nobody signed; everything else is an answer that is missing.
    if registry.digest_of_tag(repository, &tag).map_err(Error::Image)?.is_none() {
        return Err(unsigned());
    }
    let fetched = registry.manifest(repository, &tag, MAX_MANIFEST).map_err(Error::Image)?;
    let document = oci::document(&fetched.bytes, Some(&fetched.media_type));
    let document =
        document.map_err(|cause| Error::Image(image::Error::Document { what: tag.clone(), cause }))?;
    let Document::Manifest(manifest) = document else { return Err(unsigned()) };
    for layer in manifest.layers.iter().filter(|layer| layer.media_type == PAYLOAD).take(MAX_SIGNATURES) {
        let Some(signature) =
            layer.annotation(SIGNATURE).and_then(|text| BASE64.decode(text.as_bytes()).ok())
        else {
            continue;
        };
        let payload = registry.blob(repository, layer, MAX_PAYLOAD).map_err(Error::Image)?;
        if !key.signed(&payload, &signature) {
            continue;
        }
        let said: Option<Payload> = serde_json::from_slice(&payload).ok();
        if said.is_some_and(|said| said.critical.image.digest == *digest.as_str()) {
            return Ok(());
        }
    }
    Err(unsigned())
}
