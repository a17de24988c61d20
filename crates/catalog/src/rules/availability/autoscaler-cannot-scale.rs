//! An autoscaler whose highest number of pods is its lowest.

use sekimori_model::{Control, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "availability/autoscaler-cannot-scale",
    title: Text {
        en: "Autoscaler without room to scale", ja: "スケールの余地がないオートスケーラー"
    },
    why: Text {
        en: "`maxReplicas` is not above `minReplicas`, so the number of pods never follows the load.",
        ja: "`maxReplicas` が `minReplicas` を上回っていないため、負荷に応じてポッド数が変わりません。",
    },
    fix: Text {
        en: "Raise `maxReplicas` above `minReplicas`, or remove the autoscaler and set `replicas`.",
        ja: "`maxReplicas` を `minReplicas` より大きくするか、オートスケーラーを削除して `replicas` を設定してください。",
    },
    severity: Severity::Low,
    role: Role::ApplicationOperator,
    controls: &[Control { framework: "nist-800-53-r5", id: "SI-13" }],
    covers: &[Control { framework: "polaris", id: "hpaMaxAvailability" }],
    references: &["https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/"],
    check: Check::Object(&[("autoscaling", "HorizontalPodAutoscaler"), ("keda.sh", "ScaledObject")], check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "a number above the minimum", ja: "最小値より大きい数" };

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    // The defaults of KEDA: from none to a hundred.
    let (least, most, default) = match object.kind {
        "ScaledObject" => (top.at("spec.minReplicaCount"), top.at("spec.maxReplicaCount"), 0),
        _ => (top.at("spec.minReplicas"), top.at("spec.maxReplicas"), 1),
    };
    let least = if least.is_present() { least.int() } else { Some(default) };
    if most.int().zip(least).is_some_and(|(most, least)| most <= least) {
        sink.violated(&most, WANTED);
    }
}
