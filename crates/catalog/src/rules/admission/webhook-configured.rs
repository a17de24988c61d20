//! A webhook, for the list of those who see what is written.

use sekimori_model::{Control, Persona, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::admission::WEBHOOKS;
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "admission/webhook-configured",
    title: Text { en: "Admission webhook", ja: "アドミッション Webhook" },
    why: Text {
        en: "A webhook is sent every object that its rules match, Secrets too, and a mutating one may change \
             them. It should be known and come from a known source.",
        ja: "Webhook には、ルールに一致するすべてのオブジェクトが Secret も含めて送られ、変更用の Webhook ではその内容を書き換えられます。存在と提供元を把握しておく必要があります。",
    },
    fix: Text {
        en: "Check that the webhook is meant to be there, and waive it with its owner.",
        ja: "意図した Webhook であることを確認し、所有者を記載して免除を登録してください。",
    },
    severity: Severity::Info,
    persona: Persona::Auditor,
    role: Role::SecurityTeam,
    controls: &[Control { framework: "nist-800-190", id: "4.3.2" }],
    covers: &[
        Control { framework: "kubescape", id: "C-0036" },
        Control { framework: "kubescape", id: "C-0039" },
    ],
    references: &[
        "https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/",
    ],
    check: Check::Object(WEBHOOKS, check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "a webhook that is known", ja: "把握している Webhook" };

fn check<'a>(_: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    for webhook in top.at("webhooks").items("name") {
        let field = webhook.at("name");
        sink.violated(&field, WANTED).value(field.text().unwrap_or_default());
    }
}
