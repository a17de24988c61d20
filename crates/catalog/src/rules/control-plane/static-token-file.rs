//! An API server that takes passwords or tokens from a file.

use sekimori_model::{Control, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::component::{KINDS, Program, components};
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "control-plane/static-token-file",
    title: Text {
        en: "Static tokens or passwords", ja: "静的なトークンまたはパスワードの使用"
    },
    why: Text {
        en: "The file holds credentials in clear text that never expire and are revoked only by a restart of \
             the API server.",
        ja: "このファイルには期限のない資格情報が平文で保存され、取り消すには API サーバーの再起動が必要です。",
    },
    fix: Text {
        en: "Remove the flag; let people log in by OpenID Connect, and programs by service accounts.",
        ja: "フラグを削除し、利用者は OpenID Connect、プログラムはサービス アカウントで認証してください。",
    },
    severity: Severity::High,
    role: Role::ClusterOperator,
    controls: &[
        Control { framework: "cis-kubernetes-1.12", id: "1.2.2" },
        Control { framework: "nist-800-190", id: "4.3.2" },
        Control { framework: "nsa-cisa-hardening", id: "NSA-AUTH" },
        Control { framework: "owasp-kubernetes-top-10", id: "K06" },
    ],
    covers: &[
        Control { framework: "kubescape", id: "C-0114" },
        Control { framework: "checkov", id: "CKV_K8S_69" },
        Control { framework: "checkov", id: "CKV_K8S_70" },
        Control { framework: "trivy", id: "AVD-KCV-0002" },
    ],
    references: &["https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/"],
    check: Check::Object(KINDS, check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "no such file", ja: "ファイルの指定なし" };

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    for component in components(object, top, &[Program::ApiServer]) {
        for name in ["token-auth-file", "basic-auth-file"] {
            if let Some(flag) = component.flag(name) {
                component.report(sink, flag, WANTED, None);
            }
        }
    }
}
