//! A kubelet that cannot renew its serving certificate.

use sekimori_model::{Control, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::component::is_true;
use crate::kubelet::{KINDS, Setting, report_setting};
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "control-plane/kubelet-server-rotation-gate-off",
    title: Text {
        en: "Renewal of the kubelet serving certificate switched off in its configuration",
        ja: "構成ファイルによる kubelet のサーバー証明書の更新の無効化",
    },
    why: Text {
        en: "Serving certificates that run out are then replaced by hand, or connections go on without \
             checking them.",
        ja: "期限切れのサーバー証明書を手作業で交換するか、検証せずに接続を続けることになります。",
    },
    fix: Text {
        en: "Remove the feature gate, or set it to `true`.",
        ja: "フィーチャー ゲートの指定を削除するか、`true` を設定してください。",
    },
    severity: Severity::Medium,
    role: Role::ClusterOperator,
    controls: &[
        Control { framework: "cis-kubernetes-1.12", id: "4.2.11" },
        Control { framework: "nist-800-190", id: "4.3.5" },
    ],
    covers: &[
        Control { framework: "kubescape", id: "C-0183" },
        Control { framework: "trivy", id: "AVD-KCV-0091" },
    ],
    references: &["https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/"],
    check: Check::Object(KINDS, check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "`true`", ja: "`true`" };

const SETTING: Setting = Setting {
    path: "featureGates.RotateKubeletServerCertificate",
    flag: "rotate-server-certificates",
    repaired: Some("true"),
};

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    report_setting((object, top), sink, &SETTING, WANTED, |value| value.is_some_and(|text| !is_true(text)));
}
