//! A NetworkPolicy that selects no pod of the scanned tree.

use sekimori_model::{Confidence, Control, Severity};
use sekimori_parse::kubernetes::label_selector;
use sekimori_parse::kubernetes::{Field, Object};

use crate::neighbours::selects_nothing;
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "network/policy-selects-nothing",
    title: Text {
        en: "Network policy selects no pod", ja: "どのポッドも選択しないネットワーク ポリシー"
    },
    why: Text {
        en: "A policy with a mistyped selector isolates nothing, and the pods that it was written for stay \
             open.",
        ja: "セレクターに誤りがあるポリシーは何も分離せず、対象のはずのポッドは開放されたままになります。",
    },
    fix: Text {
        en: "Make `podSelector` equal to labels of the pod template, or remove the policy.",
        ja: "`podSelector` をポッド テンプレートのラベルに合わせるか、ポリシーを削除してください。",
    },
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    controls: &[
        Control { framework: "nsa-cisa-hardening", id: "NSA-NET" },
        Control { framework: "nist-800-190", id: "4.3.3" },
        Control { framework: "owasp-kubernetes-top-10", id: "K07" },
    ],
    covers: &[
        Control { framework: "kube-linter", id: "dangling-networkpolicy" },
        Control { framework: "kube-score", id: "networkpolicy-targets-pod" },
        Control { framework: "kubescape", id: "C-0299" },
    ],
    asks_inventory: true,
    references: &[
        "https://kubernetes.io/docs/concepts/services-networking/network-policies/#networkpolicy-resource",
    ],
    check: Check::Object(&[("networking.k8s.io", "NetworkPolicy"), ("extensions", "NetworkPolicy")], check),
    ..Rule::BASE
};

const WANTED: Text =
    Text { en: "labels of a pod of the namespace", ja: "名前空間内のポッドのラベル" };

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    let field = top.at("spec.podSelector");
    let selector = label_selector(&field);
    if selects_nothing(sink.inventory(), object.namespace, &selector) {
        sink.violated(&field, WANTED);
    }
}
