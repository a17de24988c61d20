//! What a registry hides from who only looks at what things are called: images beside statements, platforms in other words,
//! bills that were deleted.

use std::fs;

use serde_json::{Value, json};

use crate::db::{site, update};
use crate::folder::Folder;
use crate::image_layout::{LayerTar, digest, layout};
use crate::program::sekimori;
use crate::published::holds;
use crate::registry_scan::{push, raw, scan};
use crate::registry_server::Server;

const MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";
const INDEX: &str = "application/vnd.oci.image.index.v1+json";

/// The bytes of a manifest in the registry.
fn manifest(host: &str, repository: &str, name: &str) -> Vec<u8> {
    let run = std::process::Command::new("skopeo")
        .args(["inspect", "--raw", "--tls-verify=false", &format!("docker://{host}/{repository}:{name}")])
        .output()
        .expect("skopeo");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    run.stdout
}

fn put(host: &str, repository: &str, name: &str, kind: &str, value: &[u8]) {
    let (status, _) = raw(host, "PUT", &format!("/v2/{repository}/manifests/{name}"), kind, value);
    assert!(status.contains("201"), "{status}");
}

fn entry(bytes: &[u8], platform: &Value, annotations: &Value) -> Value {
    json!({ "mediaType": MANIFEST, "digest": digest(bytes), "size": bytes.len(),
        "platform": platform, "annotations": annotations })
}

fn index(entries: &[Value]) -> Vec<u8> {
    json!({ "schemaVersion": 2, "mediaType": INDEX, "manifests": entries }).to_string().into_bytes()
}

#[test]
fn what_runs_as_an_image_is_scanned_as_one_whatever_else_it_is_called() {
    let folder = site();
    let Some(server) = Server::start(folder.path(), "") else { return };
    update(&folder).exits(0);
    let host = server.host.as_str();
    push(&folder, &server, "1.1.0", "shop/a:1");
    let image = manifest(host, "shop/a", "1");
    let mut typed: Value = serde_json::from_slice(&image).expect("JSON");
    typed["artifactType"] = json!("application/vnd.example");
    put(host, "shop/a", "typed", MANIFEST, typed.to_string().as_bytes());
    let attested = json!({ "vnd.docker.reference.type": "attestation-manifest" });
    let linux = json!({ "os": "linux", "architecture": "amd64" });
    put(host, "shop/a", "said", INDEX, &index(&[entry(&image, &linux, &attested)]));
    put(host, "shop/a", &format!("sha256-{}.x", "0".repeat(64)), MANIFEST, &image);
    let report = scan(&folder, host, &[]).args(&["--format", "json"]).exits(1).json();
    holds(&report);
    let tags = report["tags"].as_array().expect("a list");
    assert_eq!(tags.len(), 4, "{tags:#?}");
    let images = report["images"].as_array().expect("a list");
    assert!(images.len() == 2 && images.iter().all(|one| one["counts"]["critical"] == 1), "{images:#?}");
    // The same by the command for one image.
    sekimori(&["image", &format!("{host}/shop/a:said"), "--exit-zero"]).exits(0);
}

#[test]
fn a_platform_is_the_same_in_other_words_and_what_is_of_another_one_is_counted() {
    let folder = site();
    let Some(server) = Server::start(folder.path(), "") else { return };
    update(&folder).exits(0);
    let host = server.host.as_str();
    push(&folder, &server, "1.1.0", "shop/a:amd");
    let image = manifest(host, "shop/a", "amd");
    let made = folder.join("arm");
    let package = json!({ "name": "example-parser", "version": "1.1.0" }).to_string();
    let layer = LayerTar::new().file("app/node_modules/example-parser/package.json", package);
    layout(&made, &json!({ "User": "10001" }), &["COPY . /app"], vec![layer]);
    crate::image_layout::rewrite_config(&made, |config| {
        config["architecture"] = json!("arm64");
        config["variant"] = json!("v8");
    });
    server.push(&made, "shop/a:arm");
    let arm = manifest(host, "shop/a", "arm");
    let (linux, v8) = (
        json!({ "os": "linux", "architecture": "amd64" }),
        json!({ "os": "linux", "architecture": "arm64", "variant": "v8" }),
    );
    put(
        host,
        "shop/a",
        "all",
        INDEX,
        &index(&[entry(&image, &linux, &json!({})), entry(&arm, &v8, &json!({}))]),
    );
    let run = scan(&folder, host, &["--platform", "linux/arm64"]);
    let report = run.args(&["--format", "json"]).exits(1).json();
    holds(&report);
    let tags: Vec<&Value> =
        report["tags"].as_array().expect("a list").iter().map(|tag| &tag["tag"]).collect();
    assert_eq!(tags, ["all", "arm"]);
    assert_eq!(report["summary"]["leftOut"], 1, "the image for amd64 alone");
    let said = scan(&folder, host, &["--platform", "linux/arm64", "--lang", "ja"]).exits(1);
    assert!(said.err.contains("イメージ 1 件"), "{}", said.err);
}

#[test]
fn a_pin_of_another_kind_of_digest_is_no_tag() {
    let folder = Folder::new();
    let Some(server) = Server::start(folder.path(), "") else { return };
    push(&folder, &server, "1.1.0", "shop/a:latest");
    for pin in [format!("sha384:{}", "0".repeat(96)), format!("sha256:{}", "0".repeat(64))] {
        for verb in ["image", "sbom"] {
            let run = sekimori(&[verb, &format!("{}/shop/a@{pin}", server.host)]);
            let code = if pin.starts_with("sha384") { 64 } else { 2 };
            assert!(run.exits(code).out.is_empty());
        }
    }
}

#[test]
fn a_bill_that_was_deleted_is_passed_over() {
    let folder = Folder::new();
    let Some(server) = Server::start(folder.path(), "") else {
        return;
    };
    push(&folder, &server, "1.1.0", "shop/a:1");
    let image = format!("{}/shop/a:1", server.host);
    let attach = |seconds: &str, more: &[&str]| {
        sekimori(&["sbom", "attach", &image]).var("SOURCE_DATE_EPOCH", seconds).args(more)
    };
    attach("1700000000", &[]).exits(0);
    let newest = attach("1800000000", &["--format", "spdx"]).exits(0).out;
    let path = format!("/v2/shop/a/manifests/{}", newest.trim());
    let (status, _) = raw(&server.host, "DELETE", &path, MANIFEST, b"");
    assert!(status.contains("202"), "{status}");
    let got = sekimori(&["sbom", "get", &image]).exits(0);
    assert_eq!(got.json()["bomFormat"], "CycloneDX");
    assert!(got.err.contains("is passed over"), "{}", got.err);
    let none = sekimori(&["sbom", "get", &image, "--format", "spdx"]).exits(3);
    assert!(none.err.contains("sekimori sbom attach"), "{}", none.err);
    // The registry refuses a list that names what is gone.
    attach("1800000000", &["--format", "spdx"]).exits(0);
    sekimori(&["sbom", "get", &image, "--format", "spdx"]).exits(0);
}

#[test]
fn a_warm_cache_hides_nothing_of_what_an_image_says_of_its_layers() {
    let folder = Folder::new();
    let layer = || LayerTar::new().file("etc/hostname", "web");
    let made = |name: &str| {
        let path = folder.join(name);
        layout(&path, &json!({ "User": "10001" }), &["COPY . /"], vec![layer()]);
        path
    };
    let (whole, unknown) = (made("whole"), made("unknown"));
    let read = |path: &str| -> Value {
        serde_json::from_slice(&fs::read(unknown.join(path)).expect("it is there")).expect("JSON")
    };
    let mut list = read("index.json");
    let blob = |value: &Value| format!("blobs/{}", value.as_str().expect("a digest").replace(':', "/"));
    let mut manifest = read(&blob(&list["manifests"][0]["digest"]));
    manifest["layers"][0]["mediaType"] = json!("application/octet-stream");
    let bytes = manifest.to_string();
    fs::write(unknown.join(blob(&json!(digest(bytes.as_bytes())))), &bytes).expect("room");
    list["manifests"][0]["digest"] = json!(digest(bytes.as_bytes()));
    list["manifests"][0]["size"] = json!(bytes.len());
    fs::write(unknown.join("index.json"), list.to_string()).expect("room");
    let image = |path: &std::path::Path| {
        let name = format!("oci:{}", path.display());
        sekimori(&["image", &name, "--exit-zero", "--format", "json"])
            .var("SEKIMORI_CACHE_DIR", folder.join("cache"))
    };
    let findings = |report: &Value| report["findings"].to_string();
    let cold = findings(&image(&unknown).exits(0).json());
    assert!(cold.contains("unknown type"), "{cold}");
    image(&whole).exits(0);
    assert_eq!(findings(&image(&unknown).exits(0).json()), cold);
}
