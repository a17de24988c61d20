//! An autoscaler that goes down to one pod.

use sekimori_model::{Control, Persona, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::{Check, Parameter, Preset, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "availability/autoscaler-minimum-low",
    title: Text {
        en: "Autoscaler keeps too few pods", ja: "最小ポッド数が少なすぎるオートスケーラー"
    },
    why: Text {
        en: "At its lowest the workload is a single pod, and while that is moved or restarted nobody is \
             served.",
        ja: "最小まで縮小するとポッドが 1 つになり、その移動や再起動の間はサービスが停止します。",
    },
    fix: Text {
        en: "Set `minReplicas` to 2 or more.", ja: "`minReplicas` を 2 以上に設定してください。"
    },
    severity: Severity::Low,
    persona: Persona::Pedantic,
    role: Role::ApplicationOperator,
    controls: &[Control { framework: "nist-800-53-r5", id: "SI-13" }],
    covers: &[
        Control { framework: "kube-score", id: "horizontalpodautoscaler-replicas" },
        Control { framework: "polaris", id: "hpaMinAvailability" },
        Control { framework: "kube-linter", id: "hpa-minimum-three-replicas" },
    ],
    parameters: &[Parameter {
        name: "minimum",
        about: Text {
            en: "The least number that `minReplicas` may have.", ja: "`minReplicas` の最小値。"
        },
        default: Preset::Number(2),
    }],
    references: &["https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/"],
    check: Check::Object(&[("autoscaling", "HorizontalPodAutoscaler")], check),
    ..Rule::BASE
};

const WANTED: Text =
    Text { en: "at least the number that the rule asks for", ja: "ルールで定めた数以上" };

fn check<'a>(_: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    let field = top.at("spec.minReplicas");
    let least = if field.is_present() { field.int() } else { Some(1) };
    let minimum = sink.number("minimum");
    if least.is_some_and(|least| least < minimum) {
        sink.violated(&field, WANTED).set_unsafely(minimum);
    }
}
