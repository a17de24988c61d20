//! A namespace without a LimitRange.

use sekimori_model::{Confidence, Control, Persona, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "namespace/limit-range-missing",
    title: Text { en: "Namespace without a limit range", ja: "LimitRange のない名前空間" },
    why: Text {
        en: "Containers that say no limits get none, and one of them can use up its node.",
        ja: "制限を指定しないコンテナーには制限がかからず、1 つのコンテナーがノードのリソースを使い果たす可能性があります。",
    },
    fix: Text {
        en: "Add a LimitRange with default requests and limits for containers.",
        ja: "コンテナーの既定の要求と制限を指定した LimitRange を追加してください。",
    },
    severity: Severity::Low,
    confidence: Confidence::Medium,
    persona: Persona::Pedantic,
    role: Role::ClusterOperator,
    controls: &[
        Control { framework: "nsa-cisa-hardening", id: "NSA-NET" },
        Control { framework: "nist-800-190", id: "4.4.3" },
    ],
    asks_inventory: true,
    covers: &[Control { framework: "trivy", id: "AVD-KSV-0039" }],
    references: &["https://kubernetes.io/docs/concepts/policy/limit-range/"],
    check: Check::Object(&[("", "Namespace")], check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "a LimitRange in the namespace", ja: "名前空間内の LimitRange" };

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    let is_own = !object.name.starts_with("kube-") && !object.name.is_empty();
    if is_own && !sink.inventory().has_kind("LimitRange", object.name) {
        sink.violated(&top.at("metadata.name"), WANTED).seen("LimitRange: 0");
    }
}
