//! Charts and overlays: judged as what they become, told where they are written.

use std::fs;

use crate::folder::Folder;
use crate::manifest::SHARED;
use crate::program::sekimori;
use crate::report::Found;

const CHART: &str = "apiVersion: v2\nname: web\nversion: 1.0.0\n";

/// A template of a pod that shares a namespace of the host where the values say so.
const POD: &str = "apiVersion: v1
kind: Pod
metadata:
  name: {{ .Release.Name }}
  namespace: shop
spec:
  {{- if .Values.debug }}
  hostPID: true
  {{- end }}
  securityContext:
    runAsNonRoot: true
    seccompProfile: {type: RuntimeDefault}
  containers:
    - name: web
      image: registry.example/web:{{ .Values.tag }}
      securityContext:
        allowPrivilegeEscalation: false
        capabilities: {drop: [ALL]}
";

fn chart() -> Folder {
    Folder::new()
        .and("web/Chart.yaml", CHART)
        .and("web/values.yaml", "debug: false\ntag: '1.0'\n")
        .and("web/templates/pod.yaml", POD)
}

/// Path and line of where a finding was written, line of the rendered text, and what rendered it.
fn places(found: &Found) -> Vec<(String, u64, u64, String)> {
    let locations = found.0["locations"].as_array().expect("a finding has locations");
    let place = |one: &serde_json::Value| {
        (
            one["path"].as_str().unwrap_or_default().to_owned(),
            one["line"].as_u64().unwrap_or_default(),
            one["rendered"]["line"].as_u64().unwrap_or_default(),
            one["renderedBy"].as_str().unwrap_or_default().to_owned(),
        )
    };
    locations.iter().map(place).collect()
}

#[test]
fn a_chart_is_judged_with_its_own_values() {
    let report = chart().report(&[]);
    assert_eq!(report.findings.len(), 0, "{:#?}", report.findings);
    assert_eq!((report.count("charts"), report.count("workloads")), (1, 1));
}

#[test]
fn a_finding_points_at_the_template_and_at_the_rendered_line() {
    let report = chart().report(&["--set", "debug=true"]);
    assert_eq!(report.only().rule(), SHARED);
    assert_eq!(places(report.only()), [("web/templates/pod.yaml".into(), 8, 7, "web".into())]);
    assert!(report.only().0.get("patch").is_none(), "a template is not edited");
}

#[test]
fn a_chart_is_scanned_by_its_folder_with_files_of_values() {
    let folder = chart().and("values/debug.yaml", "debug: true\n");
    let run =
        sekimori(&["scan", "web", "-f", "values/debug.yaml", "--set", "tag=2"]).from(folder.path()).exits(1);
    assert!(run.out.contains("web/templates/pod.yaml:8"), "{}", run.out);
    assert!(run.out.contains("rendered by: ., line 7"), "{}", run.out);
    assert!(run.err.contains("1 chart rendered"), "{}", run.err);
    let ja = sekimori(&["scan", "web", "--set", "debug=true", "--lang", "ja"]).from(folder.path()).exits(1);
    assert!(
        ja.out.contains("レンダリング元") && ja.err.contains("レンダリングしたチャート 1 件"),
        "{}",
        ja.out
    );
}

#[test]
fn each_release_is_rendered_and_one_fault_of_two_is_one_finding() {
    let config = "version: 1
helm:
  releases:
    - {name: staging, chart: web, set: [debug=true]}
    - {name: testing, chart: web, values: [testing.yaml]}
    - {name: production, chart: web}
";
    let folder = chart().and("sekimori.yaml", config).and("testing.yaml", "debug: true\n");
    let report = folder.report(&[]);
    assert_eq!(report.count("charts"), 3);
    let template = "web/templates/pod.yaml".to_owned();
    let expected =
        [(template.clone(), 8, 7, "web (staging)".to_owned()), (template, 8, 7, "web (testing)".to_owned())];
    assert_eq!(places(report.only()), expected);
}

#[test]
fn a_template_that_fails_costs_itself() {
    let broken = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  a: {{ required \"a is needed\" .Values.a }}\n";
    let folder = chart().and("web/templates/broken.yaml", broken);
    let report = folder.report(&["--set", "debug=true"]);
    assert_eq!(report.violations(), [("web/templates/pod.yaml", SHARED)]);
    assert_eq!(report.not_analysed(), [("web/templates/broken.yaml", "render-failed")]);
    let failed = report.findings.iter().find(|found| found.outcome() == "not-analysed").expect("it is told");
    assert_eq!(failed.0["locations"][0]["line"], 5);
    assert!(failed.0["evidence"].to_string().contains("a is needed"), "{failed:?}");
    folder.scan(&["--set", "a=1"]).exits(0);
}

#[test]
fn a_chart_that_cannot_be_rendered_leaves_its_plain_files() {
    let plain = POD.replace("{{ .Release.Name }}", "plain").replace("{{ .Values.tag }}", "1");
    let plain = plain.replace("  {{- if .Values.debug }}\n", "").replace("  {{- end }}\n", "");
    let folder = chart().and("web/values.yaml", "a: [\n").and("web/templates/plain.yaml", plain);
    let report = folder.report(&[]);
    assert_eq!(report.violations(), [("web/templates/plain.yaml", SHARED)]);
    assert_eq!(report.not_analysed(), [("web/values.yaml", "render-failed")]);
}

#[test]
fn what_only_an_installation_knows_is_not_judged_and_is_counted() {
    let secret = "apiVersion: v1
kind: Secret
metadata: {name: a, namespace: shop}
stringData:
  password: {{ randAlphaNum 20 | quote }}
  token: {{ .Values.token }}
";
    let folder = chart().and("web/templates/secret.yaml", secret).and("web/values.yaml", "token: hunter2\n");
    let run = folder.scan(&["--format", "json"]).by_default().run();
    assert!(!run.out.contains("hunter2") && !run.err.contains("hunter2"), "{}", run.out);
    let report = crate::report::Report::read(&run.json());
    let lines: Vec<u64> = report
        .findings
        .iter()
        .filter(|found| found.path() == "web/templates/secret.yaml" && found.rule().starts_with("secret/"))
        .flat_map(places)
        .map(|(_, line, ..)| line)
        .collect();
    assert!(!lines.contains(&5), "the generated value is no fault: {lines:?}");
}

#[test]
fn a_namespace_that_nobody_said_is_not_judged() {
    let pod = POD.replace("namespace: shop", "namespace: {{ .Release.Namespace }}");
    let folder = chart().and("web/templates/pod.yaml", pod);
    let used = |args: &[&str]| {
        let report = folder.scan(args).args(&["--format", "json", "--exit-zero"]).by_default().reports(0);
        let found = report.findings.iter().any(|found| found.rule() == "namespace/default-namespace-used");
        (found, report.count("notObservable"))
    };
    assert_eq!(used(&[]), (false, 1));
    assert_eq!(used(&["-n", "default"]), (true, 0));
    assert_eq!(used(&["-n", "shop"]), (false, 0));
}

#[test]
fn a_base_beside_the_scan_is_shown_where_it_is() {
    let folder = overlays();
    let run = sekimori(&["scan", "overlays/production", "--format", "github"]).from(folder.path()).exits(1);
    assert!(run.out.contains("file=base/pod.yaml,line=13"), "{}", run.out);
}

const BASE: &str = "apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  securityContext:
    runAsNonRoot: true
    seccompProfile: {type: RuntimeDefault}
  containers:
    - name: web
      image: registry.example/web:1.0
      securityContext:
        allowPrivilegeEscalation: true
        capabilities: {drop: [ALL]}
";

const PATCH: &str = "apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  hostPID: true
";

fn overlays() -> Folder {
    let overlay = |name: &str| format!("namespace: {name}\nresources: [../../base]\n");
    Folder::new()
        .and("base/kustomization.yaml", "resources: [pod.yaml]\n")
        .and("base/pod.yaml", BASE)
        .and("overlays/staging/kustomization.yaml", overlay("staging"))
        .and(
            "overlays/production/kustomization.yaml",
            overlay("production") + "patches:\n  - path: debug.yaml\n",
        )
        .and("overlays/production/debug.yaml", PATCH)
}

#[test]
fn a_finding_of_an_overlay_points_at_the_file_that_set_the_value() {
    let report = overlays().report(&[]);
    assert_eq!(report.count("overlays"), 2);
    let escalation =
        report.findings.iter().find(|found| found.path() == "base/pod.yaml").expect("the base's fault");
    let by: Vec<_> = places(escalation).into_iter().map(|(path, line, _, by)| (path, line, by)).collect();
    let base = || "base/pod.yaml".to_owned();
    assert_eq!(
        by,
        [(base(), 13, "overlays/production".to_owned()), (base(), 13, "overlays/staging".to_owned())]
    );
    let shared: Vec<_> =
        report.findings.iter().filter(|found| found.rule() == SHARED).flat_map(places).collect();
    assert_eq!(shared.len(), 1, "{shared:?}");
    assert_eq!((shared[0].0.as_str(), shared[0].1), ("overlays/production/debug.yaml", 6));
    assert_eq!(report.findings.len(), 2, "{:#?}", report.findings);
}

#[test]
fn an_overlay_is_scanned_by_its_folder_with_a_base_beside_it() {
    let folder = overlays();
    let run = sekimori(&["scan", "overlays/production"]).from(folder.path()).exits(1);
    assert!(run.out.contains("base/pod.yaml:13"), "{}", run.out);
    assert!(run.out.contains("debug.yaml:6"), "{}", run.out);
    assert!(run.err.contains("1 overlay built"), "{}", run.err);
}

#[test]
fn what_is_remote_is_named_and_never_fetched() {
    let remote = "resources:\n  - ../../base\n  - https://example.com/org/repo//deploy?ref=v1\n";
    let folder = overlays().and("overlays/staging/kustomization.yaml", remote);
    let report = folder.report(&[]);
    assert_eq!(report.not_analysed(), [("overlays/staging/kustomization.yaml", "remote")]);
    let named = report.findings.iter().find(|found| found.outcome() == "not-analysed").expect("it is told");
    assert!(named.0["evidence"].to_string().contains("https://example.com/org/repo"), "{named:?}");
    assert_eq!(named.0["locations"][0]["line"], 3);
    assert_eq!(report.violations().len(), 2, "the rest is judged: {:?}", report.violations());
}

#[test]
fn an_overlay_that_leads_nowhere_is_not_analysed() {
    let folder = overlays().and("overlays/staging/kustomization.yaml", "resources: [../../../../etc]\n");
    let report = folder.report(&[]);
    assert_eq!(report.not_analysed().len(), 1, "{:?}", report.not_analysed());
    let (path, reason) = report.not_analysed()[0];
    assert_eq!((path, reason), ("overlays/staging/kustomization.yaml", "render-failed"));
}

#[test]
fn a_kustomization_that_is_no_yaml_is_told_once_and_its_patches_are_no_objects() {
    let broken = "resources:\n  - ../../base\npatches:\n  - path: debug.yaml\nimages: [\n";
    let folder = overlays().and("overlays/production/kustomization.yaml", broken);
    let folder = folder.and("overlays/production/extra.yaml", BASE.replace("name: web", "name: extra"));
    let report = folder.report(&[]);
    assert_eq!(report.not_analysed(), [("overlays/production/kustomization.yaml", "render-failed")]);
    let mut paths: Vec<&str> = report.violations().iter().map(|(path, _)| *path).collect();
    paths.sort_unstable();
    assert_eq!(paths, ["base/pod.yaml", "overlays/production/extra.yaml"], "{:?}", report.violations());
}

#[test]
fn patches_of_an_overlay_that_fails_are_no_objects_and_its_base_is_judged() {
    let missing = "resources: [../../base, ../../other]\npatches: [{path: debug.yaml}, {path: nope.yaml}]\n";
    let folder = overlays()
        .and("overlays/production/kustomization.yaml", missing)
        .and("overlays/testing/kustomization.yaml", missing.replace("debug.yaml", "../production/debug.yaml"))
        .and("other/kustomization.yaml", "resources: [pod.yaml]\n")
        .and("other/pod.yaml", BASE.replace("name: web", "name: other"));
    let report = folder.report(&[]);
    let failed = report.not_analysed();
    assert_eq!(failed.len(), 2, "{failed:?}");
    let named = report.findings.iter().find(|found| found.path() == "overlays/production/kustomization.yaml");
    let named = named.expect("it is told").0["evidence"].to_string();
    assert!(named.contains("there is no file `nope.yaml`"), "{named}");
    let by: Vec<_> = report.findings.iter().flat_map(places).map(|(path, .., by)| (path, by)).collect();
    assert!(
        by.contains(&("other/pod.yaml".into(), "other".into())),
        "no overlay could be built on it: {by:?}"
    );
    assert!(by.contains(&("base/pod.yaml".into(), "overlays/staging".into())), "{by:?}");
    assert!(!by.iter().any(|(path, by)| path.ends_with("debug.yaml") || by == "base"), "{by:?}");
}

#[test]
fn two_overlays_of_one_broken_base_tell_it_once() {
    let folder = overlays().and("base/kustomization.yaml", "resources: [pod.yaml, nope.yaml]\n");
    let report = folder.report(&[]);
    assert_eq!(report.not_analysed(), [("base/kustomization.yaml", "render-failed")]);
    assert_eq!(report.violations().len(), 1, "{:?}", report.violations());
}

#[test]
fn a_fix_leaves_templates_and_bases_alone() {
    let folder = overlays().and("web/Chart.yaml", CHART).and("web/values.yaml", "debug: true\ntag: a\n");
    let folder = folder.and("web/templates/pod.yaml", POD);
    let run = folder.scan(&["--fix", "--unsafe-fixes"]).run();
    assert_eq!(run.code, Some(1), "{}", run.err);
    let text = |path: &str| fs::read_to_string(folder.path().join(path)).expect("the file is there");
    assert_eq!((text("web/templates/pod.yaml"), text("base/pod.yaml")), (POD.to_owned(), BASE.to_owned()));
}

#[test]
fn a_waiver_of_the_path_or_of_the_object_holds_for_what_is_rendered() {
    let waiver = |what: &str| {
        format!(
            "version: 1\nwaivers:\n  - {{rule: {SHARED}, {what}, reason: debugged, owner: web, expires: 2999-01-01}}\n"
        )
    };
    for what in ["path: 'web/*'", "subject: '*release-name*'"] {
        let folder = chart().and("web/values.yaml", "debug: true\ntag: a\n");
        folder.and("sekimori.yaml", waiver(what)).scan(&[]).exits(0);
    }
}

#[test]
fn a_chart_that_loops_is_bounded() {
    let endless = "{{- define \"a\" }}{{ include \"a\" . }}{{ end }}{{ include \"a\" . }}";
    let long = "{{ range until 100000000 }}{{ range until 100000000 }}x{{ end }}{{ end }}";
    let folder = chart().and("web/templates/a.yaml", endless).and("web/templates/b.yaml", long);
    let run =
        sekimori(&["scan", "."]).from(folder.path()).args(&["--format", "json"]).bounded_by(2 << 20).run();
    let report = crate::report::Report::read(&run.json());
    let reasons: Vec<_> = report.not_analysed();
    assert_eq!(reasons.len(), 2, "{reasons:?}");
    assert!(reasons.iter().all(|(path, _)| path.starts_with("web/templates/")), "{reasons:?}");
}

#[test]
fn a_waiver_that_one_overlay_uses_is_used_and_one_that_none_uses_is_told_once() {
    let key = "waive.sekimori.dev/pod-security.host-namespace-shared";
    let said = format!("  annotations: {{{key}: \"until=2999-01-01; owner=web; reason=debugged\"}}\n");
    let waived = BASE.replace("  name: web\n", &format!("  name: web\n{said}"));
    let report = overlays().and("base/pod.yaml", &waived).report(&[]);
    assert_eq!((report.waived().len(), report.note_codes()), (1, vec![]), "production uses it");
    let folder = overlays().and("base/pod.yaml", &waived).and("overlays/production/debug.yaml", &waived);
    assert_eq!(folder.report(&[]).note_codes(), ["waiver-unused"]);
}
