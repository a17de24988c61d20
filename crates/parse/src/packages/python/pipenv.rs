//! `Pipfile.lock`.
//!
//! # Source
//! pipenv.pypa.io, "Pipfile & Pipfile.lock".

use std::sync::Arc;

use sekimori_model::{Package, Scope};
use serde::Deserialize;
use serde::de::IgnoredAny;

use super::graph::{Graph, Need};
use super::{from_url, purl};
use crate::packages::lax::{Row, Table, Word};
use crate::packages::lines::Lines;
use crate::packages::{Bounds, Found, Input, digest, document};
use crate::{Failure, decode};

/// The categories: `default`, `develop`, and what the project calls its own; and `_meta`, which is none.
type Lock<'t> = Table<'t, Table<'t, Locked<'t>>>;

#[derive(Default, Deserialize)]
#[serde(default)]
struct Locked<'t> {
    #[serde(borrow)]
    version: Word<'t>,
    #[serde(borrow)]
    git: Word<'t>,
    #[serde(borrow, rename = "ref")]
    revision: Word<'t>,
    /// A folder or a file of the project.
    #[serde(borrow)]
    path: Word<'t>,
    #[serde(borrow)]
    file: Word<'t>,
    #[serde(borrow)]
    hashes: Row<Word<'t>>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
struct Pipfile<'t> {
    #[serde(borrow)]
    packages: Table<'t, IgnoredAny>,
    #[serde(borrow)]
    dev_packages: Table<'t, IgnoredAny>,
}

pub(super) fn read(input: &Input<'_>, bounds: &Bounds, found: &mut Found) -> Result<(), Failure> {
    let text = decode(input.bytes)?;
    let lock: Lock<'_> = document::json(&text.text)?;
    let path: Arc<str> = input.path.into();
    let (mut lines, mut graph) = (Lines::new(&text.text), Graph::new(found));
    let categories = lock.iter().filter(|(category, _)| *category != "_meta");
    let all = categories.flat_map(|(category, packages)| {
        let scope = if category == "default" { Scope::Runtime } else { Scope::Development };
        packages.iter().map(move |(name, locked)| (name, locked, scope))
    });
    for (name, locked, scope) in all {
        let version = locked.version.as_str().trim_start_matches('=');
        let url = match (locked.git.filled(), locked.file.filled()) {
            (Some(git), _) => from_url(purl(name, version), git, locked.revision.as_str()),
            (None, Some(archive)) => from_url(purl(name, version), archive, ""),
            (None, None) => locked.path.filled().is_none().then(|| purl(name, version)),
        };
        let Some(url) = url.filter(|_| !name.is_empty()) else { continue };
        let mut package = Package::new(url, Arc::clone(&path));
        package.scope = scope;
        package.found_in.line = lines.of_part(name);
        if let [only] = locked.hashes.0.as_slice() {
            package.digests.extend(digest::of_marked(only.as_str()));
        }
        graph.push(package, version, Vec::new(), bounds, found)?;
    }
    let bytes = (input.beside)("Pipfile").unwrap_or_default();
    let pipfile = decode(&bytes)?;
    let pipfile: Pipfile<'_> = document::toml(&pipfile.text).unwrap_or_default();
    for (names, scope) in [(&pipfile.packages, Scope::Runtime), (&pipfile.dev_packages, Scope::Development)] {
        for name in names.keys() {
            graph.ask(Need::of(name), scope);
        }
    }
    graph.finish(bounds, found)?;
    lock.iter().try_for_each(|(_, packages)| packages.whole())
}

#[cfg(test)]
mod tests {
    use crate::packages::trial::{beside, told};

    #[test]
    fn both_sections_are_read_and_the_pipfile_says_what_was_asked_for() {
        let lock = r#"{"_meta": {}, "default": {
            "a-b": {"hashes": ["sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"], "version": "==1.0"},
            "g": {"git": "https://git.example/g.git", "ref": "c0ffee"}, "here": {"path": "."}
        }, "develop": {"t": {"version": "==2.0"}}}"#;
        let pipfile = "[packages]\nA_b = '*'\n[dev-packages]\nt = '*'\n";
        let found = beside("Pipfile.lock", lock, &[("Pipfile", pipfile)]);
        assert_eq!(
            told(&found),
            [
                "pkg:pypi/a-b@1.0 direct :2",
                "pkg:pypi/g?vcs_url=git%2Bhttps://git.example/g.git%40c0ffee indirect :3",
                "pkg:pypi/t@2.0 development direct :4",
            ]
        );
        assert_eq!(found.packages[0].digests.len(), 1);
    }
}
