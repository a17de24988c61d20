//! A container that keeps the capabilities which its runtime grants by default.

use sekimori_model::{Control, Level, Severity, Version};
use sekimori_parse::kubernetes::{Field, Pod};

use crate::{Check, Rule, Sink, Standard, Step, Text, windows};

pub(crate) const RULE: Rule = Rule {
    id: "pod-security/capabilities-not-dropped",
    title: Text { en: "Default capabilities not dropped", ja: "既定のケーパビリティの保持" },
    why: Text {
        en: "A container runtime grants about a dozen capabilities that most programs never use and an intruder may, \
             such as changing the owner of files or taking on another user.",
        ja: "コンテナー ランタイムは既定で十数個のケーパビリティを与えます (ファイルの所有者の変更、別のユーザーへの切り替えなど)。ほとんどのプログラムは使いませんが、侵入者は悪用できます。",
    },
    fix: Text {
        en: "Set `capabilities.drop: [\"ALL\"]` on each container. A program that listens on a port below 1024 may add \
             `NET_BIND_SERVICE` back.",
        ja: "各コンテナーに `capabilities.drop: [\"ALL\"]` を設定してください。1024 未満のポートで待ち受けるプログラムは、`NET_BIND_SERVICE` を追加し直せます。",
    },
    severity: Severity::Medium,
    standard: Some(Standard {
        level: Level::Restricted,
        check: "capabilities_restricted",
        since: Version::v1(22),
    }),
    steps: &[Step {
        since: Version::v1(25),
        change: Text {
            en: "not asked of pods with `os.name: windows`",
            ja: "`os.name: windows` のポッドには要求されません。",
        },
    }],
    controls: &[
        Control { framework: "pod-security-standards", id: "restricted/capabilities_restricted" },
        Control { framework: "cis-kubernetes-1.12", id: "5.2.8" },
        Control { framework: "cis-kubernetes-1.12", id: "5.2.9" },
        Control { framework: "nist-800-190", id: "4.4.3" },
        Control { framework: "azure-policy-kubernetes", id: "ContainerAllowedCapabilities" },
        Control { framework: "azure-policy-kubernetes", id: "MutateContainerAllowedCapabilitiesContainers" },
        Control {
            framework: "azure-policy-kubernetes",
            id: "MutateContainerAllowedCapabilitiesInitContainers",
        },
    ],
    covers: &[
        Control { framework: "kube-linter", id: "drop-net-raw-capability" },
        Control { framework: "polaris", id: "insecureCapabilities" },
        Control { framework: "polaris", id: "linuxHardening" },
        Control { framework: "kubescape", id: "C-0055" },
        Control { framework: "kubescape", id: "C-0199" },
        Control { framework: "kubescape", id: "C-0201" },
        Control { framework: "kubescape", id: "C-0211" },
        Control { framework: "kubescape", id: "C-0220" },
        Control { framework: "checkov", id: "CKV_K8S_28" },
        Control { framework: "checkov", id: "CKV_K8S_29" },
        Control { framework: "checkov", id: "CKV_K8S_30" },
        Control { framework: "checkov", id: "CKV_K8S_37" },
        Control { framework: "trivy", id: "AVD-KSV-0003" },
        Control { framework: "trivy", id: "AVD-KSV-0004" },
        Control { framework: "trivy", id: "AVD-KSV-0106" },
        Control { framework: "trivy", id: "AVD-KSV-0118" },
        Control { framework: "trivy", id: "AVD-KSV-0119" },
    ],
    references: &["https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted"],
    check: Check::Pod(check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "a list with `ALL`", ja: "`ALL` を含むリスト" };

fn check(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    if windows::is_exempt(pod, sink) {
        return;
    }
    for container in pod.containers() {
        let drop = container.field.at("securityContext.capabilities.drop");
        let names: Vec<&str> = drop.items("name").iter().filter_map(Field::str_or_empty).collect();
        // Letter by letter: some runtimes understand `all`, admission does not.
        if names.contains(&"ALL") {
            continue;
        }
        let violation =
            sink.violated(&drop, WANTED).container(container).append_unsafely("ALL").on_linux_alone(pod);
        if drop.is_present() {
            violation.seen(&format!("[{}]", names.join(", ")));
        }
    }
}
