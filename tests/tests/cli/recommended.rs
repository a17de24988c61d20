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
    assert!(report.count("workloads") >= 9, "many kinds of workloads: {}", report.all["summary"]);
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

/// The head may be left out: kustomize fills it in.
#[test]
fn a_kustomization_need_not_say_what_it_is() {
    for name in ["kustomization.yaml", "kustomization.yml", "Kustomization"] {
        for head in ["", "kind: Kustomization\n", "kind: Component\n"] {
            let folder = Folder::new().and("base/web.yaml", WHOLE).and("live/patch.yaml", PART);
            let text = format!("{head}resources: [../base]\npatches: [{{path: patch.yaml}}]\n");
            let folder = folder.and(&format!("live/{name}"), text);
            assert_eq!(rules(&folder, &[]), [SAID], "{name} {head}");
        }
    }
}

#[test]
fn only_a_kustomization_is_one_without_saying_so() {
    let folder = Folder::new().and("base/web.yaml", WHOLE).and("live/patch.yaml", PART);
    let folder = folder.and("live/other.yaml", "patches: [{path: patch.yaml}]\n");
    assert!(rules(&folder, &[]).len() > 2, "{:?}", rules(&folder, &[]));
}

/// What a target is given for has any name.
#[test]
fn a_patch_with_a_target_needs_no_name() {
    let part = PART.replace("name: web}", "name: whatever}");
    let folder = |patch: &str| overlay(&format!("patches: [{patch}]\n")).and("live/patch.yaml", &part);
    let targeted = folder("{path: patch.yaml, target: {labelSelector: app=web}}");
    assert_eq!(rules(&targeted, &[]), [SAID]);
    assert!(rules(&folder("{path: patch.yaml}"), &[]).len() > 2);
    // It is a part of nothing, and Kustomize makes nothing of it: the file is all that there is to judge.
    let nothing = Folder::new()
        .and("live/patch.yaml", &part)
        .and("live/kustomization.yaml", "patches: [{path: patch.yaml, target: {kind: Deployment}}]\n");
    assert!(rules(&nothing, &[]).len() > 2);
}

#[test]
fn a_patch_of_what_comes_from_outside_is_a_part() {
    for outside in [
        "resources: ['https://github.com/example/web//deploy?ref=v1']",
        "resources: [github.com/example/web/deploy]",
        "helmCharts: [{name: web, repo: 'https://charts.example'}]",
    ] {
        let folder = Folder::new().and("live/patch.yaml", PART);
        let text = format!("{outside}\npatches: [{{path: patch.yaml}}]\n");
        let folder = folder.and("live/kustomization.yaml", text);
        assert_eq!(rules(&folder, &[]), [SAID], "{outside}");
    }
}

/// An application beside what operators make for it.
const OPERATED: &str = "\
apiVersion: postgresql.cnpg.io/v1
kind: Cluster
metadata: {name: orders-db, namespace: shop}
spec: {instances: 3, storage: {size: 1Gi}}
---
apiVersion: kafka.strimzi.io/v1
kind: Kafka
metadata: {name: events, namespace: shop}
spec: {kafka: {listeners: [{name: tls, port: 9093, type: internal, tls: true}]}}
---
apiVersion: elasticsearch.k8s.elastic.co/v1
kind: Elasticsearch
metadata: {name: search, namespace: shop}
spec: {version: 9.0.0, nodeSets: [{name: default, count: 3}]}
---
apiVersion: argoproj.io/v1alpha1
kind: Rollout
metadata: {name: web, namespace: shop}
spec: {workloadRef: {apiVersion: apps/v1, kind: Deployment, name: web}}
---
apiVersion: v1
kind: Service
metadata: {name: orders-db-public, namespace: shop}
spec: {selector: {cnpg.io/cluster: orders-db, cnpg.io/instanceRole: primary}, ports: [{port: 5432}]}
---
apiVersion: v1
kind: Service
metadata: {name: events-public, namespace: shop}
spec: {selector: {strimzi.io/cluster: events, strimzi.io/kind: Kafka}, ports: [{port: 9093}]}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: search, namespace: shop}
spec:
  maxUnavailable: 1
  unhealthyPodEvictionPolicy: AlwaysAllow
  selector: {matchLabels: {elasticsearch.k8s.elastic.co/cluster-name: search}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: orders-db, namespace: shop}
spec: {podSelector: {matchLabels: {cnpg.io/cluster: orders-db}}, policyTypes: [Ingress]}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: search, namespace: shop}
spec:
  tls: [{hosts: [search.example], secretName: search-tls}]
  rules:
    - host: search.example
      http:
        paths:
          - {path: /, pathType: Prefix, backend: {service: {name: search-es-http, port: {number: 9200}}}}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: search, namespace: shop}
spec: {parentRefs: [{name: public}], rules: [{backendRefs: [{name: search-es-http, port: 9200}]}]}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web, namespace: shop}
spec:
  minReplicas: 2
  maxReplicas: 4
  scaleTargetRef: {apiVersion: argoproj.io/v1alpha1, kind: Rollout, name: web}
---
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata: {name: other, namespace: shop}
spec:
  minReplicaCount: 2
  scaleTargetRef: {apiVersion: argoproj.io/v1alpha1, kind: Rollout, name: other}
";

#[test]
fn what_operators_make_is_not_missed() {
    let folder = Folder::with(ALONE).and("operated.yaml", OPERATED);
    let report = folder.scan(&["--format", "json", "--exit-zero"]).by_default().reports(0);
    assert_eq!(report.violations(), []);
    assert_eq!(report.not_analysed(), []);
}

/// Beside custom resources of which nothing runs, what is missing is missed; they often have the name of the application.
#[test]
fn custom_resources_that_run_nothing_hide_nothing() {
    let silent = "\
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata: {name: api, namespace: shop}
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: api, namespace: shop}
spec: {secretName: api-tls}
---
apiVersion: v1
kind: Service
metadata: {name: api, namespace: shop}
spec: {selector: {app: api}, ports: [{port: 80}]}
";
    let folder = Folder::with(ALONE).and("silent.yaml", silent);
    let report = folder.scan(&["--format", "json", "--exit-zero"]).by_default().reports(0);
    let found: Vec<String> = report.violations().into_iter().map(|(_, rule)| rule.to_owned()).collect();
    assert_eq!(found, ["reference/service-selects-nothing"]);
}
