//! A kubelet that filters no system calls unless a pod asks for it.

use sekimori_model::{Control, Persona, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::component::is_true;
use crate::kubelet::{KINDS, Setting, report_setting};
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "control-plane/kubelet-seccomp-default-off",
    title: Text { en: "Seccomp not on by default", ja: "seccomp の既定での無効化" },
    why: Text {
        en: "Containers that name no seccomp profile may then use every system call of the node's kernel.",
        ja: "seccomp プロファイルを指定しないコンテナーは、ノードのカーネルのすべてのシステム コールを使えます。",
    },
    fix: Text {
        en: "Set `seccompDefault: true`, which gives them the profile of the container runtime.",
        ja: "`seccompDefault: true` を設定してください。コンテナー ランタイムのプロファイルが適用されます。",
    },
    severity: Severity::Low,
    persona: Persona::Pedantic,
    role: Role::ClusterOperator,
    controls: &[
        Control { framework: "cis-kubernetes-1.12", id: "4.2.14" },
        Control { framework: "nist-800-190", id: "4.5.2" },
    ],
    references: &[
        "https://kubernetes.io/docs/tutorials/security/seccomp/#enable-the-use-of-runtimedefault-as-the-default-seccomp-profile-for-all-workloads",
    ],
    check: Check::Object(KINDS, check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "`true`", ja: "`true`" };

const SETTING: Setting = Setting { path: "seccompDefault", flag: "seccomp-default", repaired: Some("true") };

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    report_setting((object, top), sink, &SETTING, WANTED, |value| !value.is_some_and(is_true));
}
