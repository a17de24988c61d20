//! A route of the Gateway API to a Service, or a port of one, that is nowhere in the scanned tree.

use sekimori_model::{Confidence, Control, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::neighbours::{lacks, services};
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "reference/gateway-backend-missing",
    title: Text {
        en: "Backend of a route not found", ja: "存在しないバックエンドを参照するルート"
    },
    why: Text {
        en: "A route to a Service that does not exist answers requests with an error of the server (500).",
        ja: "存在しない Service へのルートでは、要求にサーバー エラー (500) が返されます。",
    },
    fix: Text {
        en: "Correct the name, the namespace or the port, or add the Service to the manifests that are \
             scanned together.",
        ja: "名前、名前空間、またはポートを修正するか、一緒にスキャンするマニフェストに Service を追加してください。",
    },
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    controls: &[Control { framework: "owasp-kubernetes-top-10", id: "K01" }],
    covers: &[Control { framework: "kubescape", id: "C-0302" }],
    asks_inventory: true,
    references: &["https://gateway-api.sigs.k8s.io/api-types/httproute/#backendrefs-optional"],
    check: Check::Object(
        &[
            ("gateway.networking.k8s.io", "HTTPRoute"),
            ("gateway.networking.k8s.io", "GRPCRoute"),
            ("gateway.networking.k8s.io", "TCPRoute"),
            ("gateway.networking.k8s.io", "TLSRoute"),
            ("gateway.networking.k8s.io", "UDPRoute"),
        ],
        check,
    ),
    ..Rule::BASE
};

const SERVICE: Text = Text { en: "a Service of the namespace", ja: "名前空間内の Service の名前" };
const PORT: Text = Text { en: "a port of the Service", ja: "Service のポート" };

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    for rule in top.at("spec.rules").items("name") {
        for backend in rule.at("backendRefs").items("name") {
            check_backend(object, &backend, sink);
        }
        for filter in rule.at("filters").items("type") {
            check_backend(object, &filter.at("requestMirror.backendRef"), sink);
        }
    }
}

fn check_backend(object: &Object<'_>, backend: &Field<'_>, sink: &mut Sink<'_>) {
    let is_service = backend.at("group").text().unwrap_or_default().is_empty()
        && matches!(backend.at("kind").text(), None | Some("Service"));
    let field = backend.at("name");
    let Some(name) = field.str().filter(|_| is_service) else { return };
    let namespace = backend.at("namespace").text().unwrap_or(object.namespace);
    let known: Vec<_> = services(sink.inventory(), namespace, name).collect();
    if known.is_empty() {
        if lacks(sink.inventory(), namespace, name) {
            sink.violated(&field, SERVICE);
        }
        return;
    }
    let field = backend.at("port");
    let Some(port) = field.int() else { return };
    if !known.iter().any(|service| service.ports.iter().any(|known| known.port == port)) {
        sink.violated(&field, PORT);
    }
}
