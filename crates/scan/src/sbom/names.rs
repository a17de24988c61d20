//! What packages are called inside of a document: by ids that are unique, and stay when other packages come or go.

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;

use sekimori_model::{DigestAlgorithm, Executable, Package, PackageDigest, Purl, Sbom, SbomKind};
use sha2::{Digest as _, Sha256};

/// The URLs of packages, and a name of its own for each.
pub(super) struct Names {
    pub(super) purls: Vec<String>,
    /// The URL where one package alone has it, else with the path of the file that names the package behind it.
    pub(super) refs: Vec<String>,
    /// A name for each file that can be executed: `file:` and its path.
    pub(super) files: Vec<String>,
}

impl Names {
    pub(super) fn of(packages: &[Package], files: &[Executable], taken: &[&str]) -> Self {
        let purls: Vec<String> = packages.iter().map(|package| package.purl.to_string()).collect();
        let mut counts: HashMap<&str, usize> = HashMap::with_capacity(purls.len());
        for purl in &purls {
            *counts.entry(purl).or_default() += 1;
        }
        let mut used: HashSet<String> = taken.iter().map(|&name| name.to_owned()).collect();
        let refs = packages.iter().zip(&purls).map(|(package, purl)| {
            let found = &package.found_in;
            let name = if counts.get(&**purl) == Some(&1) {
                purl.clone()
            } else {
                let layer = found.layer.map(|layer| format!("@{layer}")).unwrap_or_default();
                format!("{purl}#{}{layer}", found.path)
            };
            unique(name, &mut used)
        });
        let refs = refs.collect();
        let files = files.iter().map(|file| unique(format!("file:{}", file.path), &mut used)).collect();
        Self { purls, refs, files }
    }
}

/// Takes a name, or that name with the first number that nobody has.
pub(super) fn unique(name: String, used: &mut HashSet<String>) -> String {
    if used.insert(name.clone()) {
        return name;
    }
    let mut number: u64 = 2;
    loop {
        let other = format!("{name}~{number}");
        if used.insert(other.clone()) {
            return other;
        }
        number += 1;
    }
}

/// The URL of an image with a digest.
///
/// # Source
/// purl-spec, type `oci`: the last part of the repository in lower case, the digest, and the whole as `repository_url`.
pub(super) fn subject_purl(sbom: &Sbom) -> Option<String> {
    let subject = &sbom.subject;
    if subject.kind != SbomKind::Image || !subject.version.starts_with("sha256:") {
        return None;
    }
    let repository = subject.name.to_lowercase();
    let name = repository.rsplit('/').next().filter(|name| !name.is_empty())?;
    let purl = Purl::new("oci", name, &*subject.version);
    // A file or a folder of images that names no repository is called by its own name, which is none.
    let purl = if repository.contains('/') { purl.with("repository_url", &*repository) } else { purl };
    Some(purl.to_string())
}

/// The digests of a package that have the length of their algorithm: others are none, and formats refuse them.
pub(super) fn digests(package: &Package) -> impl Iterator<Item = &PackageDigest> {
    package.digests.iter().filter(|digest| {
        let length = match digest.algorithm {
            DigestAlgorithm::Md5 => 32,
            DigestAlgorithm::Sha1 => 40,
            DigestAlgorithm::Sha256 => 64,
            DigestAlgorithm::Sha384 => 96,
            DigestAlgorithm::Sha512 => 128,
        };
        digest.value.len() == length && digest.value.bytes().all(|byte| byte.is_ascii_hexdigit())
    })
}

/// The first 12 digits of a text's SHA-256.
pub(super) fn short_hash(text: &str) -> String {
    let mut hex = String::with_capacity(12);
    for byte in Sha256::digest(text.as_bytes()).iter().take(6) {
        // Writing to a String cannot fail.
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}

/// What of a text may stand in an id of SPDX: letters, digits, dots and hyphens, 60 of them.
pub(super) fn plain(text: &str) -> String {
    let keep = |c: char| if c.is_ascii_alphanumeric() || c == '.' { c } else { '-' };
    text.chars().take(60).map(keep).collect()
}
