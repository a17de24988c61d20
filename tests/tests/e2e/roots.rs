//! Roots of other kinds: one that rpm filled, one that has `BusyBox` alone, and an index of several platforms.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

use serde_json::Value;

use crate::folder::{Folder, TODAY};
use crate::made::{layout, run};
use crate::program::sekimori;
use crate::registries::Server;

/// Where RPM keeps its database, in the old place and in the new one.
const PLACES: [&str; 2] = ["/var/lib/rpm", "/usr/lib/sysimage/rpm"];

/// Packages that rpmbuild builds: name, epoch, version, release, licence.
const PACKAGES: [[&str; 5]; 3] = [
    ["shop-web", "0", "1.4.2", "3", "Apache-2.0"],
    ["shop-tools", "2", "0.9~rc1", "1.el9", "MIT"],
    ["shop-data", "0", "2027.1", "7", "GPL-2.0-or-later"],
];

fn built(folder: &Path) -> Vec<String> {
    let top = folder.join("rpmbuild");
    for [name, epoch, version, release, licence] in PACKAGES {
        let needs = if name == "shop-web" { "Requires: shop-data\n" } else { "" };
        let spec = format!(
            "Name: {name}\nEpoch: {epoch}\nVersion: {version}\nRelease: {release}\nLicense: {licence}\nSummary: one\n\
             BuildArch: noarch\n{needs}\n%description\nOne.\n\n%install\nmkdir -p %{{buildroot}}/opt/{name}\n\
             echo {name} >%{{buildroot}}/opt/{name}/file\n\n%files\n/opt/{name}/file\n"
        );
        let path = folder.join(format!("{name}.spec"));
        fs::write(&path, spec).expect("a file");
        let define = format!("_topdir {}", top.display());
        run("rpmbuild", &["-bb", "--quiet", "--define", &define, &path.to_string_lossy()]);
    }
    let made = fs::read_dir(top.join("RPMS/noarch")).expect("what was built");
    let mut made: Vec<String> =
        made.map(|entry| entry.expect("a file").path().display().to_string()).collect();
    made.sort();
    made
}

#[test]
#[ignore = "heavy: make e2e"]
fn what_rpm_installs_is_what_is_found() {
    let folder = Folder::new();
    let packages = built(folder.path());
    assert_eq!(packages.len(), PACKAGES.len());
    for (index, place) in PLACES.into_iter().enumerate() {
        let root = folder.join(&format!("root-{index}"));
        fs::create_dir_all(root.join("etc")).expect("a folder");
        fs::write(root.join("etc/os-release"), "ID=\"rocky\"\nVERSION_ID=\"9.4\"\n").expect("a file");
        let at = root.display().to_string();
        let define = format!("_dbpath {place}");
        let rpm = |args: &[&str]| run("rpm", &[&["--root", &at, "--define", &define], args].concat());
        let names: Vec<&str> = packages.iter().map(String::as_str).collect();
        rpm(&["--initdb"]);
        // This machine's own libraries are no packages of that root.
        rpm(&[&["-i", "--nodeps", "--noscripts"], &names[..]].concat());
        let shown = rpm(&["-qa", "--qf", "%{NAME} %{EPOCH}:%{VERSION}-%{RELEASE} %{ARCH}\n"]).stdout;
        let wanted: BTreeSet<String> =
            String::from_utf8(shown).expect("UTF-8").lines().map(str::to_owned).collect();
        assert_eq!(wanted.len(), PACKAGES.len());

        let bill = sekimori(&["sbom", &format!("rootfs:{at}")]).exits(0).json();
        let components = bill["components"].as_array().expect("a list");
        let of_rpm =
            |one: &&Value| one["purl"].as_str().is_some_and(|purl| purl.starts_with("pkg:rpm/rocky/"));
        let found: BTreeSet<String> = components
            .iter()
            .filter(of_rpm)
            .map(|one| {
                let purl = one["purl"].as_str().unwrap_or_default();
                let of = |key: &str| {
                    purl.split(['?', '&']).find_map(|part| part.strip_prefix(key)).unwrap_or_default()
                };
                let version = one["version"].as_str().unwrap_or_default();
                let (_, bare) = version.split_once(':').unwrap_or(("", version));
                let epoch = Some(of("epoch=")).filter(|epoch| !epoch.is_empty()).unwrap_or("0");
                format!("{} {epoch}:{bare} {}", one["name"].as_str().unwrap_or_default(), of("arch="))
            })
            .collect();
        assert_eq!(found, wanted, "{place}");
        for [name, .., licence] in PACKAGES {
            let one = components.iter().find(|one| one["name"] == name).expect("it is there");
            assert!(one["licenses"].to_string().contains(licence), "{one:#}");
        }
        let why = sekimori(&["deps", "tree", "shop-data", &format!("rootfs:{at}")]).exits(0);
        assert!(why.out.contains("shop-web"), "{}", why.out);
    }
}

#[test]
#[ignore = "heavy: make e2e"]
fn a_root_of_busybox_has_a_shell_and_no_packages() {
    let folder = Folder::new();
    let root = folder.join("root");
    for name in ["bin", "etc", "tmp"] {
        fs::create_dir_all(root.join(name)).expect("a folder");
    }
    fs::copy("/bin/busybox", root.join("bin/busybox")).expect("busybox-static is installed");
    for applet in ["sh", "wget", "nc", "vi"] {
        symlink("busybox", root.join("bin").join(applet)).expect("a link");
    }
    fs::write(root.join("etc/passwd"), "root:x:0:0:root:/root:/bin/sh\n").expect("a file");
    let at = folder.join("layout");
    let image = format!("{}:latest", at.display());
    run("umoci", &["init", "--layout", &at.to_string_lossy()]);
    run("umoci", &["new", "--image", &image]);
    run("umoci", &["insert", "--image", &image, &root.to_string_lossy(), "/"]);
    let server = Server::start(folder.path(), "", "");
    let name = format!("{}/base/busybox:1", server.host);
    let (from, to) = (format!("oci:{image}"), format!("docker://{name}"));
    run("skopeo", &["copy", "-q", "--insecure-policy", "--dest-tls-verify=false", &from, &to]);

    let args = ["image", &name, "--no-cache", "--now", TODAY, "--persona", "auditor", "--format", "json"];
    let report = sekimori(&args).arg("--exit-zero").exits(0).json();
    assert_eq!(report["summary"]["image"]["packages"], 0);
    let findings = report["findings"].as_array().expect("a list");
    let of_rule = |rule: &str| findings.iter().any(|one| one["rule"] == rule && one["outcome"] == "violated");
    for rule in ["image-content/shell-present", "image-config/user-root"] {
        let rules: BTreeSet<_> = findings.iter().map(|one| one["rule"].to_string()).collect();
        assert!(of_rule(rule), "{rule} in {rules:?}");
    }
    sekimori(&["sbom", &name]).exits(3);
}

#[test]
#[ignore = "heavy: make e2e"]
fn of_an_index_the_platform_that_is_asked_for_is_read() {
    let folder = Folder::new();
    let at = layout(folder.path(), "one", "amd64");
    layout(folder.path(), "arm", "arm64");
    make_index(&at);
    let server = Server::start(folder.path(), "", "");
    let name = format!("{}/base/both:1", server.host);
    let (from, to) = (format!("oci:{}:both", at.display()), format!("docker://{name}"));
    let flags = ["--insecure-policy", "--dest-tls-verify=false", "--multi-arch=all"];
    run("skopeo", &[&["copy", "-q"], &flags[..], &[&from, &to]].concat());
    for platform in ["linux/amd64", "linux/arm64"] {
        let args = ["image", &name, "--no-cache", "--now", TODAY, "--platform", platform, "--format", "json"];
        let report = sekimori(&args).arg("--exit-zero").exits(0).json();
        assert_eq!(report["summary"]["image"]["platform"], platform);
    }
    let none = sekimori(&["image", &name, "--platform", "linux/s390x"]).exits(2);
    assert!(none.err.contains("linux/amd64") && none.err.contains("linux/arm64"), "{}", none.err);
}

/// Puts an index with the tag `both` beside the images of two platforms.
fn make_index(at: &Path) {
    let path = at.join("index.json");
    let mut top: Value = serde_json::from_slice(&fs::read(&path).expect("it is there")).expect("JSON");
    let entries = top["manifests"].as_array_mut().expect("a list");
    let mut manifests = Vec::new();
    for (tag, architecture) in [("one", "amd64"), ("arm", "arm64")] {
        let is_it = |entry: &&Value| entry["annotations"]["org.opencontainers.image.ref.name"] == tag;
        let mut entry = entries.iter().find(is_it).expect("the tag").clone();
        entry["annotations"] = Value::Null;
        entry.as_object_mut().expect("an object").remove("annotations");
        entry["platform"] = serde_json::json!({ "os": "linux", "architecture": architecture });
        manifests.push(entry);
    }
    let media = "application/vnd.oci.image.index.v1+json";
    let text =
        serde_json::json!({ "schemaVersion": 2, "mediaType": media, "manifests": manifests }).to_string();
    let hex = data_encoding::HEXLOWER.encode(&<sha2::Sha256 as sha2::Digest>::digest(text.as_bytes()));
    fs::write(at.join("blobs/sha256").join(&hex), &text).expect("the blob");
    entries.push(serde_json::json!({
        "mediaType": media, "digest": format!("sha256:{hex}"), "size": text.len(),
        "annotations": { "org.opencontainers.image.ref.name": "both" },
    }));
    fs::write(&path, top.to_string()).expect("the index");
}
