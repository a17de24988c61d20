//! A StatefulSet whose headless Service is nowhere in the scanned tree.

use sekimori_model::{Confidence, Control, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::neighbours::services;
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "reference/stateful-set-service-missing",
    title: Text {
        en: "Headless Service of a StatefulSet not found",
        ja: "存在しないヘッドレス Service を参照する StatefulSet",
    },
    why: Text {
        en: "The pods of a StatefulSet get their lasting names in DNS from a headless Service; without it \
             members cannot find each other.",
        ja: "StatefulSet のポッドの永続的な DNS 名は、ヘッドレス Service によって提供されます。これがないと、メンバー同士が互いを見つけられません。",
    },
    fix: Text {
        en: "Name a Service of the namespace that has `clusterIP: None`, or add one.",
        ja: "名前空間内の `clusterIP: None` の Service を指定するか、追加してください。",
    },
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    controls: &[Control { framework: "owasp-kubernetes-top-10", id: "K01" }],
    covers: &[Control { framework: "kube-score", id: "statefulset-has-servicename" }],
    asks_inventory: true,
    references: &["https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#stable-network-id"],
    check: Check::Object(&[("apps", "StatefulSet")], check),
    ..Rule::BASE
};

const WANTED: Text =
    Text { en: "a Service with `clusterIP: None`", ja: "`clusterIP: None` の Service の名前" };

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    let field = top.at("spec.serviceName");
    let Some(name) = field.str().filter(|name| !name.is_empty()) else { return };
    if !services(sink.inventory(), object.namespace, name).any(|service| service.headless) {
        sink.violated(&field, WANTED);
    }
}
