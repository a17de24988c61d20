//! A peer of a NetworkPolicy that selects no pod of the scanned tree.

use std::sync::Arc;

use sekimori_model::inventory::{Item, Labels};
use sekimori_model::{Confidence, Control, Persona, Severity};
use sekimori_parse::kubernetes::label_selector;
use sekimori_parse::kubernetes::{Field, Object};

use crate::neighbours::selects_nothing;
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "network/policy-peer-selects-nothing",
    title: Text {
        en: "Peer of a network policy selects no pod",
        ja: "どのポッドも選択しないネットワーク ポリシーの通信相手",
    },
    why: Text {
        en: "A peer with a mistyped selector lets nobody in or out, so the connection that it was written for \
             fails.",
        ja: "セレクターに誤りがある通信相手には誰も一致しないため、許可するはずの接続が失敗します。",
    },
    fix: Text {
        en: "Make the selectors of the peer equal to labels of the pods and of their namespace, or remove the \
             peer.",
        ja: "通信相手のセレクターをポッドと名前空間のラベルに合わせるか、その項目を削除してください。",
    },
    severity: Severity::Low,
    confidence: Confidence::Medium,
    persona: Persona::Pedantic,
    controls: &[
        Control { framework: "nist-800-190", id: "4.3.3" },
        Control { framework: "owasp-kubernetes-top-10", id: "K07" },
    ],
    covers: &[Control { framework: "kube-linter", id: "dangling-networkpolicypeer-podselector" }],
    asks_inventory: true,
    references: &[
        "https://kubernetes.io/docs/concepts/services-networking/network-policies/#behavior-of-to-and-from-selectors",
    ],
    check: Check::Object(&[("networking.k8s.io", "NetworkPolicy"), ("extensions", "NetworkPolicy")], check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "labels of a pod", ja: "ポッドのラベル" };

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    for (rules, peers) in [(top.at("spec.ingress"), "from"), (top.at("spec.egress"), "to")] {
        for peer in rules.items("name").iter().flat_map(|rule| rule.at(peers).items("name")) {
            check_peer(object, &peer, sink);
        }
    }
}

fn check_peer(object: &Object<'_>, peer: &Field<'_>, sink: &mut Sink<'_>) {
    let field = peer.at("podSelector");
    let selector = label_selector(&field);
    if selector.is_empty() {
        return;
    }
    let inventory = sink.inventory();
    let of_namespaces = peer.at("namespaceSelector");
    let namespaces: Vec<&str> = if of_namespaces.is_present() {
        let wanted = label_selector(&of_namespaces);
        let all = inventory.all_of_kind("Namespace");
        all.filter(|item| wanted.matches(&with_name(item))).map(|item| &*item.name).collect()
    } else {
        vec![object.namespace]
    };
    // What is not in the tree may have such pods.
    if !namespaces.is_empty() && namespaces.iter().all(|name| selects_nothing(inventory, name, &selector)) {
        sink.violated(&field, WANTED);
    }
}

/// The labels of a namespace with the one that the API server gives it.
fn with_name(namespace: &Item) -> Labels {
    let own = (Arc::from("kubernetes.io/metadata.name"), Arc::clone(&namespace.name));
    Labels(namespace.labels.0.iter().cloned().chain([own]).collect())
}
