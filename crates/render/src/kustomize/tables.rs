//! The fields that Kustomize knows by itself.
//!
//! # Source
//! The default configuration of Kustomize 5.8. Much of it is the same for every kind that has pods.

use super::config::{Config, References};
use super::field::Spec;
use super::id::Gvk;

/// Kinds that have pods, where their specification stands, and the version that the tables name for it.
const PODS: [(&str, &str, &str); 7] = [
    ("Pod", "v1", "spec"),
    ("PodTemplate", "", "template/spec"),
    ("Deployment", "", "spec/template/spec"),
    ("ReplicaSet", "", "spec/template/spec"),
    ("DaemonSet", "", "spec/template/spec"),
    ("StatefulSet", "", "spec/template/spec"),
    ("Job", "", "spec/template/spec"),
];
const CRON: (&str, &str, &str) = ("CronJob", "", "spec/jobTemplate/spec/template/spec");

/// Kinds with a single name for all pods of theirs: an account, a class, a claim.
const RUNNERS: [(&str, &str); 7] = [
    ("Pod", "spec"),
    ("StatefulSet", "spec/template/spec"),
    ("Deployment", "spec/template/spec"),
    ("ReplicationController", "spec/template/spec"),
    ("CronJob", "spec/jobTemplate/spec/template/spec"),
    ("Job", "spec/template/spec"),
    ("DaemonSet", "spec/template/spec"),
];

pub(super) fn built_in() -> Config {
    Config {
        prefix: vec![Spec::new("", "metadata/name", false)],
        suffix: vec![Spec::new("", "metadata/name", false)],
        namespace: vec![
            spec("", "", "Namespace", "metadata/name", true),
            spec("apiregistration.k8s.io", "", "APIService", "spec/service/namespace", true),
            spec(
                "apiextensions.k8s.io",
                "",
                "CustomResourceDefinition",
                "spec/conversion/webhook/clientConfig/service/namespace",
                false,
            ),
        ],
        common_labels: common_labels(),
        template_labels: templates("labels"),
        labels: Vec::new(),
        annotations: templates("annotations"),
        references: references(),
        vars: vars(),
        images: ["spec", "spec/template/spec"]
            .iter()
            .flat_map(|pod| IMAGES.iter().map(move |path| Spec::new("", &format!("{pod}/{path}"), true)))
            .collect(),
        replicas: ["Deployment", "ReplicationController", "ReplicaSet", "StatefulSet"]
            .iter()
            .map(|kind| Spec::new(kind, "spec/replicas", true))
            .collect(),
        ..Config::default()
    }
}

const IMAGES: [&str; 3] = ["containers[]/image", "initContainers[]/image", "volumes[]/image/reference"];

fn spec(group: &str, version: &str, kind: &str, path: &str, create: bool) -> Spec {
    let gvk = Gvk { group: group.to_owned(), version: version.to_owned(), kind: kind.to_owned() };
    Spec { gvk, path: path.to_owned(), create }
}

/// Labels or annotations of objects and of the templates in them.
fn templates(field: &str) -> Vec<Spec> {
    let path = |before: &str| format!("{before}metadata/{field}");
    let (own, template) = (path(""), path("spec/template/"));
    let mut specs = vec![
        Spec::new("", &own, true),
        spec("", "v1", "ReplicationController", &template, true),
        Spec::new("Deployment", &template, true),
        Spec::new("ReplicaSet", &template, true),
        Spec::new("DaemonSet", &template, true),
    ];
    if field == "labels" {
        specs.push(spec("apps", "", "StatefulSet", &template, true));
        specs.push(spec("apps", "", "StatefulSet", &path("spec/volumeClaimTemplates[]/"), true));
    } else {
        specs.push(Spec::new("StatefulSet", &template, true));
    }
    specs.push(spec("batch", "", "Job", &template, true));
    specs.push(spec("batch", "", "CronJob", &path("spec/jobTemplate/"), true));
    specs.push(spec("batch", "", "CronJob", &path("spec/jobTemplate/spec/template/"), true));
    specs
}

fn common_labels() -> Vec<Spec> {
    let selector = "spec/selector/matchLabels";
    let mut specs = vec![
        spec("", "v1", "Service", "spec/selector", true),
        spec("", "v1", "ReplicationController", "spec/selector", true),
        Spec::new("Deployment", selector, true),
        Spec::new("ReplicaSet", selector, true),
        Spec::new("DaemonSet", selector, true),
        spec("apps", "", "StatefulSet", selector, true),
        spec("batch", "", "Job", selector, false),
        spec("batch", "", "CronJob", "spec/jobTemplate/spec/selector/matchLabels", false),
        spec("policy", "", "PodDisruptionBudget", selector, false),
    ];
    for kind in ["Deployment", "StatefulSet"] {
        for path in SPREADING {
            let path = format!("spec/template/spec/{path}labelSelector/matchLabels");
            specs.push(spec("apps", "", kind, &path, false));
        }
    }
    for path in ["podSelector", "ingress/from/podSelector", "egress/to/podSelector"] {
        let path = format!("spec/{path}/matchLabels");
        specs.push(spec("networking.k8s.io", "", "NetworkPolicy", &path, false));
    }
    specs.extend(templates("labels"));
    specs
}

const SPREADING: [&str; 5] = [
    "affinity/podAffinity/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm/",
    "affinity/podAffinity/requiredDuringSchedulingIgnoredDuringExecution/",
    "affinity/podAntiAffinity/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm/",
    "affinity/podAntiAffinity/requiredDuringSchedulingIgnoredDuringExecution/",
    "topologySpreadConstraints/",
];

fn references() -> Vec<References> {
    let mut all: Vec<References> = ["Deployment", "ReplicationController", "ReplicaSet", "StatefulSet"]
        .iter()
        .map(|kind| {
            of("", "", kind, vec![Spec::new("HorizontalPodAutoscaler", "spec/scaleTargetRef/name", false)])
        })
        .collect();
    all.push(of("", "v1", "ConfigMap", in_pods(&CONFIG_MAPS, &CONFIG_MAPS_ELSEWHERE)));
    let mut secrets = in_pods(&SECRETS, &SECRETS_ELSEWHERE);
    let knative = "spec/template/spec/containers/env/valueFrom/secretKeyRef/name";
    secrets.push(spec("serving.knative.dev", "v1", "Service", knative, false));
    all.push(of("", "v1", "Secret", secrets));
    all.push(of("", "v1", "Service", table(&SERVICES)));
    all.push(of(RBAC, "", "Role", table(&[(RBAC, "RoleBinding", "roleRef/name")])));
    let bindings = [(RBAC, "RoleBinding", "roleRef/name"), (RBAC, "ClusterRoleBinding", "roleRef/name")];
    all.push(of(RBAC, "", "ClusterRole", table(&bindings)));
    let mut accounts = table(&[(RBAC, "RoleBinding", "subjects"), (RBAC, "ClusterRoleBinding", "subjects")]);
    accounts.extend(in_runners("serviceAccountName"));
    all.push(of("", "v1", "ServiceAccount", accounts));
    let claims = in_runners("volumes/persistentVolumeClaim/claimName");
    all.push(of("", "v1", "PersistentVolumeClaim", claims));
    let volumes =
        [("", "PersistentVolumeClaim", "spec/volumeName"), ("", "ClusterRole", "rules/resourceNames")];
    all.push(of("", "v1", "PersistentVolume", table(&volumes)));
    all.push(of("storage.k8s.io", "v1", "StorageClass", table(&STORAGE)));
    all.push(of("scheduling.k8s.io", "v1", "PriorityClass", in_runners("priorityClassName")));
    // The group is written as the table of Kustomize has it, so that no object is of it.
    let classes = table(&[("", "Ingress", "spec/ingressClassName")]);
    all.push(of("networking.k8s.io/v1", "v1", "IngressClass", classes));
    let policies = table(&[(ADMISSION, "ValidatingAdmissionPolicyBinding", "spec/policyName")]);
    all.push(of(ADMISSION, "", "ValidatingAdmissionPolicy", policies));
    all
}

const RBAC: &str = "rbac.authorization.k8s.io";
const ADMISSION: &str = "admissionregistration.k8s.io";

fn of(group: &str, version: &str, kind: &str, fields: Vec<Spec>) -> References {
    let gvk = Gvk { group: group.to_owned(), version: version.to_owned(), kind: kind.to_owned() };
    References { gvk, fields }
}

fn table(rows: &[(&str, &str, &str)]) -> Vec<Spec> {
    rows.iter().map(|(group, kind, path)| spec(group, "", kind, path, false)).collect()
}

fn in_pods(paths: &[&str], elsewhere: &[(&str, &str, &str)]) -> Vec<Spec> {
    let kinds = PODS.iter().chain([&CRON]);
    let fields = kinds.flat_map(|(kind, version, pod)| {
        paths.iter().map(move |path| spec("", version, kind, &format!("{pod}/{path}"), false))
    });
    fields.chain(table(elsewhere)).collect()
}

fn in_runners(path: &str) -> Vec<Spec> {
    RUNNERS.iter().map(|(kind, pod)| Spec::new(kind, &format!("{pod}/{path}"), false)).collect()
}

const CONFIG_MAPS: [&str; 6] = [
    "volumes/configMap/name",
    "containers/env/valueFrom/configMapKeyRef/name",
    "initContainers/env/valueFrom/configMapKeyRef/name",
    "containers/envFrom/configMapRef/name",
    "initContainers/envFrom/configMapRef/name",
    "volumes/projected/sources/configMap/name",
];
const CONFIG_MAPS_ELSEWHERE: [(&str, &str, &str); 4] = [
    ("", "Node", "spec/configSource/configMap"),
    ("", "Role", "rules/resourceNames"),
    ("", "ClusterRole", "rules/resourceNames"),
    ("", "Ingress", "metadata/annotations/nginx.ingress.kubernetes.io\\/fastcgi-params-configmap"),
];
const SECRETS: [&str; 7] = [
    "volumes/secret/secretName",
    "containers/env/valueFrom/secretKeyRef/name",
    "initContainers/env/valueFrom/secretKeyRef/name",
    "containers/envFrom/secretRef/name",
    "initContainers/envFrom/secretRef/name",
    "imagePullSecrets/name",
    "volumes/projected/sources/secret/name",
];
const SECRETS_ELSEWHERE: [(&str, &str, &str); 12] = [
    ("", "Ingress", "spec/tls/secretName"),
    ("", "Ingress", "metadata/annotations/ingress.kubernetes.io\\/auth-secret"),
    ("", "Ingress", "metadata/annotations/nginx.ingress.kubernetes.io\\/auth-secret"),
    ("", "Ingress", "metadata/annotations/nginx.ingress.kubernetes.io\\/auth-tls-secret"),
    ("", "ServiceAccount", "imagePullSecrets/name"),
    ("", "StorageClass", "parameters/secretName"),
    ("", "StorageClass", "parameters/adminSecretName"),
    ("", "StorageClass", "parameters/userSecretName"),
    ("", "StorageClass", "parameters/secretRef"),
    ("", "Role", "rules/resourceNames"),
    ("", "ClusterRole", "rules/resourceNames"),
    ("", "PersistentVolume", "spec/azureFile/secretName"),
];
const SERVICES: [(&str, &str, &str); 8] = [
    ("apps", "StatefulSet", "spec/serviceName"),
    ("", "Ingress", "spec/rules/http/paths/backend/serviceName"),
    ("", "Ingress", "spec/backend/serviceName"),
    ("", "Ingress", "spec/rules/http/paths/backend/service/name"),
    ("", "Ingress", "spec/defaultBackend/service/name"),
    ("apiregistration.k8s.io", "APIService", "spec/service/name"),
    (ADMISSION, "ValidatingWebhookConfiguration", "webhooks/clientConfig/service"),
    (ADMISSION, "MutatingWebhookConfiguration", "webhooks/clientConfig/service"),
];
const STORAGE: [(&str, &str, &str); 3] = [
    ("", "PersistentVolume", "spec/storageClassName"),
    ("", "PersistentVolumeClaim", "spec/storageClassName"),
    ("", "StatefulSet", "spec/volumeClaimTemplates/spec/storageClassName"),
];

fn vars() -> Vec<Spec> {
    let kinds = [
        ("CronJob", "spec/jobTemplate/spec/template/spec"),
        ("DaemonSet", "spec/template/spec"),
        ("Deployment", "spec/template/spec"),
        ("Job", "spec/template/spec"),
        ("Pod", "spec"),
        ("ReplicaSet", "spec/template/spec"),
        ("StatefulSet", "spec/template/spec"),
    ];
    let mut specs = Vec::new();
    for (kind, pod) in kinds {
        for container in ["containers", "initContainers"] {
            for field in ["args", "command", "env/value", "volumeMounts/mountPath"] {
                specs.push(Spec::new(kind, &format!("{pod}/{container}/{field}"), false));
            }
        }
        if !matches!(kind, "CronJob" | "StatefulSet") {
            specs.push(Spec::new(kind, &format!("{pod}/volumes/nfs/server"), false));
        }
    }
    let elsewhere = [
        ("CronJob", "spec/jobTemplate/spec/template/volumes/nfs/server"),
        ("Deployment", "spec/template/metadata/annotations"),
        ("Ingress", "spec/rules/host"),
        ("Ingress", "spec/tls/hosts"),
        ("Ingress", "spec/tls/secretName"),
        ("Service", "spec/ports/port"),
        ("Service", "spec/ports/targetPort"),
        ("StatefulSet", "spec/volumeClaimTemplates/spec/nfs/server"),
        ("PersistentVolume", "spec/nfs/server"),
        ("", "metadata/labels"),
        ("", "metadata/annotations"),
    ];
    specs.extend(elsewhere.iter().map(|(kind, path)| Spec::new(kind, path, false)));
    specs
}
