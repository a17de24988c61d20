//! A role that changes admission webhooks or admission policies.

use sekimori_model::{Control, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::rbac::{Power, ROLES, report_granted};
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "rbac/webhook-configuration-writable",
    title: Text {
        en: "Admission control can be changed", ja: "アドミッション制御の変更の許可"
    },
    why: Text {
        en: "A webhook sees every object that is written, Secrets too, and a mutating webhook or policy changes them. \
             Whoever may register one, or empty the policy that keeps others out, is as good as an administrator.",
        ja: "Webhook には Secret を含むすべての書き込みが送られ、変更用の Webhook やポリシーではその内容を書き換えられます。これらを登録したり、制限のためのポリシーを無効にしたりできる人は、管理者と同じです。",
    },
    fix: Text {
        en: "Name the configurations that the controller keeps in `resourceNames`, and let the deployment \
             create them.",
        ja: "コントローラーが管理する構成を `resourceNames` で指定し、作成はデプロイ時に行ってください。",
    },
    severity: Severity::High,
    role: Role::ClusterOperator,
    controls: &[
        Control { framework: "cis-kubernetes-1.12", id: "5.1.12" },
        Control { framework: "nist-800-190", id: "4.3.1" },
        Control { framework: "owasp-kubernetes-top-10", id: "K03" },
    ],
    covers: &[
        Control { framework: "kubescape", id: "C-0281" },
        Control { framework: "checkov", id: "CKV_K8S_155" },
        Control { framework: "trivy", id: "AVD-KSV-0114" },
    ],
    references: &[
        "https://kubernetes.io/docs/concepts/security/rbac-good-practices/#control-admission-webhooks",
        "https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/",
        "https://kubernetes.io/docs/reference/access-authn-authz/mutating-admission-policy/",
    ],
    check: Check::Object(ROLES, check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "the names of the configurations", ja: "構成の名前の指定" };

const POWERS: &[Power] = &[Power {
    group: "admissionregistration.k8s.io",
    resources: &[
        "validatingwebhookconfigurations",
        "mutatingwebhookconfigurations",
        "validatingadmissionpolicies",
        "validatingadmissionpolicybindings",
        "mutatingadmissionpolicies",
        "mutatingadmissionpolicybindings",
    ],
    verbs: &["create", "update", "patch"],
}];

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    report_granted(object, top, sink, WANTED, POWERS);
}
