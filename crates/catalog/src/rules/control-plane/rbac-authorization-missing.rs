//! An API server whose list of authorizers lacks RBAC.

use sekimori_model::{Control, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::component::{KINDS, Program, components, has};
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "control-plane/rbac-authorization-missing",
    title: Text { en: "RBAC switched off", ja: "RBAC の無効化" },
    why: Text {
        en: "Roles and bindings mean nothing then; who may do what stands in a file or in a service that \
             nobody sees in the cluster.",
        ja: "Role やバインドが機能せず、誰に何を許可するかは、クラスターからは見えないファイルや外部サービスで決まります。",
    },
    fix: Text {
        en: "Add `RBAC` to `--authorization-mode`.",
        ja: "`--authorization-mode` に `RBAC` を追加してください。",
    },
    severity: Severity::High,
    role: Role::ClusterOperator,
    controls: &[
        Control { framework: "cis-kubernetes-1.12", id: "1.2.8" },
        Control { framework: "nist-800-190", id: "4.3.2" },
        Control { framework: "owasp-kubernetes-top-10", id: "K03" },
    ],
    covers: &[
        Control { framework: "kubescape", id: "C-0120" },
        Control { framework: "kubescape", id: "C-0088" },
        Control { framework: "checkov", id: "CKV_K8S_77" },
        Control { framework: "trivy", id: "AVD-KCV-0009" },
    ],
    references: &["https://kubernetes.io/docs/reference/access-authn-authz/authorization/"],
    check: Check::Object(KINDS, check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "`RBAC` in the list", ja: "リストに `RBAC` を追加" };

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    for component in components(object, top, &[Program::ApiServer]) {
        // Where everything is allowed, or nothing is said, another rule speaks.
        let mode = component.flag("authorization-mode").filter(|flag| !has(flag.value, "AlwaysAllow"));
        if mode.is_some() {
            component.require_element(sink, "authorization-mode", "RBAC", WANTED);
        }
    }
}
