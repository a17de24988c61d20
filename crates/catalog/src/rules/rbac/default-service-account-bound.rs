//! A binding that gives rights to every pod without an account of its own.

use sekimori_model::{Control, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::rbac::{BINDINGS, report_subjects};
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "rbac/default-service-account-bound",
    title: Text {
        en: "Role bound to the default ServiceAccount",
        ja: "既定の ServiceAccount へのロールのバインド",
    },
    why: Text {
        en: "Every pod of the namespace that names no ServiceAccount runs as `default`, so all of them get \
             the role.",
        ja: "ServiceAccount を指定しないポッドはすべて `default` で実行されるため、名前空間内の該当するポッド全部にロールが付与されます。",
    },
    fix: Text {
        en: "Make a ServiceAccount for the workload that needs the role, and bind that.",
        ja: "ロールを必要とするワークロード専用の ServiceAccount を作成し、それにバインドしてください。",
    },
    severity: Severity::Medium,
    role: Role::ClusterOperator,
    controls: &[
        Control { framework: "cis-kubernetes-1.12", id: "5.1.5" },
        Control { framework: "nist-800-190", id: "4.3.1" },
        Control { framework: "owasp-kubernetes-top-10", id: "K03" },
    ],
    covers: &[
        Control { framework: "kubescape", id: "C-0189" },
        Control { framework: "checkov", id: "CKV_K8S_42" },
    ],
    references: &[
        "https://kubernetes.io/docs/reference/access-authn-authz/rbac/#service-account-permissions",
    ],
    check: Check::Object(BINDINGS, check),
    ..Rule::BASE
};

const WANTED: Text =
    Text { en: "a ServiceAccount of the workload", ja: "ワークロード専用の ServiceAccount" };

fn check<'a>(_: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    report_subjects(top, sink, WANTED, |kind, _, name| {
        let of_user =
            || name.strip_prefix("system:serviceaccount:").is_some_and(|rest| rest.ends_with(":default"));
        (kind == "ServiceAccount" && name == "default") || (kind == "User" && of_user())
    });
}
