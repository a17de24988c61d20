//! Grype: the `ignore` list of its configuration.
//!
//! # Source
//! github.com/anchore/grype, README.md ("Specifying matches to ignore").

use super::advisories::{advisory, of_package};
use super::{Found, Scanner, Scope, Unclear, What, word};
use crate::yaml::Node;

/// Types of packages, and those of package URLs.
const TYPES: [(&str, &str); 16] = [
    ("apk", "apk/alpine"),
    ("conan", "conan"),
    ("cocoapods", "cocoapods"),
    ("dart-pub", "pub"),
    ("deb", "deb/debian"),
    ("dotnet", "nuget"),
    ("gem", "gem"),
    ("hackage", "hackage"),
    ("hex", "hex"),
    ("java-archive", "maven"),
    ("jenkins-plugin", "maven"),
    ("npm", "npm"),
    ("php-composer", "composer"),
    ("python", "pypi"),
    ("rust-crate", "cargo"),
    ("wordpress-plugin", "wordpress-plugin"),
];

/// Reads the configuration.
pub(super) fn config(root: Node<'_>, found: &mut Found<'_>) {
    let Some(list) = root.get("ignore") else { return };
    for rule in list.items() {
        if found.is_full() {
            return;
        }
        let line = rule.span().line;
        let reason = word(rule, "reason").unwrap_or_default();
        let (what, scope) = of(rule).unwrap_or_else(|why| (What::Unclear(why), Scope::default()));
        found.add(Scanner::Grype, what, &scope, reason, line);
    }
}

fn of(rule: Node<'_>) -> Result<(What, Scope), Unclear> {
    let mut scope = Scope::default();
    let mut what = None;
    for entry in rule.entries() {
        match entry.key.text() {
            Some("vulnerability") => {
                what = Some(advisory(entry.value.text().unwrap_or_default()).ok_or(Unclear::Form)?);
            }
            Some("package") => scope.subject = Some(package(entry.value)?),
            Some("include-aliases" | "reason") => {}
            // A state of the fix, a namespace, a kind of match: a waiver would accept more.
            _ => return Err(Unclear::Together),
        }
    }
    match (what, &scope.subject) {
        (Some(what), _) => Ok((what, scope)),
        (None, Some(_)) => Ok((What::AnyAdvisory, scope)),
        (None, None) => Err(Unclear::Form),
    }
}

fn package(package: Node<'_>) -> Result<String, Unclear> {
    let (mut name, mut kind) = ("", "");
    for entry in package.entries() {
        let text = entry.value.text().unwrap_or_default();
        match entry.key.text() {
            Some("name") => name = text,
            Some("type") => kind = text,
            _ => return Err(Unclear::Together),
        }
    }
    // Grype reads names as regular expressions. A dot or a plus is taken as itself, which is less than it says.
    if name.contains(|c| r"*?[](){}|^$\".contains(c)) {
        return Err(Unclear::Together);
    }
    let known = TYPES.iter().find(|(known, _)| *known == kind).ok_or(Unclear::Together)?.1;
    match known.split_once('/') {
        Some((kind, namespace)) => of_package(kind, &format!("{namespace}/{name}")),
        None => of_package(known, name),
    }
}
