//! `sekimori base-images --replacement`: which advisories the new state of a base removes.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::db::{site, update, with};
use crate::folder::Folder;
use crate::image_layout::{LayerTar, layout};
use crate::program::Program;
use crate::published::holds;
use crate::registry_server::Server;

/// A file that says that a package of npm is installed in this version.
fn installed(folder: &str, version: &str) -> LayerTar {
    let manifest = json!({ "name": "example-parser", "version": version }).to_string();
    LayerTar::new().file(&format!("{folder}/node_modules/example-parser/package.json"), manifest)
}

fn make(folder: &Path, config: &Value, layers: Vec<LayerTar>) -> String {
    let _ = fs::remove_dir_all(folder);
    layout(folder, config, &vec!["ADD files /"; layers.len()], layers);
    let index = fs::read_to_string(folder.join("index.json")).expect("an index");
    let index: Value = serde_json::from_str(&index).expect("JSON");
    index["manifests"][0]["digest"].as_str().expect("a digest").to_owned()
}

fn ask(folder: &Folder, image: &str, more: &[&str]) -> Program {
    with(folder, &["base-images", image, "--replacement"]).args(more)
}

#[test]
fn a_new_base_removes_what_it_mended_and_nothing_of_the_project_itself() {
    let folder = site();
    let Some(server) = Server::start(folder.path(), "") else { return };
    let made = folder.join("made");
    let old = make(&made, &json!({}), vec![installed("usr/lib", "1.1.0")]);
    let base = server.push(&made, "shop/base:1");
    let labels = json!({ "Labels": {
        "org.opencontainers.image.base.name": base, "org.opencontainers.image.base.digest": old,
    } });
    make(&made, &labels, vec![installed("usr/lib", "1.1.0"), installed("app", "1.0.0")]);
    let web = server.push(&made, "shop/web:1");
    let without = ask(&folder, &web, &[]).exits(2);
    assert!(without.err.contains("sekimori db update"), "{}", without.err);
    update(&folder).exits(0);

    let current = ask(&folder, &web, &["--format", "json"]).exits(0).json();
    assert_eq!(current["images"][0].get("replacement"), None, "the base did not move");

    let new = make(&made, &json!({}), vec![installed("usr/lib", "2.0.0")]);
    server.push(&made, "shop/base:1");
    let moved = ask(&folder, &web, &["--format", "json"]).exits(1).json();
    holds(&moved);
    let told = &moved["images"][0]["replacement"];
    let of = |advisory: &str, version: &str, severity: &str| {
        let package = format!("pkg:npm/example-parser@{version}");
        json!({ "advisory": advisory, "package": package, "severity": severity })
    };
    let expected = json!({
        "digest": new, "complete": true, "reason": null, "adds": [],
        "removes": [of("CVE-2026-0001", "1.1.0", "critical")],
        "keeps": [of("EXAMPLE-2", "1.1.0", "low")],
    });
    assert_eq!(*told, expected, "{told:#}");
    for (lang, said) in [("en", "removes 1 advisory, keeps 1, adds 0"), ("ja", "1 件がなくなり")] {
        for format in ["terminal", "markdown"] {
            let out = ask(&folder, &web, &["--lang", lang, "--format", format]).exits(1).out;
            assert!(out.contains(said) && out.contains("CVE-2026-0001"), "{out}");
        }
    }

    // A base that is worse is told as such, and one that cannot be read is no advice.
    make(&made, &json!({}), vec![installed("usr/lib", "1.1.0"), installed("opt", "1.0.0")]);
    server.push(&made, "shop/base:1");
    let worse = ask(&folder, &web, &["--format", "json"]).exits(1).json();
    let told = &worse["images"][0]["replacement"];
    assert_eq!(told["removes"], json!([]));
    assert_eq!(told["adds"].as_array().map(Vec::len), Some(2), "{told:#}");
}

#[test]
fn packages_that_a_new_base_dropped_are_known_by_the_old_one() {
    let folder = site();
    let Some(server) = Server::start(folder.path(), "") else { return };
    update(&folder).exits(0);
    let made = folder.join("made");
    let old = make(&made, &json!({}), vec![installed("usr/lib", "1.1.0")]);
    let base = server.push(&made, "shop/base:1");
    server.push(&made, "shop/base:old");
    let labels = |digest: &str| {
        json!({ "Labels": {
            "org.opencontainers.image.base.name": base, "org.opencontainers.image.base.digest": digest,
        } })
    };
    make(&made, &labels(&old), vec![installed("usr/lib", "1.1.0"), LayerTar::new().file("app", "1")]);
    let web = server.push(&made, "shop/web:1");
    make(&made, &labels(&format!("sha256:{}", "0".repeat(64))), vec![installed("usr/lib", "1.1.0")]);
    let lost = server.push(&made, "shop/lost:1");
    make(&made, &json!({}), vec![LayerTar::new().file("etc/motd", "hello")]);
    server.push(&made, "shop/base:1");
    let removed = |image: &str| {
        let told = ask(&folder, image, &["--format", "json"]).exits(1).json();
        let told = told["images"][0]["replacement"].clone();
        (told["removes"].as_array().map(Vec::len), told["complete"] == true)
    };
    assert_eq!(removed(&web), (Some(2), true));
    assert_eq!(removed(&lost), (Some(0), false), "nobody knows what the old base had");
    let out = ask(&folder, &lost, &["--lang", "en"]).exits(1).out;
    assert!(out.contains("not all packages could be compared"), "{out}");
}
