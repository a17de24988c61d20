//! A kubelet that keeps idle sessions for ever.

use sekimori_model::{Control, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::duration::seconds;
use crate::kubelet::{KINDS, Setting, report_setting};
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "control-plane/kubelet-idle-connections-kept",
    title: Text { en: "Idle sessions never closed", ja: "無操作のセッションの維持" },
    why: Text {
        en: "Forgotten `exec` and port-forward sessions stay open and hold connections; whoever sits down at \
             the terminal goes on with them.",
        ja: "放置された `exec` やポート転送のセッションが開いたままになり、端末を使える人がそのまま操作を続けられます。",
    },
    fix: Text {
        en: "Remove the setting; the default is 4 hours.",
        ja: "設定を削除してください。既定値は 4 時間です。",
    },
    severity: Severity::Low,
    role: Role::ClusterOperator,
    controls: &[
        Control { framework: "cis-kubernetes-1.12", id: "4.2.5" },
        Control { framework: "nist-800-190", id: "4.3.5" },
    ],
    covers: &[
        Control { framework: "kubescape", id: "C-0176" },
        Control { framework: "checkov", id: "CKV_K8S_143" },
        Control { framework: "trivy", id: "AVD-KCV-0085" },
    ],
    references: &["https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/"],
    check: Check::Object(KINDS, check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "a time above 0", ja: "0 より長い時間" };

const SETTING: Setting = Setting {
    path: "streamingConnectionIdleTimeout",
    flag: "streaming-connection-idle-timeout",
    repaired: None,
};

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    report_setting((object, top), sink, &SETTING, WANTED, |value| value.and_then(seconds) == Some(0));
}
