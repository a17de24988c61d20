//! An API server without the plugin for service accounts.

use sekimori_model::{Control, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::component::{KINDS, Program, components};
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "control-plane/service-account-admission-disabled",
    title: Text {
        en: "ServiceAccount admission switched off", ja: "ServiceAccount アドミッションの無効化"
    },
    why: Text {
        en: "Pods then run with accounts that do not exist or whose limits nobody checks, and without the \
             tokens that they expect.",
        ja: "存在しないアカウントや、制限が確認されていないアカウントでポッドが実行されます。また、必要なトークンが渡されません。",
    },
    fix: Text {
        en: "Remove `ServiceAccount` from `--disable-admission-plugins`.",
        ja: "`--disable-admission-plugins` から `ServiceAccount` を削除してください。",
    },
    severity: Severity::Medium,
    role: Role::ClusterOperator,
    controls: &[
        Control { framework: "cis-kubernetes-1.12", id: "1.2.12" },
        Control { framework: "nist-800-190", id: "4.3.2" },
        Control { framework: "owasp-kubernetes-top-10", id: "K09" },
    ],
    covers: &[
        Control { framework: "kubescape", id: "C-0125" },
        Control { framework: "checkov", id: "CKV_K8S_82" },
        Control { framework: "trivy", id: "AVD-KCV-0014" },
    ],
    references: &[
        "https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#serviceaccount",
    ],
    check: Check::Object(KINDS, check),
    ..Rule::BASE
};

const WANTED: Text =
    Text { en: "`ServiceAccount` not in the list", ja: "リストに `ServiceAccount` を含めない" };

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    for component in components(object, top, &[Program::ApiServer]) {
        component.refuse_element(sink, "disable-admission-plugins", "ServiceAccount", WANTED);
    }
}
