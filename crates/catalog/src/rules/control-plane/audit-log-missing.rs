//! An API server that writes down nothing.

use sekimori_model::{Control, Persona, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::component::{KINDS, Program, components};
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "control-plane/audit-log-missing",
    title: Text { en: "No audit log", ja: "監査ログの未設定" },
    why: Text {
        en: "Without an audit log nobody can tell who did what, neither after an attack nor after a mistake.",
        ja: "監査ログがないと、攻撃や誤操作の後に、誰が何をしたかを確認できません。",
    },
    fix: Text {
        en: "Set `--audit-policy-file` with `--audit-log-path`, or with `--audit-webhook-config-file` for a \
             backend elsewhere.",
        ja: "`--audit-policy-file` と `--audit-log-path` を設定してください。外部に送る場合は `--audit-webhook-config-file` を設定してください。",
    },
    severity: Severity::Medium,
    // kubeadm sets up a cluster without it, as its documentation shows.
    persona: Persona::Pedantic,
    role: Role::ClusterOperator,
    controls: &[
        Control { framework: "cis-kubernetes-1.12", id: "1.2.16" },
        Control { framework: "nist-800-190", id: "4.3.2" },
        Control { framework: "nsa-cisa-hardening", id: "NSA-LOG" },
        Control { framework: "owasp-kubernetes-top-10", id: "K05" },
    ],
    covers: &[
        Control { framework: "kubescape", id: "C-0130" },
        Control { framework: "kubescape", id: "C-0067" },
        Control { framework: "checkov", id: "CKV_K8S_91" },
        Control { framework: "trivy", id: "AVD-KCV-0019" },
    ],
    references: &["https://kubernetes.io/docs/tasks/debug/debug-cluster/audit/"],
    check: Check::Object(KINDS, check),
    ..Rule::BASE
};

const WANTED: Text = Text {
    en: "a file, or `-` for standard output",
    ja: "ファイル、または標準出力を表す `-`",
};

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    for component in components(object, top, &[Program::ApiServer]) {
        if component.flag("audit-webhook-config-file").is_none() {
            component.require(sink, &["audit-log-path"], WANTED);
        }
    }
}
