//! A budget that lets broken pods hold up a drain.

use sekimori_model::{Control, Persona, Role, Severity, Version};
use sekimori_parse::kubernetes::{Field, Object};

use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "availability/unhealthy-pod-eviction-unset",
    title: Text {
        en: "Unhealthy pods may block a drain", ja: "異常なポッドによるドレインの妨げ"
    },
    why: Text {
        en: "By default a pod that is not ready is evicted only while enough others are: a workload that is \
             broken anyway keeps its nodes from being drained.",
        ja: "既定では、準備ができていないポッドは、他に十分な数のポッドが正常な場合にだけ退避されます。すでに壊れているワークロードが、ノードのドレインを妨げることになります。",
    },
    fix: Text {
        en: "Set `unhealthyPodEvictionPolicy: AlwaysAllow`, or say `IfHealthyBudget` where pods that start \
             must not be disturbed.",
        ja: "`unhealthyPodEvictionPolicy: AlwaysAllow` を設定してください。起動中のポッドを妨げてはならない場合は、`IfHealthyBudget` を明示してください。",
    },
    severity: Severity::Low,
    persona: Persona::Pedantic,
    role: Role::ApplicationOperator,
    controls: &[
        Control { framework: "azure-policy-kubernetes", id: "MutateUnhealthyPodEvictionPolicy" },
        Control { framework: "nist-800-53-r5", id: "SI-2" },
    ],
    covers: &[Control { framework: "kube-linter", id: "pdb-unhealthy-pod-eviction-policy" }],
    references: &[
        "https://kubernetes.io/docs/tasks/run-application/configure-pdb/#unhealthy-pod-eviction-policy",
    ],
    check: Check::Object(&[("policy", "PodDisruptionBudget")], check),
    ..Rule::BASE
};

const WANTED: Text =
    Text { en: "`AlwaysAllow` or `IfHealthyBudget`", ja: "`AlwaysAllow` または `IfHealthyBudget`" };

fn check<'a>(_: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    // On by default from 1.27.
    let field = top.at("spec.unhealthyPodEvictionPolicy");
    if sink.version() >= Version::v1(27) && !field.is_present() {
        sink.violated(&field, WANTED).set_unsafely("AlwaysAllow");
    }
}
