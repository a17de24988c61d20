//! CycloneDX in JSON.
//!
//! # Source
//! The schemas bom-1.2 to bom-1.6 of the CycloneDX specification.

use std::sync::Arc;

use sekimori_model::{Distribution, Executable, Licence, NotAnalysed, Package, Problem, SbomKind, Scope};
use serde::Deserialize;
use serde::de::IgnoredAny;

use super::about::{Contact, Entity, ExternalReference, Kept, Lax, OfComponent};
use super::draft::{Draft, digest, executable, is_kept_as_package, purl};
use super::external::{Told, take_of_bill, take_of_distribution};
use super::left_out::{Counts, is_said};
use super::or_default;
use crate::packages::Bounds;
use crate::{Failure, licence};

#[derive(Deserialize)]
pub(super) struct Bom {
    #[serde(default, deserialize_with = "or_default")]
    pub(super) metadata: Metadata,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) components: Vec<Component>,
    #[serde(default, deserialize_with = "or_default")]
    dependencies: Vec<Dependency>,
    #[serde(default, deserialize_with = "or_default")]
    compositions: Vec<Composition>,
    #[serde(default, deserialize_with = "or_default")]
    properties: Vec<Property>,
}

#[derive(Default, Deserialize)]
pub(super) struct Metadata {
    #[serde(default)]
    timestamp: Option<String>,
    #[serde(default)]
    pub(super) component: Option<Component>,
    #[serde(default, deserialize_with = "or_default")]
    properties: Vec<Property>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Component {
    #[serde(default, rename = "type")]
    kind: Option<String>,
    #[serde(default, rename = "bom-ref")]
    bom_ref: Option<String>,
    #[serde(default)]
    group: Option<String>,
    #[serde(default)]
    name: String,
    #[serde(default)]
    version: Option<String>,
    #[serde(default)]
    scope: Option<String>,
    #[serde(default)]
    purl: Option<String>,
    #[serde(default, deserialize_with = "or_default")]
    hashes: Vec<Hash>,
    #[serde(default, deserialize_with = "or_default")]
    licenses: Vec<LicenseChoice>,
    #[serde(default, deserialize_with = "or_default")]
    properties: Vec<Property>,
    #[serde(default, deserialize_with = "or_default")]
    components: Vec<Component>,
    #[serde(default, deserialize_with = "or_default")]
    evidence: Evidence,
    #[serde(default)]
    supplier: Lax<Entity>,
    #[serde(default)]
    manufacturer: Lax<Entity>,
    #[serde(default)]
    authors: Lax<Vec<Lax<Contact>>>,
    #[serde(default)]
    author: Lax<String>,
    #[serde(default)]
    publisher: Lax<String>,
    #[serde(default)]
    external_references: Lax<Vec<Lax<ExternalReference>>>,
    #[serde(default, deserialize_with = "is_said")]
    description: bool,
    #[serde(default, deserialize_with = "is_said")]
    copyright: bool,
    #[serde(default)]
    pedigree: Lax<IgnoredAny>,
    #[serde(default)]
    cpe: Lax<IgnoredAny>,
}

impl Component {
    fn kept(&self) -> Kept {
        Kept::of_component(&OfComponent {
            supplier: &self.supplier,
            manufacturer: &self.manufacturer,
            authors: &self.authors,
            author: &self.author,
            publisher: &self.publisher,
            references: &self.external_references,
        })
    }

    /// Counts what is said of it and stands in no bill that is written. A component that is no package has no place there.
    pub(super) fn count(mut self, is_subject: bool, counts: &mut Counts) -> Vec<Self> {
        let is_system = matches!(sort(&self), Sort::System);
        counts.add("descriptions", usize::from(self.description && !is_system));
        counts.add("copyrights", usize::from(self.copyright));
        let is_lost = matches!(sort(&self), Sort::Other) && as_executable(&self).is_none();
        counts.add("components", usize::from(is_lost));
        let licences = self.licenses.iter().filter_map(|choice| choice.license.as_ref());
        counts.add("licence-texts", licences.filter(|license| license.text.is_there()).count());
        counts.add("pedigrees", usize::from(self.pedigree.is_there()));
        counts.add("identifiers", usize::from(self.cpe.is_there()));
        let kept = self.kept();
        let nested = std::mem::take(&mut self.components);
        let is_package = matches!(sort(&self), Sort::Package);
        let is_package = is_package && (!is_subject || is_kept_as_package(&package(self).purl));
        kept.count(is_package, counts);
        nested
    }
}

#[derive(Deserialize)]
struct Hash {
    #[serde(default)]
    alg: String,
    #[serde(default)]
    content: String,
}

#[derive(Deserialize)]
struct LicenseChoice {
    #[serde(default)]
    license: Option<License>,
    #[serde(default)]
    expression: Option<String>,
    #[serde(default)]
    acknowledgement: Option<String>,
}

#[derive(Deserialize)]
struct License {
    #[serde(default)]
    id: Option<String>,
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    text: Lax<IgnoredAny>,
    #[serde(default)]
    acknowledgement: Option<String>,
}

#[derive(Deserialize)]
struct Property {
    #[serde(default)]
    name: String,
    #[serde(default, deserialize_with = "or_default")]
    value: String,
}

#[derive(Default, Deserialize)]
struct Evidence {
    #[serde(default, deserialize_with = "or_default")]
    occurrences: Vec<Occurrence>,
}

#[derive(Deserialize)]
struct Occurrence {
    #[serde(default)]
    location: String,
    #[serde(default)]
    line: Option<u32>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Dependency {
    #[serde(rename = "ref")]
    of: String,
    #[serde(default, deserialize_with = "or_default")]
    depends_on: Vec<String>,
}

#[derive(Deserialize)]
struct Composition {
    #[serde(default)]
    aggregate: Lax<String>,
}

impl Composition {
    /// Tells whether it says that something is missing, of whichever party it is.
    fn is_incomplete(&self) -> bool {
        self.aggregate.get().is_some_and(|word| word.starts_with("incomplete"))
    }
}

pub(super) fn read(bom: Bom, bounds: &Bounds) -> Result<Draft, Failure> {
    let mut draft = Draft::made(bom.metadata.timestamp);
    let mut left = bom.components;
    left.reverse();
    if let Some(mut subject) = bom.metadata.component {
        draft.name = full_name(&subject);
        draft.version = subject.version.clone().unwrap_or_default();
        draft.kind = (subject.kind.as_deref() == Some("container")).then_some(SbomKind::Image);
        for property in &subject.properties {
            take_of_bill(&mut draft, &property.name, &property.value);
        }
        let nested = std::mem::take(&mut subject.components);
        left.splice(0..0, nested.into_iter().rev());
        let id = subject.bom_ref.clone();
        let package = package(subject);
        draft.subject = Some(draft.push(id, package, bounds)?);
    }
    for property in bom.metadata.properties.iter().chain(&bom.properties) {
        take_of_bill(&mut draft, &property.name, &property.value);
    }
    // Where it does not say what is missing, it is incomplete all the same.
    if draft.problems.is_empty() && bom.compositions.iter().any(Composition::is_incomplete) {
        let detail = "the bill says that it is incomplete".to_owned();
        draft.problems.push(Problem { path: "compositions".into(), reason: NotAnalysed::LeftOpen, detail });
    }
    let mut places = Places::default();
    // Nested components are taken from a list, and so none is too deep.
    while let Some(mut component) = left.pop() {
        left.extend(std::mem::take(&mut component.components).into_iter().rev());
        match sort(&component) {
            Sort::System => {
                draft.distribution.get_or_insert_with(|| distribution(&component));
            }
            Sort::Place => {
                if let Some(id) = component.bom_ref {
                    places.0.push((id, component.name.into()));
                }
            }
            Sort::Other => {
                if let Some(executable) = as_executable(&component) {
                    draft.push_executable(executable, bounds)?;
                }
            }
            Sort::Package => {
                let id = component.bom_ref.clone();
                draft.push(id, package(component), bounds)?;
            }
        }
    }
    places.0.sort_unstable();
    for dependency in bom.dependencies {
        if let Some(who) = draft.place(&dependency.of) {
            for what in dependency.depends_on {
                if let Some(what) = draft.place(&what) {
                    draft.need(who, what, bounds)?;
                }
            }
        } else if let Some(path) = places.get(&dependency.of) {
            for what in dependency.depends_on {
                let package = draft.place(&what).and_then(|what| draft.at(what));
                if let Some(package) = package.filter(|package| package.found_in.path.is_empty()) {
                    package.found_in.path = Arc::clone(path);
                }
            }
        }
    }
    Ok(draft)
}

fn as_executable(component: &Component) -> Option<Executable> {
    let digests = component.hashes.iter().filter_map(|hash| digest(&hash.alg, &hash.content));
    let properties = component.properties.iter().map(|one| (one.name.as_str(), one.value.as_str()));
    executable(&component.name, digests, properties)
}

/// What a component is for us.
enum Sort {
    Package,
    /// The operating system.
    System,
    /// A file that lists packages, as Trivy has lockfiles.
    Place,
    Other,
}

fn sort(component: &Component) -> Sort {
    let has_version = component.version.as_deref().is_some_and(|version| !version.is_empty());
    match component.kind.as_deref() {
        _ if component.purl.is_some() => Sort::Package,
        Some("operating-system") => Sort::System,
        Some("application") if !has_version => Sort::Place,
        Some("file" | "data" | "device" | "cryptographic-asset") => Sort::Other,
        _ => Sort::Package,
    }
}

/// The files that list packages, by their references.
#[derive(Default)]
struct Places(Vec<(String, Arc<str>)>);

impl Places {
    fn get(&self, id: &str) -> Option<&Arc<str>> {
        let at = self.0.binary_search_by(|(known, _)| known.as_str().cmp(id)).ok()?;
        self.0.get(at).map(|(_, path)| path)
    }
}

fn full_name(component: &Component) -> String {
    match component.group.as_deref().filter(|group| !group.is_empty()) {
        Some(group) => format!("{group}/{}", component.name),
        None => component.name.clone(),
    }
}

fn distribution(component: &Component) -> Distribution {
    let mut distribution = Distribution {
        id: component.name.as_str().into(),
        version: component.version.as_deref().unwrap_or_default().into(),
        ..Distribution::default()
    };
    for property in &component.properties {
        take_of_distribution(&mut distribution, &property.name, &property.value);
    }
    distribution
}

fn package(component: Component) -> Package {
    let Component { group, name, version, purl: url, .. } = &component;
    let version = version.as_deref().unwrap_or_default();
    let url = purl(url.as_deref(), group.as_deref().unwrap_or_default(), name, version);
    let mut package = Package::new(url, "");
    package.scope = match component.scope.as_deref() {
        Some("optional") => Scope::Optional,
        Some("excluded") => Scope::Development,
        _ => Scope::Runtime,
    };
    package.digests = component.hashes.iter().filter_map(|hash| digest(&hash.alg, &hash.content)).collect();
    package.digests.sort_unstable();
    package.digests.dedup();
    package.about = component.kept().about();
    package.licence = licence_of(component.licenses);
    if let Some(occurrence) = component.evidence.occurrences.into_iter().next() {
        package.found_in.path = occurrence.location.into();
        package.found_in.line = occurrence.line;
    }
    let mut told = Told::default();
    for property in &component.properties {
        told.take(&property.name, &property.value);
    }
    told.settle(&mut package);
    package
}

/// The licence, all of them where there are several. What somebody concluded goes before what was declared.
fn licence_of(choices: Vec<LicenseChoice>) -> Option<Licence> {
    let (mut concluded, mut declared) = (Vec::new(), Vec::new());
    for choice in choices {
        let mut word = choice.acknowledgement;
        let text = choice.expression.or_else(|| {
            let license = choice.license?;
            word = word.take().or(license.acknowledgement);
            license.id.or(license.name)
        });
        let Some(licence) = text.and_then(|text| licence::read(&text)) else { continue };
        let is_concluded = word.as_deref() == Some("concluded");
        if is_concluded { concluded.push(licence) } else { declared.push(licence) }
    }
    licence::all_of(if concluded.is_empty() { declared } else { concluded })
}
