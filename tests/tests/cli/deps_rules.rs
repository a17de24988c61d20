//! The gate of packages: licences and ages that the configuration asks for, wherever packages are judged.

use serde_json::{Value, json};

use crate::db::{put, update, with};
use crate::deps::shop;
use crate::folder::Folder;
use crate::git::{commit_all, git};

const GATE: &str = "version: 1\nrules:\n  package/licence-denied:\n    parameters: { deny: [\"GPL-*\"] }\n  \
                    package/too-new:\n    severity: high\n    parameters: { minimumDays: 7 }\n";

/// A project with a lockfile that tells when versions were published.
fn python(first: &str, second: &str) -> String {
    let package = |name: &str, day: &str| {
        let file = format!(
            "{{ url = \"https://example.test/{name}\", hash = \"sha256:{}\", upload-time = \"{day}T00:00:00Z\" }}",
            "0".repeat(64)
        );
        let file = if day.is_empty() { file.replace(", upload-time = \"T00:00:00Z\"", "") } else { file };
        format!(
            "[[package]]\nname = \"{name}\"\nversion = \"1.0\"\nsource = {{ registry = \"https://example.test\" }}\nsdist = {file}\n\n"
        )
    };
    format!("version = 1\n\n{}{}", package("one", first), package("two", second))
}

fn site() -> Folder {
    let folder = shop();
    put(
        &folder,
        "app/package-lock.json",
        &json!({ "lockfileVersion": 3, "packages": {
        "node_modules/free": { "version": "1.0.0", "license": "MIT OR GPL-3.0-only" },
        "node_modules/bound": { "version": "1.0.0", "license": "GPL-3.0-only" },
        "node_modules/silent": { "version": "1.0.0" },
    } })
        .to_string(),
    );
    put(&folder, "app/uv.lock", &python("2026-03-01", "2026-01-01"));
    put(&folder, "app/sekimori.yaml", GATE);
    folder
}

fn said(report: &Value) -> Vec<(String, String)> {
    let of = |one: &Value| {
        let rule = one["rule"].as_str().unwrap_or_default().to_owned();
        (
            rule,
            format!(
                "{}: {}",
                one["outcome"].as_str().unwrap_or_default(),
                one["title"]["en"].as_str().unwrap_or_default()
            ),
        )
    };
    let all = report["findings"].as_array().expect("a list").iter().map(of);
    all.filter(|(rule, _)| rule.starts_with("package/licence") || rule == "package/too-new").collect()
}

#[test]
fn licences_and_ages_are_judged_without_a_database_and_what_is_not_told_is_no_pass() {
    let folder = site();
    let scan = |more: &[&str]| {
        with(&folder, &["scan", "--format", "json"]).by_default().arg(folder.join("app")).args(more).run()
    };
    let run = scan(&[]);
    assert_eq!(run.code, Some(1), "{}", run.err);
    let report = run.json();
    let mut all = said(&report);
    all.sort();
    let told: Vec<&str> = all.iter().map(|(_, text)| text.as_str()).collect();
    assert_eq!(
        told,
        [
            "not-observable: Package with a licence that is not permitted: not told of 1 package of this file",
            "not-observable: Package with a licence that is not permitted: not told of 2 packages of this file",
            "violated: Package with a licence that is not permitted: bound 1.0.0",
            "not-observable: Package that was published only now: not told of 3 packages of this file",
            "violated: Package that was published only now: one 1.0",
        ]
    );
    // By default neither asks for anything, and no file is read for it.
    let report = scan(&["--no-config"]).json();
    assert_eq!(said(&report), []);
    // What an auditor wants to see.
    let report = scan(&["--no-config", "--persona", "auditor", "--min-confidence", "low"]).json();
    assert_eq!(said(&report).iter().filter(|(rule, _)| rule == "package/licence-unknown").count(), 3);
}

#[test]
fn a_bill_that_was_kept_keeps_the_day_of_publication() {
    let folder = site();
    update(&folder).exits(0);
    let bill = folder.join("bills/shop.cdx.json");
    put(&folder, "bills/readme", "");
    for format in ["cyclonedx", "spdx"] {
        with(&folder, &["sbom", "--format", format])
            .arg(folder.join("app"))
            .arg("--output")
            .arg(&bill)
            .exits(0);
        let config = folder.join("app/sekimori.yaml");
        let report =
            with(&folder, &["match", "--format", "json", "--config"]).arg(config).arg(&bill).run().json();
        let all = said(&report);
        assert!(all.iter().any(|(_, text)| text.ends_with("only now: one 1.0")), "{format}: {all:?}");
        assert!(
            all.iter().any(|(_, text)| text.ends_with("not permitted: bound 1.0.0")),
            "{format}: {all:?}"
        );
    }
}

#[test]
fn a_review_decides_by_the_licence_and_age_of_what_is_new() {
    let folder = site();
    put(&folder, "app/uv.lock", &python("2026-01-01", "2026-01-01"));
    git(&folder.join("app"), &["init", "--quiet"]);
    commit_all(&folder.join("app"));
    put(
        &folder,
        "app/uv.lock",
        &python("2026-01-01", "2026-01-01").replace("\"1.0\"", "\"1.1\"").replacen(
            "2026-01-01",
            "2026-03-02",
            1,
        ),
    );
    let review = || {
        with(&folder, &["deps", "review", "HEAD", "--format", "json"])
            .by_default()
            .arg(folder.join("app"))
            .run()
    };
    let run = review();
    assert_eq!(run.code, Some(1), "{}", run.err);
    let told = run.json();
    let changed = &told["files"][0]["changed"];
    assert_eq!((&changed[0]["after"]["name"], &changed[0]["after"]["ageDays"]), (&json!("one"), &json!(1)));
    assert_eq!(changed[0]["after"]["findings"][0]["rule"], "package/too-new");
    assert_eq!(told["summary"]["introduced"], 1, "the licence of `bound` was there before: {told:#}");
}
