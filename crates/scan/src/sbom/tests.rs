//! What is written is read back, in either format and through both.

use sekimori_model::{
    DigestAlgorithm, Distribution, Executable, Executables, FoundIn, GuessedFrom, Licence, NotAnalysed,
    Package, PackageAbout, PackageDigest, PackageReference, Party, Problem, Purl, ReferenceKind, Sbom,
    SbomKind, SbomSubject, Scope, SourcePackage,
};
use sekimori_parse::packages::Bounds;
use sekimori_parse::sbom::{Format, parse};

use super::{SbomFormat, merge, write};

/// Numbers that look random and are the same in every run (xorshift64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, count: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % count as u64).expect("below a usize")
    }

    fn of<T: Clone>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())].clone()
    }
}

const TEXTS: [&str; 10] = [
    "lodash",
    "@babel",
    "a\"b\\c",
    "x\u{1b}[31m",
    "関守",
    "a b",
    "1.0.0-rc.1+build",
    "~",
    "UPPER_lower",
    "\u{202e}txt",
];

fn package(dice: &mut Dice, count: usize) -> Package {
    let purl = loop {
        let kind = dice.of(&["npm", "cargo", "deb", "maven", "golang"]);
        let mut purl = Purl::new(kind, dice.of(&TEXTS), dice.of(&TEXTS));
        if dice.below(2) == 0 {
            purl = purl.in_namespace(dice.of(&TEXTS));
        }
        if dice.below(3) == 0 {
            purl = purl.with("arch", dice.of(&TEXTS));
        }
        // What the spelling of package URLs itself changes is no matter of formats.
        if purl.to_string().parse::<Purl>().is_ok_and(|read| read == purl) {
            break purl;
        }
    };
    let mut package =
        Package::new(purl, dice.of(&["Cargo.lock", "web/package-lock.json", "a \"b\"/\u{1b}関"]));
    package.found_in = FoundIn {
        line: dice.of(&[None, Some(7)]),
        layer: dice.of(&[None, Some(0), Some(3)]),
        ..package.found_in
    };
    package.licence = dice.of(&[
        None,
        Some(Licence::Expression("MIT OR Apache-2.0".into())),
        Some(Licence::Expression("MIT".into())),
        Some(Licence::Named("see \"LICENSE\" in the folder".into())),
    ]);
    package.scope = dice.of(&[Scope::Runtime, Scope::Optional, Scope::Development]);
    package.is_direct = dice.of(&[None, Some(true), Some(false)]);
    package.source =
        dice.of(&[None, Some(SourcePackage { name: "source".into(), version: "1:2.0-3".into() })]);
    package.owned_by = dice.of(&[None, Some(Purl::new("deb", "python3-x", "1.0-2").in_namespace("debian"))]);
    package.published = dice.of(&[None, Some("2026-01-02T03:04:05Z".parse().expect("a time"))]);
    if dice.below(2) == 0 {
        let all =
            [(DigestAlgorithm::Sha1, 40), (DigestAlgorithm::Sha256, 64), (DigestAlgorithm::Sha512, 128)];
        let (algorithm, digits) = dice.of(&all);
        package.digests.push(PackageDigest { algorithm, value: "0a".repeat(digits / 2).into() });
    }
    package.about = about(dice);
    package.guessed_from = dice.of(&[None, Some(GuessedFrom::Manifest), Some(GuessedFrom::FileName)]);
    package.needs = (0..dice.below(4)).map(|_| u32::try_from(dice.below(count)).expect("small")).collect();
    package
}

fn about(dice: &mut Dice) -> Option<Box<PackageAbout>> {
    let party = |dice: &mut Dice| {
        let is_person = dice.below(2) == 0;
        let email = dice.of(&[None, Some("a@b.example".into())]);
        let name = dice.of(&["Acme (EU)", "関守", "a: b"]).into();
        dice.of(&[None, Some(Party { is_person, name, email })])
    };
    let (supplier, originator) = (party(dice), party(dice));
    let mut references: Vec<_> = (0..dice.below(6))
        .map(|_| {
            let words =
                ["website", "vcs", "distribution", "advisories", "issue-tracker", "other", "rfc-9116"];
            let urls =
                ["https://a.example/b", "git+https://a.example/c", "urn:a:b#c", "mailto:a@b.example", "d/e"];
            let kind = ReferenceKind::of(dice.of(&words)).expect("a kind");
            PackageReference { kind, url: dice.of(&urls).into() }
        })
        .collect();
    references.sort_unstable();
    references.dedup();
    let about = PackageAbout { supplier, originator, references };
    (about != PackageAbout::default()).then(|| Box::new(about))
}

fn executables() -> Executables {
    let one = |path: &str, hard_link_to: Option<&str>, owner: Option<Purl>| Executable {
        path: path.into(),
        digest: format!("sha256:{}", "0b".repeat(32)).parse().expect("a digest"),
        other_digests: vec![PackageDigest {
            algorithm: DigestAlgorithm::Sha1,
            value: "0c".repeat(20).into(),
        }],
        size: 7,
        layer: Some(2),
        hard_link_to: hard_link_to.map(Into::into),
        owned_by: owner,
    };
    let owner = Purl::new("deb", "perl-base", "5.36").in_namespace("debian");
    Executables::new(vec![
        one("usr/bin/perl", None, Some(owner)),
        one("usr/bin/perl5.36", Some("usr/bin/perl"), None),
        one("opt/a \"b\"/~2", None, None),
    ])
}

fn bill(seed: u64) -> Sbom {
    let mut dice = Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
    let count = 1 + dice.below(20);
    let packages = merge([(0..count).map(|_| package(&mut dice, count)).collect()]);
    let kind = dice.of(&[SbomKind::Image, SbomKind::RootFs, SbomKind::Source, SbomKind::Other]);
    let problem = Problem {
        path: "broken/Cargo.lock".into(),
        reason: NotAnalysed::Malformed,
        detail: "at \"here\"\tand there".to_owned(),
    };
    let distribution = Distribution {
        id: "alpine".into(),
        version: "3.20.1".into(),
        codename: "code".into(),
        pretty: "Alpine \"Linux\"".into(),
        like: vec!["a".into(), "b".into()],
        found_in: Some("etc/os-release".into()),
    };
    Sbom {
        subject: SbomSubject {
            kind,
            name: "registry.example/shop".to_owned(),
            version: dice.of(&[String::new(), format!("sha256:{}", "ab".repeat(32))]),
            properties: [("org.opencontainers.image.title".to_owned(), "a=\"b\"".to_owned())].into(),
        },
        distribution: dice.of(&[None, Some(distribution)]),
        packages,
        executables: dice.of(&[None, Some(executables())]),
        problems: dice.of(&[vec![], vec![problem]]),
        created: Some("2027-01-31T01:02:03Z".parse().expect("a time")),
    }
}

fn written(sbom: &Sbom, format: SbomFormat) -> Vec<u8> {
    let mut out = Vec::new();
    let now = "2000-01-01T00:00:00Z".parse().expect("a time");
    write(sbom, format, now, &mut out).expect("memory takes all");
    out
}

fn read(bytes: &[u8]) -> (Sbom, Format) {
    let (mut sbom, format) = parse(bytes, &Bounds::default()).expect("it is a bill");
    sbom.packages = merge([sbom.packages]);
    (sbom, format)
}

#[test]
fn what_is_written_is_read_back() {
    for seed in 1..300 {
        let sbom = bill(seed);
        let (read_back, format) = read(&written(&sbom, SbomFormat::CycloneDx));
        assert_eq!(format, Format::CycloneDx);
        assert_eq!(read_back, sbom, "CycloneDX of seed {seed}");
        let (read_back, format) = read(&written(&sbom, SbomFormat::Spdx));
        assert_eq!(format, Format::Spdx);
        assert_eq!(read_back, sbom, "SPDX of seed {seed}");
    }
}

#[test]
fn conversion_there_and_back_is_the_same_document() {
    for seed in 1..50 {
        let first = written(&bill(seed), SbomFormat::CycloneDx);
        let between = written(&read(&first).0, SbomFormat::Spdx);
        let last = written(&read(&between).0, SbomFormat::CycloneDx);
        assert!(first == last, "seed {seed}");
    }
}

#[test]
fn an_image_is_named_by_its_digest() {
    let mut sbom = bill(1);
    sbom.subject.kind = SbomKind::Image;
    sbom.subject.version = format!("sha256:{}", "ab".repeat(32));
    let text = String::from_utf8(written(&sbom, SbomFormat::CycloneDx)).expect("JSON is text");
    assert!(text.contains("\"pkg:oci/shop@sha256"), "{text}");
    sbom.subject.name = "shop.tar".to_owned();
    let text = String::from_utf8(written(&sbom, SbomFormat::CycloneDx)).expect("JSON is text");
    assert!(text.contains("\"pkg:oci/shop.tar@sha256") && !text.contains("repository_url"), "{text}");
    sbom.subject.name = "registry.example/team/Shop".to_owned();
    let named = String::from_utf8(written(&sbom, SbomFormat::CycloneDx)).expect("JSON is text");
    assert!(named.contains("?repository_url=registry.example%2Fteam%2Fshop\""), "{named}");
    assert!(text.contains("\"type\": \"container\""), "{text}");
}
