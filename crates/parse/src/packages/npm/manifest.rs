//! `package.json`: what a project or a package says of itself.

use std::fmt;

use sekimori_model::Licence;
use serde::de::{IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use crate::licence;
use crate::packages::lax::{Table, Word};

/// A `package.json`, as far as it tells of packages.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(in crate::packages) struct Manifest<'t> {
    #[serde(borrow)]
    pub(super) name: Word<'t>,
    #[serde(borrow)]
    pub(super) version: Word<'t>,
    pub(super) license: Terms,
    pub(super) licenses: Terms,
    #[serde(borrow)]
    pub(in crate::packages) dependencies: Table<'t, Word<'t>>,
    #[serde(borrow)]
    pub(in crate::packages) optional_dependencies: Table<'t, Word<'t>>,
    #[serde(borrow)]
    pub(in crate::packages) dev_dependencies: Table<'t, Word<'t>>,
    pub(in crate::packages) workspaces: Option<IgnoredAny>,
    /// Whatever it says, who writes it does not mean to publish this.
    pub(super) private: Option<IgnoredAny>,
}

/// The terms of a licence: a text, or as packages of old have it, one or several objects with a `type`.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Terms(Vec<String>);

/// Licences that one package may be under.
const MOST: usize = 16;

impl Terms {
    pub(super) fn licence(&self) -> Option<Licence> {
        match self.0.as_slice() {
            [] => None,
            [one] => licence::read(one),
            // Several are a choice, as its documentation says.
            several => licence::read(&several.join(" OR ")),
        }
    }
}

impl<'de> Deserialize<'de> for Terms {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(TermsVisitor)
    }
}

struct TermsVisitor;

impl<'de> Visitor<'de> for TermsVisitor {
    type Value = Terms;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("anything")
    }

    fn visit_str<E>(self, text: &str) -> Result<Terms, E> {
        Ok(Terms(vec![text.to_owned()]))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut all: A) -> Result<Terms, A::Error> {
        let mut terms = Terms::default();
        while let Some((key, value)) = all.next_entry::<Word<'de>, Word<'de>>()? {
            if terms.0.is_empty() && matches!(key.as_str(), "type" | "name") {
                terms.0.extend(value.filled().map(str::to_owned));
            }
        }
        Ok(terms)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut all: A) -> Result<Terms, A::Error> {
        let mut terms = Terms::default();
        while let Some(one) = all.next_element::<Terms>()? {
            terms.0.extend(one.0.into_iter().take(MOST.saturating_sub(terms.0.len())));
        }
        Ok(terms)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Terms, E> {
        Ok(Terms::default())
    }

    fn visit_i64<E>(self, _: i64) -> Result<Terms, E> {
        Ok(Terms::default())
    }

    fn visit_u64<E>(self, _: u64) -> Result<Terms, E> {
        Ok(Terms::default())
    }

    fn visit_f64<E>(self, _: f64) -> Result<Terms, E> {
        Ok(Terms::default())
    }

    fn visit_unit<E>(self) -> Result<Terms, E> {
        Ok(Terms::default())
    }
}

#[cfg(test)]
mod tests {
    use super::Manifest;

    #[test]
    fn licences_are_read_in_all_their_forms() {
        let forms = [
            (r#"{"license": "MIT"}"#, Some("MIT")),
            (r#"{"license": {"url": "x", "type": "MIT"}}"#, Some("MIT")),
            (r#"{"licenses": [{"type": "MIT"}, "ISC"]}"#, Some("MIT OR ISC")),
            (r#"{"license": [[], 1, null, true, 1.5, {}], "licenses": -1}"#, None),
        ];
        for (text, wanted) in forms {
            let manifest: Manifest<'_> = serde_json::from_str(text).expect("it is JSON");
            let licence = manifest.license.licence().or_else(|| manifest.licenses.licence());
            assert_eq!(licence.as_ref().map(sekimori_model::Licence::text), wanted, "{text}");
        }
    }
}
