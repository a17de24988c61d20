//! A namespace that does not begin with everything closed.

use sekimori_model::inventory::{Facts, Labels};
use sekimori_model::{Confidence, Control, Persona, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::isolation::{Direction, is_judged_elsewhere};
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "network/default-deny-missing",
    title: Text {
        en: "Namespace without default deny", ja: "既定で拒否するポリシーのない名前空間"
    },
    why: Text {
        en: "Without a policy for all pods, a workload that is added tomorrow is open until somebody thinks \
             of it.",
        ja: "すべてのポッドを対象とするポリシーがないと、今後追加されるワークロードは、誰かが気付くまで開放されたままになります。",
    },
    fix: Text {
        en: "Add a NetworkPolicy with `podSelector: {}` and `policyTypes: [Ingress, Egress]`, and open what \
             is needed by further policies.",
        ja: "`podSelector: {}` と `policyTypes: [Ingress, Egress]` を指定した NetworkPolicy を追加し、必要な通信は別のポリシーで許可してください。",
    },
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    persona: Persona::Pedantic,
    role: Role::ClusterOperator,
    controls: &[
        Control { framework: "cis-kubernetes-1.12", id: "5.3.2" },
        Control { framework: "nsa-cisa-hardening", id: "NSA-NET" },
        Control { framework: "nist-800-190", id: "4.3.3" },
        Control { framework: "owasp-kubernetes-top-10", id: "K07" },
    ],
    covers: &[
        Control { framework: "kubescape", id: "C-0206" },
        Control { framework: "kubescape", id: "C-0030" },
    ],
    asks_inventory: true,
    references: &[
        "https://kubernetes.io/docs/concepts/services-networking/network-policies/#default-policies",
        "https://kubernetes.io/docs/concepts/security/security-checklist/#network-security",
    ],
    check: Check::Object(&[("", "Namespace")], check),
    ..Rule::BASE
};

const WANTED: Text = Text {
    en: "a NetworkPolicy for all pods of the namespace",
    ja: "名前空間のすべてのポッドを対象とする NetworkPolicy",
};

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    let inventory = sink.inventory();
    if object.name.starts_with("kube-") || is_judged_elsewhere(inventory, object.name) {
        return;
    }
    let none = Labels::default();
    let of_all: Vec<_> = inventory
        .selecting(object.name, &none)
        .filter_map(|item| match &item.facts {
            Facts::NetworkPolicy(policy) if policy.selector.is_empty() => Some(policy),
            _ => None,
        })
        .collect();
    for direction in [Direction::Ingress, Direction::Egress] {
        if !of_all.iter().any(|policy| direction.is_of(policy)) {
            sink.violated(&top.at("metadata.name"), WANTED).value(direction.name());
        }
    }
}
