//! `sekimori base-images`, with a registry on this machine.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::folder::Folder;
use crate::image_layout::{LayerTar, layout};
use crate::program::sekimori;
use crate::published::holds;
use crate::registry_server::Server;

/// Makes an image of layers with these contents, and returns the digest of its manifest.
pub(crate) fn image(folder: &Path, config: &Value, layers: &[&str]) -> String {
    let _ = fs::remove_dir_all(folder);
    let tars = layers.iter().map(|content| LayerTar::new().file(content, content)).collect();
    layout(folder, config, &vec!["ADD file /"; layers.len()], tars);
    let index = fs::read_to_string(folder.join("index.json")).expect("an index");
    let index: Value = serde_json::from_str(&index).expect("JSON");
    index["manifests"][0]["digest"].as_str().expect("a digest").to_owned()
}

#[test]
fn a_base_is_known_by_its_label_and_its_tag_is_current_then_moved_then_gone() {
    let folder = Folder::new();
    let Some(server) = Server::start(folder.path(), "") else { return };
    let made = folder.join("made");
    let old = image(&made, &json!({}), &["one"]);
    let base = server.push(&made, "shop/base:1");
    let labels = |name: &str| {
        json!({ "Labels": {
            "org.opencontainers.image.base.name": name, "org.opencontainers.image.base.digest": old,
        } })
    };
    image(&made, &labels(&base), &["one", "two"]);
    let web = server.push(&made, "shop/web:1");
    let ask = |code| sekimori(&["base-images", &web, "--format", "json"]).exits(code).json();

    let current = ask(0);
    holds(&current);
    assert_eq!(current["schema"], "sekimori.dev/base-images/v1");
    let told = &current["images"][0];
    assert_eq!(told["base"], json!({ "by": "label", "name": base, "digest": old }));
    assert_eq!(told["tag"]["status"], "current");

    let new = image(&made, &json!({}), &["three"]);
    server.push(&made, "shop/base:1");
    let moved = &ask(1)["images"][0]["tag"];
    assert_eq!(*moved, json!({ "status": "moved", "old": old, "new": new, "reason": null }));

    image(&made, &labels(&base.replace("base:1", "base:2")), &["one", "two"]);
    server.push(&made, "shop/web:1");
    assert_eq!(ask(1)["images"][0]["tag"]["status"], "gone");

    image(&made, &labels("127.0.0.1:1/shop/base:1"), &["one", "two"]);
    server.push(&made, "shop/web:1");
    let unanswered = ask(4);
    holds(&unanswered);
    assert_eq!(unanswered["images"][0]["tag"]["status"], "unknown");
    assert_eq!(unanswered["complete"], false);
}

#[test]
fn layers_and_a_dockerfile_tell_bases_and_the_order_of_three() {
    let folder = Folder::new();
    let Some(server) = Server::start(folder.path(), "") else { return };
    let made = folder.join("made");
    let push = |layers: &[&str], name: &str| {
        image(&made, &json!({}), layers);
        server.push(&made, name)
    };
    let (z, m, a) = (push(&["1"], "z:1"), push(&["1", "2"], "m:1"), push(&["1", "2", "3"], "a:1"));
    let file = folder.join("Dockerfile");
    fs::write(&file, format!("FROM {m}\n")).expect("room");
    let file = file.display().to_string();
    let told =
        sekimori(&["base-images", &a, &m, &z, "--dockerfile", &file, "--format", "json"]).exits(0).json();
    holds(&told);
    assert_eq!(told["rebuild"]["order"], json!([z, m, a]));
    let by: Vec<_> =
        told["images"].as_array().expect("a list").iter().map(|one| &one["base"]["by"]).collect();
    assert_eq!(by, [&json!("dockerfile"), &json!("layers"), &Value::Null]);
    assert_eq!(told["images"][0]["tag"]["status"], "current", "without a recorded digest, layers tell");
    assert_eq!(told["images"][2]["outcome"], "not-observable");
    assert_eq!(told["images"][2]["reason"]["code"], "nothing-says");
    for (lang, said) in [("en", "not observable: no label"), ("ja", "確認不能: ラベル")] {
        for format in ["terminal", "markdown"] {
            let out = sekimori(&["base-images", &z, "--lang", lang, "--format", format]).exits(3).out;
            assert!(out.contains(said), "{out}");
        }
    }
    assert_eq!(told["rebuild"]["needed"], json!([]));
    let quiet = sekimori(&["base-images", &a, "--dockerfile", &file, "--lang", "en"]).exits(0).out;
    assert!(!quiet.contains("Rebuild"), "{quiet}");
    push(&["9", "2"], "m:1");
    let moved = sekimori(&["base-images", &a, "--dockerfile", &file, "--lang", "en"]).exits(1).out;
    assert!(moved.contains("Rebuild in this order") && moved.contains(&format!("1. {a}")), "{moved}");
    sekimori(&["base-images", &a, "--dockerfile", &file, "--dockerfile", &file]).exits(64);
    sekimori(&["base-images", &format!("{z}9")]).exits(4);
}
