//! `sekimori db`, and what scans say with a database: records that are made here, and a registry on this machine.

use std::fs;
use std::thread;
use std::time::{Duration, Instant};

use aws_lc_rs::encoding::{AsDer, PublicKeyX509Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair as _};
use data_encoding::BASE64;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::folder::Folder;
use crate::image_layout::{LayerTar, layout};
use crate::program::{Program, sekimori};
use crate::registry_server::Server;

/// A record about `example-parser` of npm.
pub(crate) fn record(id: &str, fixed: Option<&str>, more: &Value) -> Value {
    let fixed = fixed.map(|version| json!({ "fixed": version }));
    let events: Vec<Value> = [Some(json!({ "introduced": "0" })), fixed].into_iter().flatten().collect();
    let mut record = json!({
        "id": id,
        "modified": "2026-03-01T00:00:00Z",
        "published": "2026-02-01T00:00:00Z",
        "summary": "Reads beyond its end.",
        "affected": [{
            "package": { "ecosystem": "npm", "name": "example-parser" },
            "ranges": [{ "type": "SEMVER", "events": events }],
        }],
    });
    for (key, value) in more.as_object().into_iter().flatten() {
        record[key] = value.clone();
    }
    record
}

pub(crate) const VECTOR: &str = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H";

/// Writes a file, and the folders above it.
pub(crate) fn put(folder: &Folder, path: &str, text: &str) {
    let path = folder.join(path);
    fs::create_dir_all(path.parent().expect("it lies in the folder")).expect("room");
    fs::write(path, text).expect("room");
}

/// A folder with records, KEV and EPSS, a project that needs two versions of the package, and a place for the database.
pub(crate) fn site() -> Folder {
    let folder = Folder::new();
    let write = |path: &str, value: &Value| put(&folder, path, &value.to_string());
    let grave = json!({ "aliases": ["CVE-2026-0001"], "severity": [{ "type": "CVSS_V3", "score": VECTOR }] });
    write("osv/one.json", &record("EXAMPLE-1", Some("1.2.0"), &grave));
    write("osv/two.json", &record("EXAMPLE-2", None, &json!({ "database_specific": { "severity": "LOW" } })));
    write("osv/three.json", &record("EXAMPLE-3", None, &json!({ "withdrawn": "2026-03-01T00:00:00Z" })));
    let kev = json!({ "catalogVersion": "2026.03.01", "vulnerabilities": [{
        "cveID": "CVE-2026-0001", "dateAdded": "2026-03-02", "dueDate": "2026-03-23",
        "knownRansomwareCampaignUse": "Known",
    }] });
    write("osv/known_exploited_vulnerabilities.json", &kev);
    let epss = "#model_version:v2026.01.01,score_date:2026-03-01T00:00:00Z\ncve,epss,percentile\nCVE-2026-0001,0.91234,0.99\n";
    put(&folder, "osv/epss_scores.csv", epss);
    let lock = json!({ "lockfileVersion": 3, "packages": {
        "": { "name": "shop", "version": "1.0.0", "dependencies": { "example-parser": "1.1.0" } },
        "node_modules/example-parser": { "version": "1.1.0" },
    } });
    write("app/package-lock.json", &lock);
    folder
}

pub(crate) fn with(folder: &Folder, args: &[&str]) -> Program {
    let db = folder.join("db");
    sekimori(args).var("SEKIMORI_DB_DIR", db.to_str().expect("it is text")).var("SEKIMORI_NOW", "2026-03-03")
}

pub(crate) fn update(folder: &Folder) -> Program {
    let source = folder.join("osv");
    let source = source.to_str().expect("it is text").to_owned();
    with(folder, &["db", "update", "--source", &source]).var("SOURCE_DATE_EPOCH", "1772496000")
}

pub(crate) fn scan(folder: &Folder, more: &[&str]) -> Program {
    with(folder, &["scan", "--format", "json"]).by_default().arg(folder.join("app")).args(more)
}

pub(crate) fn of_packages(report: &Value) -> Vec<&Value> {
    let findings = report["findings"].as_array().expect("a list");
    findings
        .iter()
        .filter(|one| one["rule"].as_str().is_some_and(|rule| rule.starts_with("package/")))
        .collect()
}

#[test]
fn a_scan_says_what_is_published_about_packages() {
    let folder = site();
    let without = scan(&folder, &[]).exits(0).json();
    assert_eq!(without["notes"][0]["code"], "advisories-missing", "{without:#}");
    assert!(of_packages(&without).is_empty() && without["summary"].get("advisories").is_none());
    let said = with(&folder, &["scan", "--lang", "ja"]).by_default().arg(folder.join("app")).exits(0);
    assert!(said.out.contains("`sekimori db update` で取得できます"), "{}", said.out);

    update(&folder).exits(0);
    let report = scan(&folder, &[]).exits(1).json();
    let found = of_packages(&report);
    let [grave, low] = found.as_slice() else { panic!("{found:#?}") };
    let (grave, low) = if grave["severity"] == "critical" { (grave, low) } else { (low, grave) };
    assert_eq!(grave["rule"], "package/vulnerable");
    assert_eq!(grave["title"]["en"], "CVE-2026-0001 in example-parser 1.1.0");
    assert_eq!(grave["fix"]["ja"], "example-parser を 1.2.0 以降に更新してください。");
    assert_eq!(grave["subject"]["purl"], "pkg:npm/example-parser");
    assert_eq!(grave["locations"][0]["path"], "package-lock.json");
    let advisory = &grave["evidence"][0];
    assert_eq!(advisory["id"], "CVE-2026-0001");
    assert_eq!(advisory["aliases"], json!(["EXAMPLE-1"]));
    assert_eq!(advisory["cvss"][0]["tenths"], 98);
    assert_eq!(advisory["exploited"]["since"], "2026-03-02");
    assert_eq!(advisory["epss"]["probabilityPpm"], 912_340);
    assert_eq!(advisory["summary"], "Reads beyond its end.");
    assert_eq!(grave["evidence"][1]["fixed"], "1.2.0");
    assert_eq!((&low["severity"], &low["evidence"][0]["id"]), (&json!("low"), &json!("EXAMPLE-2")));
    assert_eq!(report["summary"]["advisories"]["compared"], 1);
    // The same, byte for byte.
    assert_eq!(scan(&folder, &[]).exits(1).out, scan(&folder, &[]).exits(1).out);

    let said = with(&folder, &["scan"]).by_default().arg(folder.join("app")).exits(1);
    for part in ["known to be exploited since 2026-03-02, also for ransom", "CVSS 3.1: 9.8", "91.2 %"] {
        assert!(said.out.contains(part), "{part}: {}", said.out);
    }
}

#[test]
fn what_is_found_in_a_package_that_was_guessed_is_less_sure() {
    let folder = site();
    update(&folder).exits(0);
    let confidences = |properties: &Value| -> Vec<Value> {
        let bill = json!({ "bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{ "type": "library",
            "name": "example-parser", "purl": "pkg:npm/example-parser@1.1.0", "properties": properties }] });
        put(&folder, "bill.json", &bill.to_string());
        let judge = with(&folder, &["match", "--format", "json"]).arg(folder.join("bill.json"));
        of_packages(&judge.exits(1).json()).iter().map(|one| one["confidence"].clone()).collect()
    };
    assert_eq!(confidences(&json!([])), ["high", "high"]);
    let guessed = json!([{ "name": "sekimori:guessed-from", "value": "file-name" }]);
    assert_eq!(confidences(&guessed), ["medium", "medium"]);
}

#[test]
fn the_gate_lets_pass_what_nobody_can_mend_yet_where_that_is_wanted() {
    let folder = site();
    update(&folder).exits(0);
    fs::remove_file(folder.join("osv/one.json")).expect("it is there");
    update(&folder).args(&["--allow-older"]).exits(0);
    assert_eq!(of_packages(&scan(&folder, &[]).exits(1).json()).len(), 1);
    let report = scan(&folder, &["--ignore-unfixed"]).exits(0).json();
    assert_eq!(of_packages(&report)[0]["mode"], "audit", "it is still counted");

    let grace = "version: 1\nrules:\n  package/vulnerable:\n    parameters: { graceDays: 60 }\n";
    put(&folder, "app/sekimori.yaml", grace);
    let report = scan(&folder, &[]).exits(0).json();
    assert_eq!(of_packages(&report)[0]["mode"], "warn");
}

#[test]
fn an_image_names_the_layer_that_brought_a_vulnerable_package() {
    let folder = site();
    update(&folder).exits(0);
    let image = folder.join("image");
    let manifest = r#"{"name":"example-parser","version":"1.1.0"}"#;
    let layer = LayerTar::new().file("app/node_modules/example-parser/package.json", manifest);
    layout(&image, &json!({}), &["COPY . /app"], vec![LayerTar::new().file("hello", "hello"), layer]);
    let reference = format!("oci:{}", image.display());
    let report = with(&folder, &["image", "--format", "json", "--no-cache", &reference]).exits(1).json();
    let found = of_packages(&report);
    assert_eq!(found.len(), 2, "{found:#?}");
    assert_eq!(found[0]["locations"][0]["path"], "app/node_modules/example-parser/package.json");
    let layers = found[0]["evidence"].as_array().expect("a list").iter().filter(|one| one["type"] == "layer");
    assert_eq!(layers.count(), 1, "{:#}", found[0]);
}

#[test]
fn a_bill_that_was_kept_says_the_same_as_a_scan() {
    let folder = site();
    let bills = folder.join("bills");
    fs::create_dir(&bills).expect("room");
    let bill = bills.join("shop.cdx.json");
    let lock = folder.join("app/package-lock.json");
    sekimori(&["sbom"]).arg(&lock).arg("--output").arg(&bill).exits(0);
    let judge = || with(&folder, &["match", "--format", "json"]).arg(&bills);
    let said = judge().exits(2);
    assert!(said.err.contains("sekimori db update"), "{}", said.err);
    update(&folder).exits(0);
    let kept = judge().exits(1).json();
    let scanned = scan(&folder, &[]).exits(1).json();
    let prints = |report: &Value| {
        let mut all: Vec<String> =
            of_packages(report).iter().map(|one| one["fingerprint"].to_string()).collect();
        all.sort();
        all
    };
    assert_eq!(prints(&kept), prints(&scanned));
    assert_eq!(of_packages(&kept)[0]["locations"][0]["path"], "shop.cdx.json");
    assert_eq!(kept["summary"]["advisories"]["packages"], 1);

    // What is no bill is named, and the others are judged.
    fs::write(bills.join("note.json"), "{}").expect("room");
    let report = judge().exits(1).json();
    assert_eq!(report["complete"], false);
    let named = |one: &Value| one["locations"][0]["path"] == "note.json" && one["outcome"] == "not-analysed";
    assert!(report["findings"].as_array().expect("a list").iter().any(named), "{report:#}");
    assert_eq!(of_packages(&report).len(), 2);
}

#[test]
fn the_database_says_what_it_is_and_is_verified() {
    let folder = site();
    with(&folder, &["db", "status"]).exits(3);
    with(&folder, &["db", "verify"]).exits(3);
    update(&folder).exits(0);
    let status = with(&folder, &["db", "status", "--format", "json"]).exits(0).json();
    assert_eq!(status["schema"], "sekimori.dev/db-status/v1");
    assert_eq!((&status["records"], &status["withdrawn"]), (&json!(3), &json!(1)));
    assert_eq!(status["exploited"], json!({ "count": 1, "version": "2026.03.01" }));
    with(&folder, &["db", "verify"]).exits(0);
    // The same records give the same bytes.
    let path = folder.join("db/advisories.db");
    let before = fs::read(&path).expect("it is there");
    update(&folder).exits(0);
    assert_eq!(fs::read(&path).expect("it is there"), before);
    let mut damaged = before.clone();
    let middle = damaged.len() / 3;
    damaged[middle] ^= 0x55;
    fs::write(&path, &damaged).expect("room");
    let said = with(&folder, &["db", "verify"]).exits(2);
    assert!(said.err.contains("sekimori db update"), "{}", said.err);
    fs::write(&path, &before[..before.len() / 2]).expect("room");
    let report = scan(&folder, &[]).exits(4).json();
    assert_eq!(report["notes"][0]["code"], "advisories-unusable", "half a database is none, and is told");
    assert_eq!(report["complete"], false);
    let state = folder.join("state");
    with(&folder, &["match"]).var("SEKIMORI_STATE_DIR", state).exits(2);
    scan(&folder, &["--fail-on-not-analysed"]).exits(1);
    fs::remove_file(&path).expect("it is there");
    scan(&folder, &[]).exits(0);
    scan(&folder, &["--fail-on-not-analysed"]).exits(1);
    // An update mends it.
    update(&folder).exits(0);
    assert_eq!(fs::read(&path).expect("it is there"), before);
}

#[test]
fn a_record_that_cannot_be_compared_is_no_pass_for_who_wants_to_hear_of_it() {
    let folder = site();
    let events = json!([{ "introduced": "not a version" }]);
    let odd = json!({ "affected": [{
        "package": { "ecosystem": "npm", "name": "example-parser" },
        "ranges": [{ "type": "SEMVER", "events": events }],
    }] });
    fs::remove_dir_all(folder.join("osv")).expect("it is there");
    put(&folder, "osv/one.json", &record("EXAMPLE-1", None, &odd).to_string());
    update(&folder).exits(0);
    let told = scan(&folder, &[]).exits(0).json();
    assert_eq!(told["notes"][0]["code"], "advisories-gap", "{told:#}");
    assert_eq!(told["verdict"]["decision"], "warn");
    assert_eq!(told["summary"]["advisories"]["compared"], 0);
    let told = scan(&folder, &["--fail-on-not-analysed"]).exits(1).json();
    assert_eq!(told["verdict"]["decision"], "fail");
    let out = with(&folder, &["scan", "--fail-on-not-analysed", "--lang", "en"])
        .by_default()
        .arg(folder.join("app"));
    let out = out.exits(1).out;
    assert!(out.contains("EXAMPLE-1"), "{out}");
}

#[test]
fn what_was_published_after_the_day_of_the_scan_decides_all_the_same() {
    let folder = site();
    let later =
        json!({ "published": "2999-01-01T00:00:00Z", "severity": [{ "type": "CVSS_V3", "score": VECTOR }] });
    put(&folder, "osv/four.json", &record("EXAMPLE-4", Some("1.3.0"), &later).to_string());
    update(&folder).exits(0);
    let config = "version: 1\nrules:\n  package/vulnerable:\n    parameters: { graceDays: 7 }\n";
    for (day, config) in [("2026-03-03", ""), ("2017-07-14", ""), ("2026-01-31", config)] {
        if !config.is_empty() {
            put(&folder, "app/sekimori.yaml", config);
        }
        let told = scan(&folder, &["--now", day, "--fail-on", "critical"]).exits(1).json();
        let denied = |id: &str| {
            of_packages(&told).iter().any(|one| one["mode"].is_null() && one.to_string().contains(id))
        };
        assert!(denied("EXAMPLE-4") && denied("CVE-2026-0001"), "{day}: {told:#}");
    }
    // Days of grace count from a publication that has been.
    scan(&folder, &["--now", "2026-02-03", "--fail-on", "low"]).exits(1);
    fs::remove_file(folder.join("osv/four.json")).expect("it is there");
    update(&folder).exits(0);
    scan(&folder, &["--now", "2026-02-03", "--fail-on", "low"]).exits(0);
}

#[test]
fn a_short_list_with_many_faults_is_bounded_and_called_incomplete() {
    let folder = site();
    let lines: Vec<String> =
        (0..100).map(|number| record(&format!("EXAMPLE-{number}"), None, &json!({})).to_string()).collect();
    put(&folder, "osv/many.jsonl", &lines.join("\n"));
    update(&folder).exits(0);
    let versions: Vec<Value> = (0..150).map(|number| json!(format!("1.0.{number}"))).collect();
    let mut packages = json!({ "": { "name": "shop", "version": "1.0.0" } });
    for (number, version) in versions.iter().enumerate() {
        packages[format!("node_modules/a{number}/node_modules/example-parser")] =
            json!({ "version": version });
    }
    put(&folder, "app/package-lock.json", &json!({ "lockfileVersion": 3, "packages": packages }).to_string());
    let told = scan(&folder, &["--fail-on", "critical", "--now", "2026-03-03", "--max-findings", "1000"]);
    let told = told.exits(1).json();
    assert_eq!(of_packages(&told).len(), 1000);
    assert_eq!(told["complete"], false);
    let gap =
        told["findings"].as_array().expect("a list").iter().find(|one| one["reason"] == "too-many-findings");
    assert!(gap.is_some(), "{}", told["summary"]);
}

#[test]
fn the_status_says_what_is_refused() {
    let folder = Folder::new();
    let mut lines: Vec<String> = (0..120)
        .map(|number| record(&format!("EXAMPLE-{number}"), Some("1.2.0"), &json!({})).to_string())
        .collect();
    lines.push("{}".to_owned());
    put(&folder, "osv/all.jsonl", &lines.join("\n"));
    let told = update(&folder).exits(4);
    assert!(told.err.contains("refused") && told.err.contains("all.jsonl:121"), "{}", told.err);
    for (lang, said) in [("en", "Refused records: 1"), ("ja", "拒否されたレコード: 1")] {
        let out = with(&folder, &["db", "status", "--lang", lang]).exits(0).out;
        assert!(out.contains(said), "{out}");
    }
}

#[test]
fn a_mirror_is_pushed_and_pulled_as_one_artefact() {
    let folder = site();
    let Some(server) = Server::start(folder.path(), "") else { return };
    update(&folder).exits(0);
    let reference = format!("{}/mirror/advisories:latest", server.host);
    let digest = with(&folder, &["db", "push", &reference]).exits(0).out;
    assert!(digest.starts_with("sha256:"), "{digest:?}");
    assert_eq!(with(&folder, &["db", "push", &reference]).exits(0).out, digest);
    let elsewhere = folder.join("elsewhere");
    let pull = |more: &[&str]| {
        let there = elsewhere.to_str().expect("it is text").to_owned();
        sekimori(&["db", "pull", &reference, "--db-dir", &there]).args(more)
    };
    pull(&[]).exits(0);
    let bytes = |place: &str| fs::read(folder.join(place).join("advisories.db")).expect("it is there");
    assert_eq!(bytes("elsewhere"), bytes("db"));
    // One that is older does not take the place of a newer one.
    let source = folder.join("osv");
    let newer = ["db", "update", "--source", source.to_str().expect("it is text"), "--db-dir"];
    sekimori(&newer).arg(&elsewhere).var("SOURCE_DATE_EPOCH", "1772582400").exits(0);
    let newest = bytes("elsewhere");
    let said = pull(&[]).exits(2);
    assert!(said.err.contains("--allow-older"), "{}", said.err);
    assert_eq!(bytes("elsewhere"), newest);
    pull(&["--allow-older"]).exits(0);
    assert_eq!(bytes("elsewhere"), bytes("db"));
}

/// Signs a manifest as `cosign sign --key` does, and puts the signature where it belongs.
fn sign(server: &Server, repository: &str, digest: &str, of: &str, key: &EcdsaKeyPair) {
    let payload = json!({ "critical": {
        "identity": { "docker-reference": repository },
        "image": { "docker-manifest-digest": of },
        "type": "cosign container image signature",
    }, "optional": null })
    .to_string();
    let signature = key.sign(&SystemRandom::new(), payload.as_bytes()).expect("it signs");
    let agent = ureq::Agent::new_with_defaults();
    let base = format!("http://{}/v2/{repository}", server.host);
    let sha = |bytes: &[u8]| {
        let hex: Vec<String> = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        format!("sha256:{}", hex.concat())
    };
    let put = |bytes: &[u8]| {
        let begun = agent.post(format!("{base}/blobs/uploads/")).send_empty().expect("it begins");
        let place =
            begun.headers().get("location").and_then(|at| at.to_str().ok()).expect("a place").to_owned();
        let joint = if place.contains('?') { '&' } else { '?' };
        agent.put(format!("{place}{joint}digest={}", sha(bytes))).send(bytes).expect("it is taken");
    };
    put(payload.as_bytes());
    put(b"{}");
    let manifest = json!({
        "schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json",
        "config": { "mediaType": "application/vnd.oci.image.config.v1+json", "size": 2, "digest": sha(b"{}") },
        "layers": [{ "mediaType": "application/vnd.dev.cosign.simplesigning.v1+json", "size": payload.len(),
            "digest": sha(payload.as_bytes()),
            "annotations": { "dev.cosignproject.cosign/signature": BASE64.encode(signature.as_ref()) } }],
    })
    .to_string();
    let tag = format!("{}.sig", digest.replace(':', "-"));
    let taken = agent.put(format!("{base}/manifests/{tag}"));
    taken
        .content_type("application/vnd.oci.image.manifest.v1+json")
        .send(manifest.as_bytes())
        .expect("it is taken");
}

/// A key, and the file of its public half.
fn key(folder: &Folder, name: &str) -> (EcdsaKeyPair, String) {
    let key = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).expect("a key");
    let der = AsDer::<PublicKeyX509Der<'_>>::as_der(key.public_key()).expect("its public half");
    let pem =
        format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n", BASE64.encode(der.as_ref()));
    put(folder, name, &pem);
    (key, folder.join(name).display().to_string())
}

#[test]
fn a_database_is_taken_only_from_the_owner_of_the_key_that_was_named() {
    let folder = site();
    let Some(server) = Server::start(folder.path(), "") else { return };
    update(&folder).exits(0);
    let reference = format!("{}/mirror/advisories:latest", server.host);
    let digest = with(&folder, &["db", "push", &reference]).exits(0).out;
    let digest = digest.trim();
    let ((ours, pem), (other, _)) = (key(&folder, "ours.pub"), key(&folder, "other.pub"));
    let there = folder.join("elsewhere").display().to_string();
    let pull = || sekimori(&["db", "pull", &reference, "--db-dir", &there, "--key", &pem]);
    let refused = |why: &str| {
        let said = pull().exits(2);
        assert!(said.err.contains("has no signature of this key"), "{why}: {}", said.err);
        assert!(!folder.join("elsewhere/advisories.db").exists(), "{why}");
    };
    refused("nobody signed it");
    sign(&server, "mirror/advisories", digest, digest, &other);
    refused("somebody else signed it");
    sign(&server, "mirror/advisories", digest, &format!("sha256:{}", "0".repeat(64)), &ours);
    refused("it is of another artefact");
    sign(&server, "mirror/advisories", digest, digest, &ours);
    pull().exits(0);
    assert!(folder.join("elsewhere/advisories.db").exists());
    put(&folder, "no.pub", "no key");
    let no_key = folder.join("no.pub").display().to_string();
    let said = sekimori(&["db", "pull", &reference, "--db-dir", &there, "--key", &no_key]).exits(64);
    assert!(said.err.contains("no.pub"), "{}", said.err);
}

#[test]
fn who_kills_an_update_finds_the_old_database_or_the_new_one() {
    let folder = site();
    update(&folder).exits(0);
    let path = folder.join("db/advisories.db");
    let old = fs::read(&path).expect("it is there");
    let mut lines = String::new();
    for n in 0..3_000 {
        let record = record(&format!("EXAMPLE-{n}"), Some("1.2.0"), &json!({}));
        lines.push_str(&record.to_string());
        lines.push('\n');
    }
    put(&folder, "osv/many.jsonl", &lines);
    let again = || update(&folder).args(&["--quiet", "--allow-older"]).var("SOURCE_DATE_EPOCH", "1772582400");
    let started = Instant::now();
    again().exits(0);
    let whole = started.elapsed();
    let new = fs::read(&path).expect("it is there");
    assert_ne!(old, new);
    let (mut was_old, mut was_new) = (0, 0);
    for point in 0..100_u32 {
        fs::write(&path, &old).expect("room");
        let mut child = again().start();
        thread::sleep(whole * point / 90 + Duration::from_micros(1));
        // Who has ended cannot be killed.
        let _ = child.kill();
        child.wait().expect("it is ours");
        match fs::read(&path).expect("it is there") {
            left if left == old => was_old += 1,
            left if left == new => was_new += 1,
            left => panic!("point {point}: {} bytes of neither", left.len()),
        }
    }
    assert!(was_old > 0, "no kill came in time: {was_old} old, {was_new} new");
}
