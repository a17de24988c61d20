//! A binding to all who have any credential.

use sekimori_model::{Control, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::rbac::{BINDINGS, is_system, report_subjects};
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "rbac/authenticated-bound",
    title: Text {
        en: "Role bound to everyone with a credential", ja: "認証済みの全員へのロールのバインド"
    },
    why: Text {
        en: "`system:authenticated` holds every user and every pod with a token; with some cloud providers \
             everybody who has an account there. `system:serviceaccounts` holds every pod.",
        ja: "`system:authenticated` には、すべてのユーザーと、トークンを持つすべてのポッドが含まれます。クラウドによっては、そこにアカウントを持つ人全員が含まれます。`system:serviceaccounts` にはすべてのポッドが含まれます。",
    },
    fix: Text {
        en: "Bind the group or the ServiceAccount that is meant.",
        ja: "本来の対象であるグループまたは ServiceAccount にバインドしてください。",
    },
    severity: Severity::High,
    role: Role::ClusterOperator,
    controls: &[
        Control { framework: "nist-800-190", id: "4.3.1" },
        Control { framework: "nsa-cisa-hardening", id: "NSA-AUTH" },
        Control { framework: "owasp-kubernetes-top-10", id: "K03" },
    ],
    covers: &[
        Control { framework: "kubescape", id: "C-0265" },
        Control { framework: "trivy", id: "AVD-KSV-0123" },
        Control { framework: "trivy", id: "AVD-KSV-01011" },
    ],
    references: &[
        "https://kubernetes.io/docs/reference/access-authn-authz/rbac/#service-account-permissions",
        "https://kubernetes.io/docs/reference/access-authn-authz/rbac/#discovery-roles",
    ],
    check: Check::Object(BINDINGS, check),
    ..Rule::BASE
};

const WANTED: Text =
    Text { en: "a group or account that is meant", ja: "対象のグループまたはアカウント" };

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    // What the API server itself lets everybody know.
    let role = top.at("roleRef.name").text().unwrap_or_default();
    let is_discovery = matches!(
        role,
        "system:discovery"
            | "system:basic-user"
            | "system:public-info-viewer"
            | "system:service-account-issuer-discovery"
    );
    if is_discovery || is_system(object, top) {
        return;
    }
    report_subjects(top, sink, WANTED, |kind, _, name| {
        kind == "Group" && matches!(name, "system:authenticated" | "system:serviceaccounts")
    });
}
