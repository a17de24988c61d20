//! A Service that sends to a named port which none of its pods has.

use sekimori_model::inventory::Selector;
use sekimori_model::{Control, Severity};
use sekimori_parse::kubernetes::labels;
use sekimori_parse::kubernetes::{Field, Object};

use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "reference/service-port-unserved",
    title: Text { en: "Target port that no pod has", ja: "どのポッドにもない宛先ポート" },
    why: Text {
        en: "A target port given by name is looked up in each pod; where no container declares the name, the \
             Service has no endpoint for that port.",
        ja: "名前で指定した宛先ポートはポッドごとに解決されます。その名前を宣言するコンテナーがなければ、Service のそのポートにはエンドポイントがありません。",
    },
    fix: Text {
        en: "Write the name of a port of the selected pods, or its number.",
        ja: "選択されるポッドのポート名またはポート番号を指定してください。",
    },
    severity: Severity::Medium,
    controls: &[Control { framework: "owasp-kubernetes-top-10", id: "K01" }],
    asks_inventory: true,
    references: &["https://kubernetes.io/docs/concepts/services-networking/service/#field-spec-ports"],
    check: Check::Object(&[("", "Service")], check),
    ..Rule::BASE
};

const WANTED: Text = Text {
    en: "a port that the selected pods declare",
    ja: "選択されるポッドが宣言しているポート",
};

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    let selector = Selector { labels: labels(&top.at("spec.selector")), expressions: Box::default() };
    if selector.is_empty() || top.at("spec.type").text() == Some("ExternalName") {
        return;
    }
    let pods: Vec<_> = sink.inventory().selected(object.namespace, &selector).collect();
    if pods.is_empty() {
        return;
    }
    for port in top.at("spec.ports").items("port") {
        let field = port.at("targetPort");
        let Some(name) = field.text().filter(|text| text.parse::<i64>().is_err()) else { continue };
        if !pods.iter().any(|(_, pod)| pod.ports.iter().any(|(known, _)| **known == *name)) {
            sink.violated(&field, WANTED);
        }
    }
}
