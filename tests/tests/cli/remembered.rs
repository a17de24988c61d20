//! `sekimori match` of what is stored: told once, asked from either side.

use std::fs;
use std::thread;

use serde_json::{Value, json};

use crate::db::{put, record, site, update, with};
use crate::folder::Folder;
use crate::program::Program;
use crate::published::holds;

/// A bill of an application that has some packages of npm.
pub(crate) fn bill(folder: &Folder, path: &str, packages: &[(&str, &str)]) {
    let component = |(name, version): &(&str, &str)| json!({ "type": "library", "name": name, "version": version, "purl": format!("pkg:npm/{name}@{version}") });
    let bill = json!({
        "bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
        "components": packages.iter().map(component).collect::<Vec<_>>(),
    });
    put(folder, path, &bill.to_string());
}

fn stored(folder: &Folder, args: &[&str]) -> Program {
    let state = folder.join("state");
    with(folder, &["match"]).var("SEKIMORI_STATE_DIR", state).args(args)
}

fn json(folder: &Folder, args: &[&str], code: i32) -> Value {
    let report = stored(folder, args).args(&["--format", "json", "--fail-on", "high"]).exits(code).json();
    holds(&report);
    report
}

/// Two bills that are stored: one with a fault that can be mended, one without.
fn two_bills() -> Folder {
    let folder = site();
    update(&folder).exits(0);
    bill(&folder, "bills/web.cdx.json", &[("example-parser", "1.1.0")]);
    bill(&folder, "bills/api.cdx.json", &[("example-parser", "2.0.0"), ("left", "1.0.0")]);
    let bills = folder.join("bills").display().to_string();
    stored(&folder, &["--remember", &bills, "--exit-zero", "--quiet"]).exits(0);
    fs::remove_dir_all(folder.join("bills")).expect("they are there");
    folder
}

#[test]
fn what_is_stored_is_told_once() {
    let folder = site();
    update(&folder).exits(0);
    let nothing = stored(&folder, &[]).exits(3);
    assert!(nothing.err.contains("--remember"), "{}", nothing.err);
    bill(&folder, "bills/web.cdx.json", &[("example-parser", "1.1.0")]);
    let bills = folder.join("bills").display().to_string();
    let first = json(&folder, &["--remember", &bills], 1);
    assert_eq!(first["schema"], "sekimori.dev/match/v1");
    let counts = json!({ "assets": 1, "packages": 1, "advisories": 2, "findings": 2, "new": 2, "known": 0, "waived": 0 });
    assert_eq!(first["summary"], counts);
    let grave = &first["findings"][0];
    assert_eq!((&grave["advisory"], &grave["severity"]), (&json!("CVE-2026-0001"), &json!("critical")));
    assert_eq!((&grave["new"], &grave["fixed"]), (&json!(true), &json!("1.2.0")));
    assert_eq!(grave["asset"]["name"], "web.cdx.json");
    // The version without what can be mended, and how much it leaves.
    let better = &first["replacements"][0];
    assert_eq!((&better["replacement"], &better["remaining"]), (&json!("1.2.0"), &json!(1)));

    let second = json(&folder, &[], 1);
    assert_eq!((&second["summary"]["new"], &second["summary"]["known"]), (&json!(0), &json!(2)));
    assert_eq!(second["findings"][0]["new"], false);
    json(&folder, &["--new"], 0);
    // A new advisory is new once, without any bill at hand.
    fs::remove_dir_all(folder.join("bills")).expect("they are there");
    put(
        &folder,
        "osv/four.json",
        &record("EXAMPLE-4", Some("1.3.0"), &json!({ "aliases": ["CVE-2026-0004"] })).to_string(),
    );
    update(&folder).exits(0);
    let said = stored(&folder, &["--new", "--fail-on", "low"]).exits(1);
    let lines: Vec<&str> = said.out.lines().map(str::trim_start).collect();
    assert!(lines[1].starts_with("new") && lines[1].contains("CVE-2026-0004"), "{}", said.out);
    assert!(lines[2].starts_with("known") && lines[2].contains("critical"), "{}", said.out);
    assert!(lines[1].contains("  1.3.0  ") && lines[3].contains("  no version  "), "{}", said.out);
    assert!(said.err.contains("1 new, 2 told before"), "{}", said.err);
    stored(&folder, &["--new", "--fail-on", "low"]).exits(0);
}

#[test]
fn a_fault_that_gets_another_name_is_not_new() {
    let folder = two_bills();
    let renamed = json!({ "aliases": ["CVE-2026-0002"], "database_specific": { "severity": "LOW" } });
    put(&folder, "osv/two.json", &record("EXAMPLE-2", None, &renamed).to_string());
    update(&folder).exits(0);
    let report = json(&folder, &["--new"], 0);
    let ids: Vec<&Value> =
        report["findings"].as_array().expect("a list").iter().map(|one| &one["advisory"]).collect();
    assert!(ids.contains(&&json!("CVE-2026-0002")), "{ids:?}");
    assert_eq!(report["summary"]["new"], 0);
}

#[test]
fn who_is_affected_is_one_question_from_either_side() {
    let folder = two_bills();
    let by_advisory = |name: &str, code| {
        let report = json(&folder, &["--advisory", name], code);
        let findings = report["findings"].as_array().expect("a list").clone();
        findings
            .iter()
            .map(|one| one["asset"]["name"].as_str().unwrap_or_default().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(by_advisory("CVE-2026-0001", 1), ["web.cdx.json"]);
    assert_eq!(by_advisory("example-1", 1), ["web.cdx.json"], "by its other name");
    assert_eq!(by_advisory("EXAMPLE-2", 0), ["api.cdx.json", "web.cdx.json"]);
    assert_eq!(by_advisory("example-3", 0), [""; 0], "it was taken back, so that nobody has it");
    assert_eq!(by_advisory("CVE-2020-0001", 3), [""; 0], "nobody called one so");
    let slip = stored(&folder, &["--advisory", "CVE-2026-OOO1", "--lang", "ja"]).exits(3);
    assert!(slip.err.contains("`CVE-2026-OOO1` というアドバイザリはありません"), "{}", slip.err);
    let report = json(&folder, &["--asset", "api.cdx.json"], 0);
    assert_eq!(report["findings"].as_array().map(Vec::len), Some(1));
    assert!(
        stored(&folder, &["--asset", "nobody"]).exits(3).err.contains("nothing that is stored is called so")
    );
    let holders = json(&folder, &["--package", "pkg:npm/left"], 0);
    assert_eq!(holders["holders"][0]["asset"]["name"], "api.cdx.json");
    assert_eq!(
        stored(&folder, &["--package", "example-parser@2.0.0"]).exits(0).out,
        "api.cdx.json  pkg:npm/example-parser@2.0.0\n"
    );
    stored(&folder, &["--package", "right"]).exits(3);
}

#[test]
fn runs_at_one_time_tell_each_pair_once() {
    let folder = two_bills();
    put(&folder, "osv/four.json", &record("EXAMPLE-4", Some("3.0.0"), &json!({})).to_string());
    update(&folder).exits(0);
    let told = |_| {
        let child = stored(&folder, &["--new", "--format", "json", "--fail-on", "critical"]).start();
        thread::spawn(move || child.wait_with_output().expect("it ends"))
    };
    let runs: Vec<_> = (0..4).map(told).collect();
    let mut new = Vec::new();
    for run in runs {
        let output = run.join().expect("it is read");
        let report: Value = serde_json::from_slice(&output.stdout).expect("it is JSON");
        new.push(report["summary"]["new"].as_u64().expect("a number"));
    }
    assert_eq!(new.iter().sum::<u64>(), 2, "two bills have it: {new:?}");
}

#[test]
fn a_question_tells_of_nothing() {
    let folder = site();
    update(&folder).exits(0);
    bill(&folder, "bills/web.cdx.json", &[("left", "1.0.0")]);
    let bills = folder.join("bills").display().to_string();
    stored(&folder, &["--remember", &bills]).exits(0);
    put(&folder, "osv/left.json", &{
        let mut left = record("EXAMPLE-9", Some("1.2.0"), &json!({}));
        left["affected"][0]["package"]["name"] = json!("left");
        left.to_string()
    });
    update(&folder).exits(0);
    json(&folder, &["--asset", "web.cdx.json"], 0);
    json(&folder, &["--advisory", "EXAMPLE-9"], 0);
    assert_eq!(json(&folder, &["--lang", "ja"], 0)["summary"]["new"], 1);
    assert_eq!(json(&folder, &[], 0)["summary"]["new"], 0);
}

#[test]
fn a_waiver_holds_for_what_is_stored() {
    let folder = two_bills();
    let waiver = "version: 1\nwaivers:\n- rule: package/vulnerable\n  reason: agreed\n  owner: team\n  expires: 2026-12-31\n";
    put(&folder, "sekimori.yaml", waiver);
    let report = stored(&folder, &["--format", "json"]).from(folder.path()).exits(0).json();
    assert_eq!(report["summary"]["waived"], report["summary"]["findings"], "{report:#}");
}

#[test]
fn what_is_asked_in_vain_is_refused_with_its_remedy() {
    let folder = two_bills();
    let bills = folder.join("app").display().to_string();
    let said = stored(&folder, &["--new", &bills]).exits(64);
    assert!(said.err.contains("--remember"), "{}", said.err);
    let said = stored(&folder, &["--format", "sarif"]).exits(64);
    assert!(said.err.contains("--format terminal, table or json"), "{}", said.err);
    let file = folder.join("state/state.db");
    fs::write(&file, "nothing of ours, and long enough to be something".repeat(50)).expect("room");
    let said = stored(&folder, &["--lang", "ja"]).exits(2);
    assert!(said.err.contains("破損しているか"), "{}", said.err);
    put(&folder, "none.json", "{}");
    let none = folder.join("none.json").display().to_string();
    let state = folder.join("elsewhere").display().to_string();
    let said = stored(&folder, &["--remember", &none, "--state-dir", &state]).exits(4);
    assert!(said.err.contains("none.json"), "{}", said.err);
}

#[test]
fn waivers_of_an_advisory_and_what_others_state_hold_for_what_is_stored() {
    let folder = two_bills();
    let vex = json!({
        "@context": "https://openvex.dev/ns/v0.2.0", "author": "Example", "timestamp": "2026-03-01T00:00:00Z",
        "statements": [{ "vulnerability": { "name": "EXAMPLE-1" }, "status": "not_affected",
            "products": ["pkg:npm/example-parser@1.1.0"], "impact_statement": "not loaded" }],
    });
    put(&folder, "vex.json", &vex.to_string());
    let vex = folder.join("vex.json").display().to_string();
    let report = json(&folder, &["--asset", "web.cdx.json", "--vex", &vex], 0);
    assert_eq!(report["summary"]["waived"], 1, "{report:#}");
    let waiver = "version: 1\nwaivers: [{rule: package/*, advisory: CVE-2026-0001, reason: agreed, owner: a, expires: 2027-01-01}]\n";
    put(&folder, "policy.yaml", waiver);
    let policy = folder.join("policy.yaml").display().to_string();
    let report = json(&folder, &["--asset", "web.cdx.json", "--config", &policy], 0);
    assert_eq!(report["summary"]["waived"], 1, "{report:#}");
}

#[test]
fn bills_of_two_products_at_one_path_are_two_assets() {
    let folder = site();
    update(&folder).exits(0);
    for (place, product, version) in [("one", "shop", "1.1.0"), ("two", "till", "1.1.0")] {
        let bill = json!({
            "bomFormat": "CycloneDX", "specVersion": "1.6",
            "metadata": { "component": { "type": "application", "name": product, "version": "1" } },
            "components": [{ "type": "library", "name": "example-parser", "version": version,
                "purl": format!("pkg:npm/example-parser@{version}") }],
        });
        put(&folder, &format!("{place}/bom.json"), &bill.to_string());
    }
    for place in ["one", "two"] {
        let path = folder.join(place).display().to_string();
        let told = json(&folder, &[&path, "--remember"], 1);
        assert_eq!(told["summary"]["new"], 2, "{place}: {}", told["summary"]);
    }
    let holders = stored(&folder, &["--package", "example-parser", "--format", "json"]).exits(0).json();
    let names: Vec<_> =
        holders["holders"].as_array().expect("a list").iter().map(|one| &one["asset"]["name"]).collect();
    assert_eq!(names, ["bom.json#shop", "bom.json#till"]);
}

#[test]
fn what_was_waived_is_new_when_it_decides_and_naming_packs_lets_no_advisory_pass() {
    let folder = site();
    update(&folder).exits(0);
    bill(&folder, "bills/web.cdx.json", &[("example-parser", "1.1.0")]);
    let bills = folder.join("bills").display().to_string();
    let vex = json!({
        "@context": "https://openvex.dev/ns/v0.2.0", "@id": "https://vex.example/1", "author": "Example",
        "timestamp": "2026-03-01T00:00:00Z", "version": 1,
        "statements": [{ "vulnerability": { "name": "CVE-2026-0001" }, "status": "not_affected",
            "justification": "vulnerable_code_not_present", "products": [{ "@id": "pkg:npm/example-parser" }] }],
    });
    put(&folder, "vex.json", &vex.to_string());
    let vex = folder.join("vex.json").display().to_string();
    json(&folder, &[&bills, "--remember", "--vex", &vex], 0);
    let told = json(&folder, &["--new", "--pack", "restricted"], 1);
    assert_eq!(told["summary"]["new"], 1, "{}", told["summary"]);
    json(&folder, &["--new"], 0);
}
