//! `Cargo.lock`.

use std::collections::HashMap;
use std::sync::Arc;

use sekimori_model::{Package, Purl};
use serde::Deserialize;

use crate::packages::lax::{Row, Table, Word};
use crate::packages::lines::Lines;
use crate::packages::{Bounds, Found, Input, digest, document, origin};
use crate::{Failure, decode};

#[derive(Deserialize)]
struct Lock<'t> {
    #[serde(borrow, default)]
    package: Row<Locked<'t>>,
    /// The package of the project, in version 1.
    #[serde(borrow, default)]
    root: Option<Locked<'t>>,
    /// Checksums, in version 1: `checksum NAME VERSION (SOURCE)`.
    #[serde(borrow, default)]
    metadata: Table<'t, Word<'t>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Locked<'t> {
    #[serde(borrow)]
    name: Word<'t>,
    #[serde(borrow)]
    version: Word<'t>,
    /// None for packages of the project.
    #[serde(borrow)]
    source: Word<'t>,
    #[serde(borrow)]
    checksum: Word<'t>,
    #[serde(borrow)]
    dependencies: Row<Word<'t>>,
}

type Places<'l> = HashMap<&'l str, Vec<(&'l Locked<'l>, u32)>>;

pub(super) fn read(input: &Input<'_>, bounds: &Bounds, found: &mut Found) -> Result<(), Failure> {
    let text = decode(input.bytes)?;
    let lock: Lock<'_> = document::toml(&text.text)?;
    let path: Arc<str> = input.path.into();
    let checksums: HashMap<&str, &str> = lock
        .metadata
        .iter()
        .map(|(key, value)| (key.trim_start_matches("checksum "), value.as_str()))
        .collect();
    let mut lines = Lines::new(&text.text);
    let mut places: Places<'_> = HashMap::new();
    let mut all = Vec::new();
    for locked in lock.root.iter().chain(&lock.package.0) {
        let Some(name) = locked.name.filled() else { continue };
        let mut package = Package::new(purl(locked, name), Arc::clone(&path));
        package.found_in.line = lines.of_part(name);
        let of_old = || {
            let key = format!("{name} {} ({})", locked.version.as_str(), locked.source.as_str());
            checksums.get(key.as_str()).copied()
        };
        let checksum = locked.checksum.filled().or_else(|| of_old().filter(|_| !checksums.is_empty()));
        package.digests.extend(checksum.and_then(|hex| digest::of_hex("sha256", hex)));
        // What the packages of the project need is set below.
        package.is_direct = locked.source.filled().map(|_| false);
        let place = found.push(package, bounds)?;
        places.entry(name).or_default().push((locked, place));
        all.push((locked, place));
    }
    let mut left = bounds.needs;
    for (locked, place) in all {
        let wanted = locked.dependencies.0.iter().take(left.saturating_add(1));
        let needs: Vec<u32> = wanted.filter_map(|need| resolve(need.as_str(), &places)).collect();
        if locked.source.filled().is_none() {
            for need in &needs {
                if let Some(package) = found.at(*need).filter(|package| package.is_direct.is_some()) {
                    package.is_direct = Some(true);
                }
            }
        }
        found.link(place, needs, &mut left)?;
    }
    Ok(())
}

fn purl(locked: &Locked<'_>, name: &str) -> Purl {
    let purl = Purl::new("cargo", name, locked.version.as_str());
    match locked.source.as_str().split_once('#') {
        Some((url, commit)) if url.starts_with("git+") => purl.with("vcs_url", origin::of_git(url, commit)),
        _ => purl,
    }
}

/// Finds the package that `NAME`, `NAME VERSION` or `NAME VERSION (SOURCE)` means.
fn resolve(need: &str, places: &Places<'_>) -> Option<u32> {
    let mut words = need.splitn(3, ' ');
    let all = places.get(words.next()?)?;
    let (version, source) = (words.next(), words.next());
    let source = source.map(|source| source.trim_start_matches('(').trim_end_matches(')'));
    let mut fitting = all.iter().filter(|(one, _)| {
        version.is_none_or(|version| one.version.as_str() == version)
            // Of a repository, the lockfile leaves out the commit here.
            && source.is_none_or(|source| one.source.as_str().split('#').next() == source.split('#').next())
    });
    fitting.next().map(|(_, place)| *place)
}

#[cfg(test)]
mod tests {
    use sekimori_model::NotAnalysed;

    use crate::packages::trial::{declared, told};

    #[test]
    fn packages_and_what_they_need_are_read() {
        let text = r#"
version = 4
[[package]]
name = "app"
version = "0.1.0"
dependencies = ["log", "part", "rand 0.8.5"]
[[package]]
name = "log"
version = "0.4.20"
source = "sparse+https://index.example.com/"
checksum = "b5e6163cb8c49088c2c36f57875e58ccd8c87c7427f7fbd50ea6710b2f3f2e8f"
[[package]]
name = "part"
version = "0.1.0"
dependencies = ["fork 1.0.0 (git+https://u:p@git.example/fork?branch=main)"]
[[package]]
name = "rand"
version = "0.7.3"
source = "sparse+https://index.example.com/"
[[package]]
name = "rand"
version = "0.8.5"
source = "sparse+https://index.example.com/"
dependencies = ["log"]
[[package]]
name = "fork"
version = "1.0.0"
source = "git+https://u:p@git.example/fork?branch=main#c0ffee"
"#;
        let found = declared("a/Cargo.lock", text);
        assert_eq!(
            told(&found),
            [
                "pkg:cargo/app@0.1.0 :4 > log, part, rand",
                "pkg:cargo/log@0.4.20 direct :8",
                "pkg:cargo/part@0.1.0 :13 > fork",
                "pkg:cargo/rand@0.7.3 indirect :17",
                "pkg:cargo/rand@0.8.5 direct :21 > log",
                "pkg:cargo/fork@1.0.0?vcs_url=git%2Bhttps://git.example/fork%40c0ffee direct :26",
            ]
        );
        assert_eq!(found.packages[0].needs, [1, 2, 4]);
        assert_eq!(found.packages[1].digests.len(), 1);
        assert!(found.problems.is_empty());
    }

    #[test]
    fn the_first_version_keeps_root_and_checksums_apart() {
        let text = r#"
[root]
name = "app"
version = "0.1.0"
dependencies = ["log 0.4.1 (registry+https://index.example/)"]
[[package]]
name = "log"
version = "0.4.1"
source = "registry+https://index.example/"
[metadata]
"checksum log 0.4.1 (registry+https://index.example/)" = "b5e6163cb8c49088c2c36f57875e58ccd8c87c7427f7fbd50ea6710b2f3f2e8f"
"#;
        let found = declared("Cargo.lock", text);
        assert_eq!(told(&found), ["pkg:cargo/app@0.1.0 :3 > log", "pkg:cargo/log@0.4.1 direct :7"]);
        assert_eq!(found.packages[1].digests.len(), 1);
    }

    #[test]
    fn a_broken_lockfile_is_named() {
        let found = declared("Cargo.lock", "[[package]\nname = 1");
        assert_eq!(found.problems.first().map(|problem| problem.reason), Some(NotAnalysed::Malformed));
        assert_eq!(found.problems[0].detail, "no TOML at line 1");
    }
}
