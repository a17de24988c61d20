//! A pod that does not say how much it matters.

use sekimori_model::{Control, Persona, Role, Severity};
use sekimori_parse::kubernetes::Pod;

use crate::{Check, Parameter, Preset, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "availability/priority-class-unset",
    title: Text {
        en: "No priority class, or one that is not allowed",
        ja: "優先度クラスの未設定または許可外の値",
    },
    why: Text {
        en: "When a node runs short, what matters is evicted, and what does not keeps its place: all pods \
             have the same priority.",
        ja: "ノードのリソースが不足したときに、重要なポッドが退避され、重要でないポッドが残ることがあります。すべてのポッドの優先度が同じだからです。",
    },
    fix: Text {
        en: "Set `priorityClassName` to a class of the cluster that fits the workload.",
        ja: "`priorityClassName` に、ワークロードに合ったクラスター内のクラスを設定してください。",
    },
    severity: Severity::Info,
    persona: Persona::Auditor,
    role: Role::ApplicationOperator,
    controls: &[Control { framework: "nist-800-53-r5", id: "SC-6" }],
    covers: &[
        Control { framework: "polaris", id: "priorityClassNotSet" },
        Control { framework: "kube-linter", id: "priority-class-name" },
    ],
    parameters: &[Parameter {
        name: "allowed",
        about: Text {
            en: "The priority classes that pods may name; none for any.",
            ja: "ポッドで指定してよい優先度クラス。空の場合は制限しません。",
        },
        default: Preset::Texts(&[]),
    }],
    references: &["https://kubernetes.io/docs/concepts/scheduling-eviction/pod-priority-preemption/"],
    check: Check::Pod(check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "the name of a class", ja: "優先度クラスの名前" };

fn check(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    let field = pod.spec.at("priorityClassName");
    let allowed = sink.texts("allowed");
    let Some(name) = field.str_or_empty() else { return };
    if name.is_empty() || (!allowed.is_empty() && !allowed.iter().any(|one| one == name)) {
        sink.violated(&field, WANTED);
    }
}
