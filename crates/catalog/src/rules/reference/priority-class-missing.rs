//! A workload whose `PriorityClass` is nowhere in the scanned tree.

use sekimori_model::{Confidence, Control, Persona, Role, Severity};
use sekimori_parse::kubernetes::Pod;

use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "reference/priority-class-missing",
    title: Text { en: "PriorityClass not found", ja: "存在しない PriorityClass の参照" },
    why: Text {
        en: "Pods of a PriorityClass that the cluster does not have are refused.",
        ja: "クラスターにない PriorityClass を指定したポッドは拒否されます。",
    },
    fix: Text {
        en: "Correct the name, or make sure that every cluster has the PriorityClass.",
        ja: "名前を修正するか、すべてのクラスターに PriorityClass があることを確認してください。",
    },
    severity: Severity::Low,
    confidence: Confidence::Low,
    persona: Persona::Auditor,
    role: Role::ClusterOperator,
    controls: &[Control { framework: "owasp-kubernetes-top-10", id: "K01" }],
    asks_inventory: true,
    references: &["https://kubernetes.io/docs/concepts/scheduling-eviction/pod-priority-preemption/"],
    check: Check::Pod(check),
    ..Rule::BASE
};

const WANTED: Text =
    Text { en: "a PriorityClass of the cluster", ja: "クラスターにある PriorityClass の名前" };

fn check(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    let field = pod.spec.at("priorityClassName");
    let Some(name) = field.str().filter(|name| !name.is_empty() && !name.starts_with("system-")) else {
        return;
    };
    if sink.inventory().named("PriorityClass", "", name).next().is_none() {
        sink.violated(&field, WANTED);
    }
}
