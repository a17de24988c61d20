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
    assert!(report.count("workloads") >= 10, "many kinds of workloads: {}", report.all["summary"]);
}

/// What most repositories of one application have: the rest of the namespace lies elsewhere.
const ALONE: &str = "\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      serviceAccountName: web
      automountServiceAccountToken: false
      priorityClassName: normal
      imagePullSecrets: [{name: pull}]
      securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}
      containers:
        - name: web
          image: registry.example/web:1.0
          envFrom: [{configMapRef: {name: web}}]
          env:
            - {name: TOKEN_TTL, value: '3600'}
            - {name: PASSWORD_MIN_LENGTH, value: '12'}
            - {name: AUTH_TOKEN_URL, value: 'https://auth.example/token'}
            - {name: SECRET_NAME, value: database}
            - {name: API_KEY_HEADER, value: X-Key}
            - {name: PGPASSWORD, valueFrom: {secretKeyRef: {name: database, key: password}}}
          readinessProbe: {httpGet: {path: /, port: 8080}}
          resources: {limits: {memory: 64Mi}, requests: {cpu: 10m, memory: 64Mi}}
          securityContext:
            {allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: {drop: [ALL]}}
          volumeMounts: [{name: data, mountPath: /data}]
      volumes: [{name: data, persistentVolumeClaim: {claimName: data}}]
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
---
apiVersion: v1
kind: Service
metadata: {name: other, namespace: bank}
spec: {selector: {app: other}, ports: [{port: 80}]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: admins, namespace: shop}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: admin}
subjects: [{kind: Group, name: admins, apiGroup: rbac.authorization.k8s.io}]
";

#[test]
fn an_application_whose_surroundings_lie_elsewhere_gives_no_finding() {
    let report = Folder::with(ALONE).scan(&["--format", "json", "--exit-zero"]).by_default().reports(0);
    assert_eq!(report.violations(), []);
    assert_eq!(report.not_analysed(), []);
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
