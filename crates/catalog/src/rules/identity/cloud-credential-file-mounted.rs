//! A pod that reads the cloud's credential from its node.

use sekimori_model::{Control, Severity};
use sekimori_parse::kubernetes::Pod;

use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "identity/cloud-credential-file-mounted",
    title: Text {
        en: "Cloud credentials of the node mounted", ja: "ノードのクラウド資格情報のマウント"
    },
    why: Text {
        en: "The file holds what the node uses to talk to the cloud. Whoever reads it acts in the cloud with \
             the rights of the cluster.",
        ja: "このファイルには、ノードがクラウドとの通信に使う資格情報が入っています。読み取られると、クラスターの権限でクラウドを操作されます。",
    },
    fix: Text {
        en: "Give the workload an identity of its own by workload identity federation, and remove the volume.",
        ja: "ワークロード ID フェデレーションでワークロード専用の ID を割り当て、このボリュームを削除してください。",
    },
    severity: Severity::High,
    controls: &[
        Control { framework: "nist-800-190", id: "4.3.1" },
        Control { framework: "owasp-kubernetes-top-10", id: "K08" },
    ],
    covers: &[Control { framework: "kubescape", id: "C-0020" }],
    references: &["https://learn.microsoft.com/azure/aks/workload-identity-overview"],
    check: Check::Pod(check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "a workload identity", ja: "ワークロード ID" };

/// Where cloud providers keep credentials on nodes: the end of a path, or a folder that holds little else.
///
/// # Source
/// Documentation of the cloud providers: `azure.json` of AKS nodes, and the folders of the three command lines.
const FILES: &[&str] = &[
    "/etc/kubernetes/azure.json",
    "/etc/kubernetes/cloud-config",
    "/.aws",
    "/.aws/credentials",
    "/.azure",
    "/.config/gcloud",
    "/.config/gcloud/application_default_credentials.json",
];

fn check(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    for volume in pod.spec.at("volumes").items("name") {
        let field = volume.at("hostPath.path");
        let Some(path) = field.text().map(|path| path.trim_end_matches('/')) else { continue };
        if FILES.iter().any(|file| path.ends_with(file)) {
            sink.violated(&field, WANTED);
        }
    }
}
