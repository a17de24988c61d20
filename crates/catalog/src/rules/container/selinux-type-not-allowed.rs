//! An SELinux label that the rules of the organisation do not allow.

use sekimori_model::{Control, Role, Severity};
use sekimori_parse::kubernetes::Pod;

use crate::{Check, Parameter, Preset, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "container/selinux-type-not-allowed",
    title: Text {
        en: "SELinux label not allowed by the organisation",
        ja: "組織で許可されていない SELinux ラベル",
    },
    why: Text {
        en: "The organisation has listed the types and levels that its policy was written for; with another \
             one a container may be less confined than everybody thinks.",
        ja: "組織は、SELinux ポリシーの対象となるタイプとレベルを定めています。それ以外を使うと、コンテナーの制限が想定より緩くなることがあります。",
    },
    fix: Text {
        en: "Remove the label so that the runtime chooses one, or use an allowed one.",
        ja: "ラベルを削除してランタイムに選択させるか、許可されたラベルを使用してください。",
    },
    severity: Severity::Medium,
    role: Role::SecurityTeam,
    controls: &[
        Control { framework: "azure-policy-kubernetes", id: "SELinux" },
        Control { framework: "nist-800-190", id: "4.4.3" },
    ],
    parameters: &[
        Parameter {
            name: "types",
            about: Text {
                en: "The SELinux types that pods may name; none for no limit.",
                ja: "ポッドで指定してよい SELinux タイプ。空の場合は制限しません。",
            },
            default: Preset::Texts(&[]),
        },
        Parameter {
            name: "levels",
            about: Text {
                en: "The SELinux levels that pods may name; none for no limit.",
                ja: "ポッドで指定してよい SELinux レベル。空の場合は制限しません。",
            },
            default: Preset::Texts(&[]),
        },
    ],
    references: &[
        "https://kubernetes.io/docs/tasks/configure-pod-container/security-context/#assign-selinux-labels-to-a-container",
        "https://learn.microsoft.com/azure/aks/policy-reference",
    ],
    check: Check::Pod(check),
    ..Rule::BASE
};

const WANTED: Text =
    Text { en: "an allowed label, or no value", ja: "許可されたラベル、または未設定" };

fn check(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    for (parameter, path) in [("types", "seLinuxOptions.type"), ("levels", "seLinuxOptions.level")] {
        let allowed = sink.texts(parameter);
        if allowed.is_empty() {
            continue;
        }
        for (container, field) in pod.security_contexts(path) {
            let is_other = |label: &str| !label.is_empty() && !allowed.iter().any(|known| known == label);
            if field.str().is_some_and(is_other) {
                sink.violated(&field, WANTED)
                    .maybe_container(container)
                    .remove_unsafely()
                    .on_linux_alone(pod);
            }
        }
    }
}
