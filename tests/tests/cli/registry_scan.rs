//! `sekimori registry scan`, with a registry on this machine.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use serde_json::{Value, json};

use crate::db::{put, record, site, update, with};
use crate::folder::Folder;
use crate::image_layout::{LayerTar, digest, layout};
use crate::program::Program;
use crate::published::holds;
use crate::registry_server::Server;

pub(crate) fn scan(folder: &Folder, host: &str, args: &[&str]) -> Program {
    let state = folder.join("state");
    let cache = folder.join("cache");
    with(folder, &["registry", "scan", host, "--fail-on", "high"])
        .var("SEKIMORI_STATE_DIR", state)
        .var("SEKIMORI_CACHE_DIR", cache)
        .var("SOURCE_DATE_EPOCH", "1772500000")
        .args(args)
}

fn json(folder: &Folder, host: &str, args: &[&str], code: i32) -> Value {
    let report = scan(folder, host, args).args(&["--format", "json"]).exits(code).json();
    holds(&report);
    report
}

/// An image that has a package of npm in this version.
pub(crate) fn push(folder: &Folder, server: &Server, version: &str, name: &str) -> String {
    let made = folder.join("made");
    let _ = fs::remove_dir_all(&made);
    let manifest = json!({ "name": "example-parser", "version": version }).to_string();
    let layer = LayerTar::new().file("app/node_modules/example-parser/package.json", manifest);
    layout(&made, &json!({ "User": "10001" }), &["COPY . /app"], vec![layer]);
    server.push(&made, name)
}

/// The files of the layers of a registry.
fn blobs(folder: &Folder) -> Vec<std::path::PathBuf> {
    let mut all = Vec::new();
    let mut open = vec![folder.join("storage/docker/registry/v2/blobs")];
    while let Some(dir) = open.pop() {
        for entry in fs::read_dir(dir).expect("a folder") {
            let path = entry.expect("it is there").path();
            if path.is_dir() { open.push(path) } else { all.push(path) }
        }
    }
    all
}

/// Talks to the registry as no tool does: returns the status and what it says of the digest.
pub(crate) fn raw(host: &str, method: &str, path: &str, kind: &str, body: &[u8]) -> (String, String) {
    let mut stream = TcpStream::connect(host).expect("it listens");
    let head = format!(
        "{method} {path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: {kind}\r\nAccept: {kind}\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(&[head.as_bytes(), body].concat()).expect("it takes it");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("it answers");
    let header = answer.lines().find_map(|line| {
        line.to_ascii_lowercase().strip_prefix("docker-content-digest: ").map(str::to_owned)
    });
    (answer.lines().next().unwrap_or_default().to_owned(), header.unwrap_or_default())
}

#[test]
fn a_digest_is_pulled_once_and_judged_whenever_the_database_is_new() {
    let folder = site();
    let Some(server) = Server::start(folder.path(), "") else { return };
    let host = server.host.clone();
    let host = host.as_str();
    let without = scan(&folder, host, &[]).exits(2);
    assert!(without.err.contains("sekimori db update"), "{}", without.err);
    update(&folder).exits(0);
    let empty = scan(&folder, host, &[]).exits(3);
    assert!(empty.err.contains("no image"), "{}", empty.err);
    push(&folder, &server, "1.1.0", "shop/web:1");
    push(&folder, &server, "1.1.0", "shop/web:latest");
    push(&folder, &server, "2.0.0", "shop/api:1");
    push(&folder, &server, "1.1.0", "other/tool:1");

    let first = json(&folder, host, &["--repo", "shop/*"], 1);
    assert_eq!(first["schema"], "sekimori.dev/registry-scan/v1");
    let summary = &first["summary"];
    assert_eq!((&summary["tags"], &summary["images"], &summary["pulled"]), (&json!(3), &json!(2), &json!(2)));
    assert_eq!((&summary["new"], &summary["known"]), (&json!(3), &json!(0)));
    let of = |report: &Value, repository: &str| -> Value {
        let name = format!("{host}/{repository}");
        let images = report["images"].as_array().expect("a list");
        images.iter().find(|one| one["repository"] == name).expect("it is there").clone()
    };
    let web = of(&first, "shop/web");
    assert_eq!(
        (&web["counts"]["critical"], &web["new"], &web["complete"]),
        (&json!(1), &json!(2), &json!(true))
    );
    assert_eq!(
        (&web["platform"], &web["ageDays"], &web["stale"]),
        (&json!("linux/amd64"), &json!(61), &json!(false))
    );
    let lists = first["notObservable"].as_array().expect("a list");
    assert!(lists.contains(&json!("digests-without-a-tag")), "{lists:?}");

    // What was read stays: the registry could not even give it any more.
    for blob in blobs(&folder).iter().filter(|blob| fs::metadata(blob).is_ok_and(|meta| meta.len() < 400)) {
        let is_gzip = fs::read(blob).is_ok_and(|bytes| bytes.starts_with(&[0x1f, 0x8b]));
        if is_gzip {
            fs::remove_file(blob).expect("it is there");
        }
    }
    let second = json(&folder, host, &["--repo", "shop/*", "--new"], 0);
    assert_eq!((&second["summary"]["pulled"], &second["summary"]["new"]), (&json!(0), &json!(0)));
    assert_eq!(second["failures"], json!([]));
    put(
        &folder,
        "osv/four.json",
        &record("EXAMPLE-4", Some("3.0.0"), &json!({ "database_specific": { "severity": "HIGH" } }))
            .to_string(),
    );
    update(&folder).exits(0);
    let third = json(&folder, host, &["--repo", "shop/*", "--new"], 1);
    assert_eq!(
        (&third["summary"]["pulled"], &third["summary"]["new"], &third["summary"]["judgedAgain"]),
        (&json!(0), &json!(2), &json!(2))
    );
    assert_eq!(of(&third, "shop/api")["counts"]["high"], 1);

    let later = scan(&folder, host, &["--repo", "shop/*"]).var("SOURCE_DATE_EPOCH", "1772503600").exits(1);
    assert!(
        later.out.contains("shop/web:latest") && later.out.contains("2026-03-03T01:06:40Z"),
        "{}",
        later.out
    );
    assert!(later.err.contains("Digests without a tag"), "{}", later.err);
    let old =
        scan(&folder, host, &["--repo", "shop/*", "--max-age", "30m", "--stale-after", "60", "--lang", "ja"]);
    let old = old.var("SOURCE_DATE_EPOCH", "1772503600").exits(1);
    assert!(old.out.contains("2026-03-03T02:06:40Z") && old.out.contains("61 日、古い"), "{}", old.out);
    // From the other side, without the registry.
    drop(server);
    let state = folder.join("state");
    let ask = with(&folder, &["match", "--format", "json", "--advisory", "CVE-2026-0001"]);
    let found = ask.var("SEKIMORI_STATE_DIR", state).exits(1).json();
    assert_eq!(found["findings"][0]["asset"]["name"], format!("{host}/shop/web"));
    assert_eq!(
        found["assets"][1]["tags"],
        json!([format!("{host}/shop/web:1"), format!("{host}/shop/web:latest")])
    );
}

#[test]
fn other_rules_read_an_image_anew() {
    let folder = site();
    let Some(server) = Server::start(folder.path(), "") else { return };
    update(&folder).exits(0);
    push(&folder, &server, "1.1.0", "shop/web:1");
    assert_eq!(json(&folder, &server.host, &[], 1)["summary"]["pulled"], 1);
    assert_eq!(json(&folder, &server.host, &[], 1)["summary"]["pulled"], 0);
    assert_eq!(json(&folder, &server.host, &["--persona", "pedantic"], 1)["summary"]["pulled"], 1);
}

#[test]
fn what_a_vex_document_states_holds_for_a_registry() {
    let folder = site();
    let Some(server) = Server::start(folder.path(), "") else { return };
    update(&folder).exits(0);
    push(&folder, &server, "1.1.0", "shop/web:1");
    let vex = json!({
        "@context": "https://openvex.dev/ns/v0.2.0", "author": "Example", "timestamp": "2026-03-01T00:00:00Z",
        "statements": [{ "vulnerability": { "name": "EXAMPLE-1" }, "status": "not_affected",
            "products": ["pkg:npm/example-parser@1.1.0"], "impact_statement": "not loaded" }],
    });
    put(&folder, "vex.json", &vex.to_string());
    let vex = folder.join("vex.json").display().to_string();
    let report = json(&folder, &server.host, &["--vex", &vex], 0);
    let advisories = report["advisories"].as_array().expect("a list");
    let waived: Vec<&Value> = advisories.iter().filter(|one| one["waived"] == true).collect();
    assert_eq!((waived.len(), &waived[0]["advisory"]), (1, &json!("CVE-2026-0001")), "{report:#}");
}

#[test]
fn an_index_is_scanned_for_every_platform_and_a_broken_image_ends_nothing() {
    let folder = site();
    let Some(server) = Server::start(folder.path(), "") else { return };
    update(&folder).exits(0);
    let host = server.host.clone();
    let manifest_of = |tag: &str| {
        let path = format!("/v2/shop/web/manifests/{tag}");
        let accept = "application/vnd.oci.image.manifest.v1+json";
        let (status, digest) = raw(&host, "HEAD", &path, accept, b"");
        assert!(status.contains("200"), "{status}");
        digest
    };
    push(&folder, &server, "1.1.0", "shop/web:amd");
    push(&folder, &server, "2.0.0", "shop/web:arm");
    let kind = "application/vnd.oci.image.index.v1+json";
    let entry = |tag: &str, architecture: &str| {
        let size = blobs(&folder).iter().find_map(|path| {
            let bytes = fs::read(path).ok()?;
            (digest(&bytes) == manifest_of(tag)).then_some(bytes.len())
        });
        json!({ "mediaType": "application/vnd.oci.image.manifest.v1+json", "digest": manifest_of(tag), "size": size,
            "platform": { "os": "linux", "architecture": architecture } })
    };
    let index = json!({ "schemaVersion": 2, "mediaType": kind, "manifests": [entry("amd", "amd64"), entry("arm", "arm64")] });
    let (status, _) = raw(&host, "PUT", "/v2/shop/web/manifests/all", kind, index.to_string().as_bytes());
    assert!(status.contains("201"), "{status}");
    let report = json(&folder, &host, &[], 1);
    let tags = report["tags"].as_array().expect("a list");
    assert_eq!(tags.iter().filter(|tag| tag["tag"] == "all").count(), 2, "{tags:#?}");
    assert_eq!((&report["summary"]["pulled"], &report["summary"]["images"]), (&json!(2), &json!(2)));

    push(&folder, &server, "3.0.0", "shop/broken:1");
    let broken = blobs(&folder)
        .into_iter()
        .filter(|path| fs::read(path).is_ok_and(|bytes| bytes.starts_with(&[0x1f, 0x8b])));
    let newest =
        broken.max_by_key(|path| fs::metadata(path).and_then(|meta| meta.modified()).expect("a time"));
    let newest = newest.expect("a layer");
    let whole = fs::read(&newest).expect("it is there");
    fs::write(&newest, vec![0x1f; whole.len()]).expect("room");
    let told = scan(&folder, &host, &["--new"]).exits(4);
    assert!(told.err.contains("shop/broken@sha256:"), "{}", told.err);
    assert!(told.out.contains("incomplete") && told.out.contains("shop/web:all"), "{}", told.out);
    // It is tried again, until it can be read.
    let again = json(&folder, &host, &["--new"], 4);
    assert_eq!((&again["complete"], again["failures"].as_array().map(Vec::len)), (&json!(false), Some(1)));
    fs::write(&newest, whole).expect("room");
    assert_eq!(json(&folder, &host, &["--new"], 0)["summary"]["pulled"], 1);
}
