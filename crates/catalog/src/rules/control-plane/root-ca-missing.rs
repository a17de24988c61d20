//! A controller manager that tells pods no authority.

use sekimori_model::{Control, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::component::{KINDS, Program, components};
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "control-plane/root-ca-missing",
    title: Text { en: "No root certificate for pods", ja: "ポッド用のルート証明書の未設定" },
    why: Text {
        en: "Pods then cannot verify that they talk to the API server, and may send their tokens to whoever \
             takes its place.",
        ja: "ポッドは接続先が本物の API サーバーかどうかを検証できず、なりすました相手にトークンを送ってしまうおそれがあります。",
    },
    fix: Text {
        en: "Set `--root-ca-file` to the authority of the API server's certificate.",
        ja: "`--root-ca-file` に API サーバーの証明書の認証局を設定してください。",
    },
    severity: Severity::Medium,
    role: Role::ClusterOperator,
    controls: &[
        Control { framework: "cis-kubernetes-1.12", id: "1.3.5" },
        Control { framework: "nist-800-190", id: "4.3.2" },
        Control { framework: "owasp-kubernetes-top-10", id: "K09" },
    ],
    covers: &[
        Control { framework: "kubescape", id: "C-0148" },
        Control { framework: "checkov", id: "CKV_K8S_111" },
        Control { framework: "trivy", id: "AVD-KCV-0037" },
    ],
    references: &[
        "https://kubernetes.io/docs/reference/command-line-tools-reference/kube-controller-manager/",
    ],
    check: Check::Object(KINDS, check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "a file", ja: "ファイルの指定" };

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    for component in components(object, top, &[Program::ControllerManager]) {
        component.require(sink, &["root-ca-file"], WANTED);
    }
}
