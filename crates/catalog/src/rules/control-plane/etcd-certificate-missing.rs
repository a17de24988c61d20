//! An etcd that clients reach without encryption.

use sekimori_model::{Control, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::component::{KINDS, Program, components};
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "control-plane/etcd-certificate-missing",
    title: Text { en: "No serving certificate for etcd", ja: "etcd のサーバー証明書の未設定" },
    why: Text {
        en: "Everything that the API server stores, Secrets too, then crosses the network in clear text.",
        ja: "Secret を含め、API サーバーが保存するすべてのデータがネットワーク上を平文で流れます。",
    },
    fix: Text {
        en: "Set `--cert-file` and `--key-file`.",
        ja: "`--cert-file` と `--key-file` を設定してください。",
    },
    severity: Severity::High,
    role: Role::ClusterOperator,
    controls: &[
        Control { framework: "cis-kubernetes-1.12", id: "2.1" },
        Control { framework: "nist-800-190", id: "4.3.5" },
        Control { framework: "nsa-cisa-hardening", id: "NSA-NET" },
        Control { framework: "owasp-kubernetes-top-10", id: "K09" },
    ],
    covers: &[
        Control { framework: "kubescape", id: "C-0153" },
        Control { framework: "checkov", id: "CKV_K8S_116" },
        Control { framework: "trivy", id: "AVD-KCV-0042" },
    ],
    references: &["https://etcd.io/docs/v3.6/op-guide/security/"],
    check: Check::Object(KINDS, check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "a file", ja: "ファイルの指定" };

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    for component in components(object, top, &[Program::Etcd]) {
        component.require(sink, &["cert-file", "key-file"], WANTED);
    }
}
