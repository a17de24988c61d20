//! A Service that selects no pod of the scanned tree.

use sekimori_model::inventory::Selector;
use sekimori_model::{Confidence, Control, Severity};
use sekimori_parse::kubernetes::labels;
use sekimori_parse::kubernetes::{Field, Object};

use crate::neighbours::selects_nothing;
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "reference/service-selects-nothing",
    title: Text { en: "Service selects no pod", ja: "どのポッドも選択しない Service" },
    why: Text {
        en: "A Service whose selector matches no pod has no endpoints, so every connection to it fails.",
        ja: "セレクターに一致するポッドがない Service にはエンドポイントがないため、接続はすべて失敗します。",
    },
    fix: Text {
        en: "Make `selector` equal to labels of the pod template, or remove the Service. A Service whose \
             endpoints are made by hand has no selector.",
        ja: "`selector` をポッド テンプレートのラベルに合わせるか、Service を削除してください。エンドポイントを手動で作成する Service には、セレクターを指定しません。",
    },
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    controls: &[Control { framework: "owasp-kubernetes-top-10", id: "K01" }],
    covers: &[
        Control { framework: "kube-score", id: "service-targets-pod" },
        Control { framework: "kube-linter", id: "dangling-service" },
        Control { framework: "kubescape", id: "C-0293" },
    ],
    asks_inventory: true,
    references: &[
        "https://kubernetes.io/docs/concepts/services-networking/service/#services-without-selectors",
    ],
    check: Check::Object(&[("", "Service")], check),
    ..Rule::BASE
};

const WANTED: Text =
    Text { en: "labels of a pod of the namespace", ja: "名前空間内のポッドのラベル" };

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    let field = top.at("spec.selector");
    let selector = Selector { labels: labels(&field), expressions: Box::default() };
    if selector.is_empty() || top.at("spec.type").text() == Some("ExternalName") {
        return;
    }
    if selects_nothing(sink.inventory(), object.namespace, &selector) {
        sink.violated(&field, WANTED);
    }
}
