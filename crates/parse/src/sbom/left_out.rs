//! What a bill says that the model does not hold, and that therefore stands in no bill that is written from it.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::{json, or_default};
use crate::{Failure, decode};

/// What is counted, by the word that texts know it by.
pub type LeftOut = BTreeMap<&'static str, u64>;

/// Counts what is left out of a bill where it is written anew.
///
/// # Errors
/// `malformed` where it is no JSON.
pub fn left_out(bytes: &[u8]) -> Result<LeftOut, Failure> {
    let text = decode(bytes)?;
    let bill: Bill = json(&text.text)?;
    let mut counts = LeftOut::new();
    let mut add = |word: &'static str, count: usize| {
        if count > 0 {
            let slot = counts.entry(word).or_default();
            *slot = slot.saturating_add(count as u64);
        }
    };
    add("vulnerabilities", bill.vulnerabilities.len());
    add("services", bill.services.len());
    let mut open = bill.components;
    open.extend(bill.metadata.component);
    while let Some(mut one) = open.pop() {
        open.append(&mut one.components);
        add("suppliers", usize::from(one.supplier.is_some() || one.manufacturer.is_some()));
        add("authors", usize::from(one.author.is_some() || one.publisher.is_some() || one.authors.is_some()));
        add("descriptions", usize::from(one.description.is_some_and(|text| !text.is_empty())));
        add("copyrights", usize::from(one.copyright.is_some_and(|text| !text.is_empty())));
        add("references", one.external_references.len());
        add("pedigrees", usize::from(one.pedigree.is_some()));
        add("identifiers", usize::from(one.cpe.is_some()));
    }
    for one in bill.packages {
        add("suppliers", usize::from(says(one.supplier.as_deref())));
        add("authors", usize::from(says(one.originator.as_deref())));
        add("descriptions", usize::from(says(one.description.as_deref()) || says(one.summary.as_deref())));
        add("copyrights", usize::from(says(one.copyright_text.as_deref())));
        let places = [one.homepage.as_deref(), one.download_location.as_deref()];
        add("references", places.into_iter().filter(|place| says(*place)).count());
        let kept = |one: &&Reference| one.reference_type == "purl";
        add(
            "identifiers",
            one.external_refs.len().saturating_sub(one.external_refs.iter().filter(kept).count()),
        );
    }
    Ok(counts)
}

/// Tells whether a field of SPDX says something.
fn says(text: Option<&str>) -> bool {
    text.is_some_and(|text| !matches!(text, "" | "NOASSERTION" | "NONE"))
}

#[derive(Deserialize)]
struct Bill {
    #[serde(default, deserialize_with = "or_default")]
    metadata: Metadata,
    #[serde(default, deserialize_with = "or_default")]
    components: Vec<Component>,
    #[serde(default, deserialize_with = "or_default")]
    vulnerabilities: Vec<IgnoredAny>,
    #[serde(default, deserialize_with = "or_default")]
    services: Vec<IgnoredAny>,
    #[serde(default, deserialize_with = "or_default")]
    packages: Vec<Package>,
}

#[derive(Default, Deserialize)]
struct Metadata {
    #[serde(default)]
    component: Option<Component>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Component {
    #[serde(default, deserialize_with = "or_default")]
    components: Vec<Component>,
    #[serde(default)]
    supplier: Option<IgnoredAny>,
    #[serde(default)]
    manufacturer: Option<IgnoredAny>,
    #[serde(default)]
    author: Option<IgnoredAny>,
    #[serde(default)]
    authors: Option<IgnoredAny>,
    #[serde(default)]
    publisher: Option<IgnoredAny>,
    #[serde(default)]
    description: Option<String>,
    #[serde(default)]
    copyright: Option<String>,
    #[serde(default, deserialize_with = "or_default")]
    external_references: Vec<IgnoredAny>,
    #[serde(default)]
    pedigree: Option<IgnoredAny>,
    #[serde(default)]
    cpe: Option<IgnoredAny>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Package {
    #[serde(default)]
    supplier: Option<String>,
    #[serde(default)]
    originator: Option<String>,
    #[serde(default)]
    description: Option<String>,
    #[serde(default)]
    summary: Option<String>,
    #[serde(default)]
    copyright_text: Option<String>,
    #[serde(default)]
    homepage: Option<String>,
    #[serde(default)]
    download_location: Option<String>,
    #[serde(default, deserialize_with = "or_default")]
    external_refs: Vec<Reference>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Reference {
    #[serde(default)]
    reference_type: String,
}

#[cfg(test)]
mod tests {
    use super::left_out;

    #[test]
    fn what_the_model_does_not_hold_is_counted() {
        let bom = r#"{"bomFormat": "CycloneDX", "specVersion": "1.6", "vulnerabilities": [{}],
            "components": [{"name": "a", "supplier": {"name": "s"}, "externalReferences": [{}, {}],
            "components": [{"name": "b", "description": "d", "cpe": "cpe:2.3:a"}]}]}"#;
        let counts = left_out(bom.as_bytes()).expect("it is one");
        let counts: Vec<_> = counts.into_iter().collect();
        let wanted = [
            ("descriptions", 1),
            ("identifiers", 1),
            ("references", 2),
            ("suppliers", 1),
            ("vulnerabilities", 1),
        ];
        assert_eq!(counts, wanted);
        let spdx = r#"{"spdxVersion": "SPDX-2.3", "packages": [{"name": "a", "supplier": "Organization: s",
            "downloadLocation": "NOASSERTION", "copyrightText": "NOASSERTION", "homepage": "https://a.example",
            "externalRefs": [{"referenceType": "purl"}, {"referenceType": "cpe23Type"}]}]}"#;
        let counts: Vec<_> = left_out(spdx.as_bytes()).expect("it is one").into_iter().collect();
        assert_eq!(counts, [("identifiers", 1), ("references", 1), ("suppliers", 1)]);
    }
}
