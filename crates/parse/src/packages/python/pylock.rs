//! `pylock.toml`.
//!
//! # Source
//! PEP 751; packaging.python.org, "pylock.toml Specification".

use std::sync::Arc;

use sekimori_model::Package;
use serde::Deserialize;

use super::graph::{Graph, Need};
use super::{from_url, purl};
use crate::packages::lax::{Row, Table, Word};
use crate::packages::lines::Lines;
use crate::packages::{Bounds, Found, Input, digest, document, published};
use crate::{Failure, decode};

#[derive(Deserialize)]
struct Lock<'t> {
    #[serde(borrow, default)]
    packages: Row<Locked<'t>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Locked<'t> {
    #[serde(borrow)]
    name: Word<'t>,
    #[serde(borrow)]
    version: Word<'t>,
    #[serde(borrow)]
    dependencies: Row<Table<'t, Word<'t>>>,
    #[serde(borrow)]
    vcs: Vcs<'t>,
    /// Where it is a folder of the project.
    #[serde(borrow)]
    directory: Option<Table<'t, Word<'t>>>,
    #[serde(borrow)]
    archive: Archive<'t>,
    #[serde(borrow)]
    sdist: Archive<'t>,
    #[serde(borrow)]
    wheels: Row<Archive<'t>>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
struct Vcs<'t> {
    #[serde(borrow)]
    url: Word<'t>,
    #[serde(borrow)]
    commit_id: Word<'t>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Archive<'t> {
    #[serde(borrow)]
    url: Word<'t>,
    #[serde(borrow)]
    hashes: Table<'t, Word<'t>>,
    /// When it was uploaded: a time of TOML, which comes as a mapping of its text.
    #[serde(borrow, rename = "upload-time")]
    uploaded: Table<'t, Word<'t>>,
}

impl Archive<'_> {
    fn uploaded(&self) -> &str {
        self.uploaded.iter().next().map(|(_, text)| text.as_str()).unwrap_or_default()
    }
}

pub(super) fn read(input: &Input<'_>, bounds: &Bounds, found: &mut Found) -> Result<(), Failure> {
    let text = decode(input.bytes)?;
    let lock: Lock<'_> = document::toml(&text.text)?;
    let path: Arc<str> = input.path.into();
    let (mut lines, mut graph) = (Lines::new(&text.text), Graph::new(found));
    for locked in &lock.packages.0 {
        let Some(name) = locked.name.filled().filter(|_| locked.directory.is_none()) else { continue };
        let url = purl(name, locked.version.as_str());
        let url = match (locked.vcs.url.filled(), locked.archive.url.filled()) {
            (Some(repository), _) => from_url(url, repository, locked.vcs.commit_id.as_str()),
            (None, Some(archive)) => from_url(url, archive, ""),
            (None, None) => Some(url),
        };
        let Some(url) = url else { continue };
        let mut package = Package::new(url, Arc::clone(&path));
        package.found_in.line = lines.of_part(name);
        let mut files = [&locked.archive, &locked.sdist].into_iter().chain(&locked.wheels.0);
        let mut files = files.by_ref().filter(|file| !file.hashes.0.is_empty());
        // Which of several files is downloaded depends on the machine.
        if let (Some(only), None) = (files.next(), files.next()) {
            let hashes = only.hashes.iter().take(8);
            package
                .digests
                .extend(hashes.filter_map(|(algorithm, hex)| digest::of_hex(algorithm, hex.as_str())));
            package.digests.sort_unstable();
        }
        let sources = [&locked.archive, &locked.sdist].into_iter().filter(|file| !file.hashes.0.is_empty());
        package.published = published::of_files(sources.chain(&locked.wheels.0).map(Archive::uploaded));
        let needs = locked.dependencies.0.iter().filter_map(|need| {
            let of =
                |wanted: &str| need.iter().find(|(key, _)| *key == wanted).map(|(_, value)| value.as_str());
            Some(Need { name: of("name")?, version: of("version").unwrap_or_default() })
        });
        graph.push(package, locked.version.as_str(), needs.collect(), bounds, found)?;
    }
    graph.finish(bounds, found)?;
    lock.packages.whole()
}

#[cfg(test)]
mod tests {
    use crate::packages::trial::{declared, told};

    #[test]
    fn packages_are_read_with_what_they_need() {
        let lock = r#"
lock-version = "1.0"
[[packages]]
name = "a"
version = "1.0"
dependencies = [{name = "b", version = "2.0"}, {name = "c"}]
wheels = [{name = "a.whl", hashes = {sha256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}}]
[[packages]]
name = "b"
version = "2.0"
[[packages]]
name = "c"
[packages.vcs]
type = "git"
url = "https://git.example/c.git"
commit-id = "c0ffee"
[[packages]]
name = "here"
directory = {path = "."}
"#;
        for path in ["pylock.toml", "x/pylock.dev.toml"] {
            let found = declared(path, lock);
            assert_eq!(
                told(&found),
                [
                    "pkg:pypi/a@1.0 :4 > b, c",
                    "pkg:pypi/b@2.0 :9",
                    "pkg:pypi/c?vcs_url=git%2Bhttps://git.example/c.git%40c0ffee :12",
                ]
            );
            assert_eq!(found.packages[0].digests.len(), 1);
        }
    }
}
