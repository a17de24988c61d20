//! A role that deletes.

use sekimori_model::{Control, Persona, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::rbac::{ROLES, report_verbs};
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "rbac/deletes-granted",
    title: Text { en: "Deletion allowed", ja: "削除の許可" },
    why: Text {
        en: "Whoever may delete workloads, volumes or namespaces can take the application and its data away.",
        ja: "ワークロード、ボリューム、名前空間を削除できると、アプリケーションとそのデータを失わせることができます。",
    },
    fix: Text {
        en: "Leave `deletecollection` out, and allow `delete` only for what the holder itself creates.",
        ja: "`deletecollection` を外し、`delete` は自身が作成するリソースだけに許可してください。",
    },
    severity: Severity::Low,
    persona: Persona::Pedantic,
    role: Role::ClusterOperator,
    controls: &[
        Control { framework: "nist-800-190", id: "4.3.1" },
        Control { framework: "owasp-kubernetes-top-10", id: "K03" },
    ],
    covers: &[Control { framework: "kubescape", id: "C-0007" }],
    references: &["https://kubernetes.io/docs/concepts/security/rbac-good-practices/#least-privilege"],
    check: Check::Object(ROLES, check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "no deletion", ja: "削除の許可なし" };

/// What holds the application and its data, in any of the groups.
const RESOURCES: &[&str] = &[
    "pods",
    "deployments",
    "statefulsets",
    "daemonsets",
    "jobs",
    "services",
    "secrets",
    "configmaps",
    "namespaces",
    "nodes",
    "persistentvolumes",
    "persistentvolumeclaims",
];

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    report_verbs(
        object,
        top,
        sink,
        WANTED,
        (&["", "apps", "batch"], RESOURCES, &["delete", "deletecollection"]),
    );
}
