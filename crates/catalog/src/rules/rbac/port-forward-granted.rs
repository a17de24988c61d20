//! A role that opens tunnels to pods.

use sekimori_model::{Control, Persona, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::rbac::{Power, ROLES, report_granted};
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "rbac/port-forward-granted",
    title: Text { en: "Port forwarding allowed", ja: "ポート転送の許可" },
    why: Text {
        en: "A forwarded port goes through the API server and the kubelet into the pod, past Services, \
             ingress and often past network policies.",
        ja: "ポート転送は API サーバーと kubelet を経由してポッドに届くため、Service や Ingress を通らず、多くの場合はネットワーク ポリシーも適用されません。",
    },
    fix: Text {
        en: "Remove `pods/portforward`; give people who debug a role of their own in the namespace.",
        ja: "`pods/portforward` を削除してください。デバッグする担当者には、その名前空間専用のロールを付与してください。",
    },
    severity: Severity::Medium,
    persona: Persona::Pedantic,
    role: Role::ClusterOperator,
    controls: &[
        Control { framework: "nist-800-190", id: "4.3.1" },
        Control { framework: "owasp-kubernetes-top-10", id: "K03" },
    ],
    covers: &[Control { framework: "kubescape", id: "C-0063" }],
    references: &["https://kubernetes.io/docs/reference/access-authn-authz/rbac/"],
    check: Check::Object(ROLES, check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "no `pods/portforward`", ja: "`pods/portforward` なし" };

const POWERS: &[Power] =
    &[Power { group: "", resources: &["pods/portforward", "*/portforward"], verbs: &["create", "get"] }];

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    report_granted(object, top, sink, WANTED, POWERS);
}
