//! The JSON envelope of why a package is there. Versioned, additive within a version.

use schemars::JsonSchema;
use serde::Serialize;

use crate::Purl;
use crate::wire::Tool;

/// The schema's name and version, the first field of [`DependencyTree`].
pub const DEPS_TREE_V1: &str = "sekimori.dev/deps-tree/v1";

/// The envelope of why a package is there: `sekimori.dev/deps-tree/v1`.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct DependencyTree<'a> {
    /// `sekimori.dev/deps-tree/v1`.
    pub schema: &'static str,
    /// The program that made it.
    pub tool: Tool,
    /// Whether everything could be read.
    pub complete: bool,
    /// What was asked for: a name, a name with `@` and a version, or a package URL.
    pub asked: &'a str,
    /// Why the packages that it means are there.
    #[serde(flatten)]
    pub why: &'a Why,
}

/// Why packages are there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Why {
    /// The packages that were asked for, in the order of the bill.
    pub packages: Vec<Wanted>,
    /// The ways to them, one tree for each file that names some.
    pub trees: Vec<Tree>,
}

/// A package that was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "WantedPackage")]
pub struct Wanted {
    /// Its package URL.
    #[schemars(with = "String")]
    pub purl: Purl,
    /// The file that names it.
    pub path: String,
    /// Whether nothing else brings it.
    pub is_direct: bool,
}

/// The ways to packages that one file names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "PackageTree")]
pub struct Tree {
    /// The file.
    pub path: String,
    /// What the project asks for and the package that was asked for is behind.
    pub roots: Vec<Node>,
}

/// A package on the way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "PackageNode")]
pub struct Node {
    /// Its package URL.
    #[schemars(with = "String")]
    pub purl: Purl,
    /// Whether it is one that was asked for: there the way ends.
    pub is_wanted: bool,
    /// Why nothing is shown below it although there is something.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cut: Option<Cut>,
    /// What it needs, as far as it leads on.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub needs: Vec<Self>,
}

/// Why nothing is shown below a package.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Cut {
    /// It is on the way to itself.
    Cycle,
    /// What is below it is shown where it comes first.
    Shown,
    /// It is too deep.
    Deep,
}

/// Returns the JSON Schema of why a package is there.
pub fn schema() -> schemars::Schema {
    schemars::schema_for!(DependencyTree<'_>)
}
