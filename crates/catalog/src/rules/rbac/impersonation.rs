//! A role that acts as others.

use sekimori_model::{Control, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::rbac::{ROLES, report_verbs};
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "rbac/impersonation",
    title: Text { en: "Impersonation allowed", ja: "偽装の許可" },
    why: Text {
        en: "Whoever may impersonate acts as any user, group or service account, administrators among them.",
        ja: "偽装を許可すると、管理者を含む任意のユーザー、グループ、サービス アカウントとして操作できます。",
    },
    fix: Text {
        en: "Remove `impersonate`, or name the users that may be impersonated in `resourceNames`.",
        ja: "`impersonate` を削除するか、偽装を許可するユーザーを `resourceNames` で指定してください。",
    },
    severity: Severity::High,
    role: Role::ClusterOperator,
    controls: &[
        Control { framework: "cis-kubernetes-1.12", id: "5.1.8" },
        Control { framework: "nist-800-190", id: "4.3.1" },
        Control { framework: "nsa-cisa-hardening", id: "NSA-AUTH" },
        Control { framework: "owasp-kubernetes-top-10", id: "K03" },
    ],
    covers: &[
        Control { framework: "kubescape", id: "C-0065" },
        Control { framework: "kubescape", id: "C-0191" },
        Control { framework: "checkov", id: "CKV2_K8S_3" },
        Control { framework: "trivy", id: "AVD-KSV-0043" },
    ],
    references: &[
        "https://kubernetes.io/docs/concepts/security/rbac-good-practices/#impersonate-verb",
        "https://kubernetes.io/docs/reference/access-authn-authz/user-impersonation/",
    ],
    check: Check::Object(ROLES, check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "no `impersonate`", ja: "`impersonate` なし" };
const NAMED: Text = Text {
    en: "the names of those that may be impersonated",
    ja: "偽装を許可する対象の名前の指定",
};

/// Whom a role may act as, for some actions only. `impersonate:associated-node` is not among them: the API server holds
/// it to the node that the impersonator runs on. What may be done that way (`impersonate-on:…`) gives nothing alone.
///
/// # Source
/// Kubernetes, "User Impersonation", "Constrained Impersonation" (`ConstrainedImpersonation`, alpha in 1.35, beta in
/// 1.36).
const CONSTRAINED: [&str; 3] =
    ["impersonate:user-info", "impersonate:serviceaccount", "impersonate:arbitrary-node"];

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    report_verbs(object, top, sink, WANTED, (&["", "authentication.k8s.io"], &[], &["impersonate"]));
    report_verbs(object, top, sink, NAMED, (&["authentication.k8s.io"], &[], &CONSTRAINED));
}
