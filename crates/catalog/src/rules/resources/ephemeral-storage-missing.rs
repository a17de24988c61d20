//! A container that may fill the disk of its node.

use sekimori_model::{Control, Persona, Severity};
use sekimori_parse::kubernetes::Pod;

use crate::{Check, Rule, Sink, Text, requirements};

pub(crate) const RULE: Rule = Rule {
    id: "resources/ephemeral-storage-missing",
    title: Text {
        en: "No limit of ephemeral storage", ja: "エフェメラル ストレージの制限の未設定"
    },
    why: Text {
        en: "Logs, `emptyDir` volumes and written files can fill the disk of the node, and the kubelet then evicts \
             pods that did nothing.",
        ja: "ログや `emptyDir` ボリューム、書き込まれたファイルがノードのディスクを埋め尽くすと、kubelet は無関係なポッドも退避させます。",
    },
    fix: Text {
        en: "Set `resources.limits.ephemeral-storage`; without a request the limit is taken for it.",
        ja: "`resources.limits.ephemeral-storage` を設定してください。要求を省略すると、制限の値が要求として使われます。",
    },
    severity: Severity::Low,
    persona: Persona::Pedantic,
    controls: &[Control { framework: "nist-800-190", id: "4.4.3" }],
    covers: &[Control { framework: "kube-score", id: "container-ephemeral-storage-request-and-limit" }],
    asks_inventory: true,
    references: &[
        "https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/",
        "https://kubernetes.io/docs/concepts/policy/limit-range/",
    ],
    check: Check::Pod(check),
    ..Rule::BASE
};

const WANTED: Text = Text {
    en: "the most that the container may write",
    ja: "コンテナーが書き込んでよい最大量",
};

fn check(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    if requirements::has_limit_elsewhere(pod, "ephemeral-storage", sink) {
        return;
    }
    for container in pod.containers() {
        let field = container.field.at("resources.limits.ephemeral-storage");
        if requirements::may_ask(container) && !field.is_present() {
            sink.violated(&field, WANTED).container(container);
        }
    }
}
