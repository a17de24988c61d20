//! Conan: `conan.lock` of versions 1 and 2, `conanfile.txt`.
//!
//! # Source
//! docs.conan.io: "Lockfiles", "conanfile.txt", "References".

use sekimori_model::{Package, Purl, Scope};
use serde::Deserialize;

use super::lax::{Row, Table, Word};
use super::links::Links;
use super::{Bounds, FileName, Found, Input, Reader, Sort, document};
use crate::{Failure, decode};

pub(super) const READERS: &[Reader] = &[
    Reader {
        id: "conan-lock",
        sort: Sort::Declared,
        files: &[FileName::Named("conan.lock")],
        read: read_lock,
    },
    Reader {
        id: "conan-file",
        sort: Sort::Declared,
        files: &[FileName::Named("conanfile.txt")],
        read: read_file,
    },
];

#[derive(Default, Deserialize)]
#[serde(default)]
struct Lock<'t> {
    #[serde(borrow)]
    requires: Row<Word<'t>>,
    #[serde(borrow)]
    build_requires: Row<Word<'t>>,
    #[serde(borrow)]
    python_requires: Row<Word<'t>>,
    #[serde(borrow, rename = "graph_lock")]
    graph: Option<Graph<'t>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Graph<'t> {
    #[serde(borrow)]
    nodes: Table<'t, Node<'t>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Node<'t> {
    #[serde(borrow, rename = "ref")]
    reference: Word<'t>,
    #[serde(borrow)]
    requires: Row<Word<'t>>,
    #[serde(borrow)]
    build_requires: Row<Word<'t>>,
    #[serde(borrow)]
    context: Word<'t>,
    #[serde(borrow)]
    path: Word<'t>,
}

fn read_lock(input: &Input<'_>, bounds: &Bounds, found: &mut Found) -> Result<(), Failure> {
    let text = decode(input.bytes)?;
    let lock: Lock<'_> = document::json(&text.text)?;
    let run = lock.requires.0.iter().map(|one| (one, Scope::Runtime));
    let build = lock.build_requires.0.iter().chain(&lock.python_requires.0);
    for (reference, scope) in run.chain(build.map(|one| (one, Scope::Development))) {
        if let Some(url) = purl(reference.as_str()) {
            found.push(Package { scope, ..Package::new(url, input.path) }, bounds)?;
        }
    }
    let Some(graph) = lock.graph else { return Ok(()) };
    let mut links = Links::new(bounds);
    let mut wanted = Vec::new();
    let mut asked: Vec<&str> = Vec::new();
    for (id, node) in graph.nodes.iter() {
        let needs =
            node.requires.0.iter().chain(&node.build_requires.0).map(Word::as_str).collect::<Vec<_>>();
        // The node with a path is the project itself; it may have no reference.
        let Some(url) = purl(node.reference.as_str()).filter(|_| node.path.filled().is_none()) else {
            asked.extend(needs);
            continue;
        };
        let mut package = Package::new(url, input.path);
        if node.context.as_str() == "build" {
            package.scope = Scope::Development;
        }
        let place = found.push(package, bounds)?;
        links.offer(id, place);
        wanted.push((place, needs));
    }
    asked.sort_unstable();
    let direct: Vec<u32> = asked.iter().flat_map(|id| links.of(id)).copied().collect();
    for (place, needs) in wanted {
        links.link(found, place, needs)?;
        if let Some(package) = found.at(place).filter(|_| !asked.is_empty()) {
            package.is_direct = Some(direct.contains(&place));
        }
    }
    Ok(())
}

fn read_file(input: &Input<'_>, bounds: &Bounds, found: &mut Found) -> Result<(), Failure> {
    let text = decode(input.bytes)?;
    let mut section = "";
    for (number, line) in (1_u32..).zip(text.text.lines()) {
        let line = line.split(" #").next().unwrap_or_default().trim();
        if line.starts_with('[') {
            section = line;
            continue;
        }
        let scope = match section {
            "[requires]" => Scope::Runtime,
            "[build_requires]" | "[tool_requires]" | "[test_requires]" => Scope::Development,
            _ => continue,
        };
        if let Some(url) = purl(line).filter(|_| !line.starts_with('#')) {
            let mut package = Package { scope, is_direct: Some(true), ..Package::new(url, input.path) };
            package.found_in.line = Some(number);
            found.push(package, bounds)?;
        }
    }
    Ok(())
}

/// `NAME/VERSION@USER/CHANNEL#REVISION%TIME`, all behind the version optional.
fn purl(reference: &str) -> Option<Purl> {
    let reference = reference.split(['%', ':']).next()?;
    let (reference, revision) = reference.split_once('#').unwrap_or((reference, ""));
    let (package, from) = reference.split_once('@').unwrap_or((reference, ""));
    let (name, version) = package.split_once('/')?;
    // A range leaves the choice.
    let version = if version.starts_with('[') { "" } else { version };
    let (user, channel) = from.split_once('/').unwrap_or((from, ""));
    let unset =
        |text: &'static str, value: &str| if value == text { String::new() } else { value.to_owned() };
    (!name.is_empty() && !name.contains(char::is_whitespace)).then(|| {
        Purl::new("conan", name, version)
            .with("user", unset("_", user))
            .with("channel", unset("_", channel))
            .with("rrev", unset("0", revision))
    })
}

#[cfg(test)]
mod tests {
    use crate::packages::trial::{declared, told};

    #[test]
    fn lockfiles_of_both_versions_are_read() {
        let one = r#"{"graph_lock": {"nodes": {"0": {"ref": "shop/1.0", "requires": ["1"], "path": "conanfile.py"},
            "1": {"ref": "poco/1.9.4#abc", "requires": ["2"], "build_requires": ["3"]},
            "2": {"ref": "openssl/1.1.1@user/stable"}, "3": {"ref": "cmake/3.20", "context": "build"}}}, "version": "0.4"}"#;
        assert_eq!(
            told(&declared("conan.lock", one)),
            [
                "pkg:conan/poco@1.9.4?rrev=abc direct > openssl, cmake",
                "pkg:conan/openssl@1.1.1?channel=stable&user=user indirect",
                "pkg:conan/cmake@3.20 development indirect",
            ]
        );
        let two = r#"{"version": "0.5", "requires": ["zlib/1.2.13#97d5%1692672717.68"], "build_requires": ["cmake/3.27"]}"#;
        assert_eq!(
            told(&declared("conan.lock", two)),
            ["pkg:conan/zlib@1.2.13?rrev=97d5", "pkg:conan/cmake@3.27 development"]
        );
    }

    #[test]
    fn what_a_project_asks_for_is_read() {
        let text = "[requires]\npoco/1.9.4 # comment\nzlib/[>=1.2]\n# no/1\n\n[tool_requires]\ncmake/3.27\n[generators]\ncmake/x\n";
        assert_eq!(
            told(&declared("conanfile.txt", text)),
            [
                "pkg:conan/poco@1.9.4 direct :2",
                "pkg:conan/zlib direct :3",
                "pkg:conan/cmake@3.27 development direct :7"
            ]
        );
    }
}
