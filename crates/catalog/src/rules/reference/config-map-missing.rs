//! A workload whose ConfigMap is nowhere in the scanned tree.

use sekimori_model::inventory::UseKind;
use sekimori_model::{Confidence, Control, Persona, Severity};
use sekimori_parse::kubernetes::Pod;

use crate::neighbours::report_missing;
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "reference/config-map-missing",
    title: Text { en: "ConfigMap not found", ja: "存在しない ConfigMap の参照" },
    why: Text {
        en: "Containers that need a ConfigMap which does not exist are not started.",
        ja: "必要な ConfigMap が存在しない場合、コンテナーは起動しません。",
    },
    fix: Text {
        en: "Correct the name or the namespace, or add the ConfigMap to the manifests that are scanned \
             together.",
        ja: "名前または名前空間を修正するか、一緒にスキャンするマニフェストに ConfigMap を追加してください。",
    },
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    persona: Persona::Pedantic,
    controls: &[Control { framework: "owasp-kubernetes-top-10", id: "K01" }],
    covers: &[Control { framework: "kube-linter", id: "env-value-from" }],
    asks_inventory: true,
    references: &["https://kubernetes.io/docs/concepts/configuration/configmap/"],
    check: Check::Pod(check),
    ..Rule::BASE
};

const WANTED: Text =
    Text { en: "a ConfigMap of the namespace", ja: "名前空間内の ConfigMap の名前" };

fn check(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    report_missing(pod, sink, UseKind::ConfigMap, WANTED);
}
