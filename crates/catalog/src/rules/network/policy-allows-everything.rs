//! A rule of a NetworkPolicy that takes back what the policy closes.

use sekimori_model::{Control, Persona, Severity};
use sekimori_parse::kubernetes::label_selector;
use sekimori_parse::kubernetes::{Field, Object};

use crate::addresses::is_everything;
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "network/policy-allows-everything",
    title: Text {
        en: "Network policy allows everything", ja: "すべてを許可するネットワーク ポリシー"
    },
    why: Text {
        en: "Rules of all policies add up. One that allows everybody on every port makes the others for the \
             same pods worthless.",
        ja: "各ポリシーのルールは加算されます。すべての相手とポートを許可するルールが 1 つあると、同じポッドに対する他のポリシーは意味を失います。",
    },
    fix: Text {
        en: "Name who is to be reached in `from` or `to`, or the ports, or remove the rule.",
        ja: "`from` または `to` に相手を指定するか、ポートを指定してください。不要な場合はルールを削除してください。",
    },
    severity: Severity::Medium,
    persona: Persona::Pedantic,
    controls: &[
        Control { framework: "nsa-cisa-hardening", id: "NSA-NET" },
        Control { framework: "nist-800-190", id: "4.4.2" },
        Control { framework: "owasp-kubernetes-top-10", id: "K07" },
    ],
    covers: &[
        Control { framework: "trivy", id: "AVD-KUBE-0001" },
        Control { framework: "trivy", id: "AVD-KUBE-0002" },
    ],
    references: &[
        "https://kubernetes.io/docs/concepts/services-networking/network-policies/#allow-all-ingress-traffic",
    ],
    check: Check::Object(&[("networking.k8s.io", "NetworkPolicy"), ("extensions", "NetworkPolicy")], check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "named peers or ports", ja: "相手またはポートの指定" };

fn check<'a>(_: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    for (rules, peers) in [(top.at("spec.ingress"), "from"), (top.at("spec.egress"), "to")] {
        for rule in rules.items("name") {
            if !rule.at("ports").items("port").is_empty() {
                continue;
            }
            let listed = rule.at(peers).items("name");
            if listed.is_empty() {
                sink.violated(&rules, WANTED).item(&rule).seen("{}");
            }
            for peer in listed.iter().filter(|peer| is_everybody(peer)) {
                let list = rule.at(peers);
                let seen = peer.at("ipBlock.cidr").text().unwrap_or("namespaceSelector: {}");
                sink.violated(&list, WANTED).item(peer).value(seen);
            }
        }
    }
}

fn is_everybody(peer: &Field<'_>) -> bool {
    let block = peer.at("ipBlock");
    if let Some(range) = block.at("cidr").text() {
        return is_everything(range) && block.at("except").items("").is_empty();
    }
    let (pods, namespaces) = (peer.at("podSelector"), peer.at("namespaceSelector"));
    namespaces.is_present() && label_selector(&namespaces).is_empty() && label_selector(&pods).is_empty()
}
