//! SPDX 2 in JSON.
//!
//! # Source
//! The SPDX specification 2.3, clauses 6 to 12, and its JSON schema.

use std::collections::HashMap;

use sekimori_model::{Distribution, Licence, Package, Purl, SbomKind, Scope, SourcePackage};
use serde::Deserialize;

use super::about::{ExternalRef, Kept, Lax, OfListed};
use super::draft::{Draft, digest, executable, is_kept_as_package, path, purl};
use super::external::{Told, take_of_bill, take_of_distribution};
use super::left_out::{Counts, is_said};
use super::{or_default, property};
use crate::packages::Bounds;
use crate::{Failure, licence};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Document {
    #[serde(default)]
    name: Option<String>,
    #[serde(default, deserialize_with = "or_default")]
    creation_info: CreationInfo,
    #[serde(default, deserialize_with = "or_default")]
    packages: Vec<Listed>,
    #[serde(default, deserialize_with = "or_default")]
    files: Vec<ListedFile>,
    #[serde(default, deserialize_with = "or_default")]
    relationships: Vec<Relationship>,
    #[serde(default, deserialize_with = "or_default")]
    #[serde(rename = "documentDescribes")]
    describes: Vec<String>,
    #[serde(default, deserialize_with = "or_default")]
    annotations: Vec<Annotation>,
    #[serde(default, deserialize_with = "or_default")]
    has_extracted_licensing_infos: Vec<Extracted>,
}

#[derive(Default, Deserialize)]
struct CreationInfo {
    #[serde(default)]
    created: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Extracted {
    #[serde(default)]
    license_id: String,
    #[serde(default, deserialize_with = "or_default")]
    name: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Listed {
    #[serde(default, rename = "SPDXID")]
    id: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    version_info: Option<String>,
    #[serde(default)]
    license_concluded: Option<String>,
    #[serde(default)]
    license_declared: Option<String>,
    #[serde(default)]
    source_info: Option<String>,
    #[serde(default)]
    primary_package_purpose: Option<String>,
    #[serde(default, deserialize_with = "or_default")]
    checksums: Vec<Checksum>,
    #[serde(default, deserialize_with = "or_default")]
    external_refs: Vec<ExternalRef>,
    #[serde(default, deserialize_with = "or_default")]
    annotations: Vec<Annotation>,
    #[serde(default)]
    supplier: Lax<String>,
    #[serde(default)]
    originator: Lax<String>,
    #[serde(default)]
    homepage: Lax<String>,
    #[serde(default)]
    download_location: Lax<String>,
    #[serde(default, deserialize_with = "is_said")]
    description: bool,
    #[serde(default, deserialize_with = "is_said")]
    summary: bool,
    #[serde(default, deserialize_with = "is_said")]
    copyright_text: bool,
}

impl Listed {
    fn kept(&self) -> Kept {
        Kept::of_listed(&OfListed {
            supplier: &self.supplier,
            originator: &self.originator,
            homepage: &self.homepage,
            download_location: &self.download_location,
            references: &self.external_refs,
        })
    }

    fn is_system(&self) -> bool {
        // The text of the specification has a hyphen, its schema an underscore.
        matches!(self.primary_package_purpose.as_deref(), Some("OPERATING-SYSTEM" | "OPERATING_SYSTEM"))
    }

    fn purl(&self) -> Purl {
        let url = self.external_refs.iter().find(|one| one.reference_type == "purl");
        let version = self.version_info.as_deref().unwrap_or_default();
        purl(url.map(|url| url.reference_locator.as_str()), "", &self.name, version)
    }
}

impl Document {
    /// Counts what is said of packages and stands in no bill that is written.
    pub(super) fn count(&self, counts: &mut Counts) {
        let described = described(&self.describes, &self.relationships);
        for one in &self.packages {
            counts.add("descriptions", usize::from(one.description || one.summary && !one.is_system()));
            counts.add("copyrights", usize::from(one.copyright_text));
            let is_package = if described == Some(one.id.as_str()) {
                is_kept_as_package(&one.purl())
            } else {
                !one.is_system() && !is_place(one)
            };
            one.kept().count(is_package, counts);
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ListedFile {
    #[serde(default)]
    file_name: String,
    #[serde(default, deserialize_with = "or_default")]
    checksums: Vec<Checksum>,
    #[serde(default, deserialize_with = "or_default")]
    annotations: Vec<Annotation>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Checksum {
    #[serde(default)]
    algorithm: String,
    #[serde(default)]
    checksum_value: String,
}

#[derive(Deserialize)]
struct Annotation {
    #[serde(default, deserialize_with = "or_default")]
    comment: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Relationship {
    #[serde(default)]
    spdx_element_id: String,
    #[serde(default)]
    related_spdx_element: String,
    #[serde(default, rename = "relationshipType")]
    kind: String,
}

const DOCUMENT: &str = "SPDXRef-DOCUMENT";

pub(super) fn read(document: Document, bounds: &Bounds) -> Result<Draft, Failure> {
    let mut draft = Draft::made(document.creation_info.created);
    let extracted: HashMap<String, String> =
        document.has_extracted_licensing_infos.into_iter().map(|one| (one.license_id, one.name)).collect();
    let described = described(&document.describes, &document.relationships);
    for listed in document.packages {
        let is_subject = described == Some(listed.id.as_str());
        if is_subject {
            listed.name.clone_into(&mut draft.name);
            draft.version = listed.version_info.clone().unwrap_or_default();
            let is_image = listed.primary_package_purpose.as_deref() == Some("CONTAINER");
            draft.kind = is_image.then_some(SbomKind::Image);
        }
        if !is_subject && listed.is_system() {
            draft.distribution.get_or_insert_with(|| distribution(&listed));
            continue;
        }
        if !is_subject && is_place(&listed) {
            continue;
        }
        let id = listed.id.clone();
        let place = draft.push(Some(id), package(listed, &extracted), bounds)?;
        if is_subject {
            draft.subject = Some(place);
        }
    }
    for file in &document.files {
        let path = file.file_name.strip_prefix("./").unwrap_or(&file.file_name);
        let digests = file.checksums.iter().filter_map(|one| digest(&one.algorithm, &one.checksum_value));
        let properties = file.annotations.iter().filter_map(|one| own(&one.comment));
        if let Some(executable) = executable(path, digests, properties) {
            draft.push_executable(executable, bounds)?;
        }
    }
    if draft.name.is_empty() {
        draft.name = document.name.unwrap_or_default();
    }
    for annotation in &document.annotations {
        if let Some((name, value)) = own(&annotation.comment) {
            take_of_bill(&mut draft, name, value);
        }
    }
    relate(&mut draft, &document.relationships, bounds)?;
    Ok(draft)
}

/// The one element that the document is about; none where there are several.
fn described<'a>(listed: &'a [String], relationships: &'a [Relationship]) -> Option<&'a str> {
    let mut all = listed.iter().map(String::as_str).chain(relationships.iter().filter_map(|one| {
        let (from, to) = (one.spdx_element_id.as_str(), one.related_spdx_element.as_str());
        match one.kind.as_str() {
            "DESCRIBES" if from == DOCUMENT => Some(to),
            "DESCRIBED_BY" if to == DOCUMENT => Some(from),
            _ => None,
        }
    }));
    let first = all.next()?;
    all.all(|other| other == first).then_some(first)
}

/// Puts what packages need into the draft, whichever way round the document says it.
fn relate(draft: &mut Draft, relationships: &[Relationship], bounds: &Bounds) -> Result<(), Failure> {
    // What others need in order to be built or tested, and nothing needs otherwise, is for development.
    let mut scopes: HashMap<u32, Scope> = HashMap::new();
    for one in relationships {
        let (Some(from), Some(to)) =
            (draft.place(&one.spdx_element_id), draft.place(&one.related_spdx_element))
        else {
            continue;
        };
        let (who, what, scope) = match one.kind.as_str() {
            "DEPENDS_ON" | "HAS_PREREQUISITE" => (from, to, Scope::Runtime),
            "DEPENDENCY_OF" | "RUNTIME_DEPENDENCY_OF" | "PROVIDED_DEPENDENCY_OF" | "PREREQUISITE_FOR" => {
                (to, from, Scope::Runtime)
            }
            "OPTIONAL_DEPENDENCY_OF" => (to, from, Scope::Optional),
            "BUILD_DEPENDENCY_OF" | "DEV_DEPENDENCY_OF" | "TEST_DEPENDENCY_OF" => {
                (to, from, Scope::Development)
            }
            "GENERATED_FROM" => {
                set_source(draft, from, to);
                continue;
            }
            _ => continue,
        };
        draft.need(who, what, bounds)?;
        scopes.entry(what).and_modify(|known| *known = (*known).min(scope)).or_insert(scope);
    }
    for (place, package) in (0_u32..).zip(&mut draft.packages) {
        if let Some(scope) = scopes.get(&place).filter(|_| package.scope == Scope::Runtime) {
            package.scope = *scope;
        }
    }
    Ok(())
}

fn set_source(draft: &mut Draft, of: u32, from: u32) {
    let source = draft
        .at(from)
        .map(|source| SourcePackage { name: source.purl.name.clone(), version: source.purl.version.clone() });
    if let Some(package) = draft.at(of).filter(|package| package.source.is_none()) {
        package.source = source;
    }
}

/// A property in an annotation.
fn own(comment: &str) -> Option<(&str, &str)> {
    comment.split_once('=').filter(|(name, _)| name.starts_with("sekimori:"))
}

/// A file that lists packages, as Trivy has lockfiles.
fn is_place(listed: &Listed) -> bool {
    let is_package = listed.external_refs.iter().any(|one| one.reference_type == "purl");
    let has_version = listed.version_info.as_deref().is_some_and(|version| !version.is_empty());
    !is_package && !has_version && listed.primary_package_purpose.as_deref() == Some("APPLICATION")
}

fn distribution(listed: &Listed) -> Distribution {
    let mut distribution = Distribution {
        id: listed.name.as_str().into(),
        version: listed.version_info.as_deref().unwrap_or_default().into(),
        ..Distribution::default()
    };
    for (name, value) in listed.annotations.iter().filter_map(|one| own(&one.comment)) {
        take_of_distribution(&mut distribution, name, value);
    }
    distribution
}

fn package(listed: Listed, extracted: &HashMap<String, String>) -> Package {
    let mut package = Package::new(listed.purl(), "");
    package.about = listed.kept().about();
    let digests = listed.checksums.iter();
    package.digests = digests.filter_map(|one| digest(&one.algorithm, &one.checksum_value)).collect();
    package.digests.sort_unstable();
    package.digests.dedup();
    let says = |text: &Option<String>| text.as_deref().and_then(|text| licence_of(text, extracted));
    package.licence = says(&listed.license_concluded).or_else(|| says(&listed.license_declared));
    let mut told = Told::default();
    if let Some(info) = listed.source_info {
        take_info(&mut told, &info);
    }
    for (name, value) in listed.annotations.iter().filter_map(|one| own(&one.comment)) {
        told.take(name, value);
    }
    told.settle(&mut package);
    package
}

/// A licence; a single reference to one that the document names is read by its name.
fn licence_of(text: &str, extracted: &HashMap<String, String>) -> Option<Licence> {
    match extracted.get(text).filter(|name| !name.is_empty()) {
        Some(name) => licence::read(name),
        None => licence::read(text),
    }
}

/// What two tools write where a package comes from: "built package from: NAME VERSION", "…: /path, /path".
fn take_info(told: &mut Told, info: &str) {
    if let Some(source) = info.strip_prefix("built package from: ") {
        let (name, version) = source.split_once(' ').unwrap_or((source, ""));
        told.take(property::SOURCE_NAME, name);
        told.take(property::SOURCE_VERSION, version);
    } else if let Some((_, paths)) = info.split_once(": /") {
        let first = paths.split(", /").next().unwrap_or_default();
        told.path = Some(path(first.trim()));
    }
}
