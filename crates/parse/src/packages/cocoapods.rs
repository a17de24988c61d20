//! `CocoaPods`: `Podfile.lock`.
//!
//! # Source
//! guides.cocoapods.org: "Using `CocoaPods`"; the lockfile as the tool writes it.

use std::collections::HashSet;

use sekimori_model::{Package, Purl};

use super::links::Links;
use super::{Bounds, FileName, Found, Input, Reader, Sort, document};
use crate::yaml::Node;
use crate::{Failure, decode};

pub(super) const READERS: &[Reader] =
    &[Reader { id: "cocoapods-lock", sort: Sort::Declared, files: &[FileName::Named("Podfile.lock")], read }];

fn read(input: &Input<'_>, bounds: &Bounds, found: &mut Found) -> Result<(), Failure> {
    let text = decode(input.bytes)?;
    let Some(document) = document::first_yaml(&text, bounds)? else { return Ok(()) };
    // Pods of the tree are none of a registry; what they need, the project asks for.
    let own: HashSet<&str> = document
        .root()
        .get("EXTERNAL SOURCES")
        .into_iter()
        .flat_map(Node::entries)
        .filter(|entry| entry.value.get(":path").is_some())
        .filter_map(|entry| entry.key.text())
        .map(pod_of)
        .collect();
    let mut asked: HashSet<&str> = document
        .root()
        .get("DEPENDENCIES")
        .into_iter()
        .flat_map(Node::items)
        .filter_map(|item| Some(name_of(item.text()?)))
        .collect();
    let mut links = Links::new(bounds);
    let mut wanted = Vec::new();
    for item in document.root().get("PODS").into_iter().flat_map(Node::items) {
        // `- NAME (VERSION)`, or with what it needs below it.
        let entry = item.entries().next();
        let Some(pod) = item.text().or_else(|| entry?.key.text()) else { continue };
        let name = name_of(pod);
        if own.contains(pod_of(name)) {
            let needs = entry.into_iter().flat_map(|entry| entry.value.items());
            asked.extend(needs.filter_map(|need| Some(name_of(need.text()?))));
            continue;
        }
        let version = pod.split_once('(').map(|(_, rest)| rest.trim_end_matches(')')).unwrap_or_default();
        let mut package = Package::new(purl(name, version), input.path);
        package.found_in.line = Some(item.span().line);
        let place = found.push(package, bounds)?;
        links.offer(name, place);
        let needs = entry.into_iter().flat_map(|entry| entry.value.items());
        wanted.push((place, name, needs.filter_map(|need| Some(name_of(need.text()?))).collect::<Vec<_>>()));
    }
    for (place, name, needs) in wanted {
        links.link(found, place, needs)?;
        if let Some(package) = found.at(place) {
            package.is_direct = Some(asked.contains(name));
        }
    }
    Ok(())
}

fn name_of(text: &str) -> &str {
    text.split(" (").next().unwrap_or(text).trim()
}

/// Returns the pod that a name, of it or of a part of it, is of.
fn pod_of(name: &str) -> &str {
    name.split('/').next().unwrap_or(name)
}

/// A part of a pod, `Pod/Part`, is a path in it.
fn purl(name: &str, version: &str) -> Purl {
    let (pod, part) = name.split_once('/').unwrap_or((name, ""));
    let mut url = Purl::new("cocoapods", pod, version);
    url.subpath = part.into();
    url
}

#[cfg(test)]
mod tests {
    use crate::packages::trial::{declared, told};

    #[test]
    fn pods_and_their_parts_are_read() {
        let text = "PODS:\n  - Alamofire (5.8.0)\n  - Firebase/Core (10.15.0):\n    - Alamofire (~> 5)\n    - Other (= 1)\n\nDEPENDENCIES:\n  - Firebase/Core (~> 10)\n\nSPEC CHECKSUMS:\n  Alamofire: 0e92e751b3e9e66d7982db43919d01f313b8eb91\n\nCOCOAPODS: 1.12.1\n";
        assert_eq!(
            told(&declared("Podfile.lock", text)),
            [
                "pkg:cocoapods/Alamofire@5.8.0 indirect :2",
                "pkg:cocoapods/Firebase@10.15.0#Core direct :3 > Alamofire"
            ]
        );
    }

    #[test]
    fn a_pod_of_the_tree_is_none_of_the_registry() {
        let text = "PODS:\n  - Alamofire (5.8.0)\n  - Base (1.0)\n  - Local/Core (0.1):\n    - Alamofire\n  - Ours (2.0)\n\nDEPENDENCIES:\n  - Local (from `../Local`)\n  - Ours (from `https://git.example/ours.git`)\n\nEXTERNAL SOURCES:\n  Local:\n    :path: \"../Local\"\n  Ours:\n    :git: https://git.example/ours.git\n\nCOCOAPODS: 1.12.1\n";
        assert_eq!(
            told(&declared("Podfile.lock", text)),
            [
                "pkg:cocoapods/Alamofire@5.8.0 direct :2",
                "pkg:cocoapods/Base@1.0 indirect :3",
                "pkg:cocoapods/Ours@2.0 direct :6"
            ]
        );
    }
}
