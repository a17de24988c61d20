//! Credentials that are known by the structure of what holds them. One file each.

mod certificate;
mod der;
mod docker;
mod json;
mod jwk;
mod keystore;
mod kubeconfig;
mod kubernetes_secret;
mod lines;
mod pem;
mod pgp;
mod pgpass;
mod private_key;
mod secure_string;
mod terraform_state;

use std::ops::Range;

pub(crate) use certificate::is_of_certificate;
pub(crate) use pgpass::is_pgpass;

use crate::Bounds;
use crate::hit::Certificate;

/// Looks for one structure at a place where a keyword of it stands.
pub(crate) type Look = fn(&mut Site<'_>);

/// Where a structure is looked for, and what was found there.
pub(crate) struct Site<'a> {
    pub(crate) bytes: &'a [u8],
    /// Where the keyword stands.
    pub(crate) at: usize,
    /// The path of the file or member: of some formats the name is all that tells them.
    pub(crate) path: &'a str,
    pub(crate) bounds: &'a Bounds,
    /// Whether it is a program that was compiled, whose texts are help and examples.
    pub(crate) is_program: bool,
    /// Bytes that were read.
    pub(crate) work: u64,
    pub(crate) found: Vec<Seen>,
}

/// What a structure holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Seen {
    pub(crate) whole: Range<usize>,
    pub(crate) value: Range<usize>,
    pub(crate) name: Option<Range<usize>>,
}

impl<'a> Site<'a> {
    pub(crate) fn new(bytes: &'a [u8], at: usize, path: &'a str, bounds: &'a Bounds) -> Self {
        Self { bytes, at, path, bounds, is_program: false, work: 0, found: Vec::new() }
    }

    /// The bytes from the keyword on, at most so many, which count as read.
    fn ahead(&mut self, most: usize) -> &'a [u8] {
        let end = self.bytes.len().min(self.at.saturating_add(most));
        let ahead = self.bytes.get(self.at..end).unwrap_or_default();
        self.work += ahead.len() as u64;
        ahead
    }

    /// Notes a value.
    fn see(&mut self, value: Range<usize>, name: Option<Range<usize>>) {
        let start = name.as_ref().map_or(self.at, |name| name.start).min(value.start);
        self.found.push(Seen { whole: start..value.end, value, name });
    }
}

/// The rules of which a certificate may be told by both.
pub(crate) const EXPIRING: &str = "credential/certificate-expiring";
pub(crate) const WITH_KEY: &str = "credential/certificate-with-private-key";

/// The structures by the id of their rule.
const ALL: &[(&str, Look)] = &[
    ("credential/certificate-expired", certificate::expired),
    ("credential/certificate-expired-file", certificate::expired_file),
    (EXPIRING, certificate::expiring),
    ("credential/certificate-expiring-file", certificate::expiring_file),
    (WITH_KEY, certificate::with_private_key),
    ("credential/command-secure-string-pipe", secure_string::piped),
    ("credential/config-pgpass", pgpass::look),
    ("credential/docker-config-auth", docker::look),
    ("credential/hashicorp-terraform-state", terraform_state::look),
    ("credential/kubernetes-kubeconfig", kubeconfig::look),
    ("credential/kubernetes-secret-manifest", kubernetes_secret::look),
    ("credential/private-key-der", private_key::bare),
    ("credential/private-key-jwk", jwk::look),
    ("credential/private-key-keystore", keystore::look),
    ("credential/private-key-openssh", private_key::openssh),
    ("credential/private-key-openssh-encrypted", private_key::openssh_encrypted),
    ("credential/private-key-pem", private_key::pem),
    ("credential/private-key-pem-encrypted", private_key::pem_encrypted),
    ("credential/private-key-pgp", private_key::pgp),
    ("credential/private-key-pgp-encrypted", private_key::pgp_encrypted),
];

/// The family of the rules of certificates.
const CERTIFICATES: &str = "credential/certificate-";

/// Reads what may be shown of a value that a rule found, where that is a certificate.
pub(crate) fn told(rule: &str, value: &[u8]) -> Option<Certificate> {
    if rule.starts_with(CERTIFICATES) { certificate::told(value) } else { None }
}

/// Writes a value the same where it is the same, however its lines were written. What stands before it in its line may
/// stand before each.
pub(crate) fn normal(rule: &str, bytes: &[u8], value: &Range<usize>) -> Option<Vec<u8>> {
    if !rule.starts_with(PRIVATE_KEYS) {
        return None;
    }
    if let Some(block) = pem::read(bytes, value.start) {
        return Some(pem::normal(&block));
    }
    let value = bytes.get(value.clone())?;
    // Lines of others are of Base64, and indented where they stand in a manifest.
    Some(value.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect())
}

/// The family of the rules of private keys.
const PRIVATE_KEYS: &str = "credential/private-key-";

/// Finds a structure.
pub(crate) fn find(rule: &str) -> Option<Look> {
    ALL.iter().find(|(known, _)| *known == rule).map(|(_, look)| *look)
}

#[cfg(test)]
mod tests;
