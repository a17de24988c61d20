//! `sekimori sbom attach` and `sekimori sbom get`, with a registry on this machine.

use std::fs;

use serde_json::{Value, json};

use crate::folder::Folder;
use crate::image_layout::{LayerTar, digest, layout};
use crate::program::{Program, sekimori};
use crate::registry_server::Server;

const STATUS: &str =
    "Package: curl\nStatus: install ok installed\nArchitecture: amd64\nVersion: 7.88.1-10\n\n";
const RELEASE: &str = "ID=debian\nVERSION_ID=\"12\"\n";

/// A registry with an image that has a package, and one that has none.
fn registry(folder: &Folder) -> Option<(Server, String, String)> {
    let server = Server::start(folder.path(), "")?;
    let (full, bare) = (folder.join("full"), folder.join("bare"));
    let system = LayerTar::new().file("etc/os-release", RELEASE).file("var/lib/dpkg/status", STATUS);
    layout(&full, &json!({}), &["ADD rootfs.tar /"], vec![system]);
    layout(&bare, &json!({}), &["ADD hello /"], vec![LayerTar::new().file("hello", "hello")]);
    let (full, bare) = (server.push(&full, "shop/web:1"), server.push(&bare, "shop/bare:1"));
    Some((server, full, bare))
}

fn attach(image: &str, seconds: &str) -> Program {
    sekimori(&["sbom", "attach", image]).var("SOURCE_DATE_EPOCH", seconds)
}

fn get(image: &str) -> Program {
    sekimori(&["sbom", "get", image])
}

#[test]
fn a_bill_is_attached_once_and_found_again() {
    let folder = Folder::new();
    let Some((_server, image, bare)) = registry(&folder) else { return };
    let none = get(&image).exits(3);
    assert!(none.out.is_empty() && none.err.contains("sekimori sbom attach 127.0.0.1"), "{}", none.err);

    let first = attach(&image, "1800000000").exits(0);
    assert!(first.out.starts_with("sha256:") && first.out.len() == 72, "{:?}", first.out);
    assert!(first.err.contains("is attached to"), "{}", first.err);
    // Another day, the same bill.
    let again = attach(&image, "1800086400").exits(0);
    assert_eq!(again.out, first.out);
    assert!(again.err.contains("nothing was sent"), "{}", again.err);

    // What is attached is what is written to a file, byte for byte.
    let got = get(&image).exits(0);
    assert_eq!(got.out, sekimori(&["sbom", &image]).exits(0).out);
    assert_eq!(got.json()["bomFormat"], "CycloneDX");
    assert!(got.out.contains("pkg:deb/debian/curl@7.88.1-10"), "{}", got.out);
    get(&image).args(&["--format", "spdx"]).exits(3);

    let spdx = attach(&image, "1800000100").args(&["--format", "spdx"]).exits(0);
    assert_ne!(spdx.out, first.out);
    let file = folder.join("got.json");
    get(&image).args(&["--format", "spdx", "--output"]).arg(&file).exits(0);
    let written: Value = serde_json::from_slice(&fs::read(&file).expect("it was written")).expect("JSON");
    assert_eq!(written["spdxVersion"], "SPDX-2.3");

    let empty = attach(&bare, "1800000000").exits(3);
    assert!(empty.out.is_empty() && empty.err.contains("has no packages"), "{}", empty.err);
}

#[test]
fn of_several_bills_the_newest_is_taken_and_a_file_must_be_one() {
    let bill = |name: &str| {
        json!({ "bomFormat": "CycloneDX", "specVersion": "1.6",
            "components": [{ "type": "library", "name": name, "purl": format!("pkg:npm/{name}@1.0.0") }] })
        .to_string()
    };
    let folder = Folder::new()
        .and("old.json", bill("old"))
        .and("new.json", bill("new"))
        .and("other.json", "{\"name\":\"x\"}");
    let Some((server, image, _)) = registry(&folder) else { return };
    let attach_file =
        |file: &str, seconds: &str| attach(&image, seconds).arg("--sbom").arg(folder.join(file));
    attach_file("new.json", "1800000000").exits(0);
    attach_file("old.json", "1700000000").exits(0);
    assert!(get(&image).exits(0).out.contains("pkg:npm/new@1.0.0"));
    // The bytes are those of the file.
    assert_eq!(get(&image).exits(0).out, bill("new"));
    let refused = attach_file("other.json", "1800000000").exits(2);
    assert!(refused.err.contains("CycloneDX"), "{}", refused.err);
    attach_file("new.json", "1800000000").args(&["--format", "spdx"]).exits(64);
    let layout = format!("oci:{}", folder.join("full").display());
    assert!(attach(&layout, "1").exits(64).err.contains("no image in a registry"));

    // Content that is changed in the registry is not written.
    let hex = digest(bill("new").as_bytes()).replace("sha256:", "");
    let stored = folder.join(&format!("storage/docker/registry/v2/blobs/sha256/{}/{hex}/data", &hex[..2]));
    fs::write(stored, bill("bad")).expect("it is there");
    let changed = get(&image).exits(2);
    assert!(changed.out.is_empty() && changed.err.contains("digest"), "{}", changed.err);
    drop(server);
}

#[test]
fn a_folder_may_still_be_called_like_a_part() {
    let folder = Folder::new()
        .and("attach/Cargo.lock", "version = 4\n[[package]]\nname = \"a\"\nversion = \"1.0.0\"\n");
    let run = sekimori(&["sbom", "./attach"]).from(folder.path()).exits(0);
    assert!(run.out.contains("pkg:cargo/a@1.0.0"), "{}", run.out);
    sekimori(&["sbom", "attach"]).from(folder.path()).exits(64);
}
