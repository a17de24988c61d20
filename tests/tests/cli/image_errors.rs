//! Images that cannot be had: each error names the reference and a remedy, in the language of the user.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::json;

use crate::folder::Folder;
use crate::image_layout::{LayerTar, layout};
use crate::program::{Run, sekimori};
use crate::registry_server::{Server, are_there};

/// Two words of English beside one another, outside of what is quoted.
fn english(text: &str) -> Option<String> {
    let outside: String = text.split('`').step_by(2).collect::<Vec<_>>().join("。");
    let is_word = |word: &str| word.len() > 1 && word.bytes().all(|byte| byte.is_ascii_lowercase());
    let words: Vec<&str> = outside.split(' ').collect();
    let names = ["docker", "podman", "login", "os", "error"];
    let is_ours = |pair: &&[&str]| pair.iter().all(|word| is_word(word) && !names.contains(word));
    words.windows(2).find(is_ours).map(|pair| pair.join(" "))
}

/// Runs it in both languages; both name what must be named.
fn refused(reference: &str, args: &[&str], code: i32, named: &[&str]) -> [Run; 2] {
    ["en", "ja"].map(|lang| {
        let run = sekimori(&["image", reference, "--no-cache", "--lang", lang]).args(args).exits(code);
        for name in named {
            assert!(run.err.contains(name), "{name}: {}", run.err);
        }
        if lang == "ja" {
            assert_eq!(english(&run.err), None, "{}", run.err);
        }
        run
    })
}

/// A certificate that signs itself, for this machine.
fn self_signed(folder: &Path, constraints: &str) {
    let at = |name: &str| folder.join(name).display().to_string();
    let output = Command::new("openssl")
        .args([
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-days",
            "30",
        ])
        .args(["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"])
        .args(["-addext", &format!("basicConstraints=critical,{constraints}")])
        .args(["-keyout", &at("own.key"), "-out", &at("own.pem")])
        .output()
        .expect("openssl");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn an_authority_that_is_the_server_itself_is_refused_and_never_gone_around() {
    let folder = Folder::new();
    if !are_there(&["docker-registry", "skopeo", "openssl"]) {
        return;
    }
    let at = |name: &str| folder.join(name).display().to_string();
    let made = folder.join("made");
    layout(&made, &json!({ "User": "1000" }), &["COPY a /"], vec![LayerTar::new().file("a", "b")]);
    for (constraints, works) in [("CA:TRUE", false), ("CA:FALSE", true)] {
        self_signed(folder.path(), constraints);
        let tls = format!("  tls: {{ certificate: {}, key: {} }}\n", at("own.pem"), at("own.key"));
        let server = Server::start(folder.path(), &tls).expect("it starts");
        let reference = server.push(&made, "shop/web:1");
        let ca = at("own.pem");
        if works {
            let args = ["--registry-ca", ca.as_str(), "--exit-zero"];
            sekimori(&["image", &reference, "--no-cache"]).args(&args).exits(0);
        } else {
            let named = [server.host.as_str(), "shop/web", "CA:FALSE", "--registry-ca"];
            // That it may go without TLS changes nothing: it answers with TLS.
            let args = ["--registry-ca", ca.as_str(), "--insecure-registry", server.host.as_str()];
            refused(&reference, &args, 2, &named);
        }
        refused(&reference, &[], 2, &[server.host.as_str(), "shop/web", "--registry-ca"]);
    }
}

#[test]
fn what_a_registry_does_not_have_is_named() {
    let folder = Folder::new();
    let Some(server) = Server::start(folder.path(), "") else { return };
    refused(&format!("{}/none:7", server.host), &[], 2, &["none", "7", &server.host]);
    let closed = "127.0.0.1:1/shop/web:1";
    refused(closed, &[], 2, &["127.0.0.1:1", "shop/web", "--insecure-registry"]);
    refused("registry.example/Shop:1", &[], 64, &["registry.example/Shop:1"]);
}

#[test]
fn what_is_no_image_on_disk_is_named() {
    let folder = Folder::new();
    let empty = folder.join("empty");
    fs::create_dir(&empty).expect("a folder");
    fs::write(empty.join("oci-layout"), r#"{"imageLayoutVersion":"1.0.0"}"#).expect("room");
    fs::write(empty.join("index.json"), r#"{"schemaVersion":2,"manifests":[]}"#).expect("room");
    let reference = format!("oci:{}", empty.display());
    let [en, ja] = refused(&reference, &[], 2, &[&reference]);
    assert!(en.err.contains("no image") && !en.err.contains("--platform"), "{}", en.err);
    assert!(ja.err.contains("イメージがありません"), "{}", ja.err);
    let none = folder.join("none.tar").display().to_string();
    for prefix in ["oci-archive:", "docker-archive:", "rootfs:", "oci:"] {
        let [_, ja] = refused(&format!("{prefix}{none}"), &[], 2, &[&none]);
        assert!(ja.err.contains("ファイルまたはフォルダーがありません"), "{}", ja.err);
    }
    fs::write(folder.join("text.tar"), "no archive").expect("room");
    let text = folder.join("text.tar").display().to_string();
    refused(&text, &[], 2, &[&text]);
    refused(&format!("docker-archive:{text}"), &[], 2, &[&text]);
}
