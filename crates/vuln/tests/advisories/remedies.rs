//! Which version a package is to go to.

use std::sync::Arc;

use sekimori_model::{Package, SourcePackage};
use sekimori_vuln::Database;
use serde_json::{Value, json};

use crate::{bytes, record, until};

/// The version to go to, and what it leaves.
fn remedy(bytes: &[u8], package: &Package) -> Option<(String, Vec<String>)> {
    let database = Database::open(bytes).unwrap();
    let found = database.advisories_of(package, None).unwrap().found;
    let remedy = database.remedy(package, None, &found).unwrap()?;
    Some((remedy.version.to_string(), remedy.leaves.iter().map(ToString::to_string).collect()))
}

fn of(records: &[Value], purl: &str) -> Option<(String, Vec<String>)> {
    remedy(&bytes(records), &Package::new(purl.parse().unwrap(), "lock"))
}

fn npm(id: &str, events: &Value) -> Value {
    record(id, "npm", "example-a", events, &json!({}))
}

#[test]
fn the_lowest_version_without_all_faults_is_the_highest_fix() {
    let records = [npm("T-1", &until("1.2.0")), npm("T-2", &until("1.10.0")), npm("T-3", &until("1.9.0"))];
    assert_eq!(of(&records, "pkg:npm/example-a@1.1.0"), Some(("1.10.0".to_owned(), vec![])));
    assert_eq!(of(&records, "pkg:npm/example-a@1.10.0"), None, "there is nothing to go from");
}

#[test]
fn a_fix_with_a_fault_of_its_own_leads_on() {
    let own = json!([{"introduced": "1.2.0"}, {"fixed": "1.4.0"}]);
    let records = [npm("T-1", &until("1.2.0")), npm("T-2", &own)];
    assert_eq!(of(&records, "pkg:npm/example-a@1.1.0"), Some(("1.4.0".to_owned(), vec![])));
    // A fault that nobody mends and that this version has not is no remedy.
    let records = [npm("T-1", &until("1.2.0")), npm("T-2", &json!([{"introduced": "1.2.0"}]))];
    assert_eq!(of(&records, "pkg:npm/example-a@1.1.0"), None);
}

#[test]
fn what_no_version_is_without_stays_and_is_named() {
    let ever = json!([{"introduced": "0"}]);
    let records = [npm("T-1", &until("1.2.0")), npm("T-2", &ever)];
    assert_eq!(of(&records, "pkg:npm/example-a@1.1.0"), Some(("1.2.0".to_owned(), vec!["T-2".to_owned()])));
    assert_eq!(of(&[npm("T-2", &ever)], "pkg:npm/example-a@1.1.0"), None);
    // One record says that it was mended, another of the same fault that it never was.
    let other = record("T-3", "npm", "example-a", &ever, &json!({"aliases": ["T-1"]}));
    let left = of(&[npm("T-1", &until("1.2.0")), other], "pkg:npm/example-a@1.1.0");
    assert_eq!(left, Some(("1.2.0".to_owned(), vec!["T-1".to_owned()])));
}

#[test]
fn a_distribution_mends_by_the_version_of_the_source() {
    let records = [record("DSA-1", "Debian:12", "example", &until("1:2.0-3"), &json!({}))];
    let purl = "pkg:deb/debian/libexample1@9.9?distro=debian-12";
    let mut package = Package::new(purl.parse().unwrap(), "status");
    package.source = Some(SourcePackage { name: "example".into(), version: Arc::from("1:1.0-1") });
    assert_eq!(remedy(&bytes(&records), &package), Some(("1:2.0-3".to_owned(), vec![])));
}

#[test]
fn thousands_of_fixes_are_one_step() {
    let all: Vec<Value> =
        (1..=2_000).map(|number| npm(&format!("T-{number}"), &until(&format!("1.{number}.0")))).collect();
    assert_eq!(of(&all, "pkg:npm/example-a@1.0.0"), Some(("1.2000.0".to_owned(), vec![])));
}
