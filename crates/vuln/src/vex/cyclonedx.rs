//! `CycloneDX` VEX: the vulnerabilities of a bill of materials, or of a document of its own.
//!
//! # Source
//! cyclonedx.org, JSON reference 1.6, `vulnerabilities`.

use std::collections::BTreeMap;

use serde::Deserialize;

use sekimori_model::{Justification, VexStatus};

use super::product::{Named, Product};
use super::{VexDocument, VexStatement, moment, read as json, refused};
use crate::Error;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Bom {
    #[serde(default)]
    metadata: Metadata,
    #[serde(default)]
    components: Vec<Component>,
    #[serde(default)]
    vulnerabilities: Vec<Vulnerability>,
}

#[derive(Deserialize, Default)]
struct Metadata {
    timestamp: Option<String>,
    component: Option<Component>,
    #[serde(default)]
    authors: Vec<Party>,
    manufacturer: Option<Party>,
    supplier: Option<Party>,
}

#[derive(Deserialize)]
struct Party {
    #[serde(default)]
    name: String,
}

#[derive(Deserialize)]
struct Component {
    #[serde(rename = "bom-ref")]
    bom_ref: Option<String>,
    purl: Option<String>,
    #[serde(default)]
    components: Vec<Component>,
}

#[derive(Deserialize)]
struct Vulnerability {
    #[serde(default)]
    id: String,
    #[serde(default)]
    references: Vec<Reference>,
    updated: Option<String>,
    analysis: Option<Analysis>,
    #[serde(default)]
    affects: Vec<Affects>,
}

#[derive(Deserialize)]
struct Reference {
    #[serde(default)]
    id: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Analysis {
    state: Option<String>,
    justification: Option<String>,
    detail: Option<String>,
    first_issued: Option<String>,
    last_updated: Option<String>,
}

#[derive(Deserialize)]
struct Affects {
    #[serde(rename = "ref")]
    reference: String,
    #[serde(default)]
    versions: Vec<Version>,
}

#[derive(Deserialize)]
struct Version {
    version: Option<String>,
    status: Option<String>,
}

pub(super) fn read(bytes: &[u8]) -> Result<VexDocument, Error> {
    let bom: Bom = json(bytes)?;
    let own = bom.metadata.component.as_ref().and_then(|one| one.purl.as_deref()).and_then(Product::purl);
    let mut purls = BTreeMap::new();
    bom.metadata.component.iter().chain(&bom.components).for_each(|one| collect(one, &mut purls));
    let by = bom.metadata.manufacturer.or(bom.metadata.supplier);
    let author = bom.metadata.authors.into_iter().chain(by).map(|one| one.name).find(|name| !name.is_empty());
    let mut document = VexDocument { author: author.unwrap_or_default(), statements: Vec::new(), unnamed: 0 };
    for (place, one) in bom.vulnerabilities.into_iter().enumerate() {
        let Some(analysis) = one.analysis else { continue };
        let Some(state) = analysis.state.as_deref() else { continue };
        let Some(status) = status(state) else {
            let state: String = state.chars().take(60).collect();
            return Err(refused(format!("vulnerability {place}: `{state}` is no state")));
        };
        let names = [one.id].into_iter().chain(one.references.into_iter().map(|other| other.id));
        let mut products = Vec::new();
        for affects in &one.affects {
            match purl_of(&affects.reference, &purls) {
                // Of ranges alone nothing is known here, least of all that every version is meant.
                Some(purl) => match versions(purl, &affects.versions) {
                    meant if meant.is_empty() => document.unnamed += 1,
                    meant => products.extend(meant.into_iter().map(|part| within(own.as_ref(), part))),
                },
                None => document.unnamed += 1,
            }
        }
        let own = [analysis.last_updated, one.updated, analysis.first_issued, bom.metadata.timestamp.clone()];
        let why = analysis.justification.as_deref();
        document.statements.push(VexStatement {
            names: names.filter(|name| !name.is_empty()).collect(),
            status,
            justification: why.and_then(justification),
            reason: analysis.detail.or_else(|| why.map(str::to_owned)).unwrap_or_else(|| state.to_owned()),
            at: own.iter().find_map(|text| moment(text.as_deref())),
            products,
        });
    }
    Ok(document)
}

/// What is said of a component is said of it in the product that the bill is of: another may call the faulty code.
fn within(product: Option<&Product>, part: Product) -> Product {
    match (product, part) {
        (Some(product), Product { named: Named::Purl(purl), parts })
            if product.named != Named::Purl(purl.clone()) && parts.is_empty() =>
        {
            Product { named: product.named.clone(), parts: vec![purl] }
        }
        (_, part) => part,
    }
}

fn collect(component: &Component, purls: &mut BTreeMap<String, String>) {
    if let (Some(id), Some(purl)) = (&component.bom_ref, &component.purl) {
        purls.insert(id.clone(), purl.clone());
    }
    component.components.iter().for_each(|one| collect(one, purls));
}

/// The URL of what a reference leads to: a component here, or one of another bill, whose reference stands behind `#` and is
/// the URL itself where the bill was written by most tools.
fn purl_of<'a>(reference: &'a str, purls: &'a BTreeMap<String, String>) -> Option<&'a str> {
    let (_, inner) =
        reference.rsplit_once('#').filter(|_| reference.starts_with("urn:cdx:")).unwrap_or(("", reference));
    purls
        .get(reference)
        .or_else(|| purls.get(inner))
        .map(String::as_str)
        .or_else(|| inner.starts_with("pkg:").then_some(inner))
}

/// The products that are meant: the version of the URL, else those that are listed; all where nothing is said of versions.
fn versions(purl: &str, versions: &[Version]) -> Vec<Product> {
    let Some(product) = Product::purl(purl) else { return Vec::new() };
    let listed = versions.iter().filter(|one| one.status.as_deref() != Some("unknown"));
    let listed: Vec<&str> = listed.filter_map(|one| one.version.as_deref()).collect();
    let Named::Purl(own) = &product.named else { return Vec::new() };
    if versions.is_empty() || !own.version.is_empty() {
        return vec![product];
    }
    let of = |version: &str| {
        let mut own = own.clone();
        own.version = version.into();
        Product { named: Named::Purl(own), parts: Vec::new() }
    };
    listed.into_iter().map(of).collect()
}

fn status(state: &str) -> Option<VexStatus> {
    Some(match state {
        "not_affected" | "false_positive" => VexStatus::NotAffected,
        "resolved" | "resolved_with_pedigree" => VexStatus::Fixed,
        "exploitable" => VexStatus::Affected,
        "in_triage" => VexStatus::UnderInvestigation,
        _ => return None,
    })
}

/// The word that says the most alike; what speaks of surroundings is kept in words alone.
fn justification(word: &str) -> Option<Justification> {
    Some(match word {
        "code_not_present" => Justification::VulnerableCodeNotPresent,
        "code_not_reachable" => Justification::VulnerableCodeNotInExecutePath,
        "protected_by_compiler" | "protected_at_runtime" | "protected_by_mitigating_control" => {
            Justification::InlineMitigationsAlreadyExist
        }
        _ => return None,
    })
}
