//! A workload whose ServiceAccount is nowhere in the scanned tree.

use sekimori_model::{Confidence, Control, Severity};
use sekimori_parse::kubernetes::Pod;

use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "reference/service-account-missing",
    title: Text { en: "ServiceAccount not found", ja: "存在しない ServiceAccount の参照" },
    why: Text {
        en: "The API server refuses pods of a ServiceAccount that does not exist, so the workload never starts.",
        ja: "存在しない ServiceAccount を指定したポッドは API サーバーに拒否されるため、ワークロードは起動しません。",
    },
    fix: Text {
        en: "Correct the name or the namespace, or add the ServiceAccount to the manifests that are scanned together.",
        ja: "名前または名前空間を修正するか、一緒にスキャンするマニフェストに ServiceAccount を追加してください。",
    },
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    controls: &[Control { framework: "nist-800-190", id: "4.3.2" }],
    covers: &[
        Control { framework: "kube-linter", id: "non-existent-service-account" },
        Control { framework: "kubescape", id: "C-0307" },
    ],
    references: &["https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/"],
    asks_inventory: true,
    check: Check::Pod(check),
    ..Rule::BASE
};

const WANTED: Text =
    Text { en: "a ServiceAccount of the namespace", ja: "名前空間内の ServiceAccount の名前" };

fn check(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    // A tree without a single account has them elsewhere.
    if sink.inventory().all_of_kind("ServiceAccount").next().is_none() {
        return;
    }
    for field in [pod.spec.at("serviceAccountName"), pod.spec.at("serviceAccount")] {
        let Some(name) = field.str().filter(|name| !matches!(*name, "" | "default")) else { continue };
        if sink.inventory().named("ServiceAccount", pod.owner.namespace, name).next().is_none() {
            sink.violated(&field, WANTED);
            return;
        }
    }
}
