//! What a rule knows beside the object: other files, the version of the cluster, its parameters.

use crate::folder::Folder;
use crate::manifest::clean;
use crate::report::Report;

/// The rules of `family` that the folder breaks, by the packs that a user has who says nothing.
fn broken(folder: &Folder, args: &[&str], family: &str) -> Vec<String> {
    let report = report(folder, args);
    let rules = report.violations().into_iter().map(|(_, rule)| rule.to_owned());
    rules.filter(|rule| rule.starts_with(family)).collect()
}

fn report(folder: &Folder, args: &[&str]) -> Report {
    folder.scan(args).by_default().args(&["--format", "json", "--exit-zero"]).reports(0)
}

/// A pod that asks for a processor, and says nothing of memory.
fn greedy() -> String {
    format!("{}      resources: {{requests: {{cpu: 10m}}}}\n", clean("a"))
}

#[test]
fn a_limit_range_in_another_file_gives_what_a_container_leaves_out() {
    let alone = broken(&Folder::with(greedy()), &[], "resources/");
    assert_eq!(alone, ["resources/memory-limit-missing", "resources/memory-request-missing"]);
    let limits = |namespace: &str| {
        format!(
            "apiVersion: v1\nkind: LimitRange\nmetadata: {{name: all, namespace: {namespace}}}\n\
             spec: {{limits: [{{type: Container, default: {{memory: 1Gi}}}}]}}\n"
        )
    };
    let elsewhere = Folder::with(greedy()).and("limits.yaml", limits("bank"));
    assert_eq!(broken(&elsewhere, &[], "resources/"), alone);
    let here = Folder::with(greedy()).and("limits.yaml", limits("shop"));
    assert_eq!(broken(&here, &[], "resources/"), [""; 0]);
}

#[test]
fn an_api_version_is_judged_by_the_version_of_the_cluster() {
    let text = "apiVersion: batch/v1beta1\nkind: CronJob\nmetadata: {name: a, namespace: shop}\n";
    let at = |version: &str| {
        broken(&Folder::with(text), &["--kubernetes-version", version], "manifest/api-version-")
    };
    assert_eq!(at("1.20"), [""; 0]);
    assert_eq!(at("1.24"), ["manifest/api-version-deprecated"]);
    assert_eq!(at("1.25"), ["manifest/api-version-removed"]);
}

#[test]
fn images_come_from_the_places_that_the_configuration_names() {
    let rule = "image/registry-not-allowed";
    let folder = |said: &str| {
        let config = format!("version: 1\nrules:\n  {rule}:\n    parameters: {{{said}}}\n");
        Folder::with(clean("a")).and("sekimori.yaml", config)
    };
    let scan = |said: &str| broken(&folder(said), &[], rule);
    assert_eq!(scan("allowed: [registry.example]"), [""; 0]);
    assert_eq!(scan("allowedPatterns: ['^registry[.]example/']"), [""; 0]);
    assert_eq!(scan("allowed: [ghcr.io]"), [rule]);
    // A pattern that is none lets nothing pass.
    assert_eq!(scan("allowedPatterns: ['(']"), [rule]);
    let report = report(&folder("allowed: [ghcr.io]"), &[]);
    let found = report.findings.iter().find(|found| found.rule() == rule).expect("the finding");
    assert_eq!(found.0["evidence"][0]["seen"], "registry.example/web");
}
