//! What is known about a fault of a package, and how a package has it.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Severity;

/// A fault that somebody published, under one name for all that tell of it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Advisory {
    /// The name that it has everywhere: the CVE where there is one, else the one that most others use.
    pub id: Arc<str>,
    /// Its other names, sorted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<Arc<str>>,
    /// Bulletins of a distribution that announce it along with others, sorted: no names of it, but ways to find it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bulletins: Vec<Arc<str>>,
    /// What sort of fault it is.
    #[serde(default)]
    pub kind: AdvisoryKind,
    /// How bad it is; none where nobody says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity: Option<Severity>,
    /// Who says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity_by: Option<SeverityBy>,
    /// Its scores, those of the newest version of CVSS first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cvss: Vec<CvssScore>,
    /// That it is exploited, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exploited: Option<Exploited>,
    /// How likely it is to be exploited, where that is estimated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub epss: Option<Epss>,
    /// When it was published first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub published: Option<Timestamp>,
    /// When something that tells of it was changed last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub modified: Option<Timestamp>,
}

/// What sort of fault an advisory tells of.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum AdvisoryKind {
    /// Something to know about.
    Notice,
    /// Nobody looks after the package any more.
    Unmaintained,
    /// It promises a safety that it does not keep, in Rust's sense.
    Unsound,
    /// A vulnerability.
    #[default]
    Vulnerability,
    /// The package was made to do harm.
    Malicious,
}

/// Who says how bad an advisory is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SeverityBy {
    /// The distribution that ships the package: it knows how the package was built.
    Distribution,
    /// The score of CVSS, computed from its vector.
    Cvss,
    /// The database that published it, in a word of its own.
    Database,
}

/// A score of the Common Vulnerability Scoring System.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CvssScore {
    /// The version: `2.0`, `3.0`, `3.1` or `4.0`.
    pub version: Arc<str>,
    /// The vector that it is computed from.
    pub vector: Arc<str>,
    /// The score in tenths, from 0 to 100.
    pub tenths: u8,
}

/// That a fault is exploited.
///
/// # Source
/// CISA, catalog of known exploited vulnerabilities.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Exploited {
    /// The day that it was listed.
    #[schemars(with = "String")]
    pub since: Date,
    /// The day by which the agencies of the United States have to have acted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub due: Option<Date>,
    /// Whether it is known to serve extortion.
    pub by_ransomware: bool,
}

/// How likely a fault is to be exploited within 30 days.
///
/// # Source
/// FIRST, Exploit Prediction Scoring System.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Epss {
    /// The probability, in millionths.
    pub probability_ppm: u32,
    /// The share of all faults that are as likely or less, in millionths.
    pub percentile_ppm: u32,
}

/// An advisory of a package, and why it is one of this version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Affected {
    /// The advisory.
    pub advisory: Advisory,
    /// The ids of the records that say so, sorted: several where databases tell of the same.
    pub records: Vec<Arc<str>>,
    /// Where the records list the package: `Debian:12`, `npm`.
    pub ecosystem: Arc<str>,
    /// The name that they list it by, which is its source's in most distributions.
    pub name: Arc<str>,
    /// The version that was compared, which is its source's in most distributions.
    pub version: Arc<str>,
    /// What of the first record is true of the version.
    pub hit: Hit,
    /// The versions without the fault above this one, the lowest first; empty where there is none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fixed: Vec<Arc<str>>,
}

/// What of an advisory is true of a version.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum Hit {
    /// It lies in a range.
    Range {
        /// The first version with the fault; `0` is the first of all.
        introduced: Arc<str>,
        /// The first version without it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        fixed: Option<Arc<str>>,
        /// The last version with it, where no version without it is known.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        last_affected: Option<Arc<str>>,
    },
    /// It is one of those that are listed.
    Listed {
        /// As it is listed.
        version: Arc<str>,
    },
}

/// What people wrote of an advisory.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct AdvisoryText {
    /// One line.
    pub summary: String,
    /// More of it, in Markdown, cut to a bounded length.
    pub details: String,
    /// Where to read on.
    pub references: Vec<AdvisoryReference>,
    /// The licence of these texts, where the database names one.
    pub licence: String,
}

/// Where to read on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct AdvisoryReference {
    /// What is there, as OSV has it: `ADVISORY`, `FIX`, `WEB`.
    pub kind: String,
    /// The address, over http or https.
    pub url: String,
}
