//! A package, and what is known of it.

use std::sync::Arc;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{PackageAbout, Purl};

/// A package that something holds or needs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Package {
    /// What it is.
    pub purl: Purl,
    /// The package that it was built from, where its distribution tells: advisories speak of that one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<SourcePackage>,
    /// Its licence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub licence: Option<Licence>,
    /// What it is needed for.
    #[serde(default)]
    pub scope: Scope,
    /// Whether the project itself asks for it, where that is known; else another package does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_direct: Option<bool>,
    /// The packages that it needs, by their places in the list that it stands in; sorted, each once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub needs: Vec<u32>,
    /// Digests of what was downloaded, as the lockfile or the database has them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub digests: Vec<PackageDigest>,
    /// The package of the operating system that brought it, where one did: what advisories say of that one counts, since
    /// distributions mend faults without another version of the language's package.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owned_by: Option<Purl>,
    /// When this version of it was published, where the file tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub published: Option<Timestamp>,
    /// Who brings it and where more of it is found, where a bill of materials tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<Box<PackageAbout>>,
    /// What makes it likely that it is this package, where nothing says so outright.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guessed_from: Option<GuessedFrom>,
    /// Where it is written that it is here.
    pub found_in: FoundIn,
}

impl Package {
    /// Makes a package of which no more is known than where it is written.
    pub fn new(purl: Purl, path: impl Into<Arc<str>>) -> Self {
        let found_in = FoundIn { path: path.into(), line: None, layer: None };
        Self {
            purl,
            source: None,
            licence: None,
            scope: Scope::Runtime,
            is_direct: None,
            needs: Vec::new(),
            digests: Vec::new(),
            owned_by: None,
            published: None,
            about: None,
            guessed_from: None,
            found_in,
        }
    }
}

/// What makes it likely that something is a package.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum GuessedFrom {
    /// What its manifest says of other things than the package, such as a bundle or a module.
    Manifest,
    /// The name of its file.
    FileName,
}

impl GuessedFrom {
    /// Returns the word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Manifest => "manifest",
            Self::FileName => "file-name",
        }
    }
}

/// Where it is written that a package is here.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct FoundIn {
    /// Path from the scanned root or the image's, with forward slashes; members of archives follow behind `!/`.
    pub path: Arc<str>,
    /// Line, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// The layer that brought it, by its place in the image, from 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub layer: Option<u32>,
}

/// A package that others were built from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SourcePackage {
    /// Its name.
    pub name: Arc<str>,
    /// Its version, which may differ from that of the package.
    pub version: Arc<str>,
}

/// What a package is needed for.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    /// To run, or nothing else is known.
    #[default]
    Runtime,
    /// To run, but it works without.
    Optional,
    /// To build or to test.
    Development,
}

/// A licence.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", content = "value", rename_all = "kebab-case")]
pub enum Licence {
    /// A valid SPDX expression, in its canonical spelling.
    Expression(Arc<str>),
    /// What the package says, where that is no SPDX expression; cut to a bounded length.
    Named(Arc<str>),
}

impl Licence {
    /// Returns the text.
    pub fn text(&self) -> &str {
        let (Self::Expression(text) | Self::Named(text)) = self;
        text
    }
}

/// A digest of what was downloaded.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PackageDigest {
    /// How it was made.
    pub algorithm: DigestAlgorithm,
    /// In lower-case hexadecimal.
    pub value: Arc<str>,
}

/// How a digest of a package was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum DigestAlgorithm {
    /// MD5.
    Md5,
    /// SHA-1.
    Sha1,
    /// SHA-256.
    Sha256,
    /// SHA-384.
    Sha384,
    /// SHA-512.
    Sha512,
}
