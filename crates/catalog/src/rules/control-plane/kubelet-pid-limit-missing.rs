//! A kubelet whose pods may start any number of processes.

use sekimori_model::{Control, Persona, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::kubelet::{KINDS, Setting, report_setting};
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "control-plane/kubelet-pid-limit-missing",
    title: Text {
        en: "Number of processes per pod not limited", ja: "ポッドあたりのプロセス数の制限なし"
    },
    why: Text {
        en: "One pod that forks without end takes all process ids of the node, and with them the node.",
        ja: "1 つのポッドがプロセスを生成し続けると、ノードのプロセス ID を使い果たし、ノード全体が停止します。",
    },
    fix: Text {
        en: "Set `podPidsLimit`, for instance to 4096.",
        ja: "`podPidsLimit` を設定してください (例: 4096)。",
    },
    severity: Severity::Low,
    persona: Persona::Pedantic,
    role: Role::ClusterOperator,
    controls: &[
        Control { framework: "cis-kubernetes-1.12", id: "4.2.13" },
        Control { framework: "nist-800-190", id: "4.4.3" },
    ],
    covers: &[Control { framework: "kubescape", id: "C-0284" }],
    references: &["https://kubernetes.io/docs/concepts/policy/pid-limiting/"],
    check: Check::Object(KINDS, check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "a number above 0", ja: "0 より大きい値" };

const SETTING: Setting = Setting { path: "podPidsLimit", flag: "pod-max-pids", repaired: None };

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    report_setting((object, top), sink, &SETTING, WANTED, |value| {
        value.is_none_or(|text| text.parse::<i64>().is_ok_and(|limit| limit <= 0))
    });
}
