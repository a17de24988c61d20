//! A kubelet that cannot check the certificate of the API server.

use sekimori_model::{Control, Persona, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::kubelet::{KINDS, Setting, report_setting};
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "control-plane/kubelet-client-ca-missing",
    title: Text {
        en: "Kubelet knows no authority for clients", ja: "クライアントの認証局がない kubelet"
    },
    why: Text {
        en: "The kubelet then cannot tell the API server from others by its client certificate.",
        ja: "kubelet は、クライアント証明書で API サーバーを見分けられません。",
    },
    fix: Text {
        en: "Set `authentication.x509.clientCAFile`.",
        ja: "`authentication.x509.clientCAFile` を設定してください。",
    },
    severity: Severity::Medium,
    persona: Persona::Pedantic,
    role: Role::ClusterOperator,
    controls: &[
        Control { framework: "cis-kubernetes-1.12", id: "4.2.3" },
        Control { framework: "nist-800-190", id: "4.3.5" },
        Control { framework: "nsa-cisa-hardening", id: "NSA-AUTH" },
        Control { framework: "owasp-kubernetes-top-10", id: "K09" },
    ],
    covers: &[
        Control { framework: "kubescape", id: "C-0174" },
        Control { framework: "kubescape", id: "C-0070" },
        Control { framework: "checkov", id: "CKV_K8S_140" },
        Control { framework: "trivy", id: "AVD-KCV-0081" },
    ],
    references: &["https://kubernetes.io/docs/reference/access-authn-authz/kubelet-authn-authz/"],
    check: Check::Object(KINDS, check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "a file", ja: "ファイルの指定" };

const SETTING: Setting =
    Setting { path: "authentication.x509.clientCAFile", flag: "client-ca-file", repaired: None };

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    report_setting((object, top), sink, &SETTING, WANTED, |value| value.is_none_or(str::is_empty));
}
