//! An image of a component that gets no more security fixes.

use sekimori_model::{Confidence, Control, Role, Severity};
use sekimori_parse::image::Reference;
use sekimori_parse::kubernetes::Pod;

use crate::{Check, Rule, Sink, Text, images};

pub(crate) const RULE: Rule = Rule {
    id: "image/component-end-of-life",
    title: Text {
        en: "Component at its end of life", ja: "サポートが終了したコンポーネント"
    },
    why: Text {
        en: "Nobody repairs the holes that are found in it from now on, and these components stand where they can see \
             much: before all traffic, logs or the API.",
        ja: "今後見つかる脆弱性は修正されません。こうしたコンポーネントは、トラフィックやログ、API など、多くの情報に触れる場所で動いています。",
    },
    fix: Text {
        en: "Move to what took its place: a Gateway API or another Ingress controller for ingress-nginx, Headlamp for \
             the dashboard, Grafana Alloy for Promtail and Grafana Agent, Jaeger 2 for Jaeger 1.",
        ja: "後継に移行してください。ingress-nginx は Gateway API または別の Ingress コントローラー、ダッシュボードは Headlamp、Promtail と Grafana Agent は Grafana Alloy、Jaeger 1 は Jaeger 2 です。",
    },
    severity: Severity::High,
    confidence: Confidence::Medium,
    role: Role::ClusterOperator,
    controls: &[
        Control { framework: "nist-800-190", id: "4.4.1" },
        Control { framework: "nsa-cisa-hardening", id: "NSA-UPG" },
        Control { framework: "owasp-kubernetes-top-10", id: "K10" },
    ],
    covers: &[
        Control { framework: "kubescape", id: "C-0292" },
        Control { framework: "checkov", id: "CKV_K8S_33" },
        Control { framework: "checkov", id: "CKV_K8S_34" },
        Control { framework: "checkov", id: "CKV_K8S_45" },
        Control { framework: "trivy", id: "AVD-KSV-0102" },
    ],
    references: &[
        "https://kubernetes.io/blog/2025/11/11/ingress-nginx-retirement/",
        "https://github.com/kubernetes-retired/dashboard",
        "https://grafana.com/docs/loki/latest/send-data/promtail/",
    ],
    check: Check::Pod(check),
    ..Rule::BASE
};

const WANTED: Text = Text {
    en: "a component that gets security fixes",
    ja: "セキュリティ修正が提供されるコンポーネント",
};

/// Components by the end of their repository's path, so that mirrors are found too, with what they are.
///
/// # Source
/// - Kubernetes blog, 2025-11-11, "Ingress NGINX Retirement": no release and no fix after March 2026.
/// - kubernetes-retired/dashboard, README: archived in January 2026.
/// - Grafana Loki documentation, "Promtail agent": end of life on 2026-03-02.
/// - Grafana Agent documentation: end of life on 2025-11-01.
/// - Jaeger documentation: end of life of version 1 on 2025-12-31; version 2 has another image.
/// - Helm blog: Helm 2 and with it Tiller, end of support on 2020-11-13.
/// - GoogleContainerTools/kaniko, README: archived on 2025-06-03.
/// - fluxcd/flux, README: Flux 1, archived in November 2022.
const ENDED: &[(&str, &str)] = &[
    ("ingress-nginx/controller", "ingress-nginx"),
    ("ingress-nginx/controller-chroot", "ingress-nginx"),
    ("kubernetes-ingress-controller/nginx-ingress-controller", "ingress-nginx"),
    ("kubernetesui/dashboard", "Kubernetes Dashboard"),
    ("kubernetesui/dashboard-api", "Kubernetes Dashboard"),
    ("kubernetesui/dashboard-auth", "Kubernetes Dashboard"),
    ("kubernetesui/dashboard-metrics-scraper", "Kubernetes Dashboard"),
    ("kubernetesui/dashboard-web", "Kubernetes Dashboard"),
    ("kubernetesui/metrics-scraper", "Kubernetes Dashboard"),
    ("grafana/promtail", "Promtail"),
    ("grafana/agent", "Grafana Agent"),
    ("grafana/agent-operator", "Grafana Agent"),
    ("jaegertracing/all-in-one", "Jaeger 1"),
    ("jaegertracing/jaeger-agent", "Jaeger 1"),
    ("jaegertracing/jaeger-collector", "Jaeger 1"),
    ("jaegertracing/jaeger-query", "Jaeger 1"),
    ("kubernetes-helm/tiller", "Tiller (Helm 2)"),
    ("helm/tiller", "Tiller (Helm 2)"),
    ("kaniko-project/executor", "kaniko"),
    ("fluxcd/flux", "Flux 1"),
];

fn check(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    for image in images::of(pod) {
        let Some(name) = image.reference.as_ref().map(Reference::name) else { continue };
        let is_it = |path: &str| name.strip_suffix(path).is_some_and(|before| before.ends_with('/'));
        if let Some((_, component)) = ENDED.iter().find(|(path, _)| is_it(path)) {
            sink.violated(&image.field, WANTED).maybe_container(image.container).seen(component);
        }
    }
}
