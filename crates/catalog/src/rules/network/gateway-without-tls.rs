//! A Gateway that takes requests without encryption only.

use sekimori_model::{Control, Persona, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "network/gateway-without-tls",
    title: Text { en: "Gateway without TLS", ja: "TLS を使用しない Gateway" },
    why: Text {
        en: "All routes of the Gateway are served as clear text, to be read and changed on the way.",
        ja: "Gateway のすべてのルートが平文で提供され、途中で読み取りや改ざんができます。",
    },
    fix: Text {
        en: "Add a listener with `protocol: HTTPS` and a certificate, and let routes of the HTTP listener \
             redirect to it.",
        ja: "`protocol: HTTPS` と証明書を指定したリスナーを追加し、HTTP リスナーのルートからリダイレクトしてください。",
    },
    severity: Severity::Medium,
    persona: Persona::Pedantic,
    role: Role::ClusterOperator,
    controls: &[
        Control { framework: "nsa-cisa-hardening", id: "NSA-NET" },
        Control { framework: "owasp-kubernetes-top-10", id: "K07" },
    ],
    covers: &[Control { framework: "kubescape", id: "C-0231" }],
    references: &["https://gateway-api.sigs.k8s.io/guides/tls/"],
    check: Check::Object(&[("gateway.networking.k8s.io", "Gateway")], check),
    ..Rule::BASE
};

const WANTED: Text =
    Text { en: "a listener of `HTTPS` or `TLS`", ja: "`HTTPS` または `TLS` のリスナー" };

fn check<'a>(_: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    let field = top.at("spec.listeners");
    let listeners = field.items("name");
    let protocol = |listener: &Field<'a>| listener.at("protocol").text();
    let is_web = listeners.iter().any(|listener| protocol(listener) == Some("HTTP"));
    if is_web && !listeners.iter().any(|listener| matches!(protocol(listener), Some("HTTPS" | "TLS"))) {
        sink.violated(&field, WANTED);
    }
}
