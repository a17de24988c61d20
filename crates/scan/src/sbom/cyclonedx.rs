//! `CycloneDX` 1.6 as JSON.
//!
//! # Source
//! ECMA-424, and bom-1.6.schema.json.

use std::borrow::Cow;

use sekimori_model::{
    DigestAlgorithm, Distribution, Executable, Executables, GuessedFrom, Licence, Package, Problem, Sbom,
    SbomKind, Scope,
};
use sekimori_parse::sbom::property;
use serde::Serialize;

use super::about::{Contact, Entity, Reference, named};
use super::merge::roots;
use super::names::{Names, digests, subject_purl};

/// The reference of what the bill is of.
const SUBJECT: &str = "sekimori:subject";
/// The reference of the operating system.
const SYSTEM: &str = "sekimori:operating-system";
/// Characters of a version: `maxLength` of the schema.
const LONGEST_VERSION: usize = 1024;
/// The references that no package may have.
pub(super) const TAKEN: [&str; 2] = [SUBJECT, SYSTEM];
/// The most problems that are named in a document.
pub(super) const MOST_PROBLEMS: usize = 1_000;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Document<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    bom_format: &'static str,
    spec_version: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    serial_number: Option<String>,
    version: u32,
    metadata: Metadata<'a>,
    components: Vec<Component<'a>>,
    dependencies: Vec<Dependency<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    compositions: Vec<Composition>,
}

impl Document<'_> {
    pub(super) fn set_id(&mut self, id: &str) {
        self.serial_number = Some(format!("urn:uuid:{id}"));
    }
}

#[derive(Serialize)]
struct Metadata<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    timestamp: Option<String>,
    tools: Tools,
    component: Component<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    properties: Vec<Property<'a>>,
}

#[derive(Serialize)]
struct Tools {
    components: [Tool; 1],
}

#[derive(Serialize)]
struct Tool {
    #[serde(rename = "type")]
    kind: &'static str,
    name: &'static str,
    version: &'static str,
}

#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct Component<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(rename = "bom-ref")]
    reference: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    supplier: Option<Entity<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    authors: Option<[Contact<'a>; 1]>,
    #[serde(skip_serializing_if = "String::is_empty")]
    publisher: String,
    #[serde(skip_serializing_if = "str::is_empty")]
    group: &'a str,
    name: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    version: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    description: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    scope: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    hashes: Vec<Hash<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    licenses: Option<[LicenceChoice<'a>; 1]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    purl: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    external_references: Vec<Reference<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    evidence: Option<Evidence>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    properties: Vec<Property<'a>>,
}

/// Why it is taken for this package, where nothing says so outright.
#[derive(Serialize)]
struct Evidence {
    identity: [Identity; 1],
}

#[derive(Serialize)]
struct Identity {
    field: &'static str,
    confidence: f32,
    methods: [IdentityMethod; 1],
}

#[derive(Serialize)]
struct IdentityMethod {
    technique: &'static str,
    confidence: f32,
}

impl Evidence {
    fn of(from: GuessedFrom) -> Self {
        // The numbers say which of them is the better guess, and nothing else.
        let (technique, confidence) = match from {
            GuessedFrom::Manifest => ("manifest-analysis", 0.5),
            GuessedFrom::FileName => ("filename", 0.25),
        };
        let methods = [IdentityMethod { technique, confidence }];
        Self { identity: [Identity { field: "purl", confidence, methods }] }
    }
}

#[derive(Serialize)]
struct Hash<'a> {
    alg: &'static str,
    content: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
enum LicenceChoice<'a> {
    Expression(&'a str),
    License { name: &'a str },
}

#[derive(Serialize)]
pub(super) struct Property<'a> {
    pub(super) name: Cow<'a, str>,
    pub(super) value: Cow<'a, str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Dependency<'a> {
    #[serde(rename = "ref")]
    reference: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    depends_on: Vec<&'a str>,
}

#[derive(Serialize)]
struct Composition {
    aggregate: &'static str,
    assemblies: [&'static str; 1],
}

/// Makes the document, without its id.
pub(super) fn document<'a>(sbom: &'a Sbom, names: &'a Names) -> Document<'a> {
    let system = sbom.distribution.as_ref().map(operating_system);
    let packages = sbom.packages.iter().zip(names.purls.iter().zip(&names.refs));
    let packages = packages.map(|(package, (purl, reference))| component(package, purl, reference));
    let files = executables(sbom).iter().zip(&names.files).map(|(one, reference)| file(one, reference));
    let is_complete = sbom.problems.is_empty();
    Document {
        schema: "http://cyclonedx.org/schema/bom-1.6.schema.json",
        bom_format: "CycloneDX",
        spec_version: "1.6",
        serial_number: None,
        version: 1,
        metadata: Metadata {
            timestamp: sbom.created.map(|created| created.to_string()),
            tools: Tools {
                components: [Tool {
                    kind: "application",
                    name: "sekimori",
                    version: env!("CARGO_PKG_VERSION"),
                }],
            },
            component: subject(sbom),
            properties: bill_properties(sbom),
        },
        components: system.into_iter().chain(packages).chain(files).collect(),
        dependencies: dependencies(sbom, names),
        compositions: if is_complete {
            Vec::new()
        } else {
            vec![Composition { aggregate: "incomplete", assemblies: [SUBJECT] }]
        },
    }
}

fn subject(sbom: &Sbom) -> Component<'_> {
    let subject = &sbom.subject;
    Component {
        kind: if subject.kind == SbomKind::Image { "container" } else { "application" },
        reference: SUBJECT,
        name: &subject.name,
        version: bounded(&subject.version),
        purl: subject_purl(sbom),
        ..Component::default()
    }
}

/// What is known of the bill as a whole and has no field in either format.
pub(super) fn bill_properties(sbom: &Sbom) -> Vec<Property<'_>> {
    let kind = Property { name: property::KIND.into(), value: kind_word(sbom.subject.kind).into() };
    let of_subject = sbom.subject.properties.iter().map(|(name, value)| Property {
        name: format!("{}{name}", property::SUBJECT).into(),
        value: value.into(),
    });
    let problems = sbom.problems.iter().take(MOST_PROBLEMS);
    let problems =
        problems.map(|one| Property { name: property::PROBLEM.into(), value: problem_text(one).into() });
    std::iter::once(kind).chain(of_subject).chain(problems).collect()
}

fn operating_system(distribution: &Distribution) -> Component<'_> {
    Component {
        kind: "operating-system",
        reference: SYSTEM,
        name: &distribution.id,
        version: bounded(&distribution.version),
        description: &distribution.pretty,
        properties: system_properties(distribution),
        ..Component::default()
    }
}

/// What is known of an operating system beyond name and version.
pub(super) fn system_properties(distribution: &Distribution) -> Vec<Property<'_>> {
    let mut properties = Vec::new();
    let mut tell = |name: &'static str, value| {
        let property = Property { name: name.into(), value };
        if !property.value.is_empty() {
            properties.push(property);
        }
    };
    tell(property::DISTRIBUTION_CODENAME, Cow::Borrowed(&*distribution.codename));
    for like in &distribution.like {
        tell(property::DISTRIBUTION_LIKE, Cow::Borrowed(&**like));
    }
    tell(property::DISTRIBUTION_PATH, Cow::Borrowed(distribution.found_in.as_deref().unwrap_or_default()));
    tell(property::DISTRIBUTION_PRETTY, Cow::Borrowed(&*distribution.pretty));
    properties
}

fn component<'a>(package: &'a Package, purl: &str, reference: &'a str) -> Component<'a> {
    let about = package.about.as_deref();
    let originator = about.and_then(|about| about.originator.as_ref());
    Component {
        kind: "library",
        reference,
        group: &package.purl.namespace,
        name: name(package),
        version: bounded(&package.purl.version),
        scope: match package.scope {
            Scope::Runtime => "required",
            Scope::Optional => "optional",
            Scope::Development => "excluded",
        },
        hashes: digests(package)
            .map(|digest| Hash { alg: algorithm(digest.algorithm), content: &digest.value })
            .collect(),
        licenses: package.licence.as_ref().filter(|licence| !licence.text().is_empty()).map(|licence| {
            [match licence {
                Licence::Expression(text) => LicenceChoice::Expression(text),
                Licence::Named(name) => LicenceChoice::License { name },
            }]
        }),
        purl: Some(purl.to_owned()),
        supplier: about.and_then(|about| about.supplier.as_ref()).map(Entity::of),
        authors: originator.filter(|party| party.is_person).map(|person| [Contact::of(person)]),
        publisher: originator.filter(|party| !party.is_person).map(named).unwrap_or_default(),
        external_references: about.map(Reference::all).unwrap_or_default(),
        evidence: package.guessed_from.map(Evidence::of),
        properties: properties(package),
        ..Component::default()
    }
}

/// The files that can be executed.
pub(super) fn executables(sbom: &Sbom) -> &[Executable] {
    sbom.executables.as_ref().map_or(&[], Executables::all)
}

fn file<'a>(executable: &'a Executable, reference: &'a str) -> Component<'a> {
    let content = Hash { alg: "SHA-256", content: executable.digest.hex() };
    let others = executable
        .other_digests
        .iter()
        .map(|digest| Hash { alg: algorithm(digest.algorithm), content: &digest.value });
    Component {
        kind: "file",
        reference,
        name: &executable.path,
        hashes: std::iter::once(content).chain(others).collect(),
        properties: file_properties(executable),
        ..Component::default()
    }
}

/// What is known of a file that can be executed and has no field in either format.
pub(super) fn file_properties(executable: &Executable) -> Vec<Property<'_>> {
    let mut properties = Vec::new();
    let mut tell = |name: &'static str, value| properties.push(Property { name: name.into(), value });
    tell(property::EXECUTABLE_SIZE, executable.size.to_string().into());
    if let Some(layer) = executable.layer {
        tell(property::LAYER, layer.to_string().into());
    }
    if let Some(to) = &executable.hard_link_to {
        tell(property::HARD_LINK_TO, Cow::Borrowed(&**to));
    }
    if let Some(owner) = &executable.owned_by {
        tell(property::OWNED_BY, owner.to_string().into());
    }
    properties
}

/// As much of a version as the schema allows; the package URL has all of it.
fn bounded(version: &str) -> &str {
    let end = version.char_indices().nth(LONGEST_VERSION).map_or(version.len(), |(at, _)| at);
    version.get(..end).unwrap_or_default()
}

/// The name of a package, which formats demand.
pub(super) fn name(package: &Package) -> &str {
    if package.purl.name.is_empty() { "unknown" } else { &package.purl.name }
}

/// What is known of a package and has no field in either format.
pub(super) fn properties(package: &Package) -> Vec<Property<'_>> {
    let found = &package.found_in;
    let mut properties = Vec::new();
    let mut tell = |name: &'static str, value| {
        let property = Property { name: name.into(), value };
        if !property.value.is_empty() {
            properties.push(property);
        }
    };
    tell(property::PATH, Cow::Borrowed(&*found.path));
    if let Some(line) = found.line {
        tell(property::LINE, line.to_string().into());
    }
    if let Some(layer) = found.layer {
        tell(property::LAYER, layer.to_string().into());
    }
    if let Some(is_direct) = package.is_direct {
        tell(property::DIRECT, is_direct.to_string().into());
    }
    if let Some(owner) = &package.owned_by {
        tell(property::OWNED_BY, owner.to_string().into());
    }
    if let Some(published) = package.published {
        tell(property::PUBLISHED, published.to_string().into());
    }
    if let Some(from) = package.guessed_from {
        tell(property::GUESSED_FROM, Cow::Borrowed(from.as_str()));
    }
    if let Some(source) = &package.source {
        tell(property::SOURCE_NAME, Cow::Borrowed(&*source.name));
        tell(property::SOURCE_VERSION, Cow::Borrowed(&*source.version));
    }
    properties
}

fn dependencies<'a>(sbom: &'a Sbom, names: &'a Names) -> Vec<Dependency<'a>> {
    let to = |places: &[u32]| -> Vec<&'a str> {
        places.iter().filter_map(|place| names.refs.get(*place as usize).map(String::as_str)).collect()
    };
    let mut of_subject = to(&roots(&sbom.packages));
    if sbom.distribution.is_some() {
        of_subject.insert(0, SYSTEM);
    }
    let subject = Dependency { reference: SUBJECT, depends_on: of_subject };
    let packages = sbom.packages.iter().zip(&names.refs);
    let packages =
        packages.map(|(package, reference)| Dependency { reference, depends_on: to(&package.needs) });
    std::iter::once(subject).chain(packages).collect()
}

/// What a problem is called in a document.
pub(super) fn problem_text(problem: &Problem) -> String {
    format!("{}\t{}\t{}", problem.reason.as_str(), problem.path, problem.detail)
}

/// The word of a kind, as the model writes it.
pub(super) fn kind_word(kind: SbomKind) -> &'static str {
    match kind {
        SbomKind::Image => "image",
        SbomKind::RootFs => "root-fs",
        SbomKind::Source => "source",
        SbomKind::Other => "other",
    }
}

fn algorithm(algorithm: DigestAlgorithm) -> &'static str {
    match algorithm {
        DigestAlgorithm::Md5 => "MD5",
        DigestAlgorithm::Sha1 => "SHA-1",
        DigestAlgorithm::Sha256 => "SHA-256",
        DigestAlgorithm::Sha384 => "SHA-384",
        DigestAlgorithm::Sha512 => "SHA-512",
    }
}
