//! A kubelet that changes the settings of the kernel to its liking.

use sekimori_model::{Control, Persona, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::component::is_true;
use crate::kubelet::{KINDS, Setting, report_setting};
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "control-plane/kubelet-kernel-defaults-unprotected",
    title: Text {
        en: "Kernel settings changed by the kubelet", ja: "kubelet によるカーネル設定の変更"
    },
    why: Text {
        en: "Where the node's settings differ from what the kubelet expects, it overwrites them instead of \
             failing, and hides that the node was built otherwise.",
        ja: "ノードの設定が kubelet の想定と異なる場合に、エラーにせず上書きするため、ノードの構成の誤りに気付けません。",
    },
    fix: Text {
        en: "Set the values in the image of the node, and `protectKernelDefaults: true`.",
        ja: "ノードのイメージで値を設定し、`protectKernelDefaults: true` を設定してください。",
    },
    severity: Severity::Low,
    persona: Persona::Pedantic,
    role: Role::ClusterOperator,
    controls: &[Control { framework: "nist-800-190", id: "4.5.1" }],
    covers: &[
        Control { framework: "kubescape", id: "C-0177" },
        Control { framework: "checkov", id: "CKV_K8S_144" },
        Control { framework: "trivy", id: "AVD-KCV-0083" },
    ],
    references: &["https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/"],
    check: Check::Object(KINDS, check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "`true`", ja: "`true`" };

const SETTING: Setting =
    Setting { path: "protectKernelDefaults", flag: "protect-kernel-defaults", repaired: Some("true") };

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    report_setting((object, top), sink, &SETTING, WANTED, |value| !value.is_some_and(is_true));
}
