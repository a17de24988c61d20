//! The JSON envelope of what images are built on. Versioned, additive within a version.

use schemars::JsonSchema;
use serde::Serialize;

use crate::Severity;
use crate::wire::Tool;

/// The schema's name and version, the first field of [`BaseImages`].
pub const BASE_IMAGES_V1: &str = "sekimori.dev/base-images/v1";

/// The envelope of what images are built on: `sekimori.dev/base-images/v1`.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct BaseImages {
    /// `sekimori.dev/base-images/v1`.
    pub schema: &'static str,
    /// The program that made it.
    pub tool: Tool,
    /// Whether all images could be opened and all registries answered.
    pub complete: bool,
    /// The images.
    pub images: Vec<BaseImage>,
    /// What is to be rebuilt after what.
    pub rebuild: Rebuild,
    /// Who was told to rebuild what; empty where nobody was to be.
    pub triggers: Vec<Triggered>,
}

/// An image, and what it is built on.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct BaseImage {
    /// The image, as it was named.
    pub image: String,
    /// Its digest, where it could be opened.
    pub digest: Option<String>,
    /// Whether a base is known.
    pub outcome: BaseOutcome,
    /// The base, by what tells most.
    pub base: Option<BaseSeen>,
    /// All that names a base.
    pub known: Vec<BaseSeen>,
    /// Whether they name different ones.
    pub disagree: bool,
    /// Why none is known.
    pub reason: Option<BaseReason>,
    /// What became of the base's tag.
    pub tag: Option<BaseTag>,
    /// What is published about the base that the tag stands for now, where that was asked for and the tag moved.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replacement: Option<BaseReplacement>,
}

/// What building on another digest of the base does to the advisories of an image.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct BaseReplacement {
    /// The digest to build on.
    pub digest: String,
    /// Advisories of the image that it removes: those of packages that the base brings.
    pub removes: Vec<BaseAdvisory>,
    /// Those that stay, since the new base has them too.
    pub keeps: Vec<BaseAdvisory>,
    /// Those that only the new base has.
    pub adds: Vec<BaseAdvisory>,
    /// Whether all packages of the image and of the bases could be read and compared.
    pub complete: bool,
    /// Why nothing is known: one of the images could not be read.
    pub reason: Option<BaseReason>,
}

/// An advisory of a package of a base.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct BaseAdvisory {
    /// The name of the advisory.
    pub advisory: String,
    /// The package that has it, as a package URL with its version.
    pub package: String,
    /// How bad it is; none where nobody says.
    pub severity: Option<Severity>,
}

/// Whether a base is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum BaseOutcome {
    /// It is.
    Known,
    /// Nothing tells it.
    NotObservable,
}

/// A base, as one witness has it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct BaseSeen {
    /// `label`, `annotation`, `dockerfile` or `layers`.
    pub by: &'static str,
    /// Its name.
    pub name: String,
    /// The digest that it had when the image was built.
    pub digest: Option<String>,
}

/// Why something is not known.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct BaseReason {
    /// The code, for programs.
    pub code: &'static str,
    /// What belongs to it; empty where nothing does.
    pub detail: String,
}

/// A tag then and now.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct BaseTag {
    /// `current`, `moved`, `gone` or `unknown`.
    pub status: &'static str,
    /// What it stood for when the image was built.
    pub old: Option<String>,
    /// What it stands for now.
    pub new: Option<String>,
    /// Why that is not known.
    pub reason: Option<BaseReason>,
}

/// What is to be rebuilt after what.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Rebuild {
    /// Images in the order to build them in.
    pub order: Vec<String>,
    /// Those that are to be rebuilt: their base moved or is gone, or they are built on one of these. Sorted.
    pub needed: Vec<String>,
    /// Images that wait for one of a cycle.
    pub stuck: Vec<String>,
    /// Images that stand on one another in a circle.
    pub cycle: Vec<String>,
}

/// Somebody who is told that an image is to be rebuilt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Triggered {
    /// The image.
    pub image: String,
    /// Who is told. Of an address only the host is here: the rest may be a secret.
    pub trigger: String,
    /// What the base is now.
    pub digest: String,
    /// `sent`, `failed`, `before` where it was sent by an earlier run, `dry-run` where it would be.
    pub outcome: &'static str,
    /// Why it failed.
    pub detail: Option<String>,
}

/// Returns the JSON Schema of what images are built on.
pub fn schema() -> schemars::Schema {
    schemars::schema_for!(BaseImages)
}
