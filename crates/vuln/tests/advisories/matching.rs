//! Which advisories a package has, and why.

use sekimori_model::{AdvisoryKind, Distribution, Hit, Package, Severity, SeverityBy, SourcePackage};
use sekimori_vuln::{Database, Gap};
use serde_json::json;

use crate::{ask, bytes, ids, one, record, until};

const HIGH: &str = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N";

#[test]
fn a_version_in_a_range_has_the_advisory_and_the_fix_has_not() {
    let bytes = bytes(&[record(
        "OSV-TEST-1",
        concat!("crates", ".io"),
        "example-a",
        &json!([{"introduced": "1.0.0"}, {"fixed": "1.2.0"}, {"introduced": "2.0.0"}, {"last_affected": "2.5.0"}]),
        &json!({"severity": [{"type": "CVSS_V3", "score": HIGH}]}),
    )]);
    let hit = one(&bytes, "pkg:cargo/example-a@1.1.9");
    assert_eq!(&*hit.advisory.id, "OSV-TEST-1");
    assert_eq!(hit.fixed, ["1.2.0".into()]);
    assert_eq!(
        (hit.advisory.severity, hit.advisory.severity_by),
        (Some(Severity::High), Some(SeverityBy::Cvss))
    );
    assert_eq!(hit.advisory.cvss[0].tenths, 75);
    let later = one(&bytes, "pkg:cargo/example-a@2.5.0");
    let Hit::Range { last_affected, fixed: None, .. } = later.hit else { panic!("{later:?}") };
    assert_eq!(last_affected.as_deref(), Some("2.5.0"));
    for clean in ["0.9.0", "1.2.0", "1.9.0", "2.5.1"] {
        assert!(ask(&bytes, &format!("pkg:cargo/example-a@{clean}")).found.is_empty(), "{clean}");
    }
    assert!(ask(&bytes, "pkg:cargo/example-b@1.1.0").found.is_empty());
    assert!(ask(&bytes, "pkg:npm/example-a@1.1.0").found.is_empty());
}

#[test]
fn a_listed_version_is_compared_as_its_order_does() {
    let mut listed = record("OSV-TEST-1", "PyPI", "Example_A", &json!([]), &json!({}));
    listed["affected"][0]["versions"] = json!(["1.0", "2.0.post1", "not a version"]);
    let bytes = bytes(&[listed]);
    assert_eq!(one(&bytes, "pkg:pypi/example-a@1.0.0").hit, Hit::Listed { version: "1.0".into() });
    assert!(ids(&bytes, "pkg:pypi/example-a@2.0").is_empty());
}

#[test]
fn records_of_one_fault_are_one_advisory() {
    let alias = |id: &str, aliases: &[&str], fixed: &str| {
        record(id, "PyPI", "example-a", &until(fixed), &json!({"aliases": aliases}))
    };
    let bytes = bytes(&[
        alias("GHSA-test-test-0001", &["CVE-1998-90001"], "1.3.0"),
        alias("PYSEC-1998-1", &["GHSA-test-test-0001"], "1.2.0"),
        // It names neither: the third leads to it.
        alias("OSV-TEST-7", &["PYSEC-1998-1"], "1.3.0"),
        alias("OSV-TEST-8", &[], "1.3.0"),
    ]);
    let found = ask(&bytes, "pkg:pypi/example-a@1.0").found;
    assert_eq!(found.len(), 2, "{found:?}");
    let (first, second) = (&found[0], &found[1]);
    assert_eq!((&*first.advisory.id, &*second.advisory.id), ("CVE-1998-90001", "OSV-TEST-8"));
    let text = |all: &[std::sync::Arc<str>]| all.iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(text(&first.advisory.aliases), ["GHSA-test-test-0001", "OSV-TEST-7", "PYSEC-1998-1"]);
    assert_eq!(text(&first.records), ["GHSA-test-test-0001", "OSV-TEST-7", "PYSEC-1998-1"]);
    assert_eq!(text(&first.fixed), ["1.2.0", "1.3.0"]);
    let exploited = first.advisory.exploited.as_ref().unwrap();
    assert!(exploited.by_ransomware && exploited.since.to_string() == "2026-01-05");
    assert_eq!(first.advisory.epss.unwrap().probability_ppm, 900_000);
    assert!(second.advisory.exploited.is_none() && second.advisory.epss.is_none());
}

#[test]
fn a_cycle_of_aliases_ends() {
    let all: Vec<_> = (0..300)
        .map(|i| {
            let next = format!("OSV-TEST-{}", (i + 1) % 300);
            record(&format!("OSV-TEST-{i}"), "npm", "example-a", &until("1.0.0"), &json!({"aliases": [next]}))
        })
        .collect();
    let found = ask(&bytes(&all), "pkg:npm/example-a@0.1.0").found;
    assert!(!found.is_empty() && found.len() < 300);
}

#[test]
fn what_was_taken_back_does_not_count() {
    let bytes = bytes(&[
        record(
            "OSV-TEST-1",
            "npm",
            "example-a",
            &until("1.0.0"),
            &json!({"withdrawn": "2026-01-03T00:00:00Z"}),
        ),
        record("OSV-TEST-2", "npm", "example-a", &until("1.0.0"), &json!({})),
    ]);
    assert_eq!(ids(&bytes, "pkg:npm/example-a@0.1.0"), ["OSV-TEST-2"]);
    let database = Database::open(&bytes).unwrap();
    assert!(database.record("OSV-TEST-1").unwrap().unwrap().withdrawn.is_some());
}

#[test]
fn a_distribution_is_asked_about_sources_of_its_release() {
    let of = |release: &str, fixed: &str| {
        json!({"package": {"ecosystem": release, "name": "example-source"},
            "ranges": [{"type": "ECOSYSTEM", "events": until(fixed)}], "ecosystem_specific": {"urgency": "low"}})
    };
    let more = json!({"upstream": ["CVE-1998-90001"], "affected": [of("Debian:12", "2.0-1"), of("Debian:13", "3.0-1")],
        "severity": [{"type": "CVSS_V3", "score": HIGH}]});
    let bytes = bytes(&[record("DEBIAN-CVE-1998-90001", "Debian:12", "example-source", &until("1"), &more)]);
    let database = Database::open(&bytes).unwrap();
    let mut package =
        Package::new("pkg:deb/debian/example-binary@9:1.9-1?distro=debian-12".parse().unwrap(), "status");
    assert!(database.advisories_of(&package, None).unwrap().found.is_empty(), "its own name is no source");
    package.source = Some(SourcePackage { name: "example-source".into(), version: "1.9-1".into() });
    let found = database.advisories_of(&package, None).unwrap().found;
    assert_eq!(
        (&*found[0].advisory.id, &*found[0].version, &*found[0].fixed[0]),
        ("CVE-1998-90001", "1.9-1", "2.0-1")
    );
    assert_eq!(
        found[0].advisory.severity,
        Some(Severity::Low),
        "the distribution's word comes before the score"
    );
    assert_eq!(found[0].advisory.severity_by, Some(SeverityBy::Distribution));
    // The image may say the release.
    package.purl.qualifiers.clear();
    let of_image = |version: &str| Distribution {
        id: "debian".into(),
        version: version.into(),
        ..Distribution::default()
    };
    let asked = |version: &str| database.advisories_of(&package, Some(&of_image(version))).unwrap();
    assert_eq!(&*asked("13").found[0].fixed[0], "3.0-1");
    assert_eq!(asked("11").gaps, [Gap::NotInDatabase { ecosystem: "Debian" }]);
    assert_eq!(asked("").gaps, [Gap::NoRelease { ecosystem: "Debian" }]);
}

#[test]
fn a_bulletin_that_covers_several_is_each_of_them() {
    let more =
        json!({"upstream": ["CVE-1998-90001", "CVE-1998-90002"], "summary": "Important: example update"});
    let bytes = bytes(&[
        record("EXSA-1", "AlmaLinux:9", "example-a", &until("0:2.0-1.el9"), &more),
        record("EXSA-2", "AlmaLinux:9", "example-a", &until("1:3.0-1.module+el9"), &json!({})),
    ]);
    let found = ask(&bytes, "pkg:rpm/almalinux/example-a@1.0-1.el9?distro=almalinux-9.3").found;
    let ids: Vec<&str> = found.iter().map(|affected| &*affected.advisory.id).collect();
    assert_eq!(ids, ["CVE-1998-90001", "CVE-1998-90002"], "and not the one of a module's stream");
    assert!(found.iter().all(|affected| affected.advisory.bulletins == ["EXSA-1".into()]));
    assert!(found.iter().all(|affected| affected.advisory.severity == Some(Severity::High)));
    assert!(found.iter().all(|affected| affected.advisory.aliases.is_empty()));
}

#[test]
fn what_cannot_be_compared_is_said() {
    let bytes = bytes(&[
        record("OSV-TEST-1", "Go", "example.org/a", &until("1.0.0"), &json!({})),
        record("OSV-TEST-2", "Go", "example.org/a", &until("no version"), &json!({})),
    ]);
    let odd = ask(&bytes, "pkg:golang/example.org/a@(devel)");
    assert!(odd.found.is_empty());
    assert!(matches!(odd.gaps.as_slice(), [Gap::Version { order: "Go", .. }]), "{:?}", odd.gaps);
    let broken = ask(&bytes, "pkg:golang/example.org/a@v0.1.0");
    assert_eq!(broken.found.len(), 1);
    assert!(
        matches!(broken.gaps.as_slice(), [Gap::Record { id, .. }] if id == "OSV-TEST-2"),
        "{:?}",
        broken.gaps
    );
    assert_eq!(ask(&bytes, "pkg:golang/example.org/a").gaps, [Gap::NoVersion]);
    for (purl, gap) in [
        ("pkg:cocoapods/Example@1", Gap::NoEcosystem { kind: "cocoapods".into() }),
        ("pkg:generic/example@1", Gap::NoUrl),
        ("pkg:deb/example@1", Gap::NoDistribution { kind: "deb".into() }),
        ("pkg:deb/example@1?distro=12", Gap::NoDistribution { kind: "deb".into() }),
        ("pkg:rpm/amzn/example@1", Gap::UnknownDistribution { name: "amzn (rpm)".into() }),
    ] {
        assert_eq!(ask(&bytes, purl).gaps, [gap], "{purl}");
    }
    assert_eq!(ask(&bytes, "pkg:npm/example@1").gaps, [Gap::NotInDatabase { ecosystem: "npm" }]);
}

#[test]
fn what_else_an_advisory_is_is_told() {
    let mut informational = record(
        "RUSTSEC-1998-1",
        concat!("crates", ".io"),
        "example-a",
        &json!([{"introduced": "0"}]),
        &json!({}),
    );
    informational["affected"][0]["database_specific"] = json!({"informational": "unmaintained"});
    let bytes = bytes(&[
        informational,
        record("MAL-1998-1", "npm", "example-a", &json!([{"introduced": "0"}]), &json!({})),
        record(
            "OSV-TEST-3",
            "Bitnami",
            "example-a",
            &until("2.0.0"),
            &json!({"database_specific": {"severity": "Critical"}}),
        ),
    ]);
    assert_eq!(one(&bytes, "pkg:cargo/example-a@1.0.0").advisory.kind, AdvisoryKind::Unmaintained);
    assert_eq!(one(&bytes, "pkg:npm/example-a@1.0.0").advisory.kind, AdvisoryKind::Malicious);
    let bitnami = one(&bytes, "pkg:bitnami/example-a@1.0.0-3").advisory;
    assert_eq!(
        (bitnami.severity, bitnami.severity_by),
        (Some(Severity::Critical), Some(SeverityBy::Database))
    );
}

#[test]
fn an_order_of_advisories_is_that_of_their_numbers() {
    let all: Vec<_> = ["CVE-1998-90010", "CVE-1998-9002", "GHSA-test-test-0001"]
        .iter()
        .map(|id| record(id, "npm", "example-a", &until("1.0.0"), &json!({})))
        .collect();
    let wanted = ["CVE-1998-9002", "CVE-1998-90010", "GHSA-test-test-0001"];
    assert_eq!(ids(&bytes(&all), "pkg:npm/example-a@0.1.0"), wanted);
}

#[test]
fn a_limit_of_a_star_is_none() {
    for (ecosystem, purl) in [("npm", "pkg:npm/example-a@1.0.0"), ("PyPI", "pkg:pypi/example-a@1.0.0")] {
        let events = json!([{"introduced": "0"}, {"limit": "*"}]);
        assert_eq!(ids(&bytes(&[record("T-1", ecosystem, "example-a", &events, &json!({}))]), purl), ["T-1"]);
    }
}

#[test]
fn a_record_of_two_faults_joins_none_of_them() {
    let npm = |id: &str, fixed: &str, aliases: &[&str]| {
        record(id, "npm", "example-a", &until(fixed), &json!({ "aliases": aliases }))
    };
    let bytes = bytes(&[
        npm("GHSA-aaaa-aaaa-aaaa", "1.5.0", &["CVE-2026-10001", "PYSEC-2026-5"]),
        npm("GHSA-bbbb-bbbb-bbbb", "2.0.0", &["CVE-2026-10002", "PYSEC-2026-5"]),
        npm(
            "PYSEC-2026-5",
            "2.0.0",
            &["CVE-2026-10001", "CVE-2026-10002", "GHSA-aaaa-aaaa-aaaa", "GHSA-bbbb-bbbb-bbbb"],
        ),
    ]);
    let found = ask(&bytes, "pkg:npm/example-a@1.0.0").found;
    let told: Vec<_> = found
        .iter()
        .map(|one| {
            let words =
                |list: &[std::sync::Arc<str>]| list.iter().map(ToString::to_string).collect::<Vec<_>>();
            (
                one.advisory.id.to_string(),
                words(&one.advisory.aliases),
                words(&one.advisory.bulletins),
                words(&one.fixed),
            )
        })
        .collect();
    let of = |id: &str, alias: &str, fixed: &[&str]| {
        let words = |list: &[&str]| list.iter().map(ToString::to_string).collect::<Vec<_>>();
        (id.to_owned(), words(&[alias]), words(&["PYSEC-2026-5"]), words(fixed))
    };
    assert_eq!(
        told,
        [
            of("CVE-2026-10001", "GHSA-aaaa-aaaa-aaaa", &["1.5.0", "2.0.0"]),
            of("CVE-2026-10002", "GHSA-bbbb-bbbb-bbbb", &["2.0.0"]),
        ]
    );
}

#[test]
fn what_is_mended_for_paying_customers_alone_is_unfixed_for_the_others() {
    let of_release = |id: &str, release: &str, fixed: &str| {
        record(id, &format!("Ubuntu:{release}"), "example-s", &until(fixed), &json!({}))
    };
    let bytes = bytes(&[
        of_release("UBUNTU-CVE-1998-90002", "Pro:16.04:LTS", "4.3-14ubuntu1.4+esm1"),
        of_release("UBUNTU-CVE-1998-90003", "16.04:LTS", "4.3-14ubuntu1.1"),
        of_release("UBUNTU-CVE-1998-90004", "Pro:FIPS:16.04:LTS", "4.3-14ubuntu1.4+fips1"),
    ]);
    let at = |version: &str| format!("pkg:deb/ubuntu/example-s@{version}?distro=ubuntu-16.04");
    let behind = one(&bytes, &at("4.3-14ubuntu1.4"));
    assert_eq!(&*behind.advisory.id, "UBUNTU-CVE-1998-90002");
    assert_eq!(behind.fixed, []);
    let customer = one(&bytes, &at("4.3-14ubuntu1.2+esm9"));
    assert_eq!(customer.fixed, ["4.3-14ubuntu1.4+esm1".into()]);
    assert!(ids(&bytes, &at("4.3-14ubuntu1.4+esm1")).is_empty());
}

#[test]
fn a_signed_kernel_is_compared_as_the_kernel_it_was_built_from() {
    let bytes = bytes(&[
        record("OSV-TEST-1", "Debian:12", "linux", &until("6.1.90-1"), &json!({})),
        record("OSV-TEST-2", "Ubuntu:22.04:LTS", "linux-aws", &until("5.15.0-1060.66"), &json!({})),
    ]);
    let debian = |version: &str, source: &str| {
        let purl = "pkg:deb/debian/linux-image-6.1.0-20-amd64";
        format!("{purl}@{version}?distro=debian-12&upstream=linux-signed-amd64%40{source}")
    };
    assert_eq!(one(&bytes, &debian("6.1.85-1", "6.1.85%2B1")).fixed, ["6.1.90-1".into()]);
    assert!(ids(&bytes, &debian("6.1.90-1", "6.1.90%2B1")).is_empty());
    let ubuntu =
        "pkg:deb/ubuntu/linux-image-aws@5.15.0-1059.65?distro=ubuntu-22.04&upstream=linux-signed-aws";
    assert_eq!(ids(&bytes, ubuntu), ["OSV-TEST-2"]);
}

#[test]
fn what_a_distribution_speaks_of_has_all_its_names() {
    let told = |id: &str, name: &str, more| record(id, "Debian:12", name, &until("1.0-1"), &more);
    let bytes = bytes(&[
        told("DSA-1-1", "example-s", json!({"upstream": ["CVE-1998-90002"]})),
        told("DEBIAN-CVE-1998-90003", "example-s", json!({"aliases": ["CVE-1998-90003"]})),
        told(
            "DSA-2-1",
            "example-s",
            json!({"upstream": ["CVE-1998-90004"], "withdrawn": "2026-01-02T00:00:00Z"}),
        ),
        told("DSA-3-1", "another", json!({"upstream": ["CVE-1998-90005"]})),
    ]);
    let owner = "pkg:deb/debian/python3-example@2.0-1?distro=debian-12&upstream=example-s%402.0-1";
    let owner = Package::new(owner.parse().unwrap(), "");
    let database = Database::open(&bytes).unwrap();
    let names: Vec<&str> = database.spoken_of(&owner, None).unwrap().into_iter().collect();
    assert_eq!(names, ["CVE-1998-90002", "CVE-1998-90003", "DEBIAN-CVE-1998-90003", "DSA-1-1"]);
}

#[test]
fn a_commit_is_no_version() {
    let bytes =
        bytes(&[record("OSV-TEST-1", "GitHub Actions", "example/action", &until("46.0.1"), &json!({}))]);
    for first in ["0e58", "99ab", "a958", "1234"] {
        let commit = format!("{first}ed8671d6b60d0890c21b07f8835ace038e67");
        let matches = ask(&bytes, &format!("pkg:github/example/action@{commit}"));
        let is_told = matches!(matches.gaps.as_slice(), [Gap::Version { version, .. }] if *version == commit);
        assert!(is_told && matches.found.is_empty(), "{commit}: {matches:?}");
    }
    assert_eq!(ids(&bytes, "pkg:github/example/action@v45"), ["OSV-TEST-1"]);
}
