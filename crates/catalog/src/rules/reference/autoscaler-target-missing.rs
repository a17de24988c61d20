//! An autoscaler of a workload that is nowhere in the scanned tree.

use sekimori_model::{Confidence, Control, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::neighbours::lacks;
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "reference/autoscaler-target-missing",
    title: Text {
        en: "Target of an autoscaler not found", ja: "存在しない対象を参照するオートスケーラー"
    },
    why: Text {
        en: "An autoscaler without its target does nothing: the workload keeps the replicas that it has, also \
             under load.",
        ja: "対象が存在しないオートスケーラーは機能しません。負荷が高くなっても、ワークロードのレプリカ数は変わりません。",
    },
    fix: Text {
        en: "Correct the name or the namespace, or add the workload to the manifests that are scanned \
             together.",
        ja: "名前または名前空間を修正するか、一緒にスキャンするマニフェストにワークロードを追加してください。",
    },
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    role: Role::ApplicationOperator,
    controls: &[Control { framework: "owasp-kubernetes-top-10", id: "K01" }],
    covers: &[
        Control { framework: "kube-linter", id: "dangling-horizontalpodautoscaler" },
        Control { framework: "kube-score", id: "horizontalpodautoscaler-has-target" },
        Control { framework: "kubescape", id: "C-0300" },
    ],
    asks_inventory: true,
    references: &[
        "https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/",
        "https://keda.sh/docs/latest/reference/scaledobject-spec/",
    ],
    check: Check::Object(
        &[
            ("autoscaling", "HorizontalPodAutoscaler"),
            ("autoscaling.k8s.io", "VerticalPodAutoscaler"),
            ("keda.sh", "ScaledObject"),
        ],
        check,
    ),
    ..Rule::BASE
};

const WANTED: Text = Text {
    en: "a workload of that kind in the namespace",
    ja: "名前空間内にあるその種類のワークロードの名前",
};

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    let (target, default) = match object.kind {
        "VerticalPodAutoscaler" => (top.at("spec.targetRef"), ""),
        "ScaledObject" => (top.at("spec.scaleTargetRef"), "Deployment"),
        _ => (top.at("spec.scaleTargetRef"), ""),
    };
    let field = target.at("name");
    let kind = target.at("kind").text().unwrap_or(default);
    let Some(name) = field.str().filter(|_| is_built_in(&target, kind)) else { return };
    let inventory = sink.inventory();
    if lacks(inventory, object.namespace, name)
        && inventory.named(kind, object.namespace, name).next().is_none()
    {
        sink.violated(&field, WANTED);
    }
}

/// Tells whether the target is of a kind that Kubernetes brings. What else is scaled comes with an operator, and may be made
/// by one.
fn is_built_in(target: &Field<'_>, kind: &str) -> bool {
    let version = target.at("apiVersion").text().unwrap_or_default();
    let group = version.split_once('/').map_or("", |(group, _)| group);
    let kinds =
        ["CronJob", "DaemonSet", "Deployment", "Job", "ReplicaSet", "ReplicationController", "StatefulSet"];
    matches!(group, "" | "apps" | "batch" | "extensions") && kinds.contains(&kind)
}
