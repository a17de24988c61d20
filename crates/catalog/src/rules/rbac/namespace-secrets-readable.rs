//! A role that reads all secrets of its namespace.

use sekimori_model::{Control, Persona, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::rbac::{NAMESPACE_ROLES, Power, report_granted};
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "rbac/namespace-secrets-readable",
    title: Text {
        en: "Secrets readable in the namespace", ja: "名前空間のすべての Secret の読み取り"
    },
    why: Text {
        en: "Without `resourceNames` the role reads every Secret of the namespace, also those of other \
             applications and those that are added later.",
        ja: "`resourceNames` がないと、他のアプリケーションのものや後から追加されるものも含めて、名前空間のすべての Secret を読み取れます。",
    },
    fix: Text {
        en: "Name the Secrets that are read in `resourceNames`, and leave `list` and `watch` out.",
        ja: "読み取る Secret を `resourceNames` で指定し、`list` と `watch` を外してください。",
    },
    severity: Severity::Medium,
    persona: Persona::Pedantic,
    role: Role::ClusterOperator,
    controls: &[
        Control { framework: "cis-kubernetes-1.12", id: "5.1.2" },
        Control { framework: "nist-800-190", id: "4.3.1" },
        Control { framework: "owasp-kubernetes-top-10", id: "K03" },
    ],
    covers: &[
        Control { framework: "kube-linter", id: "access-to-secrets" },
        Control { framework: "trivy", id: "AVD-KSV-0113" },
    ],
    references: &["https://kubernetes.io/docs/concepts/security/rbac-good-practices/#listing-secrets"],
    check: Check::Object(NAMESPACE_ROLES, check),
    ..Rule::BASE
};

const WANTED: Text =
    Text { en: "the names of the secrets that are read", ja: "読み取る Secret の名前の指定" };

const POWERS: &[Power] = &[Power { group: "", resources: &["secrets"], verbs: &["get", "list", "watch"] }];

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    report_granted(object, top, sink, WANTED, POWERS);
}
