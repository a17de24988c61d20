//! A workload whose number of pods two parties set.

use sekimori_model::{Control, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::{Check, Rule, Sink, Text, replicas};

pub(crate) const RULE: Rule = Rule {
    id: "availability/replicas-set-beside-autoscaler",
    title: Text {
        en: "Replicas set beside an autoscaler", ja: "オートスケーラーと競合するレプリカ数の指定"
    },
    why: Text {
        en: "Each time the manifest is applied it takes the number of pods back to its own, in the middle of \
             the load that the autoscaler had answered.",
        ja: "マニフェストを適用するたびに、オートスケーラーが負荷に応じて増やしたポッド数が、マニフェストの値に戻されます。",
    },
    fix: Text {
        en: "Remove `replicas` from the manifest. Take it out of the last applied configuration first, so \
             that removing it does not set it to 1 once.",
        ja: "マニフェストから `replicas` を削除してください。削除時に一度 1 に戻らないよう、先に最後に適用した構成から取り除いてください。",
    },
    severity: Severity::Low,
    role: Role::ApplicationOperator,
    controls: &[Control { framework: "nist-800-53-r5", id: "SI-13" }],
    covers: &[Control {
        framework: "kube-score",
        id: "deployment-targeted-by-hpa-does-not-have-replicas-configured",
    }],
    asks_inventory: true,
    references: &[
        "https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#migrating-deployments-and-statefulsets-to-horizontal-autoscaling",
    ],
    check: Check::Object(
        &[
            ("apps", "Deployment"),
            ("apps", "StatefulSet"),
            ("extensions", "Deployment"),
            ("argoproj.io", "Rollout"),
            ("apps.openshift.io", "DeploymentConfig"),
        ],
        check,
    ),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "no value", ja: "未設定" };

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    let field = top.at("spec.replicas");
    if field.is_present() && replicas::is_scaled(object, sink.inventory()) {
        sink.violated(&field, WANTED).remove_unsafely();
    }
}
