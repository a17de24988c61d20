//! An API server that allows everything.

use sekimori_model::{Control, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::component::{KINDS, Program, components, has};
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "control-plane/authorization-always-allow",
    title: Text { en: "Everything is authorized", ja: "すべての要求の認可" },
    why: Text {
        en: "With `AlwaysAllow`, which is also the default, every request is allowed: any credential is that \
             of an administrator.",
        ja: "`AlwaysAllow` (既定値) ではすべての要求が許可されるため、どの資格情報でも管理者と同じ操作ができます。",
    },
    fix: Text {
        en: "Set `--authorization-mode=Node,RBAC`.",
        ja: "`--authorization-mode=Node,RBAC` を設定してください。",
    },
    severity: Severity::Critical,
    role: Role::ClusterOperator,
    controls: &[
        Control { framework: "cis-kubernetes-1.12", id: "1.2.6" },
        Control { framework: "nist-800-190", id: "4.3.2" },
        Control { framework: "nsa-cisa-hardening", id: "NSA-AUTH" },
        Control { framework: "owasp-kubernetes-top-10", id: "K03" },
    ],
    covers: &[
        Control { framework: "kubescape", id: "C-0118" },
        Control { framework: "checkov", id: "CKV_K8S_74" },
        Control { framework: "trivy", id: "AVD-KCV-0007" },
    ],
    references: &["https://kubernetes.io/docs/reference/access-authn-authz/authorization/"],
    check: Check::Object(KINDS, check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "`--authorization-mode=Node,RBAC`", ja: "`--authorization-mode=Node,RBAC`" };

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    for component in components(object, top, &[Program::ApiServer]) {
        if component.flag("authorization-config").is_some() {
            continue;
        }
        match component.flag("authorization-mode") {
            Some(flag) if has(flag.value, "AlwaysAllow") => {
                component.report(sink, flag, WANTED, Some("Node,RBAC"));
            }
            None if component.lacks("authorization-mode") => {
                component.report_absent(sink, "authorization-mode", WANTED, Some("Node,RBAC"));
            }
            _ => {}
        }
    }
}
