//! A workload whose Secret is nowhere in the scanned tree.

use sekimori_model::inventory::UseKind;
use sekimori_model::{Confidence, Control, Persona, Severity};
use sekimori_parse::kubernetes::Pod;

use crate::neighbours::report_missing;
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "reference/secret-missing",
    title: Text { en: "Secret not found", ja: "存在しない Secret の参照" },
    why: Text {
        en: "Containers that need a Secret which does not exist are not started. Where it is made by hand, \
             nobody can tell from the manifests who keeps it.",
        ja: "必要な Secret が存在しない場合、コンテナーは起動しません。手動で作成している場合、誰が管理しているのかをマニフェストから確認できません。",
    },
    fix: Text {
        en: "Correct the name or the namespace, or add what makes the Secret (such as an ExternalSecret or a \
             SealedSecret) to the manifests that are scanned together.",
        ja: "名前または名前空間を修正するか、シークレットの作成元 (ExternalSecret や SealedSecret など) を一緒にスキャンするマニフェストに追加してください。",
    },
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    persona: Persona::Pedantic,
    controls: &[Control { framework: "owasp-kubernetes-top-10", id: "K08" }],
    covers: &[Control { framework: "kube-linter", id: "env-value-from" }],
    asks_inventory: true,
    references: &["https://kubernetes.io/docs/concepts/configuration/secret/#optional-secrets"],
    check: Check::Pod(check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "a Secret of the namespace", ja: "名前空間内の Secret の名前" };

fn check(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    report_missing(pod, sink, UseKind::Secret, WANTED);
}
