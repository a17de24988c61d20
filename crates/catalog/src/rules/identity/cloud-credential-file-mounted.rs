//! A pod that reads the cloud's credential from its node.

use sekimori_model::{Control, Severity};
use sekimori_parse::kubernetes::Pod;

use crate::{Check, Rule, Sink, Text, host_paths};

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

fn check(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    for volume in pod.spec.at("volumes").items("name") {
        let field = volume.at("hostPath.path");
        if field.text().is_some_and(host_paths::is_cloud_credential) {
            sink.violated(&field, WANTED);
        }
    }
}
