//! A role that changes the labels of namespaces.

use sekimori_model::{Control, Persona, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::rbac::{Power, ROLES, report_granted};
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "rbac/namespace-labels-writable",
    title: Text {
        en: "Labels of namespaces can be changed", ja: "名前空間のラベルの変更の許可"
    },
    why: Text {
        en: "Labels of a namespace say which Pod Security level its pods are held to, and which network policies and \
             admission webhooks let them through. Whoever changes them lifts these limits.",
        ja: "名前空間のラベルは、ポッドに適用される Pod Security レベルや、ネットワーク ポリシーとアドミッション Webhook の対象を決めます。ラベルを変更できる人は、これらの制限を外せます。",
    },
    fix: Text {
        en: "Remove `update` and `patch` of `namespaces`, or name the namespaces in `resourceNames`.",
        ja: "`namespaces` に対する `update` と `patch` を削除するか、対象の名前空間を `resourceNames` で指定してください。",
    },
    severity: Severity::Medium,
    persona: Persona::Pedantic,
    role: Role::ClusterOperator,
    controls: &[
        Control { framework: "nist-800-190", id: "4.3.1" },
        Control { framework: "owasp-kubernetes-top-10", id: "K03" },
    ],
    references: &[
        "https://kubernetes.io/docs/concepts/security/rbac-good-practices/#namespace-modification",
        "https://kubernetes.io/docs/concepts/security/pod-security-admission/#pod-security-admission-labels-for-namespaces",
    ],
    check: Check::Object(ROLES, check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "no changing of namespaces", ja: "名前空間の変更なし" };

const POWERS: &[Power] = &[Power { group: "", resources: &["namespaces"], verbs: &["update", "patch"] }];

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    report_granted(object, top, sink, WANTED, POWERS);
}
