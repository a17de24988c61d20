//! An API server that takes tokens of deleted accounts.

use sekimori_model::{Control, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::component::{KINDS, Program, components};
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "control-plane/service-account-lookup-disabled",
    title: Text {
        en: "Deleted service accounts stay valid",
        ja: "削除済みサービス アカウントのトークンの許可",
    },
    why: Text {
        en: "Tokens are then valid although their Secret or ServiceAccount was deleted, so they cannot be \
             revoked.",
        ja: "Secret や ServiceAccount を削除してもトークンが有効なままになり、取り消せません。",
    },
    fix: Text {
        en: "Remove the flag, or set it to `true`.",
        ja: "フラグを削除するか、`true` を設定してください。",
    },
    severity: Severity::High,
    role: Role::ClusterOperator,
    controls: &[
        Control { framework: "cis-kubernetes-1.12", id: "1.2.21" },
        Control { framework: "nist-800-190", id: "4.3.2" },
        Control { framework: "owasp-kubernetes-top-10", id: "K06" },
    ],
    covers: &[
        Control { framework: "kubescape", id: "C-0135" },
        Control { framework: "checkov", id: "CKV_K8S_96" },
        Control { framework: "trivy", id: "AVD-KCV-0024" },
    ],
    references: &["https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/"],
    check: Check::Object(KINDS, check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "`--service-account-lookup=true`", ja: "`--service-account-lookup=true`" };

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    for component in components(object, top, &[Program::ApiServer]) {
        component.require_bool(sink, "service-account-lookup", (true, true), WANTED);
    }
}
