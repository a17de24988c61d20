//! A role that writes who of AWS is who in an EKS cluster.

use sekimori_model::{Control, Persona, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::rbac::{ROLES, is_system};
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "rbac/aws-auth-writable",
    title: Text {
        en: "Access of AWS identities can be changed", ja: "AWS の ID の権限の変更の許可"
    },
    why: Text {
        en: "The ConfigMap `aws-auth` of an EKS cluster says which AWS identity is which user and group. Whoever \
             writes it becomes an administrator of the cluster.",
        ja: "EKS クラスターの ConfigMap `aws-auth` は、AWS の ID をユーザーとグループに対応付けます。書き換えられる人は、クラスターの管理者になれます。",
    },
    fix: Text {
        en: "Remove `aws-auth` from `resourceNames`, and give access to AWS identities with EKS access entries.",
        ja: "`resourceNames` から `aws-auth` を削除し、AWS の ID には EKS のアクセス エントリで権限を付与してください。",
    },
    severity: Severity::High,
    persona: Persona::Pedantic,
    role: Role::ClusterOperator,
    controls: &[
        Control { framework: "nist-800-190", id: "4.3.1" },
        Control { framework: "owasp-kubernetes-top-10", id: "K03" },
    ],
    covers: &[Control { framework: "trivy", id: "AVD-KSV-0115" }],
    references: &["https://docs.aws.amazon.com/eks/latest/userguide/auth-configmap.html"],
    check: Check::Object(ROLES, check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "no writing of `aws-auth`", ja: "`aws-auth` への書き込みなし" };

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    // A role of another namespace cannot reach the one in kube-system.
    let reaches = object.kind == "ClusterRole" || object.namespace == "kube-system";
    if !reaches || is_system(object, top) {
        return;
    }
    for rule in top.at("rules").items("resources") {
        let has = |path, wanted: &[&str]| {
            let items = rule.at(path).items("");
            items.iter().any(|one| one.text().is_some_and(|one| one == "*" || wanted.contains(&one)))
        };
        let is_writing = has("apiGroups", &[""])
            && has("resources", &["configmaps"])
            && has("verbs", &["update", "patch"]);
        let names = rule.at("resourceNames");
        for name in names.items("").iter().filter(|name| is_writing && name.text() == Some("aws-auth")) {
            sink.violated(&names, WANTED).item(name).seen("aws-auth");
        }
    }
}
