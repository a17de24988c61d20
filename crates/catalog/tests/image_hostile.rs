//! Images made to trouble the rules: each rule ends soon, and keeps no more than it may.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test may fail, and looks at the clock"
)]

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::civil::date;
use sekimori_catalog::{
    Account, Check, ImageView, ImageViolation, Parameters, Password, SeenFile, SeenKind, all,
};
use sekimori_model::{HistoryStep, ImageConfig, ImageFacts, ImageOrigin, Package, Platform, Purl};

/// What a rule may take of an image of hostile size. 5 s: a debug build on a busy machine takes a tenth of it.
const MOST: Duration = Duration::from_secs(5);

fn facts(config: ImageConfig) -> ImageFacts {
    ImageFacts {
        origin: ImageOrigin::Registry,
        shown: "x/".repeat(10_000),
        repository: String::new(),
        digest: None,
        config_digest: None,
        platform: Platform::default(),
        config: Some(config),
        layers: Vec::new(),
        annotations: Vec::new(),
    }
}

fn run_all(view: &ImageView<'_>) -> BTreeMap<&'static str, Vec<ImageViolation>> {
    let mut found = BTreeMap::new();
    for rule in all() {
        let Check::Image(check) = rule.check else { continue };
        let parameters = Parameters::new(rule, &BTreeMap::new()).unwrap();
        let start = Instant::now();
        let mut sink = view.sink(&parameters);
        check(view, &mut sink);
        assert!(start.elapsed() < MOST, "{} took {:?}", rule.id, start.elapsed());
        let kept = sink.into_violations();
        assert!(kept.len() <= 1_000, "{} kept {}", rule.id, kept.len());
        let is_short = |one: &ImageViolation| one.discriminator.len() <= 512;
        assert!(kept.iter().all(is_short), "{}", rule.id);
        found.insert(rule.id, kept);
    }
    found
}

#[test]
fn names_without_end_are_cut() {
    let long = "é".repeat(1 << 19);
    let many = |text: &str| vec![text.to_owned(); 2_000];
    let pairs = vec![(long.clone(), long.clone()), ("PATH".to_owned(), ":".repeat(1 << 20))];
    let step = |text: String| HistoryStep { created_by: text, ..HistoryStep::default() };
    let config = ImageConfig {
        user: long.clone(),
        env: pairs.clone(),
        entrypoint: vec![long.clone(), long.clone(), long.clone()],
        exposed_ports: many("22/tcp"),
        volumes: many("/etc"),
        labels: pairs,
        working_dir: long.clone(),
        stop_signal: long.clone(),
        history: vec![
            step(long.clone()),
            step(format!("RUN {}", "curl x | ".repeat(100_000))),
            step(format!("RUN |9 {}", "A= /bin/sh -o ".repeat(100_000))),
            step(format!("/bin/sh {}", "-".repeat(1 << 20))),
            step("RUN /bin/sh -c \\\\\n\\\n'\"`$(){}|&;".to_owned()),
        ],
        ..ImageConfig::default()
    };
    let facts = facts(config);
    let file = SeenFile {
        path: "a/".repeat(1 << 18).into(),
        kind: SeenKind::Directory,
        mode: u32::MAX,
        user: u64::MAX,
        group: 0,
        size: u64::MAX,
        layer: u32::MAX,
    };
    let files = [file];
    let view = ImageView {
        facts: &facts,
        distribution: None,
        packages: &[],
        files: &files,
        accounts: &[],
        file_count: u64::MAX,
        bytes: u64::MAX,
        today: date(9999, 12, 31),
    };
    let found = run_all(&view);
    assert_eq!(found["image-config/path-unsafe"].len(), 1, "one empty folder, however often it stands there");
    assert_eq!(found["image-config/working-dir-relative"].len(), 1);
}

#[test]
fn ten_thousand_of_each_are_counted_and_few_are_kept() {
    let file = |number: usize, kind: SeenKind, path: &str| SeenFile {
        path: format!("{path}{number:05}").into(),
        kind,
        mode: 0o6777,
        user: 0,
        group: 0,
        size: u64::MAX,
        layer: 0,
    };
    let mut files: Vec<SeenFile> = (0..10_000)
        .flat_map(|number| {
            [
                file(number, SeenKind::File, "usr/bin/a"),
                file(number, SeenKind::Special, "srv/b"),
                file(number, SeenKind::File, "var/lib/apt/lists/c"),
                file(number, SeenKind::Link("busybox".into()), "bin/d"),
                file(number, SeenKind::File, &format!("d{number}/{}", "e/".repeat(500))),
            ]
        })
        .collect();
    files.sort();
    let account = |number: u64| Account {
        name: format!("a{number}"),
        user: 0,
        group: 0,
        shell: String::new(),
        password: Password::Empty,
        layer: 0,
    };
    let accounts: Vec<Account> = (0..10_000).map(account).collect();
    let package = |number: u32| {
        let mut package = Package::new(Purl::new("deb", format!("p{number}"), "1"), Arc::<str>::from("x"));
        // A place that is none, and a ring.
        package.needs = vec![number / 2, u32::MAX];
        package
    };
    let packages: Vec<Package> = (0..10_000).map(package).collect();
    let facts = facts(ImageConfig::default());
    let view = ImageView {
        facts: &facts,
        distribution: None,
        packages: &packages,
        files: &files,
        accounts: &accounts,
        file_count: 50_000,
        bytes: 0,
        today: date(2026, 11, 22),
    };
    let found = run_all(&view);
    for id in [
        "image-content/setuid-unknown",
        "image-content/special-file",
        "image-content/account-without-password",
        "image-content/package-unneeded",
    ] {
        assert_eq!(found[id].len(), 1_000, "{id}");
    }
    // What others can write to is told once for each folder.
    let writable = &found["image-content/world-writable"];
    assert_eq!(writable.len(), 1_000);
    assert_eq!(found["image-content/package-cache"].len(), 1);
}
