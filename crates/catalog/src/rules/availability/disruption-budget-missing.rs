//! A workload of several pods that no budget keeps from being evicted at once.

use sekimori_model::inventory::Facts;
use sekimori_model::{Confidence, Control, Persona, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object, labels};

use crate::{Check, Rule, Sink, Text, replicas};

pub(crate) const RULE: Rule = Rule {
    id: "availability/disruption-budget-missing",
    title: Text { en: "No disruption budget", ja: "中断バジェットがないワークロード" },
    why: Text {
        en: "A drain or an upgrade may evict all pods of the workload at the same time, however many there \
             are.",
        ja: "レプリカがいくつあっても、ドレインやアップグレードの際に、ワークロードのすべてのポッドが同時に退避されることがあります。",
    },
    fix: Text {
        en: "Add a PodDisruptionBudget with `maxUnavailable: 1` that selects the pods.",
        ja: "これらのポッドを選択する、`maxUnavailable: 1` の PodDisruptionBudget を追加してください。",
    },
    severity: Severity::Low,
    confidence: Confidence::Medium,
    persona: Persona::Pedantic,
    role: Role::ApplicationOperator,
    controls: &[Control { framework: "nist-800-53-r5", id: "SI-13" }],
    covers: &[
        Control { framework: "kube-score", id: "deployment-has-poddisruptionbudget" },
        Control { framework: "kube-score", id: "statefulset-has-poddisruptionbudget" },
        Control { framework: "polaris", id: "missingPodDisruptionBudget" },
    ],
    asks_inventory: true,
    references: &[
        "https://kubernetes.io/docs/tasks/run-application/configure-pdb/",
        "https://kubernetes.io/docs/concepts/workloads/pods/disruptions/",
    ],
    check: Check::Object(
        &[
            ("apps", "Deployment"),
            ("apps", "StatefulSet"),
            ("extensions", "Deployment"),
            ("argoproj.io", "Rollout"),
            ("apps.kruise.io", "CloneSet"),
        ],
        check,
    ),
    ..Rule::BASE
};

const WANTED: Text = Text {
    en: "labels that a PodDisruptionBudget selects",
    ja: "PodDisruptionBudget が選択するラベル",
};

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    let inventory = sink.inventory();
    if replicas::least(object, top, inventory) < 2 {
        return;
    }
    let field = top.at("spec.template.metadata.labels");
    let pods = labels(&field);
    let mut selecting = inventory.selecting(object.namespace, &pods);
    if !selecting.any(|item| matches!(item.facts, Facts::DisruptionBudget(_))) {
        sink.violated(&field, WANTED);
    }
}
