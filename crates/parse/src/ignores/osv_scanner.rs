//! OSV-Scanner: `osv-scanner.toml`.
//!
//! # Source
//! google.github.io/osv-scanner, "Configure OSV-Scanner" ("Ignore vulnerabilities by ID", "Override specific packages").

use toml::de::{DeTable, DeValue};

use super::advisories::{advisory, of_package};
use super::leaks::toml::{parse, tables};
use super::{Found, Scanner, Scope, Unclear, What};
use crate::Failure;

/// The file's name.
pub(super) const CONFIG: &str = "osv-scanner.toml";

/// Ecosystems of the database, and the types of package URLs.
const ECOSYSTEMS: [(&str, &str); 16] = [
    ("Alpine", "apk/alpine"),
    ("ConanCenter", "conan"),
    (concat!("crates", ".io"), "cargo"),
    ("CRAN", "cran"),
    ("Debian", "deb/debian"),
    ("Go", "golang"),
    ("Hackage", "hackage"),
    ("Hex", "hex"),
    ("Maven", "maven"),
    ("npm", "npm"),
    ("NuGet", "nuget"),
    ("Packagist", "composer"),
    ("Pub", "pub"),
    ("PyPI", "pypi"),
    ("RubyGems", "gem"),
    ("SwiftURL", "swift"),
];

/// Reads the configuration.
///
/// # Errors
/// [`Failure`] where it is no TOML, or larger than any that a person keeps.
pub(super) fn config(text: &str, found: &mut Found<'_>) -> Result<(), Failure> {
    let (root, lines) = parse(text)?;
    let everywhere = Scope::of_folder(found.path);
    for (key, value) in root.get_ref() {
        for (table, span) in tables(value) {
            if found.is_full() {
                return Ok(());
            }
            match &**key.get_ref() {
                "IgnoredVulns" => {
                    let what = word(table, "id").and_then(advisory).unwrap_or(What::Unclear(Unclear::Form));
                    add(what, table, "ignoreUntil", &everywhere, lines.line(&span), found);
                }
                "PackageOverrides" => {
                    let (what, subject) = match package(table) {
                        Ok((what, subject)) => (what, Some(subject)),
                        Err(what) => (what, None),
                    };
                    let scope = Scope { subject, ..everywhere.clone() };
                    add(what, table, "effectiveUntil", &scope, lines.line(&span), found);
                }
                _ => {}
            }
        }
    }
    Ok(())
}

fn add(what: What, table: &DeTable<'_>, until: &str, scope: &Scope, line: u32, found: &mut Found<'_>) {
    let day = table.get(until).map(|value| match value.get_ref() {
        DeValue::Datetime(day) => day.to_string(),
        other => other.as_str().unwrap_or_default().to_owned(),
    });
    let reason = word(table, "reason").unwrap_or_default();
    let day = day.map(|day| day.get(..10).unwrap_or(&day).parse());
    let what = if matches!(day, Some(Err(_))) { What::Unclear(Unclear::Day) } else { what };
    found.add_until(Scanner::OsvScanner, what, scope, reason, day.and_then(Result::ok), line);
}

/// What is left alone of a package, and the selector over it.
fn package(table: &DeTable<'_>) -> Result<(What, String), What> {
    let flag = |table: &DeTable<'_>| {
        table.get("ignore").is_some_and(|value| value.get_ref().as_bool() == Some(true))
    };
    let of_faults = table.get("vulnerability").and_then(|value| value.get_ref().as_table());
    // An override of the licence, or of nothing.
    if !flag(table) && !of_faults.is_some_and(flag) {
        return Err(What::Other);
    }
    let unclear = Err(What::Unclear(Unclear::Together));
    if ["version", "group"].iter().any(|key| table.contains_key(*key)) {
        return unclear;
    }
    let (Some(name), Some(ecosystem)) = (word(table, "name"), word(table, "ecosystem")) else {
        return unclear;
    };
    let known = ECOSYSTEMS.iter().find(|(known, _)| known.eq_ignore_ascii_case(ecosystem));
    let Some((_, kind)) = known else { return unclear };
    let subject = match kind.split_once('/') {
        Some((kind, namespace)) => of_package(kind, &format!("{namespace}/{name}")),
        None => of_package(kind, name),
    };
    subject.map(|subject| (What::AnyAdvisory, subject)).map_err(What::Unclear)
}

fn word<'t>(table: &'t DeTable<'_>, key: &str) -> Option<&'t str> {
    table.get(key)?.get_ref().as_str()
}
