//! An admin panel that is open outside the cluster.

use sekimori_model::inventory::Selector;
use sekimori_model::{Confidence, Control, Persona, Role, Severity};
use sekimori_parse::kubernetes::labels;
use sekimori_parse::kubernetes::{Field, Object};

use crate::neighbours::services;
use crate::{Check, Parameter, Preset, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "network/sensitive-interface-exposed",
    title: Text { en: "Admin panel exposed", ja: "管理画面の公開" },
    why: Text {
        en: "These panels run commands or show the inside of the cluster, and many ask for no password. \
             Attackers search the Internet for them.",
        ja: "これらの管理画面ではコマンドの実行やクラスター内部の閲覧が可能で、パスワードを要求しないものも多くあります。攻撃者はインターネット上でこれらを探しています。",
    },
    fix: Text {
        en: "Use `ClusterIP` and reach the panel by `kubectl port-forward`, or put a login in front of it.",
        ja: "`ClusterIP` にして `kubectl port-forward` で接続するか、前段に認証を設けてください。",
    },
    severity: Severity::High,
    confidence: Confidence::Medium,
    persona: Persona::Pedantic,
    role: Role::ClusterOperator,
    controls: &[
        Control { framework: "nsa-cisa-hardening", id: "NSA-NET" },
        Control { framework: "nist-800-190", id: "4.4.2" },
        Control { framework: "owasp-kubernetes-top-10", id: "K07" },
    ],
    covers: &[Control { framework: "kubescape", id: "C-0021" }],
    parameters: &[Parameter {
        name: "images",
        about: Text {
            en: "The last parts of the names of images that are admin panels.",
            ja: "管理画面のイメージ名の末尾部分。",
        },
        default: Preset::Texts(&[
            "kubernetesui/dashboard",
            "kubernetesui/dashboard-web",
            "kubernetes-dashboard-amd64",
            "argocli",
            "weaveworks/scope",
            "centraldashboard",
            "jenkins",
            "prometheus",
            "alertmanager",
            "octant",
            "headlamp",
            "hubble-ui",
            "kiali",
            "longhorn-ui",
            "portainer-ce",
            "phpmyadmin",
            "adminer",
            "pgadmin4",
            "mongo-express",
            "redis-commander",
            "airflow",
            "nifi",
        ]),
    }],
    asks_inventory: true,
    references: &[
        "https://www.microsoft.com/en-us/security/blog/2021/03/23/secure-containerized-environments-with-updated-threat-matrix-for-kubernetes/",
    ],
    check: Check::Object(
        &[("", "Service"), ("networking.k8s.io", "Ingress"), ("extensions", "Ingress")],
        check,
    ),
    ..Rule::BASE
};

const SERVICE: Text = Text { en: "`ClusterIP`", ja: "`ClusterIP` 型" };
const BACKEND: Text = Text { en: "another Service", ja: "他の Service" };

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    if object.kind == "Service" {
        let field = top.at("spec.type");
        let selector = Selector { labels: labels(&top.at("spec.selector")), expressions: Box::default() };
        if matches!(field.text(), Some("NodePort" | "LoadBalancer"))
            && let Some(panel) = panel(sink, object.namespace, &selector)
        {
            sink.violated(&field, SERVICE).value(&panel);
        }
        return;
    }
    let spec = top.at("spec");
    let rules = spec.at("rules").items("host");
    let paths = rules.iter().flat_map(|rule| rule.at("http.paths").items("path"));
    let of_paths = paths.map(|path| path.at("backend"));
    for backend in [spec.at("defaultBackend"), spec.at("backend")].into_iter().chain(of_paths) {
        let names = [backend.at("service.name"), backend.at("serviceName")];
        let Some((field, name)) = names.iter().find_map(|field| Some((field, field.text()?))) else {
            continue;
        };
        let found = services(sink.inventory(), object.namespace, name)
            .find_map(|service| panel(sink, object.namespace, &service.selector));
        if let Some(panel) = found {
            sink.violated(field, BACKEND).value(&panel);
        }
    }
}

/// Returns the image of an admin panel among the pods that `selector` selects.
fn panel(sink: &Sink<'_>, namespace: &str, selector: &Selector) -> Option<String> {
    if selector.is_empty() {
        return None;
    }
    let pods = sink.inventory().selected(namespace, selector);
    let mut images = pods.flat_map(|(_, pod)| pod.images.iter());
    let is_panel = |image: &str| sink.texts("images").iter().any(|panel| is_image(image, panel));
    images.find(|image| is_panel(image)).map(|image| name(image).to_owned())
}

/// The image without tag and digest.
fn name(image: &str) -> &str {
    let image = image.split('@').next().unwrap_or_default();
    let tag = image.rfind(':').filter(|at| !image[*at..].contains('/'));
    tag.map_or(image, |at| &image[..at])
}

/// Whether the last parts of the image's name are those of `panel`.
fn is_image(image: &str, panel: &str) -> bool {
    name(image).strip_suffix(panel).is_some_and(|before| before.is_empty() || before.ends_with('/'))
}
