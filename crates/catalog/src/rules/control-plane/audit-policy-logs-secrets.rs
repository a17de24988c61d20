//! An audit policy that copies Secrets into the log.

use sekimori_model::{Control, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::audit_policy::{POLICIES, first_rule};
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "control-plane/audit-policy-logs-secrets",
    title: Text { en: "Secrets in the audit log", ja: "監査ログへの Secret の記録" },
    why: Text {
        en: "At `Request` and above the log holds the contents of Secrets and tokens, readable for everybody \
             who reads logs.",
        ja: "`Request` 以上のレベルでは、Secret やトークンの内容がログに記録され、ログを読める全員が参照できます。",
    },
    fix: Text {
        en: "Put a rule with `level: Metadata` for `secrets`, `configmaps` and `tokenreviews` before the \
             rule.",
        ja: "このルールより前に、`secrets`、`configmaps`、`tokenreviews` に対する `level: Metadata` のルールを置いてください。",
    },
    severity: Severity::High,
    role: Role::ClusterOperator,
    controls: &[
        Control { framework: "cis-kubernetes-1.12", id: "3.2.2" },
        Control { framework: "nist-800-190", id: "4.3.2" },
        Control { framework: "nsa-cisa-hardening", id: "NSA-LOG" },
        Control { framework: "owasp-kubernetes-top-10", id: "K08" },
    ],
    covers: &[Control { framework: "kubescape", id: "C-0161" }],
    references: &["https://kubernetes.io/docs/tasks/debug/debug-cluster/audit/#audit-policy"],
    check: Check::Object(POLICIES, check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "`Metadata`", ja: "`Metadata`" };

fn check<'a>(_: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    let resources =
        [("", "secrets"), ("", "serviceaccounts/token"), ("authentication.k8s.io", "tokenreviews")];
    for (group, resource) in resources {
        let Some(rule) = first_rule(top, group, resource, "create") else { continue };
        let field = rule.at("level");
        // The request for a token does not hold it yet; the response does.
        let is_answered = resource == "serviceaccounts/token";
        if let Some(level @ ("Request" | "RequestResponse")) = field.text()
            && (level == "RequestResponse" || !is_answered)
        {
            sink.violated(&field, WANTED).value(resource).seen(&format!("{resource}: {level}"));
        }
    }
}
