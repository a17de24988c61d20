//! An API server that signs its own certificate.

use sekimori_model::{Control, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::component::{KINDS, Program, components};
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "control-plane/api-server-certificate-missing",
    title: Text {
        en: "No serving certificate for the API server",
        ja: "API サーバーのサーバー証明書の未設定",
    },
    why: Text {
        en: "The API server then makes a certificate that no client can verify, so clients learn to skip the \
             check.",
        ja: "API サーバーはクライアントが検証できない証明書を自動生成するため、クライアント側で検証を省略する習慣が生まれます。",
    },
    fix: Text {
        en: "Set `--tls-cert-file` and `--tls-private-key-file`.",
        ja: "`--tls-cert-file` と `--tls-private-key-file` を設定してください。",
    },
    severity: Severity::Medium,
    role: Role::ClusterOperator,
    controls: &[
        Control { framework: "cis-kubernetes-1.12", id: "1.2.24" },
        Control { framework: "nist-800-190", id: "4.3.2" },
        Control { framework: "owasp-kubernetes-top-10", id: "K09" },
    ],
    covers: &[
        Control { framework: "kubescape", id: "C-0138" },
        Control { framework: "checkov", id: "CKV_K8S_100" },
        Control { framework: "trivy", id: "AVD-KCV-0027" },
    ],
    references: &["https://kubernetes.io/docs/setup/best-practices/certificates/"],
    check: Check::Object(KINDS, check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "a file", ja: "ファイルの指定" };

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    for component in components(object, top, &[Program::ApiServer]) {
        component.require(sink, &["tls-cert-file", "tls-private-key-file"], WANTED);
    }
}
