//! `uv.lock`: the packages of the project stand in it, too, and say what it asks for.
//!
//! # Source
//! docs.astral.sh, "Structure and files", and lockfiles of version 1.

use std::sync::Arc;

use sekimori_model::{Package, Purl, Scope};
use serde::Deserialize;

use super::graph::{Graph, Need};
use super::toml_lock::{Artifact, only_one};
use super::{from_url, purl};
use crate::packages::lax::{Row, Table, Word};
use crate::packages::lines::Lines;
use crate::packages::{Bounds, Found, Input, document, published};
use crate::{Failure, decode};

#[derive(Deserialize)]
struct Lock<'t> {
    #[serde(borrow, default)]
    package: Row<Locked<'t>>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
struct Locked<'t> {
    #[serde(borrow)]
    name: Word<'t>,
    #[serde(borrow)]
    version: Word<'t>,
    #[serde(borrow)]
    source: Table<'t, Word<'t>>,
    #[serde(borrow)]
    dependencies: Row<Needed<'t>>,
    #[serde(borrow)]
    optional_dependencies: Table<'t, Row<Needed<'t>>>,
    #[serde(borrow)]
    dev_dependencies: Table<'t, Row<Needed<'t>>>,
    #[serde(borrow)]
    sdist: Artifact<'t>,
    #[serde(borrow)]
    wheels: Row<Artifact<'t>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Needed<'t> {
    #[serde(borrow)]
    name: Word<'t>,
    #[serde(borrow)]
    version: Word<'t>,
}

impl Needed<'_> {
    fn need(&self) -> Need<'_> {
        Need { name: self.name.as_str(), version: self.version.as_str() }
    }
}

pub(super) fn read(input: &Input<'_>, bounds: &Bounds, found: &mut Found) -> Result<(), Failure> {
    let text = decode(input.bytes)?;
    let lock: Lock<'_> = document::toml(&text.text)?;
    let path: Arc<str> = input.path.into();
    let (mut lines, mut graph) = (Lines::new(&text.text), Graph::new(found));
    for locked in &lock.package.0 {
        let Some(name) = locked.name.filled() else { continue };
        let extras = locked.optional_dependencies.iter().flat_map(|(_, extra)| &extra.0);
        let Some(url) = url(locked, name) else {
            let groups = locked.dev_dependencies.iter().flat_map(|(_, group)| &group.0);
            let asked = locked.dependencies.0.iter().map(|needed| (needed, Scope::Runtime));
            let asked = asked.chain(extras.map(|needed| (needed, Scope::Optional)));
            for (needed, scope) in asked.chain(groups.map(|needed| (needed, Scope::Development))) {
                graph.ask(needed.need(), scope);
            }
            continue;
        };
        let mut package = Package::new(url, Arc::clone(&path));
        package.found_in.line = lines.of_part(name);
        package.digests = match locked.wheels.0.as_slice() {
            [] => only_one(std::slice::from_ref(&locked.sdist)),
            wheels if locked.sdist.hash.filled().is_none() => only_one(wheels),
            _ => Vec::new(),
        };
        let sdist = [&locked.sdist].into_iter().filter(|file| file.hash.filled().is_some());
        package.published =
            published::of_files(sdist.chain(&locked.wheels.0).map(|file| file.uploaded.as_str()));
        let needs = locked.dependencies.0.iter().chain(extras).map(Needed::need).collect();
        graph.push(package, locked.version.as_str(), needs, bounds, found)?;
    }
    graph.finish(bounds, found)?;
    lock.package.whole()
}

/// The URL of a package; none for those of the project.
fn url(locked: &Locked<'_>, name: &str) -> Option<Purl> {
    let url = purl(name, locked.version.as_str());
    let Some((kind, place)) = locked.source.iter().next() else { return Some(url) };
    match kind {
        "virtual" | "editable" | "directory" | "path" => None,
        "git" => {
            let (repository, commit) = place.as_str().split_once('#').unwrap_or((place.as_str(), ""));
            from_url(url, repository, commit)
        }
        "url" => from_url(url, place.as_str(), ""),
        _ => Some(url),
    }
}

#[cfg(test)]
mod tests {
    use crate::packages::trial::{declared, told};

    #[test]
    fn the_packages_of_the_project_say_what_it_asks_for() {
        let lock = r#"
version = 1
[[package]]
name = "app"
version = "0.1.0"
source = { virtual = "." }
dependencies = [{ name = "a" }, { name = "two", version = "2.0", marker = "x" }]
[package.optional-dependencies]
more = [{ name = "o" }]
[package.dev-dependencies]
dev = [{ name = "t" }]
[[package]]
name = "a"
version = "1.0"
source = { registry = "https://index.example/simple" }
dependencies = [{ name = "two", version = "1.0" }]
sdist = { url = "x", hash = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" }
[[package]]
name = "two"
version = "1.0"
[[package]]
name = "two"
version = "2.0"
[[package]]
name = "o"
version = "1.0"
source = { git = "https://git.example/o.git?rev=main#c0ffee" }
[[package]]
name = "t"
version = "1.0"
dependencies = [{ name = "a" }]
"#;
        let found = declared("uv.lock", lock);
        assert_eq!(
            told(&found),
            [
                "pkg:pypi/a@1.0 direct :13 > two",
                "pkg:pypi/two@1.0 indirect :19",
                "pkg:pypi/two@2.0 direct :22",
                "pkg:pypi/o@1.0?vcs_url=git%2Bhttps://git.example/o.git%40c0ffee optional direct :25",
                "pkg:pypi/t@1.0 development direct :29 > a",
            ]
        );
        assert_eq!(
            (found.packages[0].needs.as_slice(), found.packages[0].digests.len()),
            ([1].as_slice(), 1)
        );
    }
}
