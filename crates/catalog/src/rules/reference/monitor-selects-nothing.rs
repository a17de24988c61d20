//! A `ServiceMonitor` or `PodMonitor` that selects nothing of the scanned tree.

use sekimori_model::inventory::may_meet;
use sekimori_model::{Confidence, Control, Persona, Role, Severity};
use sekimori_parse::kubernetes::label_selector;
use sekimori_parse::kubernetes::{Field, Object};

use crate::neighbours::describes;
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "reference/monitor-selects-nothing",
    title: Text { en: "Monitor selects nothing", ja: "何も選択しないモニター" },
    why: Text {
        en: "Prometheus scrapes nothing for it, so alerts that need its figures never fire.",
        ja: "Prometheus が収集する対象がないため、その指標を使うアラートは発生しません。",
    },
    fix: Text {
        en: "Make `selector` equal to labels of the Service (ServiceMonitor) or of the pods (PodMonitor), and \
             check `namespaceSelector`.",
        ja: "`selector` を Service (ServiceMonitor の場合) またはポッド (PodMonitor の場合) のラベルに合わせ、`namespaceSelector` も確認してください。",
    },
    severity: Severity::Low,
    confidence: Confidence::Medium,
    persona: Persona::Pedantic,
    role: Role::ApplicationOperator,
    controls: &[Control { framework: "owasp-kubernetes-top-10", id: "K05" }],
    covers: &[Control { framework: "kube-linter", id: "dangling-servicemonitor" }],
    asks_inventory: true,
    references: &[
        "https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1.ServiceMonitorSpec",
    ],
    check: Check::Object(
        &[("monitoring.coreos.com", "ServiceMonitor"), ("monitoring.coreos.com", "PodMonitor")],
        check,
    ),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "labels of what is to be scraped", ja: "収集対象のラベル" };

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    let field = top.at("spec.selector");
    let selector = label_selector(&field);
    if selector.is_empty() {
        return;
    }
    let listed = top.at("spec.namespaceSelector.matchNames").items("");
    let mut namespaces: Vec<&str> = listed.iter().filter_map(Field::text).collect();
    if top.at("spec.namespaceSelector.any").bool() == Some(true) {
        // The empty namespace meets all.
        namespaces = vec![""];
    } else if namespaces.is_empty() {
        namespaces = vec![object.namespace];
    }
    let inventory = sink.inventory();
    let is_known = |namespace: &&str| describes(inventory, namespace);
    let selects = |namespace: &&str| {
        // What an operator makes carries labels of the operator, its Services too.
        if inventory.may_operator_make_pods(namespace, &selector) {
            return true;
        }
        if object.kind == "PodMonitor" {
            return inventory.selected(namespace, &selector).next().is_some();
        }
        let mut services = inventory.all_of_kind("Service");
        services.any(|service| may_meet(&service.namespace, namespace) && selector.matches(&service.labels))
    };
    if namespaces.iter().all(is_known) && !namespaces.iter().any(selects) {
        sink.violated(&field, WANTED);
    }
}
