//! A volume of a type that pods should reach by a claim alone.

use sekimori_model::{Control, Level, Severity, Version};
use sekimori_parse::kubernetes::Pod;

use crate::{Check, Rule, Sink, Standard, Text};

pub(crate) const RULE: Rule = Rule {
    id: "pod-security/volume-type-not-allowed",
    title: Text { en: "Volume type not allowed", ja: "許可されない種類のボリューム" },
    why: Text {
        en: "A volume that names its storage itself lets the author of the pod choose the server and its options, \
             which the node then mounts; drivers of these types have had faults that led to the node.",
        ja: "ストレージを直接指定するボリュームでは、ポッドの作成者が選んだサーバーとオプションをノードがマウントします。このような種類のドライバーには、ノードの侵害につながる欠陥が見つかったことがあります。",
    },
    fix: Text {
        en: "Have the cluster operator provide the storage as a PersistentVolume or by a CSI driver, and name it by a \
             PersistentVolumeClaim.",
        ja: "ストレージを PersistentVolume または CSI ドライバーとして用意するようクラスター オペレーターに依頼し、PersistentVolumeClaim で参照してください。",
    },
    severity: Severity::Low,
    standard: Some(Standard { level: Level::Restricted, check: "restrictedVolumes", since: Version::v1(0) }),
    controls: &[
        Control { framework: "pod-security-standards", id: "restricted/restrictedVolumes" },
        Control { framework: "azure-policy-kubernetes", id: "AllowedVolumeTypes" },
        Control { framework: "azure-policy-kubernetes", id: "FlexVolumeDrivers" },
    ],
    covers: &[Control { framework: "trivy", id: "AVD-KSV-0028" }],
    references: &[
        "https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted",
        "https://kubernetes.io/docs/concepts/storage/volumes/",
    ],
    check: Check::Pod(check),
    ..Rule::BASE
};

const WANTED: Text = Text {
    en: "`persistentVolumeClaim`, `csi`, `ephemeral`, `configMap`, `secret`, `projected`, `downwardAPI`, `emptyDir` \
         or `image`",
    ja: "`persistentVolumeClaim`、`csi`、`ephemeral`、`configMap`、`secret`、`projected`、`downwardAPI`、`emptyDir`、`image` のいずれか",
};

/// What the restricted level lets a pod name.
///
/// # Source
/// Kubernetes v1.37, pod-security-admission, check `restrictedVolumes`; `image` is taken at all versions.
const ALLOWED: [&str; 9] = [
    "configMap",
    "csi",
    "downwardAPI",
    "emptyDir",
    "ephemeral",
    "image",
    "persistentVolumeClaim",
    "projected",
    "secret",
];

fn check(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    for volume in pod.spec.at("volumes").items("name") {
        let mut sources = volume.entries("");
        sources.retain(|(key, source)| *key != "name" && source.is_present());
        // No source at all is an emptyDir by default, and one allowed source is enough for admission.
        if sources.iter().any(|(key, _)| ALLOWED.contains(key)) {
            continue;
        }
        // A key that nobody knows is not allowed either; host-path-volume reports the one left out here.
        for (key, source) in sources.iter().filter(|(key, _)| *key != "hostPath") {
            sink.violated(source, WANTED).seen(key);
        }
    }
}
