//! An object that lets requests from outside the cluster in.

use sekimori_model::{Control, Persona, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "network/workload-exposed",
    title: Text { en: "Open to the outside", ja: "クラスター外への公開" },
    why: Text {
        en: "Not a fault in itself: it tells where requests from outside come in, which is where an attack \
             begins.",
        ja: "これ自体は問題ではありません。外部からの要求が入る場所、つまり攻撃の起点になり得る場所を示します。",
    },
    fix: Text {
        en: "Check that it is meant to be open, that it is encrypted, and that users must log in.",
        ja: "公開が意図したものであること、通信が暗号化されていること、認証が必要であることを確認してください。",
    },
    severity: Severity::Info,
    persona: Persona::Auditor,
    role: Role::SecurityTeam,
    controls: &[
        Control { framework: "nist-800-190", id: "4.4.2" },
        Control { framework: "owasp-kubernetes-top-10", id: "K07" },
    ],
    covers: &[
        Control { framework: "kubescape", id: "C-0266" },
        Control { framework: "kubescape", id: "C-0256" },
    ],
    references: &[
        "https://gateway-api.sigs.k8s.io/",
        "https://istio.io/latest/docs/reference/config/networking/virtual-service/",
    ],
    check: Check::Object(
        &[
            ("gateway.networking.k8s.io", "HTTPRoute"),
            ("gateway.networking.k8s.io", "GRPCRoute"),
            ("gateway.networking.k8s.io", "TCPRoute"),
            ("gateway.networking.k8s.io", "TLSRoute"),
            ("gateway.networking.k8s.io", "UDPRoute"),
            ("networking.istio.io", "VirtualService"),
            ("networking.k8s.io", "Ingress"),
            ("extensions", "Ingress"),
        ],
        check,
    ),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "only what is meant to be open", ja: "公開を意図したものだけ" };

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    let (field, item) = match object.kind {
        "VirtualService" => (top.at("spec.gateways"), ""),
        "Ingress" => (top.at("spec.rules"), "host"),
        _ => (top.at("spec.parentRefs"), "name"),
    };
    let is_outside = |parent: &Field<'a>| match object.kind {
        // "mesh" stands for the sidecars.
        "VirtualService" => parent.text() != Some("mesh"),
        "Ingress" => true,
        // A route may have a Service for parent, which is inside.
        _ => matches!(parent.at("kind").text(), None | Some("Gateway")),
    };
    if field.items(item).iter().any(is_outside) {
        sink.violated(&field, WANTED);
    }
}
