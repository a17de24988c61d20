//! Who brings a package and where more of it is found, as a bill of materials tells.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

/// Who brings a package and where more of it is found.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PackageAbout {
    /// Who gave it to those who use it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supplier: Option<Party>,
    /// Who made or published it first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub originator: Option<Party>,
    /// Where more of it is found; sorted, each once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub references: Vec<PackageReference>,
}

/// A person or an organisation.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Party {
    /// Whether it is one person.
    pub is_person: bool,
    /// The name.
    pub name: Arc<str>,
    /// The address of mail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<Arc<str>>,
}

/// A place where more of a package is found.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PackageReference {
    /// What is found there.
    #[schemars(with = "String")]
    pub kind: ReferenceKind,
    /// The URL, without what only its reader may know.
    pub url: Arc<str>,
}

/// What is found at a place, in a word of `CycloneDX`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct ReferenceKind(&'static str);

impl ReferenceKind {
    /// What is installed.
    pub const DISTRIBUTION: Self = Self("distribution");
    /// Anything else.
    pub const OTHER: Self = Self("other");
    /// Its repository.
    pub const VCS: Self = Self("vcs");
    /// Its home page.
    pub const WEBSITE: Self = Self("website");
    /// What is known of its faults.
    pub const ADVISORIES: Self = Self("advisories");

    /// Returns the kind that is called so.
    pub fn of(word: &str) -> Option<Self> {
        KINDS.iter().find(|known| **known == word).map(|known| Self(known))
    }

    /// Returns the word.
    pub fn as_str(self) -> &'static str {
        self.0
    }
}

impl<'de> Deserialize<'de> for ReferenceKind {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let word = String::deserialize(from)?;
        Self::of(&word).ok_or_else(|| D::Error::custom("no kind of reference is called so"))
    }
}

/// # Source
/// `externalReference.type` of bom-1.6.schema.json.
const KINDS: [&str; 43] = [
    "vcs",
    "issue-tracker",
    "website",
    "advisories",
    "bom",
    "mailing-list",
    "social",
    "chat",
    "documentation",
    "support",
    "source-distribution",
    "distribution",
    "distribution-intake",
    "license",
    "build-meta",
    "build-system",
    "release-notes",
    "security-contact",
    "model-card",
    "log",
    "configuration",
    "evidence",
    "formulation",
    "attestation",
    "threat-model",
    "adversary-model",
    "risk-assessment",
    "vulnerability-assertion",
    "exploitability-statement",
    "pentest-report",
    "static-analysis-report",
    "dynamic-analysis-report",
    "runtime-analysis-report",
    "component-analysis-report",
    "maturity-report",
    "certification-report",
    "codified-infrastructure",
    "quality-metrics",
    "poam",
    "electronic-signature",
    "digital-signature",
    "rfc-9116",
    "other",
];
