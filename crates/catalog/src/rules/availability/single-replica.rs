//! A Deployment of one pod.

use sekimori_model::{Control, Persona, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::{Check, Parameter, Preset, Rule, Sink, Text, replicas};

pub(crate) const RULE: Rule = Rule {
    id: "availability/single-replica",
    title: Text { en: "Only one replica", ja: "単一レプリカ" },
    why: Text {
        en: "While the one pod is moved, updated or restarted, nobody is served; a drain of its node is \
             enough.",
        ja: "唯一のポッドの移動、更新、再起動の間、サービスが停止します。ノードのドレインだけでも発生します。",
    },
    fix: Text {
        en: "Set `replicas` to 2 or more, if the application can run several times at once.",
        ja: "アプリケーションを複数同時に実行できる場合は、`replicas` を 2 以上に設定してください。",
    },
    severity: Severity::Low,
    persona: Persona::Pedantic,
    role: Role::ApplicationOperator,
    controls: &[Control { framework: "nist-800-53-r5", id: "SI-13" }],
    covers: &[
        Control { framework: "kube-score", id: "deployment-replicas" },
        Control { framework: "polaris", id: "deploymentMissingReplicas" },
        Control { framework: "kube-linter", id: "minimum-three-replicas" },
    ],
    parameters: &[Parameter {
        name: "minimum",
        about: Text { en: "The least number of replicas.", ja: "レプリカの最小数。" },
        default: Preset::Number(2),
    }],
    asks_inventory: true,
    references: &[
        "https://kubernetes.io/docs/concepts/workloads/controllers/deployment/",
        "https://kubernetes.io/docs/concepts/workloads/pods/disruptions/",
    ],
    check: Check::Object(
        &[("apps", "Deployment"), ("extensions", "Deployment"), ("argoproj.io", "Rollout")],
        check,
    ),
    ..Rule::BASE
};

const WANTED: Text =
    Text { en: "at least the number that the rule asks for", ja: "ルールで定めた数以上" };

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    let field = top.at("spec.replicas");
    let count = if field.is_present() { field.int() } else { Some(1) };
    let minimum = sink.number("minimum");
    // None at all is switched off on purpose; what is scaled has a minimum of its own.
    if count.is_some_and(|count| count > 0 && count < minimum)
        && !replicas::is_scaled(object, sink.inventory())
    {
        sink.violated(&field, WANTED).set_unsafely(minimum);
    }
}
