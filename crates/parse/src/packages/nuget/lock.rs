//! `packages.lock.json`.

use std::collections::HashMap;

use sekimori_model::Package;
use serde::Deserialize;

use super::{digest_of, key, purl};
use crate::packages::lax::{Table, Word};
use crate::packages::links::Links;
use crate::packages::{Bounds, Found, Input, document};
use crate::{Failure, decode};

#[derive(Default, Deserialize)]
#[serde(default)]
struct Lock<'t> {
    #[serde(borrow)]
    dependencies: Table<'t, Table<'t, Locked<'t>>>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Locked<'t> {
    #[serde(borrow, rename = "type")]
    kind: Word<'t>,
    #[serde(borrow)]
    resolved: Word<'t>,
    #[serde(borrow)]
    content_hash: Word<'t>,
    #[serde(borrow)]
    dependencies: Table<'t, Word<'t>>,
}

/// Each framework has its own list; what several have stands once.
pub(super) fn read(input: &Input<'_>, bounds: &Bounds, found: &mut Found) -> Result<(), Failure> {
    let text = decode(input.bytes)?;
    let lock: Lock<'_> = document::json(&text.text)?;
    let mut places: HashMap<(String, &str), u32> = HashMap::new();
    let mut wanted: Vec<(u32, Vec<String>)> = Vec::new();
    let mut links = Links::new(bounds);
    for (framework, packages) in lock.dependencies.iter() {
        for (name, locked) in packages.iter() {
            let is_direct = locked.kind.as_str().eq_ignore_ascii_case("Direct");
            if locked.kind.as_str().eq_ignore_ascii_case("Project") {
                continue;
            }
            let version = locked.resolved.as_str();
            let known = places.get(&(key(name), version)).copied();
            let place = if let Some(known) = known {
                known
            } else {
                let mut package = Package::new(purl(name, version), input.path);
                package.is_direct = Some(false);
                package.digests.extend(digest_of(locked.content_hash.as_str()));
                let place = found.push(package, bounds)?;
                places.insert((key(name), version), place);
                wanted.push((place, Vec::new()));
                place
            };
            links.offer(format!("{framework} {}", key(name)), place);
            if let Some(package) = found.at(place).filter(|_| is_direct) {
                package.is_direct = Some(true);
            }
            // Places were made in ascending order.
            if let Some((_, needs)) = wanted
                .binary_search_by_key(&place, |(place, _)| *place)
                .ok()
                .and_then(|at| wanted.get_mut(at))
            {
                needs.extend(locked.dependencies.keys().map(|need| format!("{framework} {}", key(need))));
            }
        }
    }
    for (place, needs) in wanted {
        links.link(found, place, needs)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::packages::trial::{declared, told};

    #[test]
    fn what_several_frameworks_have_stands_once() {
        let text = r#"{"version": 1, "dependencies": {
          "net6.0": {
            "Serilog": {"type": "Direct", "requested": "[3.0.1, )", "resolved": "3.0.1", "contentHash": "not base64",
                        "dependencies": {"system.memory": "4.5.5"}},
            "System.Memory": {"type": "Transitive", "resolved": "4.5.5"},
            "my.lib": {"type": "Project"}},
          "net8.0": {
            "Serilog": {"type": "Direct", "resolved": "3.0.1", "dependencies": {"System.Memory": "4.6.0"}},
            "System.Memory": {"type": "Transitive", "resolved": "4.6.0"}}
        }}"#;
        let found = declared("a/packages.lock.json", text);
        assert_eq!(
            told(&found),
            [
                "pkg:nuget/Serilog@3.0.1 direct > System.Memory, System.Memory",
                "pkg:nuget/System.Memory@4.5.5 indirect",
                "pkg:nuget/System.Memory@4.6.0 indirect",
            ]
        );
    }
}
