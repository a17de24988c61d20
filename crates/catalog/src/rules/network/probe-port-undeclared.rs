//! A probe of a port that its container does not declare.

use sekimori_model::{Control, Persona, Severity};
use sekimori_parse::kubernetes::Pod;

use crate::port::asked;
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "network/probe-port-undeclared",
    title: Text {
        en: "Probe of a port that is not declared", ja: "宣言されていないポートへのプローブ"
    },
    why: Text {
        en: "Either the number is a slip, and the container will be restarted for ever, or the list of ports \
             is not whole, and readers and policies are misled.",
        ja: "番号の誤りであればコンテナーの再起動が繰り返されます。そうでなければポートの一覧に漏れがあり、読み手やポリシーの判断を誤らせます。",
    },
    fix: Text {
        en: "Correct the number, or add the port to `ports`.",
        ja: "番号を修正するか、ポートを `ports` に追加してください。",
    },
    severity: Severity::Low,
    persona: Persona::Pedantic,
    controls: &[Control { framework: "owasp-kubernetes-top-10", id: "K01" }],
    covers: &[
        Control { framework: "kube-linter", id: "liveness-port" },
        Control { framework: "kube-linter", id: "readiness-port" },
        Control { framework: "kube-linter", id: "startup-port" },
    ],
    references: &[
        "https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/",
    ],
    check: Check::Pod(check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "a port of `ports`", ja: "`ports` にあるポート" };

fn check(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    for container in pod.containers() {
        let ports = container.field.at("ports").items("containerPort");
        let numbers: Vec<i64> = ports.iter().filter_map(|port| port.at("containerPort").int()).collect();
        for field in asked(container) {
            let number = field.text().and_then(|text| text.parse().ok());
            if number.is_some_and(|number| !numbers.contains(&number)) {
                sink.violated(&field, WANTED).container(container);
            }
        }
    }
}
