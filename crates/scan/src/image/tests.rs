//! Images that are made for a test, from their members to the verdict.

use std::collections::BTreeMap;
use std::io::{self, Read};
use std::sync::Mutex;

use jiff::civil::date;
use rayon::{ThreadPool, ThreadPoolBuilder};
use sekimori_catalog::{credentials, find};
use sekimori_model::config::Config;
use sekimori_model::{
    Confidence, ContentDigest, Decision, HistoryStep, Image, ImageConfig, ImageFacts, ImageLimits,
    ImageOrigin, LayerCache, LayerFacts, Member, MemberKind, NotAnalysed, Platform, Problem, Severity,
};
use sekimori_secrets::sample::{Dice, fill};
use sekimori_secrets::{Bounds, Engine};
use sha2::{Digest as _, Sha256};

use super::analyse::Analyser;
use super::caps::Caps;
use super::{ImageScan, Reading, scan_image};
use crate::Plan;

/// A member: its path, what it is, its mode and its content.
type Made = (&'static str, MemberKind<'static>, u32, Vec<u8>);

/// An image in memory.
pub(super) struct Fake {
    pub(super) facts: ImageFacts,
    pub(super) layers: Vec<Vec<Made>>,
}

impl Fake {
    pub(super) fn new(layers: Vec<Vec<Made>>) -> Self {
        let digest = |n: usize| Some(format!("sha256:{n:064x}").parse::<ContentDigest>().expect("a digest"));
        let facts = ImageFacts {
            origin: ImageOrigin::OciLayout,
            shown: "oci:made".to_owned(),
            repository: "made".to_owned(),
            digest: digest(99),
            config_digest: None,
            platform: Platform::default(),
            config: Some(ImageConfig::default()),
            layers: (0..layers.len())
                .map(|n| LayerFacts {
                    digest: digest(n),
                    diff_id: None,
                    size: 0,
                    media_type: String::new(),
                    step: Some(n),
                })
                .collect(),
            annotations: Vec::new(),
        };
        Self { facts, layers }
    }

    pub(super) fn scan(&self) -> ImageScan {
        let plan = Plan::new(Config::default(), None, date(2026, 11, 22)).expect("a plan");
        scan_image(self, &Reading::default(), &plan, &pool(), &|_| {})
    }
}

impl Image for Fake {
    fn facts(&self) -> &ImageFacts {
        &self.facts
    }

    fn walk_layer(
        &self,
        layer: usize,
        _: &ImageLimits,
        visit: &mut dyn FnMut(&mut Member<'_>),
    ) -> Result<Vec<Problem>, Problem> {
        for (path, kind, mode, content) in self.layers.get(layer).expect("it is there") {
            let mut stream = Pieces(content);
            let size = content.len() as u64;
            visit(&mut Member {
                path,
                kind: *kind,
                mode: *mode,
                user: 0,
                group: 0,
                size,
                content: &mut stream,
            });
        }
        Ok(Vec::new())
    }
}

/// Content that comes in pieces.
struct Pieces<'a>(&'a [u8]);

impl Read for Pieces<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let most = buffer.len().min(100_000);
        self.0.read(&mut buffer[..most])
    }
}

pub(super) fn pool() -> ThreadPool {
    ThreadPoolBuilder::new().num_threads(2).build().expect("a pool")
}

pub(super) fn file(path: &'static str, content: impl Into<Vec<u8>>) -> Made {
    (path, MemberKind::File, 0o644, content.into())
}

/// A token that ends in a checksum, made for this run.
pub(super) fn token(seed: u64) -> String {
    sample("credential/github-personal-access-token", seed)
}

fn sample(rule: &str, seed: u64) -> String {
    let rule = find(rule).expect("a rule");
    let credential = rule.credential().expect("a pattern");
    let sample = credential.samples.first().expect("a sample");
    fill(sample.value, credential, &mut Dice::new(seed)).expect("a template")
}

fn engine() -> Engine {
    Engine::new(credentials().iter().copied()).expect("patterns")
}

#[test]
fn a_secret_near_the_end_of_a_large_file_is_found_within_little_memory() {
    let mut content = b"an ordinary line of a dump of something\n".repeat((40 << 20) / 40);
    content.extend_from_slice(format!("\nGITHUB_TOKEN={}\nend\n", token(1)).as_bytes());
    let lines = content.split(|byte| *byte == b'\n').count() - 1;
    let image = Fake::new(vec![vec![file("srv/dump.sql", content)]]);
    let engine = engine();
    let search = Some((&engine, Bounds::default()));
    let layer = Analyser::new(ImageLimits::default(), Caps::of(1), search, 32 << 20).analyse(&image, 0);
    assert!(layer.problems.is_empty() && layer.gaps.is_empty(), "{:?}", layer.problems);
    let hits: Vec<_> = layer.hits.iter().map(|hit| (&*hit.path, hit.span.line, hit.span.column)).collect();
    assert_eq!(hits, [("srv/dump.sql", u32::try_from(lines).expect("few") - 1, 14)]);
    assert_eq!(layer.searched, 1);
}

#[test]
fn what_is_beyond_the_caps_of_a_layer_is_counted() {
    let mut members: Vec<Made> = (0..20).map(|n| file("app/.env", format!("T={}\n", token(n)))).collect();
    members.extend((0..20).map(|_| file("opt/x.jar", b"PK\x03\x04 and nothing that is a zip".to_vec())));
    members.extend((0..20).map(|_| {
        file(
            "usr/lib/python3/dist-packages/a.dist-info/METADATA",
            "Metadata-Version: 2.1\nName: a\nVersion: 1\n",
        )
    }));
    let image = Fake::new(vec![members]);
    let engine = engine();
    let search = Some((&engine, Bounds::default()));
    let caps = Caps { hits: 3, problems: 7, packages: 5, ..Caps::of(1) };
    let layer = Analyser::new(ImageLimits::default(), caps, search, 1 << 20).analyse(&image, 0);
    assert_eq!(layer.hits.len(), 3);
    let packages: usize = layer.told.iter().map(|told| told.found.packages.len()).sum();
    assert_eq!(packages, 5);
    assert!(layer.is_cut);
    // Those that are named, and what was dropped of secrets and of problems.
    assert_eq!(layer.problems.len() + layer.gaps.len(), 7 + 2, "{:?}", layer.problems);
    let details: Vec<_> = layer.problems.iter().map(|one| (one.reason, one.detail.as_str())).collect();
    let hits = (NotAnalysed::TooManyFindings, "17 more secrets in this layer, of which 3 are kept");
    assert!(details.contains(&hits), "{details:?}");
    assert!(details.iter().any(|(_, detail)| detail.contains("more problems in this layer, of which 7")));
}

#[test]
fn each_layer_has_its_share() {
    let of = |layers| (Caps::of(layers).hits, Caps::of(layers).problems);
    assert_eq!(
        [of(1), of(10), of(1_000), of(100_000)],
        [(100_000, 10_000), (10_000, 10_000), (100, 100), (100, 100)]
    );
}

#[test]
fn a_secret_that_what_is_shown_of_a_step_would_cut_in_half_is_not_shown() {
    let mut image = Fake::new(vec![vec![file("app/.env", format!("T={}\n", token(1)))]]);
    let secret = token(2);
    let before = "RUN curl --header ";
    let fill = "x".repeat(240 - before.len() - " token:".len() - 20);
    let step = HistoryStep {
        created_by: format!("{before}{fill} token:{secret} and more behind it"),
        ..HistoryStep::default()
    };
    image.facts.config.as_mut().expect("it has one").history.push(step);
    let found = image.scan().scan;
    let text: Vec<String> = found.findings.iter().map(|finding| format!("{finding:?}")).collect();
    let text = text.concat();
    assert!(text.contains("RUN curl"), "{text}");
    let half = &secret[4..16];
    assert!(!text.contains(half), "half of a secret is shown");
}

#[test]
fn a_search_that_ended_at_a_limit_is_not_complete() {
    let many = |count: u64| {
        let lines: Vec<String> = (0..count).map(|n| format!("TOKEN_{n}={}\n", token(n))).collect();
        Fake::new(vec![vec![file("app/.env", lines.concat())]])
    };
    let mut config = Config::default();
    config.limits.findings = 5;
    config.fail_on = Severity::Critical;
    let scan = |image: &Fake| {
        let mut config = config.clone();
        // Nothing of it decides, so that only the limit does.
        config.fail_on_not_analysed = false;
        let plan = Plan::new(config, None, date(2026, 11, 22)).expect("a plan");
        scan_image(image, &Reading::default(), &plan, &pool(), &|_| {}).scan
    };
    let (few, cut) = (scan(&many(2)), scan(&many(9)));
    assert!(!few.cut_short && cut.cut_short);
    assert_ne!(few.verdict.decision, Decision::Incomplete);
}

const STATUS: &str = "Package: libtls\nStatus: install ok installed\nArchitecture: amd64\nVersion: 3.7-2\n\n\
                      Package: python3-six\nStatus: install ok installed\nArchitecture: all\nVersion: 1.16-4\n\n";

/// The database of a Debian, and what two of its packages brought.
fn debian() -> Vec<Made> {
    vec![
        file("etc/os-release", "ID=debian\nVERSION_ID=\"12\"\n"),
        file("var/lib/dpkg/status", STATUS),
        file(
            "var/lib/dpkg/info/libtls:amd64.list",
            "/.\n/usr\n/usr/lib\n/lib/libtls.so.3\n/usr/bin/tls\n/etc/tls.key\n",
        ),
        file(
            "var/lib/dpkg/info/python3-six.list",
            "/usr/lib/python3/dist-packages/six-1.16.0.egg-info/PKG-INFO\n",
        ),
        file(
            "usr/lib/python3/dist-packages/six-1.16.0.egg-info/PKG-INFO",
            "Metadata-Version: 1.2\nName: six\nVersion: 1.16.0\n",
        ),
        file(
            "usr/local/lib/python3/dist-packages/own-1.0.dist-info/METADATA",
            "Metadata-Version: 2.1\nName: own\nVersion: 1.0\n",
        ),
    ]
}

fn key(seed: u64) -> String {
    sample("credential/private-key-pem", seed)
}

/// A library with keys in it.
fn library(seeds: std::ops::Range<u64>) -> Vec<u8> {
    let keys: Vec<String> = seeds.map(|seed| format!("\0\0{}\n\0", key(seed))).collect();
    [b"\x7FELF\x02\x01\x01\0\0\0".as_slice(), keys.concat().as_bytes()].concat()
}

/// Path, severity, confidence and number of places of what was found of keys.
fn keys_found(layers: Vec<Vec<Made>>) -> Vec<(String, Severity, Confidence, usize)> {
    let scan = Fake::new(layers).scan().scan;
    let findings = scan.findings.iter();
    let keys = findings.filter(|one| one.rule.as_str() == "credential/private-key-pem");
    keys.map(|one| (one.path().to_owned(), one.severity, one.confidence, one.locations.len())).collect()
}

#[test]
fn the_test_keys_of_a_library_of_the_distribution_are_one_finding_of_little_weight() {
    let mut layer = debian();
    layer.push(file("usr/lib/libtls.so.3", library(0..3)));
    let low = ("usr/lib/libtls.so.3".to_owned(), Severity::Low, Confidence::Low, 3);
    assert_eq!(keys_found(vec![layer]), [low]);
}

#[test]
fn a_key_keeps_its_weight_wherever_it_may_be_somebodys_own() {
    let own = |path: &'static str, content: Vec<u8>, later: bool| {
        let mut layers = vec![debian()];
        let place = if later {
            layers.push(Vec::new());
            1
        } else {
            0
        };
        layers[place].push(file(path, content));
        let found = keys_found(layers);
        assert_eq!(found.len(), 1, "{path}: {found:?}");
        assert_ne!((found[0].1, found[0].2), (Severity::Low, Confidence::Low), "{path}");
    };
    // In no list of files; in one, but written over by a later layer; no library; no program at all.
    own("usr/lib/libother.so.3", library(0..1), false);
    own("usr/lib/libtls.so.3", library(0..1), true);
    own("usr/bin/tls", library(0..1), false);
    own("usr/lib/libtls.so.3", key(0).into_bytes(), false);
    own("etc/tls.key", key(0).into_bytes(), false);
}

#[test]
fn a_package_of_a_language_that_the_distribution_brought_names_its_owner() {
    let sbom = Fake::new(vec![debian()]).scan().sbom;
    let owners: Vec<_> = sbom
        .packages
        .iter()
        .map(|one| (&*one.purl.name, one.owned_by.as_ref().map(ToString::to_string)))
        .collect();
    let owner = "pkg:deb/debian/python3-six@1.16-4?arch=all&distro=debian-12".to_owned();
    assert!(owners.contains(&("six", Some(owner))), "{owners:?}");
    assert!(owners.contains(&("own", None)) && owners.contains(&("python3-six", None)), "{owners:?}");
}

/// Keeps what it is given.
#[derive(Default)]
struct Memory(Mutex<BTreeMap<(String, String), Vec<u8>>>);

impl LayerCache for Memory {
    fn get(&self, layer: &ContentDigest, analyser: &str) -> Option<Vec<u8>> {
        self.0.lock().expect("it is whole").get(&(layer.to_string(), analyser.to_owned())).cloned()
    }

    fn put(&self, layer: &ContentDigest, analyser: &str, found: &[u8]) {
        let key = (layer.to_string(), analyser.to_owned());
        self.0.lock().expect("it is whole").insert(key, found.to_owned());
    }
}

#[test]
fn a_layer_with_a_secret_is_remembered_without_it_and_says_the_same_again() {
    let mut layer = debian();
    layer.push(file("app/.env", format!("# a\nT={}\n", token(1))));
    layer.push(file("app/other", "nothing\n"));
    let mut image = Fake::new(vec![layer]);
    let memory = Memory::default();
    let scan = |image: &Fake| {
        let plan = Plan::new(Config::default(), None, date(2026, 11, 22)).expect("a plan");
        let reading = Reading { cache: Some(&memory), ..Reading::default() };
        scan_image(image, &reading, &plan, &pool(), &|_| {})
    };
    let first = scan(&image);
    let kept: Vec<u8> = memory
        .0
        .lock()
        .expect("it is whole")
        .values()
        .flat_map(|bytes| lz4_flex::decompress_size_prepended(bytes).expect("it was packed"))
        .collect();
    let text = String::from_utf8_lossy(&kept);
    assert!(text.contains("\"again\":[\"app/.env\"]"), "{text}");
    assert!(!text.contains(&token(1)[4..12]), "a part of a secret is kept");
    // What is not read again may be anything.
    image.layers[0].pop();
    image.layers[0].push(file("app/other", format!("T={}\n", token(2))));
    let again = scan(&image);
    let told = |scan: &ImageScan| {
        let all = scan
            .scan
            .findings
            .iter()
            .map(|one| format!("{:?}", (&one.rule, one.fingerprint, &one.locations)));
        (all.collect::<Vec<_>>(), scan.scan.summary.files_searched, scan.sbom.clone())
    };
    assert_eq!(told(&first), told(&again));
    assert!(told(&first).0.iter().any(|one| one.contains("app/.env")));
}

fn program(path: &'static str, mode: u32, content: &[u8]) -> Made {
    (path, MemberKind::File, mode, content.to_owned())
}

#[test]
fn what_can_be_executed_is_listed_with_its_digest() {
    let elf = [b"\x7FELF".as_slice(), &vec![7; 70_000]].concat();
    let mut base = debian();
    base.extend([
        program("lib/libtls.so.3", 0o644, &elf),
        program("usr/bin/run", 0o755, b"no magic"),
        program("usr/bin/empty", 0o755, b""),
        program("usr/bin/old", 0o755, b"old"),
        program("usr/bin/gone", 0o755, b"gone"),
        program("usr/share/script", 0o600, b"#!/bin/sh\n"),
        program("usr/share/text", 0o644, b"text"),
        ("usr/bin/walk", MemberKind::HardLink("usr/bin/run"), 0o755, Vec::new()),
        ("usr/bin/sym", MemberKind::SymbolicLink("run"), 0o777, Vec::new()),
    ]);
    let above = vec![
        program("usr/bin/old", 0o755, b"new"),
        ("usr/bin/gone", MemberKind::Whiteout, 0, Vec::new()),
        ("opt/again", MemberKind::HardLink("usr/bin/walk"), 0o755, Vec::new()),
        ("opt/text", MemberKind::HardLink("usr/share/text"), 0o755, Vec::new()),
    ];
    let image = Fake::new(vec![base, above]);
    let reading = Reading { executables: true, ..Reading::default() };
    let sbom = super::collect_image(&image, &reading, &pool(), &|_| {});
    let executables = sbom.executables.as_ref().expect("they were asked for");
    let told: Vec<_> = executables
        .all()
        .iter()
        .map(|one| (&*one.path, one.layer, one.size, one.hard_link_to.as_deref(), one.owned_by.is_some()))
        .collect();
    let wanted = [
        ("lib/libtls.so.3", Some(0), 70_004, None, true),
        ("opt/again", Some(1), 8, Some("usr/bin/run"), false),
        ("usr/bin/empty", Some(0), 0, None, false),
        ("usr/bin/old", Some(1), 3, None, false),
        ("usr/bin/run", Some(0), 8, None, false),
        ("usr/bin/walk", Some(0), 8, Some("usr/bin/run"), false),
        ("usr/share/script", Some(0), 10, None, false),
    ];
    assert_eq!(told, wanted);
    let digest = |content: &[u8]| {
        let hex: Vec<String> = Sha256::digest(content).iter().map(|byte| format!("{byte:02x}")).collect();
        format!("sha256:{}", hex.concat()).parse::<ContentDigest>().expect("a digest")
    };
    let paths: Vec<_> = executables.with_digest(&digest(b"no magic")).map(|one| &*one.path).collect();
    assert_eq!(paths, ["opt/again", "usr/bin/run", "usr/bin/walk"]);
    assert_eq!(executables.at("lib/libtls.so.3").map(|one| &one.digest), Some(&digest(&elf)));
    assert_eq!(executables.with_digest(&digest(b"gone")).count(), 0);
    let usual = super::collect_image(&image, &Reading::default(), &pool(), &|_| {});
    assert!(usual.executables.is_none());
}

/// An image of which it is counted how often a layer is read.
struct Counted(Fake, std::sync::atomic::AtomicUsize);

impl Image for Counted {
    fn facts(&self) -> &ImageFacts {
        &self.0.facts
    }

    fn walk_layer(
        &self,
        layer: usize,
        limits: &ImageLimits,
        visit: &mut dyn FnMut(&mut Member<'_>),
    ) -> Result<Vec<Problem>, Problem> {
        self.1.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        self.0.walk_layer(layer, limits, visit)
    }
}

#[test]
fn a_layer_that_an_image_has_many_times_is_read_once() {
    let mut fake = Fake::new(vec![vec![file("app/a", "a")]; 5]);
    let first = fake.facts.layers[0].digest.clone();
    for place in [1, 2, 4] {
        fake.facts.layers[place].digest.clone_from(&first);
    }
    let image = Counted(fake, 0.into());
    super::collect_image(&image, &Reading::default(), &pool(), &|_| {});
    assert_eq!(image.1.into_inner(), 2);
}
