//! A kubelet that does not renew its client certificate.

use sekimori_model::{Control, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::component::is_true;
use crate::kubelet::{KINDS, Setting, report_setting};
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "control-plane/kubelet-certificate-rotation-off",
    title: Text {
        en: "Renewal of the kubelet certificate switched off",
        ja: "kubelet の証明書の更新の無効化",
    },
    why: Text {
        en: "The node drops out of the cluster when the certificate runs out, so certificates are made to \
             live for years.",
        ja: "証明書の期限が切れるとノードがクラスターから切り離されるため、有効期間の長い証明書が使われがちです。",
    },
    fix: Text {
        en: "Set `rotateCertificates: true`.",
        ja: "`rotateCertificates: true` を設定してください。",
    },
    severity: Severity::Medium,
    role: Role::ClusterOperator,
    controls: &[
        Control { framework: "cis-kubernetes-1.12", id: "4.2.10" },
        Control { framework: "nist-800-190", id: "4.3.5" },
    ],
    covers: &[
        Control { framework: "kubescape", id: "C-0182" },
        Control { framework: "checkov", id: "CKV_K8S_149" },
        Control { framework: "trivy", id: "AVD-KCV-0090" },
    ],
    references: &["https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/"],
    check: Check::Object(KINDS, check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "`true`", ja: "`true`" };

const SETTING: Setting =
    Setting { path: "rotateCertificates", flag: "rotate-certificates", repaired: Some("true") };

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    report_setting((object, top), sink, &SETTING, WANTED, |value| value.is_some_and(|text| !is_true(text)));
}
