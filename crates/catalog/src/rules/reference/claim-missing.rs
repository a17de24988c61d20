//! A workload whose `PersistentVolumeClaim` is nowhere in the scanned tree.

use sekimori_model::inventory::UseKind;
use sekimori_model::{Confidence, Control, Persona, Severity};
use sekimori_parse::kubernetes::Pod;

use crate::neighbours::report_missing;
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "reference/claim-missing",
    title: Text {
        en: "PersistentVolumeClaim not found", ja: "存在しない PersistentVolumeClaim の参照"
    },
    why: Text {
        en: "A pod whose claim does not exist is never scheduled.",
        ja: "要求先の PersistentVolumeClaim が存在しないポッドは、スケジュールされません。",
    },
    fix: Text {
        en: "Correct the name or the namespace, or add the PersistentVolumeClaim to the manifests that are \
             scanned together.",
        ja: "名前または名前空間を修正するか、一緒にスキャンするマニフェストに PersistentVolumeClaim を追加してください。",
    },
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    persona: Persona::Pedantic,
    controls: &[Control { framework: "owasp-kubernetes-top-10", id: "K01" }],
    asks_inventory: true,
    references: &["https://kubernetes.io/docs/concepts/storage/persistent-volumes/#claims-as-volumes"],
    check: Check::Pod(check),
    ..Rule::BASE
};

const WANTED: Text = Text {
    en: "a PersistentVolumeClaim of the namespace",
    ja: "名前空間内の PersistentVolumeClaim の名前",
};

fn check(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    report_missing(pod, sink, UseKind::Claim, WANTED);
}
