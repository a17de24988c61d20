//! A role that deletes events.

use sekimori_model::{Control, Persona, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::rbac::{Power, ROLES, report_granted};
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "rbac/events-deletable",
    title: Text { en: "Events can be deleted", ja: "イベントの削除の許可" },
    why: Text {
        en: "Events tell what was started, killed and refused. Whoever deletes them covers traces.",
        ja: "イベントには、起動、強制終了、拒否の記録が残ります。イベントを削除できると、攻撃の痕跡を消せます。",
    },
    fix: Text {
        en: "Remove `delete` and `deletecollection` for events; they expire by themselves.",
        ja: "イベントに対する `delete` と `deletecollection` を削除してください。イベントは時間が経てば自動的に消えます。",
    },
    severity: Severity::Low,
    persona: Persona::Pedantic,
    role: Role::ClusterOperator,
    controls: &[
        Control { framework: "nist-800-190", id: "4.3.1" },
        Control { framework: "nsa-cisa-hardening", id: "NSA-LOG" },
        Control { framework: "owasp-kubernetes-top-10", id: "K05" },
    ],
    covers: &[Control { framework: "kubescape", id: "C-0031" }],
    references: &["https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/event-v1/"],
    check: Check::Object(ROLES, check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "no `delete` for events", ja: "イベントに対する `delete` なし" };

const POWERS: &[Power] = &[
    Power { group: "", resources: &["events"], verbs: &["delete", "deletecollection"] },
    Power { group: "events.k8s.io", resources: &["events"], verbs: &["delete", "deletecollection"] },
];

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    report_granted(object, top, sink, WANTED, POWERS);
}
