//! A Windows container that runs as a user who is not on the list.

use sekimori_model::{Control, Severity};
use sekimori_parse::kubernetes::Pod;

use crate::{Check, Parameter, Preset, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "windows/user-name-not-allowed",
    title: Text { en: "Windows user not allowed", ja: "許可されていない Windows ユーザー" },
    why: Text {
        en: "Which users containers may run as is agreed on; another one may have more rights in the \
             container or in the domain.",
        ja: "コンテナーの実行に使えるユーザーは取り決められています。それ以外のユーザーは、コンテナーやドメインで余分な権限を持つおそれがあります。",
    },
    fix: Text {
        en: "Set `runAsUserName` to a name of the parameter `allowed`, or add the name there.",
        ja: "`runAsUserName` をパラメーター `allowed` にある名前に変えるか、パラメーターに名前を追加してください。",
    },
    severity: Severity::Medium,
    controls: &[
        Control { framework: "azure-policy-kubernetes", id: "WindowsContainerAllowedUsername" },
        Control { framework: "nist-800-190", id: "4.4.3" },
    ],
    parameters: &[Parameter {
        name: "allowed",
        about: Text {
            en: "Users that Windows containers may run as; empty for any.",
            ja: "Windows コンテナーの実行を許可するユーザー。空の場合は制限しません。",
        },
        default: Preset::Texts(&[]),
    }],
    references: &["https://kubernetes.io/docs/tasks/configure-pod-container/configure-runasusername/"],
    check: Check::Pod(check),
    ..Rule::BASE
};

const WANTED: Text = Text {
    en: "a user of the parameter `allowed`",
    ja: "パラメーター `allowed` にあるユーザー",
};

fn check(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    let allowed = sink.texts("allowed");
    if allowed.is_empty() {
        return;
    }
    for (container, field) in pod.security_contexts("windowsOptions.runAsUserName") {
        if field.text().is_some_and(|name| !allowed.iter().any(|known| known.eq_ignore_ascii_case(name))) {
            sink.violated(&field, WANTED).maybe_container(container);
        }
    }
}
