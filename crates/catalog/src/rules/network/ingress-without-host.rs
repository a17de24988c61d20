//! A rule of an Ingress that answers for every host.

use sekimori_model::{Control, Persona, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "network/ingress-without-host",
    title: Text { en: "Ingress rule without a host", ja: "ホストのない Ingress ルール" },
    why: Text {
        en: "A rule without a host takes all requests that reach the controller, whatever name they ask for, \
             also those meant for others.",
        ja: "ホストのないルールは、要求された名前に関係なく、コントローラーに届くすべての要求を受け取ります。他のアプリケーション宛ての要求も対象になります。",
    },
    fix: Text { en: "Name the host.", ja: "ホストを指定してください。" },
    severity: Severity::Low,
    persona: Persona::Pedantic,
    controls: &[
        Control { framework: "azure-policy-kubernetes", id: "RequireIngressHost" },
        Control { framework: "owasp-kubernetes-top-10", id: "K07" },
    ],
    references: &["https://kubernetes.io/docs/concepts/services-networking/ingress/#ingress-rules"],
    check: Check::Object(&[("networking.k8s.io", "Ingress"), ("extensions", "Ingress")], check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "the host", ja: "ホスト" };

fn check<'a>(_: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    for rule in top.at("spec.rules").items("host") {
        let field = rule.at("host");
        if matches!(field.str_or_empty(), Some("" | "*")) {
            sink.violated(&field, WANTED);
        }
    }
}
