//! An API server that does not check who the kubelet is.

use sekimori_model::{Control, Persona, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::component::{KINDS, Program, components};
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "control-plane/kubelet-ca-missing",
    title: Text { en: "Certificates of kubelets not verified", ja: "kubelet の証明書の未検証" },
    why: Text {
        en: "Whoever stands between the API server and a node reads logs and takes over `exec` sessions.",
        ja: "API サーバーとノードの間に入り込んだ攻撃者に、ログを読み取られたり `exec` のセッションを乗っ取られたりします。",
    },
    fix: Text {
        en: "Set `--kubelet-certificate-authority` once kubelets have serving certificates of that authority \
             (`serverTLSBootstrap: true`).",
        ja: "kubelet にその認証局のサーバー証明書を発行してから (`serverTLSBootstrap: true`)、`--kubelet-certificate-authority` を設定してください。",
    },
    severity: Severity::Medium,
    persona: Persona::Pedantic,
    role: Role::ClusterOperator,
    controls: &[
        Control { framework: "cis-kubernetes-1.12", id: "1.2.5" },
        Control { framework: "nist-800-190", id: "4.3.5" },
        Control { framework: "owasp-kubernetes-top-10", id: "K09" },
    ],
    covers: &[
        Control { framework: "kubescape", id: "C-0117" },
        Control { framework: "checkov", id: "CKV_K8S_73" },
        Control { framework: "trivy", id: "AVD-KCV-0006" },
    ],
    references: &[
        "https://kubernetes.io/docs/concepts/architecture/control-plane-node-communication/#api-server-to-kubelet",
    ],
    check: Check::Object(KINDS, check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "a file", ja: "ファイルの指定" };

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    for component in components(object, top, &[Program::ApiServer]) {
        component.require(sink, &["kubelet-certificate-authority"], WANTED);
    }
}
