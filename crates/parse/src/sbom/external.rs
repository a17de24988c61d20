//! What stands beside the fields of the formats: our own properties, and those of two tools that write many bills.
//!
//! # Source
//! The property taxonomies that CycloneDX registers for the tools' names.

use std::str::FromStr;
use std::sync::Arc;

use jiff::Timestamp;
use sekimori_model::{
    Distribution, GuessedFrom, NotAnalysed, Package, Problem, Purl, SbomKind, Scope, SourcePackage,
};

use super::draft::{Draft, path};
use super::property;

/// What properties tell of one package, put together when all were seen.
#[derive(Default)]
pub(super) struct Told {
    source: [Option<Arc<str>>; 4],
    pub(super) path: Option<Arc<str>>,
    line: Option<u32>,
    layer: Option<u32>,
    scope: Option<Scope>,
    is_direct: Option<bool>,
    owned_by: Option<Purl>,
    published: Option<Timestamp>,
    guessed_from: Option<GuessedFrom>,
}

const NAME: usize = 0;
const VERSION: usize = 1;
const RELEASE: usize = 2;
const EPOCH: usize = 3;

impl Told {
    /// Takes one property.
    pub(super) fn take(&mut self, name: &str, value: &str) {
        match name {
            property::PATH => self.path = Some(value.into()),
            // Syft numbers them; the first is where it was found.
            "aquasecurity:trivy:FilePath" | "syft:location:0:path" => self.path = Some(path(value)),
            property::LINE => self.line = value.parse().ok(),
            property::LAYER => self.layer = value.parse().ok(),
            property::DIRECT => self.is_direct = value.parse().ok(),
            property::OWNED_BY => self.owned_by = value.parse().ok(),
            property::PUBLISHED => self.published = value.parse().ok(),
            property::GUESSED_FROM => {
                self.guessed_from = [GuessedFrom::Manifest, GuessedFrom::FileName]
                    .into_iter()
                    .find(|one| one.as_str() == value);
            }
            property::SCOPE => self.scope = scope(value),
            "cdx:npm:package:development" | "cdx:composer:package:isDevRequirement" if value == "true" => {
                self.scope = Some(Scope::Development);
            }
            property::SOURCE_NAME | "aquasecurity:trivy:SrcName" | "syft:metadata:source" => {
                self.source(NAME, value);
            }
            property::SOURCE_VERSION | "aquasecurity:trivy:SrcVersion" | "syft:metadata:sourceVersion" => {
                self.source(VERSION, value);
            }
            "aquasecurity:trivy:SrcRelease" => self.source(RELEASE, value),
            "aquasecurity:trivy:SrcEpoch" if value != "0" => self.source(EPOCH, value),
            _ => {}
        }
    }

    fn source(&mut self, part: usize, value: &str) {
        if let Some(slot) = self.source.get_mut(part).filter(|_| !value.is_empty()) {
            *slot = Some(value.into());
        }
    }

    /// Puts it into the package.
    pub(super) fn settle(self, package: &mut Package) {
        let [name, version, release, epoch] = self.source;
        if let Some(name) = name {
            let mut whole = version.unwrap_or_else(|| Arc::clone(&package.purl.version));
            if let Some(release) = release {
                whole = format!("{whole}-{release}").into();
            }
            if let Some(epoch) = epoch {
                whole = format!("{epoch}:{whole}").into();
            }
            package.source = Some(SourcePackage { name, version: whole });
        } else if package.source.is_none() {
            package.source = upstream(package);
        }
        if let Some(path) = self.path {
            package.found_in.path = path;
        }
        package.found_in.line = self.line.or(package.found_in.line);
        package.found_in.layer = self.layer.or(package.found_in.layer);
        package.scope = self.scope.unwrap_or(package.scope);
        package.is_direct = self.is_direct.or(package.is_direct);
        package.published = self.published.or(package.published);
        package.guessed_from = self.guessed_from.or(package.guessed_from);
        package.owned_by = self.owned_by.or(package.owned_by.take());
    }
}

/// `upstream=NAME@VERSION` of a package URL: what a package was built from.
fn upstream(package: &Package) -> Option<SourcePackage> {
    if !matches!(&*package.purl.kind, "deb" | "rpm" | "apk") {
        return None;
    }
    let upstream = package.purl.qualifiers.get("upstream")?;
    // That of rpm is the name of a file.
    if let Some(whole) = upstream.strip_suffix(".src.rpm") {
        let (rest, release) = whole.rsplit_once('-')?;
        let (name, version) = rest.rsplit_once('-')?;
        return Some(SourcePackage { name: name.into(), version: format!("{version}-{release}").into() });
    }
    let (name, version) = upstream.split_once('@').unwrap_or((upstream, &package.purl.version));
    Some(SourcePackage { name: name.into(), version: version.into() })
}

pub(super) fn scope(word: &str) -> Option<Scope> {
    match word {
        "runtime" => Some(Scope::Runtime),
        "optional" => Some(Scope::Optional),
        "development" => Some(Scope::Development),
        _ => None,
    }
}

/// Takes a property of the bill as a whole.
pub(super) fn take_of_bill(draft: &mut Draft, name: &str, value: &str) {
    match name {
        property::KIND => {
            draft.is_own = true;
            draft.kind = match value {
                "image" => Some(SbomKind::Image),
                "root-fs" => Some(SbomKind::RootFs),
                "source" => Some(SbomKind::Source),
                _ => Some(SbomKind::Other),
            };
        }
        property::VERSION => value.clone_into(&mut draft.version),
        property::PROBLEM => draft.problems.extend(problem(value)),
        _ => {
            let name = name.strip_prefix(property::SUBJECT).unwrap_or(name);
            draft.properties.entry(name.to_owned()).or_insert_with(|| value.to_owned());
        }
    }
}

fn problem(value: &str) -> Option<Problem> {
    let mut parts = value.splitn(3, '\t');
    let reason = NotAnalysed::from_str(parts.next()?).ok()?;
    Some(Problem { path: parts.next()?.into(), reason, detail: parts.next().unwrap_or_default().to_owned() })
}

/// Takes a property of the operating system.
pub(super) fn take_of_distribution(distribution: &mut Distribution, name: &str, value: &str) {
    match name {
        property::DISTRIBUTION_CODENAME | "syft:distro:versionCodename" => {
            distribution.codename = value.into();
        }
        property::DISTRIBUTION_PRETTY | "syft:distro:prettyName" => distribution.pretty = value.into(),
        property::DISTRIBUTION_LIKE | "syft:distro:idLike:0" => distribution.like.push(value.into()),
        property::DISTRIBUTION_PATH => distribution.found_in = Some(value.into()),
        "syft:distro:id" => distribution.id = value.into(),
        "syft:distro:versionID" => distribution.version = value.into(),
        _ => {}
    }
}
