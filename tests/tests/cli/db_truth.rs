//! What a database does not tell is said: parts that are damaged, distributions that it lacks, faults by other names.

use std::fs;

use serde_json::{Value, json};

use crate::db::{of_packages, put, record, scan, site, update, with};
use crate::image_layout::{LayerTar, layout};
use crate::published::holds;
use crate::registry_scan;
use crate::registry_server::Server;
use crate::remembered::bill;

#[test]
fn a_database_with_a_damaged_part_is_not_used() {
    let folder = site();
    update(&folder).exits(0);
    let path = folder.join("db/advisories.db");
    let whole = fs::read(&path).expect("it is there");
    let texts = 1 + whole.windows(4).position(|part| part == b"CVE-").expect("aliases lie in it");
    for at in [texts, whole.len() / 3, whole.len() / 2] {
        let mut changed = whole.clone();
        changed[at] ^= 4;
        fs::write(&path, changed).expect("room");
        let report = scan(&folder, &[]).exits(4).json();
        assert_eq!(report["notes"][0]["code"], "advisories-unusable", "{at}: {report:#}");
        let said = with(&folder, &["match", "--lang", "ja"]).var("SEKIMORI_STATE_DIR", folder.join("state"));
        assert!(!said.exits(2).err.is_empty());
    }
}

#[test]
fn a_distribution_speaks_for_the_faults_that_it_names_alone() {
    let folder = site();
    let of = |id: &str, ecosystem: &str, name: &str, fixed: &str| {
        let mut record = record(
            id,
            Some(fixed),
            &json!({ "aliases": [id.replace("DEBIAN-", "").replace("PYSEC-", "CVE-")] }),
        );
        record["affected"][0]["package"] = json!({ "ecosystem": ecosystem, "name": name });
        record["affected"][0]["ranges"][0]["type"] = json!("ECOSYSTEM");
        put(&folder, &format!("osv/{id}.json"), &record.to_string());
    };
    of("PYSEC-2026-1001", "PyPI", "example-web", "3.0");
    of("PYSEC-2026-1002", "PyPI", "example-web", "3.0");
    // Mended by Debian in the very package that is here.
    of("DEBIAN-CVE-2026-1001", "Debian:12", "example-source", "2.28.1-1");
    update(&folder).exits(0);
    let status = "Package: python3-example-web\nStatus: install ok installed\nArchitecture: all\nSource: example-source\nVersion: 2.28.1-1\n\n";
    put(&folder, "root/etc/os-release", "ID=debian\nVERSION_ID=\"12\"\n");
    put(&folder, "root/var/lib/dpkg/status", status);
    let metadata = "usr/lib/python3/dist-packages/example_web-2.28.1.dist-info/METADATA";
    put(&folder, &format!("root/{metadata}"), "Metadata-Version: 2.1\nName: example-web\nVersion: 2.28.1\n");
    put(&folder, "root/var/lib/dpkg/info/python3-example-web.list", &format!("/.\n/{metadata}\n"));
    let root = format!("rootfs:{}", folder.join("root").display());
    let ids = |report: &Value| {
        let found = of_packages(report).into_iter().filter(|one| one["rule"] == "package/vulnerable");
        found.map(|one| one["title"]["en"].as_str().expect("a text").to_owned()).collect::<Vec<_>>()
    };
    let report = with(&folder, &["image", &root, "--format", "json"]).exits(1).json();
    assert_eq!(ids(&report), ["CVE-2026-1002 in example-web 2.28.1"]);
    // A bill that was kept says the same.
    let kept = folder.join("root.cdx.json");
    with(&folder, &["sbom", &root, "--output", kept.to_str().expect("it is text")]).exits(0);
    let report = with(&folder, &["match", "--format", "json"]).arg(&kept).exits(1).json();
    assert_eq!(ids(&report), ["CVE-2026-1002 in example-web 2.28.1"]);
    let stored = with(&folder, &["match", "--remember", "--format", "json"])
        .var("SEKIMORI_STATE_DIR", folder.join("state"))
        .arg(&kept)
        .exits(1)
        .json();
    let told: Vec<&Value> =
        stored["findings"].as_array().expect("a list").iter().map(|one| &one["advisory"]).collect();
    assert_eq!(told, [&json!("CVE-2026-1002")]);
}

#[test]
fn a_distribution_that_the_database_lacks_is_told_of_a_registry_and_of_what_is_stored() {
    let folder = site();
    let Some(server) = Server::start(folder.path(), "") else { return };
    update(&folder).exits(0);
    let made = folder.join("made");
    let layer = LayerTar::new()
        .file("etc/os-release", "ID=wolfi\nVERSION_ID=20230201\n")
        .file("lib/apk/db/installed", "P:musl\nV:1.2.4-r2\nA:x86_64\n\n");
    layout(&made, &json!({ "User": "10001" }), &["COPY . /"], vec![layer]);
    server.push(&made, "shop/web:1");
    let json = |more: &[&str], code| {
        let run = registry_scan::scan(&folder, &server.host, more);
        let report = run.args(&["--format", "json"]).exits(code).json();
        holds(&report);
        report
    };
    let report = json(&[], 0);
    assert_eq!(report["notes"][0]["code"], "advisories-gap", "{report:#}");
    json(&["--fail-on-not-analysed"], 1);
    let stored = |more: &[&str]| {
        with(&folder, &["match", "--fail-on", "high"])
            .var("SEKIMORI_STATE_DIR", folder.join("state"))
            .args(more)
    };
    stored(&[]).exits(0);
    stored(&["--fail-on-not-analysed"]).exits(1);
}

#[test]
fn a_fault_is_known_however_many_names_it_had() {
    let folder = site();
    let named = |id: &str, aliases: &Value| {
        let _ = fs::remove_dir_all(folder.join("osv"));
        let one = record(
            id,
            Some("1.5.0"),
            &json!({ "aliases": aliases, "database_specific": { "severity": "HIGH" } }),
        );
        put(&folder, "osv/one.json", &one.to_string());
        update(&folder).arg("--allow-older").exits(0);
    };
    bill(&folder, "bills/web.cdx.json", &[("example-parser", "1.1.0")]);
    let run = |more: &[&str], code| {
        let args =
            with(&folder, &["match", "--fail-on", "high"]).var("SEKIMORI_STATE_DIR", folder.join("state"));
        args.args(more).exits(code)
    };
    named("GHSA-aaaa-bbbb-cccc", &json!([]));
    run(&["--remember", folder.join("bills").to_str().expect("it is text")], 1);
    named("GHSA-aaaa-bbbb-cccc", &json!(["CVE-2026-0001"]));
    run(&["--new"], 0);
    named("CVE-2026-0001", &json!([]));
    run(&["--new"], 0);
}

#[test]
fn a_package_of_a_bill_that_cannot_be_compared_is_told_of_the_bill() {
    let folder = site();
    update(&folder).exits(0);
    bill(&folder, "web.cdx.json", &[("example-parser", "no version")]);
    let run = with(&folder, &["match", "--format", "json"]).arg(folder.join("web.cdx.json"));
    let report = run.exits(0).json();
    let subjects: Vec<&Value> =
        report["findings"].as_array().expect("a list").iter().map(|one| &one["subject"]["path"]).collect();
    let own = |subject: &&Value| subject.as_str().is_some_and(|path| path.ends_with("web.cdx.json"));
    assert!(subjects.len() == 1 && subjects.iter().all(own), "{report:#}");
}

#[test]
fn what_to_update_to_is_in_the_published_form() {
    let folder = site();
    update(&folder).exits(0);
    let listed = with(&folder, &["deps", "--format", "json"]).arg(folder.join("app")).exits(0).json();
    holds(&listed);
    assert!(listed.to_string().contains(r#""update":{"#), "{listed:#}");
}
