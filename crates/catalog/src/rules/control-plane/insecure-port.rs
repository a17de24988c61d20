//! An API server that listens without encryption and login.

use sekimori_model::{Control, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::component::{KINDS, Program, components};
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "control-plane/insecure-port",
    title: Text {
        en: "API server listens without authentication", ja: "認証なしで待ち受ける API サーバー"
    },
    why: Text {
        en: "The insecure port skips authentication and authorization: whoever reaches it is an \
             administrator.",
        ja: "保護されていないポートでは認証も認可も行われません。到達できれば誰でも管理者になれます。",
    },
    fix: Text {
        en: "Remove `--insecure-port` and `--insecure-bind-address`, and keep `--secure-port` at 6443.",
        ja: "`--insecure-port` と `--insecure-bind-address` を削除し、`--secure-port` は 6443 のままにしてください。",
    },
    severity: Severity::Critical,
    role: Role::ClusterOperator,
    controls: &[
        Control { framework: "nist-800-190", id: "4.3.2" },
        Control { framework: "nsa-cisa-hardening", id: "NSA-AUTH" },
        Control { framework: "owasp-kubernetes-top-10", id: "K09" },
    ],
    covers: &[
        Control { framework: "kubescape", id: "C-0005" },
        Control { framework: "kubescape", id: "C-0128" },
        Control { framework: "checkov", id: "CKV_K8S_86" },
        Control { framework: "checkov", id: "CKV_K8S_88" },
        Control { framework: "checkov", id: "CKV_K8S_89" },
        Control { framework: "trivy", id: "AVD-KCV-0017" },
    ],
    references: &["https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/"],
    check: Check::Object(KINDS, check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "the secure port alone", ja: "セキュア ポートのみ" };

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    for component in components(object, top, &[Program::ApiServer]) {
        for name in ["insecure-port", "insecure-bind-address", "secure-port"] {
            let Some(flag) = component.flag(name) else { continue };
            // No insecure port is the safe one, no secure port is not.
            if (flag.value == "0") == (name == "secure-port") {
                component.report(sink, flag, WANTED, None);
            }
        }
    }
}
