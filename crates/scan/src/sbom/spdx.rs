//! SPDX 2.3 as JSON.
//!
//! # Source
//! The SPDX Specification 2.3, and its spdx-schema.json. What the format has no field for stands in annotations: see
//! `sekimori_parse::sbom::property`.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use jiff::Timestamp;
use sekimori_model::{
    DigestAlgorithm, Executable, Licence, Package, PackageReference, ReferenceKind, Sbom, SbomKind, Scope,
};
use sekimori_parse::sbom::property;
use serde::Serialize;

use super::about::{Places, agent};
use super::cyclonedx::{
    Property, bill_properties, executables, file_properties, name, properties, system_properties,
};
use super::merge::roots;
use super::names::{Names, digests, plain, short_hash, subject_purl, unique};

const DOCUMENT: &str = "SPDXRef-DOCUMENT";
const SUBJECT: &str = "SPDXRef-Subject";
const SYSTEM: &str = "SPDXRef-OperatingSystem";
const TOOL: &str = concat!("Tool: sekimori-", env!("CARGO_PKG_VERSION"));
const NOTHING_SAID: &str = "NOASSERTION";
/// The beginning of the ids of licences that have a name alone.
const NAMED: &str = "LicenseRef-sekimori-";

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_field_names, reason = "the names are those of the specification")]
pub(super) struct Document<'a> {
    #[serde(rename = "SPDXID")]
    id: &'static str,
    spdx_version: &'static str,
    creation_info: CreationInfo,
    name: &'a str,
    data_license: &'static str,
    document_namespace: String,
    annotations: Vec<Annotation>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    has_extracted_licensing_infos: Vec<Extracted>,
    packages: Vec<Item<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    files: Vec<File<'a>>,
    relationships: Vec<Relationship<'a>>,
}

impl Document<'_> {
    pub(super) fn set_id(&mut self, id: &str) {
        self.document_namespace = format!("https://sekimori.dev/spdx/{id}");
    }
}

#[derive(Serialize)]
struct CreationInfo {
    created: Arc<str>,
    creators: [&'static str; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_field_names, reason = "the names are those of the specification")]
struct Extracted {
    license_id: String,
    extracted_text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Item<'a> {
    #[serde(rename = "SPDXID")]
    id: &'a str,
    name: String,
    #[serde(skip_serializing_if = "str::is_empty")]
    version_info: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    supplier: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    originator: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    homepage: Option<&'a str>,
    download_location: &'a str,
    files_analyzed: bool,
    license_concluded: &'static str,
    license_declared: String,
    copyright_text: &'static str,
    #[serde(skip_serializing_if = "str::is_empty")]
    primary_package_purpose: &'static str,
    #[serde(skip_serializing_if = "str::is_empty")]
    summary: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    checksums: Vec<Checksum<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    external_refs: Vec<ExternalRef<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    annotations: Vec<Annotation>,
}

/// A file that can be executed.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_field_names, reason = "the names are those of the specification")]
struct File<'a> {
    #[serde(rename = "SPDXID")]
    id: &'a str,
    file_name: String,
    checksums: Vec<Checksum<'a>>,
    license_concluded: &'static str,
    copyright_text: &'static str,
    annotations: Vec<Annotation>,
}

impl Default for Item<'_> {
    fn default() -> Self {
        Self {
            id: SUBJECT,
            name: String::new(),
            version_info: "",
            supplier: None,
            originator: None,
            homepage: None,
            download_location: NOTHING_SAID,
            files_analyzed: false,
            license_concluded: NOTHING_SAID,
            license_declared: NOTHING_SAID.to_owned(),
            copyright_text: NOTHING_SAID,
            primary_package_purpose: "",
            summary: "",
            checksums: Vec::new(),
            external_refs: Vec::new(),
            annotations: Vec::new(),
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_field_names, reason = "the names are those of the specification")]
struct Annotation {
    annotation_date: Arc<str>,
    annotation_type: &'static str,
    annotator: &'static str,
    comment: String,
}

/// Properties as annotations, which are made when the document is.
fn annotations(properties: &[Property<'_>], date: &Arc<str>) -> Vec<Annotation> {
    let make = |property: &Property<'_>| Annotation {
        annotation_date: Arc::clone(date),
        annotation_type: "OTHER",
        annotator: TOOL,
        comment: format!("{}={}", property.name, property.value),
    };
    properties.iter().map(make).collect()
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Checksum<'a> {
    algorithm: &'static str,
    checksum_value: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_field_names, reason = "the names are those of the specification")]
struct ExternalRef<'a> {
    reference_category: &'static str,
    reference_type: &'static str,
    reference_locator: Cow<'a, str>,
}

impl<'a> ExternalRef<'a> {
    fn purl(purl: String) -> Self {
        let reference_locator = Cow::Owned(purl);
        Self { reference_category: "PACKAGE-MANAGER", reference_type: "purl", reference_locator }
    }

    fn of(reference: &'a PackageReference) -> Self {
        let (reference_category, reference_type) = match reference.kind {
            ReferenceKind::ADVISORIES => ("SECURITY", "advisory"),
            kind => ("OTHER", kind.as_str()),
        };
        Self { reference_category, reference_type, reference_locator: Cow::Borrowed(&reference.url) }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_field_names, reason = "the names are those of the specification")]
struct Relationship<'a> {
    spdx_element_id: &'a str,
    relationship_type: &'static str,
    related_spdx_element: &'a str,
}

/// The ids of packages: `SPDXRef-npm-lodash-` and a hash of what tells the package from all others.
pub(super) fn ids(sbom: &Sbom, names: &Names) -> Vec<String> {
    let mut used: HashSet<String> = [DOCUMENT, SUBJECT, SYSTEM].map(str::to_owned).into();
    let packages = sbom.packages.iter().zip(&names.refs);
    let ids = packages.map(|(package, reference)| {
        let purl = &package.purl;
        let id = format!("SPDXRef-{}-{}-{}", plain(&purl.kind), plain(name(package)), short_hash(reference));
        // `~` is none of the characters that an id may have.
        unique(id, &mut used).replace('~', "-")
    });
    ids.collect()
}

/// The ids of files: `SPDXRef-File-` and a hash of the path.
pub(super) fn file_ids(names: &Names) -> Vec<String> {
    let mut used = HashSet::new();
    let ids = names.files.iter().map(|name| {
        let path = name.rsplit('/').next().unwrap_or_default();
        let id = format!("SPDXRef-File-{}-{}", plain(path), short_hash(name));
        unique(id, &mut used).replace('~', "-")
    });
    ids.collect()
}

/// Makes the document, without its namespace.
pub(super) fn document<'a>(
    sbom: &'a Sbom,
    names: &'a Names,
    ids: &'a [String],
    files: &'a [String],
    created: Timestamp,
) -> Document<'a> {
    let mut licences = Licences::default();
    // In whole seconds, which is all that the format knows.
    let date: Arc<str> = Timestamp::from_second(created.as_second()).unwrap_or(created).to_string().into();
    let subject = subject(sbom);
    let system = sbom.distribution.as_ref().map(|distribution| Item {
        id: SYSTEM,
        name: if distribution.id.is_empty() { "unknown".to_owned() } else { distribution.id.to_string() },
        version_info: &distribution.version,
        // With an underscore, as the schema has it; the text of the specification has a hyphen.
        primary_package_purpose: "OPERATING_SYSTEM",
        summary: &distribution.pretty,
        annotations: annotations(&system_properties(distribution), &date),
        ..Item::default()
    });
    let packages = sbom.packages.iter().zip(names.purls.iter().zip(ids));
    let packages: Vec<_> =
        packages.map(|(package, (purl, id))| item(package, purl, id, &date, &mut licences)).collect();
    Document {
        id: DOCUMENT,
        spdx_version: "SPDX-2.3",
        creation_info: CreationInfo { created: Arc::clone(&date), creators: [TOOL] },
        name: if sbom.subject.name.is_empty() { "unknown" } else { &sbom.subject.name },
        data_license: "CC0-1.0",
        document_namespace: String::new(),
        annotations: annotations(&bill_properties(sbom), &date),
        has_extracted_licensing_infos: licences.extracted(),
        relationships: relationships(sbom, ids, files),
        files: executables(sbom).iter().zip(files).map(|(one, id)| file(one, id, &date)).collect(),
        packages: std::iter::once(subject).chain(system).chain(packages).collect(),
    }
}

fn file<'a>(executable: &'a Executable, id: &'a str, date: &Arc<str>) -> File<'a> {
    let others = executable.other_digests.iter();
    let others =
        others.map(|one| Checksum { algorithm: algorithm(one.algorithm), checksum_value: &one.value });
    let content = Checksum { algorithm: "SHA256", checksum_value: executable.digest.hex() };
    File {
        id,
        // The specification demands that it begins so.
        file_name: format!("./{}", executable.path),
        checksums: others.chain([content]).collect(),
        license_concluded: NOTHING_SAID,
        copyright_text: NOTHING_SAID,
        annotations: annotations(&file_properties(executable), date),
    }
}

fn subject(sbom: &Sbom) -> Item<'_> {
    let subject = &sbom.subject;
    Item {
        id: SUBJECT,
        name: if subject.name.is_empty() { "unknown".to_owned() } else { subject.name.clone() },
        version_info: &subject.version,
        primary_package_purpose: match subject.kind {
            SbomKind::Image => "CONTAINER",
            SbomKind::Source => "SOURCE",
            SbomKind::RootFs | SbomKind::Other => "OTHER",
        },
        external_refs: subject_purl(sbom).map(ExternalRef::purl).into_iter().collect(),
        ..Item::default()
    }
}

fn item<'a>(
    package: &'a Package,
    purl: &str,
    id: &'a str,
    date: &Arc<str>,
    licences: &mut Licences,
) -> Item<'a> {
    let mut properties = properties(package);
    let scope = match package.scope {
        Scope::Runtime => "",
        Scope::Optional => "optional",
        Scope::Development => "development",
    };
    if !scope.is_empty() {
        properties.push(Property { name: property::SCOPE.into(), value: scope.into() });
    }
    let full_name = package.purl.full_name();
    let about = package.about.as_deref();
    let places = about.map(Places::of).unwrap_or_default();
    Item {
        id,
        name: if full_name.is_empty() { name(package).to_owned() } else { full_name },
        version_info: &package.purl.version,
        license_declared: licences.declare(package.licence.as_ref()),
        checksums: digests(package)
            .map(|digest| Checksum { algorithm: algorithm(digest.algorithm), checksum_value: &digest.value })
            .collect(),
        supplier: about.and_then(|about| about.supplier.as_ref()).map(agent),
        originator: about.and_then(|about| about.originator.as_ref()).map(agent),
        homepage: places.homepage,
        download_location: places.download.unwrap_or(NOTHING_SAID),
        external_refs: std::iter::once(ExternalRef::purl(purl.to_owned()))
            .chain(places.others.into_iter().map(ExternalRef::of))
            .collect(),
        annotations: annotations(&properties, date),
        ..Item::default()
    }
}

fn relationships<'a>(sbom: &'a Sbom, ids: &'a [String], files: &'a [String]) -> Vec<Relationship<'a>> {
    let relate = |from, relationship_type, to| Relationship {
        spdx_element_id: from,
        relationship_type,
        related_spdx_element: to,
    };
    let id = |place: &u32| ids.get(*place as usize).map(String::as_str);
    let mut all = vec![relate(DOCUMENT, "DESCRIBES", SUBJECT)];
    all.extend(sbom.distribution.iter().map(|_| relate(SUBJECT, "CONTAINS", SYSTEM)));
    all.extend(ids.iter().map(|id| relate(SUBJECT, "CONTAINS", id)));
    let roots = roots(&sbom.packages);
    all.extend(roots.iter().filter_map(id).map(|root| relate(SUBJECT, "DEPENDS_ON", root)));
    // A package of which not all files were looked at contains none, as the specification has it.
    all.extend(files.iter().map(|file| relate(file, "EXPANDED_FROM_ARCHIVE", SUBJECT)));
    for (package, from) in sbom.packages.iter().zip(ids) {
        all.extend(package.needs.iter().filter_map(id).map(|to| relate(from, "DEPENDS_ON", to)));
    }
    all
}

fn algorithm(algorithm: DigestAlgorithm) -> &'static str {
    match algorithm {
        DigestAlgorithm::Md5 => "MD5",
        DigestAlgorithm::Sha1 => "SHA1",
        DigestAlgorithm::Sha256 => "SHA256",
        DigestAlgorithm::Sha384 => "SHA384",
        DigestAlgorithm::Sha512 => "SHA512",
    }
}

/// Licences that are none of SPDX' list, by the id that they have in the document.
#[derive(Default)]
struct Licences {
    /// The name, where the licence has more of one than its id.
    extracted: BTreeMap<String, Option<String>>,
}

impl Licences {
    fn declare(&mut self, licence: Option<&Licence>) -> String {
        match licence {
            Some(licence) if licence.text().is_empty() => NOTHING_SAID.to_owned(),
            None => NOTHING_SAID.to_owned(),
            // A licence of another document, or an addition of SPDX 3, has no place in this one.
            Some(Licence::Expression(text))
                if !text.contains("DocumentRef-") && !text.contains("AdditionRef-") =>
            {
                let is_word = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.';
                for word in text.split(|c| !is_word(c)).filter(|word| word.starts_with("LicenseRef-")) {
                    self.extracted.entry(word.to_owned()).or_insert(None);
                }
                text.to_string()
            }
            Some(licence) => {
                let id = format!("{NAMED}{}", short_hash(licence.text()));
                self.extracted.insert(id.clone(), Some(licence.text().to_owned()));
                id
            }
        }
    }

    fn extracted(self) -> Vec<Extracted> {
        let all = self.extracted.into_iter().map(|(license_id, name)| Extracted {
            extracted_text: name.clone().unwrap_or_else(|| NOTHING_SAID.to_owned()),
            license_id,
            name,
        });
        all.collect()
    }
}
