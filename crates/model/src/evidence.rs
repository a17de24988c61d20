//! What a verdict rests on.

use std::sync::Arc;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Advisory, Hit, Localised, Standing, Unsure};

/// A commit that has something.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CommitSeen {
    /// Object id of the commit, in hexadecimal.
    pub commit: String,
    /// When its author made it, as the commit says.
    #[schemars(with = "String")]
    pub authored: Timestamp,
}

/// One piece of evidence. Values are cut to a bounded length and hold no secret.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum Evidence {
    /// A value that was seen and the one that was wanted.
    Value {
        /// Full field path in the object, with list indexes, as kubectl prints it.
        path: String,
        /// The value seen; none where the field is absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        seen: Option<String>,
        /// What was wanted.
        wanted: Localised,
    },
    /// What a parser or the operating system said.
    Message {
        /// In its own words, in English.
        text: String,
    },
    /// A package and its version.
    Package {
        /// Package URL without version.
        purl: String,
        /// The version seen.
        version: String,
        /// The first version without the fault.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        fixed: Option<String>,
    },
    /// An advisory of the package.
    Advisory {
        /// The advisory.
        #[serde(flatten)]
        advisory: Box<Advisory>,
        /// What it says of itself, in one line, in English.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        summary: String,
        /// Ids of the records that say that the package has it, sorted.
        records: Vec<Arc<str>>,
        /// Where they list the package: `Debian:12`, `PyPI`.
        ecosystem: Arc<str>,
        /// What of it is true of the version.
        hit: Hit,
        /// Where to read on; the advisory itself first.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        references: Vec<String>,
    },
    /// A layer of an image and the step that made it.
    Layer {
        /// Digest, `sha256:...`.
        digest: String,
        /// The step of the recipe, where the history tells it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        step: Option<String>,
    },
    /// A later layer of the image takes it away again, but who has the image has the layer below.
    Gone {
        /// Digest of that layer.
        by: String,
    },
    /// A step of a recipe or a pipeline.
    Step {
        /// Its name or number.
        name: String,
    },
    /// A secret, of which only that is kept which helps nobody to use it.
    Secret {
        /// The name that it is assigned to, or the words that lead to it.
        context: String,
        /// What every secret of the pattern begins with, and the length.
        redacted: String,
        /// How to get from the file to the value, outermost first: members of archives, encodings.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        through: Vec<String>,
    },
    /// How long something has stood in a history.
    History {
        /// The earliest commit that has it.
        first: CommitSeen,
        /// The latest commit that has it.
        last: CommitSeen,
        /// Whether it stands in the commit that is checked out.
        in_head: bool,
    },
    /// What a provider said of a secret when it was asked.
    Verification {
        /// Whether the secret works.
        standing: Standing,
        /// The host that was asked.
        host: String,
        /// Why nothing is known.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<Unsure>,
    },
    /// A certificate.
    Certificate {
        /// Distinguished name of its subject.
        subject: String,
        /// End of validity.
        #[schemars(with = "String")]
        not_after: Timestamp,
    },
    /// An event.
    Event {
        /// Name of the event source.
        source: String,
        /// The event's id at that source.
        id: String,
        /// When it happened, as the event says.
        #[schemars(with = "String")]
        time: Timestamp,
    },
}
