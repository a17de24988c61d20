//! What is read of bills of materials.

use proptest::prelude::*;
use sekimori_model::{Licence, NotAnalysed, Sbom, SbomKind, Scope};

use super::{Format, beside, looks_like, parse};
use crate::packages::Bounds;

fn read(text: &str) -> (Sbom, Format) {
    parse(text.as_bytes(), &Bounds::default()).expect("it is read")
}

fn purls(sbom: &Sbom) -> Vec<String> {
    sbom.packages.iter().map(|package| package.purl.to_string()).collect()
}

const CYCLONEDX: &str = r#"{
  "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json", "bomFormat": "CycloneDX", "specVersion": "1.6",
  "metadata": {
    "timestamp": "2026-01-02T03:04:05Z",
    "component": {"type": "application", "bom-ref": "root", "group": "acme", "name": "shop", "version": "2",
                  "properties": [{"name": "team", "value": "web"}]},
    "properties": [{"name": "sekimori:kind", "value": "source"}]
  },
  "components": [
    {"type": "library", "bom-ref": "a", "name": "b", "version": "1.0", "purl": "pkg:npm/b@1.0", "scope": "excluded",
     "hashes": [{"alg": "SHA-1", "content": "DA39A3EE5E6B4B0D3255BFEF95601890AFD80709"}, {"alg": "SHA-256", "content": "00"}],
     "licenses": [{"license": {"id": "MIT"}}, {"license": {"name": "Apache License 2.0"}}],
     "components": [{"type": "library", "bom-ref": "c", "name": "c", "purl": "pkg:npm/c@3",
                     "licenses": [{"expression": "MIT OR ISC"}]}]},
    {"type": "library", "bom-ref": "d", "group": "org.acme", "name": "d", "version": "4",
     "properties": [{"name": "sekimori:path", "value": "lib/d"}, {"name": "sekimori:line", "value": "7"},
                    {"name": "sekimori:layer", "value": "2"}, {"name": "sekimori:source-name", "value": "dd"}]},
    {"type": "operating-system", "bom-ref": "os", "name": "debian", "version": "12"},
    {"type": "application", "bom-ref": "lock", "name": "package-lock.json"},
    {"type": "file", "name": "/etc/passwd"}
  ],
  "dependencies": [
    {"ref": "root", "dependsOn": ["a", "gone"]},
    {"ref": "a", "dependsOn": ["c", "d", "c"]},
    {"ref": "c", "dependsOn": ["a"]},
    {"ref": "lock", "dependsOn": ["a"]}
  ]
}"#;

#[test]
fn cyclonedx_is_read() {
    let (sbom, format) = read(CYCLONEDX);
    assert_eq!(format, Format::CycloneDx);
    assert_eq!(
        (sbom.subject.kind, &*sbom.subject.name, &*sbom.subject.version),
        (SbomKind::Source, "acme/shop", "2")
    );
    assert_eq!(sbom.subject.properties.get("team").map(String::as_str), Some("web"));
    assert_eq!(sbom.created.map(|time| time.to_string()).as_deref(), Some("2026-01-02T03:04:05Z"));
    assert_eq!(purls(&sbom), ["pkg:npm/c@3", "pkg:generic/org.acme/d@4", "pkg:npm/b@1.0"]);
    let [c, d, b] = &sbom.packages[..] else { panic!("three") };
    // Our own bills say it of each package, or nobody knows.
    assert_eq!((b.scope, b.is_direct, c.is_direct), (Scope::Development, None, None));
    assert_eq!((&*b.needs, &*c.needs), (&[0, 1][..], &[2][..]));
    assert_eq!((&*b.found_in.path, &*d.found_in.path), ("package-lock.json", "lib/d"));
    assert_eq!((d.found_in.line, d.found_in.layer), (Some(7), Some(2)));
    assert_eq!(d.source.as_ref().map(|source| (&*source.name, &*source.version)), Some(("dd", "4")));
    assert_eq!(b.licence, Some(Licence::Expression("MIT AND Apache-2.0".into())));
    assert_eq!(b.digests.len(), 1);
    assert_eq!(
        sbom.distribution.map(|system| (system.id, system.version)),
        Some(("debian".into(), "12".into()))
    );
}

const SPDX: &str = r#"{
  "spdxVersion": "SPDX-2.3", "SPDXID": "SPDXRef-DOCUMENT", "name": "doc",
  "creationInfo": {"created": "2026-01-02T03:04:05Z"},
  "packages": [
    {"SPDXID": "SPDXRef-root", "name": "app", "versionInfo": "sha256:1", "primaryPackagePurpose": "CONTAINER"},
    {"SPDXID": "SPDXRef-1", "name": "curl", "versionInfo": "7.88", "licenseConcluded": "NOASSERTION",
     "licenseDeclared": "LicenseRef-1", "sourceInfo": "built package from: curl-src 7.88-1",
     "externalRefs": [{"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl", "referenceLocator": "pkg:deb/debian/curl@7.88?arch=amd64"}],
     "checksums": [{"algorithm": "MD5", "checksumValue": "d41d8cd98f00b204e9800998ecf8427e"}],
     "annotations": [{"comment": "sekimori:path=var/lib/dpkg/status"}, {"comment": "free text"}]},
    {"SPDXID": "SPDXRef-2", "name": "libc", "versionInfo": "2", "licenseDeclared": "LGPL-2.1-or-later",
     "sourceInfo": "acquired package info from DPKG DB: /var/lib/dpkg/status, /usr/share/doc/libc/copyright"},
    {"SPDXID": "SPDXRef-3", "name": "tests", "versionInfo": "3"},
    {"SPDXID": "SPDXRef-os", "name": "debian", "versionInfo": "12", "primaryPackagePurpose": "OPERATING-SYSTEM"}
  ],
  "hasExtractedLicensingInfos": [{"licenseId": "LicenseRef-1", "name": "curl", "extractedText": "…"}],
  "relationships": [
    {"spdxElementId": "SPDXRef-DOCUMENT", "relatedSpdxElement": "SPDXRef-root", "relationshipType": "DESCRIBES"},
    {"spdxElementId": "SPDXRef-1", "relatedSpdxElement": "SPDXRef-2", "relationshipType": "DEPENDS_ON"},
    {"spdxElementId": "SPDXRef-3", "relatedSpdxElement": "SPDXRef-1", "relationshipType": "TEST_DEPENDENCY_OF"}
  ]
}"#;

#[test]
fn a_bill_that_calls_itself_incomplete_stays_so() {
    let reasons = |rest: &str| -> Vec<_> {
        let (sbom, _) = read(&format!(r#"{{"bomFormat": "CycloneDX", "specVersion": "1.6", {rest}}}"#));
        sbom.problems.iter().map(|problem| problem.reason).collect()
    };
    assert_eq!(reasons(r#""compositions": [{"aggregate": "complete"}, {"aggregate": 5}]"#), []);
    let incomplete = r#""compositions": [{"aggregate": "incomplete_third_party_only"}]"#;
    assert_eq!(reasons(incomplete), [NotAnalysed::LeftOpen]);
    let told = r#""properties": [{"name": "sekimori:problem", "value": "malformed\ta\tb"}]"#;
    assert_eq!(reasons(&format!("{incomplete}, {told}")), [NotAnalysed::Malformed]);
}

#[test]
fn spdx_is_read() {
    let (sbom, format) = read(SPDX);
    assert_eq!(format, Format::Spdx);
    assert_eq!(
        (sbom.subject.kind, &*sbom.subject.name, &*sbom.subject.version),
        (SbomKind::Image, "app", "sha256:1")
    );
    assert_eq!(
        purls(&sbom),
        ["pkg:generic/tests@3", "pkg:deb/debian/curl@7.88?arch=amd64", "pkg:generic/libc@2"]
    );
    let [tests, curl, libc] = &sbom.packages[..] else { panic!("three") };
    assert_eq!((&*curl.needs, tests.scope, libc.scope), (&[0, 2][..], Scope::Development, Scope::Runtime));
    assert_eq!(curl.licence.as_ref().map(Licence::text), Some("curl"));
    assert_eq!(curl.source.as_ref().map(|source| &*source.version), Some("7.88-1"));
    assert_eq!(&*libc.found_in.path, "var/lib/dpkg/status");
    assert_eq!(libc.licence, Some(Licence::Expression("LGPL-2.1-or-later".into())));
    assert_eq!(curl.digests.len(), 1);
    assert_eq!(sbom.distribution.map(|system| system.id), Some("debian".into()));
}

#[test]
fn a_bill_lists_what_it_is_the_bill_of() {
    let text = SPDX.replace(
        r#""primaryPackagePurpose": "CONTAINER""#,
        r#""externalRefs": [{"referenceType": "purl", "referenceLocator": "pkg:bitnami/app@1"}]"#,
    );
    let inside = beside(text.as_bytes(), &Bounds::default()).expect("it is read").expect("it is one");
    assert!(purls(&inside).contains(&"pkg:bitnami/app@1".to_owned()));
    assert!(purls(&read(&text).0).contains(&"pkg:bitnami/app@1".to_owned()));
    assert_eq!(beside(br#"{"name": "settings"}"#, &Bounds::default()), Ok(None));
}

#[test]
fn what_is_none_says_so() {
    for (text, word) in [
        ("<bom/>", "XML"),
        ("SPDXVersion: SPDX-2.3", "tags"),
        ("{}", "neither"),
        ("[1]", "neither"),
        (r#"{"bomFormat": "CycloneDX", "specVersion": "2.0"}"#, "2.0"),
        (r#"{"spdxVersion": "SPDX-9"}"#, "SPDX-9"),
        (r#"{"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "@graph": []}"#, "version 3"),
        (r#"{"bomFormat": "CycloneDX", "specVersion": "1.5", "components": 3}"#, "schema"),
        (r#"{"bomFormat": "CycloneDX", "#, "JSON"),
    ] {
        let failure = parse(text.as_bytes(), &Bounds::default()).expect_err(text);
        assert!(
            failure.detail.contains(word) && failure.reason == NotAnalysed::Malformed,
            "{text}: {failure:?}"
        );
    }
}

#[test]
fn bounds_hold() {
    let bounds = Bounds { packages: 2, ..Bounds::default() };
    assert_eq!(
        parse(CYCLONEDX.as_bytes(), &bounds).map_err(|failure| failure.reason).err(),
        Some(NotAnalysed::TooManyNodes)
    );
    let bounds = Bounds { needs: 1, ..Bounds::default() };
    assert_eq!(
        parse(SPDX.as_bytes(), &bounds).map_err(|failure| failure.reason).err(),
        Some(NotAnalysed::TooManyNodes)
    );
    let nested = format!("{}null{}", "[{\"components\": ".repeat(100), "}]".repeat(100));
    let deep = format!(r#"{{"bomFormat": "CycloneDX", "specVersion": "1.5", "components": {nested}}}"#);
    assert_eq!(
        parse(deep.as_bytes(), &Bounds::default()).map_err(|failure| failure.reason).err(),
        Some(NotAnalysed::TooDeep)
    );
}

#[test]
fn the_first_bytes_tell_the_format() {
    assert_eq!(looks_like(CYCLONEDX.as_bytes()), Some(Format::CycloneDx));
    assert_eq!(looks_like(SPDX.as_bytes()), Some(Format::Spdx));
    assert_eq!(looks_like(b"{}"), None);
}

proptest! {
    #[test]
    fn no_document_breaks_it(at in 0_usize..2000, length in 0_usize..40, word in "[\\[\\]{}\":, a-z0-9]{0,8}", first in any::<bool>()) {
        let mut text = if first { CYCLONEDX } else { SPDX }.as_bytes().to_vec();
        let at = at.min(text.len());
        let end = (at + length).min(text.len());
        text.splice(at..end, word.bytes());
        if let Ok((sbom, _)) = parse(&text, &Bounds::default()) {
            let count = sbom.packages.len();
            prop_assert!(sbom.packages.iter().all(|package| package.needs.iter().all(|need| (*need as usize) < count)));
        }
    }
}
