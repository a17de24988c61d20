//! A kubelet that takes requests from anybody.

use sekimori_model::{Control, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::component::is_true;
use crate::kubelet::{KINDS, Setting, report_setting};
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "control-plane/kubelet-anonymous",
    title: Text { en: "Anonymous requests to the kubelet", ja: "kubelet への匿名の要求" },
    why: Text {
        en: "Whoever reaches the kubelet lists the pods of the node and, where authorization allows all, \
             runs commands in them.",
        ja: "kubelet に到達できれば、ノード上のポッドを一覧表示でき、認可がすべてを許可している場合はコマンドも実行できます。",
    },
    fix: Text {
        en: "Set `authentication.anonymous.enabled: false`.",
        ja: "`authentication.anonymous.enabled: false` を設定してください。",
    },
    severity: Severity::Critical,
    role: Role::ClusterOperator,
    controls: &[
        Control { framework: "cis-kubernetes-1.12", id: "4.2.1" },
        Control { framework: "nist-800-190", id: "4.3.5" },
        Control { framework: "nsa-cisa-hardening", id: "NSA-AUTH" },
        Control { framework: "owasp-kubernetes-top-10", id: "K09" },
    ],
    covers: &[
        Control { framework: "kubescape", id: "C-0172" },
        Control { framework: "kubescape", id: "C-0069" },
        Control { framework: "checkov", id: "CKV_K8S_138" },
        Control { framework: "trivy", id: "AVD-KCV-0079" },
    ],
    references: &["https://kubernetes.io/docs/reference/access-authn-authz/kubelet-authn-authz/"],
    check: Check::Object(KINDS, check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "`false`", ja: "`false`" };

const SETTING: Setting =
    Setting { path: "authentication.anonymous.enabled", flag: "anonymous-auth", repaired: Some("false") };

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    report_setting((object, top), sink, &SETTING, WANTED, |value| value.is_some_and(is_true));
}
