//! A workload whose `RuntimeClass` is nowhere in the scanned tree.

use sekimori_model::{Confidence, Control, Persona, Role, Severity};
use sekimori_parse::kubernetes::Pod;

use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "reference/runtime-class-missing",
    title: Text { en: "RuntimeClass not found", ja: "存在しない RuntimeClass の参照" },
    why: Text {
        en: "Pods of a RuntimeClass that the cluster does not have are refused.",
        ja: "クラスターにない RuntimeClass を指定したポッドは拒否されます。",
    },
    fix: Text {
        en: "Correct the name, or make sure that every cluster has the RuntimeClass.",
        ja: "名前を修正するか、すべてのクラスターに RuntimeClass があることを確認してください。",
    },
    severity: Severity::Low,
    confidence: Confidence::Low,
    persona: Persona::Auditor,
    role: Role::ClusterOperator,
    controls: &[Control { framework: "owasp-kubernetes-top-10", id: "K01" }],
    asks_inventory: true,
    references: &["https://kubernetes.io/docs/concepts/containers/runtime-class/"],
    check: Check::Pod(check),
    ..Rule::BASE
};

const WANTED: Text =
    Text { en: "a RuntimeClass of the cluster", ja: "クラスターにある RuntimeClass の名前" };

fn check(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    let field = pod.spec.at("runtimeClassName");
    let Some(name) = field.str().filter(|name| !name.is_empty()) else { return };
    if sink.inventory().named("RuntimeClass", "", name).next().is_none() {
        sink.violated(&field, WANTED);
    }
}
