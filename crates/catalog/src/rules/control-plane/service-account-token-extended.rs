//! An API server that lets tokens of pods live for a year.

use sekimori_model::{Control, Persona, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::component::{KINDS, Program, components};
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "control-plane/service-account-token-extended",
    title: Text {
        en: "Tokens of pods extended to a year", ja: "ポッドのトークンの 1 年への延長"
    },
    why: Text {
        en: "The token in a pod asks for an hour and gets a year, for clients that do not read it again. A \
             stolen one is useful for as long.",
        ja: "ポッドのトークンは 1 時間の期限を求めても、再読み込みしないクライアントのために 1 年に延長されます。盗まれたトークンもその間使えます。",
    },
    fix: Text {
        en: "Set the flag to `false` once no client uses stale tokens: the metric \
             `serviceaccount_stale_tokens_total` stays 0.",
        ja: "メトリック `serviceaccount_stale_tokens_total` が 0 のままで、古いトークンを使うクライアントがないことを確認してから、`false` を設定してください。",
    },
    severity: Severity::Low,
    persona: Persona::Pedantic,
    role: Role::ClusterOperator,
    controls: &[
        Control { framework: "cis-kubernetes-1.12", id: "1.2.30" },
        Control { framework: "nist-800-190", id: "4.3.2" },
        Control { framework: "owasp-kubernetes-top-10", id: "K06" },
    ],
    covers: &[Control { framework: "kubescape", id: "C-0290" }],
    references: &[
        "https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/#bound-service-account-token-volume",
    ],
    check: Check::Object(KINDS, check),
    ..Rule::BASE
};

const WANTED: Text = Text {
    en: "`--service-account-extend-token-expiration=false`",
    ja: "`--service-account-extend-token-expiration=false`",
};

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    for component in components(object, top, &[Program::ApiServer]) {
        component.require_bool(sink, "service-account-extend-token-expiration", (false, true), WANTED);
    }
}
