//! An etcd that signs its own certificates.

use sekimori_model::{Control, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::component::{KINDS, Program, components};
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "control-plane/etcd-auto-tls",
    title: Text {
        en: "etcd with certificates that it signs itself", ja: "自己署名証明書を使う etcd"
    },
    why: Text {
        en: "Certificates that etcd makes for itself encrypt, but nobody can verify them: whoever takes the \
             place of a member is not noticed.",
        ja: "etcd が自動生成した証明書で通信は暗号化されますが、検証できないため、メンバーになりすまされても気付けません。",
    },
    fix: Text {
        en: "Remove the flag, and set certificates of an authority.",
        ja: "フラグを削除し、認証局が発行した証明書を設定してください。",
    },
    severity: Severity::Medium,
    role: Role::ClusterOperator,
    controls: &[
        Control { framework: "cis-kubernetes-1.12", id: "2.3" },
        Control { framework: "cis-kubernetes-1.12", id: "2.6" },
        Control { framework: "nist-800-190", id: "4.3.5" },
        Control { framework: "owasp-kubernetes-top-10", id: "K09" },
    ],
    covers: &[
        Control { framework: "kubescape", id: "C-0155" },
        Control { framework: "kubescape", id: "C-0158" },
        Control { framework: "checkov", id: "CKV_K8S_118" },
        Control { framework: "trivy", id: "AVD-KCV-0044" },
        Control { framework: "trivy", id: "AVD-KCV-0047" },
    ],
    references: &["https://etcd.io/docs/v3.6/op-guide/security/"],
    check: Check::Object(KINDS, check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "`false` or no value", ja: "`false` または未設定" };

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    for component in components(object, top, &[Program::Etcd]) {
        for name in ["auto-tls", "peer-auto-tls"] {
            component.require_bool(sink, name, (false, false), WANTED);
        }
    }
}
