//! A program of the control plane that listens on all addresses.

use sekimori_model::{Control, Persona, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::component::{KINDS, Program, components, is_loopback};
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "control-plane/metrics-port-exposed",
    title: Text {
        en: "Control plane program listens on all addresses",
        ja: "すべてのアドレスで待ち受けるコントロール プレーン",
    },
    why: Text {
        en: "Its port tells of the state of the cluster, and is reached from pods and from the network of \
             the nodes.",
        ja: "このポートからはクラスターの状態が分かり、ポッドやノードのネットワークから到達できます。",
    },
    fix: Text {
        en: "Set `--bind-address=127.0.0.1`, or protect the port where metrics are collected from elsewhere.",
        ja: "`--bind-address=127.0.0.1` を設定してください。外部からメトリックを収集する場合は、ポートへのアクセスを制限してください。",
    },
    severity: Severity::Low,
    persona: Persona::Pedantic,
    role: Role::ClusterOperator,
    controls: &[
        Control { framework: "cis-kubernetes-1.12", id: "1.3.7" },
        Control { framework: "cis-kubernetes-1.12", id: "1.4.2" },
        Control { framework: "nist-800-190", id: "4.5.1" },
        Control { framework: "owasp-kubernetes-top-10", id: "K09" },
    ],
    covers: &[
        Control { framework: "kubescape", id: "C-0150" },
        Control { framework: "kubescape", id: "C-0152" },
        Control { framework: "checkov", id: "CKV_K8S_113" },
        Control { framework: "checkov", id: "CKV_K8S_115" },
        Control { framework: "trivy", id: "AVD-KCV-0039" },
        Control { framework: "trivy", id: "AVD-KCV-0041" },
    ],
    references: &[
        "https://kubernetes.io/docs/reference/command-line-tools-reference/kube-controller-manager/",
        "https://kubernetes.io/docs/reference/command-line-tools-reference/kube-scheduler/",
    ],
    check: Check::Object(KINDS, check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "`127.0.0.1`", ja: "`127.0.0.1`" };

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    for component in components(object, top, &[Program::ControllerManager, Program::Scheduler]) {
        match component.flag("bind-address") {
            Some(flag) if !is_loopback(flag.value) => component.report(sink, flag, WANTED, Some("127.0.0.1")),
            None if component.lacks("bind-address") => {
                component.report_absent(sink, "bind-address", WANTED, Some("127.0.0.1"));
            }
            _ => {}
        }
    }
}
