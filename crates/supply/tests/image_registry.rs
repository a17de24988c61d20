//! Images in Debian's docker-registry: plain, with TLS, with passwords and with tokens.
#![cfg(unix)]
#![expect(clippy::disallowed_methods, reason = "tests read their own files")]

#[path = "image/made.rs"]
mod made;
#[path = "image/registries.rs"]
mod registries;
#[path = "image/tokens.rs"]
mod tokens;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use data_encoding::BASE64;
use made::{MAKERS, has, layout, run};
use registries::{Server, certificates};
use sekimori_model::{ContentDigest, Image, ImageLimits, ImageOrigin, Platform};
use sekimori_parse::oci::Descriptor;
use sekimori_supply::image::registry::{Artifact, Registry, RegistryOptions};
use sekimori_supply::image::{Error, ImageRef, OpenOptions, open};
use sekimori_supply::web::{Refused, WebOptions};
use serde_json::{Value, json};
use sha2::Digest as _;
use tokens::TokenServer;

const NEEDED: [&str; 3] = ["docker-registry", "openssl", "perl"];

fn options(registry: RegistryOptions) -> OpenOptions {
    OpenOptions { registry, ..OpenOptions::default() }
}

fn opened(text: &str, options: &OpenOptions) -> Result<Box<dyn Image>, Error> {
    open(&ImageRef::parse(text)?, options)
}

/// Every layer can be read to its end, and is what its digest says.
fn read_all(image: &dyn Image) -> usize {
    let mut members = 0;
    for layer in 0..image.facts().layers.len() {
        let walked = image.walk_layer(layer, &ImageLimits::default(), &mut |_| members += 1);
        assert_eq!(walked, Ok(Vec::new()));
    }
    members
}

fn refused(error: Error) -> Refused {
    match error {
        Error::Registry { cause, .. } => cause,
        other => panic!("the registry refused nothing: {other:?}"),
    }
}

fn push(layout: &Path, tag: &str, to: &str, more: &[&str]) {
    let from = format!("oci:{}:{tag}", layout.display());
    let to = format!("docker://{to}");
    run("skopeo", &[&["copy", "-q", "--dest-tls-verify=false"][..], more, &[&from, &to]].concat());
}

/// A file with credentials as `docker login` writes it.
fn login(folder: &Path, host: &str, pair: &str) -> PathBuf {
    let path = folder.join("config.json");
    let text = json!({ "auths": { host: { "auth": BASE64.encode(pair.as_bytes()) } } });
    fs::write(&path, text.to_string()).expect("a file");
    path
}

/// Writes an index of two images, with a statement beside them, and gives it the tag `both`.
fn make_index(layout: &Path, images: &[(&str, &str)]) {
    let path = layout.join("index.json");
    let mut top: Value = serde_json::from_slice(&fs::read(&path).expect("it is there")).expect("it is JSON");
    let entries = top["manifests"].as_array().expect("a list").clone();
    let of = |tag: &str| {
        let is_it = |entry: &&Value| entry["annotations"]["org.opencontainers.image.ref.name"] == tag;
        entries.iter().find(is_it).expect("the tag").clone()
    };
    let manifests: Vec<_> = images
        .iter()
        .map(|(tag, architecture)| {
            let entry = of(tag);
            json!({
                "mediaType": entry["mediaType"], "digest": entry["digest"], "size": entry["size"],
                "platform": { "os": "linux", "architecture": architecture },
            })
        })
        .collect();
    let media = "application/vnd.oci.image.index.v1+json";
    let text = json!({ "schemaVersion": 2, "mediaType": media, "manifests": manifests }).to_string();
    let hex = data_encoding::HEXLOWER.encode(&sha2::Sha256::digest(text.as_bytes()));
    fs::write(layout.join("blobs/sha256").join(&hex), &text).expect("the blob");
    top["manifests"].as_array_mut().expect("a list").push(json!({
        "mediaType": media, "digest": format!("sha256:{hex}"), "size": text.len(),
        "annotations": { "org.opencontainers.image.ref.name": "both" },
    }));
    fs::write(&path, top.to_string()).expect("the index");
}

#[test]
fn a_plain_registry_on_this_machine_gives_images_and_takes_what_is_attached() {
    if !has(&MAKERS) || !has(&NEEDED) {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let layout_of = layout(folder.path(), "one", "amd64");
    layout(folder.path(), "arm", "arm64");
    make_index(&layout_of, &[("one", "amd64"), ("arm", "arm64")]);
    let server = Server::start(folder.path(), "", "");
    let host = &server.host;
    push(&layout_of, "one", &format!("{host}/team/app:1"), &[]);
    push(&layout_of, "both", &format!("{host}/team/app:both"), &["--multi-arch=all"]);
    let plain = options(RegistryOptions::default());

    let image = opened(&format!("{host}/team/app:1"), &plain).expect("an image");
    assert_eq!(image.facts().origin, ImageOrigin::Registry);
    assert_eq!(image.facts().repository, format!("{host}/team/app"));
    assert!(read_all(&*image) > 5);
    let digest = image.facts().digest.clone().expect("its digest");
    let same = opened(&format!("{host}/team/app@{digest}"), &plain).expect("an image");
    assert_eq!(same.facts().layers, image.facts().layers);

    let arm = Platform { os: "linux".into(), architecture: "aarch64".into(), variant: "v8".into() };
    let for_arm = OpenOptions { platform: Some(arm), ..plain.clone() };
    let image = opened(&format!("{host}/team/app:both"), &for_arm).expect("an image");
    assert_eq!(image.facts().platform.to_string(), "linux/arm64");
    read_all(&*image);
    let other = Platform { os: "linux".into(), architecture: "s390x".into(), variant: String::new() };
    let Err(Error::Platform { available, .. }) =
        opened(&format!("{host}/team/app:both"), &OpenOptions { platform: Some(other), ..plain.clone() })
    else {
        panic!("there is none")
    };
    assert_eq!(available, ["linux/amd64", "linux/arm64"]);
    let missing = opened(&format!("{host}/team/app:none"), &plain).map(drop).expect_err("there is none");
    assert!(missing.is_not_found(), "{missing:?}");

    let registry = Registry::new(host, &plain.registry).expect("a registry");
    assert_eq!(registry.tags("team/app").expect("tags"), ["1", "both"]);
    assert_eq!(registry.repositories().expect("repositories"), ["team/app"]);
    assert_eq!(registry.digest_of_tag("team/app", "1").expect("an answer"), Some(digest.clone()));
    assert_eq!(registry.digest_of_tag("team/app", "none").expect("an answer"), None);
    attaches(&registry, &digest);
}

/// Two artefacts are attached, and both are found; again, and nothing is there twice.
fn attaches(registry: &Registry, digest: &ContentDigest) {
    let fetched = registry.manifest("team/app", digest.as_str(), 4 << 20).expect("the manifest");
    let subject = Descriptor {
        media_type: fetched.media_type,
        digest: digest.clone(),
        size: fetched.bytes.len() as u64,
        platform: None,
        artifact_type: String::new(),
        annotations: Vec::new(),
    };
    let attach = |artifact_type: &str, bytes: &[u8]| {
        let annotations =
            BTreeMap::from([("org.opencontainers.image.created".into(), "2026-01-01T00:00:00Z".into())]);
        let artifact = Artifact { artifact_type, media_type: artifact_type, bytes, annotations };
        registry.attach("team/app", &subject, &artifact).expect("it is taken")
    };
    assert_eq!(registry.referrers("team/app", digest, "").expect("a list"), []);
    let bill = attach("application/vnd.cyclonedx+json", b"{\"bomFormat\":\"CycloneDX\"}");
    attach("application/spdx+json", b"{}");
    assert_eq!(attach("application/vnd.cyclonedx+json", b"{\"bomFormat\":\"CycloneDX\"}"), bill);
    assert_eq!(registry.referrers("team/app", digest, "").expect("a list").len(), 2);
    let found = registry.referrers("team/app", digest, "application/vnd.cyclonedx+json").expect("a list");
    assert_eq!(found.iter().map(|one| one.digest.clone()).collect::<Vec<_>>(), [bill]);
}

#[test]
fn a_registry_with_tls_of_its_own_is_trusted_by_its_certificate_alone() {
    if !has(&MAKERS) || !has(&NEEDED) {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    certificates(folder.path());
    let tls = format!(
        "  tls: {{ certificate: {}, key: {} }}\n",
        at("leaf.pem").display(),
        at("leaf.key").display()
    );
    let server = Server::start(folder.path(), &tls, "");
    let layout = layout(folder.path(), "one", "amd64");
    let name = format!("{}/app:1", server.host);
    push(&layout, "one", &name, &[]);
    let trusting = options(RegistryOptions {
        web: WebOptions { ca_file: Some(at("ca.pem")), ..WebOptions::default() },
        ..RegistryOptions::default()
    });
    read_all(&*opened(&name, &trusting).expect("an image"));
    // It is on this machine, and still nothing is sent to it in clear.
    let error = opened(&name, &options(RegistryOptions::default())).map(drop).expect_err("nobody knows it");
    assert!(matches!(refused(error), Refused::Tls(_)));
}

#[test]
fn passwords_open_a_registry_and_are_not_shown() {
    if !has(&MAKERS) || !has(&NEEDED) {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let password = format!("planted-{}", std::process::id());
    let script = r#"print "robot:", crypt($ARGV[0], '$2y$05$' . 'abcdefghijklmnopqrstuu'), "\n""#;
    let line = run("perl", &["-e", script, &password]).stdout;
    fs::write(folder.path().join("htpasswd"), line).expect("a file");
    let auth =
        format!("auth:\n  htpasswd: {{ realm: test, path: {} }}\n", folder.path().join("htpasswd").display());
    let server = Server::start(folder.path(), "", &auth);
    let layout = layout(folder.path(), "one", "amd64");
    let name = format!("{}/app:1", server.host);
    push(&layout, "one", &name, &[&format!("--dest-creds=robot:{password}")]);

    let with = |pair: &str| {
        let files = vec![login(folder.path(), &server.host, pair)];
        opened(&name, &options(RegistryOptions { credential_files: files, ..RegistryOptions::default() }))
    };
    let image = with(&format!("robot:{password}")).expect("an image");
    read_all(&*image);
    for (pair, why) in [("robot:wrong", "a wrong password"), ("", "none")] {
        let error = with(pair).map(drop).expect_err(why);
        assert!(!format!("{error:?}").contains("wrong\""), "{error:?}");
        assert!(matches!(refused(error), Refused::Unauthorized(_)), "{why}");
    }
    let files = vec![login(folder.path(), &server.host, &format!("robot:{password}"))];
    let options = RegistryOptions { credential_files: files, ..RegistryOptions::default() };
    let registry = Registry::new(&server.host, &options).expect("a registry");
    assert_eq!(registry.tags("app").expect("tags"), ["1"]);
    let shown = format!("{registry:?}");
    let hidden = BASE64.encode(format!("robot:{password}").as_bytes());
    assert!(!shown.contains(&password) && !shown.contains(&hidden), "{shown}");
}

#[test]
fn tokens_are_had_for_a_password_or_a_refresh_token() {
    if !has(&MAKERS) || !has(&NEEDED) {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let tokens = TokenServer::start(folder.path());
    let server = Server::start(folder.path(), "", &tokens.registry_config());
    let layout = layout(folder.path(), "one", "amd64");
    let name = format!("{}/team/app:1", server.host);
    push(&layout, "one", &name, &["--dest-creds=robot:planted"]);
    let with = |entry: Value| {
        let path = folder.path().join("config.json");
        fs::write(&path, json!({ "auths": { server.host.as_str(): entry } }).to_string()).expect("a file");
        opened(
            &name,
            &options(RegistryOptions { credential_files: vec![path], ..RegistryOptions::default() }),
        )
    };
    read_all(&*with(json!({ "auth": BASE64.encode(b"robot:planted") })).expect("by password"));
    read_all(&*with(json!({ "identitytoken": "planted-refresh" })).expect("by refresh token"));
    for wrong in
        [json!({ "auth": BASE64.encode(b"robot:other") }), json!({ "identitytoken": "other" }), json!({})]
    {
        let error = with(wrong.clone()).map(drop).expect_err("it is refused");
        assert!(matches!(refused(error), Refused::Unauthorized(_)), "{wrong}");
    }
    // Whoever reads asks for no more than reading.
    assert!(tokens.seen().iter().any(|asked| asked.contains("scope=repository%3Ateam%2Fapp%3Apull&")
        || asked.contains("scope=repository%3Ateam%2Fapp%3Apull ")));
}
