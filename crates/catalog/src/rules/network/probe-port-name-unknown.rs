//! A probe or hook that asks a named port which its container does not have.

use sekimori_model::{Control, Severity};
use sekimori_parse::kubernetes::Pod;

use crate::port::{asked, is_number};
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "network/probe-port-name-unknown",
    title: Text {
        en: "Probe of a port name that does not exist", ja: "存在しないポート名へのプローブ"
    },
    why: Text {
        en: "A probe looks the name up in its own container; where it is not there, the probe fails each \
             time, and the container is restarted or never gets requests.",
        ja: "プローブはポート名を自身のコンテナー内で解決します。その名前がなければプローブは毎回失敗し、コンテナーが再起動されるか、要求を受け取れません。",
    },
    fix: Text {
        en: "Write the name of a port of this container, or the number.",
        ja: "このコンテナーのポート名、またはポート番号を指定してください。",
    },
    severity: Severity::Medium,
    controls: &[Control { framework: "owasp-kubernetes-top-10", id: "K01" }],
    covers: &[
        Control { framework: "kube-linter", id: "liveness-port" },
        Control { framework: "kube-linter", id: "readiness-port" },
        Control { framework: "kube-linter", id: "startup-port" },
    ],
    references: &[
        "https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/#use-a-named-port",
    ],
    check: Check::Pod(check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "a port of the container", ja: "コンテナーのポート" };

fn check(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    for container in pod.containers() {
        let ports = container.field.at("ports").items("containerPort");
        let names: Vec<_> = ports.iter().filter_map(|port| port.at("name").text()).collect();
        for field in asked(container) {
            if field.text().is_some_and(|text| !is_number(text) && !names.contains(&text)) {
                sink.violated(&field, WANTED).container(container);
            }
        }
    }
}
