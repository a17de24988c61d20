//! A workload that does not say how to reach its owner.

use sekimori_model::{Control, Persona, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::{Check, Parameter, Preset, Rule, Sink, Text, ownership};

pub(crate) const RULE: Rule = Rule {
    id: "metadata/contact-missing",
    title: Text { en: "Contact not given", ja: "連絡先の未記載" },
    why: Text {
        en: "A team's name alone does not help whoever is on call at night.",
        ja: "チーム名だけでは、夜間の当番が連絡を取れません。",
    },
    fix: Text {
        en: "Add an annotation with an e-mail address, a link or a channel, such as `a8r.io/chat: \"#shop-on-call\"`.",
        ja: "メール アドレス、リンク、またはチャンネルを注釈に追加してください (例: `a8r.io/chat: \"#shop-on-call\"`)。",
    },
    severity: Severity::Info,
    persona: Persona::Auditor,
    controls: &[Control { framework: "nist-800-190", id: "4.4.5" }],
    covers: &[Control { framework: "kube-linter", id: "required-annotation-email" }],
    parameters: &[Parameter {
        name: "annotations",
        about: Text {
            en: "The annotations of which one must hold a way to reach the owner.",
            ja: "いずれか 1 つに連絡先が必要な注釈。",
        },
        default: Preset::Texts(&[
            "email",
            "contact",
            "a8r.io/owner",
            "a8r.io/chat",
            "a8r.io/support",
            "a8r.io/incidents",
        ]),
    }],
    references: &[
        "https://kubernetes.io/docs/concepts/overview/working-with-objects/annotations/",
        "https://ambassadorlabs.github.io/k8s-for-humans/",
    ],
    check: Check::Object(ownership::OWNED, check),
    ..Rule::BASE
};

const WANTED: Text = Text {
    en: "an e-mail address, an `https://` link, a `#channel` or an `@handle` in one of `annotations`",
    ja: "`annotations` のいずれかに、メール アドレス、`https://` のリンク、`#channel`、または `@handle`",
};

fn check<'a>(_: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    let wanted = sink.texts("annotations");
    let annotations = top.at("metadata.annotations");
    let is_given = |key: &String| annotations.find(key).and_then(|one| one.text()).is_some_and(is_contact);
    if !wanted.is_empty() && !wanted.iter().any(is_given) && !ownership::is_made_by_another(top) {
        sink.violated(&annotations, WANTED);
    }
}

fn is_contact(text: &str) -> bool {
    let text = text.trim();
    let is_named = |prefix: &str| text.strip_prefix(prefix).is_some_and(|rest| !rest.is_empty());
    let is_mail = |text: &str| {
        let parts = text.split_once('@');
        parts.is_some_and(|(who, host)| !who.is_empty() && host.contains('.') && !text.contains(' '))
    };
    ["https://", "mailto:", "#", "@"].into_iter().any(is_named) || is_mail(text)
}
