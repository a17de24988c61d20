//! A kubelet that signs its own certificate.

use sekimori_model::{Control, Persona, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "control-plane/kubelet-certificate-missing",
    title: Text {
        en: "No serving certificate for the kubelet", ja: "kubelet のサーバー証明書の未設定"
    },
    why: Text {
        en: "The kubelet then makes a certificate that the API server cannot verify.",
        ja: "kubelet は、API サーバーが検証できない証明書を自動生成します。",
    },
    fix: Text {
        en: "Set `serverTLSBootstrap: true` and approve the requests, or set `tlsCertFile` and \
             `tlsPrivateKeyFile`.",
        ja: "`serverTLSBootstrap: true` を設定して署名要求を承認するか、`tlsCertFile` と `tlsPrivateKeyFile` を設定してください。",
    },
    severity: Severity::Medium,
    persona: Persona::Pedantic,
    role: Role::ClusterOperator,
    controls: &[
        Control { framework: "cis-kubernetes-1.12", id: "4.2.9" },
        Control { framework: "nist-800-190", id: "4.3.5" },
        Control { framework: "owasp-kubernetes-top-10", id: "K09" },
    ],
    covers: &[
        Control { framework: "kubescape", id: "C-0181" },
        Control { framework: "checkov", id: "CKV_K8S_148" },
        Control { framework: "trivy", id: "AVD-KCV-0088" },
        Control { framework: "trivy", id: "AVD-KCV-0089" },
    ],
    references: &["https://kubernetes.io/docs/reference/access-authn-authz/kubelet-tls-bootstrapping/"],
    check: Check::Object(&[("kubelet.config.k8s.io", "KubeletConfiguration")], check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "a certificate", ja: "証明書の指定" };

fn check<'a>(_: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    if top.at("serverTLSBootstrap").bool() == Some(true) {
        return;
    }
    for field in [top.at("tlsCertFile"), top.at("tlsPrivateKeyFile")] {
        if field.text().is_none_or(str::is_empty) {
            sink.violated(&field, WANTED);
        }
    }
}
