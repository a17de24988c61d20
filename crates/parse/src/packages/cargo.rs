//! Cargo: `Cargo.lock`.
//!
//! # Source
//! The Cargo Book, "Cargo.toml vs Cargo.lock"; the lockfile's versions 1 to 4 in cargo's `resolver/encode.rs`.

use std::collections::HashMap;

use sekimori_model::{DigestAlgorithm, NotAnalysed, Package, PackageDigest, Purl};
use serde::Deserialize;

use super::{Bounds, FileName, Found, Input, Reader, Sort};
use crate::{Failure, decode};

pub(super) const READERS: &[Reader] = &[Reader {
    id: "cargo-lock",
    sort: Sort::Declared,
    files: &[FileName::Named("Cargo.lock")],
    read: read_lock,
}];

#[derive(Deserialize)]
struct Lock {
    #[serde(default)]
    package: Vec<Locked>,
}

#[derive(Deserialize)]
struct Locked {
    name: String,
    version: String,
    source: Option<String>,
    checksum: Option<String>,
    #[serde(default)]
    dependencies: Vec<String>,
}

fn read_lock(input: &Input<'_>, bounds: &Bounds, found: &mut Found) -> Result<(), Failure> {
    let malformed = |detail: String| Failure::of_file(NotAnalysed::Malformed, detail);
    let text = decode(input.bytes)?;
    let lock: Lock = toml::from_str(&text.text).map_err(|error| malformed(error.message().to_owned()))?;
    let mut places: HashMap<&str, Vec<(&Locked, u32)>> = HashMap::new();
    for locked in &lock.package {
        let mut package = Package::new(Purl::new("cargo", &*locked.name, &*locked.version), input.path);
        if let Some(checksum) = &locked.checksum {
            package
                .digests
                .push(PackageDigest { algorithm: DigestAlgorithm::Sha256, value: checksum.as_str().into() });
        }
        let place = found.push(package, bounds)?;
        places.entry(&locked.name).or_default().push((locked, place));
    }
    let mut left = bounds.needs;
    for locked in &lock.package {
        let Some((_, place)) =
            places.get(&*locked.name).and_then(|all| all.iter().find(|(one, _)| std::ptr::eq(*one, locked)))
        else {
            continue;
        };
        let mut needs: Vec<u32> =
            locked.dependencies.iter().take(left).filter_map(|need| resolve(need, &places)).collect();
        left = left.saturating_sub(needs.len());
        needs.sort_unstable();
        needs.dedup();
        if let Some(package) = usize::try_from(*place).ok().and_then(|place| found.packages.get_mut(place)) {
            package.needs = needs;
        }
    }
    Ok(())
}

/// Finds the package that `NAME`, `NAME VERSION` or `NAME VERSION (SOURCE)` means.
fn resolve(need: &str, places: &HashMap<&str, Vec<(&Locked, u32)>>) -> Option<u32> {
    let mut words = need.splitn(3, ' ');
    let all = places.get(words.next()?)?;
    let (version, source) = (words.next(), words.next());
    let source = source.map(|source| source.trim_start_matches('(').trim_end_matches(')'));
    let mut fitting = all.iter().filter(|(one, _)| {
        version.is_none_or(|version| one.version == version)
            && source.is_none_or(|source| one.source.as_deref() == Some(source))
    });
    fitting.next().map(|(_, place)| *place)
}

#[cfg(test)]
mod tests {
    use sekimori_model::NotAnalysed;

    use crate::packages::{Bounds, Found, Input, Sort, read, readers_of};

    fn found(path: &str, text: &str) -> Found {
        let mut found = Found::default();
        let input = Input { path, bytes: text.as_bytes(), beside: &|_| None };
        for reader in readers_of(path, Sort::Declared) {
            read(reader, &input, &Bounds::default(), &mut found);
        }
        found
    }

    #[test]
    fn packages_and_what_they_need_are_read() {
        let text = r#"
version = 4
[[package]]
name = "app"
version = "0.1.0"
dependencies = ["log", "rand 0.8.5"]
[[package]]
name = "log"
version = "0.4.20"
source = "sparse+https://index.example.com/"
checksum = "b5e6163cb8c49088c2c36f57875e58ccd8c87c7427f7fbd50ea6710b2f3f2e8f"
[[package]]
name = "rand"
version = "0.7.3"
[[package]]
name = "rand"
version = "0.8.5"
"#;
        let found = found("a/Cargo.lock", text);
        let purls: Vec<_> = found.packages.iter().map(|package| package.purl.to_string()).collect();
        assert_eq!(
            purls,
            ["pkg:cargo/app@0.1.0", "pkg:cargo/log@0.4.20", "pkg:cargo/rand@0.7.3", "pkg:cargo/rand@0.8.5"]
        );
        assert_eq!(found.packages.first().map(|app| app.needs.clone()), Some(vec![1, 3]));
        assert!(found.problems.is_empty());
    }

    #[test]
    fn a_broken_lockfile_is_named() {
        let found = found("Cargo.lock", "[[package]\nname = 1");
        assert_eq!(found.problems.first().map(|problem| problem.reason), Some(NotAnalysed::Malformed));
    }
}
