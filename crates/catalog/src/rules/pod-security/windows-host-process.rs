//! A Windows container that runs as a process of the node.

use sekimori_model::{Control, Level, Severity, Version};
use sekimori_parse::kubernetes::Pod;

use crate::{Check, Rule, Sink, Standard, Text};

pub(crate) const RULE: Rule = Rule {
    id: "pod-security/windows-host-process",
    title: Text { en: "Windows HostProcess container", ja: "Windows HostProcess コンテナー" },
    why: Text {
        en: "A HostProcess container runs on the Windows node itself, with its files, network and services: whoever \
             controls it controls the node.",
        ja: "HostProcess コンテナーは Windows ノード上で直接動作し、ノードのファイル、ネットワーク、サービスを使えます。コンテナーを奪われると、ノードも奪われます。",
    },
    fix: Text {
        en: "Remove `hostProcess: true`. Leave the administration of nodes to workloads of the cluster operator in a \
             namespace of their own.",
        ja: "`hostProcess: true` を削除してください。ノードの管理は、クラスター オペレーターが専用の名前空間で実行するワークロードに任せてください。",
    },
    severity: Severity::Critical,
    standard: Some(Standard { level: Level::Baseline, check: "windowsHostProcess", since: Version::v1(0) }),
    controls: &[
        Control { framework: "pod-security-standards", id: "baseline/windowsHostProcess" },
        Control { framework: "cis-kubernetes-1.12", id: "5.2.10" },
        Control { framework: "nist-800-190", id: "4.4.3" },
        Control { framework: "azure-policy-kubernetes", id: "WindowsBlockHostProcess" },
    ],
    covers: &[
        Control { framework: "polaris", id: "hostProcess" },
        Control { framework: "kubescape", id: "C-0202" },
        Control { framework: "trivy", id: "AVD-KSV-0103" },
    ],
    references: &[
        "https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline",
        "https://kubernetes.io/docs/tasks/configure-pod-container/create-hostprocess-pod/",
    ],
    check: Check::Pod(check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "`false` or no value", ja: "`false` または未設定" };

fn check(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    for (container, field) in pod.security_contexts("windowsOptions.hostProcess") {
        if field.bool() == Some(true) {
            sink.violated(&field, WANTED).maybe_container(container).set_unsafely(false);
        }
    }
}
