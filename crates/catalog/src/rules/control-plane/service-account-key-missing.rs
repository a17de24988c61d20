//! An API server that checks tokens with its own serving key.

use sekimori_model::{Control, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::component::{KINDS, Program, components};
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "control-plane/service-account-key-missing",
    title: Text {
        en: "No key of its own for service account tokens",
        ja: "サービス アカウント トークン専用の鍵の未設定",
    },
    why: Text {
        en: "Tokens are then verified with the key of the API server's TLS certificate: the two cannot be \
             replaced apart, and the loss of one is the loss of both.",
        ja: "トークンの検証に API サーバーの TLS 証明書の鍵が使われます。別々に更新できず、一方が漏えいすると両方が危険にさらされます。",
    },
    fix: Text {
        en: "Set `--service-account-key-file` to the public part of a key pair that is used for nothing else.",
        ja: "`--service-account-key-file` に、他の用途に使わない鍵ペアの公開鍵を設定してください。",
    },
    severity: Severity::Medium,
    role: Role::ClusterOperator,
    controls: &[
        Control { framework: "cis-kubernetes-1.12", id: "1.2.22" },
        Control { framework: "nist-800-190", id: "4.3.2" },
        Control { framework: "owasp-kubernetes-top-10", id: "K06" },
    ],
    covers: &[
        Control { framework: "kubescape", id: "C-0136" },
        Control { framework: "checkov", id: "CKV_K8S_97" },
        Control { framework: "trivy", id: "AVD-KCV-0025" },
    ],
    references: &["https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/"],
    check: Check::Object(KINDS, check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "a file", ja: "ファイルの指定" };

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    for component in components(object, top, &[Program::ApiServer]) {
        component.require(sink, &["service-account-key-file"], WANTED);
    }
}
