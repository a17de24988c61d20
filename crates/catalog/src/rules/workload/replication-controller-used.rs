//! A `ReplicationController`, which a Deployment has superseded.

use sekimori_model::{Control, Persona, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "workload/replication-controller-used",
    title: Text { en: "ReplicationController in use", ja: "ReplicationController の使用" },
    why: Text {
        en: "A ReplicationController cannot roll an update out or back: a new image reaches its pods only \
             when somebody deletes them.",
        ja: "ReplicationController では、更新のロールアウトもロールバックもできません。新しいイメージは、誰かがポッドを削除するまで反映されません。",
    },
    fix: Text {
        en: "Use a Deployment, which takes the same template.",
        ja: "同じテンプレートを使える Deployment に置き換えてください。",
    },
    severity: Severity::Low,
    persona: Persona::Pedantic,
    role: Role::Developer,
    controls: &[Control { framework: "nist-800-53-r5", id: "CM-6" }],
    references: &["https://kubernetes.io/docs/concepts/workloads/controllers/replicationcontroller/"],
    check: Check::Object(&[("", "ReplicationController")], check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "`Deployment`", ja: "`Deployment` の使用" };

fn check<'a>(_: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    // Those of OpenShift belong to a DeploymentConfig.
    if top.at("metadata.ownerReferences").items("name").is_empty() {
        sink.violated(&top.at("kind"), WANTED);
    }
}
