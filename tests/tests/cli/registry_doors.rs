//! `sekimori registry check`: certificates, passwords and signatures, with registries on this machine.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::Command;

use data_encoding::BASE64;
use serde_json::{Value, json};

use crate::folder::Folder;
use crate::image_layout::{LayerTar, layout};
use crate::program::{Program, sekimori};
use crate::registry_server::Server;

/// A check as of today, because that is the day by which certificates hold.
fn check(host: &str) -> Program {
    sekimori(&["registry", "check", host, "--format", "json", "--fail-on", "critical"])
}

fn has(report: &Value, rule: &str, outcome: &str) -> bool {
    let findings = report["findings"].as_array().expect("a list");
    findings.iter().any(|one| one["rule"] == rule && one["outcome"] == outcome)
}

fn run(program: &str, args: &[&str]) -> Vec<u8> {
    let output = Command::new(program).args(args).output().expect("it is installed");
    assert!(output.status.success(), "{program} {args:?}: {}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

fn image(folder: &Path, content: &str) -> String {
    layout(folder, &json!({}), &["ADD hello /"], vec![LayerTar::new().file("hello", content)]);
    let index: Value =
        serde_json::from_slice(&fs::read(folder.join("index.json")).expect("it was made")).expect("JSON");
    index["manifests"][0]["digest"].as_str().expect("a digest").to_owned()
}

/// An authority, and certificates of it for this machine that end after so many days.
fn certificates(folder: &Folder, days: &[&str]) {
    let at = |name: &str| folder.join(name).display().to_string();
    let new = ["req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj"];
    let ca = ["/CN=Test CA", "-x509", "-days", "900", "-keyout", &at("ca.key"), "-out", &at("ca.pem")];
    run("openssl", &[&new[..], &ca].concat());
    let leaf = ["/CN=127.0.0.1", "-keyout", &at("leaf.key"), "-out", &at("leaf.csr")];
    run("openssl", &[&new[..], &leaf].concat());
    fs::write(folder.join("ext"), "subjectAltName=IP:127.0.0.1\nbasicConstraints=CA:FALSE\n")
        .expect("a file");
    for days in days {
        let signed =
            ["-CA", &at("ca.pem"), "-CAkey", &at("ca.key"), "-CAcreateserial", "-extfile", &at("ext")];
        let ends = ["-days", days, "-out", &at(&format!("leaf{days}.pem"))];
        run("openssl", &[&["x509", "-req", "-in", &at("leaf.csr")], &signed[..], &ends].concat());
    }
}

#[test]
fn a_certificate_that_has_ended_or_soon_ends_is_told() {
    let folder = Folder::new();
    if Server::start(folder.path(), "").is_none() {
        return;
    }
    certificates(&folder, &["-1", "5", "400"]);
    let ca = folder.join("ca.pem").display().to_string();
    let told = |days: &str| {
        let at = |name: &str| folder.join(name).display().to_string();
        let pem = at(&format!("leaf{days}.pem"));
        let tls = format!("  tls: {{ certificate: {pem}, key: {} }}\n", at("leaf.key"));
        let server = Server::start(folder.path(), &tls).expect("it starts");
        check(&server.host).args(&["--registry-ca", &ca, "--persona", "pedantic"]).run()
    };
    // There are no repositories, which is an exit code of its own.
    let good = told("400").json();
    for rule in ["registry/certificate-not-trusted", "registry/certificate-ends-soon", "registry/no-tls"] {
        assert!(!has(&good, rule, "violated") && !has(&good, rule, "not-observable"), "{rule}");
    }
    let soon = told("5").json();
    assert!(has(&soon, "registry/certificate-ends-soon", "violated"), "{soon:#}");
    assert!(!has(&soon, "registry/certificate-not-trusted", "violated"));
    let ended = told("-1");
    assert_eq!(ended.code, Some(4), "{}", ended.err);
    let ended = ended.json();
    assert!(has(&ended, "registry/certificate-not-trusted", "violated"), "{ended:#}");
    assert!(ended.to_string().contains("xpired"), "{ended:#}");
}

#[test]
fn a_registry_with_passwords_is_closed_to_who_has_none() {
    let folder = Folder::new();
    if Server::start(folder.path(), "").is_none() {
        return;
    }
    let password = format!("planted-{}", std::process::id());
    let script = r#"print "robot:", crypt($ARGV[0], '$2y$05$' . 'abcdefghijklmnopqrstuu'), "\n""#;
    fs::write(folder.join("htpasswd"), run("perl", &["-e", script, &password])).expect("a file");
    let auth = format!("auth:\n  htpasswd: {{ realm: test, path: {} }}\n", folder.join("htpasswd").display());
    let server = Server::start(folder.path(), &auth).expect("it starts");
    let host = server.host.as_str();
    image(&folder.join("made"), "one");
    let from = format!("oci:{}", folder.join("made").display());
    let (creds, to) = (format!("--dest-creds=robot:{password}"), format!("docker://{host}/shop/web:1"));
    run("skopeo", &["copy", "-q", "--insecure-policy", "--dest-tls-verify=false", &creds, &from, &to]);

    let login = BASE64.encode(format!("robot:{password}").as_bytes());
    let folder = folder.and("in/config.json", json!({ "auths": { host: { "auth": login } } }).to_string());
    let known = check(host).var("DOCKER_CONFIG", folder.join("in")).run();
    let report = known.json();
    assert_eq!(report["summary"]["registry"], json!({ "host": host, "repositories": 1, "tags": 1 }));
    for rule in ["registry/anonymous-pull", "registry/catalog-public"] {
        assert!(
            !has(&report, rule, "violated") && !has(&report, rule, "not-observable"),
            "{rule}: {report:#}"
        );
    }
    assert!(has(&report, "registry/no-tls", "violated"));
    let unknown = check(host).var("DOCKER_CONFIG", folder.join("out")).run();
    assert_eq!(unknown.code, Some(4), "{}", unknown.err);
    for said in [&known, &unknown] {
        assert!(!said.out.contains(&password) && !said.err.contains(&password) && !said.out.contains(&login));
    }
}

#[test]
fn signatures_are_found_by_their_tag_and_as_referrers() {
    let folder = Folder::new();
    let Some(server) = Server::start(folder.path(), "") else { return };
    let push = |content: &str, tag: &str| {
        let made = folder.join(content);
        let digest = image(&made, content);
        server.push(&made, &format!("shop/web:{tag}"));
        digest
    };
    push("one", "bare");
    let tagged = push("two", "by-tag");
    let referred = push("three", "by-referrer");
    // The tag that cosign gives a signature; what it holds is not looked into.
    push("signature", &format!("{}.sig", tagged.replace(':', "-")));

    // A registry that knows no referrers has an index under a tag instead, which is pushed by hand.
    let top = fs::read_to_string(folder.join("signature/index.json")).expect("it was made");
    let mut top: Value = serde_json::from_str(&top).expect("JSON");
    let kind = "application/vnd.oci.image.index.v1+json";
    top["mediaType"] = json!(kind);
    top["manifests"][0]["artifactType"] = json!("application/vnd.dev.sigstore.bundle.v0.3+json");
    let body = top.to_string();
    let mut stream = TcpStream::connect(&server.host).expect("it answers");
    write!(
        stream,
        "PUT /v2/shop/web/manifests/{} HTTP/1.1\r\nHost: {}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\
         Connection: close\r\n\r\n{body}",
        referred.replace(':', "-"),
        server.host,
        body.len()
    )
    .expect("it is taken");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    assert!(answer.starts_with("HTTP/1.1 201"), "{answer}");

    let report = check(&server.host).run().json();
    let findings = report["findings"].as_array().expect("a list").iter();
    let unsigned: Vec<_> = findings
        .filter(|one| one["rule"] == "registry/unsigned")
        .map(|one| (one["outcome"].as_str(), one["location"]["reference"].as_str()))
        .collect();
    let bare = format!("{}/shop/web:bare", server.host);
    assert_eq!(unsigned, [(Some("violated"), Some(bare.as_str()))]);
}
