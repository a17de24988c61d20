//! A container that listens on a port below 1024.

use sekimori_model::{Control, Persona, Severity};
use sekimori_parse::kubernetes::Pod;

use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "network/privileged-port",
    title: Text { en: "Port below 1024", ja: "1024 未満のポート" },
    why: Text {
        en: "To listen there a process needs root or `NET_BIND_SERVICE`, where the node keeps the old bound.",
        ja: "ノードで従来の制限が有効な場合、このポートで待ち受けるには root または `NET_BIND_SERVICE` が必要です。",
    },
    fix: Text {
        en: "Listen on a port from 1024 on, and let the Service have the well-known one.",
        ja: "コンテナーでは 1024 以上のポートで待ち受け、既知のポートは Service に割り当ててください。",
    },
    severity: Severity::Info,
    persona: Persona::Auditor,
    controls: &[Control { framework: "nist-800-190", id: "4.4.3" }],
    covers: &[
        Control { framework: "kube-linter", id: "privileged-ports" },
        Control { framework: "trivy", id: "AVD-KSV-0117" },
    ],
    references: &["https://kubernetes.io/docs/tasks/administer-cluster/sysctl-cluster/"],
    check: Check::Pod(check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "a port from 1024 on", ja: "1024 以上のポート" };

fn check(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    for container in pod.containers() {
        for port in container.field.at("ports").items("containerPort") {
            let field = port.at("containerPort");
            // Port 22 has a rule of its own.
            if field.int().is_some_and(|number| (1..1024).contains(&number) && number != 22) {
                sink.violated(&field, WANTED).container(container);
            }
        }
    }
}
