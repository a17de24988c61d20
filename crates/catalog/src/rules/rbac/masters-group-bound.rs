//! A binding to the group that no authorizer can limit.

use sekimori_model::{Control, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::rbac::{BINDINGS, is_system, report_subjects};
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "rbac/masters-group-bound",
    title: Text { en: "Bound to system:masters", ja: "system:masters へのバインド" },
    why: Text {
        en: "Members of `system:masters` pass every authorizer, and the membership stands in a client \
             certificate that cannot be revoked. A binding for the group shows that people are put into it.",
        ja: "`system:masters` のメンバーはすべての認可を通過します。メンバーであることは失効できないクライアント証明書に記録されます。このグループへのバインドは、利用者がこのグループに入れられていることを示します。",
    },
    fix: Text {
        en: "Bind a group of the identity provider, and issue no certificates with that group.",
        ja: "ID プロバイダーのグループにバインドし、このグループを含む証明書を発行しないでください。",
    },
    severity: Severity::High,
    role: Role::ClusterOperator,
    controls: &[
        Control { framework: "cis-kubernetes-1.12", id: "5.1.7" },
        Control { framework: "nist-800-190", id: "4.3.1" },
        Control { framework: "nsa-cisa-hardening", id: "NSA-AUTH" },
        Control { framework: "owasp-kubernetes-top-10", id: "K03" },
    ],
    covers: &[Control { framework: "kubescape", id: "C-0246" }],
    references: &["https://kubernetes.io/docs/concepts/security/rbac-good-practices/#least-privilege"],
    check: Check::Object(BINDINGS, check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "another group", ja: "別のグループ" };

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    // The one that the API server makes, whatever a copy of it kept.
    if is_system(object, top) || object.name == "cluster-admin" {
        return;
    }
    report_subjects(top, sink, WANTED, |kind, _, name| kind == "Group" && name == "system:masters");
}
