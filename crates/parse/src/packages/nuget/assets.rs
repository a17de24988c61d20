//! `project.assets.json`, and `NAME.deps.json` beside a program: targets with what they need, and the libraries.

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
struct Assets<'t> {
    #[serde(borrow)]
    targets: Table<'t, Table<'t, Target<'t>>>,
    #[serde(borrow)]
    libraries: Table<'t, Library<'t>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Target<'t> {
    #[serde(borrow)]
    dependencies: Table<'t, Word<'t>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Library<'t> {
    #[serde(borrow, rename = "type")]
    kind: Word<'t>,
    #[serde(borrow)]
    sha512: Word<'t>,
}

pub(super) fn read(input: &Input<'_>, bounds: &Bounds, found: &mut Found) -> Result<(), Failure> {
    let text = decode(input.bytes)?;
    let assets: Assets<'_> = document::json(&text.text)?;
    let mut links = Links::new(bounds);
    let mut places: HashMap<&str, u32> = HashMap::new();
    let mut projects: Vec<&str> = Vec::new();
    for (library, told) in assets.libraries.iter() {
        let Some((name, version)) = library.rsplit_once('/') else { continue };
        match told.kind.as_str() {
            "project" => {
                projects.push(library);
                continue;
            }
            "package" | "runtimepack" => {}
            _ => continue,
        }
        // A runtime that is brought along has this before the name of its package.
        let name = name.strip_prefix("runtimepack.").unwrap_or(name);
        let mut package = Package::new(purl(name, version), input.path);
        package.digests.extend(digest_of(told.sha512.as_str()));
        let place = found.push(package, bounds)?;
        places.insert(library, place);
        links.offer(key(name), place);
    }
    assets.libraries.whole()?;
    let mut wanted: HashMap<u32, Vec<String>> = HashMap::new();
    let mut asked: Vec<u32> = Vec::new();
    for (library, target) in assets.targets.iter().flat_map(|(_, libraries)| libraries.iter()) {
        let needs =
            target.dependencies.keys().map(|name| key(name.strip_prefix("runtimepack.").unwrap_or(name)));
        if let Some(place) = places.get(library) {
            wanted.entry(*place).or_default().extend(needs);
        } else if projects.contains(&library) {
            asked.extend(needs.flat_map(|need| links.of(&need).to_vec()));
        }
    }
    let mut all: Vec<(u32, Vec<String>)> = wanted.into_iter().collect();
    all.sort_unstable();
    for (place, mut needs) in all {
        needs.sort_unstable();
        needs.dedup();
        links.link(found, place, needs)?;
    }
    if asked.is_empty() {
        return Ok(());
    }
    asked.sort_unstable();
    let mut all: Vec<u32> = places.into_values().collect();
    all.sort_unstable();
    for place in all {
        let is_direct = asked.binary_search(&place).is_ok();
        if let Some(package) = found.at(place) {
            package.is_direct = Some(is_direct);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::packages::trial::{installed, told};

    #[test]
    fn libraries_of_another_shape_are_told() {
        for (text, problems) in [
            (r#"{"targets": {}, "libraries": 5}"#, 1),
            (r#"{"libraries": [{"name": "a", "type": "package"}]}"#, 1),
            (r#"{"libraries": {"Shop/1.0.0": {"type": "project"}}}"#, 0),
            (r#"{"targets": {}, "libraries": {}}"#, 0),
        ] {
            let found = installed("app/Shop.deps.json", text);
            assert_eq!((found.packages.len(), found.problems.len()), (0, problems), "{text}");
        }
    }

    #[test]
    fn what_a_program_says_that_it_needs_is_read() {
        let text = r#"{"runtimeTarget": {"name": ".NETCoreApp,Version=v8.0"},
          "targets": {".NETCoreApp,Version=v8.0": {
            "Shop/1.0.0": {"dependencies": {"Serilog": "3.0.1", "runtimepack.Microsoft.NETCore.App.Runtime.linux-x64": "8.0.1"}},
            "Serilog/3.0.1": {"dependencies": {"System.Memory": "4.5.5"}}}},
          "libraries": {"Shop/1.0.0": {"type": "project", "sha512": ""},
            "Serilog/3.0.1": {"type": "package", "sha512": "sha512-AAAA"},
            "System.Memory/4.5.5": {"type": "package"},
            "runtimepack.Microsoft.NETCore.App.Runtime.linux-x64/8.0.1": {"type": "runtimepack"}}}"#;
        assert_eq!(
            told(&installed("app/Shop.deps.json", text)),
            [
                "pkg:nuget/Serilog@3.0.1 direct > System.Memory",
                "pkg:nuget/System.Memory@4.5.5 indirect",
                "pkg:nuget/Microsoft.NETCore.App.Runtime.linux-x64@8.0.1 direct",
            ]
        );
    }
}
