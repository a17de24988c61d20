//! Images that are made for a test, from their members to the verdict.

use std::io::{self, Read};

use jiff::civil::date;
use rayon::{ThreadPool, ThreadPoolBuilder};
use sekimori_catalog::{credentials, find};
use sekimori_model::config::Config;
use sekimori_model::{
    ContentDigest, Decision, Image, ImageConfig, ImageFacts, ImageLimits, ImageOrigin, LayerFacts, Member,
    MemberKind, NotAnalysed, Platform, Problem,
};
use sekimori_secrets::sample::{Dice, fill};
use sekimori_secrets::{Bounds, Engine};

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
                .map(|n| LayerFacts { digest: digest(n), diff_id: None, size: 0, step: Some(n) })
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
    let rule = find("credential/github-personal-access-token").expect("a rule");
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
    let lines = content.iter().filter(|byte| **byte == b'\n').count();
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
    let step = sekimori_model::HistoryStep {
        created_by: format!("{before}{fill} token:{secret} and more behind it"),
        ..sekimori_model::HistoryStep::default()
    };
    image.facts.config.as_mut().expect("it has one").history.push(step);
    let found = image.scan().scan;
    let mut text = String::new();
    for finding in found.findings.iter() {
        text.push_str(&format!("{finding:?}"));
    }
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
    config.fail_on = sekimori_model::Severity::Critical;
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
