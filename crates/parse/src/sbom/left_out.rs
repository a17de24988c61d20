//! What a bill says that the model does not hold, and that therefore stands in no bill that is written from it.

use std::collections::BTreeMap;

use serde::de::IgnoredAny;
use serde::{Deserialize, Deserializer};

use super::about::Lax;
use super::{cyclonedx, json, or_default, spdx};
use crate::{Failure, decode};

/// What is counted, by the word that texts know it by.
pub type LeftOut = BTreeMap<&'static str, u64>;

/// Counts on their way.
#[derive(Default)]
pub(super) struct Counts(pub(super) LeftOut);

impl Counts {
    pub(super) fn add(&mut self, word: &'static str, count: usize) {
        if count > 0 {
            let slot = self.0.entry(word).or_default();
            *slot = slot.saturating_add(count as u64);
        }
    }

    pub(super) fn add_all(&mut self, other: Self) {
        for (word, count) in other.0 {
            self.add(word, usize::try_from(count).unwrap_or(usize::MAX));
        }
    }
}

/// Counts what is left out of a bill where it is written anew.
///
/// # Errors
/// `malformed` where it is no JSON.
pub fn left_out(bytes: &[u8]) -> Result<LeftOut, Failure> {
    let text = decode(bytes)?;
    let rest: Rest = json(&text.text)?;
    let mut counts = Counts::default();
    counts.add("vulnerabilities", rest.vulnerabilities.len());
    counts.add("services", rest.services.len());
    let bom: cyclonedx::Bom = json(&text.text)?;
    let mut open = bom.components;
    if let Some(subject) = bom.metadata.component {
        open.extend(subject.count(true, &mut counts));
    }
    while let Some(one) = open.pop() {
        open.extend(one.count(false, &mut counts));
    }
    let document: spdx::Document = json(&text.text)?;
    document.count(&mut counts);
    Ok(counts.0)
}

/// Tells whether a field of SPDX says something.
pub(super) fn says(text: &str) -> bool {
    !matches!(text, "" | "NOASSERTION" | "NONE")
}

/// Reads whether a text says something, and keeps none of it.
pub(super) fn is_said<'de, D: Deserializer<'de>>(from: D) -> Result<bool, D::Error> {
    Ok(Lax::<String>::deserialize(from)?.get().is_some_and(|text| says(text)))
}

#[derive(Deserialize)]
struct Rest {
    #[serde(default, deserialize_with = "or_default")]
    vulnerabilities: Vec<IgnoredAny>,
    #[serde(default, deserialize_with = "or_default")]
    services: Vec<IgnoredAny>,
}

#[cfg(test)]
mod tests {
    use super::left_out;

    #[test]
    fn what_the_model_does_not_hold_is_counted() {
        let bom = r#"{"bomFormat": "CycloneDX", "specVersion": "1.6", "vulnerabilities": [{}],
            "components": [{"name": "a", "supplier": {"name": "s", "url": ["https://s.example"]},
            "publisher": "p", "author": "a", "externalReferences": [{}, {"type": "vcs", "url": "https://a.example/a b"},
            {"type": "website", "url": "https://a.example", "comment": "c"}],
            "components": [{"name": "b", "description": "d", "cpe": "cpe:2.3:a"}]}]}"#;
        let counts = left_out(bom.as_bytes()).expect("it is one");
        let counts: Vec<_> = counts.into_iter().collect();
        let wanted = [
            ("authors", 1),
            ("descriptions", 1),
            ("identifiers", 1),
            ("reference-details", 1),
            ("references", 2),
            ("supplier-details", 1),
            ("vulnerabilities", 1),
        ];
        assert_eq!(counts, wanted);
        let others = r#"{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [
            {"type": "cryptographic-asset", "name": "key"}, {"type": "file", "name": "a"},
            {"type": "library", "name": "b", "licenses": [{"license": {"id": "MIT", "text": {"content": "all"}}}]}]}"#;
        let counts: Vec<_> = left_out(others.as_bytes()).expect("it is one").into_iter().collect();
        assert_eq!(counts, [("components", 2), ("licence-texts", 1)]);
        let spdx = r#"{"spdxVersion": "SPDX-2.3", "packages": [{"name": "a", "supplier": "s",
            "originator": "Person: o (o@a.example)", "downloadLocation": "NOASSERTION", "copyrightText": "NOASSERTION",
            "homepage": "https://a.example/?key=word",
            "externalRefs": [{"referenceType": "purl"}, {"referenceType": "cpe23Type"}]}]}"#;
        let counts: Vec<_> = left_out(spdx.as_bytes()).expect("it is one").into_iter().collect();
        assert_eq!(counts, [("identifiers", 1), ("reference-details", 1), ("suppliers", 1)]);
    }
}
