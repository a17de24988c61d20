//! `yarn.lock` since the second version.

use std::collections::HashMap;
use std::sync::Arc;

use sekimori_model::Package;

use super::mark;
use crate::packages::npm::{self, Source, split_at_version};
use crate::packages::{Bounds, Found, Input, document};
use crate::yaml::Node;
use crate::{Failure, Text};

pub(super) fn read(
    text: &Text<'_>,
    input: &Input<'_>,
    bounds: &Bounds,
    found: &mut Found,
) -> Result<(), Failure> {
    let path: Arc<str> = input.path.into();
    let first = u32::try_from(found.packages.len()).unwrap_or(u32::MAX);
    for document in document::yaml(text, bounds) {
        let document = document?;
        let mut by_asked: HashMap<&str, u32> = HashMap::new();
        let mut placed = Vec::new();
        let mut members = Vec::new();
        for entry in document.root().entries() {
            let Some(key) = entry.key.text().filter(|key| *key != "__metadata") else { continue };
            let Some(mut package) = package(entry.value, &path) else {
                members.push(entry.value);
                continue;
            };
            package.found_in.line = Some(entry.key.span().line);
            let place = found.push(package, bounds)?;
            by_asked.extend(key.split(", ").map(|asked| (asked, place)));
            placed.push((place, entry.value));
        }
        let resolve = |name: &str, range: &str| {
            let asked = format!("{name}@{range}");
            let of = |asked: &str| by_asked.get(asked).copied();
            // Up to version 5, lists leave out the protocol of the registry.
            of(&asked).or_else(|| of(&format!("{name}@npm:{range}")))
        };
        let mut left = bounds.needs;
        for (place, value) in &placed {
            found.link(*place, needs(*value, &resolve), &mut left)?;
        }
        // The members of the project list what they ask for, for work and to run alike.
        if !members.is_empty() {
            for (place, _) in &placed {
                if let Some(package) = found.at(*place) {
                    package.is_direct = Some(false);
                }
            }
        }
        for need in members.iter().flat_map(|member| needs(*member, &resolve)) {
            if let Some(package) = found.at(need) {
                package.is_direct = Some(true);
            }
        }
        if members.len() == 1 {
            mark(input, first, &resolve, found)?;
        }
    }
    Ok(())
}

fn needs(value: Node<'_>, resolve: &dyn Fn(&str, &str) -> Option<u32>) -> Vec<u32> {
    let lists = ["dependencies", "optionalDependencies"].into_iter().filter_map(|list| value.get(list));
    let all = lists.flat_map(Node::entries);
    all.filter_map(|need| resolve(need.key.text()?, need.value.text()?)).collect()
}

/// The package of an entry; none for members of the project.
fn package(value: Node<'_>, path: &Arc<str>) -> Option<Package> {
    let version = value.get("version")?.text()?;
    let (name, place) = split_at_version(value.get("resolution")?.text()?)?;
    let is_member = ["workspace:", "portal:", "link:"].iter().any(|start| place.starts_with(start));
    if is_member || value.get("linkType").and_then(Node::text) == Some("soft") {
        return None;
    }
    // Checksums are of archives that Yarn itself makes, so they are no digests of what was downloaded.
    let purl = npm::purl(name, version);
    let purl = if place.starts_with("npm:") || place.starts_with("patch:") {
        purl
    } else {
        // `#commit=` stands in front of the commit of a repository.
        let (url, commit) = place.split_once("#commit=").unwrap_or((place, ""));
        if commit.is_empty() {
            Source::of(place).qualify(purl)
        } else {
            Source::Git { url: url.to_owned(), commit }.qualify(purl)
        }
    };
    Some(Package::new(purl, Arc::clone(path)))
}

#[cfg(test)]
mod tests {
    use sekimori_model::NotAnalysed;

    use crate::packages::trial::{beside, declared, told};

    const LOCK: &str = r#"# Manual changes are lost.

__metadata:
  version: 8
  cacheKey: 10c0

"@a/b@npm:^1.0.0, @a/b@npm:~1.2":
  version: 1.2.3
  resolution: "@a/b@npm:1.2.3"
  dependencies:
    c: "npm:^2.0.0"
  checksum: 10c0/c0ffee
  languageName: node
  linkType: hard

"app@workspace:.":
  version: 0.0.0-use.local
  resolution: "app@workspace:."
  dependencies:
    "@a/b": "npm:^1.0.0"
    g: "https://git.example/g.git"
  languageName: unknown
  linkType: soft

"c@npm:^2.0.0":
  version: 2.0
  resolution: "c@npm:2.0"
  dependencies:
    "@a/b": ~1.2
  linkType: hard

"c@patch:c@npm%3A^2.0.0#~/fix.patch":
  version: 2.1.0
  resolution: "c@patch:c@npm%3A2.1.0#~/fix.patch::version=2.1.0&hash=c0ffee"
  linkType: hard

"g@https://git.example/g.git":
  version: 0.1.0
  resolution: "g@https://git.example/g.git#commit=c0ffee"
  linkType: hard
"#;

    #[test]
    fn packages_are_read_and_members_say_what_is_asked_for() {
        let wanted = [
            "pkg:npm/%40a/b@1.2.3 direct :7 > c",
            "pkg:npm/c@2.0 indirect :25 > @a/b",
            "pkg:npm/c@2.1.0 indirect :32",
            "pkg:npm/g@0.1.0?vcs_url=git%2Bhttps://git.example/g.git%40c0ffee direct :37",
        ];
        assert_eq!(told(&declared("yarn.lock", LOCK)), wanted);
        let manifest = r#"{"devDependencies": {"@a/b": "^1.0.0"}}"#;
        let all = told(&beside("yarn.lock", LOCK, &[("package.json", manifest)]));
        assert_eq!(all[0], "pkg:npm/%40a/b@1.2.3 development direct :7 > c");
        assert_eq!(all[1], "pkg:npm/c@2.0 development indirect :25 > @a/b");
    }

    #[test]
    fn a_broken_lockfile_is_named() {
        let found = declared("yarn.lock", "__metadata:\n  version: [\n");
        assert_eq!(found.problems[0].reason, NotAnalysed::Malformed);
    }
}
