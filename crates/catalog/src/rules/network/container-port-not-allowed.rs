//! A container that listens on a port that is not on the list.

use sekimori_model::{Control, Role, Severity};
use sekimori_parse::kubernetes::Pod;

use crate::{Check, Parameter, Preset, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "network/container-port-not-allowed",
    title: Text {
        en: "Container port not on the list", ja: "許可リストにないコンテナーのポート"
    },
    why: Text {
        en: "A port that nobody agreed on may open a protocol that nobody watches.",
        ja: "合意されていないポートは、監視されていないプロトコルを公開する可能性があります。",
    },
    fix: Text {
        en: "Listen on a port of the list, or have the list extended.",
        ja: "許可リストのポートで待ち受けるか、リストへの追加を依頼してください。",
    },
    severity: Severity::Medium,
    role: Role::SecurityTeam,
    controls: &[
        Control { framework: "azure-policy-kubernetes", id: "ContainerAllowedPorts" },
        Control { framework: "nist-800-190", id: "4.4.2" },
        Control { framework: "owasp-kubernetes-top-10", id: "K07" },
    ],
    parameters: &[Parameter {
        name: "allowed",
        about: Text {
            en: "The ports that containers may listen on; none means that all may.",
            ja: "コンテナーが待ち受けできるポート。空の場合はすべて許可されます。",
        },
        default: Preset::Texts(&[]),
    }],
    references: &["https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#ports"],
    check: Check::Pod(check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "a port of the list", ja: "許可リストにあるポート" };

fn check(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    let allowed = sink.texts("allowed");
    if allowed.is_empty() {
        return;
    }
    for container in pod.containers() {
        for port in container.field.at("ports").items("containerPort") {
            let field = port.at("containerPort");
            let is_allowed = |number: i64| allowed.iter().any(|text| text.parse() == Ok(number));
            if field.int().is_some_and(|number| !is_allowed(number)) {
                sink.violated(&field, WANTED).container(container);
            }
        }
    }
}
