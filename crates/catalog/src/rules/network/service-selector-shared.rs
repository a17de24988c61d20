//! Two Services of a namespace that select the same pods.

use sekimori_model::inventory::Facts;
use sekimori_model::{Confidence, Control, Persona, Severity};
use sekimori_parse::kubernetes::labels;
use sekimori_parse::kubernetes::{Field, Object};

use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "network/service-selector-shared",
    title: Text { en: "Selector shared by Services", ja: "複数の Service でのセレクターの重複" },
    why: Text {
        en: "Two Services with one selector are often a slip of copying: traffic meant for one application \
             reaches another.",
        ja: "同じセレクターを持つ Service が複数ある場合、複製時の修正漏れの可能性があります。あるアプリケーション宛ての通信が別のアプリケーションに届きます。",
    },
    fix: Text {
        en: "Select by a label that only the pods of this Service have, or join the Services.",
        ja: "この Service のポッドだけが持つラベルで選択するか、Service を 1 つにまとめてください。",
    },
    severity: Severity::Low,
    confidence: Confidence::Medium,
    persona: Persona::Pedantic,
    controls: &[
        Control { framework: "azure-policy-kubernetes", id: "UniqueServiceSelectors" },
        Control { framework: "owasp-kubernetes-top-10", id: "K01" },
    ],
    asks_inventory: true,
    references: &["https://kubernetes.io/docs/concepts/services-networking/service/#defining-a-service"],
    check: Check::Object(&[("", "Service")], check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "a selector of its own", ja: "固有のセレクター" };

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    let field = top.at("spec.selector");
    let own = labels(&field);
    if own.is_empty() || object.name.is_empty() {
        return;
    }
    // A StatefulSet has a headless Service for names beside the one for requests.
    let headless = top.at("spec.clusterIP").text() == Some("None");
    let other = sink.inventory().selecting(object.namespace, &own).find(|item| match &item.facts {
        // What selects `own` asks for a part of it; as many labels are the same ones.
        Facts::Service(service) => {
            service.selector.labels.0.len() == own.0.len()
                && service.headless == headless
                && *item.name != *object.name
                && *item.namespace == *object.namespace
        }
        _ => false,
    });
    if let Some(other) = other {
        sink.violated(&field, WANTED).seen(&format!("Service/{}", other.name));
    }
}
