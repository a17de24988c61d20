//! An API server that knows no authority for client certificates.

use sekimori_model::{Control, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::component::{KINDS, Program, components};
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "control-plane/client-ca-missing",
    title: Text {
        en: "No authority for client certificates", ja: "クライアント証明書の認証局の未設定"
    },
    why: Text {
        en: "Components of the control plane and kubelets log in with certificates. Without the authority \
             they need weaker credentials.",
        ja: "コントロール プレーンのコンポーネントや kubelet は証明書で認証します。認証局がないと、より弱い資格情報に頼ることになります。",
    },
    fix: Text { en: "Set `--client-ca-file`.", ja: "`--client-ca-file` を設定してください。" },
    severity: Severity::Medium,
    role: Role::ClusterOperator,
    controls: &[
        Control { framework: "cis-kubernetes-1.12", id: "1.2.25" },
        Control { framework: "nist-800-190", id: "4.3.2" },
        Control { framework: "owasp-kubernetes-top-10", id: "K06" },
    ],
    covers: &[
        Control { framework: "kubescape", id: "C-0139" },
        Control { framework: "trivy", id: "AVD-KCV-0028" },
    ],
    references: &["https://kubernetes.io/docs/setup/best-practices/certificates/"],
    check: Check::Object(KINDS, check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "a file", ja: "ファイルの指定" };

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    for component in components(object, top, &[Program::ApiServer]) {
        component.require(sink, &["client-ca-file"], WANTED);
    }
}
