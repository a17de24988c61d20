//! pnpm: `pnpm-lock.yaml`, versions 5, 6 and 9.
//!
//! # Source
//! github.com/pnpm/spec, "lockfile": 5.x, 6.0, 9.0.

mod key;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use sekimori_model::{NotAnalysed, Package, Purl, Scope};

use self::key::Key;
use super::npm::{self, Source};
use super::{Bounds, FileName, Found, Input, Reader, Sort, digest, document, origin, reach};
use crate::yaml::Node;
use crate::{Failure, decode};

pub(super) const READERS: &[Reader] =
    &[Reader { id: "pnpm-lock", sort: Sort::Declared, files: &[FileName::Named("pnpm-lock.yaml")], read }];

fn read(input: &Input<'_>, bounds: &Bounds, found: &mut Found) -> Result<(), Failure> {
    let text = decode(input.bytes)?;
    let path: Arc<str> = input.path.into();
    // Newer versions keep what the package manager itself needs in a document of its own.
    for document in document::yaml(&text, bounds) {
        let document = document?;
        let root = document.root();
        let mut lock =
            Lock { first: u32::try_from(found.packages.len()).unwrap_or(u32::MAX), ..Lock::default() };
        lock.packages(root, &path, bounds, found)?;
        lock.link(root, bounds, found)?;
        lock.importers(root, found);
        if is_cut(root) {
            let what = "packages stand in it without what they need: it was cut";
            return Err(Failure::of_file(NotAnalysed::Malformed, what.to_owned()));
        }
    }
    Ok(())
}

/// Tells whether a lockfile of version 9 or later ends before what its packages need, which it says of each.
fn is_cut(root: Node<'_>) -> bool {
    let version = root.get("lockfileVersion").and_then(Node::text).and_then(|text| text.split('.').next());
    if version.and_then(|version| version.parse().ok()).is_none_or(|major: u32| major < 9) {
        return false;
    }
    // What belongs to the configuration or to the package manager needs not be listed twice.
    let importers = root.get("importers").into_iter().flat_map(Node::entries);
    let special = ["configDependencies", "packageManagerDependencies"];
    if importers.into_iter().any(|one| special.iter().any(|group| one.value.get(group).is_some())) {
        return false;
    }
    let snapshots: HashSet<&str> = root
        .get("snapshots")
        .into_iter()
        .flat_map(Node::entries)
        .filter_map(|entry| entry.key.text())
        .map(key::without_peers)
        .collect();
    let packages = root.get("packages").into_iter().flat_map(Node::entries);
    packages.filter_map(|entry| entry.key.text()).any(|key| !snapshots.contains(key::without_peers(key)))
}

#[derive(Default)]
struct Lock<'t> {
    /// Places by key, and by key without peers.
    places: HashMap<&'t str, u32>,
    first: u32,
    tells_scope: bool,
}

impl<'t> Lock<'t> {
    /// One package for each name and version: those that differ in their peers only are one.
    fn packages(
        &mut self,
        root: Node<'t>,
        path: &Arc<str>,
        bounds: &Bounds,
        found: &mut Found,
    ) -> Result<(), Failure> {
        let mut known: HashMap<Purl, u32> = HashMap::new();
        for entry in root.get("packages").into_iter().flat_map(Node::entries) {
            let Some(written) = entry.key.text() else { continue };
            let Some(mut package) = package(written, entry.value, path) else { continue };
            self.tells_scope |= entry.value.get("dev").is_some();
            package.found_in.line = Some(entry.key.span().line);
            let scope = package.scope;
            let place = if let Some(place) = known.get(&package.purl) {
                *place
            } else {
                let purl = package.purl.clone();
                let place = found.push(package, bounds)?;
                known.insert(purl, place);
                place
            };
            if let Some(package) = found.at(place) {
                package.scope = package.scope.min(scope);
            }
            self.places.insert(written, place);
        }
        Ok(())
    }

    fn link(&mut self, root: Node<'t>, bounds: &Bounds, found: &mut Found) -> Result<(), Failure> {
        // Since version 9, who needs whom stands apart from what it is.
        let lists = root.get("snapshots").or_else(|| root.get("packages"));
        let mut all: HashMap<u32, Vec<u32>> = HashMap::new();
        let mut order = Vec::new();
        let mut left = bounds.needs;
        for entry in lists.into_iter().flat_map(Node::entries) {
            let Some(place) = entry.key.text().and_then(|key| self.place(key)) else { continue };
            if entry.value.get("optional").and_then(Node::text) == Some("true")
                && let Some(package) = found.at(place)
                && package.scope == Scope::Runtime
            {
                package.scope = Scope::Optional;
            }
            let lists = ["dependencies", "optionalDependencies"];
            let needs = lists.iter().filter_map(|list| entry.value.get(list)).flat_map(Node::entries);
            let needs = needs.filter_map(|need| self.resolve(need.key.text()?, need.value.text()?));
            let one = all.entry(place).or_insert_with(|| {
                order.push(place);
                Vec::new()
            });
            one.extend(needs.take(left));
        }
        for place in order {
            found.link(place, all.remove(&place).unwrap_or_default(), &mut left)?;
        }
        Ok(())
    }

    /// What the project asks for, and from that what is only for work where packages do not say it themselves.
    fn importers(&self, root: Node<'t>, found: &mut Found) {
        let mut roots = Vec::new();
        let members = root.get("importers").into_iter().flat_map(Node::entries).map(|entry| entry.value);
        let groups = [
            ("dependencies", Scope::Runtime),
            ("optionalDependencies", Scope::Optional),
            ("devDependencies", Scope::Development),
        ];
        for member in std::iter::once(root).chain(members) {
            for (group, scope) in groups {
                for entry in member.get(group).into_iter().flat_map(Node::entries) {
                    let value = entry.value.get("version").unwrap_or(entry.value);
                    let (Some(name), Some(value)) = (entry.key.text(), value.text()) else { continue };
                    roots.extend(self.resolve(name, value).map(|place| (place, scope)));
                }
            }
        }
        for package in found.packages.iter_mut().skip(usize::try_from(self.first).unwrap_or(usize::MAX)) {
            package.is_direct = Some(false);
        }
        for (place, _) in &roots {
            if let Some(package) = found.at(*place) {
                package.is_direct = Some(true);
            }
        }
        if !self.tells_scope {
            reach::mark(&mut found.packages, self.first, &roots);
        }
    }

    /// The place of a key, with its peers or without them.
    fn place(&self, key: &str) -> Option<u32> {
        self.places.get(key).or_else(|| self.places.get(key::without_peers(key))).copied()
    }

    /// What `NAME: VALUE` means in a list: a version, or a whole key.
    fn resolve(&self, name: &str, value: &str) -> Option<u32> {
        if matches!(Source::of(value), Source::Local)
            && !value.starts_with('/')
            && !value.starts_with("file:")
        {
            return None;
        }
        let joined = [format!("{name}@{value}"), format!("/{name}@{value}"), format!("/{name}/{value}")];
        self.place(value).or_else(|| joined.iter().find_map(|key| self.place(key)))
    }
}

/// The package of an entry; none for folders of the project.
fn package(written: &str, value: Node<'_>, path: &Arc<str>) -> Option<Package> {
    let text = |field: &str| value.get(field).and_then(Node::text).filter(|text| !text.is_empty());
    let key = Key::of(written);
    // Where the key is a URL, both stand in fields of their own.
    let name = text("name").or(key.name)?;
    let resolution = value.get("resolution");
    let resolved = |field: &str| resolution.and_then(|one| one.get(field)).and_then(Node::text);
    let is_folder = resolved("type") == Some("directory") || resolved("directory").is_some();
    if is_folder {
        return None;
    }
    let version = text("version").or(key.version).unwrap_or_default();
    let mut purl = npm::purl(name, version);
    if let Some(repository) = resolved("repo") {
        purl = purl.with("vcs_url", origin::of_git(repository, resolved("commit").unwrap_or_default()));
    } else if let (None, Some(archive)) = (resolved("integrity"), resolved("tarball")) {
        purl = Source::of(archive).qualify(purl);
    } else if key.is_url {
        purl = resolved("tarball").map_or(purl.clone(), |archive| Source::of(archive).qualify(purl));
    }
    let mut package = Package::new(purl, Arc::clone(path));
    package.digests = digest::of_integrity(resolved("integrity").unwrap_or_default());
    package.scope = match (text("dev"), text("optional")) {
        (Some("true"), _) => Scope::Development,
        (_, Some("true")) => Scope::Optional,
        _ => Scope::Runtime,
    };
    Some(package)
}

#[cfg(test)]
mod tests {
    use crate::packages::trial::{declared, told};

    #[test]
    fn version_9_keeps_what_packages_are_and_need_apart() {
        let lock = r"lockfileVersion: '9.0'

importers:

  .:
    dependencies:
      '@a/b':
        specifier: ^1.0.0
        version: 1.2.3(c@2.0.0)
      renamed:
        specifier: npm:real@1
        version: real@1.0.0
    devDependencies:
      here:
        specifier: workspace:*
        version: link:here
      t:
        specifier: ^1
        version: 1.0.0

  here:
    optionalDependencies:
      o:
        specifier: ^1
        version: 1.0.0

packages:

  '@a/b@1.2.3':
    resolution: {integrity: sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=}
    engines: {node: '>=10'}
    peerDependencies:
      c: '*'

  c@2.0.0:
    resolution: {integrity: sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=}

  g@https://codeload.example/a/g/tar.gz/c0ffee:
    resolution: {tarball: https://u:p@codeload.example/a/g/tar.gz/c0ffee}
    version: 0.1.0

  o@1.0.0:
    resolution: {integrity: sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=}

  real@1.0.0:
    resolution: {integrity: sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=}

  t@1.0.0:
    resolution: {integrity: sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=}

snapshots:

  '@a/b@1.2.3(c@2.0.0)':
    dependencies:
      c: 2.0.0

  c@2.0.0: {}

  g@https://codeload.example/a/g/tar.gz/c0ffee: {}

  o@1.0.0:
    optional: true

  real@1.0.0: {}

  t@1.0.0:
    dependencies:
      c: 2.0.0
      g: https://codeload.example/a/g/tar.gz/c0ffee
";
        let found = declared("pnpm-lock.yaml", lock);
        assert_eq!(
            told(&found),
            [
                "pkg:npm/%40a/b@1.2.3 direct :29 > c",
                "pkg:npm/c@2.0.0 indirect :35",
                "pkg:npm/g@0.1.0?download_url=https://codeload.example/a/g/tar.gz/c0ffee development indirect :38",
                "pkg:npm/o@1.0.0 optional direct :42",
                "pkg:npm/real@1.0.0 direct :45",
                "pkg:npm/t@1.0.0 development direct :48 > c, g",
            ]
        );
        assert_eq!(found.packages[0].digests.len(), 1);
        assert!(found.problems.is_empty());
    }

    #[test]
    fn older_versions_say_scopes_themselves() {
        let five = "lockfileVersion: 5.4\nspecifiers:\n  '@a/b': ^1\ndependencies:\n  '@a/b': 1.2.3_c@2.0.0\ndevDependencies:\n  t: 1.0.0\n\
            packages:\n  /@a/b/1.2.3_c@2.0.0:\n    resolution: {integrity: x}\n    dependencies:\n      c: 2.0.0\n    dev: false\n  \
            /c/2.0.0:\n    resolution: {integrity: x}\n    dev: false\n    optional: true\n  /t/1.0.0:\n    resolution: {integrity: x}\n    dev: true\n  \
            github.com/a/g/c0ffee:\n    resolution: {type: git, repo: https://git.example/g.git, commit: c0ffee}\n    name: g\n    version: 0.1.0\n    dev: false\n";
        let wanted = |lines: [u32; 4]| {
            [
                format!("pkg:npm/%40a/b@1.2.3 direct :{} > c", lines[0]),
                format!("pkg:npm/c@2.0.0 optional indirect :{}", lines[1]),
                format!("pkg:npm/t@1.0.0 development direct :{}", lines[2]),
                format!(
                    "pkg:npm/g@0.1.0?vcs_url=git%2Bhttps://git.example/g.git%40c0ffee indirect :{}",
                    lines[3]
                ),
            ]
        };
        assert_eq!(told(&declared("pnpm-lock.yaml", five)), wanted([9, 14, 18, 21]));
        let six = five
            .replace("/@a/b/1.2.3_c@2.0.0", "/@a/b@1.2.3(c@2.0.0)")
            .replace("1.2.3_c@2.0.0", "1.2.3(c@2.0.0)")
            .replace("/c/2.0.0", "/c@2.0.0")
            .replace("/t/1.0.0", "/t@1.0.0")
            .replace("5.4", "'6.0'");
        assert_eq!(told(&declared("pnpm-lock.yaml", &six)), wanted([9, 14, 18, 21]));
        // The same with other peers is the same package.
        let twice =
            format!("{six}  /@a/b@1.2.3(c@3.0.0):\n    resolution: {{integrity: x}}\n    dev: false\n");
        assert_eq!(declared("pnpm-lock.yaml", &twice).packages.len(), 4);
    }

    #[test]
    fn a_lockfile_that_ends_before_what_its_packages_need_is_told() {
        let lock = "lockfileVersion: '9.0'\n\npackages:\n  a@1.0.0: {}\n  b@1.0.0: {}\n";
        let cuts = ["", "\nsnapshots:\n", "\nsnapshots:\n  a@1.0.0(b@1.0.0): {}\n"];
        for cut in cuts {
            let found = declared("pnpm-lock.yaml", &format!("{lock}{cut}"));
            assert_eq!((found.packages.len(), found.problems.len()), (2, 1), "{cut}");
        }
        let whole = declared("pnpm-lock.yaml", &format!("{lock}{}  b@1.0.0: {{}}\n", cuts[2]));
        assert_eq!(whole.problems, []);
        assert_eq!(declared("pnpm-lock.yaml", &lock.replace("9.0", "6.0")).problems, []);
    }
}
