//! An API server without the plugin for the life of namespaces.

use sekimori_model::{Control, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::component::{KINDS, Program, components};
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "control-plane/namespace-lifecycle-disabled",
    title: Text { en: "NamespaceLifecycle switched off", ja: "NamespaceLifecycle の無効化" },
    why: Text {
        en: "Objects are then made in namespaces that are being deleted or do not exist, where no policy of \
             the namespace holds.",
        ja: "削除中または存在しない名前空間にオブジェクトを作成でき、名前空間のポリシーが適用されません。",
    },
    fix: Text {
        en: "Remove `NamespaceLifecycle` from `--disable-admission-plugins`.",
        ja: "`--disable-admission-plugins` から `NamespaceLifecycle` を削除してください。",
    },
    severity: Severity::Medium,
    role: Role::ClusterOperator,
    controls: &[
        Control { framework: "cis-kubernetes-1.12", id: "1.2.13" },
        Control { framework: "nist-800-190", id: "4.3.2" },
        Control { framework: "owasp-kubernetes-top-10", id: "K09" },
    ],
    covers: &[
        Control { framework: "kubescape", id: "C-0126" },
        Control { framework: "checkov", id: "CKV_K8S_83" },
        Control { framework: "trivy", id: "AVD-KCV-0015" },
    ],
    references: &[
        "https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#namespacelifecycle",
    ],
    check: Check::Object(KINDS, check),
    ..Rule::BASE
};

const WANTED: Text = Text {
    en: "`NamespaceLifecycle` not in the list",
    ja: "リストに `NamespaceLifecycle` を含めない",
};

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    for component in components(object, top, &[Program::ApiServer]) {
        component.refuse_element(sink, "disable-admission-plugins", "NamespaceLifecycle", WANTED);
    }
}
