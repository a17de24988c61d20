//! A budget that never lets a pod be evicted.

use sekimori_model::inventory::Amount;
use sekimori_model::{Confidence, Control, Edit, Role, Safety, Severity};
use sekimori_parse::kubernetes::{Field, Object, amount, label_selector};

use crate::{Check, Rule, Sink, Text, replicas};

pub(crate) const RULE: Rule = Rule {
    id: "availability/disruption-budget-blocks-drain",
    title: Text {
        en: "Disruption budget that blocks drains", ja: "ドレインを妨げる中断バジェット"
    },
    why: Text {
        en: "No pod that the budget guards can ever be evicted, so a drain of its node waits for ever: \
             upgrades and repairs of nodes stop, or delete the pods after all.",
        ja: "このバジェットの対象ポッドは退避できないため、ノードのドレインが終わりません。ノードのアップグレードや修復が止まるか、結局は強制的に削除されます。",
    },
    fix: Text {
        en: "Let at least one pod go: set `maxUnavailable: 1`, and run more replicas than `minAvailable` asks \
             for.",
        ja: "少なくとも 1 つのポッドを退避できるようにしてください。`maxUnavailable: 1` を設定し、`minAvailable` より多いレプリカを実行してください。",
    },
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    role: Role::ApplicationOperator,
    controls: &[
        Control { framework: "azure-policy-kubernetes", id: "DisallowedBadPodDisruptionBudgets" },
        Control { framework: "azure-policy-kubernetes", id: "MutateMaxUnavailablePods" },
        Control { framework: "nist-800-53-r5", id: "SI-2" },
    ],
    covers: &[
        Control { framework: "polaris", id: "pdbDisruptionsIsZero" },
        Control { framework: "polaris", id: "pdbMinAvailableGreaterThanHPAMinReplicas" },
        Control { framework: "kube-linter", id: "pdb-max-unavailable" },
        Control { framework: "kube-linter", id: "pdb-min-available" },
    ],
    asks_inventory: true,
    references: &[
        "https://kubernetes.io/docs/tasks/run-application/configure-pdb/",
        "https://kubernetes.io/docs/concepts/workloads/pods/disruptions/",
    ],
    check: Check::Object(&[("policy", "PodDisruptionBudget")], check),
    ..Rule::BASE
};

const WANTED_MAX: Text = Text { en: "`1` or more", ja: "`1` 以上" };
const WANTED_MIN: Text =
    Text { en: "fewer pods than there are at least", ja: "最小のポッド数より少ない値" };

/// A budget of more workloads than this is not counted. 1,000: the sum is the same for all that matters.
const MAX_WORKLOADS: usize = 1_000;

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    let spec = top.at("spec");
    let (most, least) = (spec.at("maxUnavailable"), spec.at("minAvailable"));
    if matches!(amount(&most), Some(Amount::Count(0) | Amount::Percent(0))) {
        sink.violated(&most, WANTED_MAX).set_unsafely(1);
    }
    let selector = label_selector(&spec.at("selector"));
    let inventory = sink.inventory();
    let selected = inventory.selected(object.namespace, &selector).take(MAX_WORKLOADS);
    let pods = replicas::least_of(inventory, selected).filter(|pods| *pods > 0);
    // Percentages are rounded up to whole pods.
    let blocks = match amount(&least) {
        Some(Amount::Percent(percent)) if percent >= 100 => true,
        Some(Amount::Percent(percent)) => pods.is_some_and(|pods| {
            pods.saturating_mul(percent)
                .saturating_add(99)
                .checked_div(100)
                .is_some_and(|needed| needed >= pods)
        }),
        Some(Amount::Count(count)) => pods.is_some_and(|pods| count >= pods),
        None => false,
    };
    if blocks {
        let edits =
            vec![Edit::Remove { path: least.pointer() }, Edit::Set { path: most.pointer(), value: 1.into() }];
        sink.violated(&least, WANTED_MIN).patch(Safety::Unsafe, edits);
    }
}
