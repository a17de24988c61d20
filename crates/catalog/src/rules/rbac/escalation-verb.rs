//! A role that lifts the limits on handing out rights.

use sekimori_model::{Control, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::rbac::{GROUP, ROLES, report_verbs};
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "rbac/escalation-verb",
    title: Text {
        en: "Role that can raise its own rights", ja: "自身の権限を引き上げられるロール"
    },
    why: Text {
        en: "RBAC lets nobody give away more than they have. `escalate` and `bind` lift this: whoever has \
             one of them can become an administrator.",
        ja: "RBAC では、自分が持つ以上の権限を他者に与えることはできません。`escalate` や `bind` はこの制限を外すため、どちらかを持つ人は管理者になれます。",
    },
    fix: Text {
        en: "Remove the verb. Where a controller must hand out roles, allow `bind` with `resourceNames` of \
             these roles.",
        ja: "該当する動詞を削除してください。コントローラーがロールを付与する必要がある場合は、`bind` に `resourceNames` で対象のロールを指定してください。",
    },
    severity: Severity::Critical,
    role: Role::ClusterOperator,
    controls: &[
        Control { framework: "cis-kubernetes-1.12", id: "5.1.8" },
        Control { framework: "nist-800-190", id: "4.3.1" },
        Control { framework: "nsa-cisa-hardening", id: "NSA-AUTH" },
        Control { framework: "owasp-kubernetes-top-10", id: "K03" },
    ],
    covers: &[
        Control { framework: "kubescape", id: "C-0191" },
        Control { framework: "checkov", id: "CKV2_K8S_1" },
        Control { framework: "checkov", id: "CKV_K8S_157" },
        Control { framework: "checkov", id: "CKV_K8S_158" },
        Control { framework: "trivy", id: "AVD-KSV-0050" },
        Control { framework: "trivy", id: "AVD-KSV-0051" },
        Control { framework: "trivy", id: "AVD-KSV-0052" },
    ],
    references: &[
        "https://kubernetes.io/docs/concepts/security/rbac-good-practices/#escalate-verb",
        "https://kubernetes.io/docs/reference/access-authn-authz/rbac/#privilege-escalation-prevention-and-bootstrapping",
    ],
    check: Check::Object(ROLES, check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "neither `escalate` nor `bind`", ja: "`escalate` と `bind` なし" };

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    report_verbs(object, top, sink, WANTED, (&[GROUP], &["roles", "clusterroles"], &["escalate", "bind"]));
}
