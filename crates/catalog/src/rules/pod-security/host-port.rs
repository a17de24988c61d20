//! A container that takes a port of its node.

use sekimori_model::{Control, Level, Severity, Version};
use sekimori_parse::kubernetes::Pod;

use crate::{Check, Parameter, Preset, Rule, Sink, Standard, Text};

pub(crate) const RULE: Rule = Rule {
    id: "pod-security/host-port",
    title: Text { en: "Port of the node taken", ja: "ノードのポートの使用" },
    why: Text {
        en: "A host port opens the container on an address of the node, past Services and often past network \
             policies, and ties the pod to nodes where that port is free.",
        ja: "ホスト ポートを使うと、コンテナーがノードのアドレスで公開され、Service を通らず、多くの場合はネットワーク ポリシーも適用されません。また、そのポートが空いているノードでしかポッドを実行できません。",
    },
    fix: Text {
        en: "Remove `hostPort` and reach the container by a Service.",
        ja: "`hostPort` を削除し、Service を介してコンテナーに接続してください。",
    },
    severity: Severity::Medium,
    standard: Some(Standard { level: Level::Baseline, check: "hostPorts", since: Version::v1(0) }),
    controls: &[
        Control { framework: "pod-security-standards", id: "baseline/hostPorts" },
        Control { framework: "cis-kubernetes-1.12", id: "5.2.12" },
        Control { framework: "azure-policy-kubernetes", id: "HostNetworkPorts" },
        Control { framework: "nsa-cisa-hardening", id: "NSA-POD" },
    ],
    covers: &[
        Control { framework: "polaris", id: "hostPortSet" },
        Control { framework: "kubescape", id: "C-0044" },
        Control { framework: "kubescape", id: "C-0204" },
        Control { framework: "checkov", id: "CKV_K8S_26" },
        Control { framework: "trivy", id: "AVD-KSV-0024" },
    ],
    parameters: &[Parameter {
        name: "allowed",
        about: Text {
            en: "Ports of the node that containers may take all the same; the standards themselves allow none.",
            ja: "例外として使用を許可するノードのポート。Pod Security Standards 自体は許可していません。",
        },
        default: Preset::Texts(&[]),
    }],
    references: &["https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline"],
    check: Check::Pod(check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "`0` or no value", ja: "`0` または未設定" };

fn check(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    for container in pod.containers() {
        for port in container.field.at("ports").items("containerPort") {
            let field = port.at("hostPort");
            let is_allowed =
                |number: i64| sink.texts("allowed").iter().any(|text| text.parse() == Ok(number));
            if field.int().is_some_and(|number| number != 0 && !is_allowed(number)) {
                sink.violated(&field, WANTED).container(container).remove_unsafely();
            }
        }
    }
}
