//! Composer: `composer.lock`, and what is installed in `vendor`.
//!
//! # Source
//! getcomposer.org: "Basic usage", "The composer.json schema".

use std::collections::HashSet;

use sekimori_model::{Licence, Package, Purl, Scope};
use serde::Deserialize;

use super::lax::{Row, Table, Word};
use super::links::Links;
use super::{Bounds, FileName, Found, Input, Reader, Sort, digest, document, published};
use crate::{Failure, decode, licence};

pub(super) const READERS: &[Reader] = &[
    Reader {
        id: "composer-lock",
        sort: Sort::Declared,
        files: &[FileName::Named("composer.lock")],
        read: read_lock,
    },
    Reader {
        id: "composer-installed",
        sort: Sort::Installed,
        files: &[FileName::NamedIn { name: "installed.json", folder_ending: "composer" }],
        read: read_installed,
    },
];

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
struct Lock<'t> {
    #[serde(borrow)]
    packages: Row<Locked<'t>>,
    #[serde(borrow)]
    packages_dev: Row<Locked<'t>>,
    #[serde(borrow)]
    dev_package_names: Row<Word<'t>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Locked<'t> {
    #[serde(borrow)]
    name: Word<'t>,
    #[serde(borrow)]
    version: Word<'t>,
    #[serde(borrow)]
    license: Row<Word<'t>>,
    #[serde(borrow)]
    require: Table<'t, Word<'t>>,
    #[serde(borrow)]
    dist: Option<Dist<'t>>,
    /// When it was released.
    #[serde(borrow)]
    time: Word<'t>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Dist<'t> {
    #[serde(borrow)]
    shasum: Word<'t>,
}

/// What the project asks for, in `composer.json`.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
struct Project<'t> {
    #[serde(borrow)]
    require: Table<'t, Word<'t>>,
    #[serde(borrow)]
    require_dev: Table<'t, Word<'t>>,
}

fn read_lock(input: &Input<'_>, bounds: &Bounds, found: &mut Found) -> Result<(), Failure> {
    let text = decode(input.bytes)?;
    let lock: Lock<'_> = document::json(&text.text)?;
    let first = found.packages.len();
    list(&lock, input, bounds, found)?;
    let Some(asked) = (input.beside)("composer.json").and_then(|project| asked(&project)) else {
        return Ok(());
    };
    for package in found.packages.iter_mut().skip(first) {
        let name = package.purl.full_name();
        package.is_direct = Some(asked.contains(&name));
    }
    Ok(())
}

/// The names of what a project asks for; none where its file cannot be read.
fn asked(project: &[u8]) -> Option<HashSet<String>> {
    let text = decode(project).ok()?;
    let project: Project<'_> = document::json(&text.text).ok()?;
    Some(project.require.keys().chain(project.require_dev.keys()).map(str::to_ascii_lowercase).collect())
}

fn read_installed(input: &Input<'_>, bounds: &Bounds, found: &mut Found) -> Result<(), Failure> {
    let text = decode(input.bytes)?;
    // The first version was the list alone.
    let lock = if text.text.trim_start().starts_with('[') {
        Lock { packages: document::json(&text.text)?, ..Lock::default() }
    } else {
        document::json(&text.text)?
    };
    list(&lock, input, bounds, found)
}

fn list(lock: &Lock<'_>, input: &Input<'_>, bounds: &Bounds, found: &mut Found) -> Result<(), Failure> {
    let mut links = Links::new(bounds);
    let all = || {
        let run = lock.packages.0.iter().map(|one| (one, Scope::Runtime));
        run.chain(lock.packages_dev.0.iter().map(|one| (one, Scope::Development)))
    };
    let names: HashSet<String> =
        lock.dev_package_names.0.iter().map(|name| name.as_str().to_ascii_lowercase()).collect();
    let mut places = Vec::new();
    for (locked, scope) in all() {
        let Some(name) = locked.name.filled() else { continue };
        let name = name.to_ascii_lowercase();
        let version = locked.version.as_str();
        let mut package = Package::new(purl(&name, version.strip_prefix('v').unwrap_or(version)), input.path);
        package.scope = if names.contains(&name) { Scope::Development } else { scope };
        package.licence = licence_of(&locked.license);
        package.published = published::of_text(locked.time.as_str());
        let sum = locked.dist.as_ref().map(|dist| dist.shasum.as_str()).unwrap_or_default();
        package.digests.extend(digest::of_hex("sha1", sum));
        let place = found.push(package, bounds)?;
        links.offer(name, place);
        places.push((place, locked));
    }
    for (place, locked) in places {
        links.link(found, place, locked.require.keys().map(str::to_ascii_lowercase))?;
    }
    Ok(())
}

/// Several licences are a choice, as the schema says.
fn licence_of(all: &Row<Word<'_>>) -> Option<Licence> {
    licence::any_of(all.0.iter().take(16).filter_map(|one| licence::read(one.as_str())))
}

fn purl(name: &str, version: &str) -> Purl {
    match name.split_once('/') {
        Some((vendor, name)) => Purl::new("composer", name, version).in_namespace(vendor),
        None => Purl::new("composer", name, version),
    }
}

#[cfg(test)]
mod tests {
    use sekimori_model::Licence;

    use crate::packages::trial::{beside, installed, told};

    const LOCK: &str = r#"{
      "packages": [
        {"name": "Monolog/monolog", "version": "v3.4.0", "license": ["MIT"], "require": {"php": ">=8.1", "psr/log": "^3"},
         "dist": {"shasum": "da39a3ee5e6b4b0d3255bfef95601890afd80709"}},
        {"name": "psr/log", "version": "3.0.0", "license": ["MIT", "GPL-2.0-or-later"], "dist": {"shasum": ""}}
      ],
      "packages-dev": [{"name": "phpunit/phpunit", "version": "10.3.2"}]
    }"#;

    #[test]
    fn a_lockfile_and_what_the_project_asks_for_are_read() {
        let project = r#"{"require": {"monolog/monolog": "^3"}, "require-dev": {"phpunit/phpunit": "^10"}}"#;
        let found = beside("composer.lock", LOCK, &[("composer.json", project)]);
        assert_eq!(
            told(&found),
            [
                "pkg:composer/monolog/monolog@3.4.0 direct > psr/log",
                "pkg:composer/psr/log@3.0.0 indirect",
                "pkg:composer/phpunit/phpunit@10.3.2 development direct",
            ]
        );
        assert_eq!(found.packages[0].digests.len(), 1);
        assert_eq!(found.packages[1].licence.as_ref().map(Licence::text), Some("MIT OR GPL-2.0-or-later"));
    }

    #[test]
    fn both_versions_of_what_is_installed_are_read() {
        let old =
            installed("srv/vendor/composer/installed.json", r#"[{"name": "psr/log", "version": "1.0"}]"#);
        assert_eq!(told(&old), ["pkg:composer/psr/log@1.0"]);
        let text = r#"{"packages": [{"name": "a/b", "version": "1"}], "dev-package-names": ["a/b"]}"#;
        assert_eq!(
            told(&installed("vendor/composer/installed.json", text)),
            ["pkg:composer/a/b@1 development"]
        );
    }
}
