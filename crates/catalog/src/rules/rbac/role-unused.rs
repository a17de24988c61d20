//! A role that nobody has.

use sekimori_model::{Confidence, Control, Persona, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::rbac::{BUILT_IN, ROLES, is_system};
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "rbac/role-unused",
    title: Text { en: "Role without a binding", ja: "バインドされていないロール" },
    why: Text {
        en: "A role that nobody has gives nothing today, and waits for a binding that is made without \
             looking at it again.",
        ja: "どこにもバインドされていないロールは今は何の権限も与えませんが、内容を見直さないままバインドされるおそれがあります。",
    },
    fix: Text {
        en: "Remove the role, or scan it together with its binding.",
        ja: "ロールを削除するか、バインドと一緒にスキャンしてください。",
    },
    severity: Severity::Info,
    confidence: Confidence::Low,
    persona: Persona::Auditor,
    role: Role::ClusterOperator,
    controls: &[Control { framework: "nist-800-190", id: "4.3.1" }],
    asks_inventory: true,
    references: &["https://kubernetes.io/docs/concepts/security/rbac-good-practices/"],
    check: Check::Object(ROLES, check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "a binding to it", ja: "このロールへのバインド" };

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    // What is aggregated into another role, or out of others, is used by labels.
    let aggregates = top.at("aggregationRule").is_present()
        || !top.at("metadata.labels").entries("rbac.authorization.k8s.io/aggregate-to-").is_empty();
    if object.name.is_empty() || aggregates || is_system(object, top) || BUILT_IN.contains(&object.name) {
        return;
    }
    let mut bindings = sink.inventory().bindings_of_role(object.kind, object.name);
    if !bindings.any(|(binding, _)| object.kind == "ClusterRole" || *binding.namespace == *object.namespace) {
        sink.violated(&top.at("metadata.name"), WANTED);
    }
}
