//! A Deployment that stops all old pods before it starts new ones.

use sekimori_model::{Control, Persona, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "availability/recreate-strategy",
    title: Text { en: "All pods stopped for an update", ja: "更新時の全ポッドの停止" },
    why: Text {
        en: "With the strategy `Recreate` nobody is served from the moment the old pods stop until the first \
             new one is ready, and for good if the new one never is.",
        ja: "戦略 `Recreate` では、古いポッドが停止してから最初の新しいポッドの準備が整うまで、サービスが停止します。新しいポッドが起動しなければ、停止したままになります。",
    },
    fix: Text {
        en: "Use `RollingUpdate`, unless two versions must not run side by side.",
        ja: "2 つのバージョンを同時に実行できない場合を除き、`RollingUpdate` を使用してください。",
    },
    severity: Severity::Low,
    persona: Persona::Pedantic,
    role: Role::ApplicationOperator,
    controls: &[Control { framework: "nist-800-53-r5", id: "SI-13" }],
    covers: &[
        Control { framework: "kube-score", id: "deployment-strategy" },
        Control { framework: "kube-linter", id: "no-rolling-update-strategy" },
        Control { framework: "kubescape", id: "C-0305" },
    ],
    references: &["https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#strategy"],
    check: Check::Object(
        &[("apps", "Deployment"), ("extensions", "Deployment"), ("apps.openshift.io", "DeploymentConfig")],
        check,
    ),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "`RollingUpdate`", ja: "`RollingUpdate` の指定" };

fn check<'a>(_: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    let field = top.at("spec.strategy.type");
    let volumes = top.at("spec.template.spec.volumes").items("name");
    // A volume that one node alone may mount has to be let go first.
    let has_claim = volumes.iter().any(|volume| volume.at("persistentVolumeClaim").is_present());
    if field.str() == Some("Recreate") && !has_claim {
        sink.violated(&field, WANTED).set_unsafely("RollingUpdate");
    }
}
