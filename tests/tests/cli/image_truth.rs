//! `sekimori image` and `sekimori sbom`: what lies in an image in an unusual way is read or told, never passed over.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::folder::{Folder, TODAY};
use crate::image_layout::{LayerTar, layout};
use crate::program::{Program, sekimori};

const RELEASE: &str = "ID=debian\nVERSION_ID=\"12\"\n";
const STATUS: &str = "Package: a\nStatus: install ok installed\nVersion: 1\nArchitecture: amd64\n";

fn made(layers: Vec<LayerTar>) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let steps: Vec<&str> = layers.iter().map(|_| "COPY a /").collect();
    layout(folder.path(), &json!({ "User": "1000" }), &steps, layers);
    folder
}

fn image(folder: &Path) -> Program {
    let target = format!("oci:{}", folder.display());
    sekimori(&["image", "--no-cache", "--now", TODAY, "--fail-on", "critical", "--format", "json"])
        .arg(target)
}

fn not_analysed(report: &Value) -> Vec<String> {
    let of = |one: &Value| one["location"]["path"].as_str().unwrap_or_default().to_owned();
    let findings = report["findings"].as_array().expect("a list");
    findings.iter().filter(|one| one["outcome"].to_string().contains("not-analysed")).map(of).collect()
}

#[test]
fn a_damaged_database_of_packages_is_no_empty_one() {
    for (path, content) in [
        ("var/lib/dpkg/status", vec![0; 5_000]),
        ("var/lib/dpkg/status", b"Status: install ok installed\nVersion: 1\n".to_vec()),
        ("lib/apk/db/installed", vec![0xFF; 5_000]),
        ("var/lib/pacman/local/a-1-1/desc", b"%VERSION%\n1\n".to_vec()),
        ("usr/lib/opkg/status", b"\x01\x02\x03".to_vec()),
    ] {
        let folder = made(vec![LayerTar::new().file("etc/os-release", RELEASE).file(path, content)]);
        let report = image(folder.path()).exits(0).json();
        assert_eq!(not_analysed(&report), [path]);
    }
}

#[test]
fn what_is_read_only_under_its_own_name_is_told_where_it_is_a_link() {
    let shadow = "root::0:0:99999:7:::\n";
    for (name, to) in [("etc/shadow", "../a"), ("etc/passwd", "/a"), ("etc/os-release", "../opt/x")] {
        let folder = made(vec![LayerTar::new().file("a", shadow).link(name, to)]);
        assert_eq!(not_analysed(&image(folder.path()).exits(0).json()), [name]);
    }
    let usual = LayerTar::new()
        .file("usr/lib/os-release", RELEASE)
        .link("etc/os-release", "../usr/lib/os-release")
        .file("var/lib/dpkg/status", STATUS);
    assert_eq!(not_analysed(&image(made(vec![usual]).path()).exits(0).json()), [""; 0]);
}

#[test]
fn of_two_images_in_a_folder_none_is_taken_for_both() {
    let folder = made(vec![LayerTar::new().file("a", "1")]);
    let index = |folder: &Path| -> Value {
        serde_json::from_slice(&fs::read(folder.join("index.json")).expect("an index")).expect("JSON")
    };
    let mut first = index(folder.path())["manifests"][0].clone();
    layout(folder.path(), &json!({ "User": "0" }), &["COPY b /"], vec![LayerTar::new().file("b", "2")]);
    let mut second = index(folder.path())["manifests"][0].clone();
    for (entry, name) in [(&mut first, "v1"), (&mut second, "v2")] {
        entry["platform"] = json!({ "os": "linux", "architecture": "amd64" });
        entry["annotations"] = json!({ "org.opencontainers.image.ref.name": name });
    }
    let write = |entries: Value| {
        let text = json!({ "schemaVersion": 2, "manifests": entries }).to_string();
        fs::write(folder.path().join("index.json"), text).expect("an index");
    };
    write(json!([first, second]));
    let run = image(folder.path()).exits(2);
    assert!(run.err.contains("v1, v2"), "{}", run.err);
    // Two names of one image are no choice.
    let mut again = first.clone();
    again["annotations"] = json!({ "org.opencontainers.image.ref.name": "v3" });
    write(json!([first, again]));
    image(folder.path()).exits(0);
}

#[test]
fn a_bill_of_an_image_needs_no_word_before_its_path() {
    let folder =
        made(vec![LayerTar::new().file("etc/os-release", RELEASE).file("var/lib/dpkg/status", STATUS)]);
    let path = folder.path().display().to_string();
    assert!(sekimori(&["sbom", &path]).exits(0).out.contains("pkg:deb/debian/a@1"));
}

#[test]
fn a_password_of_words_is_hidden_by_where_it_stands() {
    let password = ["correct", "horse"].join("-");
    let steps = [
        format!("RUN |1 DB_PASSWORD={password} /bin/sh -c make"),
        format!("RUN git clone https://bob:{password}@git.example/x"),
        format!("RUN mysql -uroot -p{password} < a.sql"),
    ];
    for step in &steps {
        let folder = tempfile::tempdir().expect("a folder");
        layout(
            folder.path(),
            &json!({ "User": "1000" }),
            &[step],
            vec![LayerTar::new().mode("usr/bin/x", 0o4755, b"\x7fELF")],
        );
        for format in ["json", "sarif", "terminal", "markdown", "html"] {
            let target = format!("oci:{}", folder.path().display());
            let args = ["image", "--no-cache", "--persona", "auditor", "--format", format];
            let run = sekimori(&args).arg(target).run();
            assert!(run.out.contains("made by") || run.out.contains("step") || format != "json");
            assert!(!run.out.contains(&password), "{step} {format}: {}", run.out);
        }
    }
    let address = format!("git+https://bob:{password}@git.example/x");
    let bill = json!({ "bomFormat": "CycloneDX", "specVersion": "1.5", "components": [{
        "type": "library", "name": "a", "version": format!("https://bob:{password}@h.example/a"),
        "purl": format!("pkg:npm/a@1?vcs_url={address}"), "supplier": { "name": &address },
        "licenses": [{ "license": { "name": &address } }],
    }] });
    let folder = Folder::new().and("a.cdx.json", bill.to_string());
    for format in ["cyclonedx", "spdx"] {
        let run = sekimori(&["sbom", "a.cdx.json", "--format", format]).from(folder.path()).exits(0);
        assert!(!run.out.contains(&password), "{}", run.out);
    }
}
