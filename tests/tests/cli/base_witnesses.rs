//! `sekimori base-images`: who names a base, where they disagree, and shapes that registries have.

use std::fs;

use serde_json::json;

use crate::base_images::image;
use crate::folder::Folder;
use crate::image_layout::annotate;
use crate::program::sekimori;
use crate::registry_scan::raw;
use crate::registry_server::Server;

const NAME: &str = "org.opencontainers.image.base.name";
const DIGEST: &str = "org.opencontainers.image.base.digest";

#[test]
fn annotations_name_a_base_and_labels_and_dockerfiles_may_disagree() {
    let folder = Folder::new();
    let Some(server) = Server::start(folder.path(), "") else { return };
    let made = folder.join("made");
    let digest = image(&made, &json!({}), &["one"]);
    let base = server.push(&made, "shop/base:1");
    let other = server.push(&made, "shop/other:1");
    image(&made, &json!({}), &["one", "two"]);
    annotate(&made, &json!({ NAME: base, DIGEST: digest }));
    let web = server.push(&made, "shop/web:1");
    let told = sekimori(&["base-images", &web, "--format", "json"]).exits(0).json();
    let told = &told["images"][0];
    assert_eq!(told["base"], json!({ "by": "annotation", "name": base, "digest": digest }));
    assert_eq!((&told["tag"]["status"], &told["disagree"]), (&json!("current"), &json!(false)));

    image(&made, &json!({ "Labels": { NAME: other, DIGEST: digest } }), &["one", "two"]);
    annotate(&made, &json!({ NAME: base, DIGEST: digest }));
    server.push(&made, "shop/web:1");
    let file = folder.join("Dockerfile");
    fs::write(&file, format!("FROM {base}\n")).expect("room");
    let file = file.display().to_string();
    let ask = |more: &[&str]| sekimori(&["base-images", &web, "--dockerfile", &file]).args(more).exits(0);
    let told = ask(&["--format", "json"]).json();
    let told = &told["images"][0];
    assert_eq!((&told["base"]["by"], &told["disagree"]), (&json!("label"), &json!(true)));
    let by: Vec<_> = told["known"].as_array().expect("a list").iter().map(|one| &one["by"]).collect();
    assert_eq!(by, ["label", "annotation", "dockerfile"]);
    for (lang, said) in [("en", "They disagree about the base"), ("ja", "一致しません")] {
        let out = ask(&["--lang", lang]).out;
        assert!(out.contains(said) && out.contains("shop/other:1") && out.contains("shop/base:1"), "{out}");
    }
}

#[test]
fn images_that_are_built_on_each_other_have_no_order_and_are_named() {
    let folder = Folder::new();
    let Some(server) = Server::start(folder.path(), "") else { return };
    let made = folder.join("made");
    let push = |name: &str, on: &str| {
        image(&made, &json!({ "Labels": { NAME: format!("{}/{on}", server.host) } }), &[name]);
        server.push(&made, name)
    };
    let (hen, egg, chick) = (push("hen:1", "egg:1"), push("egg:1", "hen:1"), push("chick:1", "egg:1"));
    let ask = |more: &[&str]| sekimori(&["base-images", &hen, &egg, &chick]).args(more);
    // Nobody recorded what they were built on and their layers differ: each has moved.
    let told = ask(&["--format", "json"]).exits(1).json();
    let mut circle = vec![hen.clone(), egg.clone()];
    circle.sort();
    let mut told_circle: Vec<String> =
        serde_json::from_value(told["rebuild"]["cycle"].clone()).expect("a list");
    told_circle.sort();
    told_circle.dedup();
    assert_eq!(told_circle, circle, "{:#}", told["rebuild"]);
    assert_eq!(told["rebuild"]["order"], json!([]));
    assert!(told["rebuild"]["stuck"].to_string().contains(&chick), "{:#}", told["rebuild"]);
    let out = ask(&["--lang", "en"]).exits(1).out;
    assert!(out.contains("built on each other"), "{out}");
}

#[test]
fn a_base_of_several_platforms_is_current_by_its_index_and_by_the_image_of_the_platform() {
    let folder = Folder::new();
    let Some(server) = Server::start(folder.path(), "") else { return };
    let made = folder.join("made");
    let kind = "application/vnd.oci.image.manifest.v1+json";
    let push_index = |content: &str| {
        let amd = image(&made, &json!({}), &[content]);
        let size = |digest: &str| {
            let path = made.join("blobs").join(digest.replace(':', "/"));
            fs::metadata(path).expect("it was made").len()
        };
        let entry = |digest: &str, architecture: &str| {
            json!({ "mediaType": kind, "digest": digest, "size": size(digest),
                "platform": { "os": "linux", "architecture": architecture } })
        };
        server.push(&made, "shop/base:amd");
        let index_kind = "application/vnd.oci.image.index.v1+json";
        // One image serves for both: which platform is asked for is what matters here.
        let index = json!({ "schemaVersion": 2, "mediaType": index_kind,
            "manifests": [entry(&amd, "amd64"), entry(&amd, "arm64")] });
        let path = "/v2/shop/base/manifests/1";
        let (status, digest) = raw(&server.host, "PUT", path, index_kind, index.to_string().as_bytes());
        assert!(status.contains("201"), "{status}");
        (amd, digest)
    };
    let (of_platform, of_index) = push_index("one");
    let base = format!("{}/shop/base:1", server.host);
    let status = |digest: &str, code| {
        image(&made, &json!({ "Labels": { NAME: base, DIGEST: digest } }), &["one", "two"]);
        let web = server.push(&made, "shop/web:1");
        let told = sekimori(&["base-images", &web, "--format", "json"]).exits(code).json();
        told["images"][0]["tag"]["status"].as_str().expect("a word").to_owned()
    };
    assert_eq!(status(&of_platform, 0), "current");
    assert_eq!(status(&of_index, 0), "current");
    let _ = push_index("three");
    assert_eq!(status(&of_platform, 1), "moved");
    assert_eq!(status(&of_index, 1), "moved");
}
