//! `sekimori image` with a database: the same image has the same findings each time, and what is of an unknown distribution is
//! never clean.

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::db::{of_packages, put, record, update, with};
use crate::folder::Folder;
use crate::image_layout::{LayerTar, layout};
use crate::program::Program;

const STATUS: &str = "Package: example\nStatus: install ok installed\nVersion: 1.0-1\nArchitecture: amd64\n";

/// A database that knows of a package of npm with capitals, a module of Go with capitals, and a package of Debian.
fn knowing() -> Folder {
    let folder = Folder::new();
    for (id, ecosystem, name) in [
        ("EXAMPLE-1", "npm", "exampleParser"),
        ("EXAMPLE-2", "Go", "example.org/Group/Module"),
        ("EXAMPLE-3", "Debian:12", "example"),
    ] {
        let mut record = record(id, Some("1.2.0"), &json!({ "database_specific": { "severity": "HIGH" } }));
        record["affected"][0]["package"] = json!({ "ecosystem": ecosystem, "name": name });
        put(&folder, &format!("osv/{id}.json"), &record.to_string());
    }
    update(&folder).exits(0);
    folder
}

fn made(layer: LayerTar) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    layout(folder.path(), &json!({ "User": "1000" }), &["COPY a /"], vec![layer]);
    folder
}

fn image(folder: &Folder, made: &TempDir, more: &[&str]) -> Program {
    let cache = folder.join("cache");
    let target = format!("oci:{}", made.path().display());
    with(folder, &["image", "--pack", "advisories", "--format", "json"])
        .var("SEKIMORI_CACHE_DIR", cache)
        .arg(target)
        .args(more)
}

#[test]
fn an_image_whose_layers_were_remembered_has_the_same_findings() {
    let folder = knowing();
    let package = json!({ "name": "exampleParser", "version": "1.1.0" }).to_string();
    let made = made(LayerTar::new().file("srv/node_modules/exampleParser/package.json", package));
    let run = |more: &[&str]| {
        let report = image(&folder, &made, more).exits(1).json();
        let found: Vec<Value> = of_packages(&report).into_iter().cloned().collect();
        assert_eq!(found.len(), 1, "{more:?}: {found:#?}");
        assert!(found[0]["fingerprint"].is_string());
        found[0].clone()
    };
    let first = run(&[]);
    assert_eq!(run(&[]), first, "the layer was read before");
    assert_eq!(run(&["--no-cache"]), first);
}

#[test]
fn a_bill_keeps_the_capitals_of_names() {
    let folder = knowing();
    put(
        &folder,
        "app/go.mod",
        "module example.org/own\n\ngo 1.22\n\nrequire example.org/Group/Module v1.1.0\n",
    );
    let app = folder.join("app").display().to_string();
    let bill = with(&folder, &["sbom", &app]).exits(0).out;
    assert!(bill.contains("pkg:golang/example.org/Group/Module@v1.1.0"), "{bill}");
    put(&folder, "bills/app.cdx.json", &bill);
    // Other tools write it in small letters.
    put(&folder, "bills/small.cdx.json", &bill.replace("Group/Module", "group/module"));
    let npm = |name: &str, purl: &str| {
        json!({ "bomFormat": "CycloneDX", "specVersion": "1.6", "components":
            [{ "type": "library", "name": name, "version": "1.1.0", "purl": purl }] })
    };
    put(&folder, "bills/npm.cdx.json", &npm("exampleParser", "pkg:npm/exampleparser@1.1.0").to_string());
    for name in ["app", "small", "npm"] {
        let path = folder.join(&format!("bills/{name}.cdx.json")).display().to_string();
        let report = with(&folder, &["match", &path, "--format", "json"]).exits(1).json();
        assert_eq!(of_packages(&report).len(), 1, "{name}: {report:#}");
    }
    put(&folder, "bills/other.cdx.json", &npm("exampleparser", "pkg:npm/exampleparser@1.1.0").to_string());
    let other = folder.join("bills/other.cdx.json").display().to_string();
    let report = with(&folder, &["match", &other, "--format", "json"]).exits(0).json();
    assert!(of_packages(&report).is_empty(), "it is another package");
}

#[test]
fn an_image_that_does_not_say_its_distribution_is_not_clean() {
    let folder = knowing();
    let of = |release: Option<&str>| {
        let layer = LayerTar::new().file("var/lib/dpkg/status", STATUS);
        made(match release {
            Some(release) => layer.file("etc/os-release", release),
            None => layer,
        })
    };
    let known = of(Some("ID=debian\nVERSION_ID=\"12\"\n"));
    let report = image(&folder, &known, &[]).exits(1).json();
    assert_eq!(of_packages(&report).len(), 1);
    for (release, said) in [
        (None, "neither `/etc/os-release` nor the package URL says of which distribution they are"),
        (Some("ID=raspbian\nID_LIKE=debian\nVERSION_ID=\"12\"\n"), "of the distribution raspbian (deb)"),
    ] {
        let made = of(release);
        let report = image(&folder, &made, &[]).exits(0).json();
        assert_eq!(report["verdict"]["decision"], "warn", "{report:#}");
        let note =
            report["notes"].as_array().expect("a list").iter().find(|one| one["code"] == "advisories-gap");
        assert!(
            note.is_some_and(|note| note["text"]["en"].as_str().is_some_and(|text| text.contains(said))),
            "{report:#}"
        );
        image(&folder, &made, &["--fail-on-not-analysed"]).exits(1);
    }
    // A bill of which nothing could be compared is none that was.
    let bill = json!({ "bomFormat": "CycloneDX", "specVersion": "1.6", "components":
        [{ "type": "library", "name": "a", "version": "1", "purl": "not a purl" }] });
    put(&folder, "bill.cdx.json", &bill.to_string());
    let bill = folder.join("bill.cdx.json").display().to_string();
    let report = with(&folder, &["match", &bill, "--format", "json"]).exits(0).json();
    assert_eq!(report["verdict"]["decision"], "warn", "{report:#}");
    with(&folder, &["match", &bill, "--fail-on-not-analysed"]).exits(1);
}

#[test]
fn a_database_of_a_day_that_is_not_yet_is_named() {
    let folder = knowing();
    let package = json!({ "name": "exampleParser", "version": "2.0.0" }).to_string();
    let made = made(LayerTar::new().file("srv/node_modules/exampleParser/package.json", package));
    let said = |today: &str| {
        let report = image(&folder, &made, &[]).var("SEKIMORI_NOW", today).exits(0).json();
        report["notes"].to_string()
    };
    assert!(said("2026-02-01").contains("one of the two clocks is wrong"));
    assert!(said("2026-04-01").contains("what was published since is not known"));
    assert!(!said("2026-03-02").contains("clocks"));
}
