//! What a rule knows beside the object: other files, the version of the cluster, its parameters.

use crate::folder::Folder;
use crate::manifest::clean;
use crate::report::Report;

fn rules(report: &Report) -> Vec<&str> {
    report.violations().into_iter().map(|(_, rule)| rule).collect()
}

/// A pod without a fault but that it says nothing of memory.
fn greedy() -> String {
    let (without, _) =
        clean("a").rsplit_once("      resources:").map(|(a, b)| (a.to_owned(), b.len())).expect("resources");
    format!("{without}      resources: {{requests: {{cpu: 10m}}}}\n")
}

#[test]
fn a_limit_range_in_another_file_gives_what_a_container_leaves_out() {
    let report = Folder::with(greedy()).report(&[]);
    assert_eq!(rules(&report), ["resources/memory-limit-missing", "resources/memory-request-missing"]);
    let limits = |namespace: &str| {
        format!(
            "apiVersion: v1\nkind: LimitRange\nmetadata: {{name: all, namespace: {namespace}}}\n\
             spec: {{limits: [{{type: Container, default: {{memory: 1Gi}}}}]}}\n"
        )
    };
    let elsewhere = Folder::with(greedy()).and("limits.yaml", limits("bank")).report(&[]);
    assert_eq!(rules(&elsewhere), rules(&report));
    let here = Folder::with(greedy()).and("limits.yaml", limits("shop")).report(&[]);
    assert_eq!(rules(&here), [""; 0]);
}

#[test]
fn an_api_version_is_judged_by_the_version_of_the_cluster() {
    let text = "apiVersion: batch/v1beta1\nkind: CronJob\nmetadata: {name: a, namespace: shop}\n";
    let at = |version: &str| {
        let report = Folder::with(text).report(&["--kubernetes-version", version]);
        rules(&report).into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(at("1.20"), [""; 0]);
    assert_eq!(at("1.24"), ["manifest/api-version-deprecated"]);
    assert_eq!(at("1.25"), ["manifest/api-version-removed"]);
}

#[test]
fn images_come_from_the_places_that_the_configuration_names() {
    let config = |allowed: &str| {
        let rule = "image/registry-not-allowed";
        format!("version: 1\nrules:\n  {rule}:\n    parameters: {{{allowed}}}\n")
    };
    let scan = |allowed: &str| Folder::with(clean("a")).and("sekimori.yaml", config(allowed)).report(&[]);
    assert_eq!(rules(&scan("allowed: [registry.example]")), [""; 0]);
    assert_eq!(rules(&scan("allowedPatterns: ['^registry[.]example/']")), [""; 0]);
    let report = scan("allowed: [ghcr.io]");
    assert_eq!(report.only().rule(), "image/registry-not-allowed");
    assert_eq!(report.only().0["evidence"][0]["seen"], "registry.example/web");
    // A pattern that is none lets nothing pass.
    assert_eq!(scan("allowedPatterns: ['(']").only().rule(), "image/registry-not-allowed");
}
