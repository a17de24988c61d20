//! What others state about advisories, and what is agreed here, in both directions.

use std::fs;

use serde_json::{Value, json};

use crate::db::{of_packages, put, scan, site, update, with};

const STATEMENT: &str = "example-parser reads no files here";

fn document(status: &str) -> String {
    json!({
        "@context": "https://openvex.dev/ns/v0.2.0", "@id": "https://vex.example/1", "author": "Example",
        "timestamp": "2026-03-01T00:00:00Z", "version": 1,
        "statements": [{ "vulnerability": { "name": "CVE-2026-0001" }, "status": status,
            "products": [{ "@id": "pkg:npm/example-parser@1.1.0" }], "impact_statement": STATEMENT }],
    })
    .to_string()
}

fn outcome<'a>(report: &'a Value, id: &str) -> &'a Value {
    let all = of_packages(report);
    let of = |one: &&&Value| one["evidence"][0]["id"] == id;
    all.iter().find(of).unwrap_or_else(|| panic!("{id}: {report:#}"))
}

#[test]
fn what_a_vex_document_calls_not_affected_decides_nothing_and_is_told() {
    let folder = site();
    update(&folder).exits(0);
    put(&folder, "vex.json", &document("not_affected"));
    let vex = folder.join("vex.json");
    let vex = vex.to_str().expect("it is text");
    assert_eq!(outcome(&scan(&folder, &[]).exits(1).json(), "CVE-2026-0001")["outcome"], "violated");
    let report = scan(&folder, &["--vex", vex, "--fail-on", "high"]).exits(0).json();
    let found = outcome(&report, "CVE-2026-0001");
    assert_eq!((&found["outcome"], &found["waiver"]["owner"]), (&json!("waived"), &json!("Example")));
    assert_eq!(
        found["waiver"]["origin"],
        json!({ "type": "vex", "path": vex, "statement": 0, "status": "not-affected" })
    );
    assert_eq!(found["waiver"]["reason"], STATEMENT);
    assert!(found["waiver"].get("expires").is_none());
    assert_eq!(outcome(&report, "EXAMPLE-2")["outcome"], "violated", "nobody speaks of it");
    let said = with(&folder, &["scan", "--show-waived", "--fail-on", "high", "--vex", vex])
        .by_default()
        .arg(folder.join("app"))
        .exits(0);
    assert!(said.out.contains(&format!("Example states not-affected: {STATEMENT}")), "{}", said.out);
    let sarif = with(&folder, &["scan", "--format", "sarif", "--fail-on", "high", "--vex", vex])
        .by_default()
        .arg(folder.join("app"))
        .exits(0);
    assert!(sarif.out.contains("\"kind\": \"external\""), "{}", sarif.out);

    put(&folder, "vex.json", &document("under_investigation"));
    let report = scan(&folder, &["--vex", vex]).exits(1).json();
    assert_eq!(outcome(&report, "CVE-2026-0001")["outcome"], "violated");

    put(&folder, "vex.json", "{\"statements\": []}");
    let refused = scan(&folder, &["--vex", vex]).exits(64);
    assert!(
        refused.err.contains("vex.json") && refused.err.contains("OpenVEX, CycloneDX or CSAF"),
        "{}",
        refused.err
    );
    scan(&folder, &["--vex", "no-such.json"]).exits(64);
}

#[test]
fn a_waiver_of_an_advisory_is_exported_and_heeded_elsewhere() {
    let folder = site();
    update(&folder).exits(0);
    let waivers = "version: 1\nwaivers:\n  - rule: package/*\n    advisory: cve-2026-0001\n    reason: the option is off\n    owner: team-a\n    expires: 2026-12-31\n    justification: vulnerable-code-not-in-execute-path\n  - rule: package/vulnerable\n    advisory: EXAMPLE-2\n    reason: agreed\n    owner: team-b\n    expires: 2026-12-31\n";
    put(&folder, "app/sekimori.yaml", waivers);
    let report = scan(&folder, &[]).exits(0).json();
    assert_eq!(
        outcome(&report, "CVE-2026-0001")["waiver"]["justification"],
        "vulnerable-code-not-in-execute-path"
    );
    let export =
        || with(&folder, &["scan", "--format", "openvex"]).by_default().arg(folder.join("app")).exits(0);
    let (text, again) = (export().out, export().out);
    assert_eq!(text, again);
    let vex: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(vex["@context"], "https://openvex.dev/ns/v0.2.0");
    assert_eq!(
        (&vex["author"], &vex["timestamp"]),
        (&json!("team-a, team-b"), &json!("2026-03-03T00:00:00Z"))
    );
    let expected = json!([
        { "vulnerability": { "name": "CVE-2026-0001", "aliases": ["EXAMPLE-1"] },
          "products": [{ "@id": "pkg:npm/example-parser@1.1.0" }], "status": "not_affected",
          "justification": "vulnerable_code_not_in_execute_path", "impact_statement": "the option is off" },
        { "vulnerability": { "name": "EXAMPLE-2" }, "products": [{ "@id": "pkg:npm/example-parser@1.1.0" }],
          "status": "affected", "action_statement": "until 2026-12-31 by team-b: agreed" },
    ]);
    assert_eq!(vex["statements"], expected);

    fs::remove_file(folder.join("app/sekimori.yaml")).expect("it is there");
    put(&folder, "out.json", &text);
    let path = folder.join("out.json");
    let report =
        scan(&folder, &["--fail-on", "high", "--vex", path.to_str().expect("it is text")]).exits(0).json();
    assert_eq!(outcome(&report, "CVE-2026-0001")["outcome"], "waived");
    assert_eq!(
        outcome(&report, "EXAMPLE-2")["outcome"],
        "violated",
        "accepting a fault does not take it away"
    );
}

#[test]
fn ignores_of_other_scanners_become_waivers_of_advisories() {
    let folder = site();
    update(&folder).exits(0);
    put(&folder, "app/.trivyignore", "CVE-2026-0001 exp:2026-06-30 # not loaded\n");
    put(
        &folder,
        "app/osv-scanner.toml",
        "[[IgnoredVulns]]\nid = \"EXAMPLE-9\"\n\n[[IgnoredVulns]]\nid = \"GHSA-aaaa-bbbb-cccc\"\nreason = \"not called\"\n",
    );
    put(
        &folder,
        "app/.grype.yaml",
        "ignore:\n  - vulnerability: CVE-2026-0001\n    package: {name: example-parser, type: npm}\n",
    );
    let app = folder.join("app");
    let import = with(&folder, &["waivers", "import", "--owner", "team-a", "--expires", "2026-12-31"])
        .by_default()
        .arg(&app)
        .exits(4);
    assert!(import.err.contains("osv-scanner.toml:1"), "{}", import.err);
    put(&folder, "app/sekimori.yaml", &import.out);
    let report = scan(&folder, &["--fail-on", "high"]).exits(0).json();
    let waiver = &outcome(&report, "CVE-2026-0001")["waiver"];
    assert_eq!(waiver["owner"], "team-a", "{}", import.out);
    assert!(
        import.out.contains("advisory: GHSA-aaaa-bbbb-cccc") && import.out.contains("not loaded"),
        "{}",
        import.out
    );
}

#[test]
fn a_list_of_packages_heeds_a_vex_document_too() {
    let folder = site();
    update(&folder).exits(0);
    put(&folder, "vex.json", &document("not_affected"));
    let list = |more: &[&str]| with(&folder, &["deps"]).arg(folder.join("app")).args(more);
    let vex = folder.join("vex.json").display().to_string();
    let open = list(&["--format", "json"]).exits(0).json();
    assert_eq!(open["packages"][0]["findings"][0]["id"], "CVE-2026-0001");
    assert_eq!(open["packages"][0]["findings"][0]["waived"], false);

    let report = list(&["--format", "json", "--vex", &vex]).exits(0).json();
    let findings = report["packages"][0]["findings"].as_array().expect("a list");
    let ids: Vec<&Value> = findings.iter().map(|one| &one["id"]).collect();
    assert_eq!(ids, ["EXAMPLE-2", "CVE-2026-0001"], "what is accepted comes last");
    assert_eq!((&findings[0]["waived"], &findings[1]["waived"]), (&json!(false), &json!(true)));
    assert_eq!(findings[1]["waiver"]["origin"]["status"], "not-affected");
    let said = list(&[]).var("SEKIMORI_VEX", &vex).exits(0).out;
    assert!(said.contains(&format!("Example states not-affected: {STATEMENT}")), "{said}");
    assert!(said.contains("1 (low)"), "{said}");

    put(&folder, "vex.json", "{}");
    let refused = list(&["--vex", &vex]).exits(64);
    assert!(refused.err.contains("vex.json"), "{}", refused.err);
}
