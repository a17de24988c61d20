//! An API server that ignores the Pod Security labels of namespaces.

use sekimori_model::{Control, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::component::{KINDS, Program, components};
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "control-plane/pod-security-admission-disabled",
    title: Text {
        en: "Pod Security admission switched off", ja: "Pod Security アドミッションの無効化"
    },
    why: Text {
        en: "The labels of namespaces that ask for a level of the Pod Security Standards then mean nothing.",
        ja: "名前空間のラベルで Pod Security Standards のレベルを指定しても、適用されません。",
    },
    fix: Text {
        en: "Remove `PodSecurity` from `--disable-admission-plugins`, or enforce the standards with a policy \
             engine and waive this rule.",
        ja: "`--disable-admission-plugins` から `PodSecurity` を削除してください。ポリシー エンジンで標準を適用している場合は、このルールの免除を登録してください。",
    },
    severity: Severity::High,
    role: Role::ClusterOperator,
    controls: &[
        Control { framework: "cis-kubernetes-1.12", id: "5.2.1" },
        Control { framework: "nist-800-190", id: "4.4.3" },
        Control { framework: "nsa-cisa-hardening", id: "NSA-POD" },
        Control { framework: "owasp-kubernetes-top-10", id: "K04" },
    ],
    references: &[
        "https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#podsecurity",
    ],
    check: Check::Object(KINDS, check),
    ..Rule::BASE
};

const WANTED: Text =
    Text { en: "`PodSecurity` not in the list", ja: "リストに `PodSecurity` を含めない" };

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    for component in components(object, top, &[Program::ApiServer]) {
        component.refuse_element(sink, "disable-admission-plugins", "PodSecurity", WANTED);
    }
}
