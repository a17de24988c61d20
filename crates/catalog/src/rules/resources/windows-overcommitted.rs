//! A Windows container that asks for less memory than it may use.

use sekimori_model::{Control, Persona, Role, Severity};
use sekimori_parse::kubernetes::Pod;

use crate::quantity::Quantity;
use crate::{Check, Rule, Sink, Text, requirements, windows};

pub(crate) const RULE: Rule = Rule {
    id: "resources/windows-overcommitted",
    title: Text {
        en: "Overcommitted Windows container", ja: "オーバーコミットされた Windows コンテナー"
    },
    why: Text {
        en: "Windows does not kill what takes too much memory: it writes memory to disk, and everything on the node \
             slows down.",
        ja: "Windows はメモリを使いすぎたプロセスを終了せず、メモリの内容をディスクに書き出すため、ノード全体が遅くなります。",
    },
    fix: Text {
        en: "Set the request to the value of the limit.",
        ja: "要求を制限と同じ値に設定してください。",
    },
    severity: Severity::Low,
    persona: Persona::Pedantic,
    role: Role::ApplicationOperator,
    controls: &[
        Control { framework: "azure-policy-kubernetes", id: "WindowsContainerResourceLimits" },
        Control { framework: "nist-800-190", id: "4.4.3" },
    ],
    references: &["https://kubernetes.io/docs/concepts/configuration/windows-resource-management/"],
    check: Check::Pod(check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "no more than the request", ja: "要求以下の値" };

fn check(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    if !windows::is_windows(pod) {
        return;
    }
    for container in pod.containers() {
        let resources = container.field.at("resources");
        for (request, limit) in requirements::pairs(&resources) {
            let amounts = Quantity::of(&request).zip(Quantity::of(&limit));
            if amounts.is_some_and(|(request, limit)| request < limit) {
                sink.violated(&limit, WANTED).container(container);
            }
        }
    }
}
