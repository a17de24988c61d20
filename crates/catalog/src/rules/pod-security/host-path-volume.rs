//! A volume that is a path of the node.

use sekimori_model::{Control, Level, Severity, Version};
use sekimori_parse::kubernetes::Pod;

use crate::{Check, Rule, Sink, Standard, Text};

pub(crate) const RULE: Rule = Rule {
    id: "pod-security/host-path-volume",
    title: Text { en: "Volume from a path of the node", ja: "ノードのパスを使うボリューム" },
    why: Text {
        en: "A `hostPath` volume opens files of the node to the pod: sockets of the container runtime, credentials of \
             the kubelet, data of other pods.",
        ja: "`hostPath` ボリュームは、コンテナー ランタイムのソケット、kubelet の資格情報、他のポッドのデータなど、ノードのファイルをポッドに開放します。",
    },
    fix: Text {
        en: "Use a PersistentVolumeClaim, an `emptyDir`, a ConfigMap or a Secret. For a disk of the node, use a \
             `local` PersistentVolume.",
        ja: "PersistentVolumeClaim、`emptyDir`、ConfigMap、または Secret を使用してください。ノードのディスクが必要な場合は、`local` の PersistentVolume を使用してください。",
    },
    severity: Severity::High,
    standard: Some(Standard { level: Level::Baseline, check: "hostPathVolumes", since: Version::v1(0) }),
    controls: &[
        Control { framework: "pod-security-standards", id: "baseline/hostPathVolumes" },
        Control { framework: "cis-kubernetes-1.12", id: "5.2.11" },
        Control { framework: "nist-800-190", id: "4.5.5" },
        Control { framework: "nsa-cisa-hardening", id: "NSA-POD" },
        Control { framework: "azure-policy-kubernetes", id: "AllowedHostPaths" },
    ],
    covers: &[
        Control { framework: "polaris", id: "hostPathSet" },
        Control { framework: "kubescape", id: "C-0048" },
        Control { framework: "kubescape", id: "C-0203" },
        Control { framework: "trivy", id: "AVD-KSV-0023" },
    ],
    references: &[
        "https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline",
        "https://kubernetes.io/docs/concepts/storage/volumes/#hostpath",
    ],
    check: Check::Pod(check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "a volume of another type", ja: "別の種類のボリューム" };

fn check(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    for volume in pod.spec.at("volumes").items("name") {
        let field = volume.at("hostPath");
        if field.is_present() {
            sink.violated(&field, WANTED).seen(field.at("path").text().unwrap_or_default());
        }
    }
}
