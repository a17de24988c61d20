//! A port of a container whose name or number the API server refuses.

use sekimori_model::{Control, Severity};
use sekimori_parse::kubernetes::Pod;

use crate::port::{is_name, is_port};
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "network/container-port-invalid",
    title: Text { en: "Invalid port of a container", ja: "コンテナーの無効なポート" },
    why: Text {
        en: "The API server refuses the object, so the deployment stops here.",
        ja: "API サーバーがオブジェクトを拒否するため、デプロイはここで失敗します。",
    },
    fix: Text {
        en: "Write a number from 1 to 65535, or a name of at most 15 lower-case letters, digits and single \
             hyphens, with a letter in it.",
        ja: "1 から 65535 までの番号、または小文字の英字、数字、連続しないハイフンから成り、英字を含む 15 文字以内の名前を指定してください。",
    },
    severity: Severity::Medium,
    controls: &[Control { framework: "owasp-kubernetes-top-10", id: "K01" }],
    covers: &[Control { framework: "kube-linter", id: "invalid-target-ports" }],
    references: &["https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#ports"],
    check: Check::Pod(check),
    ..Rule::BASE
};

const NUMBER: Text = Text { en: "a number from 1 to 65535", ja: "1 から 65535 までの番号" };
const NAME: Text = Text {
    en: "at most 15 of a-z, 0-9 and `-`, with a letter",
    ja: "英字を含む 15 文字以内の名前 (a-z、0-9、`-`)",
};

fn check(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    for container in pod.containers() {
        for port in container.field.at("ports").items("containerPort") {
            let (number, name) = (port.at("containerPort"), port.at("name"));
            if number.int().is_some_and(|number| !is_port(number)) {
                sink.violated(&number, NUMBER).container(container);
            }
            if name.str().is_some_and(|name| !name.is_empty() && !is_name(name)) {
                sink.violated(&name, NAME).container(container);
            }
        }
    }
}
