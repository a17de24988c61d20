//! A volume from a path of the node that leads to the node itself.

use sekimori_model::{Control, Severity};
use sekimori_parse::kubernetes::Pod;

use crate::{Check, Parameter, Preset, Rule, Sink, Text, host_paths};

pub(crate) const RULE: Rule = Rule {
    id: "container/host-path-sensitive",
    title: Text {
        en: "Sensitive path of the node mounted", ja: "ノードの機密性の高いパスのマウント"
    },
    why: Text {
        en: "Below this path lie credentials of the node or the cloud, settings of the kernel, or the data of \
             other pods; with them a container becomes the node.",
        ja: "このパスの配下には、ノードやクラウドの資格情報、カーネルの設定、他のポッドのデータがあります。これらを使うと、コンテナーからノードを乗っ取れます。",
    },
    fix: Text {
        en: "Remove the volume, or name the one file or folder that is really needed. What only agents of the \
             node need belongs into a namespace for them alone.",
        ja: "ボリュームを削除するか、本当に必要なファイルまたはフォルダーだけを指定してください。ノードのエージェントだけに必要な場合は、専用の名前空間に分けてください。",
    },
    severity: Severity::High,
    controls: &[
        Control { framework: "cis-kubernetes-1.12", id: "5.2.11" },
        Control { framework: "nist-800-190", id: "4.5.5" },
        Control { framework: "nsa-cisa-hardening", id: "NSA-POD" },
        Control { framework: "owasp-kubernetes-top-10", id: "K01" },
    ],
    covers: &[
        Control { framework: "kube-linter", id: "sensitive-host-mounts" },
        Control { framework: "kubescape", id: "C-0020" },
        Control { framework: "trivy", id: "AVD-KSV-0121" },
    ],
    parameters: &[Parameter {
        name: "sensitive",
        about: Text {
            en: "Folders of the node that a pod must not see, nor what lies in them or around them.",
            ja: "ポッドに見せてはならないノードのフォルダー。その配下および上位のフォルダーも含みます。",
        },
        default: Preset::Texts(&[
            "/boot",
            "/dev",
            "/etc",
            "/home",
            "/lib/modules",
            "/proc",
            "/root",
            "/sys",
            "/usr",
            "/var/lib/containerd",
            "/var/lib/containers",
            "/var/lib/cni",
            "/var/lib/docker",
            "/var/lib/etcd",
            "/var/lib/kubelet",
            "/var/lib/rancher",
        ]),
    }],
    references: &["https://kubernetes.io/docs/concepts/storage/volumes/#hostpath"],
    check: Check::Pod(check),
    ..Rule::BASE
};

const WANTED: Text = Text {
    en: "a path that holds nothing of the node itself",
    ja: "ノード自体のファイルを含まないパス",
};

/// Files that tell nothing and change nothing, and are mounted by many for good reasons.
const HARMLESS: [&str; 7] = [
    "/etc/ca-certificates",
    "/etc/localtime",
    "/etc/machine-id",
    "/etc/os-release",
    "/etc/ssl/certs",
    "/etc/timezone",
    "/usr/share",
];

fn check(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    for volume in pod.spec.at("volumes").items("name") {
        let field = volume.at("hostPath.path");
        let Some(path) = field.str().filter(|path| !path.is_empty()).map(host_paths::normalise) else {
            continue;
        };
        // A folder around a sensitive one shows it as well.
        let leads = |known: &String| host_paths::is_in(&path, known) || host_paths::is_in(known, &path);
        let is_harmless = HARMLESS.iter().any(|known| host_paths::is_in(&path, known));
        // Clouds keep credentials of the node in other folders too.
        let is_credential = field.text().is_some_and(host_paths::is_cloud_credential);
        if is_credential || !is_harmless && sink.texts("sensitive").iter().any(leads) {
            sink.violated(&field, WANTED);
        }
    }
}
