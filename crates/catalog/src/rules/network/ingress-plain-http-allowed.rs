//! An Ingress that does not say that requests without encryption are refused.

use sekimori_model::{Control, Persona, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "network/ingress-plain-http-allowed",
    title: Text { en: "Ingress also open to HTTP", ja: "HTTP も受け付ける Ingress" },
    why: Text {
        en: "A certificate alone does not close port 80: controllers that follow the annotation serve both \
             until it says no.",
        ja: "証明書を設定しただけでは、ポート 80 は閉じられません。この注釈に従うコントローラーは、無効にしない限り HTTP と HTTPS の両方を提供します。",
    },
    fix: Text {
        en: "Set the annotation `kubernetes.io/ingress.allow-http: \"false\"`, or redirect to HTTPS in the \
             controller.",
        ja: "注釈 `kubernetes.io/ingress.allow-http: \"false\"` を設定するか、コントローラーで HTTPS にリダイレクトしてください。",
    },
    severity: Severity::Low,
    persona: Persona::Auditor,
    controls: &[
        Control { framework: "azure-policy-kubernetes", id: "IngressHttpsOnly" },
        Control { framework: "nsa-cisa-hardening", id: "NSA-NET" },
        Control { framework: "owasp-kubernetes-top-10", id: "K07" },
    ],
    references: &[
        "https://learn.microsoft.com/azure/governance/policy/samples/built-in-policies#kubernetes",
        "https://cloud.google.com/kubernetes-engine/docs/concepts/ingress-xlb#disabling_http",
    ],
    check: Check::Object(&[("networking.k8s.io", "Ingress"), ("extensions", "Ingress")], check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "`\"false\"`", ja: "`\"false\"` という値" };

fn check<'a>(_: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    // Without a certificate there is nothing but HTTP: another rule's finding.
    if top.at("spec.tls").items("secretName").is_empty() {
        return;
    }
    let field = top.at("metadata.annotations").key("kubernetes.io/ingress.allow-http");
    if field.text() != Some("false") {
        sink.violated(&field, WANTED).set_unsafely("false");
    }
}
