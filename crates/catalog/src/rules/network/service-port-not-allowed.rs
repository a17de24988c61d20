//! A Service with a port that is not on the list.

use sekimori_model::{Control, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::{Check, Parameter, Preset, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "network/service-port-not-allowed",
    title: Text { en: "Service port not on the list", ja: "許可リストにない Service のポート" },
    why: Text {
        en: "A port that nobody agreed on may open a protocol that nobody watches.",
        ja: "合意されていないポートは、監視されていないプロトコルを公開する可能性があります。",
    },
    fix: Text {
        en: "Use a port of the list, or have the list extended.",
        ja: "許可リストのポートを使用するか、リストへの追加を依頼してください。",
    },
    severity: Severity::Medium,
    role: Role::SecurityTeam,
    controls: &[
        Control { framework: "azure-policy-kubernetes", id: "ServiceAllowedPorts" },
        Control { framework: "nist-800-190", id: "4.4.2" },
        Control { framework: "owasp-kubernetes-top-10", id: "K07" },
    ],
    parameters: &[Parameter {
        name: "allowed",
        about: Text {
            en: "The ports that Services may have; none means that all may.",
            ja: "Service で使用できるポート。空の場合はすべて許可されます。",
        },
        default: Preset::Texts(&[]),
    }],
    references: &["https://kubernetes.io/docs/concepts/services-networking/service/#field-spec-ports"],
    check: Check::Object(&[("", "Service")], check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "a port of the list", ja: "許可リストにあるポート" };

fn check<'a>(_: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    let allowed = sink.texts("allowed");
    for port in top.at("spec.ports").items("port") {
        let field = port.at("port");
        let is_allowed = |number: i64| allowed.iter().any(|text| text.parse() == Ok(number));
        if !allowed.is_empty() && field.int().is_some_and(|number| !is_allowed(number)) {
            sink.violated(&field, WANTED);
        }
    }
}
