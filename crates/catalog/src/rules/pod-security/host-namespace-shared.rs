//! A pod that lives in a namespace of its node.

use sekimori_model::{Control, Level, Severity, Version};
use sekimori_parse::kubernetes::Pod;

use crate::{Check, Rule, Sink, Standard, Text};

pub(crate) const RULE: Rule = Rule {
    id: "pod-security/host-namespace-shared",
    title: Text { en: "Namespace of the node shared", ja: "ノードの名前空間の共有" },
    why: Text {
        en: "A pod in the network, process or IPC namespace of its node sees what the node and other pods do there, \
             and can often interfere with it.",
        ja: "ノードのネットワーク、プロセス、または IPC の名前空間に入ったポッドからは、ノードや他のポッドの動作が見え、多くの場合は干渉もできます。",
    },
    fix: Text {
        en: "Remove `hostNetwork`, `hostPID` and `hostIPC`. Publish ports by a Service, and share memory or processes \
             between containers of one pod instead.",
        ja: "`hostNetwork`、`hostPID`、`hostIPC` を削除してください。ポートは Service で公開し、メモリやプロセスの共有は 1 つのポッド内のコンテナー間で行ってください。",
    },
    severity: Severity::High,
    standard: Some(Standard { level: Level::Baseline, check: "hostNamespaces", since: Version::v1(0) }),
    controls: &[
        Control { framework: "pod-security-standards", id: "baseline/hostNamespaces" },
        Control { framework: "cis-kubernetes-1.12", id: "5.2.3" },
        Control { framework: "cis-kubernetes-1.12", id: "5.2.4" },
        Control { framework: "cis-kubernetes-1.12", id: "5.2.5" },
        Control { framework: "nist-800-190", id: "4.4.3" },
        Control { framework: "nsa-cisa-hardening", id: "NSA-POD" },
        Control { framework: "azure-policy-kubernetes", id: "BlockHostNamespace" },
        Control { framework: "azure-policy-kubernetes", id: "HostNetworkPorts" },
    ],
    covers: &[
        Control { framework: "kube-linter", id: "host-ipc" },
        Control { framework: "kube-linter", id: "host-network" },
        Control { framework: "kube-linter", id: "host-pid" },
        Control { framework: "polaris", id: "hostIPCSet" },
        Control { framework: "polaris", id: "hostNetworkSet" },
        Control { framework: "polaris", id: "hostPIDSet" },
        Control { framework: "kubescape", id: "C-0038" },
        Control { framework: "kubescape", id: "C-0041" },
        Control { framework: "kubescape", id: "C-0194" },
        Control { framework: "kubescape", id: "C-0195" },
        Control { framework: "kubescape", id: "C-0196" },
        Control { framework: "kubescape", id: "C-0214" },
        Control { framework: "kubescape", id: "C-0215" },
        Control { framework: "kubescape", id: "C-0216" },
        Control { framework: "kubescape", id: "C-0275" },
        Control { framework: "kubescape", id: "C-0276" },
        Control { framework: "checkov", id: "CKV_K8S_17" },
        Control { framework: "checkov", id: "CKV_K8S_18" },
        Control { framework: "checkov", id: "CKV_K8S_19" },
        Control { framework: "trivy", id: "AVD-KSV-0008" },
        Control { framework: "trivy", id: "AVD-KSV-0009" },
        Control { framework: "trivy", id: "AVD-KSV-0010" },
    ],
    references: &["https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline"],
    check: Check::Pod(check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "`false` or no value", ja: "`false` または未設定" };

fn check(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    for name in ["hostNetwork", "hostPID", "hostIPC"] {
        let field = pod.spec.at(name);
        if field.bool() == Some(true) {
            sink.violated(&field, WANTED).set_unsafely(false);
        }
    }
}
