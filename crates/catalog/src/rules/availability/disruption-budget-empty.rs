//! A budget that does not say how many pods may go.

use sekimori_model::{Control, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "availability/disruption-budget-empty",
    title: Text {
        en: "Disruption budget without a number", ja: "数の指定がない中断バジェット"
    },
    why: Text {
        en: "Without `minAvailable` or `maxUnavailable` the controller expects no pods at all, and then it \
             allows no eviction: drains of the nodes hang.",
        ja: "`minAvailable` も `maxUnavailable` もないと、コントローラーは対象のポッドを 0 個とみなし、退避を一切許可しません。そのため、ノードのドレインが止まります。",
    },
    fix: Text {
        en: "Set `maxUnavailable: 1`, or `minAvailable` below the number of replicas.",
        ja: "`maxUnavailable: 1` を設定するか、`minAvailable` をレプリカ数より小さい値に設定してください。",
    },
    severity: Severity::Medium,
    role: Role::ApplicationOperator,
    controls: &[
        Control { framework: "azure-policy-kubernetes", id: "DisallowedBadPodDisruptionBudgets" },
        Control { framework: "azure-policy-kubernetes", id: "MutateMaxUnavailablePods" },
        Control { framework: "nist-800-53-r5", id: "SI-2" },
    ],
    covers: &[Control { framework: "kube-score", id: "poddisruptionbudget-has-policy" }],
    references: &["https://kubernetes.io/docs/tasks/run-application/configure-pdb/"],
    check: Check::Object(&[("policy", "PodDisruptionBudget")], check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "a number or a percentage", ja: "数またはパーセンテージ" };

fn check<'a>(_: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    let field = top.at("spec.maxUnavailable");
    if !field.is_present() && !top.at("spec.minAvailable").is_present() {
        sink.violated(&field, WANTED).set_unsafely(1);
    }
}
