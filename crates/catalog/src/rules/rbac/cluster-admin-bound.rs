//! A binding that makes its subjects administrators.

use sekimori_model::inventory::Binding;
use sekimori_model::{Control, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::rbac::{BINDINGS, is_everything, rules_of};
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "rbac/cluster-admin-bound",
    title: Text { en: "Bound to cluster-admin", ja: "cluster-admin へのバインド" },
    why: Text {
        en: "`cluster-admin`, or a role that grants everything, may do anything to any object. A stolen \
             credential of a subject is the loss of the cluster, or of the namespace where the binding is in \
             one.",
        ja: "`cluster-admin` やすべてを許可するロールでは、あらゆるオブジェクトに対して何でもできます。バインド先の資格情報が盗まれると、クラスター (RoleBinding の場合は名前空間) 全体を失います。",
    },
    fix: Text {
        en: "Bind a role that lists what is needed. Keep `cluster-admin` for emergencies, in a group whose \
             use is watched.",
        ja: "必要な権限だけを列挙したロールにバインドしてください。`cluster-admin` は緊急時用とし、利用を監視しているグループだけに付与してください。",
    },
    severity: Severity::High,
    role: Role::ClusterOperator,
    controls: &[
        Control { framework: "cis-kubernetes-1.12", id: "5.1.1" },
        Control { framework: "azure-policy-kubernetes", id: "BlockAdminRolebindings" },
        Control { framework: "nist-800-190", id: "4.3.1" },
        Control { framework: "nsa-cisa-hardening", id: "NSA-AUTH" },
        Control { framework: "owasp-kubernetes-top-10", id: "K03" },
    ],
    covers: &[
        Control { framework: "kubescape", id: "C-0185" },
        Control { framework: "kubescape", id: "C-0035" },
        Control { framework: "kube-linter", id: "cluster-admin-role-binding" },
        Control { framework: "polaris", id: "clusterrolebindingClusterAdmin" },
        Control { framework: "polaris", id: "rolebindingClusterAdminClusterRole" },
        Control { framework: "polaris", id: "rolebindingClusterAdminRole" },
        Control { framework: "trivy", id: "AVD-KSV-0111" },
    ],
    asks_inventory: true,
    references: &[
        "https://kubernetes.io/docs/concepts/security/rbac-good-practices/#least-privilege",
        "https://kubernetes.io/docs/reference/access-authn-authz/rbac/#user-facing-roles",
    ],
    check: Check::Object(BINDINGS, check),
    ..Rule::BASE
};

const WANTED: Text =
    Text { en: "a role that lists what is needed", ja: "必要な権限だけを列挙したロール" };

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    let (kind, name) = (top.at("roleRef.kind").text(), top.at("roleRef.name"));
    let subjects = top.at("subjects").items("name");
    // The API server makes this one; others of that group are told by the rule about the group.
    if subjects.iter().all(|subject| subject.at("name").text() == Some("system:masters")) {
        return;
    }
    let binding = Binding {
        role_kind: kind.unwrap_or_default().into(),
        role_name: name.text().unwrap_or_default().into(),
        ..Binding::default()
    };
    let is_admin = kind == Some("ClusterRole") && name.text() == Some("cluster-admin");
    let rules = rules_of(sink.inventory(), &binding, object.namespace).unwrap_or_default();
    if is_admin || rules.iter().any(is_everything) {
        sink.violated(&name, WANTED);
    }
}
