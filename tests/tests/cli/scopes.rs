//! Scopes: other things said for a path, a namespace, a label; an organisation's file below the repository's.

use crate::folder::Folder;
use crate::manifest::{SHARED, clean, shared};
use crate::program::sekimori;
use crate::report::{Found, Report};

/// Three pods with one fault each, in two folders and two namespaces, under this configuration.
fn folder(config: &str) -> Folder {
    let elsewhere = shared("c").replace("namespace: shop", "namespace: bank");
    Folder::new()
        .and("ours/a.yaml", shared("a"))
        .and("vendor/chart/b.yaml", shared("b"))
        .and("ours/c.yaml", elsewhere)
        .and("sekimori.yaml", format!("version: 1\n{config}"))
}

fn paths(report: &Report) -> Vec<&str> {
    report.findings.iter().map(Found::path).collect()
}

#[test]
fn a_rule_is_switched_off_below_a_path() {
    let off = format!("rules: {{{SHARED}: {{enabled: false}}}}");
    let folder = folder(&format!("scopes:\n  - {{name: third party, paths: ['vendor/*'], {off}}}\n"));
    assert_eq!(paths(&folder.report(&[])), ["ours/a.yaml", "ours/c.yaml"]);
}

#[test]
fn a_namespace_has_packs_of_its_own() {
    let folder = folder("packs: [baseline]\nscopes:\n  - {name: bank, namespaces: ['ba*'], packs: []}\n");
    assert_eq!(paths(&folder.report(&[])), ["ours/a.yaml", "vendor/chart/b.yaml"]);
}

#[test]
fn a_label_of_the_namespace_counts_as_the_objects() {
    let config = "scopes:\n  - {name: sand, labels: {tier: sandbox}, packs: []}\n";
    let namespace = "apiVersion: v1\nkind: Namespace\nmetadata: {name: bank, labels: {tier: sandbox}}\n";
    let labelled = shared("d").replace("namespace: shop", "namespace: shop, labels: {tier: sandbox}");
    let folder = folder(config).and("d.yaml", labelled);
    assert_eq!(paths(&folder.report(&[])), ["ours/a.yaml", "ours/c.yaml", "vendor/chart/b.yaml"]);
    let folder = folder.and("namespaces.yaml", namespace);
    assert_eq!(paths(&folder.report(&[])), ["ours/a.yaml", "vendor/chart/b.yaml"]);
}

#[test]
fn the_later_scope_wins() {
    let config = format!(
        "scopes:
  - {{name: all, rules: {{{SHARED}: {{severity: low}}}}}}
  - {{name: bank, namespaces: [bank], rules: {{{SHARED}: {{severity: critical}}}}}}
"
    );
    let report = folder(&config).report(&[]);
    let severities: Vec<_> = report.findings.iter().map(|finding| finding.0["severity"].clone()).collect();
    assert_eq!(severities, ["low", "critical", "low"]);
}

#[test]
fn warn_reports_and_audit_counts_and_neither_fails() {
    let config = "scopes:\n  - {name: new, mode: warn}\n  - {name: old, paths: ['vendor/*'], mode: audit}\n";
    let folder = folder(config);
    let run = folder.scan(&["--format", "table"]).exits(0);
    assert!(run.out.contains("ours/a.yaml") && !run.out.contains("vendor/chart"), "{}", run.out);
    assert!(run.err.contains("1 audited") && run.err.contains("warn: "), "{}", run.err);
    let report = folder.report(&[]);
    let modes: Vec<_> = report.findings.iter().map(|finding| finding.0["mode"].clone()).collect();
    assert_eq!(modes, ["warn", "warn", "audit"]);
    assert_eq!((report.count("audited"), report.count("high")), (1, 2));
}

#[test]
fn a_flag_wins_over_a_scope() {
    let folder = folder("scopes:\n  - {name: none, packs: []}\n");
    assert_eq!(paths(&folder.report(&[])), [""; 0]);
    assert_eq!(paths(&folder.report(&["--pack", "baseline"])).len(), 3);
}

#[test]
fn the_standard_alone_is_judged_by_everywhere() {
    let folder = folder("scopes:\n  - {name: none, packs: [], mode: audit}\n");
    folder.scan(&["--pss", "baseline@1.30"]).exits(1);
}

#[test]
fn a_repository_speaks_over_its_organisation() {
    let waiver = format!(
        "waivers:\n  - {{rule: {SHARED}, path: ours/a.yaml, reason: r, owner: o, expires: 2027-12-31}}\n"
    );
    let organisation =
        Folder::new().and("org.yaml", format!("version: 1\npacks: [baseline]\nfailOn: critical\n{waiver}"));
    let path = organisation.join("org.yaml");
    let mine = folder(&waiver.replace("ours/a", "vendor/chart/b"));
    let scan = |args: &[&str]| mine.scan(args).arg("--org-config").arg(&path);
    let report = scan(&["--format", "json"]).reports(0);
    let outcomes: Vec<_> = report.findings.iter().map(|finding| finding.0["outcome"].clone()).collect();
    assert_eq!(outcomes, ["waived", "violated", "waived"], "waivers of both files count");
    let stricter = folder("failOn: low\n");
    stricter.scan(&[]).arg("--org-config").arg(&path).exits(1);
}

#[test]
fn a_mistake_is_told_in_the_file_that_has_it() {
    let organisation = Folder::new().and("org.yaml", "version: 1\nscopes: [{name: fine}]\n");
    let path = organisation.join("org.yaml");
    let config = "version: 1\nscopes:\n  - name: x\n    rules: {pod-security/host-prot: {enabled: true}}\n";
    let mine = Folder::with(clean("a")).and("sekimori.yaml", config);
    let run = mine.scan(&[]).arg("--org-config").arg(&path).exits(64);
    assert!(run.err.contains("sekimori.yaml:4:13: "), "{}", run.err);
    assert!(run.err.contains("pod-security/host-port"), "{}", run.err);
    let broken = Folder::new().and("org.yaml", "version: 1\nscope: []\n");
    let run = mine.scan(&[]).arg("--org-config").arg(broken.join("org.yaml")).exits(64);
    assert!(run.err.contains("org.yaml:2:1") && run.err.contains("scopes"), "{}", run.err);
}

#[test]
fn a_parameter_that_a_rule_does_not_have_is_told() {
    let at = |config: &str| {
        let text = format!("version: 1\nrules:\n  rbac/wildcard:\n    parameters: {{{config}}}\n");
        let folder = Folder::with(clean("a")).and("sekimori.yaml", text);
        folder.scan(&[]).exits(64).err
    };
    let err = at("allowed: [a]");
    assert!(
        err.contains("sekimori.yaml:4:") && err.contains("no parameter") || err.contains("unknown parameter"),
        "{err}"
    );
}

#[test]
fn config_show_prints_scopes() {
    let folder = folder("mode: warn\nscopes:\n  - {name: bank, namespaces: [bank]}\n");
    let out = sekimori(&["config", "show"]).from(folder.path()).exits(0).out;
    assert!(out.contains("mode: warn") && out.contains("name: bank"), "{out}");
}
