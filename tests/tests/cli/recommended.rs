//! What the documentation of Kubernetes recommends gives no finding, and a part of an object is judged as a part.

use crate::folder::Folder;
use crate::program::sekimori;

const RECOMMENDED: &str = "tests/tests/cli/fixtures/recommended";

#[test]
fn what_the_documentation_recommends_gives_no_finding() {
    let run = sekimori(&["scan", RECOMMENDED, "--format", "json", "--exit-zero"]).by_default();
    let report = run.reports(0);
    assert_eq!(report.violations(), []);
    assert_eq!(report.not_analysed(), []);
    assert!(report.count("objects") > 60, "many kinds of objects: {}", report.all["summary"]);
    assert!(report.count("workloads") > 10, "many kinds of workloads: {}", report.all["summary"]);
}

const WHOLE: &str = "\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}
      containers:
        - name: web
          image: registry.example/web:1
          securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
";

const PART: &str = "\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  template:
    spec:
      containers:
        - name: web
          securityContext: {privileged: true}
";

/// A base, and in another folder a patch of it that `kustomization` may name.
fn overlay(kustomization: &str) -> Folder {
    let head = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [../base]\n";
    Folder::new()
        .and("base/web.yaml", WHOLE)
        .and("live/patch.yaml", PART)
        .and("live/kustomization.yaml", format!("{head}{kustomization}"))
}

fn rules(folder: &Folder, args: &[&str]) -> Vec<String> {
    let report = folder.report(args);
    let mut rules: Vec<String> =
        report.violations().into_iter().map(|(path, rule)| format!("{path} {rule}")).collect();
    rules.sort();
    rules
}

const SAID: &str = "live/patch.yaml pod-security/privileged-container";

#[test]
fn a_patch_is_judged_by_what_it_says() {
    for kustomization in [
        "patches: [{path: patch.yaml}]\n",
        "patches: [{path: ../live/./patch.yaml, target: {kind: Deployment}}]\n",
        "patchesStrategicMerge: [patch.yaml]\n",
    ] {
        assert_eq!(rules(&overlay(kustomization), &[]), [SAID], "{kustomization}");
    }
}

#[test]
fn what_no_kustomization_names_as_a_patch_is_judged_whole() {
    for kustomization in ["", "patches: [{path: other.yaml}]\n", "patches: [{path: ../../patch.yaml}]\n"] {
        let rules = rules(&overlay(kustomization), &[]);
        assert!(
            rules.iter().any(|rule| rule == "live/patch.yaml pod-security/seccomp-profile-missing"),
            "{kustomization}: {rules:?}"
        );
    }
}

#[test]
fn a_patch_of_nothing_is_judged_whole() {
    let folder = Folder::new().and("live/patch.yaml", PART).and(
        "live/kustomization.yaml",
        "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\npatches: [{path: patch.yaml}]\n",
    );
    assert!(rules(&folder, &[]).len() > 2, "{:?}", rules(&folder, &[]));
}

#[test]
fn strict_lets_no_kustomization_say_what_is_a_part() {
    let folder = overlay("patches: [{path: patch.yaml}]\n");
    assert!(rules(&folder, &["--strict"]).len() > 2, "{:?}", rules(&folder, &["--strict"]));
}
