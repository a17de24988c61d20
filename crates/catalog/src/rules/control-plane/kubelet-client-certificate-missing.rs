//! An API server without a credential for kubelets.

use sekimori_model::{Control, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::component::{KINDS, Program, components};
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "control-plane/kubelet-client-certificate-missing",
    title: Text {
        en: "No client certificate for kubelets", ja: "kubelet 用のクライアント証明書の未設定"
    },
    why: Text {
        en: "The API server then talks to kubelets as nobody, which works only where kubelets let anybody in.",
        ja: "API サーバーは匿名で kubelet に接続することになり、kubelet が匿名の接続を許可していなければ機能しません。",
    },
    fix: Text {
        en: "Set `--kubelet-client-certificate` and `--kubelet-client-key`.",
        ja: "`--kubelet-client-certificate` と `--kubelet-client-key` を設定してください。",
    },
    severity: Severity::Medium,
    role: Role::ClusterOperator,
    controls: &[
        Control { framework: "cis-kubernetes-1.12", id: "1.2.4" },
        Control { framework: "nist-800-190", id: "4.3.5" },
        Control { framework: "owasp-kubernetes-top-10", id: "K09" },
    ],
    covers: &[
        Control { framework: "kubescape", id: "C-0116" },
        Control { framework: "checkov", id: "CKV_K8S_72" },
        Control { framework: "trivy", id: "AVD-KCV-0005" },
    ],
    references: &["https://kubernetes.io/docs/setup/best-practices/certificates/"],
    check: Check::Object(KINDS, check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "a file", ja: "ファイルの指定" };

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    for component in components(object, top, &[Program::ApiServer]) {
        component.require(sink, &["kubelet-client-certificate", "kubelet-client-key"], WANTED);
    }
}
