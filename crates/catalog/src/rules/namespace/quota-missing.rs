//! A namespace without a `ResourceQuota`.

use sekimori_model::{Confidence, Control, Persona, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "namespace/quota-missing",
    title: Text { en: "Namespace without a quota", ja: "クォータのない名前空間" },
    why: Text {
        en: "One namespace can use up the whole cluster: by a mistake, a leak, or an attacker who mines \
             coins.",
        ja: "設定ミス、リソースのリーク、または攻撃者によるマイニングで、1 つの名前空間がクラスター全体のリソースを使い果たす可能性があります。",
    },
    fix: Text {
        en: "Add a ResourceQuota for CPU, memory, storage and the number of objects.",
        ja: "CPU、メモリ、ストレージ、オブジェクト数を制限する ResourceQuota を追加してください。",
    },
    severity: Severity::Low,
    confidence: Confidence::Medium,
    persona: Persona::Pedantic,
    role: Role::ClusterOperator,
    controls: &[
        Control { framework: "nsa-cisa-hardening", id: "NSA-NET" },
        Control { framework: "nist-800-190", id: "4.3.4" },
    ],
    asks_inventory: true,
    covers: &[Control { framework: "trivy", id: "AVD-KSV-0040" }],
    references: &["https://kubernetes.io/docs/concepts/policy/resource-quotas/"],
    check: Check::Object(&[("", "Namespace")], check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "a ResourceQuota in the namespace", ja: "名前空間内の ResourceQuota" };

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    let is_own = !object.name.starts_with("kube-") && !object.name.is_empty();
    if is_own && !sink.inventory().has_kind("ResourceQuota", object.name) {
        sink.violated(&top.at("metadata.name"), WANTED).seen("ResourceQuota: 0");
    }
}
