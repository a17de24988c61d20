//! Each ecosystem's package is found by what its URL calls it.

use sekimori_vuln::{Ecosystem, Gap};
use serde_json::json;

use crate::{ask, bytes, ids, record, until};

/// Ecosystem, name and fixed version of a record; the URL of a package that has it.
const CASES: &[(&str, &str, &str, &str)] = &[
    ("Alpine:v3.19", "example-a", "1.2.3-r4", "pkg:apk/alpine/example-a@1.2.3-r3?distro=alpine-3.19.1"),
    ("Wolfi", "example-a", "1.2.3-r4", "pkg:apk/wolfi/example-a@1.2.3-r3"),
    ("Chainguard", "example-a", "1.2.3-r4", "pkg:apk/chainguard/example-a@1.2.3-r3"),
    ("MinimOS", "example-a", "1.2.3-r4", "pkg:apk/minimos/example-a@1.2.3-r3"),
    ("Debian:12", "example-a", "1:1.0-2", "pkg:deb/debian/example-a@1:1.0-1?distro=debian-12"),
    ("Debian:12", "example-s", "1.0-2", "pkg:deb/debian/example-a@1.0-1?distro=bookworm&upstream=example-s"),
    ("Ubuntu:22.04:LTS", "example-a", "1.0-2ubuntu1", "pkg:deb/ubuntu/example-a@1.0-2?distro=ubuntu-22.04"),
    (
        "Red Hat:enterprise_linux:9::appstream",
        "example-a",
        "1:1.0-2.el9",
        "pkg:rpm/redhat/example-a@1.0-1.el9?distro=rhel-9.4&epoch=1",
    ),
    ("Rocky Linux:9", "example-a", "0:1.0-2.el9", "pkg:rpm/rocky/example-a@1.0-1.el9?distro=rocky-9.4"),
    ("AlmaLinux:9", "example-a", "1.0-2.el9", "pkg:rpm/almalinux/example-a@1.0-1.el9?distro=almalinux-9.4"),
    (
        "SUSE:Linux Enterprise Server 15 SP5",
        "example-a",
        "1.0-2",
        "pkg:rpm/sles/example-a@1.0-1?distro=sles-15.5",
    ),
    (
        "openSUSE:Leap 15.5",
        "example-a",
        "1.0-2",
        "pkg:rpm/opensuse/example-a@1.0-1?distro=opensuse-leap-15.5",
    ),
    ("Bitnami", "Example-A", "1.0.1", "pkg:bitnami/example-a@1.0.0"),
    ("Go", "example.org/group/a", "1.2.3", "pkg:golang/example.org/group/a@v1.2.2"),
    ("Go", "stdlib", "1.22.3", "pkg:golang/stdlib@1.22.2"),
    ("npm", "@example/a", "1.2.3", "pkg:npm/%40example/a@1.2.2"),
    ("PyPI", "Example.A__b", "1.2.3", "pkg:pypi/example-a-b@1.2.2"),
    ("Maven", "org.example:a", "1.2.3", "pkg:maven/org.example/a@1.2.2"),
    (concat!("crates", ".io"), "example_a", "1.2.3", "pkg:cargo/example_a@1.2.2"),
    ("NuGet", "Example.A", "1.2.3", "pkg:nuget/example.a@1.2.2"),
    ("Packagist", "Example/A", "1.2.3", "pkg:composer/example/a@v1.2.2"),
    ("RubyGems", "example-a", "1.2.3", "pkg:gem/example-a@1.2.2"),
    ("Pub", "example_a", "1.2.3", "pkg:pub/example_a@1.2.2"),
    ("Hex", "example_a", "1.2.3", "pkg:hex/example_a@1.2.2"),
    ("CRAN", "exampleA", "1.2.3", "pkg:cran/exampleA@1.2.2"),
    ("Hackage", "example-a", "1.2.3", "pkg:hackage/example-a@1.2.2"),
    ("SwiftURL", "https://git.example/Group/a.git", "1.2.3", "pkg:swift/git.example/Group/a@1.2.2"),
    ("ConanCenter", "example-a", "1.2.3", "pkg:conan/example-a@1.2.2"),
    ("GitHub Actions", "Example/a", "1.2.3", "pkg:github/example/a@1.2.2"),
    ("kubernetes", "k8s.io/kubernetes", "1.20.3", "pkg:k8s/k8s.io/kubernetes@1.20.2"),
    ("Kubernetes", "k8s.io/kubernetes", "1.20.3", "pkg:golang/k8s.io/kubernetes@v1.20.2"),
];

#[test]
fn each_package_is_found_by_its_url() {
    for (ecosystem, name, fixed, purl) in CASES {
        let bytes = bytes(&[record("OSV-TEST-1", ecosystem, name, &until(fixed), &json!({}))]);
        assert_eq!(ids(&bytes, purl), ["OSV-TEST-1"], "{ecosystem}: {purl}");
    }
}

#[test]
fn each_name_of_an_ecosystem_makes_a_url_that_finds_it() {
    for (ecosystem, name, fixed, _) in CASES {
        let bytes = bytes(&[record("OSV-TEST-1", ecosystem, name, &until(fixed), &json!({}))]);
        let before = match Ecosystem::parse(ecosystem).unwrap().order().name() {
            "Alpine" => "0.1-r0",
            _ => "0.1",
        };
        let purl = Ecosystem::parse(ecosystem).unwrap().purl(name, before);
        assert_eq!(ids(&bytes, &purl.to_string()), ["OSV-TEST-1"], "{ecosystem}: {purl}");
    }
}

#[test]
fn modules_are_one_whatever_their_case_and_packages_of_npm_are_not() {
    let bytes = bytes(&[
        record("OSV-TEST-1", "Go", "example.org/Group/A", &until("1.2.3"), &json!({})),
        record("OSV-TEST-2", "npm", "exampleA", &until("1.2.3"), &json!({})),
    ]);
    for purl in ["pkg:golang/example.org/Group/A@v1.2.2", "pkg:golang/example.org/group/a@v1.2.2"] {
        assert_eq!(ids(&bytes, purl), ["OSV-TEST-1"], "{purl}");
    }
    assert_eq!(ids(&bytes, "pkg:npm/exampleA@1.2.2"), ["OSV-TEST-2"]);
    assert!(ids(&bytes, "pkg:npm/examplea@1.2.2").is_empty(), "it is another package");
}

#[test]
fn a_branch_of_composer_is_the_last_of_its_numbers_or_none() {
    let range = json!([{ "introduced": "1.0.0" }, { "fixed": "2.0.0" }]);
    let bytes = bytes(&[record("OSV-TEST-1", "Packagist", "example/a", &range, &json!({}))]);
    for inside in ["1.x-dev", "1.2.x-dev", "v1.*-DEV", "1.5.3"] {
        assert_eq!(ids(&bytes, &format!("pkg:composer/example/a@{inside}")), ["OSV-TEST-1"], "{inside}");
    }
    for outside in ["0.x-dev", "2.x-dev", "2.0.0"] {
        assert!(ids(&bytes, &format!("pkg:composer/example/a@{outside}")).is_empty(), "{outside}");
    }
    for none in ["dev-main", "DEV-1.0"] {
        let gaps = ask(&bytes, &format!("pkg:composer/example/a@{none}")).gaps;
        assert!(matches!(gaps.as_slice(), [Gap::Version { order: "Packagist", .. }]), "{none}: {gaps:?}");
    }
}

#[test]
fn what_nobody_ships_is_left_out() {
    for ecosystem in ["Ecosystem1", "OSS-Fuzz", "Linux", "Android", ""] {
        assert!(Ecosystem::parse(ecosystem).is_none(), "{ecosystem}");
    }
    assert_eq!(Ecosystem::parse("kubernetes").unwrap().name(), "Kubernetes");
    assert_eq!(Ecosystem::parse("Ubuntu:22.04:LTS").unwrap().release(), "22.04:LTS");
}
