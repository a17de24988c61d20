//! Statements of others: the three formats, what they are compared with, and which of several decides.

use sekimori_model::{Justification, Package, Purl, VexStatus};
use sekimori_vuln::{Vex, VexDocument, Whole};
use serde_json::{Value, json};

const IMAGE: Whole<'_> = Whole {
    repository: "registry.example/shop/cart",
    digest: "sha256:aa",
    distribution: Some(("rhel", "9.4")),
};

const TODAY: jiff::civil::Date = jiff::civil::date(2026, 12, 1);

fn package(purl: &str) -> Package {
    Package::new(purl.parse::<Purl>().expect("a package URL"), "package-lock.json")
}

fn read(document: &Value) -> VexDocument {
    VexDocument::parse(document.to_string().as_bytes()).expect("a document")
}

fn openvex(statements: &Value) -> Value {
    json!({
        "@context": "https://openvex.dev/ns/v0.2.0", "@id": "https://vex.example/1", "author": "Example",
        "timestamp": "2026-03-01T00:00:00Z", "version": 1, "statements": statements,
    })
}

fn statement(status: &str, product: &Value) -> Value {
    json!({ "vulnerability": { "name": "CVE-2026-0001" }, "products": [product], "status": status,
        "impact_statement": "never loaded" })
}

fn decided(document: &VexDocument, package: &Package, whole: &Whole<'_>) -> Option<VexStatus> {
    let vex = Vex::new(vec![document.clone()]);
    vex.decide(&["cve-2026-0001"], std::slice::from_ref(package), 0, whole, TODAY)
        .map(|decided| decided.said.status)
}

#[test]
fn a_statement_counts_for_what_its_url_names() {
    let own = package("pkg:npm/left-pad@1.0.0");
    let outcome = |status, product: &Value| {
        decided(&read(&openvex(&json!([statement(status, product)]))), &own, &IMAGE)
    };
    let not = Some(VexStatus::NotAffected);
    for (product, expected) in [
        (json!({ "@id": "pkg:npm/left-pad@1.0.0" }), not),
        (json!({ "@id": "pkg:npm/left-pad" }), not),
        (json!({ "@id": "https://example/x", "identifiers": { "purl": "pkg:npm/left-pad" } }), not),
        (json!("pkg:npm/left-pad"), not),
        (json!({ "@id": "pkg:npm/left-pad@1.0.1" }), None),
        (json!({ "@id": "pkg:npm/left-pad?arch=arm64" }), None),
        (json!({ "@id": "pkg:pypi/left-pad" }), None),
        (json!({ "@id": "pkg:oci/cart?repository_url=registry.example%2Fshop" }), not),
        (json!({ "@id": "pkg:oci/cart@sha256%3Aaa" }), not),
        (json!({ "@id": "pkg:oci/cart@sha256%3Abb" }), None),
        (json!({ "@id": "pkg:oci/other@sha256%3Aaa" }), None),
        (json!({ "@id": "pkg:oci/cart", "subcomponents": [{ "@id": "pkg:npm/left-pad" }] }), not),
        (json!({ "@id": "pkg:oci/cart", "subcomponents": [{ "@id": "pkg:npm/right-pad" }] }), None),
        (json!({ "@id": "pkg:oci/cart", "subcomponents": [{ "@id": "no-url" }] }), None),
    ] {
        assert_eq!(outcome("not_affected", &product), expected, "{product}");
    }
    assert_eq!(outcome("fixed", &json!({ "@id": "pkg:npm/left-pad" })), None, "fixed in which version?");
    assert_eq!(outcome("fixed", &json!({ "@id": "pkg:npm/left-pad@1.0.0" })), Some(VexStatus::Fixed));
}

#[test]
fn the_newest_statement_decides_in_whichever_document_it_stands() {
    let product = json!({ "@id": "pkg:npm/left-pad" });
    let old = read(&openvex(&json!([statement("not_affected", &product)])));
    let mut newer = openvex(&json!([statement("affected", &product)]));
    newer["timestamp"] = json!("2026-04-01T00:00:00Z");
    let newer = read(&newer);
    let own = [package("pkg:npm/left-pad@1.0.0")];
    for documents in [vec![old.clone(), newer.clone()], vec![newer, old]] {
        let vex = Vex::new(documents);
        let decided = vex.decide(&["CVE-2026-0001"], &own, 0, &Whole::default(), TODAY).expect("a statement");
        assert_eq!(decided.said.status, VexStatus::Affected);
    }
}

#[test]
fn a_package_speaks_for_what_it_alone_brings() {
    let product = json!({ "@id": "pkg:npm/frame", "subcomponents": [{ "@id": "pkg:npm/left-pad" }] });
    let vex = Vex::new(vec![read(&openvex(&json!([statement("not_affected", &product)])))]);
    let mut packages =
        ["pkg:npm/app@1", "pkg:npm/frame@1", "pkg:npm/left-pad@1.0.0", "pkg:npm/other@1"].map(package);
    packages[0].needs = vec![1];
    packages[1].needs = vec![2];
    let decided = |packages: &[Package]| {
        vex.decide(&["CVE-2026-0001"], packages, 2, &Whole::default(), TODAY).is_some()
    };
    assert!(decided(&packages));
    packages[3].needs = vec![2];
    assert!(!decided(&packages), "another brings it, too");
    packages[3].needs = Vec::new();
    packages[2].is_direct = Some(true);
    assert!(!decided(&packages), "the project asks for it itself");
    packages[2].is_direct = None;
    // A circle that nobody needs leads nowhere else.
    packages[2].needs = vec![1];
    assert!(decided(&packages));
}

#[test]
fn bills_of_cyclonedx_say_the_same_in_their_words() {
    let document = |analysis: &Value| {
        read(&json!({
            "bomFormat": "CycloneDX", "specVersion": "1.6",
            "metadata": { "timestamp": "2026-03-01T00:00:00Z", "supplier": { "name": "Example" } },
            "components": [{ "type": "library", "name": "left-pad", "bom-ref": "a", "purl": "pkg:npm/left-pad@1.0.0" }],
            "vulnerabilities": [
                { "id": "GHSA-1", "references": [{ "id": "CVE-2026-0001" }], "analysis": analysis,
                  "affects": [{ "ref": "a" }, { "ref": "urn:cdx:00000000-0000-4000-8000-000000000000/1#pkg:npm/b@1" }, { "ref": "gone" }] },
                { "id": "CVE-2026-0002", "affects": [{ "ref": "a" }] },
            ],
        }))
    };
    let own = package("pkg:npm/left-pad@1.0.0");
    let not = document(&json!({ "state": "not_affected", "justification": "code_not_reachable" }));
    assert_eq!((not.author.as_str(), not.unnamed, not.statements.len()), ("Example", 1, 1));
    assert_eq!(not.statements[0].justification, Some(Justification::VulnerableCodeNotInExecutePath));
    for (state, expected) in [
        ("not_affected", VexStatus::NotAffected),
        ("false_positive", VexStatus::NotAffected),
        ("resolved", VexStatus::Fixed),
        ("exploitable", VexStatus::Affected),
        ("in_triage", VexStatus::UnderInvestigation),
    ] {
        let said = document(&json!({ "state": state }));
        assert_eq!(decided(&said, &own, &Whole::default()), Some(expected), "{state}");
        assert_eq!(decided(&said, &package("pkg:npm/b@1"), &Whole::default()), Some(expected), "{state}");
        assert_eq!(decided(&said, &package("pkg:npm/b@2"), &Whole::default()), None, "{state}");
    }
}

#[test]
fn what_a_bill_says_of_a_component_holds_in_its_own_product() {
    let of_product = |purl: &str| {
        read(&json!({
            "bomFormat": "CycloneDX", "specVersion": "1.6",
            "metadata": { "component": { "type": "application", "name": "shop", "bom-ref": "shop", "purl": purl } },
            "components": [{ "type": "library", "name": "left-pad", "bom-ref": "a", "purl": "pkg:npm/left-pad@1.0.0" }],
            "vulnerabilities": [{ "id": "CVE-2026-0001", "analysis": { "state": "not_affected" }, "affects": [{ "ref": "a" }] }],
        }))
    };
    let own = package("pkg:npm/left-pad@1.0.0");
    let image = Whole { repository: "registry.example/shop", digest: "", distribution: None };
    let of_image = of_product("pkg:oci/shop?repository_url=registry.example/shop");
    assert_eq!(decided(&of_image, &own, &image), Some(VexStatus::NotAffected));
    assert_eq!(decided(&of_image, &own, &Whole::default()), None);
    let of_other = of_product("pkg:npm/other-app@9.0.0");
    assert_eq!(decided(&of_other, &own, &Whole::default()), None);
    // What is said of the product itself is said of it wherever it is.
    let of_itself = of_product("pkg:npm/left-pad@1.0.0");
    assert_eq!(decided(&of_itself, &own, &Whole::default()), Some(VexStatus::NotAffected));
}

#[test]
fn a_range_of_versions_is_not_every_version() {
    for versions in [
        json!([{ "range": "vers:npm/<1.0.0", "status": "unaffected" }]),
        json!([{ "version": "9.9.9", "status": "unknown" }]),
    ] {
        let document = read(&json!({
            "bomFormat": "CycloneDX", "specVersion": "1.6",
            "vulnerabilities": [{ "id": "CVE-2026-0001", "analysis": { "state": "not_affected" },
                "affects": [{ "ref": "pkg:npm/left-pad", "versions": versions }] }],
        }));
        assert_eq!(document.unnamed, 1);
        assert_eq!(decided(&document, &package("pkg:npm/left-pad@1.0.0"), &Whole::default()), None);
    }
}

#[test]
fn csaf_names_products_in_a_tree_and_says_why_beside_it() {
    let helper = |key: &str, text: &str| json!({ key: text });
    let product = |id: &str, helper: Value| json!({ "category": "product_version", "name": id, "product": { "name": id, "product_id": id, "product_identification_helper": helper } });
    let relation = |part: &str, whole: &str| {
        json!({ "category": "default_component_of", "product_reference": part, "relates_to_product_reference": whole,
            "full_product_name": { "name": "x", "product_id": format!("{whole}:{part}") } })
    };
    let document = read(&json!({
        "document": { "category": "csaf_vex", "csaf_version": "2.0", "publisher": { "name": "Example" },
            "tracking": { "current_release_date": "2026-03-01T00:00:00Z" } },
        "product_tree": {
            "branches": [{ "category": "vendor", "name": "Example", "branches": [
                product("el9", helper("cpe", "cpe:/o:redhat:enterprise_linux:9::baseos")),
                product("el8", helper("cpe", "cpe:/o:redhat:enterprise_linux:8::baseos")),
                product("curl", helper("purl", "pkg:rpm/redhat/curl")),
                product("nameless", json!({})),
            ] }],
            "relationships": [relation("curl", "el9"), relation("curl", "el8")],
            "product_groups": [{ "group_id": "g", "product_ids": ["el9:curl"] }],
        },
        "vulnerabilities": [{
            "cve": "CVE-2026-0001",
            "product_status": { "known_not_affected": ["el9:curl", "nameless"], "known_affected": ["el8:curl"] },
            "flags": [{ "label": "vulnerable_code_not_present", "group_ids": ["g"] }],
            "threats": [{ "category": "impact", "details": "the option is not built", "product_ids": ["el9:curl"] }],
        }],
    }));
    assert_eq!(document.unnamed, 1);
    let own = package("pkg:rpm/redhat/curl@7.76.1-1.el9?arch=x86_64");
    let vex = Vex::new(vec![document.clone()]);
    let said = vex
        .decide(&["CVE-2026-0001"], std::slice::from_ref(&own), 0, &IMAGE, TODAY)
        .expect("a statement")
        .said;
    assert_eq!(said.status, VexStatus::NotAffected);
    assert_eq!(said.justification, Some(Justification::VulnerableCodeNotPresent));
    assert_eq!(said.reason, "the option is not built");
    let older = Whole { distribution: Some(("rhel", "8.10")), ..IMAGE };
    assert_eq!(decided(&document, &own, &older), Some(VexStatus::Affected));
    let other = Whole { distribution: Some(("fedora", "9")), ..IMAGE };
    assert_eq!(decided(&document, &own, &other), None);
}

#[test]
fn csaf_of_a_range_or_of_a_product_without_a_name_speaks_for_nobody() {
    let named = |id: &str, purl: &str| json!({ "name": id, "product_id": id, "product_identification_helper": { "purl": purl } });
    let document = |tree: Value, id: &str| {
        read(&json!({
            "document": { "category": "csaf_vex", "csaf_version": "2.0" },
            "product_tree": tree,
            "vulnerabilities": [{ "cve": "CVE-2026-0001", "product_status": { "known_not_affected": [id] },
                "flags": [{ "label": "component_not_present", "product_ids": [id] }] }],
        }))
    };
    let range = json!({ "branches": [{ "category": "product_version_range", "name": "vers:npm/<1.0.0",
        "product": named("r", "pkg:npm/left-pad") }] });
    let within = json!({
        "full_product_names": [named("p", "pkg:npm/left-pad@1.0.0"), { "name": "nobody knows", "product_id": "w" }],
        "relationships": [{ "category": "default_component_of", "product_reference": "p", "relates_to_product_reference": "w",
            "full_product_name": named("w:p", "pkg:npm/left-pad@1.0.0") }],
    });
    for (tree, id) in [(range, "r"), (within, "w:p")] {
        let document = document(tree, id);
        assert_eq!(document.unnamed, 1, "{id}");
        assert_eq!(decided(&document, &package("pkg:npm/left-pad@1.0.0"), &Whole::default()), None, "{id}");
    }
}

#[test]
fn csaf_that_names_a_version_in_the_tree_means_that_version() {
    let tree = |outer: Value, purl: &str| {
        let leaf = json!({ "category": "architecture", "name": "any", "product": { "name": "p", "product_id": "p",
            "product_identification_helper": { "purl": purl } } });
        let mut outer = outer;
        outer["branches"] = json!([leaf]);
        read(&json!({
            "document": { "category": "csaf_vex", "csaf_version": "2.0" },
            "product_tree": { "branches": [{ "category": "product_name", "name": "x", "branches": [outer] }] },
            "vulnerabilities": [{ "cve": "CVE-2026-0001", "product_status": { "known_not_affected": ["p"] },
                "flags": [{ "label": "component_not_present", "product_ids": ["p"] }] }],
        }))
    };
    let branch = |category: &str, name: &str| json!({ "category": category, "name": name });
    let not = Some(VexStatus::NotAffected);
    for (outer, said, own, expected) in [
        (branch("product_version", "1.0.0"), "pkg:npm/a", "pkg:npm/a@1.0.0", not),
        (branch("product_version", "1.0.0"), "pkg:npm/a", "pkg:npm/a@1.2.0", None),
        (branch("product_version", "v1.0.0"), "pkg:npm/a", "pkg:npm/a@1.0.0", not),
        (branch("product_version", "latest"), "pkg:npm/a", "pkg:npm/a@1.0.0", None),
        (branch("product_version", "a"), "pkg:npm/a", "pkg:npm/a@1.2.0", not),
        (branch("product_version", "1.0.0"), "pkg:npm/a@1.1.0", "pkg:npm/a@1.1.0", not),
        (branch("product_version_range", "<1.0.0"), "pkg:npm/a", "pkg:npm/a@1.2.0", None),
        (branch("product_version_range", "<1.0.0"), "pkg:npm/a@0.9.0", "pkg:npm/a@0.9.0", not),
        (branch("product_family", "1.0.0"), "pkg:npm/a", "pkg:npm/a@1.2.0", not),
    ] {
        let document = tree(outer.clone(), said);
        assert_eq!(decided(&document, &package(own), &Whole::default()), expected, "{outer} {said} {own}");
    }
}

#[test]
fn csaf_speaks_of_a_part_in_its_product_alone() {
    let named = |id: &str, purl: Option<&str>| {
        let helper = purl.map_or_else(|| json!({}), |purl| json!({ "purl": purl }));
        json!({ "name": id, "product_id": id, "product_identification_helper": helper })
    };
    let joined = |part: Option<&str>, whole: Option<&str>| {
        read(&json!({
            "document": { "category": "csaf_vex", "csaf_version": "2.0" },
            "product_tree": {
                "full_product_names": [named("part", part), named("whole", whole)],
                "relationships": [{ "category": "default_component_of", "product_reference": "part",
                    "relates_to_product_reference": "whole", "full_product_name": named("both", Some("pkg:npm/a@1.0.0")) }],
            },
            "vulnerabilities": [{ "cve": "CVE-2026-0001", "product_status": { "known_not_affected": ["both"] },
                "flags": [{ "label": "component_not_present", "product_ids": ["both"] }] }],
        }))
    };
    let (own, image) =
        (package("pkg:npm/a@1.0.0"), Some("pkg:oci/cart?repository_url=registry.example/shop"));
    let not = Some(VexStatus::NotAffected);
    for (part, whole, inside, elsewhere) in [
        (Some("pkg:npm/a"), image, not, None),
        (None, image, not, None),
        (None, Some("pkg:oci/other"), None, None),
        (None, None, None, None),
        (Some("pkg:npm/a"), None, None, None),
    ] {
        let document = joined(part, whole);
        assert_eq!(decided(&document, &own, &IMAGE), inside, "{part:?} {whole:?}");
        assert_eq!(decided(&document, &own, &Whole::default()), elsewhere, "{part:?} {whole:?}");
    }
}

#[test]
fn an_image_of_another_processor_or_of_a_tag_is_not_meant() {
    let mut own = package("pkg:deb/debian/a@1?arch=amd64");
    let said = |product: &str, own: &Package| {
        let document = read(&openvex(&json!([statement("not_affected", &json!({ "@id": product }))])));
        decided(&document, own, &IMAGE).is_some()
    };
    let url = "repository_url=registry.example%2Fshop%2Fcart";
    assert!(said(&format!("pkg:oci/cart?{url}&arch=amd64"), &own));
    assert!(!said(&format!("pkg:oci/cart?{url}&arch=arm64"), &own));
    assert!(!said(&format!("pkg:oci/cart?{url}&tag=9"), &own), "a tag may be another image by now");
    assert!(said(&format!("pkg:oci/cart@sha256:aa?{url}&arch=arm64&tag=9"), &own), "the digest says all");
    own.purl.qualifiers.insert("arch".into(), "x86_64".into());
    assert!(said(&format!("pkg:oci/cart?{url}&arch=amd64"), &own));
    own.purl.qualifiers.clear();
    assert!(!said(&format!("pkg:oci/cart?{url}&arch=amd64"), &own), "nobody says so");
}

#[test]
fn what_is_no_document_is_refused_by_what_is_wrong_with_it() {
    let refused = |text: &str| VexDocument::parse(text.as_bytes()).expect_err(text).to_string();
    for (text, why) in [
        ("{}", "no document of OpenVEX, CycloneDX or CSAF"),
        ("[]", "expected struct"),
        ("{\"@context\":\"https://openvex.dev/ns/v0.2.0\"}", "missing field `statements`"),
        ("not json", "expected"),
    ] {
        assert!(refused(text).contains(why), "{text}: {}", refused(text));
    }
    let bare = json!({ "vulnerability": { "name": "CVE-2026-0001" }, "products": ["pkg:npm/a"], "status": "not_affected" });
    assert!(refused(&openvex(&json!([bare])).to_string()).contains("neither a justification"));
    let unknown = statement("nice", &json!("pkg:npm/a"));
    assert!(refused(&openvex(&json!([unknown])).to_string()).contains("`nice` is no status"));
    // Branches in branches, deeper than any tree.
    let deep = format!(
        "{{\"document\":{{}},\"product_tree\":{}1{}}}",
        "{\"branches\":[".repeat(5_000),
        "]}".repeat(5_000)
    );
    assert!(refused(&deep).contains("recursion limit"), "{}", refused(&deep));
}

#[test]
fn a_statement_of_the_future_outvotes_nothing() {
    let product = json!({ "@id": "pkg:npm/example-parser@1.0.0" });
    let mut later = openvex(&json!([statement("not_affected", &product)]));
    later["timestamp"] = json!("2999-01-01T00:00:00Z");
    let now = openvex(&json!([statement("affected", &product)]));
    let own = [package("pkg:npm/example-parser@1.0.0")];
    for documents in [[&now, &later], [&later, &now]] {
        let vex = Vex::new(documents.into_iter().map(read).collect());
        let decided = vex.decide(&["CVE-2026-0001"], &own, 0, &Whole::default(), TODAY).expect("a statement");
        assert_eq!(decided.said.status, VexStatus::Affected);
    }
}
