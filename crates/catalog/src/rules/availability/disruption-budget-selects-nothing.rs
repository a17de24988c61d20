//! A budget whose labels no pod has.

use sekimori_model::{Confidence, Control, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object, label_selector};

use crate::neighbours::selects_nothing;
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "availability/disruption-budget-selects-nothing",
    title: Text {
        en: "Disruption budget that selects no pods", ja: "ポッドを選択しない中断バジェット"
    },
    why: Text {
        en: "The budget guards nobody: the pods that it was written for can all be evicted at once.",
        ja: "このバジェットの対象になるポッドがありません。保護するはずのポッドは、すべて同時に退避される可能性があります。",
    },
    fix: Text {
        en: "Correct the selector or the namespace, or remove the budget.",
        ja: "セレクターまたは名前空間を修正するか、バジェットを削除してください。",
    },
    severity: Severity::Low,
    confidence: Confidence::Medium,
    role: Role::ApplicationOperator,
    controls: &[Control { framework: "nist-800-53-r5", id: "SI-13" }],
    asks_inventory: true,
    references: &["https://kubernetes.io/docs/tasks/run-application/configure-pdb/"],
    check: Check::Object(&[("policy", "PodDisruptionBudget")], check),
    ..Rule::BASE
};

const WANTED: Text =
    Text { en: "labels of a pod of the namespace", ja: "名前空間内のポッドのラベル" };

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    let field = top.at("spec.selector");
    let selector = label_selector(&field);
    // Without a selector, and with an empty one before policy/v1, nothing is selected whatever there is.
    let is_none = !field.is_present() || (object.version == "v1beta1" && selector.is_empty());
    if is_none || selects_nothing(sink.inventory(), object.namespace, &selector) {
        sink.violated(&field, WANTED);
    }
}
