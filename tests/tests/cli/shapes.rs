//! The shapes in which Kubernetes objects come.

use crate::folder::Folder;
use crate::manifest::{SHARED, clean, deployment, pod, shared};
use crate::program::sekimori;
use crate::report::{Found, Report};

fn identities(report: &Report) -> Vec<&str> {
    report.findings.iter().map(Found::identity).collect()
}

/// `line:column` of the `nth` occurrence of `needle`.
fn place(text: &str, needle: &str, nth: usize) -> String {
    let (at, _) = text.match_indices(needle).nth(nth - 1).expect("it stands there");
    let (line, column) = text[..at]
        .rsplit_once('\n')
        .map_or((1, at), |(above, before)| (above.lines().count() + 1, before.len()));
    format!("{line}:{}", column + 1)
}

/// `spec: {hostNetwork: true, containers: []}`, the shortest pod with one fault.
const SPEC: &str = "{hostNetwork: true, containers: []}";

#[test]
fn several_documents_of_a_file_are_judged_each() {
    let text =
        format!("# first\n---\n{}---\n# nothing\n---\n{}...\n---\n{}", shared("a"), clean("b"), shared("c"));
    let report = Folder::with(&text).report(&[]);
    assert_eq!(
        identities(&report),
        ["object:core/Pod/shop/a/hostNetwork", "object:core/Pod/shop/c/hostNetwork"]
    );
    let places: Vec<String> = report.findings.iter().map(Found::at).collect();
    assert_eq!(places, [place(&text, "hostNetwork", 1), place(&text, "hostNetwork", 2)]);
    assert_eq!((report.count("objects"), report.count("documentsOfOtherKinds")), (3, 0));
}

#[test]
fn lists_are_opened_and_lists_in_lists_too() {
    let pod = |name: &str| format!("{{apiVersion: v1, kind: Pod, metadata: {{name: {name}}}, spec: {SPEC}}}");
    let text = format!(
        "apiVersion: v1\nkind: List\nitems:\n- {}\n- {{apiVersion: v1, kind: List, items: [{}]}}\n",
        pod("outer"),
        pod("inner")
    );
    let report = Folder::with(text).report(&["--pss", "baseline"]);
    assert_eq!(
        identities(&report),
        ["object:core/Pod/-/outer/hostNetwork", "object:core/Pod/-/inner/hostNetwork"]
    );
    assert_eq!(report.count("objects"), 2);
}

#[test]
fn items_of_a_typed_list_need_no_kind() {
    let text = format!(
        "apiVersion: apps/v1\nkind: DeploymentList\nitems:\n- metadata: {{name: a}}\n  spec: {{template: {{spec: {SPEC}}}}}\n"
    );
    let report = Folder::with(text).report(&["--pss", "baseline"]);
    assert_eq!(identities(&report), ["object:apps/Deployment/-/a/hostNetwork"]);
    let text =
        format!("{{\"apiVersion\": \"v1\", \"kind\": \"PodList\", \"items\": [{{\"spec\": {SPEC}}}]}}");
    let report = Folder::new().and("pods.json", text).report(&["--pss", "baseline"]);
    assert_eq!(identities(&report), ["object:core/Pod/-//hostNetwork"]);
}

#[test]
fn an_array_of_json_objects_is_a_list() {
    let pod = r#"{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a"}, "spec": {"hostPID": true}}"#;
    let text = format!("[{pod},\n {pod}]");
    let report = Folder::new().and("pods.json", &text).report(&["--pss", "baseline"]);
    let places: Vec<String> = report.findings.iter().map(Found::at).collect();
    assert_eq!(places, [place(&text, "\"hostPID", 1), place(&text, "\"hostPID", 2)]);
    assert_eq!(report.findings[0].fingerprint(), report.findings[1].fingerprint(), "one subject, seen twice");
}

#[test]
fn json_documents_may_stand_one_after_the_other() {
    let pod = |name: &str| {
        format!(
            r#"{{"apiVersion": "v1", "kind": "Pod", "metadata": {{"name": "{name}"}}, "spec": {{"hostPID": true}}}}"#
        )
    };
    let report = Folder::new()
        .and("a.json", format!("{}\n---\n{}\n", pod("a"), pod("b")))
        .report(&["--pss", "baseline"]);
    assert_eq!(identities(&report), ["object:core/Pod/-/a/hostPID", "object:core/Pod/-/b/hostPID"]);
}

#[test]
fn every_kind_that_makes_pods_is_judged_down_to_its_template() {
    let template = format!("{{template: {{spec: {SPEC}}}}}");
    let cron = format!("{{jobTemplate: {{spec: {template}}}}}");
    let spec = |text: &str| format!("spec: {text}");
    let cases = [
        ("v1", "Pod", spec(SPEC)),
        ("v1", "PodTemplate", format!("template: {{spec: {SPEC}}}")),
        ("v1", "ReplicationController", spec(&template)),
        ("apps/v1", "Deployment", spec(&template)),
        ("apps/v1beta2", "Deployment", spec(&template)),
        ("extensions/v1beta1", "Deployment", spec(&template)),
        ("apps/v1", "DaemonSet", spec(&template)),
        ("apps/v1", "ReplicaSet", spec(&template)),
        ("apps/v1", "StatefulSet", spec(&template)),
        ("batch/v1", "Job", spec(&template)),
        ("batch/v1", "CronJob", spec(&cron)),
        ("batch/v1beta1", "CronJob", spec(&cron)),
        ("apps.openshift.io/v1", "DeploymentConfig", spec(&template)),
        ("argoproj.io/v1alpha1", "Rollout", spec(&template)),
        ("serving.knative.dev/v1", "Service", spec(&template)),
        ("serving.knative.dev/v1", "Revision", spec(SPEC)),
        ("apps.kruise.io/v1alpha1", "CloneSet", spec(&template)),
    ];
    for (api, kind, rest) in cases {
        let report =
            Folder::with(format!("apiVersion: {api}\nkind: {kind}\nmetadata: {{name: a}}\n{rest}\n"))
                .report(&["--pss", "baseline"]);
        let group = api.split_once('/').map_or("core", |(group, _)| group);
        assert_eq!(identities(&report), [format!("object:{group}/{kind}/-/a/hostNetwork")], "{api} {kind}");
        assert_eq!(report.count("workloads"), 1);
    }
}

#[test]
fn all_containers_are_judged_whatever_their_list() {
    let lists = ["initContainers", "containers", "ephemeralContainers"];
    let lines: String = lines_of(&lists, "[{name: a, securityContext: {privileged: true}}]");
    let text = format!("apiVersion: v1\nkind: Pod\nmetadata: {{name: p}}\nspec:\n{lines}");
    let report = Folder::with(text).report(&["--pss", "baseline"]);
    let expected = lists.map(|list| format!("object:core/Pod/-/p/{list}[a].securityContext.privileged"));
    assert_eq!(identities(&report), expected);
    let subjects: Vec<&serde_json::Value> =
        report.findings.iter().map(|f| &f.0["subject"]["container"]).collect();
    assert_eq!(subjects[2], &serde_json::json!({ "list": "ephemeralContainers", "name": "a" }));
}

fn lines_of(keys: &[&str], value: &str) -> String {
    keys.iter().map(|key| format!("  {key}: {value}\n")).collect::<Vec<_>>().concat()
}

#[test]
fn kinds_that_nobody_knows_pass_through() {
    let text = format!(
        "apiVersion: example.org/v1\nkind: Pod\nmetadata: {{name: a}}\nspec: {SPEC}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {{name: b}}\n"
    );
    let report = Folder::with(text).report(&[]);
    assert_eq!(report.findings, []);
    assert_eq!((report.count("objects"), report.count("workloads")), (2, 0));
}

#[test]
fn what_is_no_object_is_counted_and_left_alone() {
    let folder = Folder::with("services:\n  web: {privileged: true}\n")
        .and("values.yaml", "- 1\n- {kind: Pod}\n")
        .and("empty.yaml", "")
        .and("package.json", "{\"name\": \"x\", // a comment\n}")
        .and("pod.yaml", clean("a"));
    let report = folder.report(&[]);
    assert_eq!(
        (report.findings.len(), report.count("objects"), report.count("documentsOfOtherKinds")),
        (0, 1, 4)
    );
}

#[test]
fn windows_pods_are_told_apart() {
    let spec = "{os: {name: windows}, securityContext: {runAsNonRoot: true}, containers: [{name: a}]}";
    let pod = |os: &str| {
        format!("apiVersion: v1\nkind: Pod\nmetadata: {{name: a}}\nspec: {}\n", spec.replace("windows", os))
    };
    let windows = Folder::with(pod("windows")).report(&["--pss", "restricted@1.30"]);
    assert_eq!(windows.findings, [], "what Linux checks want is not asked of Windows");
    assert_eq!(windows.count("notApplicable"), 6, "checks of privilege escalation, capabilities and seccomp");
    let linux = Folder::with(pod("linux")).report(&["--pss", "restricted@1.30"]);
    assert_eq!((linux.findings.len(), linux.count("notApplicable")), (3, 0));
    let earlier = Folder::with(pod("windows")).report(&["--pss", "restricted@1.24"]);
    assert_eq!(
        (earlier.findings.len(), earlier.count("notApplicable")),
        (3, 0),
        "1.24 did not tell them apart"
    );
}

#[test]
fn anchors_and_merge_keys_point_at_the_line_where_the_value_stands() {
    let text = "apiVersion: v1
kind: Pod
metadata: {name: a}
x-base: &base
  privileged: true
spec:
  containers:
  - name: merged
    securityContext:
      <<: *base
  - name: aliased
    securityContext: *base
  - name: own
    securityContext:
      <<: *base
      privileged: false
  - name: listed
    securityContext: {<<: [{a: 1}, *base]}
";
    let report = Folder::with(text).report(&["--pss", "baseline"]);
    let told: Vec<(&str, String)> = report.findings.iter().map(|f| (f.identity(), f.at())).collect();
    let expected = ["merged", "aliased", "listed"].map(|name| {
        (format!("object:core/Pod/-/a/containers[{name}].securityContext.privileged"), "5:3".to_owned())
    });
    let mut told: Vec<(String, String)> = told.into_iter().map(|(i, at)| (i.to_owned(), at)).collect();
    told.sort();
    let mut expected = expected.to_vec();
    expected.sort();
    assert_eq!(told, expected);
}

#[test]
fn standard_input_is_a_file_of_its_own() {
    let report = sekimori(&["scan", "-", "--format", "json"]).input(shared("a")).reports(1);
    assert_eq!(report.violations(), [("-", SHARED)]);
    assert_eq!(report.only().at(), "5:3");
    let run = sekimori(&["scan", "-"]).input(shared("a")).exits(1);
    assert!(run.out.contains("--> -:5:3"), "{}", run.out);
    let report = sekimori(&["scan", "-", "--format", "json"]).input("a: [1").reports(4);
    assert_eq!(report.not_analysed(), [("-", "malformed")]);
}

#[test]
fn a_pod_and_the_deployment_that_makes_it_name_the_field_alike() {
    let bare = Folder::with(shared("web")).report(&[]);
    let made = Folder::with(deployment("web", &shared("web"))).report(&[]);
    let field = |report: &Report| report.only().0["subject"]["field"].clone();
    assert_eq!(field(&bare), field(&made));
    let path = |report: &Report| report.only().0["evidence"][0]["path"].clone();
    assert_eq!(
        (path(&bare), path(&made)),
        ("spec.hostNetwork".into(), "spec.template.spec.hostNetwork".into())
    );
}

#[test]
fn a_name_that_the_server_makes_up_is_written_with_a_star() {
    let text = shared("a").replace("name: a", "generateName: job-");
    assert_eq!(identities(&Folder::with(text).report(&[])), ["object:core/Pod/shop/job-*/hostNetwork"]);
}

#[test]
fn each_added_capability_is_a_finding_of_its_own() {
    let text = pod("caps", "").replace("drop: [ALL]", "drop: [ALL], add: [NET_RAW, SYS_ADMIN, NET_RAW]");
    let report = Folder::with(text).report(&["--pss", "baseline"]);
    let seen: Vec<&str> =
        report.findings.iter().filter_map(|f| f.0["evidence"][0]["seen"].as_str()).collect();
    assert_eq!(seen, ["NET_RAW", "SYS_ADMIN"]);
    let places = report.findings[0].0["locations"].as_array().map(Vec::len);
    assert_eq!(places, Some(2), "the same one twice is one finding seen at two places");
    assert_ne!(report.findings[0].fingerprint(), report.findings[1].fingerprint());
}
