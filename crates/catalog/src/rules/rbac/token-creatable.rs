//! A role that makes tokens of service accounts.

use sekimori_model::{Control, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::rbac::{Power, ROLES, report_granted};
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "rbac/token-creatable",
    title: Text {
        en: "Service account tokens can be created",
        ja: "サービス アカウントのトークンの発行の許可",
    },
    why: Text {
        en: "Whoever makes a token for a service account acts as it: in effect the role has the rights of \
             every account that it reaches.",
        ja: "サービス アカウントのトークンを発行できると、そのアカウントとして操作できます。対象となるすべてのアカウントの権限を持つのと同じです。",
    },
    fix: Text {
        en: "Name the service accounts in `resourceNames`, in a Role of their namespace.",
        ja: "対象のサービス アカウントの名前空間に Role を作成し、`resourceNames` で名前を指定してください。",
    },
    severity: Severity::High,
    role: Role::ClusterOperator,
    controls: &[
        Control { framework: "cis-kubernetes-1.12", id: "5.1.13" },
        Control { framework: "nist-800-190", id: "4.3.1" },
        Control { framework: "owasp-kubernetes-top-10", id: "K03" },
    ],
    covers: &[Control { framework: "kubescape", id: "C-0282" }],
    references: &["https://kubernetes.io/docs/concepts/security/rbac-good-practices/#token-request"],
    check: Check::Object(ROLES, check),
    ..Rule::BASE
};

const WANTED: Text =
    Text { en: "the names of the service accounts", ja: "サービス アカウントの名前の指定" };

const POWERS: &[Power] =
    &[Power { group: "", resources: &["serviceaccounts/token", "*/token"], verbs: &["create"] }];

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    report_granted(object, top, sink, WANTED, POWERS);
}
