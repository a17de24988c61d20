//! `package-lock.json` and `npm-shrinkwrap.json`, versions 2 and 3; version 1 is read by `nested`.

use std::sync::Arc;

use sekimori_model::{Package, Scope};
use serde::Deserialize;
use serde::de::IgnoredAny;

use super::manifest::Terms;
use super::nested::{self, Nested};
use super::places::Places;
use super::{Source, purl};
use crate::packages::lax::{Flag, Table, Word};
use crate::packages::lines::Lines;
use crate::packages::{Bounds, Found, Input, digest, document};
use crate::{Failure, decode};

#[derive(Default, Deserialize)]
#[serde(default)]
struct Lock<'t> {
    /// Since version 2.
    #[serde(borrow)]
    packages: Table<'t, Entry<'t>>,
    /// Up to version 2, where it repeats what `packages` says.
    #[serde(borrow)]
    dependencies: Table<'t, Nested<'t>>,
    #[serde(rename = "lockfileVersion")]
    version: Option<IgnoredAny>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Entry<'t> {
    /// Where the folder is named otherwise.
    #[serde(borrow)]
    name: Word<'t>,
    #[serde(borrow)]
    version: Word<'t>,
    #[serde(borrow)]
    resolved: Word<'t>,
    #[serde(borrow)]
    integrity: Word<'t>,
    license: Terms,
    link: Flag,
    dev: Flag,
    optional: Flag,
    dev_optional: Flag,
    #[serde(borrow)]
    dependencies: Table<'t, Word<'t>>,
    #[serde(borrow)]
    optional_dependencies: Table<'t, Word<'t>>,
    #[serde(borrow)]
    peer_dependencies: Table<'t, Word<'t>>,
    #[serde(borrow)]
    dev_dependencies: Table<'t, Word<'t>>,
}

pub(super) fn read(input: &Input<'_>, bounds: &Bounds, found: &mut Found) -> Result<(), Failure> {
    let text = decode(input.bytes)?;
    let lock: Lock<'_> = document::json(&text.text)?;
    if lock.version.is_none() && lock.packages.0.is_empty() && lock.dependencies.0.is_empty() {
        return Err(document::malformed("neither a version of the format nor packages"));
    }
    if lock.packages.0.is_empty() {
        return nested::read(&lock.dependencies, &text.text, input, bounds, found);
    }
    let path: Arc<str> = input.path.into();
    let mut lines = Lines::new(&text.text);
    let mut placed = Vec::with_capacity(lock.packages.0.len());
    for (location, entry) in lock.packages.iter() {
        let package = package(location, entry, &path).map(|mut package| {
            package.found_in.line = lines.of_part(location);
            package
        });
        placed.push(package.map(|package| found.push(package, bounds)).transpose()?);
    }
    link(&lock.packages, &placed, bounds, found)?;
    lock.packages.whole()
}

/// The package at a location; none for links, and for the folders of the project itself.
fn package(location: &str, entry: &Entry<'_>, path: &Arc<str>) -> Option<Package> {
    let (_, folder) = location.rsplit_once("node_modules/")?;
    if entry.link.0 {
        return None;
    }
    let name = entry.name.filled().unwrap_or(folder);
    // Where it comes from may stand in the place of the version, and what is fetched by Git may have none of its own.
    let source = match Source::of(entry.version.as_str()) {
        Source::Registry => Source::of(entry.resolved.as_str()),
        source => source,
    };
    let version = match (entry.version.filled(), &source) {
        (None, Source::Local) => return None,
        (Some(version), Source::Git { commit, .. }) if version.contains([':', '#']) => commit,
        (None, Source::Git { commit, .. }) => commit,
        (Some(version), _) => Source::version_of(version, name),
        (None, _) => "",
    };
    let mut package = Package::new(source.qualify(purl(name, version)), Arc::clone(path));
    package.licence = entry.license.licence();
    package.scope = match (entry.dev.0, entry.optional.0 || entry.dev_optional.0) {
        (true, _) => Scope::Development,
        (false, true) => Scope::Optional,
        (false, false) => Scope::Runtime,
    };
    package.digests = digest::of_integrity(entry.integrity.as_str());
    package.is_direct = Some(false);
    Some(package)
}

fn link(
    entries: &Table<'_, Entry<'_>>,
    placed: &[Option<u32>],
    bounds: &Bounds,
    found: &mut Found,
) -> Result<(), Failure> {
    let mut folders = Places::new(entries.keys(), bounds.depth);
    let mut left = bounds.needs;
    for ((location, entry), place) in entries.iter().zip(placed) {
        let is_link = entry.link.0;
        let is_root = place.is_none() && !is_link;
        let wanted = entry.dependencies.keys().chain(entry.optional_dependencies.keys());
        let wanted = wanted.chain(entry.peer_dependencies.keys());
        let for_work = entry.dev_dependencies.keys().filter(|_| is_root);
        let mut needs = Vec::new();
        for name in wanted.chain(for_work).take(left) {
            let Some(index) = folders.resolve(location, name) else { continue };
            needs.extend(placed.get(index).copied().flatten());
        }
        match place {
            Some(place) => found.link(*place, needs, &mut left)?,
            None if is_root => {
                for need in needs {
                    if let Some(package) = found.at(need) {
                        package.is_direct = Some(true);
                    }
                }
            }
            None => {}
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use sekimori_model::NotAnalysed;

    use crate::packages::trial::{declared, told};

    const LOCK: &str = r#"{
  "name": "app", "lockfileVersion": 3, "requires": true,
  "packages": {
    "": {
      "name": "app", "version": "1.0.0", "workspaces": ["parts/*"],
      "dependencies": {"a": "^1", "renamed": "npm:real@^2"},
      "devDependencies": {"tool": "^1"}
    },
    "node_modules/a": {
      "version": "1.2.3", "resolved": "https://registry.example/a/-/a-1.2.3.tgz", "license": "MIT",
      "integrity": "sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=", "dependencies": {"b": "^1"}, "peerDependencies": {"a": "*"}
    },
    "node_modules/a/node_modules/b": {"version": "1.0.0", "optional": true},
    "node_modules/b": {"version": "2.0.0", "dependencies": {"a": "*", "gone": "*"}},
    "node_modules/renamed": {"name": "real", "version": "2.0.0", "dev": 1},
    "node_modules/tool": {"version": "1.0.0", "dev": true, "resolved": "git+ssh://git@git.example/tool.git#c0ffee"},
    "node_modules/part": {"resolved": "parts/part", "link": true},
    "parts/part": {"version": "0.1.0", "dependencies": {"b": "^2"}}
  }
}"#;

    #[test]
    fn packages_are_read_with_who_needs_them_as_they_lie_in_folders() {
        let found = declared("package-lock.json", LOCK);
        assert_eq!(
            told(&found),
            [
                "pkg:npm/a@1.2.3 direct :9 > a, b",
                "pkg:npm/b@1.0.0 optional indirect :13",
                "pkg:npm/b@2.0.0 direct :14 > a",
                "pkg:npm/real@2.0.0 direct :15",
                "pkg:npm/tool@1.0.0?vcs_url=git%2Bssh://git%40git.example/tool.git%40c0ffee development direct :16",
            ]
        );
        assert_eq!(found.packages[0].needs, [0, 1]);
        assert_eq!(found.packages[0].digests.len(), 1);
        assert_eq!(found.packages[0].licence.as_ref().map(sekimori_model::Licence::text), Some("MIT"));
        assert!(found.problems.is_empty());
    }

    #[test]
    fn what_is_no_lockfile_is_named() {
        let deep = format!(r#"{{"packages": {{"a": {{"license": {}"#, "[".repeat(10_000));
        assert_eq!(declared("package-lock.json", &deep).problems[0].reason, NotAnalysed::TooDeep);
        let broken = declared("a/npm-shrinkwrap.json", "{\"packages\": {\"a\": ");
        assert_eq!(broken.problems[0].reason, NotAnalysed::Malformed);
        assert_eq!(broken.problems[0].detail, "no JSON at line 1 column 19");
    }
}
