//! A webhook whose silence counts as consent.

use sekimori_model::{Control, Persona, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::admission::WEBHOOKS;
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "admission/webhook-fails-open",
    title: Text {
        en: "Webhook that lets everything pass when it fails",
        ja: "障害時にすべてを許可する Webhook",
    },
    why: Text {
        en: "With `failurePolicy: Ignore` objects pass unjudged whenever the webhook is down or slow, and \
             whoever can overload it passes at will.",
        ja: "`failurePolicy: Ignore` では、Webhook が停止または遅延している間、オブジェクトが検査されずに通過します。Webhook に負荷をかけられる攻撃者は、意図的に検査を回避できます。",
    },
    fix: Text {
        en: "Set `failurePolicy: Fail` for what guards security, with several replicas of the webhook and a \
             selector that leaves kube-system out.",
        ja: "セキュリティを守る Webhook では `failurePolicy: Fail` を設定し、Webhook を複数のレプリカで実行して、セレクターで kube-system を対象から外してください。",
    },
    severity: Severity::Medium,
    persona: Persona::Pedantic,
    role: Role::ClusterOperator,
    controls: &[
        Control { framework: "nist-800-190", id: "4.3.2" },
        Control { framework: "owasp-kubernetes-top-10", id: "K04" },
    ],
    references: &[
        "https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/#failure-policy",
    ],
    check: Check::Object(WEBHOOKS, check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "`Fail`", ja: "`Fail`" };

fn check<'a>(_: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    for webhook in top.at("webhooks").items("name") {
        let field = webhook.at("failurePolicy");
        if field.text() == Some("Ignore") {
            sink.violated(&field, WANTED).set_unsafely("Fail");
        }
    }
}
