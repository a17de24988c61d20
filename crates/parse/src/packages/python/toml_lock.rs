//! The lockfiles of Poetry and PDM, which are TOML with a table for each package.
//!
//! # Source
//! python-poetry.org, "Basic usage", and its lockfiles of versions 1.1 to 2.1; pdm-project.org, "Lock file".

use std::sync::Arc;

use sekimori_model::{Package, PackageDigest, Scope};
use serde::Deserialize;
use serde::de::IgnoredAny;

use super::graph::{Graph, Need};
use super::{from_url, project, purl, split_requirement};
use crate::packages::lax::{Flag, Row, Table, Word};
use crate::packages::lines::Lines;
use crate::packages::{Bounds, Found, Input, digest, document};
use crate::{Failure, decode};

#[derive(Deserialize)]
struct PoetryLock<'t> {
    #[serde(borrow, default)]
    package: Row<PoetryPackage<'t>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct PoetryPackage<'t> {
    #[serde(borrow)]
    name: Word<'t>,
    #[serde(borrow)]
    version: Word<'t>,
    optional: Flag,
    /// Up to version 1.4 of Poetry.
    #[serde(borrow)]
    category: Word<'t>,
    /// Since version 2.0.
    #[serde(borrow)]
    groups: Row<Word<'t>>,
    #[serde(borrow)]
    dependencies: Table<'t, IgnoredAny>,
    #[serde(borrow)]
    source: PoetrySource<'t>,
    #[serde(borrow)]
    files: Row<Artifact<'t>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct PoetrySource<'t> {
    #[serde(borrow, rename = "type")]
    kind: Word<'t>,
    #[serde(borrow)]
    url: Word<'t>,
    #[serde(borrow)]
    resolved_reference: Word<'t>,
}

/// A file that may be downloaded.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Artifact<'t> {
    #[serde(borrow)]
    pub(super) hash: Word<'t>,
    /// When it was uploaded, which uv writes.
    #[serde(borrow, rename = "upload-time")]
    pub(super) uploaded: Word<'t>,
}

pub(super) fn read_poetry(input: &Input<'_>, bounds: &Bounds, found: &mut Found) -> Result<(), Failure> {
    let text = decode(input.bytes)?;
    let lock: PoetryLock<'_> = document::toml(&text.text)?;
    let asked = project::asked(input);
    let path: Arc<str> = input.path.into();
    let (mut lines, mut graph) = (Lines::new(&text.text), Graph::new(found));
    for locked in &lock.package.0 {
        let (Some(name), version) = (locked.name.filled(), locked.version.as_str()) else { continue };
        let url = purl(name, version);
        let url = match locked.source.kind.as_str() {
            "git" => from_url(url, locked.source.url.as_str(), locked.source.resolved_reference.as_str()),
            "url" => from_url(url, locked.source.url.as_str(), ""),
            "directory" | "file" => None,
            _ => Some(url),
        };
        let Some(url) = url else { continue };
        let mut package = Package::new(url, Arc::clone(&path));
        package.found_in.line = lines.of_part(name);
        package.digests = only_one(&locked.files.0);
        let in_main = locked.groups.0.iter().any(|group| group.as_str() == "main");
        package.scope = if locked.category.as_str() == "dev" || !(locked.groups.0.is_empty() || in_main) {
            Scope::Development
        } else if locked.optional.0 {
            Scope::Optional
        } else {
            Scope::Runtime
        };
        let needs = locked.dependencies.keys().map(Need::of).collect();
        graph.push(package, version, needs, bounds, found)?;
    }
    for (name, scope) in &asked {
        graph.ask(Need::of(name), *scope);
    }
    graph.finish(bounds, found)?;
    lock.package.whole()
}

/// The digest of what is downloaded, where that can be only one file: which of several depends on the machine.
pub(super) fn only_one(files: &[Artifact<'_>]) -> Vec<PackageDigest> {
    match files {
        [one] => digest::of_marked(one.hash.as_str()).into_iter().collect(),
        _ => Vec::new(),
    }
}

#[derive(Deserialize)]
struct PdmLock<'t> {
    #[serde(borrow, default)]
    package: Row<PdmPackage<'t>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct PdmPackage<'t> {
    #[serde(borrow)]
    name: Word<'t>,
    #[serde(borrow)]
    version: Word<'t>,
    #[serde(borrow)]
    git: Word<'t>,
    #[serde(borrow)]
    revision: Word<'t>,
    #[serde(borrow)]
    url: Word<'t>,
    #[serde(borrow)]
    path: Word<'t>,
    #[serde(borrow)]
    extras: Row<Word<'t>>,
    #[serde(borrow)]
    groups: Row<Word<'t>>,
    #[serde(borrow)]
    dependencies: Row<Word<'t>>,
    #[serde(borrow)]
    files: Row<Artifact<'t>>,
}

pub(super) fn read_pdm(input: &Input<'_>, bounds: &Bounds, found: &mut Found) -> Result<(), Failure> {
    let text = decode(input.bytes)?;
    let lock: PdmLock<'_> = document::toml(&text.text)?;
    let asked = project::asked(input);
    let path: Arc<str> = input.path.into();
    let (mut lines, mut graph) = (Lines::new(&text.text), Graph::new(found));
    for locked in &lock.package.0 {
        let (Some(name), version) = (locked.name.filled(), locked.version.as_str()) else { continue };
        // A package with extras stands a second time, and needs itself.
        if locked.path.filled().is_some() || !locked.extras.0.is_empty() {
            continue;
        }
        let url = purl(name, version);
        let url = match (locked.git.filled(), locked.url.filled()) {
            (Some(git), _) => from_url(url, git, locked.revision.as_str()),
            (None, Some(archive)) => from_url(url, archive, ""),
            (None, None) => Some(url),
        };
        let Some(url) = url else { continue };
        let mut package = Package::new(url, Arc::clone(&path));
        package.found_in.line = lines.of_part(name);
        package.digests = only_one(&locked.files.0);
        let in_default = locked.groups.0.iter().any(|group| group.as_str() == "default");
        if !(locked.groups.0.is_empty() || in_default) {
            package.scope = Scope::Development;
        }
        let needs = locked.dependencies.0.iter().filter_map(|need| split_requirement(need.as_str()));
        let needs = needs.map(|(name, _)| Need::of(name)).collect();
        graph.push(package, version, needs, bounds, found)?;
    }
    for (name, scope) in &asked {
        graph.ask(Need::of(name), *scope);
    }
    graph.finish(bounds, found)?;
    lock.package.whole()
}

#[cfg(test)]
mod tests {
    use sekimori_model::NotAnalysed;

    use crate::packages::trial::{beside, declared, told};

    #[test]
    fn poetry_tells_packages_and_their_groups() {
        let lock = r#"
[[package]]
name = "A.b"
version = "1.0"
groups = ["main"]
files = [{file = "a.whl", hash = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}]
[package.dependencies]
c = ">=1"
d = {version = "*", optional = true}
[[package]]
name = "c"
version = "2.0"
groups = ["dev", "main"]
[package.source]
type = "git"
url = "https://git.example/c.git"
resolved_reference = "c0ffee"
[[package]]
name = "t"
version = "3.0"
groups = ["dev"]
[[package]]
name = "here"
version = "0.1"
[package.source]
type = "directory"
url = "here"
"#;
        let c = "pkg:pypi/c@2.0?vcs_url=git%2Bhttps://git.example/c.git%40c0ffee";
        let alone = declared("poetry.lock", lock);
        assert_eq!(
            told(&alone),
            ["pkg:pypi/a-b@1.0 :3 > c", &format!("{c} :11"), "pkg:pypi/t@3.0 development :19"]
        );
        assert_eq!(alone.packages[0].digests.len(), 1);
        let project = "[tool.poetry.dependencies]\npython = '*'\na_b = '*'\n[tool.poetry.group.dev.dependencies]\nt = '*'\n";
        assert_eq!(
            told(&beside("poetry.lock", lock, &[("pyproject.toml", project)])),
            [
                "pkg:pypi/a-b@1.0 direct :3 > c",
                &format!("{c} indirect :11"),
                "pkg:pypi/t@3.0 development direct :19"
            ]
        );
    }

    #[test]
    fn pdm_tells_packages_once_whatever_their_extras() {
        let lock = r#"
[[package]]
name = "a"
version = "1.0"
groups = ["default"]
dependencies = ["c[x]>=1; python_version < '4'"]
[[package]]
name = "c"
version = "2.0"
groups = ["dev"]
[[package]]
name = "c"
version = "2.0"
extras = ["x"]
dependencies = ["c==2.0"]
"#;
        let told = told(&declared("pdm.lock", lock));
        assert_eq!(told, ["pkg:pypi/a@1.0 :3 > c", "pkg:pypi/c@2.0 development :8"]);
        assert_eq!(declared("pdm.lock", "\n[[a]").problems[0].reason, NotAnalysed::Malformed);
    }
}
