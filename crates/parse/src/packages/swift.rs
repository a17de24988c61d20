//! The package manager of Swift: `Package.resolved`, versions 1 to 3.
//!
//! # Source
//! docs.swift.org: "Package Manager: Resolving and updating dependencies".

use sekimori_model::{Package, Purl};
use serde::Deserialize;

use super::lax::{Row, Word};
use super::{Bounds, FileName, Found, Input, Reader, Sort, document, origin};
use crate::{Failure, decode};

pub(super) const READERS: &[Reader] = &[Reader {
    id: "swift-resolved",
    sort: Sort::Declared,
    files: &[FileName::Named("Package.resolved")],
    read,
}];

#[derive(Default, Deserialize)]
#[serde(default)]
struct Resolved<'t> {
    #[serde(borrow)]
    object: Option<Pins<'t>>,
    #[serde(borrow)]
    pins: Row<Pin<'t>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Pins<'t> {
    #[serde(borrow)]
    pins: Row<Pin<'t>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Pin<'t> {
    #[serde(borrow)]
    identity: Word<'t>,
    #[serde(borrow)]
    package: Word<'t>,
    #[serde(borrow)]
    location: Word<'t>,
    #[serde(borrow, rename = "repositoryURL")]
    repository: Word<'t>,
    #[serde(borrow)]
    state: Option<State<'t>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct State<'t> {
    #[serde(borrow)]
    version: Word<'t>,
    #[serde(borrow)]
    revision: Word<'t>,
    #[serde(borrow)]
    branch: Word<'t>,
}

fn read(input: &Input<'_>, bounds: &Bounds, found: &mut Found) -> Result<(), Failure> {
    let text = decode(input.bytes)?;
    let resolved: Resolved<'_> = document::json(&text.text)?;
    let old = resolved.object.unwrap_or_default();
    for pin in old.pins.0.iter().chain(&resolved.pins.0) {
        let name = pin.identity.filled().or(pin.package.filled()).unwrap_or_default();
        let location = pin.location.filled().or(pin.repository.filled()).unwrap_or_default();
        let (version, revision, branch) = pin.state.as_ref().map_or(("", "", ""), |state| {
            (state.version.as_str(), state.revision.as_str(), state.branch.as_str())
        });
        let version = [version, revision, branch].into_iter().find(|one| !one.is_empty()).unwrap_or_default();
        let url = purl(location, name, version);
        if !url.name.is_empty() {
            found.push(Package::new(url, input.path), bounds)?;
        }
    }
    old.pins.whole().and_then(|()| resolved.pins.whole())
}

/// The namespace is the host and the folders of the repository; that of a registry is the scope before the dot.
fn purl(location: &str, name: &str, version: &str) -> Purl {
    let clean = origin::without_credentials(location);
    let clean = clean.split_once("://").map_or(clean.as_str(), |(_, rest)| rest);
    let clean = clean.strip_prefix("git@").unwrap_or(clean).replace(':', "/");
    let clean = clean.trim_end_matches('/');
    match clean.strip_suffix(".git").unwrap_or(clean).rsplit_once('/') {
        Some((folder, last)) => Purl::new("swift", last, version).in_namespace(folder),
        None => match name.split_once('.') {
            Some((scope, name)) => Purl::new("swift", name, version).in_namespace(scope),
            None => Purl::new("swift", name, version),
        },
    }
}

#[cfg(test)]
mod tests {
    use crate::packages::trial::{declared, told};

    #[test]
    fn all_versions_are_read() {
        let one = r#"{"object": {"pins": [{"package": "NIO", "repositoryURL": "https://git.example/apple/swift-nio.git",
            "state": {"branch": null, "revision": "c0ffee", "version": "2.58.0"}}]}, "version": 1}"#;
        assert_eq!(
            told(&declared("Package.resolved", one)),
            ["pkg:swift/git.example/apple/swift-nio@2.58.0"]
        );
        let two = r#"{"pins": [
            {"identity": "swift-log", "kind": "remoteSourceControl", "location": "https://git.example/apple/swift-log",
             "state": {"revision": "c0ffee", "branch": "main"}},
            {"identity": "mona.linked", "kind": "registry", "location": "", "state": {"version": "1.0"}}], "version": 3}"#;
        assert_eq!(
            told(&declared("a/Package.resolved", two)),
            ["pkg:swift/git.example/apple/swift-log@c0ffee", "pkg:swift/mona/linked@1.0"]
        );
    }
}
