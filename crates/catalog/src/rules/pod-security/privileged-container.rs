//! A container that runs with all rights of the node.

use sekimori_model::{Control, Level, Severity, Version};
use sekimori_parse::kubernetes::Pod;

use crate::{Check, Rule, Sink, Standard, Text};

pub(crate) const RULE: Rule = Rule {
    id: "pod-security/privileged-container",
    title: Text { en: "Privileged container", ja: "特権コンテナー" },
    why: Text {
        en: "A privileged container has every capability, every device and no confinement: whoever controls it \
             controls the node.",
        ja: "特権コンテナーはすべてのケーパビリティとデバイスを持ち、隔離されません。コンテナーを奪われると、ノードも奪われます。",
    },
    fix: Text {
        en: "Remove `privileged: true` and grant only what the process needs: a single capability, a device plugin, \
             or a CSI driver.",
        ja: "`privileged: true` を削除し、必要な権限だけを与えてください (個別のケーパビリティ、デバイス プラグイン、CSI ドライバーなど)。",
    },
    severity: Severity::Critical,
    standard: Some(Standard { level: Level::Baseline, check: "privileged", since: Version::v1(0) }),
    controls: &[
        Control { framework: "pod-security-standards", id: "baseline/privileged" },
        Control { framework: "nist-800-190", id: "4.4.3" },
        Control { framework: "cis-kubernetes-1.12", id: "5.2.2" },
        Control { framework: "nsa-cisa-hardening", id: "NSA-POD" },
        Control { framework: "azure-policy-kubernetes", id: "ContainerNoPrivilege" },
    ],
    covers: &[
        Control { framework: "kube-score", id: "container-security-context-privileged" },
        Control { framework: "kube-linter", id: "privileged-container" },
        Control { framework: "polaris", id: "runAsPrivileged" },
        Control { framework: "kubescape", id: "C-0057" },
        Control { framework: "kubescape", id: "C-0193" },
        Control { framework: "kubescape", id: "C-0213" },
        Control { framework: "checkov", id: "CKV_K8S_16" },
        Control { framework: "trivy", id: "AVD-KSV-0017" },
    ],
    references: &["https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline"],
    check: Check::Pod(check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "`false` or no value", ja: "`false` または未設定" };

fn check(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    for container in pod.containers() {
        let field = container.field.at("securityContext.privileged");
        if field.bool() == Some(true) {
            sink.violated(&field, WANTED).container(container).set_unsafely(false);
        }
    }
}
