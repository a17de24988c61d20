//! A Debian as debootstrap makes it, in an image, in registries: every package that dpkg knows, and none else.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use data_encoding::BASE64;
use serde_json::{Value, json};

use crate::folder::{Folder, TODAY};
use crate::made::run;
use crate::program::{Program, repository, sekimori};
use crate::registries::{Server, certificates};
use crate::tokens::TokenServer;

/// The root of a minimal Debian, which a script makes once.
fn root() -> PathBuf {
    let root = std::env::var_os("SEKIMORI_DEBIAN_ROOT").map(PathBuf::from);
    let root = root.unwrap_or_else(|| repository().join("target/e2e/debian"));
    let script = repository().join("scripts/debian-root");
    run(&script.to_string_lossy(), &[&root.to_string_lossy()]);
    root
}

/// An image of a root, as umoci makes it.
fn image_of(root: &Path, folder: &Path) -> PathBuf {
    let layout = folder.join("layout");
    let image = format!("{}:latest", layout.display());
    run("umoci", &["init", "--layout", &layout.to_string_lossy()]);
    run("umoci", &["new", "--image", &image]);
    let step = ["insert", "--image", &image, "--history.created_by", "ADD rootfs.tar /"];
    run("umoci", &[&step[..], &[&root.to_string_lossy(), "/"]].concat());
    run("umoci", &["config", "--image", &image, "--architecture=amd64", "--os=linux"]);
    layout
}

/// Name, version and architecture of all that dpkg says is installed.
fn known_to_dpkg(root: &Path) -> BTreeSet<[String; 3]> {
    let admin = format!("--admindir={}/var/lib/dpkg", root.display());
    let shown = "-f=${db:Status-Status} ${Package} ${Version} ${Architecture}\n";
    let listed = run("dpkg-query", &[&admin, "-W", shown]).stdout;
    let listed = String::from_utf8(listed).expect("UTF-8");
    let words = |line: &str| line.split(' ').map(str::to_owned).collect::<Vec<_>>();
    let installed = listed.lines().filter_map(|line| line.strip_prefix("installed ")).map(words);
    installed.map(|words| words.try_into().expect("three words")).collect()
}

/// The same of a bill.
fn named_in(bill: &Value) -> BTreeSet<[String; 3]> {
    let components = bill["components"].as_array().expect("a list").iter();
    let named =
        components.filter(|one| one["purl"].as_str().is_some_and(|purl| purl.starts_with("pkg:deb/")));
    named
        .map(|one| {
            let purl = one["purl"].as_str().unwrap_or_default();
            assert!(purl.contains("distro=debian-12"), "{purl}");
            let arch = purl.split(['?', '&']).find_map(|part| part.strip_prefix("arch=")).unwrap_or_default();
            let text = |key: &str| one[key].as_str().unwrap_or_default().to_owned();
            [text("name"), text("version"), arch.to_owned()]
        })
        .collect()
}

/// Where an image is pushed to, and how the program gets at it.
struct Way<'a> {
    host: &'a str,
    push: &'a [&'a str],
    flags: &'a [&'a str],
    login: &'a Path,
}

impl Way<'_> {
    fn program(&self, args: &[&str]) -> Program {
        sekimori(args)
            .args(self.flags)
            .var("DOCKER_CONFIG", self.login)
            .var("SOURCE_DATE_EPOCH", "1800000000")
    }

    /// Scans, lists, attaches and gets; returns the bill.
    fn walk(&self, layout: &Path, wanted: &BTreeSet<[String; 3]>) -> String {
        let image = format!("{}/team/debian:12", self.host);
        let (from, to) = (format!("oci:{}:latest", layout.display()), format!("docker://{image}"));
        let copy = ["copy", "-q", "--insecure-policy", "--dest-tls-verify=false"];
        run("skopeo", &[&copy[..], self.push, &[&from, &to]].concat());

        let args = ["image", &image, "--no-cache", "--now", TODAY, "--format", "json", "--exit-zero"];
        let report = self.program(&args).exits(0).json();
        let seen = &report["summary"]["image"];
        assert_eq!(seen["packages"], wanted.len(), "{seen:#}");
        assert!(seen["distribution"].to_string().contains("12"), "{seen:#}");
        // The lists of apt are larger than what is searched for secrets.
        let not_analysed = |one: &&Value| one["outcome"] == "not-analysed" && one["reason"] != "too-large";
        let missed: Vec<_> =
            report["findings"].as_array().expect("a list").iter().filter(not_analysed).collect();
        assert!(missed.is_empty(), "{missed:#?}");

        let bill = self.program(&["sbom", &image, "--no-cache"]).exits(0);
        let named = named_in(&bill.json());
        let (more, less): (Vec<_>, Vec<_>) =
            (named.difference(wanted).collect(), wanted.difference(&named).collect());
        assert!(more.is_empty() && less.is_empty(), "too many: {more:?}; missing: {less:?}");

        self.program(&["sbom", "get", &image]).exits(3);
        let attached = self.program(&["sbom", "attach", &image]).exits(0);
        assert!(attached.out.starts_with("sha256:"), "{}", attached.out);
        assert_eq!(self.program(&["sbom", "get", &image]).exits(0).out, bill.out);
        bill.out
    }
}

#[test]
#[ignore = "heavy: make e2e"]
fn every_package_of_dpkg_is_found_through_every_kind_of_registry() {
    let root = root();
    let folder = Folder::new();
    let at = |name: &str| folder.join(name).display().to_string();
    let layout = image_of(&root, folder.path());
    let wanted = known_to_dpkg(&root);
    assert!(wanted.len() > 60, "{}", wanted.len());
    for name in ["nobody", "robot", "plain", "tls", "closed"] {
        fs::create_dir_all(folder.join(name)).expect("a folder");
    }
    let nobody = folder.join("nobody");

    let plain = Server::start(&folder.join("plain"), "", "");
    let way = Way { host: &plain.host, push: &[], flags: &[], login: &nobody };
    let from_plain = way.walk(&layout, &wanted);

    certificates(folder.path());
    let tls = format!("  tls:\n    certificate: {}\n    key: {}\n", at("leaf.pem"), at("leaf.key"));
    let secure = Server::start(&folder.join("tls"), &tls, "");
    let ca = at("ca.pem");
    let way = Way { host: &secure.host, push: &[], flags: &["--registry-ca", &ca], login: &nobody };
    // Without the authority nothing is read.
    let name = format!("{}/team/debian:12", secure.host);
    let from_tls = way.walk(&layout, &wanted);
    let refused = sekimori(&["sbom", &name]).exits(2);
    assert!(refused.out.is_empty() && refused.err.contains("--registry-ca"), "{}", refused.err);

    let tokens = TokenServer::start(folder.path());
    let closed = Server::start(&folder.join("closed"), &tls, &tokens.registry_config());
    let auth = BASE64.encode(b"robot:planted");
    let login = json!({ "auths": { &closed.host: { "auth": auth } } }).to_string();
    fs::write(folder.join("robot/config.json"), login).expect("a file");
    let login = folder.join("robot");
    let way = Way {
        host: &closed.host,
        push: &["--dest-creds=robot:planted"],
        flags: &["--registry-ca", &ca],
        login: &login,
    };
    let from_closed = way.walk(&layout, &wanted);
    let name = format!("{}/team/debian:12", closed.host);
    let refused = sekimori(&["sbom", &name, "--registry-ca", &ca]).var("DOCKER_CONFIG", &nobody).exits(2);
    assert!(refused.err.contains("credentials"), "{}", refused.err);
    assert!(!refused.err.contains("planted"), "{}", refused.err);

    // Wherever it comes from, the image is the same, so that its packages are.
    let purls = |bill: &str| -> BTreeSet<String> {
        let bill: Value = serde_json::from_str(bill).expect("JSON");
        let components = bill["components"].as_array().expect("a list").iter();
        components.filter_map(|one| one["purl"].as_str()).map(str::to_owned).collect()
    };
    assert_eq!(purls(&from_plain), purls(&from_tls));
    assert_eq!(purls(&from_plain), purls(&from_closed));
    // The root itself says the same as its image.
    let rootfs = format!("rootfs:{}", root.display());
    let from_root = sekimori(&["sbom", &rootfs]).exits(0);
    assert_eq!(named_in(&from_root.json()), wanted);
}
