//! A controller manager that signs no tokens.

use sekimori_model::{Control, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::component::{KINDS, Program, components};
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "control-plane/signing-key-missing",
    title: Text {
        en: "No signing key for service account tokens",
        ja: "サービス アカウント トークンの署名鍵の未設定",
    },
    why: Text {
        en: "Without a key of its own for tokens there is no way to replace it without touching certificates.",
        ja: "トークン専用の鍵がないと、証明書に影響を与えずに鍵を更新できません。",
    },
    fix: Text {
        en: "Set `--service-account-private-key-file`.",
        ja: "`--service-account-private-key-file` を設定してください。",
    },
    severity: Severity::Medium,
    role: Role::ClusterOperator,
    controls: &[
        Control { framework: "cis-kubernetes-1.12", id: "1.3.4" },
        Control { framework: "nist-800-190", id: "4.3.2" },
        Control { framework: "owasp-kubernetes-top-10", id: "K06" },
    ],
    covers: &[
        Control { framework: "kubescape", id: "C-0147" },
        Control { framework: "checkov", id: "CKV_K8S_110" },
        Control { framework: "trivy", id: "AVD-KCV-0036" },
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
        component.require(sink, &["service-account-private-key-file"], WANTED);
    }
}
