//! `sekimori registry check`, with a registry on this machine.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::folder::{Folder, TODAY};
use crate::image_layout::{LayerTar, layout};
use crate::program::{Program, sekimori};
use crate::registry_server::Server;

fn check(host: &str, args: &[&str]) -> Program {
    sekimori(&["registry", "check", host, "--now", TODAY, "--persona", "pedantic"]).args(args)
}

/// What is said by a rule of this outcome, as places.
fn places(report: &Value, rule: &str, outcome: &str) -> Vec<String> {
    let findings = report["findings"].as_array().expect("a list");
    let of = findings.iter().filter(|one| one["rule"] == rule && one["outcome"] == outcome);
    of.map(|one| one["location"]["reference"].as_str().unwrap_or_default().to_owned()).collect()
}

fn image(folder: &Path, content: &str) {
    let _ = fs::remove_dir_all(folder);
    layout(folder, &json!({}), &["ADD hello /"], vec![LayerTar::new().file("hello", content)]);
}

#[test]
fn an_open_registry_is_told_with_what_moved_and_what_nobody_signed() {
    let folder = Folder::new();
    let Some(server) = Server::start(folder.path(), "") else { return };
    let (made, host) = (folder.join("made"), server.host.clone());
    let host = host.as_str();
    check(host, &["--fail-on", "critical"]).exits(3);
    image(&made, "one");
    let name = server.push(&made, "shop/web:1");
    server.push(&made, "shop/web:latest");
    let state = folder.join("state.json").display().to_string();
    let args = ["--state", &state, "--format", "json"];

    let first = check(host, &args).exits(1).json();
    assert_eq!(places(&first, "registry/no-tls", "violated"), [host]);
    assert_eq!(places(&first, "registry/anonymous-pull", "violated"), [format!("{host}/shop/web")]);
    assert_eq!(places(&first, "registry/unsigned", "violated").len(), 2);
    assert_eq!(places(&first, "registry/bill-missing", "violated").len(), 2);
    assert_eq!(places(&first, "registry/tag-moved", "violated"), [""; 0]);
    // What cannot be seen is no pass.
    assert_eq!(places(&first, "registry/tag-moved", "not-observable"), [host]);
    assert_eq!(places(&first, "registry/anonymous-push", "not-observable"), [host]);
    assert_eq!(places(&first, "registry/tag-unused", "not-observable"), [host]);
    // The test images say that they were built more than a year before.
    assert_eq!(places(&first, "registry/image-old", "violated").len(), 2);
    assert_eq!(first["summary"]["registry"], json!({ "host": host, "repositories": 1, "tags": 2 }));

    image(&made, "two");
    server.push(&made, "shop/web:1");
    server.push(&made, "shop/web:latest");
    sekimori(&["sbom", "attach", &name]).arg("--sbom").arg(bill(&folder)).exits(0);
    let second = check(host, &args).exits(1).json();
    assert_eq!(places(&second, "registry/tag-moved", "violated"), std::slice::from_ref(&name));
    assert_eq!(places(&second, "registry/bill-missing", "violated"), [""; 0]);
    let third = check(host, &args).exits(1).json();
    assert_eq!(places(&third, "registry/tag-moved", "violated"), [""; 0]);

    let cut = check(host, &["--max-tags", "1", "--fail-on", "critical"]).exits(4);
    assert!(cut.out.contains("1 of 2 tags"), "{}", cut.out);
    for format in ["terminal", "table", "sarif", "junit", "html", "markdown"] {
        let told = check(host, &["--format", format, "--lang", "ja"]).exits(1).out;
        assert!(!told.contains("not observable"), "{format}: {told}");
    }
    let told = check(host, &["--lang", "ja", "--format", "terminal"]).exits(1);
    assert!(told.out.contains("確認できません: 問い合わせた内容からは分かりません"), "{}", told.out);
    let last = [told.out, told.err].concat();
    assert!(last.contains("外部から確認できないもの") && !last.contains("インストール時"), "{last}");
    fs::write(&state, "{}").expect("room");
    let refused = check(host, &args).exits(64);
    assert!(refused.err.contains("earlier check of") && !refused.err.contains("cursor"), "{}", refused.err);
    assert_eq!(fs::read_to_string(&state).expect("it is left alone"), "{}");
    check("https://registry.example", &[]).exits(64);
}

fn bill(folder: &Folder) -> std::path::PathBuf {
    let path = folder.join("bill.json");
    fs::write(&path, json!({ "bomFormat": "CycloneDX", "specVersion": "1.6" }).to_string()).expect("room");
    path
}
