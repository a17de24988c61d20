//! `sekimori sbom`: valid by the official schemas, complete, and the same for ever.

use std::collections::BTreeSet;
use std::fs;

use jsonschema::{Draft, Validator};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::folder::Folder;
use crate::image_layout::{LayerTar, layout};
use crate::program::{Program, repository, sekimori};

const CARGO: &str = r#"
version = 4
[[package]]
name = "app"
version = "0.1.0"
dependencies = ["log", "rand 0.8.5"]
[[package]]
name = "log"
version = "0.4.20"
checksum = "b5e6163cb8c49088c2c36f57875e58ccd8c87c7427f7fbd50ea6710b2f3f2e8f"
[[package]]
name = "rand"
version = "0.7.3"
[[package]]
name = "rand"
version = "0.8.5"
dependencies = ["log"]
"#;

/// The digests of the schemas as they were published, see tests/tests/schemas/README.md.
const SCHEMAS: [(&str, &str); 3] = [
    ("cyclonedx-bom-1.6.schema.json", "83821ba49aa366ad1f1d16c34837d05edd010f036f652e310db1c77d57b37c58"),
    ("cyclonedx-spdx.schema.json", "ea6e844ee6fba1e93473d94834d0ee0996970533497935f932f73d488ffdf4a3"),
    ("spdx-2.3.schema.json", "b975b4a9145bf1b1e01427b3abfdd8bdfb4d6a5fd34ab51115cd5e65df9da931"),
];

fn schema(place: usize) -> Value {
    let (name, official) = SCHEMAS[place];
    let bytes =
        fs::read(repository().join("tests/tests/schemas").join(name)).expect("it lies beside the tests");
    let digest = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat();
    assert_eq!(digest, official, "{name} must stay as it was published");
    serde_json::from_slice(&bytes).expect("a schema is JSON")
}

/// The schema of CycloneDX, with that of licence ids put in its place; signatures, which we never write, fit nothing.
fn cyclonedx() -> Validator {
    let mut bom = schema(0);
    let mut ids = schema(1);
    ids.as_object_mut().expect("an object").remove("$id");
    put(&mut bom, &ids);
    jsonschema::options().with_draft(Draft::Draft7).build(&bom).expect("a schema of draft 7")
}

fn put(value: &mut Value, ids: &Value) {
    match value.get("$ref").and_then(Value::as_str) {
        Some("spdx.SNAPSHOT.schema.json") => value.clone_from(ids),
        Some(other) if other.starts_with("jsf-") => *value = false.into(),
        _ => match value {
            Value::Object(fields) => fields.values_mut().for_each(|field| put(field, ids)),
            Value::Array(items) => items.iter_mut().for_each(|item| put(item, ids)),
            _ => {}
        },
    }
}

fn spdx() -> Validator {
    jsonschema::options().with_draft(Draft::Draft201909).build(&schema(2)).expect("a schema of draft 2019-09")
}

fn assert_valid(validator: &Validator, document: &Value) {
    let errors: Vec<String> =
        validator.iter_errors(document).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{}", errors.join("\n"));
}

fn sbom(folder: &Folder, args: &[&str]) -> Program {
    sekimori(&["sbom"]).args(args).from(folder.path())
}

fn purls(bom: &Value) -> BTreeSet<&str> {
    bom["components"].as_array().expect("a list").iter().filter_map(|one| one["purl"].as_str()).collect()
}

/// A project of several ecosystems under odd names, one of which is broken.
fn everything() -> Folder {
    let odd = "a \"b\" \u{1b}[31m\u{202e}\u{0}'\\ 関守";
    let long = "x".repeat(20_000);
    let lock = json!({
        "name": "web", "lockfileVersion": 3,
        "packages": {
            "": { "name": "web", "dependencies": { "left": "^1.0.0" }, "devDependencies": { "test": "1" } },
            "node_modules/left": { "version": "1.0.0", "license": "(MIT OR Apache-2.0)",
                "integrity": format!("sha512-{}==", "A".repeat(86)), "dependencies": { "right": "*" } },
            "node_modules/right": { "version": "1.0.1", "license": odd },
            "node_modules/test": { "version": "1.2.3", "dev": true, "license": "LicenseRef-own" },
            format!("node_modules/{odd}"): { "version": odd },
            format!("node_modules/{long}"): { "version": long, "license": long },
        }
    });
    Folder::new()
        .and("Cargo.lock", CARGO)
        .and("copy/Cargo.lock", CARGO)
        .and("odd \" \u{1b} 関/Cargo.lock", CARGO)
        .and("web/package-lock.json", lock.to_string())
        .and("broken/Cargo.lock", "[[package")
}

#[test]
fn documents_are_valid_by_the_official_schemas() {
    let folder = everything();
    assert_valid(&cyclonedx(), &sbom(&folder, &[]).exits(4).json());
    assert_valid(&cyclonedx(), &sbom(&folder, &["--now", "2027-01-31"]).exits(4).json());
    assert_valid(&spdx(), &sbom(&folder, &["--format", "spdx"]).exits(4).json());
    let empty = Folder::new();
    assert_valid(&cyclonedx(), &sbom(&empty, &[]).exits(3).json());
    assert_valid(&spdx(), &sbom(&empty, &["--format", "spdx"]).exits(3).json());
}

#[test]
fn the_validators_would_notice_a_fault() {
    let folder = Folder::new().and("Cargo.lock", CARGO);
    let mut bom = sbom(&folder, &[]).exits(0).json();
    bom["components"][0]["scope"] = "sometimes".into();
    assert!(!cyclonedx().is_valid(&bom), "`sometimes` is no scope");
    let mut document = sbom(&folder, &["--format", "spdx"]).exits(0).json();
    document["relationships"][0]["relationshipType"] = "LIKES".into();
    assert!(!spdx().is_valid(&document), "`LIKES` is no relationship");
}

#[test]
fn names_inside_a_document_are_unique_and_lead_somewhere() {
    let folder = everything();
    let bom = sbom(&folder, &[]).exits(4).json();
    let components = bom["components"].as_array().expect("a list");
    let mut refs: BTreeSet<&str> =
        components.iter().map(|one| one["bom-ref"].as_str().expect("a reference")).collect();
    assert_eq!(refs.len(), components.len(), "each reference once");
    refs.extend(bom["metadata"]["component"]["bom-ref"].as_str());
    for dependency in bom["dependencies"].as_array().expect("a list") {
        let to = dependency["dependsOn"].as_array().into_iter().flatten().chain([&dependency["ref"]]);
        for name in to {
            assert!(refs.contains(name.as_str().expect("a text")), "{name} is nothing's reference");
        }
    }
    let document = sbom(&folder, &["--format", "spdx"]).exits(4).json();
    let packages = document["packages"].as_array().expect("a list");
    let mut ids: BTreeSet<&str> = packages.iter().map(|one| one["SPDXID"].as_str().expect("an id")).collect();
    assert_eq!(ids.len(), packages.len(), "each id once");
    let is_id = |id: &&str| id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-".contains(&byte));
    assert!(ids.iter().all(is_id), "{ids:?}");
    ids.insert("SPDXRef-DOCUMENT");
    for relationship in document["relationships"].as_array().expect("a list") {
        for end in ["spdxElementId", "relatedSpdxElement"] {
            assert!(ids.contains(relationship[end].as_str().expect("an id")), "{relationship}");
        }
    }
    let licences: BTreeSet<&str> = document["hasExtractedLicensingInfos"]
        .as_array()
        .expect("licences that have a name alone")
        .iter()
        .map(|one| one["licenseId"].as_str().expect("an id"))
        .collect();
    for declared in packages.iter().filter_map(|one| one["licenseDeclared"].as_str()) {
        let words = declared.split(' ').filter(|word| word.starts_with("LicenseRef-"));
        assert!(words.into_iter().all(|word| licences.contains(word)), "{declared}");
    }
}

#[test]
fn both_formats_tell_of_the_same_packages_and_of_what_they_need() {
    let folder = Folder::new().and("Cargo.lock", CARGO);
    let bom = sbom(&folder, &[]).exits(0).json();
    let wanted =
        ["pkg:cargo/app@0.1.0", "pkg:cargo/log@0.4.20", "pkg:cargo/rand@0.7.3", "pkg:cargo/rand@0.8.5"];
    assert_eq!(purls(&bom), BTreeSet::from(wanted));
    let of = |name: &str| {
        let all = bom["dependencies"].as_array().expect("a list");
        all.iter().find(|one| one["ref"] == name).map(|one| one["dependsOn"].clone()).expect("it is there")
    };
    assert_eq!(of("sekimori:subject"), json!(["pkg:cargo/app@0.1.0", "pkg:cargo/rand@0.7.3"]));
    assert_eq!(of("pkg:cargo/app@0.1.0"), json!(["pkg:cargo/log@0.4.20", "pkg:cargo/rand@0.8.5"]));
    let log = bom["components"].as_array().expect("a list").iter().find(|one| one["name"] == "log");
    assert_eq!(log.expect("it is there")["hashes"][0]["alg"], "SHA-256");
    let document = sbom(&folder, &["--format", "spdx"]).exits(0).json();
    let packages = document["packages"].as_array().expect("a list");
    let told: BTreeSet<&str> =
        packages.iter().filter_map(|one| one["externalRefs"][0]["referenceLocator"].as_str()).collect();
    assert_eq!(told, purls(&bom));
    let count = |kind: &str| {
        let all = document["relationships"].as_array().expect("a list");
        all.iter().filter(|one| one["relationshipType"] == kind).count()
    };
    assert_eq!((count("DESCRIBES"), count("CONTAINS"), count("DEPENDS_ON")), (1, 4, 5));
}

#[test]
fn the_same_tree_is_the_same_document_whatever_the_threads_and_the_day() {
    let folder = everything();
    let write = |args: &[&str]| sbom(&folder, args).exits(4).out;
    assert_eq!(write(&["--threads", "1"]), write(&["--threads", "8"]));
    let spdx = |day: &str| write(&["--format", "spdx", "--now", day]);
    assert_eq!(spdx("2027-01-31"), spdx("2027-01-31"));
    assert_ne!(spdx("2027-01-31"), spdx("2027-02-01"));
    let epoch = sbom(&folder, &["--format", "spdx"]).var("SOURCE_DATE_EPOCH", "1800000001").exits(4).json();
    assert_eq!(epoch["creationInfo"]["created"], "2027-01-15T08:00:01Z");
    let other = Folder::new().and("Cargo.lock", CARGO);
    let serial = |bom: Value| bom["serialNumber"].as_str().expect("a number").to_owned();
    assert_ne!(serial(sbom(&folder, &[]).exits(4).json()), serial(sbom(&other, &[]).exits(0).json()));
}

#[test]
fn what_git_ignores_counts_and_what_is_installed_does_not() {
    let nested =
        json!({ "lockfileVersion": 3, "packages": { "node_modules/inner": { "version": "9.9.9" } } });
    let folder = Folder::new()
        .and(".gitignore", "*.lock\n")
        .and("Cargo.lock", CARGO)
        .and("node_modules/a/package-lock.json", nested.to_string())
        .and("node_modules/a/package.json", r#"{"name": "a", "version": "1.0.0"}"#)
        .and("vendor/gem/Cargo.lock", CARGO.replace("0.4.20", "0.4.21"));
    let bom = sbom(&folder, &[]).exits(0).json();
    assert!(purls(&bom).contains("pkg:cargo/log@0.4.20"), "a lockfile that git ignores is one");
    assert!(purls(&bom).contains("pkg:cargo/log@0.4.21"), "a lockfile below vendor is one");
    assert!(!purls(&bom).iter().any(|purl| purl.contains("npm")), "{:?}", purls(&bom));
}

#[test]
fn what_cannot_be_read_is_named_and_the_rest_is_written() {
    let folder = Folder::new().and("Cargo.lock", CARGO).and("b/Cargo.lock", "[[package");
    let run = sbom(&folder, &["--output", "bom.json"]).exits(4);
    assert!(run.err.contains("b/Cargo.lock: "), "{}", run.err);
    assert!(run.err.contains("4 packages; 1 problem"), "{}", run.err);
    let bom: Value =
        serde_json::from_slice(&fs::read(folder.join("bom.json")).expect("it is written")).expect("JSON");
    assert_eq!(purls(&bom).len(), 4);
    assert_eq!(bom["compositions"][0]["aggregate"], "incomplete");
    let problem = &bom["metadata"]["properties"][1];
    assert_eq!(problem["name"], "sekimori:problem");
    assert!(problem["value"].as_str().expect("a text").starts_with("malformed\tb/Cargo.lock\t"), "{problem}");
}

#[test]
fn a_file_that_is_too_large_is_named() {
    let folder = Folder::new().and("Cargo.lock", CARGO);
    let run = sbom(&folder, &["--max-file-size", "10"]).exits(4);
    assert!(run.err.contains("more than the limit of 10"), "{}", run.err);
}

#[test]
fn a_lockfile_alone_is_a_target_and_another_file_is_none() {
    let folder = Folder::new().and("Cargo.lock", CARGO).and("notes.txt", "nothing");
    let bom = sbom(&folder, &["Cargo.lock"]).exits(0).json();
    assert_eq!(bom["metadata"]["component"]["name"], "Cargo.lock");
    assert_eq!(purls(&bom).len(), 4);
    let run = sbom(&folder, &["notes.txt"]).exits(2);
    assert!(run.err.contains("`notes.txt`"), "{}", run.err);
}

#[test]
fn a_bill_is_converted_and_says_the_same() {
    let folder = everything();
    let first = sbom(&folder, &["--now", "2027-01-31", "--output", "bom.json"]).exits(4);
    assert!(first.out.is_empty());
    sbom(&folder, &["bom.json", "--format", "spdx", "--output", "spdx.json"]).exits(4);
    let spdx_text = fs::read(folder.join("spdx.json")).expect("it is written");
    assert_valid(&spdx(), &serde_json::from_slice(&spdx_text).expect("JSON"));
    let back = sbom(&folder, &["spdx.json"]).exits(4).out;
    assert_eq!(back, fs::read_to_string(folder.join("bom.json")).expect("it is written"));
}

#[test]
fn who_brings_a_package_and_where_more_of_it_is_stays_in_both_formats() {
    let bom = json!({
        "bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
        "components": [{ "type": "library", "name": "left", "version": "1.0.0", "purl": "pkg:npm/left@1.0.0",
            "supplier": { "name": "Left Ltd", "contact": [{ "email": "left@left.example" }] },
            "publisher": "Makers (hi@makers.example)",
            "externalReferences": [
                { "type": "website", "url": "https://left.example" },
                { "type": "vcs", "url": "https://someone:word@git.example/left.git" },
                { "type": "distribution", "url": "https://files.example/left.tgz" },
                { "type": "advisories", "url": "https://left.example/advisories" }] }],
    });
    let folder = Folder::new().and("bom.json", bom.to_string());
    sbom(&folder, &["bom.json", "--format", "spdx", "--output", "spdx.json"]).exits(0);
    let text = fs::read_to_string(folder.join("spdx.json")).expect("it is written");
    let document: Value = serde_json::from_str(&text).expect("JSON");
    assert_valid(&spdx(), &document);
    let left = document["packages"].as_array().expect("packages").last().expect("one");
    assert_eq!(left["supplier"], "Organization: Left Ltd (left@left.example)");
    assert_eq!(left["originator"], "Organization: Makers (hi@makers.example)");
    assert_eq!(left["homepage"], "https://left.example");
    assert_eq!(left["downloadLocation"], "https://files.example/left.tgz");
    assert!(text.contains("https://git.example/left.git") && !text.contains("word"), "{text}");
    assert!(text.contains("https://left.example/advisories"), "{text}");
    let back = sbom(&folder, &["spdx.json"]).exits(0);
    assert!(!back.err.contains("left out"), "{}", back.err);
    let back = back.json();
    assert_valid(&cyclonedx(), &back);
    let left = &back["components"][0];
    assert_eq!(left["supplier"], bom["components"][0]["supplier"]);
    assert_eq!(left["publisher"], "Makers (hi@makers.example)");
    assert_eq!(left["externalReferences"].as_array().map(Vec::len), Some(4));
}

#[test]
fn what_is_guessed_is_said_to_be_a_guess() {
    let bill = json!({ "bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{ "type": "library",
        "name": "left", "version": "1", "purl": "pkg:maven/left@1",
        "properties": [{ "name": "sekimori:guessed-from", "value": "file-name" }] }] });
    let folder = Folder::new().and("bom.json", bill.to_string());
    let written = sbom(&folder, &["bom.json"]).exits(0).json();
    assert_valid(&cyclonedx(), &written);
    let identity = &written["components"][0]["evidence"]["identity"][0];
    assert_eq!(
        (&identity["field"], &identity["methods"][0]["technique"]),
        (&json!("purl"), &json!("filename"))
    );
    let other = sbom(&folder, &["bom.json", "--format", "spdx"]).exits(0);
    assert!(other.out.contains("sekimori:guessed-from=file-name"), "{}", other.out);
}

#[test]
fn what_can_be_executed_in_an_image_is_listed_in_both_formats() {
    let folder = tempfile::tempdir().expect("a folder");
    let status = "Package: tool\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1.0-1\n\n";
    let base = LayerTar::new()
        .file("var/lib/dpkg/status", status)
        .file("var/lib/dpkg/info/tool.list", "/usr/bin/tool\n")
        .mode("usr/bin/tool", 0o755, "a program")
        .file("usr/share/script \"1\"", "#!/bin/sh\n")
        .file("usr/share/text", "text");
    let above = LayerTar::new().mode("usr/bin/own", 0o755, "own").file("usr/share/.wh.script \"1\"", "");
    layout(folder.path(), &json!({}), &["ADD . /", "COPY . /"], vec![base, above]);
    let target = format!("oci:{}", folder.path().display());
    let bill = |args: &[&str]| sekimori(&["sbom", &target, "--no-cache"]).args(args).exits(0).json();
    let bom = bill(&["--executables"]);
    assert_valid(&cyclonedx(), &bom);
    let files: Vec<&Value> =
        bom["components"].as_array().expect("a list").iter().filter(|one| one["type"] == "file").collect();
    let names: Vec<&Value> = files.iter().map(|file| &file["name"]).collect();
    assert_eq!(names, ["usr/bin/own", "usr/bin/tool"]);
    let digest: Vec<String> = Sha256::digest("a program").iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(files[1]["hashes"][0], json!({ "alg": "SHA-256", "content": digest.concat() }));
    let owner = json!({ "name": "sekimori:owned-by", "value": "pkg:deb/tool@1.0-1?arch=amd64" });
    assert!(files[1]["properties"].as_array().expect("a list").contains(&owner), "{}", files[1]);
    let document = bill(&["--executables", "--format", "spdx"]);
    assert_valid(&spdx(), &document);
    let names: Vec<&Value> =
        document["files"].as_array().expect("a list").iter().map(|file| &file["fileName"]).collect();
    assert_eq!(names, ["./usr/bin/own", "./usr/bin/tool"]);
    for checksums in document["files"].as_array().expect("a list").iter().map(|file| &file["checksums"]) {
        assert_eq!(
            (&checksums[0]["algorithm"], &checksums[1]["algorithm"]),
            (&json!("SHA1"), &json!("SHA256"))
        );
    }
    // They survive a conversion, and are there only where they were asked for.
    fs::write(folder.path().join("bom.json"), bom.to_string()).expect("room");
    let converted = sekimori(&["sbom", "bom.json", "--format", "spdx"]).from(folder.path()).exits(0).json();
    assert_eq!(converted["files"], document["files"]);
    assert!(bill(&[])["components"].as_array().expect("a list").iter().all(|one| one["type"] != "file"));
    let run = sekimori(&["sbom", "--executables", "bom.json"]).from(folder.path()).exits(64);
    assert!(run.err.contains("--executables"), "{}", run.err);
}

#[test]
fn links_out_of_the_tree_are_not_followed() {
    let outside = Folder::new().and("Cargo.lock", CARGO);
    let folder = Folder::new().and_link("Cargo.lock", outside.join("Cargo.lock"));
    let run = sbom(&folder, &[]).exits(4);
    assert!(purls(&run.json()).is_empty());
}

#[test]
fn what_a_conversion_leaves_out_is_counted_and_the_subject_stays() {
    let bom = json!({
        "bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
        "metadata": { "component": { "type": "application", "bom-ref": "a", "name": "shop", "version": "1.0.0",
            "purl": "pkg:npm/shop@1.0.0" } },
        "components": [{ "type": "library", "bom-ref": "b", "name": "left", "version": "1.0.0",
            "purl": "pkg:npm/left@1.0.0", "description": "to the left",
            "supplier": { "name": "Left Ltd", "url": ["https://left.example"] },
            "externalReferences": [{ "type": "vcs", "url": "not one" }] }],
        "dependencies": [{ "ref": "a", "dependsOn": ["b"] }],
    });
    let folder = Folder::new().and("bom.json", bom.to_string());
    let run = sbom(&folder, &["bom.json", "--format", "spdx"]).exits(0);
    let urls = |document: &Value| document["packages"].to_string();
    assert!(urls(&run.json()).contains("pkg:npm/shop@1.0.0"), "{}", run.out);
    assert!(
        run.err.contains("1 × descriptions, 1 × external references, 1 × details of suppliers"),
        "{}",
        run.err
    );
    let told = sbom(&folder, &["bom.json", "--format", "spdx", "--lang", "ja"]).exits(0).err;
    assert!(told.contains("供給者・作成者の詳細 1 件"), "{told}");
    // What was written here has nothing that is left out.
    let again = Folder::new().and("again.json", run.out);
    let back = sbom(&again, &["again.json"]).exits(0);
    assert!(!back.err.contains("left out"), "{}", back.err);
    assert!(purls(&back.json()).contains("pkg:npm/shop@1.0.0"));
}
