//! An audit policy that leaves out what matters.

use sekimori_model::{Control, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::audit_policy::{POLICIES, first_rule};
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "control-plane/audit-policy-blind",
    title: Text { en: "Important requests not audited", ja: "監査されない重要な要求" },
    why: Text {
        en: "What the policy leaves out never happened as far as the log goes: reading Secrets, running \
             commands in pods, changing roles.",
        ja: "ポリシーの対象外の操作はログに残りません。Secret の読み取り、ポッドでのコマンド実行、ロールの変更などを追跡できなくなります。",
    },
    fix: Text {
        en: "Log them at least at `Metadata`, best by a last rule that catches all.",
        ja: "少なくとも `Metadata` で記録してください。すべてに一致するルールを最後に置くのが確実です。",
    },
    severity: Severity::Medium,
    role: Role::ClusterOperator,
    controls: &[
        Control { framework: "cis-kubernetes-1.12", id: "3.2.2" },
        Control { framework: "nist-800-190", id: "4.3.2" },
        Control { framework: "nsa-cisa-hardening", id: "NSA-LOG" },
        Control { framework: "owasp-kubernetes-top-10", id: "K05" },
    ],
    covers: &[Control { framework: "kubescape", id: "C-0161" }],
    references: &["https://kubernetes.io/docs/tasks/debug/debug-cluster/audit/#audit-policy"],
    check: Check::Object(POLICIES, check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "`Metadata` or more", ja: "`Metadata` 以上" };

/// What an investigation asks for first: group, resource and verb.
const NEEDED: [(&str, &str, &str); 6] = [
    ("", "secrets", "get"),
    ("", "pods", "create"),
    ("", "pods/exec", "create"),
    ("", "pods/portforward", "create"),
    ("apps", "deployments", "patch"),
    ("rbac.authorization.k8s.io", "clusterrolebindings", "create"),
];

fn check<'a>(_: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    let rules = top.at("rules");
    for (group, resource, verb) in NEEDED {
        let field = match first_rule(top, group, resource, verb) {
            Some(rule) if rule.at("level").text() == Some("None") => rule.at("level"),
            Some(_) => continue,
            None => rules.clone(),
        };
        sink.violated(&field, WANTED).value(resource).seen(&format!("{verb} {resource}"));
    }
}
