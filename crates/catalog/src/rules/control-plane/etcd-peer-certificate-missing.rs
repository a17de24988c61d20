//! Members of etcd that talk without encryption.

use sekimori_model::{Control, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::component::{KINDS, Program, components};
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "control-plane/etcd-peer-certificate-missing",
    title: Text { en: "No peer certificate for etcd", ja: "etcd のピア証明書の未設定" },
    why: Text {
        en: "The members of etcd copy all data to each other; without certificates they do so in clear text.",
        ja: "etcd のメンバーはすべてのデータを互いに複製します。証明書がないと、その通信が平文になります。",
    },
    fix: Text {
        en: "Set `--peer-cert-file` and `--peer-key-file`.",
        ja: "`--peer-cert-file` と `--peer-key-file` を設定してください。",
    },
    severity: Severity::High,
    role: Role::ClusterOperator,
    controls: &[
        Control { framework: "cis-kubernetes-1.12", id: "2.4" },
        Control { framework: "nist-800-190", id: "4.3.5" },
        Control { framework: "nsa-cisa-hardening", id: "NSA-NET" },
        Control { framework: "owasp-kubernetes-top-10", id: "K09" },
    ],
    covers: &[
        Control { framework: "kubescape", id: "C-0156" },
        Control { framework: "checkov", id: "CKV_K8S_119" },
        Control { framework: "trivy", id: "AVD-KCV-0045" },
    ],
    references: &["https://etcd.io/docs/v3.6/op-guide/security/"],
    check: Check::Object(KINDS, check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "a file", ja: "ファイルの指定" };

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    for component in components(object, top, &[Program::Etcd]) {
        component.require(sink, &["peer-cert-file", "peer-key-file"], WANTED);
    }
}
