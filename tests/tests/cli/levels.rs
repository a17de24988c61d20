//! The level of the Pod Security Standards of each workload.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::folder::Folder;
use crate::manifest::{annotated, clean, deployment, pod, shared};
use crate::program::sekimori;
use crate::report::{Found, Report, text};

fn workloads(report: &Report) -> &[Value] {
    report.all["workloads"].as_array().expect("an envelope has workloads")
}

/// Level by `path:line`; an empty text where it was not judged.
fn levels(report: &Report) -> BTreeMap<String, String> {
    let level = |workload: &Value| workload["level"].as_str().unwrap_or_default().to_owned();
    workloads(report).iter().map(|workload| (place(workload), level(workload))).collect()
}

fn place(workload: &Value) -> String {
    format!("{}:{}", text(&workload["location"]["path"]), workload["location"]["line"])
}

/// What tells a workload from all others: what rendered it, else its namespace and name. No chart or overlay of the shop
/// has two workloads, and a fault that several have is one finding.
fn who(location: &Value, namespace: &Value, name: &Value) -> String {
    let by = location.get("renderedBy").map(|by| text(by).to_owned());
    by.unwrap_or_else(|| format!("{}/{}", text(namespace), text(name)))
}

/// The objects that break the standard.
fn broken(standard: &str) -> BTreeSet<String> {
    let call = ["scan", "examples/shop", "--format", "json", "--pss", standard];
    let report = sekimori(&call).reports(1);
    let all = |found: &Found| {
        let subject = found.0["subject"].clone();
        let locations = found.0["locations"].as_array().expect("a finding has locations").clone();
        locations.into_iter().map(move |one| who(&one, &subject["namespace"], &subject["name"]))
    };
    report.findings.iter().flat_map(all).collect()
}

#[test]
fn a_workload_has_a_level_exactly_where_it_breaks_no_rule_of_it() {
    for version in ["1.20", "1.37"] {
        let call = ["scan", "examples/shop", "--format", "json", "--pss"];
        let standard = format!("restricted@{version}");
        let report = sekimori(&call).args(&[&standard]).reports(1);
        let baseline = broken(&format!("baseline@{version}"));
        let restricted = broken(&standard);
        assert!(workloads(&report).len() > 20);
        for workload in workloads(&report) {
            let who = who(&workload["location"], &workload["namespace"], &workload["name"]);
            let expected = match (baseline.contains(&who), restricted.contains(&who)) {
                (true, _) => "privileged",
                (false, true) => "baseline",
                (false, false) => "restricted",
            };
            assert_eq!(workload["level"], expected, "{version}: {workload}");
            let failing = workload["failing"].as_array().expect("a workload has failing checks");
            assert_eq!(failing.is_empty(), expected == "restricted", "{workload}");
        }
    }
}

#[test]
fn levels_depend_neither_on_the_rules_that_run_nor_on_waivers_nor_on_threads() {
    let scan = |args: &[&str]| {
        sekimori(&["scan", "examples/shop", "--format", "json", "--exit-zero"]).args(args).reports(0)
    };
    let expected = workloads(&scan(&[])).to_vec();
    let others: [&[&str]; 5] = [
        &["--pss", "privileged"],
        &["--pss", "baseline"],
        &["--pss", "restricted"],
        &["--threads", "1"],
        &["--pack", "baseline"],
    ];
    for args in others {
        assert_eq!(workloads(&scan(args)), expected, "{args:?}");
    }
    let waiver = "until=2027-12-31; owner=team-a; reason=agreed";
    let accepted = annotated("a", "waive.sekimori.dev/pod-security.host-namespace-shared", waiver);
    let report = Folder::with(accepted).report(&[]);
    assert_eq!(report.waived().len(), 1);
    assert_eq!(levels(&report), BTreeMap::from([("app.yaml:2".to_owned(), "privileged".to_owned())]));
}

#[test]
fn what_keeps_from_the_next_level_is_named_by_rule_and_check() {
    let report = Folder::with(shared("a")).and("b.yaml", clean("b")).report(&["--pss", "privileged"]);
    assert_eq!(report.findings, []);
    let [shared, clean] = workloads(&report) else { panic!("two workloads: {}", report.all["workloads"]) };
    assert_eq!(shared["level"], "privileged");
    let expected =
        serde_json::json!([{"rule": "pod-security/host-namespace-shared", "check": "hostNamespaces"}]);
    assert_eq!(shared["failing"], expected, "only what baseline asks for: that is the next level");
    assert_eq!(
        (&clean["level"], &clean["kind"], &clean["name"]),
        (&"restricted".into(), &"Pod".into(), &"b".into())
    );
}

#[test]
fn only_workloads_have_a_level_and_templates_count_as_their_owner() {
    let folder = Folder::with(deployment("shop", &pod("x", "  hostPID: true\n")))
        .and("config.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n");
    let report = folder.report(&[]);
    let [only] = workloads(&report) else { panic!("one workload: {}", report.all["workloads"]) };
    assert_eq!((&only["group"], &only["kind"]), (&"apps".into(), &"Deployment".into()));
}

#[test]
fn a_field_of_the_wrong_type_leaves_the_level_open_and_adds_no_finding() {
    let wrong = pod("a", "  hostPID: \"yes\"\n");
    let report = Folder::with(&wrong).report(&["--pss", "restricted"]);
    assert_eq!(report.not_analysed(), [("app.yaml", "wrong-type")]);
    assert_eq!(levels(&report), BTreeMap::from([("app.yaml:2".to_owned(), String::new())]));
    let unasked = Folder::with(&wrong).report(&["--pss", "privileged"]);
    assert_eq!(unasked.findings, [], "no rule that runs looks at the field");
    assert_eq!(levels(&unasked), levels(&report));
}

#[test]
fn a_windows_pod_is_excused_from_what_restricted_excuses_it() {
    let windows = "apiVersion: v1
kind: Pod
metadata: {name: w, namespace: shop}
spec:
  os: {name: windows}
  securityContext: {runAsNonRoot: true}
  containers: [{name: a, image: x}]
";
    for version in ["1.24", "1.25"] {
        let standard = format!("restricted@{version}");
        let report = Folder::with(windows).report(&["--pss", &standard]);
        let clean = report.violations().is_empty();
        let level = if clean { "restricted" } else { "baseline" };
        assert_eq!(levels(&report)["app.yaml:2"], level, "{version}: {:?}", report.violations());
        assert_eq!(clean, version == "1.25", "the exemption came with 1.25");
    }
}

#[test]
fn a_limit_of_findings_does_not_change_the_level_of_what_was_looked_at() {
    let two = format!("{}---\n{}", shared("a").replace("[ALL]", "[]"), clean("b"));
    let whole = Folder::with(&two).report(&[]);
    let cut = Folder::with(&two).report(&["--max-findings", "1"]);
    assert_eq!(cut.not_analysed(), [("app.yaml", "too-many-findings")]);
    assert_eq!(workloads(&whole).len(), 2);
    assert_eq!(workloads(&cut), &workloads(&whole)[..1], "what lies behind the limit was not looked at");
}
