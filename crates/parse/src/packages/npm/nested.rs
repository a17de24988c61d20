//! `package-lock.json` of version 1: packages inside those that carry them.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use sekimori_model::{Package, Scope};
use serde::Deserialize;

use super::{Manifest, Source, purl, split_at_version};
use crate::packages::lax::{Flag, Table, Word};
use crate::packages::lines::Lines;
use crate::packages::{Bounds, Found, Input, digest, document};
use crate::{Failure, decode};

/// A package, as a value of `dependencies`.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Nested<'t> {
    #[serde(borrow)]
    version: Word<'t>,
    #[serde(borrow)]
    resolved: Word<'t>,
    #[serde(borrow)]
    integrity: Word<'t>,
    dev: Flag,
    optional: Flag,
    #[serde(borrow)]
    requires: Table<'t, Word<'t>>,
    #[serde(borrow)]
    dependencies: Table<'t, Nested<'t>>,
}

impl fmt::Debug for Nested<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.version.as_str())
    }
}

/// A package in its place in the tree.
struct Placed<'l> {
    entry: &'l Nested<'l>,
    /// The one that carries it.
    above: Option<usize>,
    place: Option<u32>,
}

/// The packages with what carries them, and where each is by its name and what carries it.
#[derive(Default)]
struct Tree<'l> {
    all: Vec<Placed<'l>>,
    by_name: HashMap<(Option<usize>, &'l str), usize>,
}

pub(super) fn read<'l>(
    roots: &'l Table<'l, Nested<'l>>,
    text: &str,
    input: &Input<'_>,
    bounds: &Bounds,
    found: &mut Found,
) -> Result<(), Failure> {
    let path: Arc<str> = input.path.into();
    let mut lines = Lines::new(text);
    let mut tree = Tree::default();
    // The last one is read next, so children stand in front of their siblings: in the order of the file.
    let mut open: Vec<(Option<usize>, &str, &Nested<'_>)> =
        roots.iter().rev().map(|(name, entry)| (None, name, entry)).collect();
    while let Some((above, name, entry)) = open.pop() {
        let mut package = package(name, entry, &path);
        if let Some(package) = &mut package {
            package.found_in.line = lines.of_part(name);
        }
        let place = package.map(|package| found.push(package, bounds)).transpose()?;
        let index = tree.all.len();
        tree.all.push(Placed { entry, above, place });
        tree.by_name.insert((above, name), index);
        open.extend(entry.dependencies.iter().rev().map(|(name, child)| (Some(index), name, child)));
    }
    let mut left = bounds.needs;
    for (index, placed) in tree.all.iter().enumerate() {
        let Some(place) = placed.place else { continue };
        let needs = placed.entry.requires.keys().take(left).filter_map(|name| tree.resolve(index, name));
        found.link(place, needs.collect(), &mut left)?;
    }
    mark_direct(&tree, input, found);
    Ok(())
}

impl Tree<'_> {
    /// What a package gets when it asks for a name: the nearest on the way up. No deeper than the parser of JSON goes.
    fn resolve(&self, index: usize, name: &str) -> Option<u32> {
        let mut folder = Some(index);
        loop {
            if let Some(index) = self.by_name.get(&(folder, name)) {
                return self.all.get(*index)?.place;
            }
            folder = self.all.get(folder?)?.above;
        }
    }
}

/// The package of an entry; none for folders of the project.
fn package(name: &str, entry: &Nested<'_>, path: &Arc<str>) -> Option<Package> {
    let written = entry.version.as_str();
    let (name, version) = match written.strip_prefix("npm:").and_then(split_at_version) {
        Some((real, version)) => (real, version),
        None => (name, written),
    };
    let source = match Source::of(version) {
        Source::Registry => Source::of(entry.resolved.as_str()),
        source => source,
    };
    let version = match &source {
        Source::Local => return None,
        Source::Git { commit, .. } => commit,
        // Only its URL may tell its version.
        Source::Archive(_) if version.contains("://") => "",
        Source::Archive(_) | Source::Registry => Source::version_of(version, name),
    };
    let mut package = Package::new(source.qualify(purl(name, version)), Arc::clone(path));
    package.digests = digest::of_integrity(entry.integrity.as_str());
    package.scope = match (entry.dev.0, entry.optional.0) {
        (true, _) => Scope::Development,
        (false, true) => Scope::Optional,
        (false, false) => Scope::Runtime,
    };
    Some(package)
}

/// What the project asks for stands in the file beside.
fn mark_direct(tree: &Tree<'_>, input: &Input<'_>, found: &mut Found) {
    let Some(bytes) = (input.beside)("package.json") else { return };
    let Ok(text) = decode(&bytes) else { return };
    let Ok(manifest) = document::json::<Manifest<'_>>(&text.text) else { return };
    for place in tree.all.iter().filter_map(|placed| placed.place) {
        if let Some(package) = found.at(place) {
            package.is_direct = Some(false);
        }
    }
    let names = manifest.dependencies.keys().chain(manifest.dev_dependencies.keys());
    for name in names.chain(manifest.optional_dependencies.keys()) {
        let index = tree.by_name.get(&(None, name));
        let place = index.and_then(|index| tree.all.get(*index)).and_then(|placed| placed.place);
        if let Some(package) = place.and_then(|place| found.at(place)) {
            package.is_direct = Some(true);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::packages::trial::{beside, declared, told};

    const LOCK: &str = r#"{
  "name": "app", "version": "1.0.0", "lockfileVersion": 1,
  "dependencies": {
    "a": {"version": "1.0.0", "resolved": "https://registry.example/a/-/a-1.0.0.tgz",
      "requires": {"b": "^1", "c": "^1"},
      "dependencies": {
        "b": {"version": "1.5.0", "requires": {"a": "*", "c": "*"}, "optional": true}
      }
    },
    "b": {"version": "2.0.0", "dev": true},
    "c": {"version": "npm:real@1.0.0", "requires": true},
    "d": {"version": "git+https://u:p@git.example/d.git#c0ffee"},
    "e": {"version": "file:../e"}
  }
}"#;

    #[test]
    fn packages_are_read_out_of_those_that_carry_them() {
        let found = beside(
            "package-lock.json",
            LOCK,
            &[("package.json", r#"{"dependencies": {"a": "1", "x": "1"}}"#)],
        );
        assert_eq!(
            told(&found),
            [
                "pkg:npm/a@1.0.0 direct :4 > b, real",
                "pkg:npm/b@1.5.0 optional indirect :7 > a, real",
                "pkg:npm/b@2.0.0 development indirect :10",
                "pkg:npm/real@1.0.0 indirect :11",
                "pkg:npm/d@c0ffee?vcs_url=git%2Bhttps://git.example/d.git%40c0ffee indirect :12",
            ]
        );
        assert_eq!(found.packages[0].needs, [1, 3]);
        assert_eq!(declared("package-lock.json", LOCK).packages[0].is_direct, None);
    }
}
