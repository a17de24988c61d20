//! An Ingress that sends requests to a Service, or a port of one, that is nowhere in the scanned tree.

use sekimori_model::inventory::ServicePort;
use sekimori_model::{Confidence, Control, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::neighbours::{lacks, services};
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "reference/ingress-backend-missing",
    title: Text {
        en: "Backend of an Ingress not found", ja: "存在しないバックエンドを参照する Ingress"
    },
    why: Text {
        en: "Requests to a Service or port that does not exist are answered with an error. Whoever can create \
             a Service of that name in the namespace gets the traffic.",
        ja: "存在しない Service やポートへの要求はエラーになります。また、その名前空間に同じ名前の Service を作成できる人が通信を受け取れます。",
    },
    fix: Text {
        en: "Correct the name or the port, or add the Service to the manifests that are scanned together.",
        ja: "名前またはポートを修正するか、一緒にスキャンするマニフェストに Service を追加してください。",
    },
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    controls: &[Control { framework: "owasp-kubernetes-top-10", id: "K01" }],
    covers: &[
        Control { framework: "kube-linter", id: "dangling-ingress" },
        Control { framework: "kube-score", id: "ingress-targets-service" },
        Control { framework: "kubescape", id: "C-0298" },
    ],
    asks_inventory: true,
    references: &["https://kubernetes.io/docs/concepts/services-networking/ingress/#the-ingress-resource"],
    check: Check::Object(&[("networking.k8s.io", "Ingress"), ("extensions", "Ingress")], check),
    ..Rule::BASE
};

const SERVICE: Text = Text { en: "a Service of the namespace", ja: "名前空間内の Service の名前" };
const PORT: Text = Text { en: "a port of the Service", ja: "Service のポート" };

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    let spec = top.at("spec");
    for backend in [spec.at("defaultBackend"), spec.at("backend")] {
        check_backend(object, &backend, sink);
    }
    for rule in spec.at("rules").items("host") {
        for path in rule.at("http.paths").items("path") {
            check_backend(object, &path.at("backend"), sink);
        }
    }
}

fn check_backend(object: &Object<'_>, backend: &Field<'_>, sink: &mut Sink<'_>) {
    // networking.k8s.io/v1 has a mapping, the versions before it a name.
    let names = [backend.at("service.name"), backend.at("serviceName")];
    let Some((field, name)) = names.iter().find_map(|field| Some((field, field.str()?))) else { return };
    let ports =
        [backend.at("service.port.number"), backend.at("service.port.name"), backend.at("servicePort")];
    // A controller reads this word as "an action of an annotation": there is neither Service nor port.
    if ports.iter().any(|port| port.text() == Some("use-annotation")) {
        return;
    }
    let known: Vec<_> = services(sink.inventory(), object.namespace, name).collect();
    if known.is_empty() {
        if lacks(sink.inventory(), object.namespace, name) {
            sink.violated(field, SERVICE);
        }
        return;
    }
    let Some((field, port)) = ports.iter().find_map(|field| Some((field, field.text()?))) else { return };
    if known.iter().any(|service| service.kind.as_ref() == "ExternalName") {
        return;
    }
    let is_it = |known: &ServicePort| *known.name == *port || known.port.to_string() == port;
    if !known.iter().any(|service| service.ports.iter().any(is_it)) {
        sink.violated(field, PORT);
    }
}
