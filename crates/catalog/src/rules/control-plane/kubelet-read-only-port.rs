//! A kubelet that tells anybody what runs on its node.

use sekimori_model::{Control, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::kubelet::{KINDS, Setting, report_setting};
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "control-plane/kubelet-read-only-port",
    title: Text {
        en: "Read-only port of the kubelet open", ja: "kubelet の読み取り専用ポートの公開"
    },
    why: Text {
        en: "The port shows pods, their environment and metrics without any login.",
        ja: "このポートでは、認証なしでポッド、環境変数、メトリックを参照できます。",
    },
    fix: Text { en: "Set `readOnlyPort: 0`.", ja: "`readOnlyPort: 0` を設定してください。" },
    severity: Severity::High,
    role: Role::ClusterOperator,
    controls: &[
        Control { framework: "cis-kubernetes-1.12", id: "4.2.4" },
        Control { framework: "nist-800-190", id: "4.3.5" },
        Control { framework: "nsa-cisa-hardening", id: "NSA-AUTH" },
        Control { framework: "owasp-kubernetes-top-10", id: "K09" },
    ],
    covers: &[
        Control { framework: "kubescape", id: "C-0175" },
        Control { framework: "checkov", id: "CKV_K8S_141" },
        Control { framework: "trivy", id: "AVD-KCV-0082" },
    ],
    references: &["https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/"],
    check: Check::Object(KINDS, check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "`0`", ja: "`0`" };

const SETTING: Setting = Setting { path: "readOnlyPort", flag: "read-only-port", repaired: Some("0") };

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    report_setting((object, top), sink, &SETTING, WANTED, |value| value.is_some_and(|port| port != "0"));
}
