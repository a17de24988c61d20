//! A kubelet that allows everything.

use sekimori_model::{Control, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::kubelet::{KINDS, Setting, report_setting};
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "control-plane/kubelet-always-allow",
    title: Text { en: "Kubelet authorizes everything", ja: "すべてを許可する kubelet" },
    why: Text {
        en: "Every authenticated request may then run commands in all pods of the node.",
        ja: "認証された要求であれば、ノード上のすべてのポッドでコマンドを実行できます。",
    },
    fix: Text {
        en: "Set `authorization.mode: Webhook`.",
        ja: "`authorization.mode: Webhook` を設定してください。",
    },
    severity: Severity::High,
    role: Role::ClusterOperator,
    controls: &[
        Control { framework: "cis-kubernetes-1.12", id: "4.2.2" },
        Control { framework: "nist-800-190", id: "4.3.5" },
        Control { framework: "nsa-cisa-hardening", id: "NSA-AUTH" },
        Control { framework: "owasp-kubernetes-top-10", id: "K09" },
    ],
    covers: &[
        Control { framework: "kubescape", id: "C-0173" },
        Control { framework: "checkov", id: "CKV_K8S_139" },
        Control { framework: "trivy", id: "AVD-KCV-0080" },
    ],
    references: &["https://kubernetes.io/docs/reference/access-authn-authz/kubelet-authn-authz/"],
    check: Check::Object(KINDS, check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "`Webhook`", ja: "`Webhook`" };

const SETTING: Setting =
    Setting { path: "authorization.mode", flag: "authorization-mode", repaired: Some("Webhook") };

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    report_setting((object, top), sink, &SETTING, WANTED, |value| value == Some("AlwaysAllow"));
}
