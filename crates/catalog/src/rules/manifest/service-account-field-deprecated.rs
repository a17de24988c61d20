//! A pod that names its ServiceAccount by the old field.

use sekimori_model::{Control, Edit, Safety, Severity};
use sekimori_parse::kubernetes::Pod;

use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "manifest/service-account-field-deprecated",
    title: Text {
        en: "Deprecated field `serviceAccount`", ja: "非推奨のフィールド `serviceAccount`"
    },
    why: Text {
        en: "`serviceAccount` is the old name of `serviceAccountName`. Policies, and people, that look at the new \
             field alone do not see which rights the pod has.",
        ja: "`serviceAccount` は `serviceAccountName` の古い名前です。新しいフィールドだけを確認するポリシーや担当者は、ポッドの権限を見落とします。",
    },
    fix: Text {
        en: "Write `serviceAccountName` instead.",
        ja: "代わりに `serviceAccountName` を使用してください。",
    },
    severity: Severity::Low,
    controls: &[Control { framework: "nist-800-190", id: "4.3.2" }],
    covers: &[
        Control { framework: "kube-linter", id: "deprecated-service-account-field" },
        Control { framework: "kubescape", id: "C-0294" },
    ],
    references: &[
        "https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#security-context",
    ],
    check: Check::Pod(check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "`serviceAccountName`", ja: "`serviceAccountName`" };

fn check(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    let (old, new) = (pod.spec.at("serviceAccount"), pod.spec.at("serviceAccountName"));
    let Some(name) = old.text().filter(|name| !name.is_empty()) else { return };
    // The API server itself fills in both with the same name.
    if new.text() == Some(name) {
        return;
    }
    let mut edits = vec![Edit::Remove { path: old.pointer() }];
    if new.text().is_none_or(str::is_empty) {
        edits.insert(0, Edit::Set { path: new.pointer(), value: name.into() });
    }
    // Where both stand, the new one counts.
    sink.violated(&old, WANTED).patch(Safety::Safe, edits);
}
