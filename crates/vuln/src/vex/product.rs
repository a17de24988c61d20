//! What a statement is about, and whether a package is that.

use sekimori_model::{Package, Purl};

use super::paths::Paths;

/// What the packages lie in.
#[derive(Debug, Clone, Copy, Default)]
pub struct Whole<'a> {
    /// The repository of the image; empty where it is none.
    pub repository: &'a str,
    /// Its digest, such as `sha256:...`; empty where none is known.
    pub digest: &'a str,
    /// The distribution's name for itself and its release, such as `rhel` and `9.4`.
    pub distribution: Option<(&'a str, &'a str)>,
}

/// What a statement is about.
#[derive(Debug, Clone)]
pub(super) struct Product {
    pub(super) named: Named,
    /// What of it is meant; all of it where nothing is listed.
    pub(super) parts: Vec<Purl>,
}

/// By what a product is named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Named {
    Purl(Purl),
    /// A release of an operating system: what it calls itself, and the release.
    System {
        id: &'static str,
        release: String,
    },
}

/// How far a statement speaks of a package.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Counts {
    No,
    /// Of the package, in whichever version.
    Any,
    /// Of this very version.
    Version,
}

impl Product {
    pub(super) fn purl(text: &str) -> Option<Self> {
        Some(Self { named: Named::Purl(text.trim().parse().ok()?), parts: Vec::new() })
    }

    /// Tells whether the package at a place in a list is meant.
    pub(super) fn counts(
        &self,
        packages: &[Package],
        at: usize,
        whole: &Whole<'_>,
        paths: &mut Paths<'_>,
    ) -> Counts {
        let Some(package) = packages.get(at) else { return Counts::No };
        let part = || self.parts.iter().map(|part| is(part, package)).max().unwrap_or(Counts::No);
        match &self.named {
            Named::System { id, release } => {
                let is_it = whole.distribution.is_some_and(|(own, of)| own == *id && is_release(release, of));
                if is_it { part() } else { Counts::No }
            }
            Named::Purl(purl) if is_image(purl) => {
                match (is_whole(purl, whole, packages), self.parts.is_empty()) {
                    (Counts::No, _) => Counts::No,
                    (counts, true) => counts,
                    // A digest says which versions lie in it.
                    (counts, false) => match part() {
                        Counts::No => Counts::No,
                        part => part.max(counts),
                    },
                }
            }
            Named::Purl(purl) if self.parts.is_empty() => is(purl, package),
            Named::Purl(purl) => {
                let part = part();
                if part == Counts::No || !paths.all_lead_through(|one| is(purl, one) != Counts::No) {
                    return Counts::No;
                }
                part
            }
        }
    }
}

fn is_image(purl: &Purl) -> bool {
    matches!(&*purl.kind, "oci" | "docker")
}

/// Tells whether the URL is one of the image.
///
/// # Source
/// github.com/package-url/purl-spec, types `oci` and `docker`.
fn is_whole(purl: &Purl, whole: &Whole<'_>, packages: &[Package]) -> Counts {
    if whole.repository.is_empty() && whole.digest.is_empty() {
        return Counts::No;
    }
    let is_digest = !whole.digest.is_empty() && purl.version.replace("%3A", ":") == *whole.digest;
    let own = whole.repository;
    let last = own.rsplit('/').next().unwrap_or(own);
    let is_name = match (purl.qualifiers.get("repository_url"), purl.kind.as_ref()) {
        (Some(url), "oci") => **url == *own || format!("{url}/{}", purl.name) == own,
        (None, "oci") => purl.name.eq_ignore_ascii_case(last),
        (host, _) => {
            let host = host.map_or("docker.io", |host| host);
            let path = if purl.namespace.is_empty() { "library" } else { &purl.namespace };
            format!("{host}/{path}/{}", purl.name) == own
        }
    };
    match (is_name, purl.version.is_empty()) {
        // A digest says all. A tag is another image tomorrow, and what is scanned is known by its digest.
        (true, true) if purl.qualifiers.contains_key("tag") => Counts::No,
        (true, true) if purl.qualifiers.get("arch").is_some_and(|arch| !is_built_for(arch, packages)) => {
            Counts::No
        }
        (true, true) => Counts::Any,
        (true, false) if is_digest => Counts::Version,
        (false, _) | (true, false) => Counts::No,
    }
}

/// Tells whether an image is built for a processor, as its packages say it: a bill of an image does not name it otherwise.
///
/// # Source
/// go.dev/doc/install/source, `GOARCH`, of which the names of OCI are; wiki.debian.org/SupportedArchitectures.
fn is_built_for(arch: &str, packages: &[Package]) -> bool {
    const NAMES: [&[&str]; 7] = [
        &["amd64", "x86_64"],
        &["arm64", "aarch64"],
        &["arm", "armhf", "armv7", "armv7hl", "armel"],
        &["386", "i386", "i686", "x86"],
        &["ppc64le", "ppc64el"],
        &["riscv64"],
        &["s390x"],
    ];
    let alike = NAMES.iter().find(|names| names.contains(&arch));
    let of = |package: &Package| package.purl.qualifiers.get("arch").map(ToString::to_string);
    packages.iter().filter_map(of).any(|own| alike.is_some_and(|names| names.contains(&own.as_str())))
}

/// Tells whether the URL of a statement is the package's: what it says more than the name has to be so, what it does not say
/// does not matter. One of a source package is that of all that was built from it.
fn is(said: &Purl, package: &Package) -> Counts {
    let own = &package.purl;
    // Documents have the modules of Go in small letters, or as they are.
    let is_module = own.kind == "golang";
    let is_equal = |said: &str, own: &str| said == own || is_module && said.eq_ignore_ascii_case(own);
    if said.kind != own.kind || !is_equal(&said.namespace, &own.namespace) {
        return Counts::No;
    }
    let of_source = said.qualifiers.get("arch").is_some_and(|arch| matches!(&**arch, "source" | "src"));
    let (name, version) = match (&package.source, of_source) {
        (Some(source), true) => (&source.name, &source.version),
        _ => (&own.name, &own.version),
    };
    let is_qualifier = |key: &str, value: &str| match key {
        // Where it was fetched from is no part of what it is; a mirror has the same.
        "repository_url" | "download_url" | "vcs_url" | "checksum" | "file_name" => true,
        "arch" if of_source => true,
        _ => own.qualifiers.get(key).is_some_and(|own| **own == *value),
    };
    let is_same = is_equal(&said.name, name)
        && (said.subpath.is_empty() || said.subpath == own.subpath)
        && said.qualifiers.iter().all(|(key, value)| is_qualifier(key, value));
    match (is_same, said.version.is_empty()) {
        (true, true) => Counts::Any,
        (true, false) if said.version == *version => Counts::Version,
        (false, _) | (true, false) => Counts::No,
    }
}

/// `9` is every `9.x`; `9.4` is itself.
fn is_release(said: &str, own: &str) -> bool {
    own == said || own.strip_prefix(said).is_some_and(|rest| rest.starts_with('.'))
}
