//! A ServiceAccount that no pod runs as.

use sekimori_model::{Confidence, Control, Persona, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "rbac/service-account-unused",
    title: Text { en: "ServiceAccount without a workload", ja: "使われていない ServiceAccount" },
    why: Text {
        en: "Tokens can be made for an account that no pod uses, and its rights are easily forgotten.",
        ja: "どのポッドにも使われていないアカウントでもトークンは発行でき、付与された権限は忘れられがちです。",
    },
    fix: Text {
        en: "Remove the ServiceAccount and its bindings, or scan it together with its workload.",
        ja: "ServiceAccount とそのバインドを削除するか、ワークロードと一緒にスキャンしてください。",
    },
    severity: Severity::Info,
    confidence: Confidence::Low,
    persona: Persona::Auditor,
    controls: &[Control { framework: "nist-800-190", id: "4.3.1" }],
    asks_inventory: true,
    references: &["https://kubernetes.io/docs/concepts/security/service-accounts/"],
    check: Check::Object(&[("", "ServiceAccount")], check),
    ..Rule::BASE
};

const WANTED: Text = Text {
    en: "a workload that runs as it",
    ja: "この ServiceAccount で実行されるワークロード",
};

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    let inventory = sink.inventory();
    // A namespace without workloads is one whose workloads are kept elsewhere.
    let is_known = inventory.workloads(object.namespace).next().is_some();
    if is_known && object.name != "default" && !inventory.is_account_in_use(object.namespace, object.name) {
        sink.violated(&top.at("metadata.name"), WANTED);
    }
}
