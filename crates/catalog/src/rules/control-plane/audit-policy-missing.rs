//! An API server with an audit log but without a policy for it.

use sekimori_model::{Control, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::component::{KINDS, Program, components};
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "control-plane/audit-policy-missing",
    title: Text { en: "No audit policy", ja: "監査ポリシーの未設定" },
    why: Text {
        en: "Without a policy no event is logged, although the log is configured.",
        ja: "監査ログを構成していても、ポリシーがないとイベントは記録されません。",
    },
    fix: Text {
        en: "Set `--audit-policy-file`.", ja: "`--audit-policy-file` を設定してください。"
    },
    severity: Severity::Medium,
    role: Role::ClusterOperator,
    controls: &[
        Control { framework: "cis-kubernetes-1.12", id: "3.2.1" },
        Control { framework: "nist-800-190", id: "4.3.2" },
        Control { framework: "nsa-cisa-hardening", id: "NSA-LOG" },
        Control { framework: "owasp-kubernetes-top-10", id: "K05" },
    ],
    covers: &[Control { framework: "kubescape", id: "C-0160" }],
    references: &["https://kubernetes.io/docs/tasks/debug/debug-cluster/audit/#audit-policy"],
    check: Check::Object(KINDS, check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "a policy", ja: "ポリシー" };

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    for component in components(object, top, &[Program::ApiServer]) {
        // Where there is no log at all, another rule speaks.
        let logs =
            ["audit-log-path", "audit-webhook-config-file"].iter().any(|name| component.flag(name).is_some());
        if logs {
            component.require(sink, &["audit-policy-file"], WANTED);
        }
    }
}
